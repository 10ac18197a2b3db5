/// Where an operation would happen: an organisation and the authority it belongs to.
public struct Place: Sendable, Hashable {
  /// The organisation.
  public let organisation: OrganisationID
  /// Its authority.
  public let authority: AuthorityID

  /// A place.
  public init(organisation: OrganisationID, authority: AuthorityID) {
    self.organisation = organisation
    self.authority = authority
  }
}

extension Actor {
  /// Whether the actor may do this at an organisation.
  public func may(_ operation: Operation, at place: Place) -> Bool {
    if isSystem { return true }
    guard let account, carries(scopeFor: operation, account) else { return false }
    return account.memberships.contains { membership in
      guard Permissions.allows(membership.role, operation) else { return false }
      return membership.kind == .authority
        ? membership.authority == place.authority
        : membership.organisation == place.organisation
    }
  }

  /// The authorities in which the actor may do this, at one of their organisations at least.
  public func authorities(for operation: Operation) -> [AuthorityID] {
    guard let account, carries(scopeFor: operation, account) else { return [] }
    let allowed = account.memberships.filter { Permissions.allows($0.role, operation) }
    return Array(Set(allowed.map(\.authority)))
  }

  /// Whether the actor may do this to records of one account: only its owner may.
  public func may(_ operation: Operation, ownedBy owner: AccountID) -> Bool {
    if isSystem { return true }
    guard let account, carries(scopeFor: operation, account) else { return false }
    return account.id == owner && Permissions.allows(.applicant, operation)
  }

  /// Throws ``DomainError`` unless the actor may: sign in first, or who may instead.
  public func require(_ operation: Operation, at place: Place) throws {
    if may(operation, at: place) { return }
    guard account != nil else { throw DomainError.signInRequired }
    throw DomainError.notAllowed(Permissions.grant(for: operation).refusal)
  }

  /// Throws ``DomainError/notFound(_:)`` for what doesn't exist for this actor.
  public func require(_ operation: Operation, at place: Place, orHide thing: String) throws {
    if !may(operation, at: place) { throw DomainError.notFound(thing) }
  }

  /// The person, for an operation on their own records; a token without the scope is refused.
  public func requireOwn(_ operation: Operation) throws -> ActingAccount {
    let account = try requireAccount()
    guard may(operation, ownedBy: account.id) else {
      throw DomainError.notAllowed(
        "This API token does not have the scope \(Permissions.grant(for: operation).scope.rawValue).")
    }
    return account
  }

  private func carries(scopeFor operation: Operation, _ account: ActingAccount) -> Bool {
    guard let scopes = account.scopes else { return true }
    return scopes.contains(Permissions.grant(for: operation).scope)
  }
}
