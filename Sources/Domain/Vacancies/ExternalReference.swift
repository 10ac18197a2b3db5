import Foundation
import Postgres

/// The name that another system gave a vacancy: one for each account that posts.
enum ExternalReference {
  /// Reads a name; throws ``DomainError/invalid(_:)``.
  static func read(_ text: String) throws -> String {
    let name = text.trimmed
    let isPlain = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard (1...100).contains(name.count), isPlain else {
      throw DomainError.invalid([
        FieldProblem(
          field: "external_reference", message: "Give 1 to 100 characters, without line breaks.")
      ])
    }
    return name
  }

  /// The vacancy of a school that goes by the name, whichever of its people or systems gave it: of several the one
  /// that the actor's own account named. For files, which colleagues import in turn.
  static func find(
    _ name: String, of actor: Actor, at school: OrganisationID, in tx: Transaction
  ) async throws -> VacancyID? {
    if let own = try await find(name, of: actor, in: tx) { return own }
    try await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(\("\(school) \(name)"), 8))")
    return try await tx.valueIfAny(
      "SELECT id FROM vacancy WHERE external_reference = \(name) AND school_id = \(school) ORDER BY id LIMIT 1",
      as: VacancyID.self)
  }

  /// The vacancy that an account has given the name to. No two requests look at once, so that two at once make
  /// one vacancy.
  static func find(_ name: String, of actor: Actor, in tx: Transaction) async throws -> VacancyID? {
    let account = actor.account?.id
    let lock = "\(account?.description ?? "operator") \(name)"
    try await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(\(lock), 8))")
    return try await tx.valueIfAny(
      """
      SELECT id FROM vacancy WHERE external_reference = \(name) AND created_by IS NOT DISTINCT FROM \(account)
      ORDER BY id LIMIT 1
      """, as: VacancyID.self)
  }
}

/// There is a vacancy with the external reference already.
public struct VacancyExists: Error, Sendable, Equatable {
  /// Which one.
  public let vacancy: VacancyID
  /// Its reference.
  public let reference: String

  /// A vacancy that is there.
  public init(vacancy: VacancyID, reference: String) {
    self.vacancy = vacancy
    self.reference = reference
  }
}
