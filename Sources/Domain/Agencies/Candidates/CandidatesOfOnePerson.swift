import Foundation
import Postgres

/// People whom agencies put forward for one vacancy under several addresses: by the teacher reference number that they
/// state they are one, and the first valid consent stands, as among those of one address.
enum CandidatesOfOnePerson {
  /// The accounts that have sent an application for the vacancy with the number that this account's general application
  /// states, as a query.
  static func numbered(_ account: AccountID, _ vacancy: VacancyID) -> Statement {
    """
    SELECT n.account_id FROM application n JOIN general_application_section g
      ON g.account_id = \(account) AND g.section = 'teaching'
      AND \(fragment: StatedNumber.sent("n")) = \(fragment: StatedNumber.kept)
    WHERE n.vacancy_id = \(vacancy)
    """
  }

  /// Keeps others of the same number from being decided on for the vacancy until the transaction ends.
  static func lock(_ account: AccountID, for vacancy: VacancyID, in tx: Transaction) async throws {
    let number = try await tx.valueIfAny(
      """
      SELECT \(fragment: StatedNumber.kept) FROM general_application_section g
      WHERE g.account_id = \(account) AND g.section = 'teaching'
      """, as: String.self)
    if let number { try await StatedNumber.lock(number, for: vacancy, in: tx) }
  }

  /// Ends the consents that came later than another of the same person, or than their own application, once an
  /// application says who they are. Each agency is told of its own candidate alone, and so is the person at the
  /// address with which they agreed.
  static func settle(
    beside application: SentApplication, _ services: Services, in tx: Transaction
  ) async throws {
    let same: Statement = """
      SELECT s.account_id, s.sent_at FROM application s JOIN application one ON one.vacancy_id = s.vacancy_id
        AND \(fragment: StatedNumber.sent("s")) = \(fragment: StatedNumber.sent("one"))
      WHERE one.id = \(application.id)
      """
    let theirs: Statement = """
      c.vacancy_id = \(application.vacancy) AND c.state = 'consented'
        AND c.account_id IN (SELECT same.account_id FROM (\(fragment: same)) same)
      """
    try await tx.execute(
      "SELECT 1 FROM agency_candidate c WHERE \(fragment: theirs) ORDER BY c.id FOR UPDATE")
    let consents = try await AgencyCandidateStore.list(theirs, order: "c.answered_at, c.id", in: tx)
    guard let first = consents.first else { return }
    let sentDirectly = try await tx.valueIfAny(
      """
      SELECT min(same.sent_at) FROM (\(fragment: same)) same WHERE NOT EXISTS (SELECT FROM agency_candidate c
        WHERE c.vacancy_id = \(application.vacancy) AND c.account_id = same.account_id AND c.state = 'consented')
      """, as: Date.self)
    let isDirect = sentDirectly.map { $0 < first.answeredAt ?? first.submittedAt } ?? false
    let later = isDirect ? consents[...] : consents.dropFirst()
    let state: AgencyCandidateState = isDirect ? .appliedDirectly : .represented
    for candidate in later {
      try await AgencyCandidateStore.end(candidate, as: state, by: .worker, services, in: tx)
      try await tellPerson(of: candidate, state, services, in: tx)
    }
  }

  /// Tells whoever agreed that the agency no longer represents them; nothing of the other address, as a number may be
  /// another's by mistake.
  private static func tellPerson(
    of candidate: AgencyCandidate, _ state: AgencyCandidateState, _ services: Services, in tx: Transaction
  ) async throws {
    guard let account = candidate.account, let reason = state.whyNotRepresenting else { return }
    let address = try await tx.valueIfAny(
      "SELECT email FROM account WHERE id = \(account) AND closed_at IS NULL", as: String.self)
    guard let address else { return }
    try await Outbox.enqueue(
      OutgoingMail(
        to: address,
        subject: "No longer put forward by \(candidate.agencyName): \(candidate.vacancyTitle), "
          + candidate.schoolName,
        body: """
          \(reason) \(candidate.agencyName) no longer represents you for "\(candidate.vacancyTitle)" at \
          \(candidate.schoolName). The agency is told.

          You are known by the teacher reference number that your application states. If this can't be you, check \
          the number in your general application, and tell the school.

          Your applications: \(services.settings.baseURL)/applications
          """), services, in: tx)
  }
}
