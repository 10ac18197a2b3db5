import Foundation
import Postgres

/// When, and by whom, the parts of a vacancy may be changed: its documents, its criteria, its schools.
enum VacancyEditing {
  /// Throws unless the actor may change parts of the vacancy as it stands.
  static func check(_ vacancy: Vacancy, _ now: Date, _ actor: Actor) throws {
    try actor.require(.readUnpublishedVacancy, at: vacancy.place, orHide: "vacancy")
    try actor.require(.draftVacancy, at: vacancy.place)
    let state = vacancy.state(at: now)
    switch state {
    case .draft, .awaitingApproval: return
    case .scheduled, .published: try actor.require(.publishVacancy, at: vacancy.place)
    case .closed, .interviewing, .filled, .notFilled, .withdrawn:
      throw DomainError.conflict("This vacancy is \(state.title.lowercased()), so it can't be changed.")
    }
  }

  /// Notes that a part that has no version of its own was changed; jobseekers see a published one as updated.
  static func touch(_ vacancy: Vacancy, _ services: Services, in tx: Transaction) async throws {
    let now = services.now()
    let isPublished = vacancy.state(at: now) == .published
    try await tx.execute(
      """
      UPDATE vacancy SET updated_at = \(now), revised_at = CASE WHEN \(isPublished) THEN \(now)
        ELSE revised_at END
      WHERE id = \(vacancy.id)
      """)
  }
}
