import Foundation
import Postgres

/// Takes a vacancy that awaits approval, or is scheduled, back to a draft.
public struct ReturnVacancyToDraft: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Returns it, with a note on what is to be changed for whoever started it. Those who prepare may take back
  /// what they handed over; what is scheduled only those who publish. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, note: String = "", expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Vacancy {
    _ = try await VacancyStep.permitted(id, .draftVacancy, by: actor, in: services.pool)
    let note = note.trimmed
    if note.count > 1_000 {
      throw DomainError.invalid([
        FieldProblem(field: "note", message: "Shorten the note to 1,000 characters or fewer.")
      ])
    }
    return try await VacancyStep(services, .draftVacancy, "vacancy.returned_to_draft")(
      id, to: .draft, expectedVersion: expectedVersion, by: actor
    ) { vacancy, tx in
      if vacancy.storedState == .scheduled { try actor.require(.publishVacancy, at: vacancy.place) }
      try await tell(vacancy, note, actor, tx)
      return VacancyChange(
        assignments: ", publish_at = NULL, approval_note = \(note.isEmpty ? nil : note)",
        details: ["with_note": .bool(!note.isEmpty)])
    }
  }

  private func tell(_ vacancy: Vacancy, _ note: String, _ actor: Actor, _ tx: Transaction) async throws {
    guard !note.isEmpty, vacancy.createdBy != actor.account?.id else { return }
    let staff = try await ListStaff.holding([.head, .recruiter], at: vacancy.place.organisation, in: tx)
    guard let author = staff.first(where: { $0.account == vacancy.createdBy }) else { return }
    let mail = OutgoingMail(
      to: author.email, subject: "To be changed: \(vacancy.content.title)",
      body: """
        "\(vacancy.content.title)" (\(vacancy.reference)) is a draft again. The note says:

        \(note)

        Change it here:
        \(services.settings.baseURL)/school/vacancies/\(vacancy.id)
        """)
    try await Outbox.enqueue(mail, services, in: tx)
  }
}
