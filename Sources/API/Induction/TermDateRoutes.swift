import Domain
import HTTPTypes
import Postgres

/// Term dates and closure days that inductions go by.
enum TermDateRoutes {
  static let all = [
    read, setOfSchool, takeBackOfSchool, readOfAuthority, setOfAuthority, takeBackOfAuthority,
  ]

  private static let half = Schema.request(required: [
    "term": .choice(["autumn", "spring", "summer"]), "half": .whole.bounded(1...2), "starts_on": .date,
    "ends_on": .date,
  ])
  private static let yearInPath = Endpoint.Parameter(
    name: "year", schema: .text, note: "The year in which the school year begins, such as 2026.")
  private static let body = Endpoint.Body(
    schema: .request(
      required: ["halves": Schema.list(half).note("All six, in order.")],
      optional: ["closures": .list(.date)]),
    example: [
      "halves": [
        ["term": "autumn", "half": 1, "starts_on": "2026-09-01", "ends_on": "2026-10-23"],
        ["term": "autumn", "half": 2, "starts_on": "2026-11-02", "ends_on": "2026-12-18"],
        ["term": "spring", "half": 1, "starts_on": "2027-01-04", "ends_on": "2027-02-12"],
        ["term": "spring", "half": 2, "starts_on": "2027-02-22", "ends_on": "2027-03-25"],
        ["term": "summer", "half": 1, "starts_on": "2027-04-12", "ends_on": "2027-05-28"],
        ["term": "summer", "half": 2, "starts_on": "2027-06-07", "ends_on": "2027-07-21"],
      ], "closures": ["2026-09-02"],
    ])

  private static let read = Endpoint(
    method: .get, path: "/schools/{urn}/term-dates/{year}", operationID: "getTermDates", tag: .induction,
    summary: "Read the term dates and closure days that a school’s inductions go by", access: .open,
    parameters: [.school, yearInPath],
    successes: [.ok(answer(ownNote: "Whether the school has given them itself."), "The dates.")]
  ) { call in
    try answer(
      try await SetSchoolTerms(call.services).read(try year(call), of: .school(try await call.school())))
  }

  private static let readOfAuthority = Endpoint(
    method: .get, path: "/authorities/{code}/term-dates/{year}", operationID: "getAuthorityTermDates",
    tag: .induction,
    summary: "Read the term dates and closure days of an authority’s schools that have none of their own",
    access: .open,
    parameters: [
      .init(name: "code", schema: .text, note: "The authority’s three-digit code."), yearInPath,
    ],
    successes: [
      .ok(answer(ownNote: "Whether the authority has set them: otherwise the usual dates go."), "The dates.")
    ]
  ) { call in
    let authority = try await Authority.find(code: call.path["code"] ?? "", in: call.services.pool)
    return try answer(
      try await SetSchoolTerms(call.services).read(try year(call), of: .authority(authority)))
  }

  private static func answer(ownNote: String) -> Schema {
    .answer([
      "year": .whole, "is_own": .flag.note(ownNote),
      "halves": .list(.answer(["term": .text, "half": .whole, "starts_on": .date, "ends_on": .date])),
      "closures": .list(.date),
      "closures_without_effect": .list(.date).note(
        "Those of them on which school is closed anyway: weekends, bank holidays and days outside the terms."),
    ])
  }

  private static func answer(_ dates: SchoolYearDates) throws -> Answer {
    .ok(try json(dates), version: dates.version)
  }

  private static func json(_ dates: SchoolYearDates) throws -> JSONValue {
    [
      "year": .whole(dates.year), "is_own": .bool(dates.isOwn),
      "halves": .array(
        dates.halves.map {
          [
            "term": .string($0.term), "half": .whole($0.half), "starts_on": .date($0.startsOn),
            "ends_on": .date($0.endsOn),
          ]
        }), "closures": .array(dates.closures.map { .date($0) }),
      "closures_without_effect": .array(try dates.idleClosures().map { .date($0.day) }),
    ]
  }

  private static let setOfSchool = Endpoint(
    method: .put, path: "/schools/{urn}/term-dates/{year}", operationID: "setTermDates", tag: .induction,
    summary: "Set a school’s own term dates and closure days of a year",
    note: "Plans of inductions at the school are reckoned again by the worker.",
    access: .scoped(.setTermDates),
    parameters: [.school, yearInPath], body: body, condition: .required,
    successes: [.noContent("They are set.")]
  ) { call in
    try await SetSchoolTerms(call.services)(
      try dates(call), of: .school(try await call.school()), expectedVersion: call.expectedVersion,
      by: call.actor)
    return .noContent
  }

  private static let takeBackOfSchool = Endpoint(
    method: .delete, path: "/schools/{urn}/term-dates/{year}", operationID: "takeTermDatesBack",
    tag: .induction,
    summary: "Take a school’s own term dates and closure days of a year back",
    note:
      "The authority’s dates go again. Plans of inductions at the school are reckoned again by the worker.",
    access: .scoped(.setTermDates), parameters: [.school, yearInPath],
    successes: [.noContent("None are set any more.")]
  ) { call in
    try await SetSchoolTerms(call.services).takeBack(
      try year(call), of: .school(try await call.school()), by: call.actor)
    return .noContent
  }

  private static let takeBackOfAuthority = Endpoint(
    method: .delete, path: "/authorities/{code}/term-dates/{year}", operationID: "takeAuthorityTermDatesBack",
    tag: .induction, summary: "Take the term dates and closure days of an authority’s schools back",
    note: "The usual dates of the borough go again.", access: .scoped(.setTermDates),
    parameters: [
      .init(name: "code", schema: .text, note: "The authority’s three-digit code."), yearInPath,
    ], successes: [.noContent("None are set any more.")]
  ) { call in
    let authority = try await Authority.find(code: call.path["code"] ?? "", in: call.services.pool)
    try await SetSchoolTerms(call.services).takeBack(
      try year(call), of: .authority(authority), by: call.actor)
    return .noContent
  }

  private static let setOfAuthority = Endpoint(
    method: .put, path: "/authorities/{code}/term-dates/{year}", operationID: "setAuthorityTermDates",
    tag: .induction, summary: "Set the term dates and closure days of an authority’s schools",
    access: .scoped(.setTermDates),
    parameters: [
      .init(name: "code", schema: .text, note: "The authority’s three-digit code."), yearInPath,
    ], body: body, condition: .required, successes: [.noContent("They are set.")]
  ) { call in
    let authority = try await Authority.find(code: call.path["code"] ?? "", in: call.services.pool)
    try await SetSchoolTerms(call.services)(
      try dates(call), of: .authority(authority), expectedVersion: call.expectedVersion, by: call.actor)
    return .noContent
  }

  private static func year(_ call: Call) throws -> Int {
    guard let year = call.path["year"].flatMap({ Int($0) }), SetSchoolTerms.years.contains(year) else {
      throw DomainError.notFound("school year")
    }
    return year
  }

  private static func dates(_ call: Call) throws -> SchoolYearDates {
    let year = try year(call)
    let halves = (call.body.members["halves"]?.array ?? []).compactMap { value -> HalfTerm? in
      let half = Fields(value.object ?? [:])
      guard let start = half.date("starts_on"), let end = half.date("ends_on") else { return nil }
      return HalfTerm(
        schoolYear: year, term: half.text("term"), half: half.whole("half") ?? 0, startsOn: start, endsOn: end
      )
    }
    return SchoolYearDates(
      year: year, halves: halves, closures: call.body.texts("closures").compactMap { CivilDate($0) })
  }
}
