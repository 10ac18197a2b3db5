import Postgres

/// Finds applications, inductions and registrations by what people call them: the reference that pages and
/// letters show, or the identifier. Whether somebody may read one is asked of what is done with it.
public struct FindByReference: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// An application by its reference, such as A-7K3QXM2P, or its identifier. Throws ``DomainError``.
  public func application(_ text: String) async throws -> ApplicationID {
    if let id = ApplicationID(text) { return id }
    return try await Self.found(
      "SELECT id FROM application WHERE reference = \(text.trimmed.uppercased())", "application",
      services.pool)
  }

  /// An induction by its reference, such as I-7K3QXM2P, or its identifier. Throws ``DomainError``.
  public func induction(_ text: String) async throws -> InductionID {
    if let id = InductionID(text) { return id }
    return try await Self.found(
      "SELECT id FROM induction WHERE reference = \(text.trimmed.uppercased())", "induction", services.pool)
  }

  /// A registration by its reference, such as R-7K3QXM2P, or its identifier. Throws ``DomainError``.
  public func registration(_ text: String) async throws -> RegistrationID {
    if let id = RegistrationID(text) { return id }
    return try await Self.found(
      "SELECT id FROM induction_registration WHERE reference = \(text.trimmed.uppercased())", "registration",
      services.pool)
  }

  private static func found<ID: Identifier>(
    _ statement: Statement, _ thing: String, _ db: some Queryable
  ) async throws -> ID {
    guard let id = try await db.valueIfAny(statement, as: ID.self) else { throw DomainError.notFound(thing) }
    return id
  }
}
