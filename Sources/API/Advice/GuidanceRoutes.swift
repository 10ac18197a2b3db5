import Domain
import HTTPTypes
import Postgres

/// The library of guidance, and what schools ask their authority.
enum GuidanceRoutes {
  static let all = [list, read, revisions, create, change, publish, withdraw]

  private static let fields: KeyValuePairs<String, Schema> = [
    "title": .text.note("3 to 120 characters."), "summary": .text.note("At most 300 characters."),
    "body": .text.note("Markdown, at most 50,000 characters."), "audience": .choice(GuidanceAudience.self),
    "reviewed_on": .date.orNull, "review_by": .date.orNull,
  ]

  private static let page = Schema.named(
    "GuidancePage",
    Schema(
      .object(
        Schema.answer([
          "id": .uuid, "slug": .text, "state": .choice(GuidanceState.self), "owner": .text,
          "published_at": .instant.orNull, "updated_at": .instant, "version": .whole,
        ]).fields + fields.map { .init(name: $0.key, schema: $0.value, required: true) }, closed: false)))

  private static let content = Schema.named(
    "GuidanceContent",
    .request(
      required: ["title": .text.note("3 to 120 characters."), "audience": .choice(GuidanceAudience.self)],
      optional: [
        "summary": .text.note("At most 300 characters."),
        "body": .text.note("Markdown, at most 50,000 characters."), "reviewed_on": .date.orNull,
        "review_by": .date.orNull,
      ]))

  private static let example: JSONValue = [
    "title": "Safer recruitment in ten steps", "audience": "schools", "summary": "What to check, and when.",
    "body": "# Before you advertise\n\nAgree the criteria.", "reviewed_on": "2026-11-02",
    "review_by": "2027-11-02",
  ]

  private static let slug = Endpoint.Parameter(
    name: "slug", schema: .text, note: "What names the page in addresses.")

  private static func json(_ page: GuidancePage) -> JSONValue {
    [
      "id": .id(page.id), "slug": .string(page.slug), "state": .code(page.state),
      "owner": .string(page.ownerName),
      "published_at": .instant(page.publishedAt), "updated_at": .instant(page.updatedAt),
      "version": .whole(page.version), "title": .string(page.content.title),
      "summary": .string(page.content.summary), "body": .string(page.content.body),
      "audience": page.content.audience.map { .code($0) } ?? .null,
      "reviewed_on": .text(page.content.reviewedOn?.description),
      "review_by": .text(page.content.reviewBy?.description),
    ]
  }

  private static func content(_ body: Fields) -> GuidanceContent {
    GuidanceContent(
      title: body.text("title"), summary: body.text("summary"), body: body.text("body"),
      audience: body.code("audience"), reviewedOn: body.date("reviewed_on"), reviewBy: body.date("review_by"))
  }

  private static let list = Endpoint(
    method: .get, path: "/advice", operationID: "listGuidance", tag: .advice,
    summary: "List the guidance that you may read, by title or the best match first",
    note: "What is published; for the authority’s staff also their own drafts and what is withdrawn.",
    access: .openOrToken,
    query: [
      .init(name: "q", schema: .text.bounded(0...200), note: "Only pages with these words."),
      .init(name: "state", schema: .choice(GuidanceState.self), note: "Only this state."),
      .limit(100, otherwise: 50), .cursor,
    ], successes: [.ok(.page(of: page), "A page of the library.")]
  ) { call in
    var after: GuidanceID?
    if let text = call.query.textIfAny("cursor") {
      guard let id = Opaque.read(text).flatMap({ GuidanceID($0) }) else { throw Opaque.unknownCursor }
      after = id
    }
    let found = try await ReadGuidance(call.services).library(
      words: call.query.text("q"), state: call.query.code("state"), limit: call.limit(otherwise: 50),
      after: after, by: call.actor)
    return .page(found.pages.map(json), next: found.next.map { Opaque.write($0.description) })
  }

  private static let revision = Schema.named(
    "GuidanceRevision",
    .answer([
      "version": .whole.note("The version of the page that said so."), "title": .text, "summary": .text,
      "body": .text, "replaced_at": .instant,
      "replaced_by": Schema.text.orNull.note("The name of who replaced it."),
    ]))

  private static let revisions = Endpoint(
    method: .get, path: "/advice/{slug}/revisions", operationID: "listGuidanceRevisions", tag: .advice,
    summary: "List what a page of guidance said before each change, the newest first",
    access: .scoped(.manageGuidance), parameters: [slug], query: [.limit(100, otherwise: 20), .cursor],
    successes: [.ok(.page(of: revision), "A page of older texts.")], failures: [410]
  ) { call in
    var before: Int?
    if let text = call.query.textIfAny("cursor") {
      guard let version = Opaque.read(text).flatMap({ Int($0) }) else { throw Opaque.unknownCursor }
      before = version
    }
    let history = try await ReadGuidance(call.services).history(
      call.path["slug"] ?? "", limit: call.limit(otherwise: 20), before: before, by: call.actor)
    return .page(
      history.revisions.map { revision in
        [
          "version": .whole(revision.version), "title": .string(revision.title),
          "summary": .string(revision.summary), "body": .string(revision.body),
          "replaced_at": .instant(revision.replacedAt), "replaced_by": .text(revision.replacedBy),
        ]
      }, next: history.next.map { Opaque.write("\($0)") })
  }

  private static let read = Endpoint(
    method: .get, path: "/advice/{slug}", operationID: "readGuidance", tag: .advice,
    summary: "Read a page of guidance", access: .openOrToken, parameters: [slug],
    successes: [.ok(page, "The page.")], failures: [410]
  ) { call in
    let page = try await ReadGuidance(call.services).find(call.path["slug"] ?? "", by: call.actor)
    return .ok(json(page), version: page.version)
  }

  private static let create = Endpoint(
    method: .post, path: "/advice", operationID: "createGuidance", tag: .advice,
    summary: "Start a page of guidance as a draft", access: .scoped(.manageGuidance),
    body: .init(schema: content, example: example), successes: [.created(page, "The page.")], failures: [404]
  ) { call in
    let seat = try call.actor.requireAccount().memberships.first {
      call.actor.may(.manageGuidance, at: Place(organisation: $0.organisation, authority: $0.authority))
    }
    guard let seat else { throw DomainError.notAllowed(Permissions.grant(for: .manageGuidance).refusal) }
    let page = try await WriteGuidance(call.services).create(
      of: seat.organisation, content(call.body), submission: call.submission, by: call.actor)
    return .created(json(page), at: "/advice/\(page.slug)", version: page.version)
  }

  private static let change = Endpoint(
    method: .put, path: "/advice/{slug}", operationID: "changeGuidance", tag: .advice,
    summary: "Change what a page of guidance says", note: "What it said before is kept.",
    access: .scoped(.manageGuidance), parameters: [slug], body: .init(schema: content, example: example),
    condition: .required, successes: [.ok(page, "The page as it is now.")], failures: [410]
  ) { call in
    let found = try await ReadGuidance(call.services).find(call.path["slug"] ?? "", by: call.actor)
    let page = try await WriteGuidance(call.services).change(
      found.id, content(call.body), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(json(page), version: page.version)
  }

  private static let publish = step("publish", "publishGuidance", "Publish a page of guidance", .published)
  private static let withdraw = step(
    "withdraw", "withdrawGuidance", "Withdraw a page of guidance", .withdrawn)

  private static func step(
    _ verb: String, _ operationID: String, _ summary: String, _ next: GuidanceState
  ) -> Endpoint {
    Endpoint(
      method: .post, path: "/advice/{slug}/\(verb)", operationID: operationID, tag: .advice, summary: summary,
      access: .scoped(.manageGuidance), parameters: [slug], condition: .optional,
      successes: [.ok(page, "The page as it is now.")], failures: [409, 410]
    ) { call in
      let found = try await ReadGuidance(call.services).find(call.path["slug"] ?? "", by: call.actor)
      let page = try await WriteGuidance(call.services).move(
        found.id, to: next, expectedVersion: call.expectedVersion, by: call.actor)
      return .ok(json(page), version: page.version)
    }
  }
}
