import Foundation
import Postgres

/// Checks applications for schemes, awards or refuses, for officers of the authority.
///
/// What is offered and committed never exceeds the budget of the year, and awards never the places: whoever awards
/// holds the budget's row until the transaction ends, and a check in the database has the last word.
public struct DecideSchemeApplication: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// What the queue is narrowed to.
  public struct Filter: Sendable, Equatable {
    /// Only those for this scheme.
    public var scheme: SchemeID?
    /// Only those in this state.
    public var state: SchemeApplicationState?
    /// Only those with this reference, or these letters in the name.
    public var words = ""

    /// Everything.
    public init(scheme: SchemeID? = nil, state: SchemeApplicationState? = nil, words: String = "") {
      (self.scheme, self.state, self.words) = (scheme, state, words)
    }
  }

  /// A page of what was sent, the last first. Throws ``DomainError``.
  public func list(
    of authority: Authority, _ filter: Filter = Filter(), limit: Int = 50, after: Cursor? = nil,
    by actor: Actor
  ) async throws -> Page<SchemeApplication> {
    try actor.require(.awardSchemes, at: authority.place, orHide: "page")
    let behind: Statement = after.map { "(a.sent_at, a.id) < (\($0.instant), \($0.id))" } ?? "true"
    let scheme: Statement = filter.scheme.map { "a.scheme_id = \($0)" } ?? "true"
    let state: Statement = filter.state.map { "a.state = \($0)" } ?? "true"
    let words = filter.words.trimmed
    let named: Statement =
      words.isEmpty
      ? "true" : "(a.reference = \(words.uppercased()) OR strpos(lower(a.name), \(words.lowercased())) > 0)"
    let found = try await SchemeStore.applications(
      """
      a.authority_id = \(authority.id) AND a.state <> 'draft' AND \(fragment: behind) AND \(fragment: scheme)
        AND \(fragment: state) AND \(fragment: named)
      """, order: "a.sent_at DESC, a.id DESC", limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.sentAt ?? $0.createdAt, id: $0.id.rawValue) }
  }

  /// A page of those who wait for a scheme, who has waited longest first. Throws ``DomainError``.
  public func waitingList(
    of id: SchemeID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<SchemeApplication> {
    let scheme = try await SchemeStore.find(id, in: services.pool)
    try actor.require(.awardSchemes, at: scheme.place, orHide: "scheme")
    // The cursor has the number in the queue in place of an instant: who leaves the list meanwhile moves nobody.
    let behind: Statement =
      after.map { "a.queue > \(Int($0.instant.timeIntervalSince1970.rounded()))" } ?? "true"
    let found = try await SchemeStore.applications(
      "a.scheme_id = \(id) AND a.state = 'waiting' AND \(fragment: behind)", order: "a.queue",
      limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) {
      Cursor(instant: Date(timeIntervalSince1970: Double($0.queue ?? 0)), id: $0.id.rawValue)
    }
  }

  /// One of them, with criteria and payments. Throws ``DomainError``.
  public func find(_ id: SchemeApplicationID, by actor: Actor) async throws -> SchemeCase {
    try visible(try await everything(id, in: services.pool), actor)
  }

  /// What was done with an application last; nil where that isn’t known. Throws ``DomainError``.
  public func lastDone(_ id: SchemeApplicationID, by actor: Actor) async throws -> TrailEntry? {
    _ = try await find(id, by: actor)
    return try await TrailEntry.last(about: AuditSubject("scheme_application", id), in: services.pool)
  }

  private func visible(_ found: SchemeCase, _ actor: Actor) throws -> SchemeCase {
    try actor.require(.awardSchemes, at: found.application.place, orHide: "application")
    guard found.application.state != .draft else { throw DomainError.notFound("application") }
    return found
  }

  func everything(_ id: SchemeApplicationID, in db: some Queryable) async throws -> SchemeCase {
    let application = try await SchemeStore.application(id, in: db)
    let scheme = try await SchemeStore.find(application.scheme, in: db)
    let checks = try await SchemeStore.checks(id, in: db)
    let day = application.sentAt.map { LondonTime.date(of: $0) } ?? services.today
    return SchemeCase(
      application: application, scheme: scheme,
      findings: scheme.content.criteria.map { criterion in
        SchemeFinding(
          criterion: criterion, byRecord: application.facts.map { criterion.finding($0, on: day) } ?? .judged,
          check: criterion.id.flatMap { checks[$0] })
      }, payments: try await SchemeStore.payments(id, in: db))
  }

  // MARK: Deciding

  /// Says whether a criterion is met; it counts before what the record says. Throws ``DomainError``.
  public func check(
    _ id: SchemeApplicationID, _ criterion: SchemeCriterionID, isMet: Bool?, note: String = "",
    expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> SchemeCase {
    try await change(id, "checked", expectedVersion, actor) { found, tx in
      let entry = SchemeCheckEntry(criterion, isMet: isMet, note: note)
      try Self.problems(entry, found).throwIfAny()
      try await store(entry, of: id, actor, tx)
    }
  }

  /// Says of several criteria whether they are met: of all or, where one entry has faults, of none. Faults of the n-th
  /// entry are told at once, of fields such as `entries[0].note`. Throws ``DomainError``.
  public func check(
    _ id: SchemeApplicationID, _ entries: [SchemeCheckEntry], expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> SchemeCase {
    try await change(id, "checked", expectedVersion, actor) { found, tx in
      var problems = Problems()
      for (index, entry) in entries.enumerated() {
        for problem in try Self.problems(entry, found).found {
          problems.add("entries[\(index)].\(problem.field)", problem.message)
        }
      }
      try problems.throwIfAny()
      for entry in entries { try await store(entry, of: id, actor, tx) }
    }
  }

  private static func problems(_ entry: SchemeCheckEntry, _ found: SchemeCase) throws -> Problems {
    guard [.sent, .waiting].contains(found.application.state) else { throw standing(found) }
    guard let finding = found.findings.first(where: { $0.criterion.id == entry.criterion }) else {
      throw DomainError.notFound("criterion")
    }
    var problems = Problems()
    problems.require(entry.isMet != nil, "is_met", "Say whether it is met.")
    problems.require(entry.note.count <= 1_000, "note", "Shorten the note to 1,000 characters or fewer.")
    if let isMet = entry.isMet, finding.byRecord != .judged, isMet != (finding.byRecord == .met) {
      problems.require(
        entry.note.count >= 5, "note",
        "The induction record says otherwise: note why you decide differently.")
    }
    return problems
  }

  private func store(
    _ entry: SchemeCheckEntry, of id: SchemeApplicationID, _ actor: Actor, _ tx: Transaction
  ) async throws {
    guard let isMet = entry.isMet else { return }
    try await tx.execute(
      """
      INSERT INTO scheme_check (application_id, criterion_id, is_met, note, checked_by_name, checked_at)
      VALUES (\(id), \(entry.criterion), \(isMet), \(entry.note), \(actor.account?.name ?? "The operator"),
        \(services.now()))
      ON CONFLICT (application_id, criterion_id) DO UPDATE SET is_met = excluded.is_met, note = excluded.note,
        checked_by_name = excluded.checked_by_name, checked_at = excluded.checked_at
      """)
  }

  /// Offers an award out of the budget of today's financial year, to be accepted by a last day. Nobody is offered
  /// anything before those who have waited longer. What keeps it from being offered is told at once, with what whoever
  /// read the entry found of the amount (`unread`). Throws ``DomainError``.
  public func award(
    _ id: SchemeApplicationID, pence: Int?, unread: [FieldProblem] = [], expectedVersion: Int?,
    by actor: Actor
  ) async throws -> SchemeCase {
    try await change(id, "offered", expectedVersion, actor, details: ["pence": .number(Double(pence ?? 0))]) {
      found, tx in
      let (application, scheme) = (found.application, found.scheme)
      try require(found, .offered)
      guard scheme.state != .withdrawn else {
        throw DomainError.conflict("This scheme is no longer offered.")
      }
      let year = FinancialYear(of: services.today)
      let pence = try AwardFaults.requireNone(
        pence, for: found, unread: unread, first: try await SchemeStore.firstWaiting(scheme.id, in: tx),
        in: year)
      let now = services.now()
      try await tx.execute(
        """
        UPDATE scheme_application SET state = 'offered', state_changed_at = \(now), offered_at = \(now), queue = NULL,
          year = \(year.start), amount_pence = \(pence), released_pence = 0, reason = NULL,
          answer_by = \(services.today.adding(days: scheme.content.answerDays)), decided_by = \(actor.account?.id)
        WHERE id = \(id)
        """)
      try await SchemeMails.tell(
        try await SchemeStore.application(application.id, in: tx), .offered, services, in: tx)
    }
  }

  /// Turns it down, with a reason that the teacher reads. Throws ``DomainError``.
  public func refuse(
    _ id: SchemeApplicationID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> SchemeCase {
    let reason = reason.trimmed
    return try await change(id, "refused", expectedVersion, actor) { found, tx in
      try require(found, .refused)
      var problems = Problems()
      problems.require(
        (10...2_000).contains(reason.count), "reason",
        "Give the reason in 10 to 2,000 characters: the teacher reads it.")
      try problems.throwIfAny()
      try await SchemeStore.setState(id, .refused, reason: reason, services.now(), in: tx)
      try await tx.execute(
        "UPDATE scheme_application SET queue = NULL, decided_by = \(actor.account?.id) WHERE id = \(id)")
      try await SchemeMails.tell(found.application, .refused(reason: reason), services, in: tx)
    }
  }

  /// Puts somebody who meets the criteria at the end of the waiting list. Throws ``DomainError``.
  public func wait(_ id: SchemeApplicationID, expectedVersion: Int?, by actor: Actor) async throws
    -> SchemeCase
  {
    try await change(id, "waiting", expectedVersion, actor) { found, tx in
      try require(found, .waiting)
      try AwardFaults.requireMet(found)
      try await tx.execute(
        "UPDATE scheme_application SET queue = nextval('scheme_application_queue') WHERE id = \(id)")
      try await SchemeStore.setState(id, .waiting, services.now(), in: tx)
      try await SchemeMails.tell(try await SchemeStore.application(id, in: tx), .waiting, services, in: tx)
    }
  }

  /// Looks again at what was refused or has lapsed. Throws ``DomainError``.
  public func reopen(_ id: SchemeApplicationID, expectedVersion: Int?, by actor: Actor) async throws
    -> SchemeCase
  {
    try await change(id, "reopened", expectedVersion, actor) { found, tx in
      try require(found, .sent)
      guard found.scheme.state != .withdrawn else {
        throw DomainError.conflict("This scheme is no longer offered.")
      }
      let again = try await tx.value(
        """
        SELECT EXISTS (SELECT FROM scheme_application WHERE scheme_id = \(found.scheme.id) AND id <> \(id)
          AND induction_id = \(found.application.induction)
          AND state NOT IN ('refused', 'withdrawn', 'declined', 'lapsed'))
        """, as: Bool.self)
      if again { throw DomainError.conflict("They have applied again since: decide on that application.") }
      try await SchemeStore.setState(id, .sent, services.now(), in: tx)
      try await SchemeMails.tell(found.application, .reopened, services, in: tx)
    }
  }

  // MARK: In common

  private func require(_ found: SchemeCase, _ next: SchemeApplicationState) throws {
    guard found.application.state.mayBecome(next) else { throw Self.standing(found) }
  }

  static func standing(_ found: SchemeCase) -> DomainError {
    .conflict("The state of this application is “\(found.application.state.title)”.")
  }

  /// Locks an application that the actor may decide on, does something to it and records it.
  func change(
    _ id: SchemeApplicationID, _ action: String, _ expectedVersion: Int?, _ actor: Actor,
    details: [String: JSONValue] = [:], _ work: (SchemeCase, Transaction) async throws -> Void
  ) async throws -> SchemeCase {
    try await services.pool.withTransaction { tx in
      _ = try await SchemeStore.lock(id, in: tx)
      let found = try visible(try await everything(id, in: tx), actor)
      try VacancyStore.requireVersion(expectedVersion, of: found.application.version)
      try await work(found, tx)
      try await tx.execute("UPDATE scheme_application SET version = version + 1 WHERE id = \(id)")
      try await SchemeStore.record(action, found.application, details: details, actor, services, in: tx)
      return try await everything(id, in: tx)
    }
  }
}

/// Lets offers lapse whose last day is over; what they held is free again.
public struct LapseSchemeOffers: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Lets a batch lapse, each in a transaction of its own, and says how many; run it until it says zero.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    let due = try await services.pool.query(
      """
      SELECT id FROM scheme_application WHERE state = 'offered' AND answer_by < \(services.today)
      ORDER BY answer_by, id LIMIT \(batch)
      """
    ).map { try $0.decode("id", as: SchemeApplicationID.self) }
    for id in due {
      try await services.pool.withTransaction { tx in
        let application = try await SchemeStore.lock(id, in: tx)
        guard application.state == .offered, let last = application.answerBy, last < services.today else {
          return
        }
        try await SchemeStore.setState(id, .lapsed, services.now(), in: tx)
        try await SchemeStore.record("lapsed", application, actor, services, in: tx)
        try await SchemeMails.tell(application, .lapsed, services, in: tx)
        if let year = application.year {
          try await SchemeStore.tellOfRoom(application.scheme, year, services, in: tx)
        }
      }
    }
    return due.count
  }
}
