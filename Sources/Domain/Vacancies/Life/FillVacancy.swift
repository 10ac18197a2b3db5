import Foundation
import Postgres

/// A vacancy whose posts are all taken up is filled: it is advertised no more, and nobody need answer how it ended.
struct FillVacancy: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// Locks a vacancy until the transaction ends, so that its posts are counted by one at a time; others may still refer
  /// to it. It comes before the lock of an application, as everywhere.
  static func lock(_ id: VacancyID, in tx: Transaction) async throws {
    try await tx.execute("SELECT 1 FROM vacancy WHERE id = \(id) FOR NO KEY UPDATE")
  }

  /// How many people are appointed to a vacancy, those among them whose applications are erased.
  static func appointed(_ id: VacancyID, in db: some Queryable) async throws -> Int {
    try await db.value(
      """
      SELECT (SELECT count(*) FROM application WHERE vacancy_id = \(id) AND state = 'appointed')
        + (SELECT count(*) FROM erased_application WHERE vacancy_id = \(id) AND state = 'appointed')
      """, as: Int.self)
  }

  /// Fills the vacancy if as many people are appointed as it has posts, and says whether it was filled by this.
  /// `through` is the answer to how. Needs ``lock(_:in:)`` first.
  func callAsFunction(_ id: VacancyID, through code: String, by actor: Actor, in tx: Transaction) async throws
    -> Bool
  {
    let vacancy = try await VacancyStore.find(id, in: tx)
    let appointed = try await Self.appointed(id, in: tx)
    let posts = vacancy.content.posts
    guard appointed >= posts else { return false }
    switch vacancy.storedState {
    case .published: try await close(vacancy, tx)
    case .closed, .interviewing, .notFilled: break
    case .filled, .draft, .awaitingApproval, .scheduled, .withdrawn: return false
    }
    let now = services.now()
    try await tx.execute(
      """
      UPDATE vacancy SET state = 'filled', filled_through = \(code), posts_filled = \(posts), outcome_at = \(now),
        outcome_note = '', updated_at = \(now), version = version + 1 WHERE id = \(id)
      """)
    try await Audit.record(
      "vacancy.filled", AuditSubject("vacancy", id), at: vacancy.place,
      details: [
        "outcome": .string(code), "posts_filled": .number(Double(posts)),
        "from": .string(vacancy.state(at: now).rawValue),
      ], by: actor, services, in: tx)
    return true
  }

  /// What is still advertised closes now; what closed by its time is marked so.
  private func close(_ vacancy: Vacancy, _ tx: Transaction) async throws {
    let now = services.now()
    guard vacancy.state(at: now) == .published else {
      try await tx.execute(
        "UPDATE vacancy SET state = 'closed', closed_at = closes_at WHERE id = \(vacancy.id)")
      return
    }
    try await tx.execute(
      """
      UPDATE vacancy SET state = 'closed' \(fragment: VacancyStore.closingEarly(now)) WHERE id = \(vacancy.id)
      """)
  }
}
