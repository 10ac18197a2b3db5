import Domain
import Foundation
import HTTPTypes

/// A person's saved vacancies.
enum SavedVacancyRoutes {
  static let all = [list, save, forget]

  private static let saved = Schema.named(
    "SavedVacancy",
    .answer([
      "vacancy_id": .uuid, "reference": .text, "title": .text, "school_name": .text,
      "school_town": .text.orNull,
      "pay_minimum_pence": .whole.orNull, "pay_maximum_pence": .whole.orNull, "closes_at": .instant.orNull,
      "standing": .choice(SavedVacancy.Standing.self).note("Whether applications are taken."),
      "has_applied": .flag, "saved_at": .instant,
    ]))

  private static let list = Endpoint(
    method: .get, path: "/me/saved-vacancies", operationID: "listSavedVacancies", tag: .vacancies,
    summary: "List the vacancies that the person has saved",
    note: "Those that take applications come first, the ones that close soon before the others.",
    access: .scoped(.readSavedVacancies), query: [.limit(100, otherwise: 50), .cursor],
    successes: [
      .ok(
        .page(of: saved), "A page of the list, which holds at most \(SaveVacancy.most).",
        example: [
          "items": [
            [
              "vacancy_id": "0193a5c8-1f00-7000-8000-000000000001", "reference": "V-7K3QXM2A",
              "title": "Year 4 class teacher", "school_name": "Example Primary School",
              "school_town": "Grays",
              "pay_minimum_pence": 3_439_800, "pay_maximum_pence": 4_683_900,
              "closes_at": "2026-12-04T12:00:00Z", "standing": "open", "has_applied": false,
              "saved_at": "2026-11-03T08:00:00Z",
            ]
          ], "next": .null,
        ])
    ]
  ) { call in
    var after: SavedVacancyCursor?
    if let text = call.query.textIfAny("cursor") {
      after = Opaque.read(text).flatMap { SavedVacancyCursor($0) }
      if after == nil { throw Opaque.unknownCursor }
    }
    let page = try await ListSavedVacancies(call.services)(
      limit: call.limit(otherwise: 50), after: after, by: call.actor)
    return .page(
      page.items.map { json($0, now: call.now) }, next: page.next.map { Opaque.write($0.description) })
  }

  private static func json(_ vacancy: SavedVacancy, now: Date) -> JSONValue {
    [
      "vacancy_id": .id(vacancy.id), "reference": .string(vacancy.reference), "title": .string(vacancy.title),
      "school_name": .string(vacancy.schoolName), "school_town": .text(vacancy.schoolTown),
      "pay_minimum_pence": .whole(vacancy.payMinimumPence),
      "pay_maximum_pence": .whole(vacancy.payMaximumPence), "closes_at": .instant(vacancy.closesAt),
      "standing": .code(vacancy.standing(at: now)), "has_applied": .bool(vacancy.hasApplied),
      "saved_at": .instant(vacancy.savedAt),
    ]
  }

  private static let save = Endpoint(
    method: .put, path: "/me/saved-vacancies/{id}", operationID: "saveVacancy", tag: .vacancies,
    summary: "Save a vacancy", note: "Saving what is saved already changes nothing. Takes no body.",
    access: .scoped(.saveVacancy), parameters: [.vacancy],
    successes: [.noContent("The vacancy is saved.")], failures: [409]
  ) { call in
    try await SaveVacancy(call.services)(try call.id(of: "vacancy"), by: call.actor)
    return .noContent
  }

  private static let forget = Endpoint(
    method: .delete, path: "/me/saved-vacancies/{id}", operationID: "forgetSavedVacancy", tag: .vacancies,
    summary: "Take a vacancy off the saved ones", access: .scoped(.saveVacancy), parameters: [.vacancy],
    successes: [.noContent("The vacancy is no longer saved.")]
  ) { call in
    guard try await ForgetSavedVacancy(call.services)(try call.id(of: "vacancy"), by: call.actor) else {
      throw DomainError.notFound("saved vacancy")
    }
    return .noContent
  }
}
