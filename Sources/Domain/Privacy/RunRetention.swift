import Foundation
import Logging
import Postgres

/// Erases or makes anonymous what has had its time, a batch in each transaction, and warns those whose account will
/// go. Held things are passed over. Any number of workers may run it at once, and again after a crash.
public struct RunRetention: Sendable {
  /// How long before the end of an account its person is told.
  public static let warningDays = 14

  /// What a run did, or would do, of one kind.
  public struct Line: Sendable, Encodable {
    /// What.
    public let kind: RetentionKind
    /// The authority's code; nil for the installation.
    public let authority: String?
    /// How many were erased, or are due.
    public let count: Int
    /// How many were passed over because they are held.
    public let held: Int
  }

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Does everything that is due, or with `isDryRun` only counts it. Throws ``DomainError``.
  public func callAsFunction(
    isDryRun: Bool = false, batch: Int = 50, by actor: Actor = .worker
  ) async throws -> [Line] {
    guard actor.isSystem else {
      throw DomainError.notAllowed("Only the operator and the worker erase what has had its time.")
    }
    var kinds: [(period: RetentionPeriod, authority: Authority?)] = []
    for authority in try await Authority.all(in: services.pool) {
      for period in try await RetentionPeriod.all(of: authority.id, in: services.pool) {
        kinds.append((period, authority))
      }
    }
    kinds += try await RetentionPeriod.all(of: nil, in: services.pool).map { ($0, nil) }
    var lines: [Line] = []
    var failure: (any Error)?
    for (period, authority) in kinds {
      do {
        if period.kind == .account, !isDryRun { try await warn(period, batch) }
        if period.kind == .application, let authority, !isDryRun {
          // First of all, while everything is there that the totals of the terms are made of.
          _ = try await EqualityTotals(services).releaseDue(of: authority.id)
        }
        lines.append(try await line(period, authority, isDryRun, batch, actor))
        if period.kind == .induction, let authority, !isDryRun {
          try await QualityErasure(services)(period, of: authority, by: actor)
        }
      } catch {
        // What keeps one kind from being erased must not keep the others; the run still counts as failed.
        services.logger.error("\(period.kind.rawValue) could not be erased: \(error)")
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return lines
  }

  private func line(
    _ period: RetentionPeriod, _ authority: Authority?, _ isDryRun: Bool, _ batch: Int, _ actor: Actor
  ) async throws -> Line {
    let counted = try await RetentionDue(
      period.kind, months: period.months, of: authority?.id, at: services.now()
    ).count(in: services.pool)
    var done = 0
    while !isDryRun && !Task.isCancelled {
      let count = try await erase(period, authority, batch, actor)
      if count == 0 { break }
      done += count
    }
    return Line(
      kind: period.kind, authority: authority?.code, count: isDryRun ? counted.due : done, held: counted.held)
  }

  /// One batch in one transaction; the trail says how many, and nothing of whose.
  private func erase(
    _ period: RetentionPeriod, _ authority: Authority?, _ batch: Int, _ actor: Actor
  ) async throws -> Int {
    try await services.pool.withTransaction { tx in
      let due = RetentionDue(period.kind, months: period.months, of: authority?.id, at: services.now())
      let ids = try await due.take(batch, in: tx)
      if ids.isEmpty { return 0 }
      let erasure = Erasure(services, in: tx)
      switch period.kind {
      case .application, .undecidedApplication, .unfinishedAppointment, .appointment:
        try await erasure.applications(ids)
      case .disclosure: try await erasure.disclosures(of: ids)
      case .equalityAnswer: try await erasure.equalityAnswers(of: ids)
      case .poolEntry: try await erasure.poolEntries(ids)
      case .draft:
        try await tx.execute(
          """
          DELETE FROM application_draft WHERE (account_id, vacancy_id) IN (
            SELECT d.account_id, d.vacancy_id FROM \(fragment: due.tables)
            WHERE d.account_id = ANY (\(ids)) AND \(fragment: due.condition))
          """)
      case .agencyCandidate: try await AgencyCandidateStore.erase(ids, services, in: tx)
      case .account: try await erasure.accounts(ids, by: actor)
      case .induction: try await InductionErasure(erasure).inductions(ids)
      case .inductionRegistration: try await InductionErasure(erasure).registrations(ids)
      case .activityBooking: try await erasure.bookings(ids)
      case .schemeApplication, .schemeAward: try await SchemeErasure.erase(ids, erasure)
      case .enquiry: try await erasure.enquiries(ids)
      case .mail:
        try await ReferenceRequest.keepUndelivered("m.id = ANY (\(ids))", services.now(), in: tx)
        try await tx.execute("DELETE FROM outbox_mail WHERE id = ANY (\(ids))")
      }
      try await Audit.record(
        "retention.erased", AuditSubject("retention_period", period.kind.rawValue), at: authority?.place,
        details: ["count": .number(Double(ids.count)), "months": .number(Double(period.months))], by: actor,
        services, in: tx)
      return ids.count
    }
  }

  /// Tells people that their account will go, a batch in each transaction.
  private func warn(_ period: RetentionPeriod, _ batch: Int) async throws {
    while !Task.isCancelled {
      let count = try await services.pool.withTransaction { tx in
        let ids = try await RetentionDue.unwarned(months: period.months, at: services.now()).take(
          batch, in: tx)
        for id in ids {
          let email = try await tx.value(
            "UPDATE account SET warned_at = \(services.now()) WHERE id = \(id) RETURNING email",
            as: String.self)
          try await Outbox.enqueue(mail(to: email, period), services, in: tx)
        }
        return ids.count
      }
      if count == 0 { break }
    }
  }

  private func mail(to email: String, _ period: RetentionPeriod) -> OutgoingMail {
    let day = LondonTime.date(services.today, addingDays: Self.warningDays)
    return OutgoingMail(
      to: email, subject: "Your account will be deleted",
      body: """
        Nobody has signed in to your account for nearly \(period.words). On \(LondonTime.longDate(day)) we delete it, \
        with everything that you keep in it.

        To keep it, sign in before then: \(services.settings.baseURL)/sign-in
        If you no longer need it, you need do nothing.
        """)
  }
}

/// Reads what is kept for how long, and what is due.
public struct ReadRetention: Sendable {
  /// A kind with its period and what is due now.
  public struct Line: Sendable {
    /// The period.
    public let period: RetentionPeriod
    /// How many the next run erases.
    public let due: Int
    /// How many would be due and are held.
    public let held: Int
  }

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The periods of an authority. Throws ``DomainError``.
  public func callAsFunction(_ authority: Authority, by actor: Actor) async throws -> [Line] {
    try actor.require(.readRetention, at: authority.place, orHide: "page")
    return try await lines(authority.id)
  }

  /// The periods of the installation itself, for its operator. Throws ``DomainError``.
  public func ofInstallation(by actor: Actor) async throws -> [Line] {
    guard actor.isSystem else { throw DomainError.notFound("page") }
    return try await lines(nil)
  }

  private func lines(_ authority: AuthorityID?) async throws -> [Line] {
    var lines: [Line] = []
    for period in try await RetentionPeriod.all(of: authority, in: services.pool) {
      let count = try await RetentionDue(
        period.kind, months: period.months, of: authority, at: services.now()
      ).count(in: services.pool)
      lines.append(Line(period: period, due: count.due, held: count.held))
    }
    return lines
  }
}
