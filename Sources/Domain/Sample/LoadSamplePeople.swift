import Foundation
import Postgres

/// Makes the sample's organisations and people, or gives people who are there a new password and token.
struct LoadSamplePeople: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// How everybody signs in now.
  func callAsFunction(_ people: SamplePeople, by actor: Actor) async throws -> [SampleAccount] {
    try await addOrganisations(people, by: actor)
    let places = try await organisations()
    var accounts: [SampleAccount] = []
    for person in people.staff {
      guard let place = places[person.organisation] else { throw DomainError.notFound(person.organisation) }
      let (id, password) = try await account(person.email, person.name, by: actor)
      try await grant(person.role, to: id, at: place, by: actor)
      accounts.append(
        SampleAccount(
          role: person.role.rawValue, organisation: person.organisation, email: person.email,
          password: password, apiToken: try await token(for: id, by: actor)))
    }
    let others = people.applicants.map { ($0.email, $0.name) } + people.teachers.map { ($0.email, $0.name) }
    for (email, name) in others {
      let (id, password) = try await account(email, name, by: actor)
      accounts.append(
        SampleAccount(
          role: Role.applicant.rawValue, organisation: nil, email: email, password: password,
          apiToken: try await token(for: id, by: actor)))
    }
    return accounts
  }

  /// The person acting, as if signed in.
  func actor(of email: String) async throws -> Actor {
    guard let actor = try await actorIfAny(of: email) else { throw DomainError.notFound("account") }
    return actor
  }

  /// The person acting, as if signed in; nil where there is no such account.
  func actorIfAny(of email: String) async throws -> Actor? {
    let id = try await services.pool.valueIfAny(
      "SELECT id FROM account WHERE email_normal = \(email.lowercased())", as: AccountID.self)
    guard let id, var account = try await ActingAccountRows.find(id, in: services.pool) else { return nil }
    // People of the sample never confirm an address: they act as if they had.
    account.emailConfirmed = true
    return Actor(.account(account), face: .cli)
  }

  private func addOrganisations(_ people: SamplePeople, by actor: Actor) async throws {
    let authority = try await services.pool.value(
      "SELECT id FROM authority WHERE code = \(SampleBorough.authorityCode)", as: AuthorityID.self)
    let known = try await organisations()
    for organisation in people.organisations where known[organisation.name] == nil {
      _ = try await CreateOrganisation(services)(
        kind: organisation.kind, name: organisation.name, authority: authority, by: actor)
    }
  }

  private func organisations() async throws -> [String: OrganisationID] {
    let rows = try await services.pool.query(
      """
      SELECT o.id, o.name FROM organisation o JOIN authority a ON a.id = o.authority_id
      WHERE a.code = \(SampleBorough.authorityCode) ORDER BY o.id DESC
      """)
    return try Dictionary(
      rows.map { (try $0.decode("name", as: String.self), try $0.decode("id", as: OrganisationID.self)) },
      uniquingKeysWith: { $1 })
  }

  private func account(_ email: String, _ name: String, by actor: Actor) async throws -> (AccountID, String) {
    let password = Self.password(services.random)
    let known = try await services.pool.valueIfAny(
      "SELECT id FROM account WHERE email_normal = \(email.lowercased())", as: AccountID.self)
    guard let known else {
      return (
        try await CreateAccount(services)(email: email, name: name, password: password, by: actor), password
      )
    }
    let hash = try await services.passwords.hash(password)
    try await services.pool.withTransaction { tx in
      try await tx.execute("UPDATE account SET password_hash = \(hash) WHERE id = \(known)")
      try await Audit.record(
        "account.password_changed", AuditSubject("account", known), by: actor, services, in: tx)
    }
    return (known, password)
  }

  private func grant(
    _ role: Role, to account: AccountID, at place: OrganisationID, by actor: Actor
  ) async throws {
    let held = try await services.pool.value(
      """
      SELECT EXISTS (SELECT FROM membership WHERE account_id = \(account) AND organisation_id = \(place)
        AND role = \(role) AND ended_at IS NULL)
      """, as: Bool.self)
    if !held { try await GrantRole(services)(role, to: account, at: place, by: actor) }
  }

  /// A new token in place of those that the sample gave before.
  private func token(for account: AccountID, by actor: Actor) async throws -> String {
    for token in try await ListAPITokens(services).every(of: account, by: actor)
    where token.name == "Sample" && token.revokedAt == nil {
      try await RevokeAPIToken(services)(token.id, of: account, by: actor)
    }
    return try await CreateAPIToken(services)(
      name: "Sample", scopes: Set(TokenScope.allCases),
      expiresAt: services.now().addingTimeInterval(364 * 86_400),
      for: account, by: actor
    ).secret
  }

  /// Four groups of four letters and digits that are easily told apart: 80 random bits.
  static func password(_ random: (Int) -> [UInt8]) -> String {
    let letters = Array("abcdefghjkmnpqrstuvwxyz23456789z")
    let all = random(16).map { letters[Int($0 & 31)] }
    return stride(from: 0, to: 16, by: 4).map { String(all[$0..<$0 + 4]) }.joined(separator: "-")
  }
}
