import Postgres

/// One step over several applications that a school has chosen for a vacancy: taken with all of them, or with none.
struct ChosenApplications: Sendable {
  /// How many may be chosen at once.
  static let most = 200

  private let vacancy: VacancyID
  private let ids: [ApplicationID]

  /// The applications chosen for a vacancy. Throws ``DomainError`` for none, too many, or one that is named twice.
  init(_ ids: [ApplicationID], for vacancy: VacancyID) throws {
    var problems = Problems()
    problems.require(!ids.isEmpty, "applications", "Choose at least one application.")
    problems.require(
      ids.count <= Self.most, "applications", "Choose at most \(Self.most) applications at once.")
    problems.require(Set(ids).count == ids.count, "applications", "Name each application once.")
    try problems.throwIfAny()
    (self.ids, self.vacancy) = (ids, vacancy)
  }

  /// Takes the step with each, as with one alone. What stands against it is told of all at once, as problems of
  /// `applications[n]` with the name and the reason, behind `nobody`: that nothing was done. Throws ``DomainError``,
  /// with which the transaction must end.
  func each(
    in tx: Transaction, nobody: String, _ step: (ApplicationID) async throws -> Void
  ) async throws {
    var obstacles: [ApplicationID: String] = [:]
    // In one order, so that two at once can't wait for each other.
    for id in ids.sorted(by: { $0.description < $1.description }) {
      let application = try await ApplicationStore.find(id, in: tx)
      guard application.vacancy == vacancy else { throw DomainError.notFound("application") }
      do {
        try await step(id)
      } catch DomainError.conflict(let sentence) {
        let name = application.applicantName
        obstacles[id] = sentence.contains(name) ? sentence : "\(name): \(sentence)"
      }
    }
    if obstacles.isEmpty { return }
    var problems = Problems()
    problems.add("applications", "\(nobody), because some of those chosen can’t be. Leave them out.")
    for (index, id) in ids.enumerated() {
      if let obstacle = obstacles[id] { problems.add("applications[\(index)]", obstacle) }
    }
    try problems.throwIfAny()
  }
}
