import Foundation
import Postgres

/// What follows when somebody is appointed, in the same transaction: the vacancy with all its posts taken is filled and
/// goes back from agencies, the school hears who still waits for an answer, and the person leaves the pool.
struct AfterAppointment: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// Does all of it. Needs ``FillVacancy/lock(_:in:)`` before the application was locked.
  func callAsFunction(_ application: SentApplication, by actor: Actor, in tx: Transaction) async throws {
    let isFilled = try await FillVacancy(services)(
      application.vacancy, through: try await source(of: application, in: tx), by: actor, in: tx)
    if isFilled {
      try await ReleaseVacancy(services).takeAllBack(of: application.vacancy, by: actor, in: tx)
      try await tellSchool(application, tx)
    }
    try await PlacePoolEntries(services)(application.account, by: actor, in: tx)
  }

  /// What the applicant is told of their other applications, with the news; nil where they have none.
  func news(for application: SentApplication, in tx: Transaction) async throws -> String? {
    let others = try await OtherApplications.open(beside: application, in: tx)
    if others.isEmpty { return nil }
    let count = others.count == 1 ? "one other application" : "\(others.count) other applications"
    return """
      You still have \(count) with schools. Nothing happens to \(others.count == 1 ? "it" : "them") unless you say so: \
      if you no longer want the \(others.count == 1 ? "post" : "posts"), withdraw here, so that the schools can give \
      their time to others:
      \(services.settings.baseURL)/applications/\(application.id)/others
      """
  }

  /// How somebody came to the vacancy, as a code of ``ReferenceData/outcomes()``.
  private func source(of application: SentApplication, in tx: Transaction) async throws -> String {
    if try await AgencyCandidateStore.consented(to: application, in: tx) != nil { return "agency" }
    let isOfPool = try await tx.value(
      "SELECT EXISTS (SELECT FROM pool_interest WHERE application_id = \(application.id))", as: Bool.self)
    return isOfPool ? "pool" : "staffroom"
  }

  private func tellSchool(_ application: SentApplication, _ tx: Transaction) async throws {
    let waiting = try await WaitingCandidates.list(application.vacancy, in: tx)
    if waiting.isEmpty { return }
    let count =
      waiting.count == 1
      ? "One person who applied still waits" : "\(waiting.count) people who applied still wait"
    try await SchoolMail.send(
      about: application.vacancy, to: application.place,
      subject: "Filled, and others still wait for an answer: \(application.vacancyTitle)",
      body: """
        All posts of the vacancy "\(application.vacancyTitle)" are filled, and it is no longer advertised.

        \(count) for the school’s answer. The head tells them in one go, in words that can be changed:
        \(services.settings.baseURL)/school/vacancies/\(application.vacancy)/selection/waiting
        """, services, in: tx)
  }
}
