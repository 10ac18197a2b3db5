import Domain
import Foundation
import HTTPTypes

/// Schools, as the register knows them.
enum SchoolRoutes {
  static let all = [list, find, readProfile, changeProfile]

  private static let school = Schema.named(
    "School",
    .answer([
      "organisation_id": .uuid, "urn": .whole,
      "is_sample_urn": .flag.note("Whether the number was given out here and is not in the register."),
      "authority_code": .text, "establishment_number": .text.orNull, "name": .text,
      "phase": .choice(SchoolPhase.self), "type": .text.orNull, "status": .choice(SchoolStatus.self),
      "opened_on": .date.orNull, "closed_on": .date.orNull, "low_age": .whole.orNull,
      "high_age": .whole.orNull, "religious_character": .text.orNull, "ukprn": .text.orNull,
      "address": Schema.answer([
        "street": .text.orNull, "locality": .text.orNull, "address3": .text.orNull, "town": .text.orNull,
        "postcode": .text.orNull,
      ]),
      "website": .text.orNull, "telephone": .text.orNull, "trust": .text.orNull, "version": .whole,
      "updated_at": .instant, "easting": .whole.orNull.note("Metres east on the national grid."),
      "northing": .whole.orNull.note("Metres north."), "vacancies": .whole.note("Live ones at this moment."),
    ]))

  private static let listed: JSONValue = [
    "organisation_id": "0193a5c8-1f00-7000-8000-0000000000aa", "urn": 137549, "is_sample_urn": false,
    "authority_code": "883", "establishment_number": "5433", "name": "Example Primary School",
    "phase": "primary", "type": "Academy converter", "status": "open", "opened_on": "2011-11-01",
    "closed_on": .null, "low_age": 3, "high_age": 11, "religious_character": .null, "ukprn": "10035423",
    "address": [
      "street": "1 Example Road", "locality": .null, "address3": .null, "town": "Grays",
      "postcode": "RM17 5TT",
    ],
    "website": "https://school.example", "telephone": "01375000000", "trust": .null, "version": 1,
    "updated_at": "2026-11-02T09:00:00Z", "easting": 561_500, "northing": 177_800, "vacancies": 2,
  ]

  private static let list = Endpoint(
    method: .get, path: "/schools", operationID: "listSchools", tag: .schools,
    summary: "List schools by name", access: .openOrToken,
    query: [
      .init(
        name: "q", schema: .text.bounded(1...200), note: "Beginnings of words of the name or town, or a URN."),
      .init(name: "phase", schema: .choice(SchoolPhase.self), note: "Only this phase."),
      .init(name: "authority", schema: .text.bounded(3...3), note: "Only this authority, by its code."),
      .init(name: "closed", schema: .flag, note: "When true, closed schools as well."),
      .init(name: "school_type", schema: .choice(SchoolTypeGroup.self), note: "Only this kind of school."),
      .init(name: "faith", schema: .choice(FaithGroup.self), note: "Only this religious character."),
      .init(name: "hiring", schema: .flag, note: "When true, only schools with a live vacancy."),
      .limit(ListSchools.largestPage, otherwise: 50), .cursor,
    ],
    successes: [
      .ok(.page(of: school), "A page of schools.", example: ["items": [listed], "next": .null])
    ]
  ) { call in
    var filter = SchoolFilter(
      text: call.query.textIfAny("q"), phase: call.query.code("phase"),
      authority: call.query.textIfAny("authority"), includesClosed: call.query.flag("closed"))
    filter.type = call.query.code("school_type")
    filter.faith = call.query.code("faith")
    filter.isHiring = call.query.flag("hiring")
    let page = try await ListSchools(call.services)(
      filter, limit: call.limit(otherwise: 50), after: try cursor(call))
    return .page(
      page.schools.map { json($0, page.vacancies[$0.urn] ?? 0) },
      next: page.next.map { Opaque.write($0.description) })
  }

  private static func cursor(_ call: Call) throws -> OrganisationID? {
    guard let text = call.query.textIfAny("cursor") else { return nil }
    guard let id = Opaque.read(text).flatMap({ OrganisationID($0) }) else { throw Opaque.unknownCursor }
    return id
  }

  private static let find = Endpoint(
    method: .get, path: "/schools/{urn}", operationID: "getSchool", tag: .schools, summary: "Read a school",
    access: .openOrToken, parameters: [.school], successes: [.ok(school, "The school.", example: listed)]
  ) { call in
    let school = try await call.school()
    let vacancies = try await ListSchools(call.services).vacancies(of: [school.urn])
    return .ok(json(school, vacancies[school.urn] ?? 0), version: school.version)
  }

  private static func json(_ school: School, _ vacancies: Int) -> JSONValue {
    [
      "organisation_id": .id(school.id), "urn": .whole(school.urn.rawValue),
      "is_sample_urn": .bool(school.isSampleURN), "authority_code": .string(school.laCode),
      "establishment_number": .text(school.establishmentNumber), "name": .string(school.name),
      "phase": .code(school.phase), "type": .text(school.typeName), "status": .code(school.status),
      "opened_on": .date(school.openedOn), "closed_on": .date(school.closedOn),
      "low_age": .whole(school.lowAge), "high_age": .whole(school.highAge),
      "religious_character": .text(school.religiousCharacter), "ukprn": .text(school.ukprn),
      "address": [
        "street": .text(school.address.street), "locality": .text(school.address.locality),
        "address3": .text(school.address.address3), "town": .text(school.address.town),
        "postcode": .text(school.address.postcode),
      ],
      "website": .text(school.websiteLink), "telephone": .text(school.telephone),
      "trust": .text(school.trustName), "version": .whole(school.version),
      "updated_at": .instant(school.updatedAt), "easting": .whole(school.easting),
      "northing": .whole(school.northing), "vacancies": .whole(vacancies),
    ]
  }
}
