public import Postgres

/// Records how an award is taken up: parts that are planned, paid, or released because they won't be paid.
public struct PaySchemeAward: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Plans a part of the award for a day. All faults are told at once, with those that whoever read the entry found
  /// (`unread`: of what was typed and is no amount or day). Throws ``DomainError``.
  public func plan(
    _ id: SchemeApplicationID, pence: Int, dueOn: CivilDate?, unread: [FieldProblem] = [],
    expectedVersion: Int?, by actor: Actor
  ) async throws -> SchemeCase {
    try await DecideSchemeApplication(services).change(id, "payment_planned", expectedVersion, actor) {
      found, tx in
      try Self.requireAwarded(found)
      var problems = Problems()
      problems.require(
        pence >= 1 && pence <= found.unplannedPence, "pence",
        found.unplannedPence > 0
          ? "Enter an amount up to \(SchemeMoney.pounds(found.unplannedPence)): the rest is planned or paid."
          : "All of the award is planned or paid already.")
      let first = Self.firstDay(found, services)
      problems.require(
        dueOn.map { $0 >= first } == true, "due_on",
        "Enter the day on which it is to be paid, from \(LondonTime.shortDate(first)) on, when it was applied for."
      )
      try problems.behind(unread).throwIfAny()
      guard let dueOn else { return }
      try await tx.execute(
        """
        INSERT INTO scheme_payment (id, application_id, due_on, pence, planned_at)
        VALUES (\(services.newID(SchemePaymentID.self)), \(id), \(dueOn), \(pence), \(services.now()))
        """)
    }
  }

  /// Records that a part was paid on a day. Throws ``DomainError``.
  public func pay(_ id: SchemePaymentID, on day: CivilDate?, by actor: Actor) async throws -> SchemeCase {
    let application = try await owner(of: id)
    return try await DecideSchemeApplication(services).change(application, "paid", nil, actor) { found, tx in
      let payment = try Self.payment(id, found)
      if payment.paidOn != nil { throw DomainError.conflict("This is recorded as paid already.") }
      var problems = Problems()
      let first = Self.firstDay(found, services)
      problems.require(
        day.map { first <= $0 && $0 <= services.today } == true, "paid_on",
        "Enter the day of payment, from \(LondonTime.shortDate(first)), when it was applied for, to today.")
      try problems.throwIfAny()
      try await tx.execute("UPDATE scheme_payment SET paid_on = \(day) WHERE id = \(id)")
      try await settle(application, tx)
    }
  }

  /// Takes back that a part was paid, where it was recorded by mistake. Throws ``DomainError``.
  public func undo(_ id: SchemePaymentID, by actor: Actor) async throws -> SchemeCase {
    let application = try await owner(of: id)
    return try await DecideSchemeApplication(services).change(application, "payment_undone", nil, actor) {
      found, tx in
      let payment = try Self.payment(id, found)
      guard payment.paidOn != nil else { throw DomainError.conflict("This is not recorded as paid.") }
      try await tx.execute("UPDATE scheme_payment SET paid_on = NULL WHERE id = \(id)")
      try await settle(application, tx)
    }
  }

  /// Takes a part out of the plan that was not paid. Throws ``DomainError``.
  public func remove(_ id: SchemePaymentID, by actor: Actor) async throws -> SchemeCase {
    let application = try await owner(of: id)
    return try await DecideSchemeApplication(services).change(application, "payment_removed", nil, actor) {
      found, tx in
      let payment = try Self.payment(id, found)
      guard payment.paidOn == nil else { throw DomainError.conflict("This was paid: it stays on record.") }
      try await tx.execute("DELETE FROM scheme_payment WHERE id = \(id)")
    }
  }

  /// Frees what of an award will not be paid; the teacher is told, and officers who waits for it. All faults are told
  /// at once, as for ``plan(_:pence:dueOn:unread:expectedVersion:by:)``. Throws ``DomainError``.
  public func release(
    _ id: SchemeApplicationID, pence: Int, reason: String, unread: [FieldProblem] = [],
    expectedVersion: Int?, by actor: Actor
  ) async throws -> SchemeCase {
    let reason = reason.trimmed
    return try await DecideSchemeApplication(services).change(
      id, "released", expectedVersion, actor, details: ["pence": .number(Double(pence))]
    ) { found, tx in
      try Self.requireAwarded(found)
      var problems = Problems()
      problems.require(
        pence >= 1 && pence <= found.unplannedPence, "pence",
        found.unplannedPence > 0
          ? "Enter an amount up to \(SchemeMoney.pounds(found.unplannedPence)): the rest is planned or paid."
          : "All of the award is planned or paid. Take parts out of the plan first.")
      problems.require(
        (5...2_000).contains(reason.count), "reason",
        "Give the reason in 5 to 2,000 characters: the teacher reads it.")
      try problems.behind(unread).throwIfAny()
      try await tx.execute(
        """
        UPDATE scheme_application SET released_pence = released_pence + \(pence), reason = \(reason) WHERE id = \(id)
        """)
      try await settle(id, tx)
      try await SchemeMails.tell(found.application, .released(pence: pence, reason: reason), services, in: tx)
      if let year = found.application.year {
        try await SchemeStore.tellOfRoom(found.scheme.id, year, services, in: tx)
      }
    }
  }

  /// An award is over once everything is paid or released, and open again when that is taken back.
  private func settle(_ id: SchemeApplicationID, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE scheme_application SET state_changed_at = \(services.now()),
        state = CASE WHEN spent_pence = amount_pence - released_pence THEN 'ended' ELSE 'accepted' END
      WHERE id = \(id)
      """)
  }

  private func owner(of id: SchemePaymentID) async throws -> SchemeApplicationID {
    let found = try await services.pool.valueIfAny(
      "SELECT application_id FROM scheme_payment WHERE id = \(id)", as: SchemeApplicationID.self)
    guard let found else { throw DomainError.notFound("payment") }
    return found
  }

  /// Nothing is paid before it was applied for.
  private static func firstDay(_ found: SchemeCase, _ services: Services) -> CivilDate {
    found.application.sentAt.map { LondonTime.date(of: $0) } ?? services.today
  }

  private static func payment(_ id: SchemePaymentID, _ found: SchemeCase) throws -> SchemePayment {
    guard let payment = found.payments.first(where: { $0.id == id }) else {
      throw DomainError.notFound("payment")
    }
    return payment
  }

  private static func requireAwarded(_ found: SchemeCase) throws {
    guard found.application.state == .accepted || found.application.state == .ended else {
      throw DomainError.conflict(
        "Nothing is accepted: the state of this application is “\(found.application.state.title)”.")
    }
  }
}
