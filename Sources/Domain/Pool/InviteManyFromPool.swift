public import Foundation
import Postgres

/// Somebody of the pool who is to be invited, with the version of what officers have found as it was read.
public struct PoolInvitee: Sendable {
  /// The entry.
  public var entry: PoolEntryID
  /// The version; nil for whatever it is.
  public var version: Int?

  /// Somebody to be invited.
  public init(_ entry: PoolEntryID, version: Int? = nil) { (self.entry, self.version) = (entry, version) }
}

/// Invites several people of the pool to an interview day at once, as officers of the authority.
public struct InviteManyFromPool: Sendable {
  /// How many may be chosen at once.
  public static let most = 200

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Invites each to the same time and place, as ``AssessPoolEntry`` does with one, and moves whoever is invited to
  /// another: all of them or none. Who can't be invited is a problem of `entries[n]`. Throws ``DomainError``.
  public func callAsFunction(
    _ invitees: [PoolInvitee], at instant: Date?, place: String, unread: [FieldProblem] = [], by actor: Actor
  ) async throws {
    try problems(invitees, at: instant, place: place, unread).throwIfAny()
    let inviting = AssessPoolEntry(services)
    try await services.pool.withTransaction { tx in
      var obstacles: [PoolEntryID: String] = [:]
      // In one order, so that two at once can't wait for each other.
      for invitee in invitees.sorted(by: { $0.entry.description < $1.entry.description }) {
        do {
          _ = try await inviting.takeInvitation(
            invitee.entry, at: instant, place: place, expectedVersion: invitee.version, by: actor, in: tx)
        } catch DomainError.conflict(let sentence) {
          let name = try await PoolStore.find(invitee.entry, in: tx).name
          obstacles[invitee.entry] = sentence.contains(name) ? sentence : "\(name): \(sentence)"
        }
      }
      if obstacles.isEmpty { return }
      var problems = Problems()
      problems.add("entries", "Nobody was invited, because some of those chosen can’t be. Leave them out.")
      for (index, invitee) in invitees.enumerated() {
        if let obstacle = obstacles[invitee.entry] { problems.add("entries[\(index)]", obstacle) }
      }
      try problems.throwIfAny()
    }
  }

  /// What is wrong with who is chosen, and with when and where.
  private func problems(
    _ invitees: [PoolInvitee], at instant: Date?, place: String, _ unread: [FieldProblem]
  ) -> Problems {
    var problems = Problems()
    problems.require(!invitees.isEmpty, "entries", "Choose at least one person.")
    problems.require(invitees.count <= Self.most, "entries", "Choose at most \(Self.most) people at once.")
    problems.require(
      Set(invitees.map(\.entry)).count == invitees.count, "entries", "Name each person once.")
    for problem in AssessPoolEntry(services).problems(at: instant, place: place, unread: unread).found {
      problems.add(problem.field, problem.message)
    }
    return problems
  }
}
