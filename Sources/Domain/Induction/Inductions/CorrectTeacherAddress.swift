import Foundation
import Postgres

/// Corrects the teacher’s e-mail address in an induction, on and after its end: whoever has confirmed that address sees
/// the induction, answers the recommendation and gets the letters. It is the appropriate body’s to do.
public struct CorrectTeacherAddress: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Sets another address and tells both. An account that the induction belonged to by another address does so no
  /// more. Throws ``DomainError``.
  public func callAsFunction(
    _ id: InductionID, to email: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRecord {
    try await services.pool.withTransaction { tx in
      let record = try await InductionStore.lock(
        id, for: .decideInduction, expectedVersion, by: actor, in: tx)
      let induction = record.induction
      let address = try Self.check(email, record)
      if address.text == induction.email { return record }
      try await Self.set(address, of: induction, account: nil, in: tx)
      try await note(id, actor, tx)
      try await Audit.record(
        "induction.address_corrected", AuditSubject("induction", id), at: induction.place, by: actor,
        services,
        in: tx)
      if address.normal != induction.email.lowercased() {
        try await Self.tellBefore(induction, services, in: tx)
        try await tellNow(induction, address, tx)
      }
      return try await InductionStore.record(id, in: tx)
    }
  }

  /// That it was corrected stands in the life of the induction; the addresses don’t, as more people read that.
  private func note(_ id: InductionID, _ actor: Actor, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      INSERT INTO induction_event (id, induction_id, kind, what, entered_by, entered_by_name, entered_at)
      VALUES (\(services.newID(InductionEventID.self)), \(id), \(InductionEvent.Kind.correction),
        'Corrected: the teacher’s e-mail address', \(actor.account?.id),
        \(actor.account?.name ?? "The operator"), \(services.now()))
      """)
  }

  private static func check(_ email: String, _ record: InductionRecord) throws -> EmailAddress {
    var problems = Problems()
    let address = EmailAddress(email)
    problems.require(
      address != nil, "email",
      "Enter the teacher’s e-mail address in full, such as name@example.com.")
    for (who, addresses) in [
      ("tutor", record.periods.map(\.tutorEmail)), ("mentor", record.periods.map(\.mentorEmail)),
    ] {
      problems.require(
        !addresses.contains { $0.trimmed.lowercased() == address?.normal }, "email",
        "Enter another address: this is the \(who)’s, and the teacher can’t be their own \(who).")
    }
    try problems.throwIfAny()
    guard let address else { throw DomainError.notFound("address") }
    return address
  }

  /// Sets an address, with the account that is known to go with it; an account known before stays only with the
  /// address that it came with.
  static func set(
    _ address: EmailAddress, of induction: Induction, account: AccountID?, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE induction SET email = \(address.text), email_normal = \(address.normal),
        account_id = coalesce(\(account), CASE WHEN email_normal = \(address.normal) THEN account_id END),
        version = version + 1
      WHERE id = \(induction.id)
      """)
  }

  /// Tells the address before, which may be anybody’s, as little as is needed.
  static func tellBefore(_ induction: Induction, _ services: Services, in tx: Transaction) async throws {
    try await RegistrationStore.tell(
      [induction.email], subject: "The induction \(induction.reference) has another e-mail address now",
      body: """
        The induction \(induction.reference) was recorded with this e-mail address. Another address is recorded in its \
        place, and the induction is no longer seen with this one. If it is yours and you know nothing of the change, \
        ask \(induction.bodyName).
        """, services, in: tx)
  }

  private func tellNow(_ induction: Induction, _ address: EmailAddress, _ tx: Transaction) async throws {
    try await RegistrationStore.tell(
      [address.normal], subject: "Your induction is recorded with this e-mail address",
      body: """
        \(induction.bodyName) has corrected your e-mail address in your induction, \(induction.reference). With an \
        account of this address you see it here: \(services.settings.baseURL)/induction
        """, services, in: tx)
  }
}
