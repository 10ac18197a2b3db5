import Domain
import Foundation
import HTTPTypes

/// What the shortlisted disclose of themselves, and notes of online searches.
enum DisclosureRoutes {
  static let all = [read, answer, remind, notes, addNote]

  private static let schema = Schema.named(
    "SelfDisclosure",
    .answer([
      "application_id": .uuid, "answers": Schema.map(.any).note("Empty for the school until it was sent."),
      "form": ApplicationFormJSON.form, "version": .whole, "sent_at": .instant.orNull,
      "problems": Schema.list(ProblemAnswer.fieldProblem).note(
        "What keeps it from being sent; for the applicant."),
    ]))

  private static let read = Endpoint(
    method: .get, path: "/applications/{id}/disclosure", operationID: "getDisclosure", tag: .appointments,
    summary: "Read a self-disclosure",
    note: """
      For the applicant once shortlisted, for the school’s head, and for recruiters whom the head has named for \
      the vacancy. Each reading by the school is recorded.
      """,
    access: .scoped(.readDisclosures), parameters: [.application],
    successes: [.ok(schema, "The questions and answers.")]
  ) { call in
    let id: ApplicationID = try call.id(of: "application")
    let own: Bool
    do {
      _ = try await ReadOffers(call.services).own(id, by: call.actor)
      own = true
    } catch DomainError.notFound {
      own = false
    }
    let disclosure =
      own
      ? try await AnswerDisclosure(call.services).read(id, by: call.actor)
      : try await ReadDisclosure(call.services)(id, by: call.actor)
    return .ok(json(disclosure, call, isOwn: own), version: disclosure.version)
  }

  private static let answer = Endpoint(
    method: .put, path: "/applications/{id}/disclosure", operationID: "answerDisclosure", tag: .appointments,
    summary: "Answer the questions to the shortlisted about yourself",
    note: "Kept as typed; with `send` they go to the school and are frozen.",
    access: .scoped(.discloseOwnRecord), parameters: [.application],
    body: .init(
      schema: .request(required: ["answers": .map(.any)], optional: ["send": .flag]),
      example: ["answers": ["unspent": "no"], "send": false]),
    condition: .required, successes: [.ok(schema, "The questions and answers.")]
  ) { call in
    let disclosure = try await AnswerDisclosure(call.services)(
      try call.id(of: "application"), answers: call.body.object("answers"), sends: call.body.flag("send"),
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(json(disclosure, call, isOwn: true), version: disclosure.version)
  }

  private static let remind = Endpoint(
    method: .post, path: "/applications/{id}/disclosure/remind", operationID: "remindOfDisclosure",
    tag: .appointments, summary: "Remind somebody on the shortlist of the self-disclosure",
    note: "By e-mail, at most once a day. The mail of the shortlist asks for it first.",
    access: .scoped(.requestReferences), parameters: [.application],
    successes: [.ok(.answer(["reminded_at": .instant]), "When they were reminded.")]
  ) { call in
    let at = try await RemindOfDisclosure(call.services)(try call.id(of: "application"), by: call.actor)
    return .ok(["reminded_at": .instant(at)])
  }

  private static func json(_ disclosure: SelfDisclosure, _ call: Call, isOwn: Bool) -> JSONValue {
    let problems =
      isOwn && disclosure.sentAt == nil
      ? disclosure.form.problems(disclosure.answers, today: call.services.today) : []
    return [
      "application_id": .id(disclosure.application.id), "answers": .object(disclosure.answers),
      "form": AppointmentFormJSON.json(disclosure.form), "version": .whole(disclosure.version),
      "sent_at": .instant(disclosure.sentAt), "problems": .problems(problems),
    ]
  }

  private static let note = Schema.named(
    "OnlineSearchNote",
    .answer([
      "id": .uuid, "searched_on": .date, "searched_by": .text, "found": .text, "discussed_on": .date.orNull,
      "discussion": .text, "recorded_at": .instant,
    ]))
  private static let list = Schema.answer(["items": .list(note)])

  private static let notes = Endpoint(
    method: .get, path: "/applications/{id}/online-searches", operationID: "listOnlineSearches",
    tag: .appointments, summary: "List the notes of online searches about somebody on the shortlist",
    access: .scoped(.readAppointments), parameters: [.application],
    successes: [.ok(list, "The notes, oldest first.")]
  ) { call in
    json(try await NoteOnlineSearch(call.services).list(try call.id(of: "application"), by: call.actor))
  }

  private static let addNote = Endpoint(
    method: .post, path: "/applications/{id}/online-searches", operationID: "addOnlineSearch",
    tag: .appointments, summary: "Add a note of an online search", access: .scoped(.recordChecks),
    parameters: [.application],
    body: .init(
      schema: .request(
        required: ["searched_on": .date, "searched_by": .text, "found": .text],
        optional: ["discussed_on": .date.orNull, "discussion": .text]),
      example: ["searched_on": "2026-11-02", "searched_by": "Robin Sample", "found": "Nothing of concern."]),
    successes: [.ok(list, "All notes.")]
  ) { call in
    let body = call.body
    let notes = try await NoteOnlineSearch(call.services)(
      try call.id(of: "application"), searchedOn: body.date("searched_on"),
      searchedBy: body.text("searched_by"), found: body.text("found"), discussedOn: body.date("discussed_on"),
      discussion: body.text("discussion"), by: call.actor)
    return json(notes)
  }

  private static func json(_ notes: [OnlineSearchNote]) -> Answer {
    .ok([
      "items": .array(
        notes.map { note in
          [
            "id": .string(note.id.uuidString.lowercased()), "searched_on": .date(note.searchedOn),
            "searched_by": .string(note.searchedBy), "found": .string(note.found),
            "discussed_on": .date(note.discussedOn), "discussion": .string(note.discussion),
            "recorded_at": .instant(note.recordedAt),
          ]
        })
    ])
  }
}
