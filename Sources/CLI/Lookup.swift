import Domain
import Foundation

/// Finds what the operator names: people by e-mail address or identifier, organisations by code, URN or
/// identifier, applications, inductions and registrations by reference or identifier.
struct Lookup {
  let context: CommandContext

  func account(_ text: String) async throws -> Account {
    let find = FindAccount(context.services)
    if let id = AccountID(text) { return try await find(id, by: context.actor) }
    guard text.contains("@") else {
      throw Reading.problem("account", "'\(text)' is neither an e-mail address nor an identifier.")
    }
    return try await find(email: text, by: context.actor)
  }

  /// A school by URN or identifier.
  func school(_ text: String) async throws -> School {
    let find = FindSchool(context.services)
    if let urn = URN(text) { return try await find(urn: urn) }
    guard let id = OrganisationID(text) else {
      throw Reading.problem(
        "school", "'\(text)' is neither a school's six-digit URN, such as 137549, nor an identifier.")
    }
    return try await find(id: id)
  }

  /// An organisation: an authority by its three-digit code, a school by its URN, any by identifier.
  func organisation(_ text: String) async throws -> Organisation {
    let pool = context.services.pool
    if text.count == 3, Int(text) != nil {
      return try await Organisation.find(Authority.find(code: text, in: pool).organisation, in: pool)
    }
    if let urn = URN(text) {
      return try await Organisation.find(FindSchool(context.services)(urn: urn).id, in: pool)
    }
    return try await Organisation.find(Reading.identifier(text, "organisation"), in: pool)
  }

  /// An application by the reference that pages and mails show, or identifier.
  func application(_ text: String) async throws -> ApplicationID {
    try await FindByReference(context.services).application(text)
  }

  /// An induction by the reference that pages show, or identifier.
  func induction(_ text: String) async throws -> InductionID {
    try await FindByReference(context.services).induction(text)
  }

  /// A registration by the reference that pages show, or identifier.
  func registration(_ text: String) async throws -> RegistrationID {
    try await FindByReference(context.services).registration(text)
  }

  func authority(_ code: String) async throws -> Authority {
    try await Authority.find(code: code, in: context.services.pool)
  }
}

extension CommandContext {
  var lookup: Lookup { Lookup(context: self) }
}
