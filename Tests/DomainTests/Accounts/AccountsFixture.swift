import Domain
import Foundation
import Postgres
import TestSupport

/// What the tests of accounts have in common.
struct AccountsFixture {
  static let password = "three brown horses"
  static let visitor = Actor(.anonymous, face: .web)

  let services: Services

  init(_ services: Services) { self.services = services }

  // MARK: People

  /// Somebody with a confirmed account and the usual password.
  @discardableResult
  func person(_ email: String, name: String = "Robin Sample") async throws -> AccountID {
    try await CreateAccount(services)(
      email: email, name: name, password: Self.password, by: .operatorAtCommandLine)
  }

  /// The person acting through a session that has just begun.
  func signedIn(_ email: String, password: String = AccountsFixture.password) async throws -> StartedSession {
    try await SignIn(services)(email: email, password: password, by: Self.visitor)
  }

  /// An actor for the person.
  func acting(_ email: String) async throws -> Actor {
    Actor(.account(try await signedIn(email).account), face: .web)
  }

  /// A new person with a role, acting.
  func acting(_ role: Role, at organisation: OrganisationID, email: String) async throws -> Actor {
    let account = try await person(email)
    try await GrantRole(services)(role, to: account, at: organisation, by: .operatorAtCommandLine)
    return try await acting(email)
  }

  // MARK: Places

  /// An authority.
  func authority(_ code: String = "883") async throws -> Authority {
    try await CreateAuthority(services)(code: code, name: "Authority \(code)", by: .operatorAtCommandLine)
  }

  /// An organisation of a kind that the operator can't make directly, such as a school.
  func organisation(
    _ kind: OrganisationKind, _ name: String, in authority: Authority
  ) async throws -> Organisation {
    try await services.pool.withTransaction { tx in
      try await CreateOrganisation.insert(kind, name: name, authority: authority.id, services, in: tx)
    }
  }

  // MARK: Traces

  /// The subjects of the mails to an address, in order of the alphabet.
  func subjects(to email: String) async throws -> [String] {
    try await services.pool.query(
      "SELECT subject FROM outbox_mail WHERE recipient = \(email) ORDER BY subject"
    ).map { try $0.decode("subject") }
  }

  /// The token of the link in the newest mail with this subject.
  func token(to email: String, _ subject: String) async throws -> String {
    let body = try await services.pool.value(
      """
      SELECT body FROM outbox_mail WHERE recipient = \(email) AND subject = \(subject)
      ORDER BY created_at DESC LIMIT 1
      """, as: String.self)
    let line = body.split(separator: "\n").first { $0.contains("?token=") }
    return String(line?.split(separator: "=").last ?? "")
  }

  /// How many audit entries of an action there are.
  func audited(_ action: String) async throws -> Int {
    try await services.pool.value(
      "SELECT count(*) FROM audit_event WHERE action = \(action)", as: Int.self)
  }

  /// How many rows a table has.
  func count(_ table: StaticString) async throws -> Int {
    try await services.pool.value("SELECT count(*) FROM \(unsafe: table)", as: Int.self)
  }
}

/// What a use case did, as a value that tests compare.
func outcome(_ body: () async throws -> Void) async throws -> DomainError? {
  do {
    try await body()
    return nil
  } catch let error as DomainError {
    return error
  }
}

extension DomainError {
  /// The fields that a refusal names.
  var fields: [String] {
    if case .invalid(let problems) = self { problems.map(\.field) } else { [] }
  }

  /// Whether it is a link that no longer works.
  var isGone: Bool { if case .gone = self { true } else { false } }
  /// Whether it is a refusal for want of a role or scope.
  var isNotAllowed: Bool { if case .notAllowed = self { true } else { false } }
  /// Whether it is a conflict.
  var isConflict: Bool { if case .conflict = self { true } else { false } }
  /// How long to wait, if tries are used up.
  var retryAfter: Int? { if case .throttled(let seconds) = self { seconds } else { nil } }
}
