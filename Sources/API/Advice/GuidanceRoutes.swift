import Domain
import HTTPTypes
import Postgres

/// The library of guidance, and what schools ask their authority.
enum GuidanceRoutes {
  static let all = [list, read, create, change, publish, withdraw]

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
    summary: "List the published guidance that you may read", access: .openOrToken,
    query: [.init(name: "q", schema: .text.bounded(0...200), note: "Only pages with these words.")],
    successes: [.ok(.answer(["items": .list(page)]), "The pages by title, or the best match first.")]
  ) { call in
    let found = try await ReadGuidance(call.services).published(words: call.query.text("q"), by: call.actor)
    return .ok(["items": .array(found.map(json))])
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
