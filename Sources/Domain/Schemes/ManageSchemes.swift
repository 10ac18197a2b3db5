public import Foundation
import Postgres

/// Makes schemes and takes them through their life, for the authority's staff.
public struct ManageSchemes: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores a draft. `submission` names one intent: a repeat gives what it made. Throws ``DomainError``.
  public func create(
    of authority: Authority, _ content: SchemeContent, submission: UUID? = nil, by actor: Actor
  ) async throws -> Scheme {
    try actor.require(.manageSchemes, at: authority.place)
    return try await services.pool.withTransaction { tx in
      let owner = authority.place.organisation
      if let submission {
        try await tx.execute("SELECT 1 FROM organisation WHERE id = \(owner) FOR NO KEY UPDATE")
        let made = try await SchemeStore.list(
          "s.organisation_id = \(owner) AND s.submission = \(submission)", in: tx
        ).first
        if let made { return made }
      }
      try await problems(content, tx).throwIfAny()
      let (id, now) = (services.newID(SchemeID.self), services.now())
      try await tx.execute(
        """
        INSERT INTO scheme (id, organisation_id, authority_id, name, kind, summary, description, opens_on, closes_on,
          amount_pence, amount_is_fixed, answer_days, submission, created_by, created_at, updated_at)
        VALUES (\(id), \(owner), \(authority.id), \(content.name.trimmed), \(content.kind),
          \(content.summary.trimmed), \(content.description.trimmed), \(content.opensOn), \(content.closesOn),
          \(content.amountPence), \(content.amountIsFixed), \(content.answerDays), \(submission),
          \(actor.account?.id), \(now), \(now))
        """)
      try await store(content.criteria, of: id, tx)
      try await record("created", id, authority.place, actor, tx)
      return try await SchemeStore.find(id, in: tx)
    }
  }

  private func problems(_ content: SchemeContent, _ tx: Transaction) async throws -> Problems {
    let kinds = try await tx.query("SELECT code FROM scheme_kind").map {
      try $0.decode("code", as: String.self)
    }
    return content.problems(kinds: Set(kinds))
  }

  private func store(_ criteria: [SchemeCriterion], of id: SchemeID, _ tx: Transaction) async throws {
    for (position, criterion) in criteria.enumerated() {
      try await tx.execute(
        """
        INSERT INTO scheme_criterion (id, scheme_id, position, kind, number, choices, wording)
        VALUES (\(services.newID(SchemeCriterionID.self)), \(id), \(position), \(criterion.kind),
          \(criterion.kind == .years ? criterion.number : nil), \(criterion.choices.map(\.trimmed)),
          \(criterion.wording.trimmed))
        """)
    }
  }

  /// Changes what is written about it. Once somebody has sent an application the criteria stay. Throws ``DomainError``.
  public func change(
    _ id: SchemeID, _ content: SchemeContent, expectedVersion: Int?, by actor: Actor
  ) async throws -> Scheme {
    try await services.pool.withTransaction { tx in
      let scheme = try await SchemeStore.lock(id, expectedVersion, actor, in: tx)
      guard scheme.state != .withdrawn else { throw Self.over(scheme) }
      var problems = try await problems(content, tx)
      let (before, after) = (scheme.content.criteria, content.criteria)
      let isAnother = before.count != after.count || !after.allSatisfy(before.contains)
      let isAskedFor = try await tx.value(
        "SELECT EXISTS (SELECT FROM scheme_application WHERE scheme_id = \(id) AND state <> 'draft')",
        as: Bool.self)
      problems.require(
        !isAnother || !isAskedFor, "criteria",
        "People have applied by the criteria as they are: they can’t be changed. Make a new scheme.")
      try problems.throwIfAny()
      if isAnother {
        try await tx.execute("DELETE FROM scheme_criterion WHERE scheme_id = \(id)")
        try await store(content.criteria, of: id, tx)
      }
      try await tx.execute(
        """
        UPDATE scheme SET name = \(content.name.trimmed), kind = \(content.kind), summary = \(content.summary.trimmed),
          description = \(content.description.trimmed), opens_on = \(content.opensOn),
          closes_on = \(content.closesOn), amount_pence = \(content.amountPence),
          amount_is_fixed = \(content.amountIsFixed), answer_days = \(content.answerDays), version = version + 1,
          updated_at = \(services.now())
        WHERE id = \(id)
        """)
      try await record("changed", id, scheme.place, actor, tx)
      return try await SchemeStore.find(id, in: tx)
    }
  }

  /// Sets what may be spent in a financial year and how many may be awarded something: never less than what is offered
  /// and committed already. Throws ``DomainError``.
  public func setBudget(
    _ id: SchemeID, _ year: FinancialYear, budgetPence: Int, places: Int, expectedVersion: Int?,
    by actor: Actor
  ) async throws -> Scheme {
    try await services.pool.withTransaction { tx in
      let scheme = try await SchemeStore.lock(id, expectedVersion, actor, in: tx)
      guard scheme.state != .withdrawn else { throw Self.over(scheme) }
      try await SchemeStore.lockBudgets(id, in: tx)
      let known = try await SchemeStore.find(id, in: tx).budgets.first { $0.year == year }
      try Self.budgetProblems(year, budgetPence: budgetPence, places: places, known).throwIfAny()
      try await tx.execute(
        """
        INSERT INTO scheme_budget (scheme_id, year, budget_pence, places)
        VALUES (\(id), \(year.start), \(budgetPence), \(places))
        ON CONFLICT (scheme_id, year) DO UPDATE SET budget_pence = excluded.budget_pence, places = excluded.places,
          version = scheme_budget.version + 1
        """)
      try await tx.execute(
        "UPDATE scheme SET version = version + 1, updated_at = \(services.now()) WHERE id = \(id)")
      try await Audit.record(
        "scheme.budget_set", AuditSubject("scheme", id), at: scheme.place,
        details: [
          "year": .string(year.name), "budget_pence": .number(Double(budgetPence)),
          "places": .number(Double(places)),
        ], by: actor, services, in: tx)
      try await SchemeStore.tellOfRoom(id, year, services, in: tx)
      return try await SchemeStore.find(id, in: tx)
    }
  }

  /// What keeps a budget from being set, beside what is set for the year already.
  public static func budgetProblems(
    _ year: FinancialYear, budgetPence pence: Int, places: Int, _ known: SchemeBudget?
  ) -> Problems {
    var problems = Problems()
    problems.require(
      (2010...2100).contains(year.start), "year", "Enter the year in whose April it begins, such as 2026.")
    problems.require(
      (0...10_000_000_000).contains(pence), "budget_pence", "Enter the budget, from nothing to £100,000,000.")
    problems.require((0...10_000).contains(places), "places", "Enter how many awards, from 0 to 10,000.")
    if let known {
      let taken = known.offeredPence + known.committedPence
      problems.require(
        pence < 0 || pence >= taken, "budget_pence",
        "\(SchemeMoney.pounds(known.offeredPence)) is offered and \(SchemeMoney.pounds(known.committedPence)) is "
          + "committed in \(year.name): the budget can’t be less than \(SchemeMoney.pounds(taken)).")
      problems.require(
        places < 0 || places >= known.awards, "places",
        "\(SchemeMoney.places(known.awards)) \(known.awards == 1 ? "is" : "are") taken in \(year.name): "
          + "there can’t be fewer.")
    }
    return problems
  }

  // MARK: Its life

  /// Makes it public; also one that was closed. Throws ``DomainError``.
  public func publish(_ id: SchemeID, expectedVersion: Int?, by actor: Actor) async throws -> Scheme {
    try await move(id, .published, "published", expectedVersion, actor) { scheme, _ in
      var problems = Problems()
      problems.require(
        !scheme.budgets.isEmpty, "budget_pence", "Set the budget and the places of a financial year first.")
      if let last = scheme.content.closesOn {
        problems.require(
          last >= services.today, "closes_on",
          "The last day to apply was \(LondonTime.longDate(last)): change it first.")
      }
      try problems.throwIfAny()
    }
  }

  /// Lets nobody else apply; what was sent goes on. Throws ``DomainError``.
  public func close(_ id: SchemeID, expectedVersion: Int?, by actor: Actor) async throws -> Scheme {
    try await move(id, .closed, "closed", expectedVersion, actor) { _, _ in }
  }

  /// Takes it back: whoever has applied and was offered nothing is told; offers and awards stand. Throws
  /// ``DomainError``.
  public func withdraw(
    _ id: SchemeID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> Scheme {
    let reason = reason.trimmed
    return try await move(id, .withdrawn, "withdrawn", expectedVersion, actor) { scheme, tx in
      var problems = Problems()
      problems.require(
        (5...1_000).contains(reason.count), "reason",
        "Say in 5 to 1,000 characters why it is no longer offered: everybody who applied is told.")
      try problems.throwIfAny()
      try await tx.execute(
        "UPDATE scheme SET withdraw_reason = \(reason), state = 'withdrawn' WHERE id = \(id)")
      try await tx.execute("DELETE FROM scheme_application WHERE scheme_id = \(id) AND state = 'draft'")
      try await SchemeStore.lockBudgets(id, in: tx)
      let open = try await SchemeStore.applications(
        "a.scheme_id = \(id) AND a.state IN ('sent', 'waiting')", order: "a.id", limit: 100_000, in: tx)
      for application in open {
        try await SchemeStore.setState(application.id, .refused, reason: reason, services.now(), in: tx)
        try await SchemeStore.record("refused", application, actor, services, in: tx)
        try await SchemeMails.tell(application, .refused(reason: reason), services, in: tx)
      }
    }
  }

  /// Removes a draft. Throws ``DomainError``.
  public func remove(_ id: SchemeID, expectedVersion: Int?, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let scheme = try await SchemeStore.lock(id, expectedVersion, actor, in: tx)
      guard scheme.state == .draft else {
        throw DomainError.conflict("Only a draft can be removed. Close or withdraw this instead.")
      }
      try await tx.execute("DELETE FROM scheme WHERE id = \(id)")
      try await record("removed", id, scheme.place, actor, tx)
    }
  }

  private func move(
    _ id: SchemeID, _ next: SchemeState, _ action: String, _ expectedVersion: Int?, _ actor: Actor,
    _ work: (Scheme, Transaction) async throws -> Void
  ) async throws -> Scheme {
    try await services.pool.withTransaction { tx in
      let scheme = try await SchemeStore.lock(id, nil, actor, in: tx)
      if scheme.state == next { return scheme }
      try VacancyStore.requireVersion(expectedVersion, of: scheme.version)
      guard scheme.state.mayBecome(next) else { throw Self.over(scheme) }
      try await work(scheme, tx)
      let now = services.now()
      try await tx.execute(
        """
        UPDATE scheme SET state = \(next), published_at = coalesce(published_at, \(now)::timestamptz),
          version = version + 1, updated_at = \(now)
        WHERE id = \(id)
        """)
      try await record(action, id, scheme.place, actor, tx)
      return try await SchemeStore.find(id, in: tx)
    }
  }

  private static func over(_ scheme: Scheme) -> DomainError {
    .conflict("The state of this scheme is “\(scheme.state.title)”: this can’t be done any more.")
  }

  private func record(
    _ what: String, _ id: SchemeID, _ place: Place, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      "scheme.\(what)", AuditSubject("scheme", id), at: place, by: actor, services, in: tx)
  }
}

/// Reads schemes: everybody those that were published, the authority's staff drafts as well.
public struct ReadSchemes: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The kinds there are, in their order.
  public func kinds() async throws -> [SchemeKind] {
    try await services.pool.query("SELECT code, name FROM scheme_kind ORDER BY position", as: SchemeKind.self)
  }

  /// One scheme. Throws ``DomainError``.
  public func find(_ id: SchemeID, by actor: Actor) async throws -> Scheme {
    try await SchemeStore.readable(id, by: actor, in: services.pool)
  }

  /// A page of the published schemes whose last day is not over, of a kind or of all, by their last day.
  public func published(
    kind: String? = nil, limit: Int = 50, after: Cursor? = nil
  ) async throws -> Page<Scheme> {
    let behind: Statement = after.map { "(s.closes_on, s.id) > (\($0.day), \($0.id))" } ?? "true"
    let found = try await SchemeStore.list(
      """
      s.state = 'published' AND s.closes_on >= \(services.today) AND (\(kind)::text IS NULL OR s.kind = \(kind))
        AND \(fragment: behind)
      """, order: "s.closes_on, s.id", limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) {
      Cursor(day: $0.content.closesOn ?? services.today, id: $0.id.rawValue)
    }
  }

  /// A page of an authority's schemes, newest first. Throws ``DomainError``.
  public func managed(
    of authority: Authority, state: SchemeState? = nil, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<Scheme> {
    try actor.require(.manageSchemes, at: authority.place, orHide: "page")
    let behind: Statement = after.map { "(s.created_at, s.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await SchemeStore.list(
      """
      s.authority_id = \(authority.id) AND (\(state?.rawValue)::text IS NULL OR s.state = \(state?.rawValue))
        AND \(fragment: behind)
      """, limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.createdAt, id: $0.id.rawValue) }
  }
}
