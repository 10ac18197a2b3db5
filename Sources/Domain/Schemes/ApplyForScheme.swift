import Foundation
import Postgres

/// A scheme as a teacher sees it: whether they can apply, and if not, why.
public struct SchemeOffer: Sendable {
  /// The scheme.
  public let scheme: Scheme
  /// The teacher's induction and what it says.
  public let induction: InductionID?
  /// The facts of the record.
  public let facts: SchemeFacts?
  /// What keeps them from applying, in words; empty when nothing does.
  public let obstacles: [String]
  /// Their own application, the last one.
  public let application: SchemeApplication?

  /// Whether they can write and send an application.
  public var isOpen: Bool { obstacles.isEmpty }
}

/// Lets teachers apply for schemes: by the facts of their induction record, nothing retyped.
public struct ApplyForScheme: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  // MARK: What there is

  /// A page of what there is for the acting person: published schemes by their last day, each with what stands in the
  /// way. Throws ``DomainError``.
  public func offers(
    limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<SchemeOffer> {
    let account = try actor.requireOwn(.readOwnSchemeApplications)
    let schemes = try await ReadSchemes(services).published(limit: limit, after: after)
    return schemes.with(try await offers(schemes.items, account, in: services.pool))
  }

  /// One of them. Throws ``DomainError``.
  public func offer(_ id: SchemeID, by actor: Actor) async throws -> SchemeOffer {
    let account = try actor.requireOwn(.readOwnSchemeApplications)
    return try await offer(id, account, actor, in: services.pool)
  }

  private func offer(
    _ id: SchemeID, _ account: ActingAccount, _ actor: Actor, in db: some Queryable
  ) async throws -> SchemeOffer {
    let scheme = try await SchemeStore.readable(id, by: actor, in: db)
    guard let offer = try await offers([scheme], account, in: db).first else {
      throw DomainError.notFound("scheme")
    }
    return offer
  }

  private func offers(
    _ schemes: [Scheme], _ account: ActingAccount, in db: some Queryable
  ) async throws -> [SchemeOffer] {
    let own = try await db.query(
      """
      SELECT i.id, i.authority_id FROM induction i WHERE \(fragment: InductionAccess.own(account))
      ORDER BY i.created_at DESC, i.id DESC
      """
    ).map { (try $0.decode("id", as: InductionID.self), try $0.decode("authority_id", as: AuthorityID.self)) }
    let made = try await SchemeStore.applications(
      """
      (a.account_id = \(account.id) OR a.induction_id = ANY (\(own.map(\.0.rawValue))))
        AND a.scheme_id = ANY (\(schemes.map(\.id.rawValue)))
      """, in: db)
    var known: [InductionID: SchemeFacts] = [:]
    for (id, _) in own { known[id] = try await SchemeFacts.read(id, on: services.today, in: db) }
    var offers: [SchemeOffer] = []
    for scheme in schemes {
      let induction = own.first { $0.1 == scheme.place.authority }?.0
      let facts = induction.flatMap { known[$0] }
      let application = made.first { $0.scheme == scheme.id }
      offers.append(
        SchemeOffer(
          scheme: scheme, induction: induction, facts: facts,
          obstacles: obstacles(scheme, facts, application, account), application: application))
    }
    return offers
  }

  /// Why somebody can't apply, in words.
  private func obstacles(
    _ scheme: Scheme, _ facts: SchemeFacts?, _ application: SchemeApplication?, _ account: ActingAccount
  ) -> [String] {
    if let obstacle = scheme.obstacle(on: services.today) { return [obstacle] }
    if let application, application.account != account.id, application.state == .draft {
      return ["You have begun an application with another account."]
    }
    switch application?.state {
    case .accepted, .ended: return ["You have been awarded this already."]
    case .sent, .waiting, .offered: return ["You have applied already."]
    case .draft, .refused, .withdrawn, .declined, .lapsed, nil: break
    }
    guard let facts else {
      return [
        account.emailConfirmed
          ? "This goes by your induction record with \(scheme.ownerName), and none is held under your e-mail address."
          : "Confirm your e-mail address first, so that we find your induction record."
      ]
    }
    let unmet = scheme.content.criteria.filter { $0.finding(facts, on: services.today) == .unmet }
    // Who has not completed induction need not be told twice.
    let isToldOfCompletion = unmet.contains { $0.kind == .induction }
    return unmet.filter { $0.kind != .years || !isToldOfCompletion }.map { $0.obstacle(facts) }
  }

  // MARK: Writing

  /// Keeps what is written so far; it is sent later. Throws ``DomainError``.
  public func save(_ id: SchemeID, statement: String, by actor: Actor) async throws -> SchemeApplication {
    let account = try actor.requireOwn(.applyForScheme)
    return try await services.pool.withTransaction { tx in
      try await keep(id, statement, account, actor, tx)
    }
  }

  private func keep(
    _ id: SchemeID, _ statement: String, _ account: ActingAccount, _ actor: Actor, _ tx: Transaction
  ) async throws -> SchemeApplication {
    try await tx.execute("SELECT 1 FROM account WHERE id = \(account.id) FOR KEY SHARE")
    try await tx.execute("SELECT 1 FROM scheme WHERE id = \(id) FOR SHARE")
    let offer = try await offer(id, account, actor, in: tx)
    guard let induction = offer.induction, let facts = offer.facts, offer.isOpen else {
      throw DomainError.conflict(offer.obstacles.joined(separator: " "))
    }
    // Two tabs of one person come one after the other.
    try await tx.execute("SELECT 1 FROM induction WHERE id = \(induction) FOR NO KEY UPDATE")
    let statement = statement.trimmed
    var problems = Problems()
    problems.require(
      statement.count <= 3_000, "statement", "Shorten what you write to 3,000 characters or fewer.")
    try problems.throwIfAny()
    let now = services.now()
    let draft = try await tx.valueIfAny(
      """
      UPDATE scheme_application SET statement = \(statement), name = \(facts.name), email = \(account.email),
        version = version + 1
      WHERE scheme_id = \(id) AND induction_id = \(induction) AND state = 'draft' AND account_id = \(account.id)
      RETURNING id
      """, as: SchemeApplicationID.self)
    if let draft { return try await SchemeStore.application(draft, in: tx) }
    let standing = try await SchemeStore.applications(
      """
      a.scheme_id = \(id) AND a.induction_id = \(induction)
        AND a.state NOT IN ('refused', 'withdrawn', 'declined', 'lapsed')
      """, in: tx)
    if !standing.isEmpty { throw DomainError.conflict("You have applied already.") }
    let made = services.newID(SchemeApplicationID.self)
    try await tx.execute(
      """
      INSERT INTO scheme_application (id, scheme_id, authority_id, reference, account_id, induction_id,
        state_changed_at, name, email, statement, created_at)
      VALUES (\(made), \(id), \(offer.scheme.place.authority), \(Reference.make("S", random: services.random)),
        \(account.id), \(induction), \(now), \(facts.name), \(account.email), \(statement), \(now))
      """)
    return try await SchemeStore.application(made, in: tx)
  }

  /// Sends it, with the facts of the induction record as they are now. A repeat gives what was sent.
  /// Throws ``DomainError``.
  public func send(_ id: SchemeID, statement: String, by actor: Actor) async throws -> SchemeApplication {
    let account = try actor.requireOwn(.applyForScheme)
    return try await services.pool.withTransaction { tx in
      let known = try await offer(id, account, actor, in: tx)
      if let sent = known.application, sent.account == account.id, sent.state == .sent,
        sent.statement == statement.trimmed
      {
        return sent
      }
      let draft = try await keep(id, statement, account, actor, tx)
      var problems = Problems()
      problems.require(
        draft.statement.count >= 10, "statement", "Say in 10 to 3,000 characters why you apply.")
      try problems.throwIfAny()
      guard let induction = draft.induction else { return draft }
      let now = services.now()
      let facts = try await SchemeFacts.read(induction, on: services.today, in: tx)
      try await tx.execute(
        """
        UPDATE scheme_application SET state = 'sent', sent_at = \(now), state_changed_at = \(now),
          facts = \(try JSONColumn.encode(facts)), version = version + 1
        WHERE id = \(draft.id)
        """)
      let sent = try await SchemeStore.application(draft.id, in: tx)
      try await SchemeStore.record("sent", sent, actor, services, in: tx)
      try await SchemeMails.tell(sent, .sent, services, in: tx)
      try await SchemeMails.tellOfficers(sent, "applied", services, in: tx)
      return sent
    }
  }

  // MARK: What stands

  /// The acting person's own applications, the last first. Throws ``DomainError``.
  public func own(by actor: Actor) async throws -> [SchemeApplication] {
    let account = try actor.requireOwn(.readOwnSchemeApplications)
    return try await SchemeStore.applications("a.account_id = \(account.id)", in: services.pool)
  }

  /// One of the acting person's own. Throws ``DomainError``.
  public func find(_ id: SchemeApplicationID, by actor: Actor) async throws -> SchemeCase {
    let account = try actor.requireOwn(.readOwnSchemeApplications)
    let found = try await DecideSchemeApplication(services).everything(id, in: services.pool)
    guard found.application.account == account.id else { throw DomainError.notFound("application") }
    return found
  }

  /// Takes back what is not decided; of a draft nothing is left. Throws ``DomainError``.
  public func withdraw(_ id: SchemeApplicationID, expectedVersion: Int?, by actor: Actor) async throws
    -> SchemeApplication
  {
    try await act(id, .applyForScheme, expectedVersion, actor) { application, tx in
      if application.state == .draft {
        try await tx.execute("DELETE FROM scheme_application WHERE id = \(id)")
        return
      }
      try Self.require(application, .withdrawn)
      try await SchemeStore.setState(id, .withdrawn, services.now(), in: tx)
      try await SchemeStore.record("withdrawn", application, actor, services, in: tx)
      try await SchemeMails.tellOfficers(application, "withdrawn the application", services, in: tx)
    }
  }

  /// Accepts an offer, until its last day. Throws ``DomainError``.
  public func accept(_ id: SchemeApplicationID, expectedVersion: Int?, by actor: Actor) async throws
    -> SchemeApplication
  {
    try await act(id, .applyForScheme, expectedVersion, actor) { application, tx in
      if application.state == .accepted { return }
      try Self.require(application, .accepted)
      if let last = application.answerBy, services.today > last {
        throw DomainError.conflict("The last day to accept was \(LondonTime.longDate(last)).")
      }
      try await SchemeStore.setState(id, .accepted, services.now(), in: tx)
      try await tx.execute("UPDATE scheme_application SET accepted_at = \(services.now()) WHERE id = \(id)")
      try await SchemeStore.record("accepted", application, actor, services, in: tx)
      try await SchemeMails.tellOfficers(application, "accepted the offer", services, in: tx)
    }
  }

  /// Declines an offer: its money and place are free again. Throws ``DomainError``.
  public func decline(_ id: SchemeApplicationID, expectedVersion: Int?, by actor: Actor) async throws
    -> SchemeApplication
  {
    try await act(id, .applyForScheme, expectedVersion, actor) { application, tx in
      if application.state == .declined { return }
      try Self.require(application, .declined)
      try await SchemeStore.setState(id, .declined, services.now(), in: tx)
      try await SchemeStore.record("declined", application, actor, services, in: tx)
      try await SchemeMails.tellOfficers(application, "declined the offer", services, in: tx)
      if let year = application.year {
        try await SchemeStore.tellOfRoom(application.scheme, year, services, in: tx)
      }
    }
  }

  static func require(_ application: SchemeApplication, _ next: SchemeApplicationState) throws {
    guard application.state.mayBecome(next) else {
      throw DomainError.conflict("The state of this application is “\(application.state.title)”.")
    }
  }

  private func act(
    _ id: SchemeApplicationID, _ operation: Operation, _ expectedVersion: Int?, _ actor: Actor,
    _ work: (SchemeApplication, Transaction) async throws -> Void
  ) async throws -> SchemeApplication {
    let account = try actor.requireOwn(operation)
    return try await services.pool.withTransaction { tx in
      let application = try await SchemeStore.lock(id, in: tx)
      guard application.account == account.id else { throw DomainError.notFound("application") }
      try VacancyStore.requireVersion(expectedVersion, of: application.version)
      try await work(application, tx)
      return try await SchemeStore.applications("a.id = \(id)", in: tx).first ?? application
    }
  }
}
