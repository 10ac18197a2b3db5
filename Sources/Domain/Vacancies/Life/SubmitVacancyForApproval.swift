import Foundation
import Postgres

/// Hands a whole draft to the school's heads, who publish it or send it back.
public struct SubmitVacancyForApproval: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Checks that the draft could be published and writes to the heads. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Vacancy {
    try await VacancyStep(services, .draftVacancy, "vacancy.submitted_for_approval")(
      id, to: .awaitingApproval, expectedVersion: expectedVersion, by: actor
    ) { vacancy, tx in
      if vacancy.storedState == .awaitingApproval { return VacancyChange() }
      _ = try await VacancyPay.checkedForPublication(
        vacancy.content, at: vacancy.place, services.now(), in: tx)
      for head in try await ListStaff.holding([.head], at: vacancy.place.organisation, in: tx) {
        try await Outbox.enqueue(mail(to: head.email, about: vacancy), services, in: tx)
      }
      return VacancyChange(assignments: ", approval_note = NULL")
    }
  }

  private func mail(to address: String, about vacancy: Vacancy) -> OutgoingMail {
    OutgoingMail(
      to: address, subject: "For your approval: \(vacancy.content.title)",
      body: """
        A vacancy at \(vacancy.schoolName) is ready for you to read: "\(vacancy.content.title)" \
        (\(vacancy.reference)).

        Publish it, or send it back with a note:
        \(services.settings.baseURL)/school/vacancies/\(vacancy.id)
        """)
  }
}
