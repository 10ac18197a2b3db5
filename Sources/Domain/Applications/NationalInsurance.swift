import Postgres

/// A National Insurance number, as it is kept: two letters, six digits, one letter.
public struct NationalInsuranceNumber: Sendable, Hashable {
  /// The number without spaces.
  public let text: String

  /// Reads a number, however it is spaced; nil when it isn't one.
  public init?(_ typed: String) {
    let text = typed.uppercased().filter { !$0.isWhitespace }
    guard
      text.wholeMatch(of: /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]/) != nil
    else { return nil }
    self.text = text
  }

  /// The number in pairs, as on a payslip.
  public var spaced: String {
    let letters = Array(text)
    return stride(from: 0, to: letters.count, by: 2)
      .map { String(letters[$0..<min($0 + 2, letters.count)]) }.joined(separator: " ")
  }

  /// Only its end, to recognise it by.
  public var masked: String { "** ** ** " + spaced.suffix(4) }
}

/// Keeps the acting person's National Insurance number, apart from everything that is sent.
public struct KeepNationalInsuranceNumber: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The number that is kept, if one is. Throws ``DomainError``.
  public func read(by actor: Actor) async throws -> NationalInsuranceNumber? {
    let account = try actor.requireOwn(.keepGeneralApplication)
    return try await Self.find(account.id, in: services.pool)
  }

  /// Keeps a number in place of the one that is kept. Throws ``DomainError``.
  public func callAsFunction(_ typed: String, by actor: Actor) async throws -> NationalInsuranceNumber {
    let account = try actor.requireOwn(.keepGeneralApplication)
    guard let number = NationalInsuranceNumber(typed) else {
      throw DomainError.invalid([
        FieldProblem(field: "number", message: "Enter a National Insurance number such as AB 12 34 56 C.")
      ])
    }
    try await services.pool.withTransaction { tx in
      try await tx.execute(
        """
        INSERT INTO national_insurance_number (account_id, number, updated_at)
        VALUES (\(account.id), \(number.text), \(services.now()))
        ON CONFLICT (account_id) DO UPDATE SET number = excluded.number, updated_at = excluded.updated_at
        """)
      try await Audit.record(
        "national_insurance.kept", AuditSubject("general_application", account.id), by: actor, services,
        in: tx)
    }
    return number
  }

  /// Removes the number; none is fine. Throws ``DomainError``.
  public func remove(by actor: Actor) async throws {
    let account = try actor.requireOwn(.keepGeneralApplication)
    try await services.pool.withTransaction { tx in
      let gone = try await tx.execute(
        "DELETE FROM national_insurance_number WHERE account_id = \(account.id)")
      guard gone > 0 else { return }
      try await Audit.record(
        "national_insurance.removed", AuditSubject("general_application", account.id), by: actor, services,
        in: tx)
    }
  }

  static func find(
    _ account: AccountID, in db: some Queryable
  ) async throws -> NationalInsuranceNumber? {
    try await db.valueIfAny(
      "SELECT number FROM national_insurance_number WHERE account_id = \(account)", as: String.self
    ).flatMap { NationalInsuranceNumber($0) }
  }
}

/// Reads the National Insurance number of somebody who has accepted the school's offer, to pay them by.
public struct ReadNationalInsuranceNumber: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The applicant's number, nil when they keep none. Before an offer is accepted it doesn't exist for the school.
  /// That it was read is recorded. Throws ``DomainError``.
  public func callAsFunction(
    of id: ApplicationID, by actor: Actor
  ) async throws -> NationalInsuranceNumber? {
    try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.received(id, .readNationalInsurance, by: actor, in: tx)
      guard application.state.hasAcceptedOffer else {
        throw DomainError.conflict(
          "The National Insurance number can be read once the applicant has accepted an offer.")
      }
      try await Audit.record(
        "national_insurance.read", AuditSubject("application", id), at: application.place, by: actor,
        services, in: tx)
      return try await KeepNationalInsuranceNumber.find(application.account, in: tx)
    }
  }
}
