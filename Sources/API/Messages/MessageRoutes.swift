import Domain
import HTTPTypes

/// What applicants and schools write to each other about an application.
enum MessageRoutes {
  static let all = [read, write, writeToSeveral]

  private static let thread = Schema.named(
    "MessageThread",
    .answer([
      "application_id": .uuid, "unread": .whole.note("How many of the other side’s were new to yours."),
      "messages": .list(
        .answer([
          "id": .uuid, "from_school": .flag,
          "author": .text.orNull.note("Who wrote it for the school; null for the applicant."), "body": .text,
          "written_at": .instant,
        ])), "next": .text.orNull.note("`cursor` of the messages before these; null where there are none."),
    ]))

  private static func json(_ thread: MessageThread) -> JSONValue {
    [
      "application_id": .id(thread.application.id), "unread": .whole(thread.unread),
      "messages": .array(
        thread.messages.map {
          [
            "id": .id($0.id), "from_school": .bool($0.isFromSchool), "author": .text($0.authorName),
            "body": .string($0.body), "written_at": .instant($0.writtenAt),
          ]
        }), "next": .text(thread.earlier.map(Opaque.write)),
    ]
  }

  private static let read = Endpoint(
    method: .get, path: "/applications/{id}/messages", operationID: "listMessages", tag: .applications,
    summary: "Read the messages about an application",
    note: """
      The newest without a cursor, and with it those before; each page oldest first. \
      Its applicant may, and the head and recruiters of its school: while names are hidden, those of them who are \
      not on the panel, or all where everybody is on it. Reading marks the messages as read for the whole side.
      """,
    access: .scoped(.readOwnApplications), parameters: [.application],
    query: [.limit(100, otherwise: MessageThread.usualPage), .cursor],
    successes: [.ok(thread, "A page of the thread.")]
  ) { call in
    let thread = try await ReadMessages(call.services)(
      try call.id(of: "application"), limit: call.limit(otherwise: MessageThread.usualPage),
      before: try call.cursor(), by: call.actor)
    var answer = Answer.ok(json(thread))
    answer.next = thread.earlier.map(Opaque.write)
    return answer
  }

  private static let write = Endpoint(
    method: .post, path: "/applications/{id}/messages", operationID: "writeMessage", tag: .applications,
    summary: "Write to the school, or for the school to the applicant",
    note: """
      The other side is told by e-mail once, until it reads; the mail does not say what was written. The same words \
      of the same person within ten minutes, with nothing written in between, are the same message.
      """,
    access: .scoped(.messageSchool), parameters: [.application],
    body: .init(
      schema: .request(required: ["message": .text.note("1 to 5,000 characters.")]),
      example: ["message": "May I see the school before the interview?"]),
    successes: [.created(thread, "The thread.", location: false)]
  ) { call in
    .created(
      json(
        try await WriteMessage(call.services)(
          try call.id(of: "application"), call.body.text("message"), submission: call.submission,
          by: call.actor)), at: nil)
  }

  private static let writeToSeveral = Endpoint(
    method: .post, path: "/vacancies/{id}/messages", operationID: "writeToApplicants", tag: .selection,
    summary: "Write the same to several applicants, each in their own thread", note: "To all or to none.",
    access: .scoped(.messageApplicant), parameters: [.vacancy],
    body: .init(
      schema: .request(required: ["applications": .list(.uuid), "message": .text]),
      example: [
        "applications": ["0193a5c8-1f00-7000-8000-000000000002"],
        "message": "Thank you for applying. We decide next week.",
      ]),
    successes: [.ok(.answer(["written": .whole]), "How many were written to.")]
  ) { call in
    let written = try await WriteMessage(call.services)(
      vacancy: try call.id(of: "vacancy"),
      to: call.body.texts("applications").compactMap { ApplicationID($0) },
      call.body.text("message"), submission: call.submission, by: call.actor)
    return .ok(["written": .whole(written)])
  }
}
