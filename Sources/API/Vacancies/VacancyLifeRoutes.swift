import Domain
import Foundation
import HTTPTypes
import Postgres

/// The steps of a vacancy's life after it was drafted.
enum VacancyLifeRoutes {
  static let all = [
    submit, sendBack, schedule, extend, close, reopen, copy, readvertise, interview, outcome, history,
  ]

  private static let submit = step(
    "submit", "submitVacancy", "Hand a draft to the head for approval", .draftVacancy
  ) { call, id in
    try await SubmitVacancyForApproval(call.services)(
      id, expectedVersion: call.expectedVersion, by: call.actor)
  }

  private static let sendBack = step(
    "return", "returnVacancy", "Make a vacancy that awaits approval, or is scheduled, a draft again",
    .draftVacancy,
    body: .init(
      schema: .request(optional: ["note": .text.note("What is to be changed.")]),
      example: ["note": "Please name the contact."])
  ) { call, id in
    try await ReturnVacancyToDraft(call.services)(
      id, note: call.body.text("note"), expectedVersion: call.expectedVersion, by: call.actor)
  }

  private static let schedule = step(
    "schedule", "scheduleVacancy", "Publish a vacancy at a moment ahead", .publishVacancy,
    body: .init(
      schema: .request(required: ["publish_at": .instant]), example: ["publish_at": "2027-01-04T08:00:00Z"])
  ) { call, id in
    guard let moment = call.body.instant("publish_at") else {
      throw DomainError.invalid([
        FieldProblem(
          field: "publish_at", message: "Give an instant in UTC, such as 2027-01-04T08:00:00Z.")
      ])
    }
    return try await ScheduleVacancy(call.services)(
      id, at: moment, expectedVersion: call.expectedVersion, by: call.actor)
  }

  private static let closing = Endpoint.Body(
    schema: .request(required: [
      "closes_on": .date.note("The new closing date in London."),
      "closes_at_time": .text.note("The new closing time in London, HH:MM."),
      "reason": .text.note("1 to 500 characters."),
    ]),
    example: ["closes_on": "2027-01-22", "closes_at_time": "12:00", "reason": "More time over the holidays."])

  private static let extend = step(
    "extend", "extendVacancy", "Give a published vacancy more time", .publishVacancy, body: closing
  ) { call, id in
    try await ExtendVacancy(call.services)(
      id, closesOn: try closingDay(call), closesAtTime: call.body.text("closes_at_time"),
      reason: call.body.text("reason"), expectedVersion: call.expectedVersion, by: call.actor)
  }

  private static let reopen = step(
    "reopen", "reopenVacancy", "Open a closed vacancy again", .publishVacancy, body: closing
  ) { call, id in
    try await ReopenVacancy(call.services)(
      id, closesOn: try closingDay(call), closesAtTime: call.body.text("closes_at_time"),
      reason: call.body.text("reason"), expectedVersion: call.expectedVersion, by: call.actor)
  }

  private static let close = step(
    "close", "closeVacancy", "End a published vacancy before its time", .publishVacancy,
    note: "What was sent counts; nothing more is taken. Closing what is closed already changes nothing."
  ) { call, id in
    try await CloseVacancyEarly(call.services)(id, expectedVersion: call.expectedVersion, by: call.actor)
  }

  private static let interview = step(
    "interview", "startInterviewing", "Note that interviews for a closed vacancy have begun",
    .recordVacancyOutcome
  ) { call, id in
    try await StartInterviewing(call.services)(id, expectedVersion: call.expectedVersion, by: call.actor)
  }

  private static let outcome = step(
    "outcome", "recordVacancyOutcome", "Say whether a closed vacancy was filled, and how",
    .recordVacancyOutcome,
    body: .init(
      schema: .request(
        required: ["outcome": .text.note("A code of /vacancy-outcomes.")],
        optional: [
          "posts_filled": .whole.note("All of them where left out."),
          "note": .text.note("For the school and the authority."),
        ]), example: ["outcome": "staffroom", "posts_filled": 1])
  ) { call, id in
    try await RecordVacancyOutcome(call.services)(
      id, outcome: call.body.text("outcome"), postsFilled: call.body.whole("posts_filled"),
      note: call.body.text("note"), expectedVersion: call.expectedVersion, by: call.actor)
  }

  private static let copy = draft("copy", "copyVacancy", "Start a draft like this vacancy", .copy)
  private static let readvertise = draft(
    "readvertise", "readvertiseVacancy", "Start a draft that advertises this post again", .readvertise)

  private static let history = Endpoint(
    method: .get, path: "/vacancies/{id}/history", operationID: "readVacancyHistory", tag: .vacancies,
    summary: "Read what was done to a vacancy, newest first", access: .scoped(.readUnpublishedVacancy),
    parameters: [.vacancy], query: [.limit(100, otherwise: 50), .cursor],
    successes: [
      .ok(
        .page(
          of: .answer(["happened_at": .instant, "action": .text, "actor": .text, "details": .map(.any)])),
        "A page of its history.")
    ]
  ) { call in
    let page = try await ReadVacancyHistory(call.services)(
      try call.id(of: "vacancy"), limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) {
      [
        "happened_at": .instant($0.happenedAt), "action": .string($0.action), "actor": .string($0.actor),
        "details": $0.details,
      ]
    }
  }

  private static func step(
    _ verb: String, _ operationID: String, _ summary: String, _ operation: Domain.Operation,
    note: String? = nil, body: Endpoint.Body? = nil,
    _ handle: @escaping @Sendable (Call, VacancyID) async throws -> Vacancy
  ) -> Endpoint {
    Endpoint(
      method: .post, path: "/vacancies/{id}/\(verb)", operationID: operationID, tag: .vacancies,
      summary: summary, note: note, access: .scoped(operation), parameters: [.vacancy], body: body,
      condition: .optional, successes: [.ok(VacancyJSON.whole, "The vacancy as it is now.")]
    ) { call in
      let vacancy = try await handle(call, try call.id(of: "vacancy"))
      return .ok(VacancyJSON.json(vacancy, now: call.now), version: vacancy.version)
    }
  }

  private static func draft(
    _ verb: String, _ operationID: String, _ summary: String, _ purpose: CopyVacancy.Purpose
  ) -> Endpoint {
    Endpoint(
      method: .post, path: "/vacancies/{id}/\(verb)", operationID: operationID, tag: .vacancies,
      summary: summary, note: "Everything but the dates is taken over.", access: .scoped(.draftVacancy),
      parameters: [.vacancy], successes: [.created(VacancyJSON.whole, "The draft.")]
    ) { call in
      let vacancy = try await CopyVacancy(call.services)(
        try call.id(of: "vacancy"), for: purpose, by: call.actor)
      return .created(
        VacancyJSON.json(vacancy, now: call.now), at: "/vacancies/\(vacancy.id)", version: vacancy.version)
    }
  }

  private static func closingDay(_ call: Call) throws -> CivilDate {
    guard let day = call.body.date("closes_on") else {
      throw DomainError.invalid([
        FieldProblem(field: "closes_on", message: "Give a date, such as 2027-01-22.")
      ])
    }
    return day
  }
}
