import Domain
import HTTPTypes
import Postgres

/// What schools ask their authority, and what it answers.
enum EnquiryRoutes {
  static let all = [list, ask, read, reply, assign, close]

  private static let facts: KeyValuePairs<String, Schema> = [
    "id": .uuid, "reference": .text, "school_id": .uuid, "school_name": .text, "asked_by": .text,
    "subject": .text,
    "state": .choice(EnquiryState.self), "owner_id": .uuid.orNull, "owner_name": .text.orNull,
    "due_on": .date,
    "asked_at": .instant, "version": .whole,
  ]

  private static let enquiry = Schema.named("Enquiry", .answer(facts))

  private static let thread = Schema.named(
    "EnquiryThread",
    Schema(
      .object(
        enquiry.fields + [
          .init(
            name: "messages",
            schema: .list(
              .answer([
                "author": .text, "from_authority": .flag,
                "note": .flag.note("A note, which only the authority’s staff see."), "body": .text,
                "written_at": .instant,
              ])), required: true),
          .init(
            name: "next",
            schema: .text.orNull.note("`cursor` of the messages before these; null where there are none."),
            required: true),
        ], closed: false)))

  private static let id = Endpoint.Parameter(name: "id", schema: .uuid, note: "The enquiry’s identifier.")

  private static func members(_ enquiry: Enquiry) -> [String: JSONValue] {
    [
      "id": .id(enquiry.id), "reference": .string(enquiry.reference),
      "school_id": .id(enquiry.school.organisation),
      "school_name": .string(enquiry.schoolName), "asked_by": .string(enquiry.askedByName),
      "subject": .string(enquiry.subject), "state": .code(enquiry.state),
      "owner_id": .text(enquiry.owner?.description), "owner_name": .text(enquiry.ownerName),
      "due_on": .string(enquiry.dueOn.description), "asked_at": .instant(enquiry.askedAt),
      "version": .whole(enquiry.version),
    ]
  }

  private static func json(_ enquiry: Enquiry) -> JSONValue { .object(members(enquiry)) }

  private static func json(_ thread: ReadEnquiries.Thread) -> JSONValue {
    var members = members(thread.enquiry)
    members["messages"] = .array(
      thread.messages.map {
        [
          "author": .string($0.authorName), "from_authority": .bool($0.isFromAuthority),
          "note": .bool($0.isNote),
          "body": .string($0.body), "written_at": .instant($0.writtenAt),
        ]
      })
    members["next"] = .text(thread.earlier.map(Opaque.write))
    return .object(members)
  }

  private static let list = Endpoint(
    method: .get, path: "/enquiries", operationID: "listEnquiries", tag: .advice,
    summary: "List enquiries, newest first",
    note: "Those of your schools, or for the authority’s staff those of all its schools.",
    access: .scoped(.readSchoolGuidance),
    query: [
      .init(name: "state", schema: .choice(EnquiryState.self), note: "Only this state."),
      .init(name: "overdue", schema: .flag, note: "Only open ones past their day."),
      .limit(100, otherwise: 50),
      .cursor,
    ], successes: [.ok(.page(of: enquiry), "A page of enquiries.")], failures: [404]
  ) { call in
    let page = try await ReadEnquiries(call.services).list(
      state: call.query.code("state"), overdueOnly: call.query.flag("overdue"),
      limit: call.limit(otherwise: 50),
      after: try call.cursor(), by: call.actor)
    return .page(page, json)
  }

  private static let ask = Endpoint(
    method: .post, path: "/schools/{urn}/enquiries", operationID: "askEnquiry", tag: .advice,
    summary: "Ask the authority for advice", access: .scoped(.askEnquiry), parameters: [.school],
    body: .init(
      schema: .request(required: [
        "subject": .text.note("3 to 120 characters."), "message": .text.note("1 to 10,000 characters."),
      ]), example: ["subject": "Panel for a headship", "message": "Who must sit on it?"]),
    successes: [.created(enquiry, "The enquiry.")]
  ) { call in
    let enquiry = try await AskEnquiry(call.services)(
      for: try await call.school().id, subject: call.body.text("subject"), message: call.body.text("message"),
      submission: call.submission, by: call.actor)
    return .created(json(enquiry), at: "/enquiries/\(enquiry.id)", version: enquiry.version)
  }

  private static let read = Endpoint(
    method: .get, path: "/enquiries/{id}", operationID: "readEnquiry", tag: .advice,
    summary: "Read an enquiry with its thread",
    note: "The newest messages without a cursor, and with it those before; each page oldest first.",
    access: .scoped(.readSchoolGuidance), parameters: [id], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(thread, "The enquiry.")]
  ) { call in
    let thread = try await ReadEnquiries(call.services).find(
      try call.id(of: "enquiry"), limit: call.limit(otherwise: 50), before: try call.cursor(), by: call.actor)
    var answer = Answer.ok(json(thread), version: thread.enquiry.version)
    answer.next = thread.earlier.map(Opaque.write)
    return answer
  }

  private static let reply = Endpoint(
    method: .post, path: "/enquiries/{id}/messages", operationID: "replyToEnquiry", tag: .advice,
    summary: "Add a message to an enquiry",
    note: "The authority’s message makes it answered, the school’s opens it again.",
    access: .scoped(.askEnquiry), parameters: [id],
    body: .init(
      schema: .request(
        required: ["message": .text.note("1 to 10,000 characters.")],
        optional: ["note": .flag.note("A note for the authority’s own staff.")]),
      example: ["message": "The chair and two governors, one of them trained."]),
    successes: [.ok(enquiry, "The enquiry as it is now.")]
  ) { call in
    let enquiry = try await ReplyToEnquiry(call.services)(
      try call.id(of: "enquiry"), message: call.body.text("message"), isNote: call.body.flag("note"),
      by: call.actor)
    return .ok(json(enquiry), version: enquiry.version)
  }

  private static let assign = Endpoint(
    method: .put, path: "/enquiries/{id}/owner", operationID: "assignEnquiry", tag: .advice,
    summary: "Say who sees to an enquiry, and by when",
    note: "What is left out stays as it is. A new owner is told by e-mail. The ETag is that of the enquiry.",
    access: .scoped(.answerEnquiry), parameters: [id],
    body: .init(
      schema: .request(optional: [
        "due_on": Schema.date.note("Today or later."),
        "owner_id": Schema.uuid.orNull.note("One of the authority’s staff; null for nobody."),
      ]), example: ["owner_id": .null, "due_on": "2027-01-22"]),
    condition: .required, successes: [.ok(enquiry, "The enquiry as it is now.")]
  ) { call in
    let given = call.body.textIfAny("owner_id").flatMap { AccountID($0) }
    let owner: EnquiryOwner =
      given.map { .officer($0) } ?? (call.body.members["owner_id"] == nil ? .asBefore : .nobody)
    let enquiry = try await ManageEnquiry(call.services).assign(
      try call.id(of: "enquiry"), to: owner, dueOn: call.body.date("due_on"),
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(json(enquiry), version: enquiry.version)
  }

  private static let close = Endpoint(
    method: .post, path: "/enquiries/{id}/close", operationID: "closeEnquiry", tag: .advice,
    summary: "Close an enquiry",
    note: "The school is told by e-mail. One without an answer needs a reason, which stands in the thread.",
    access: .scoped(.answerEnquiry), parameters: [id],
    body: .init(
      schema: .request(optional: ["reason": Schema.text.note("Up to 2,000 characters; the school reads it.")]
      ),
      example: ["reason": "Asked twice: see E-7KQ2."]),
    condition: .optional, successes: [.ok(enquiry, "The enquiry, closed.")]
  ) { call in
    let enquiry = try await ManageEnquiry(call.services).close(
      try call.id(of: "enquiry"), reason: call.body.text("reason"), expectedVersion: call.expectedVersion,
      by: call.actor)
    return .ok(json(enquiry), version: enquiry.version)
  }
}
