public import Foundation
import Postgres

/// Writes the library of guidance: starts, changes, publishes and withdraws pages.
public struct WriteGuidance: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Starts a page as a draft of an authority. `submission` names one intent: a repeat gives the page that it made.
  /// Throws ``DomainError``.
  public func create(
    of authority: OrganisationID, _ content: GuidanceContent, submission: UUID? = nil, by actor: Actor
  ) async throws -> GuidancePage {
    try await services.pool.withTransaction { tx in
      let owner = try await Organisation.find(authority, in: tx)
      guard owner.kind == .authority else { throw DomainError.notFound("authority") }
      try actor.require(.manageGuidance, at: owner.place, orHide: "authority")
      try await tx.execute("SELECT 1 FROM organisation WHERE id = \(owner.id) FOR NO KEY UPDATE")
      let earlier = try await tx.valueIfAny(
        "SELECT id FROM guidance_page WHERE authority_id = \(owner.authority) AND submission = \(submission)",
        as: GuidanceID.self)
      if let earlier { return try await find(earlier, tx) }
      try content.check(today: services.today)
      let id = services.newID(GuidanceID.self)
      let slug = try await freeSlug(content.title, owner.authority, tx)
      let now = services.now()
      try await tx.execute(
        """
        INSERT INTO guidance_page (id, authority_id, organisation_id, slug, title, summary, body, audience, state,
          reviewed_on, review_by, submission, created_at, updated_at)
        VALUES (\(id), \(owner.authority), \(owner.id), \(slug), \(content.title.trimmed), \(content.summary.trimmed),
          \(content.body), \(content.audience), 'draft', \(content.reviewedOn), \(content.reviewBy), \(submission),
          \(now), \(now))
        """)
      try await Audit.record(
        "guidance.created", AuditSubject("guidance_page", id), at: owner.place, by: actor, services, in: tx)
      return try await find(id, tx)
    }
  }

  /// Changes what a page says; what it said before is kept. Throws ``DomainError``.
  public func change(
    _ id: GuidanceID, _ content: GuidanceContent, expectedVersion: Int?, by actor: Actor
  ) async throws -> GuidancePage {
    try await services.pool.withTransaction { tx in
      let page = try await lock(id, expectedVersion, actor, tx)
      try content.check(today: services.today)
      if page.state == .published { try Self.requireText(content) }
      try await tx.execute(
        """
        INSERT INTO guidance_revision (page_id, version, title, summary, body, replaced_at, replaced_by)
        VALUES (\(id), \(Int32(page.version)), \(page.content.title), \(page.content.summary), \(page.content.body),
          \(services.now()), \(actor.account?.id))
        """)
      try await tx.execute(
        """
        UPDATE guidance_page SET title = \(content.title.trimmed), summary = \(content.summary.trimmed),
          body = \(content.body), audience = \(content.audience), reviewed_on = \(content.reviewedOn),
          review_by = \(content.reviewBy), version = version + 1, updated_at = \(services.now())
        WHERE id = \(id)
        """)
      try await Audit.record(
        "guidance.changed", AuditSubject("guidance_page", id), at: page.owner, by: actor, services, in: tx)
      return try await find(id, tx)
    }
  }

  /// Publishes a page or withdraws it; one that stands there already stays. Throws ``DomainError``.
  public func move(
    _ id: GuidanceID, to next: GuidanceState, expectedVersion: Int?, by actor: Actor
  ) async throws -> GuidancePage {
    try await services.pool.withTransaction { tx in
      let page = try await lock(id, expectedVersion, actor, tx)
      if page.state == next { return page }
      guard GuidanceState.transitions[page.state, default: []].contains(next) else {
        throw DomainError.conflict(
          "The page is \(page.state.rawValue), so it can’t become \(next.rawValue).")
      }
      if next == .published { try Self.requireText(page.content) }
      let published = next == .published ? services.now() : page.publishedAt
      try await tx.execute(
        """
        UPDATE guidance_page SET state = \(next), published_at = \(published), version = version + 1,
          updated_at = \(services.now()) WHERE id = \(id)
        """)
      try await Audit.record(
        "guidance.\(next.rawValue)", AuditSubject("guidance_page", id), at: page.owner, by: actor, services,
        in: tx)
      return try await find(id, tx)
    }
  }

  private static func requireText(_ content: GuidanceContent) throws {
    var problems = Problems()
    problems.require(
      !content.summary.trimmed.isEmpty, "summary", "Enter a summary before you publish the page.")
    problems.require(!content.body.trimmed.isEmpty, "body", "Enter the text before you publish the page.")
    problems.require(content.reviewedOn != nil, "reviewed_on", "Enter the day on which it was last reviewed.")
    try problems.throwIfAny()
  }

  private func find(_ id: GuidanceID, _ tx: Transaction) async throws -> GuidancePage {
    let found = try await tx.first(
      "SELECT \(fragment: GuidancePage.columns) FROM \(fragment: GuidancePage.tables) WHERE g.id = \(id)",
      as: GuidancePage.self)
    guard let found else { throw DomainError.notFound("page of guidance") }
    return found
  }

  private func lock(
    _ id: GuidanceID, _ expectedVersion: Int?, _ actor: Actor, _ tx: Transaction
  ) async throws -> GuidancePage {
    try await tx.execute("SELECT 1 FROM guidance_page WHERE id = \(id) FOR UPDATE")
    let page = try await find(id, tx)
    try actor.require(.manageGuidance, at: page.owner, orHide: "page of guidance")
    try VacancyStore.requireVersion(expectedVersion, of: page.version)
    return page
  }

  /// A slug of the title that no other page of the authority has.
  private func freeSlug(_ title: String, _ authority: AuthorityID, _ tx: Transaction) async throws -> String {
    let base = GuidanceSlug.make(title)
    let taken = Set(
      try await tx.query(
        "SELECT slug FROM guidance_page WHERE authority_id = \(authority) AND starts_with(slug, \(base))"
      ).map { try $0.decode("slug", as: String.self) })
    if !taken.contains(base) { return base }
    return (2...).lazy.map { "\(base)-\($0)" }.first { !taken.contains($0) } ?? base
  }
}

/// What names a page in addresses.
enum GuidanceSlug {
  /// Letters and digits of a title in lower case, with dashes between words; at most 70 characters.
  static func make(_ title: String) -> String {
    let plain =
      title.applyingTransform(.toLatin, reverse: false)?
      .applyingTransform(.stripDiacritics, reverse: false) ?? title
    let letters = plain.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let words = String(letters).split(separator: "-")
    var slug = ""
    for word in words where slug.count + word.count < 70 { slug += slug.isEmpty ? "\(word)" : "-\(word)" }
    return slug.count >= 3 ? slug : "page-\(slug)".trimmingCharacters(in: CharacterSet(charactersIn: "-"))
  }
}
