import Postgres

/// Reads the application form in force; open to everybody.
public struct ReadApplicationForm: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The form that a general application is filled in on today. Throws ``DomainError``.
  public func callAsFunction() async throws -> ApplicationForm {
    try await ApplicationForm.current(on: services.today, in: services.pool)
  }
}
