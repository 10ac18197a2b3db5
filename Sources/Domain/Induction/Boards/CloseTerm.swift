public import Foundation
import Postgres

/// What became of one of many.
public struct BulkResult: Sendable {
  /// Its identifier.
  public let id: String
  /// What and whose it is; nil where there is no such one for whoever asks.
  public let name: String?
  /// Why it was not done; nil when it was.
  public let problem: String?

  static func attempt(
    _ id: UUID, of names: [UUID: String], _ work: () async throws -> Void
  ) async throws -> BulkResult {
    let (text, name) = (id.uuidString.lowercased(), names[id])
    do {
      try await work()
      return BulkResult(id: text, name: name, problem: nil)
    } catch let error as DomainError {
      return BulkResult(id: text, name: name, problem: words(error))
    }
  }

  private static func words(_ error: DomainError) -> String {
    switch error {
    case .invalid(let problems): problems.map(\.message).joined(separator: " ")
    case .conflict(let message), .notAllowed(let message): message
    case .staleVersion: "Somebody changed it meanwhile. Look at it again."
    case .notFound: "There is no such one any more."
    default: "It could not be done. Do it by itself."
    }
  }
}

/// Receives and decides many at once, each in its own transaction by the same rules as a single one.
public struct CloseTerm: Sendable {
  /// One of those that were chosen, in the version that was read.
  public struct Choice: Sendable {
    /// Its identifier.
    public let id: UUID
    /// The version that was read; nil for whichever there is.
    public let version: Int?

    /// A choice.
    public init(id: UUID, version: Int?) { (self.id, self.version) = (id, version) }
  }

  /// Most at once.
  public static let most = 200

  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Receives assessments, and says of each what became of it. Throws ``DomainError``.
  public func receive(
    _ chosen: [Choice], of authority: Place, by actor: Actor
  ) async throws -> [BulkResult] {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    var problems = Problems()
    Self.check(chosen, "assessments", &problems)
    try problems.throwIfAny()
    var results: [BulkResult] = []
    let names = try await assessmentNames(chosen, of: authority)
    for one in chosen {
      results.append(
        try await BulkResult.attempt(one.id, of: names) {
          let id = AssessmentID(rawValue: one.id)
          let found = try await AssessInduction(services).find(id, by: actor)
          guard found.assessment.state == .confirmed else { throw Self.notWaiting(found) }
          _ = try await AssessInduction(services).sign(id, expectedVersion: one.version, by: actor)
        })
    }
    return results
  }

  /// Why an assessment is not received: where it has been already, by whom and when.
  private static func notWaiting(_ record: AssessmentRecord) -> DomainError {
    guard record.assessment.state == .received else { return .conflict("It does not wait to be received.") }
    guard let last = record.signatures.last(where: { $0.to == .received }) else {
      return .conflict("It has been received already.")
    }
    return .conflict(
      "It has been received already, by \(last.signedBy), \(LondonTime.dateAndTime(last.signedAt)).")
  }

  /// Decides that inductions are completed satisfactorily: only those that the head recommends, whose plan has ended,
  /// whose assessments are all received and of which there is no concern. A failure is never decided so. Throws
  /// ``DomainError``.
  public func complete(
    _ chosen: [Choice], reasons: String, of authority: Place, by actor: Actor
  ) async throws -> [BulkResult] {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    let reasons = reasons.trimmed
    var problems = Problems()
    Self.check(chosen, "inductions", &problems)
    problems.require(
      (10...5_000).contains(reasons.count), "reasons", "Enter the reasons, in 10 to 5,000 characters.")
    try problems.throwIfAny()
    var results: [BulkResult] = []
    let names = try await inductionNames(chosen, of: authority)
    for one in chosen {
      results.append(
        try await BulkResult.attempt(one.id, of: names) {
          do {
            try await complete(one, reasons, of: authority, by: actor)
          } catch let error as DomainError {
            // Whoever was first may have been so between reading and deciding.
            let earlier = try await names[one.id] == nil ? nil : decided(InductionID(rawValue: one.id))
            throw earlier ?? error
          }
        })
    }
    return results
  }

  /// Decides one, unless something speaks against it.
  private func complete(
    _ one: Choice, _ reasons: String, of authority: Place, by actor: Actor
  ) async throws {
    let id = InductionID(rawValue: one.id)
    let found = try await ReadTermClosing.toDecide(
      "i.id = \(id) AND i.authority_id = \(authority.authority)", limit: 1, in: services.pool)
    guard let induction = found.first else {
      throw DomainError.conflict("It does not wait for a decision.")
    }
    let exceptions = induction.exceptions(on: services.today)
    guard exceptions.isEmpty else { throw DomainError.conflict(exceptions.joined(separator: " ")) }
    _ = try await DecideInduction(services).decide(
      id, .satisfactory, reasons: reasons, expectedVersion: one.version ?? induction.version, by: actor)
  }

  /// What has become of one already, by whom and when; nil where its last recommendation waits.
  private func decided(_ id: InductionID) async throws -> DomainError? {
    guard let last = try await InductionDecision.list(id, in: services.pool).last, !last.isOpen else {
      return nil
    }
    return .conflict(last.whatBecame)
  }

  /// Which assessments they are, and whose.
  private func assessmentNames(_ chosen: [Choice], of authority: Place) async throws -> [UUID: String] {
    try await services.pool.query(
      """
      SELECT a.id, a.kind, a.number, i.first_names, i.last_name FROM induction_assessment a
        JOIN induction i ON i.id = a.induction_id
      WHERE a.id = ANY (\(chosen.map(\.id))) AND i.authority_id = \(authority.authority)
      """
    ).reduce(into: [:]) { names, row in
      let kind = try row.decode("kind", as: InductionAssessment.Kind.self)
      names[try row.decode("id", as: UUID.self)] =
        "\(kind.title(try row.decode("number"))) of \(try Self.teacher(row))"
    }
  }

  /// Whose inductions they are.
  private func inductionNames(_ chosen: [Choice], of authority: Place) async throws -> [UUID: String] {
    try await services.pool.query(
      """
      SELECT id, first_names, last_name FROM induction
      WHERE id = ANY (\(chosen.map(\.id))) AND authority_id = \(authority.authority)
      """
    ).reduce(into: [:]) { names, row in
      names[try row.decode("id", as: UUID.self)] = try Self.teacher(row)
    }
  }

  private static func teacher(_ row: Row) throws -> String {
    "\(try row.decode("first_names", as: String.self)) \(try row.decode("last_name", as: String.self))"
  }

  private static func check(_ chosen: [Choice], _ field: String, _ problems: inout Problems) {
    problems.require(
      (1...most).contains(chosen.count), field, "Choose at least one and at most \(most).")
  }
}
