/// Which face of the product an action came through.
public enum Face: String, Sendable, Codable, CaseIterable {
  case web, api, cli, worker
}

/// Who acts: every use case takes one, and decides by it.
public struct Actor: Sendable {
  /// Who it is.
  public enum Identity: Sendable {
    /// Nobody has signed in.
    case anonymous
    /// A person, through a session or an API token.
    case account(ActingAccount)
    /// The operator at the command line or the product's own worker, by name.
    case system(String)
  }

  /// Who it is.
  public var identity: Identity
  /// The face the action came through.
  public var face: Face
  /// The request it belongs to, for the audit trail and the logs.
  public var requestID: String?

  /// An actor on a face.
  public init(_ identity: Identity, face: Face, requestID: String? = nil) {
    self.identity = identity
    self.face = face
    self.requestID = requestID
  }

  /// The operator at the command line.
  public static let operatorAtCommandLine = Actor(.system("operator"), face: .cli)
  /// The product's own scheduled work.
  public static let worker = Actor(.system("worker"), face: .worker)

  /// The person's account, if a person acts.
  public var account: ActingAccount? {
    if case .account(let account) = identity { account } else { nil }
  }

  /// Whether the operator or the worker acts, who may do everything.
  public var isSystem: Bool {
    if case .system = identity { true } else { false }
  }

  /// The person's account; throws ``DomainError/signInRequired`` when nobody has signed in.
  public func requireAccount() throws -> ActingAccount {
    guard let account else { throw DomainError.signInRequired }
    return account
  }

  /// How the audit trail names the actor; holds no personal data.
  public var description: String {
    switch identity {
    case .anonymous: "visitor"
    case .account(let account): account.tokenID == nil ? "account" : "account by API token"
    case .system(let name): name
    }
  }
}

/// A person who acts, with what they may act for.
public struct ActingAccount: Sendable {
  /// Whose account it is.
  public var id: AccountID
  /// Their e-mail address.
  public var email: String
  /// Their name.
  public var name: String
  /// Whether the e-mail address has been confirmed.
  public var emailConfirmed: Bool
  /// Their roles at organisations, at this moment.
  public var memberships: [Membership]
  /// Where every role of theirs has been ended: there a name on a record gives them nothing either.
  public var leftOrganisations: Set<OrganisationID> = []
  /// What an API token is limited to; nil for a session, which has no such limit.
  public var scopes: Set<TokenScope>?
  /// The API token used, if one was.
  public var tokenID: TokenID?

  /// A person who acts.
  public init(
    id: AccountID, email: String, name: String, emailConfirmed: Bool, memberships: [Membership],
    scopes: Set<TokenScope>? = nil, tokenID: TokenID? = nil
  ) {
    self.id = id
    self.email = email
    self.name = name
    self.emailConfirmed = emailConfirmed
    self.memberships = memberships
    self.scopes = scopes
    self.tokenID = tokenID
  }
}

/// One role at one organisation.
public struct Membership: Sendable, Hashable {
  /// The role.
  public var role: Role
  /// Where it holds.
  public var organisation: OrganisationID
  /// What that organisation is called.
  public var organisationName: String
  /// What kind of organisation it is.
  public var kind: OrganisationKind
  /// The authority the organisation belongs to.
  public var authority: AuthorityID

  /// A role at an organisation.
  public init(
    role: Role, organisation: OrganisationID, organisationName: String, kind: OrganisationKind,
    authority: AuthorityID
  ) {
    self.role = role
    self.organisation = organisation
    self.organisationName = organisationName
    self.kind = kind
    self.authority = authority
  }
}
