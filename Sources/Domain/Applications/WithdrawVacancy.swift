import Foundation
import Postgres

/// Takes a vacancy back before it closes, and tells those who applied.
public struct WithdrawVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Withdraws a draft or published vacancy. The reason is told to applicants. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, reason: String, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Vacancy {
    try await services.pool.withTransaction { tx in
      let vacancy = try await VacancyStore.lock(id, in: tx)
      try await VacancyStore.requireAtDesk(vacancy, actor, in: tx)
      try actor.require(.withdrawVacancy, at: vacancy.place)
      if vacancy.storedState == .withdrawn { return vacancy }
      try VacancyStore.requireVersion(expectedVersion, of: vacancy.version)
      try VacancyStore.requireTransition(vacancy, to: .withdrawn, now: services.now())
      let reason = try checked(reason)
      try await VacancyStore.withdraw(id, reason, services.now(), tx)
      try await tellApplicants(vacancy, reason, tx)
      try await Audit.record(
        "vacancy.withdrawn", AuditSubject("vacancy", id), at: vacancy.place,
        details: ["reason": .string(reason)], by: actor, services, in: tx)
      return try await VacancyStore.find(id, in: tx)
    }
  }

  private func checked(_ reason: String) throws -> String {
    let reason = reason.trimmed
    var problems = Problems()
    problems.require(!reason.isEmpty, "reason", "Enter why the vacancy is withdrawn.")
    problems.require(reason.count <= 500, "reason", "Shorten the reason to 500 characters or fewer.")
    try problems.throwIfAny()
    return reason
  }

  private func tellApplicants(_ vacancy: Vacancy, _ reason: String, _ tx: Transaction) async throws {
    let general = """


      Your general application stays as it is, and you can send it for other vacancies:
      \(services.settings.baseURL)/vacancies
      """
    for recipient in try await Applicants.addresses(of: vacancy.id, in: tx) {
      // Who has closed their account has no general application any more.
      let mail = OutgoingMail(
        to: recipient.email, subject: "Vacancy withdrawn: \(vacancy.content.title)",
        body: """
          \(vacancy.schoolName) has withdrawn the vacancy "\(vacancy.content.title)" \
          (\(vacancy.reference)), for which you applied.

          The reason given: \(reason)\(recipient.isClosed ? "" : general)
          """)
      try await Outbox.enqueue(mail, services, in: tx)
    }
  }
}
