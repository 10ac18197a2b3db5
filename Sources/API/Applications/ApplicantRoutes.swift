import Domain
import Foundation
import HTTPTypes

/// What an applicant keeps beside the form: the National Insurance number and what was begun for vacancies; and what
/// schools ask for a vacancy.
enum ApplicantRoutes {
  static let all = [
    readNumber, keepNumber, removeNumber, applicantsNumber, drafts, readDraft, saveDraft, discardDraft,
    questions,
    setQuestions,
  ]

  // MARK: National Insurance number

  private static let number = Schema.named(
    "NationalInsuranceNumber", .answer(["number": .text.orNull.note("Null when none is kept.")]))

  private static let readNumber = Endpoint(
    method: .get, path: "/me/national-insurance-number", operationID: "getNationalInsuranceNumber",
    tag: .generalApplication, summary: "Read your National Insurance number",
    note: "It is kept apart from the application and never sent with it.",
    access: .scoped(.keepGeneralApplication),
    successes: [.ok(number, "The number.", example: ["number": "AB123456C"])]
  ) { call in
    let kept = try await KeepNationalInsuranceNumber(call.services).read(by: call.actor)
    return .ok(["number": .text(kept?.text)])
  }

  private static let keepNumber = Endpoint(
    method: .put, path: "/me/national-insurance-number", operationID: "keepNationalInsuranceNumber",
    tag: .generalApplication, summary: "Keep a National Insurance number",
    access: .scoped(.keepGeneralApplication),
    body: .init(schema: .request(required: ["number": .text]), example: ["number": "AB 12 34 56 C"]),
    successes: [.ok(number, "The number as it is kept.")]
  ) { call in
    let kept = try await KeepNationalInsuranceNumber(call.services)(call.body.text("number"), by: call.actor)
    return .ok(["number": .string(kept.text)])
  }

  private static let removeNumber = Endpoint(
    method: .delete, path: "/me/national-insurance-number", operationID: "removeNationalInsuranceNumber",
    tag: .generalApplication, summary: "Remove your National Insurance number",
    access: .scoped(.keepGeneralApplication), successes: [.noContent("No number is kept.")]
  ) { call in
    try await KeepNationalInsuranceNumber(call.services).remove(by: call.actor)
    return .noContent
  }

  private static let applicantsNumber = Endpoint(
    method: .get, path: "/applications/{id}/national-insurance-number",
    operationID: "getApplicantsNationalInsuranceNumber", tag: .applications,
    summary: "Read the National Insurance number of somebody who has accepted your offer",
    note: "Before an offer is accepted it can’t be read. That it was read is recorded.",
    access: .scoped(.readNationalInsurance), parameters: [.application],
    successes: [.ok(number, "The number.")], failures: [409]
  ) { call in
    let kept = try await ReadNationalInsuranceNumber(call.services)(
      of: try call.id(of: "application"), by: call.actor)
    return .ok(["number": .text(kept?.text)])
  }

  // MARK: Drafts

  private static let draft = Schema.named(
    "ApplicationDraft",
    .answer([
      "vacancy_id": .uuid, "vacancy_title": .text, "school_name": .text, "closes_at": .instant.orNull,
      "is_open": Schema.flag.note("Whether the vacancy still takes applications."),
      "statement": .text, "answers": .map(.any), "version": .whole, "updated_at": .instant.orNull,
    ]))

  private static let drafts = Endpoint(
    method: .get, path: "/me/application-drafts", operationID: "listApplicationDrafts", tag: .applications,
    summary: "List the applications you have begun and not sent",
    access: .scoped(.keepGeneralApplication), query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: draft), "A page of drafts, the one changed last first.")]
  ) { call in
    let page = try await KeepApplicationDraft(call.services).list(
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { json($0, at: call.now) }
  }

  private static let readDraft = Endpoint(
    method: .get, path: "/me/application-drafts/{id}", operationID: "getApplicationDraft",
    tag: .applications, summary: "Read what you have begun for a vacancy",
    note: "Before the first save it has the statement of your general application and version 0.",
    access: .scoped(.keepGeneralApplication), parameters: [.vacancy], successes: [.ok(draft, "The draft.")]
  ) { call in
    let draft = try await KeepApplicationDraft(call.services).read(
      try call.id(of: "vacancy"), by: call.actor)
    return .ok(json(draft, at: call.now), version: draft.version)
  }

  private static let saveDraft = Endpoint(
    method: .put, path: "/me/application-drafts/{id}", operationID: "saveApplicationDraft",
    tag: .applications, summary: "Keep what you have written for a vacancy, finished or not",
    note: "`If-Match: \"0\"` keeps the first words and replaces none that are kept.",
    access: .scoped(.keepGeneralApplication), parameters: [.vacancy],
    body: .init(
      schema: .request(required: ["statement": .text, "answers": .map(.any)]),
      example: ["statement": "Your school’s choir", "answers": ["close_relationship": "no"]]),
    condition: .required, successes: [.ok(draft, "The draft as it is kept.")]
  ) { call in
    let draft = try await KeepApplicationDraft(call.services)(
      try call.id(of: "vacancy"), statement: call.body.text("statement"),
      answers: call.body.object("answers"), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(json(draft, at: call.now), version: draft.version)
  }

  private static let discardDraft = Endpoint(
    method: .delete, path: "/me/application-drafts/{id}", operationID: "discardApplicationDraft",
    tag: .applications, summary: "Throw away what you have begun for a vacancy",
    access: .scoped(.keepGeneralApplication), parameters: [.vacancy], successes: [.noContent("It is gone.")]
  ) { call in
    guard
      try await KeepApplicationDraft(call.services).discard(try call.id(of: "vacancy"), by: call.actor)
    else { throw DomainError.notFound("draft") }
    return .noContent
  }

  private static func json(_ draft: ApplicationDraft, at now: Date) -> JSONValue {
    [
      "vacancy_id": .id(draft.vacancy), "vacancy_title": .string(draft.vacancyTitle),
      "school_name": .string(draft.schoolName), "closes_at": .instant(draft.closesAt),
      "is_open": .bool(draft.isOpen(at: now)),
      "statement": .string(draft.statement), "answers": .object(draft.answers),
      "version": .whole(draft.version), "updated_at": .instant(draft.updatedAt),
    ]
  }

  // MARK: What a school asks

  private static let asked = Schema.named(
    "VacancyQuestions",
    .answer([
      "asks_religious_reference": .flag, "questions": .list(.text), "version": .whole,
      "section": ApplicationFormJSON.section,
    ]))

  private static let questions = Endpoint(
    method: .get, path: "/vacancies/{id}/questions", operationID: "getVacancyQuestions", tag: .vacancies,
    summary: "Read what those who apply for a vacancy are asked",
    note: "“section” is to be answered when an application is sent.", access: .openOrToken,
    parameters: [.vacancy], successes: [.ok(asked, "What is asked.")]
  ) { call in
    try await answer(try call.id(of: "vacancy"), call)
  }

  private static let setQuestions = Endpoint(
    method: .put, path: "/vacancies/{id}/questions", operationID: "setVacancyQuestions", tag: .vacancies,
    summary: "Set what those who apply for a vacancy are asked",
    note:
      "Until the first application has come. Only schools with a religious character may ask for a religious "
      + "reference.",
    access: .scoped(.draftVacancy), parameters: [.vacancy],
    body: .init(
      schema: .request(
        required: ["questions": .list(.text).bounded(0...VacancyQuestions.most)],
        optional: ["asks_religious_reference": .flag.otherwise(false)]),
      example: ["questions": ["Which club would you run?"], "asks_religious_reference": false]),
    condition: .required, successes: [.ok(asked, "What is asked now.")], failures: [409]
  ) { call in
    let id: VacancyID = try call.id(of: "vacancy")
    _ = try await SetVacancyQuestions(call.services)(
      id,
      VacancyQuestions(
        asksReligiousReference: call.body.flag("asks_religious_reference"),
        questions: call.body.texts("questions")), expectedVersion: call.expectedVersion, by: call.actor)
    return try await answer(id, call)
  }

  private static func answer(_ id: VacancyID, _ call: Call) async throws -> Answer {
    let read = ReadVacancyQuestions(call.services)
    let asked = try await read(id, by: call.actor)
    let section = try await read.section(id, by: call.actor)
    return .ok(
      [
        "asks_religious_reference": .bool(asked.asksReligiousReference), "questions": .texts(asked.questions),
        "version": .whole(asked.version), "section": ApplicationFormJSON.json(section),
      ], version: asked.version)
  }
}
