import Foundation
public import Postgres

/// What somebody has to do for a vacancy whose panel they are on, or for which they interview.
public struct PanelWork: Sendable {
  /// The vacancy.
  public let vacancy: Vacancy
  /// Whether they are on the panel that sifts.
  public let isOnPanel: Bool
  /// How many applications wait for their scores in the sift, while it is open and the selection goes on.
  public let toSift: Int
  /// The days on which they interview, in order.
  public let days: [InterviewDay]
  /// Those whom they have interviewed and whose scores they have not handed in.
  public let toScore: [SentApplication]

  /// The next day on which they interview.
  public func nextDay(from today: CivilDate) -> InterviewDay? { days.first { $0.heldOn >= today } }
}

/// Reads what the acting person has to do as a member of panels: sift, interview, score.
public struct ReadPanelWork: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of their panels and interviews at a school, newest vacancy first; none of those for which they have applied
  /// themselves. Throws ``DomainError``.
  public func callAsFunction(
    at school: OrganisationID, limit: Int = 25, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<PanelWork> {
    let account = try actor.requireAccount()
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    let (sifts, interviews) = (
      actor.may(.readApplicationToSift, at: place), actor.may(.readReceivedApplications, at: place)
    )
    let behind: Statement = after.map { "(v.created_at, v.id) < (\($0.instant), \($0.id))" } ?? "true"
    let rows = try await services.pool.query(
      """
      SELECT \(fragment: Vacancy.columns), \(fragment: Self.isOnPanel(account.id, sifts)) AS is_on_panel
      FROM \(fragment: Vacancy.tables)
      WHERE v.school_id = \(school) AND \(fragment: behind)
        AND NOT EXISTS (SELECT FROM application own WHERE own.vacancy_id = v.id AND own.account_id = \(account.id))
        AND (\(fragment: Self.isOnPanel(account.id, sifts))
          OR \(interviews) AND EXISTS (SELECT FROM interview_day d JOIN interview_panelist p ON p.day_id = d.id
            WHERE d.vacancy_id = v.id AND p.account_id = \(account.id)))
      ORDER BY v.created_at DESC, v.id DESC LIMIT \(limit + 1)
      """)
    let found = try rows.map { (try Vacancy(row: $0), try $0.decode("is_on_panel", as: Bool.self)) }
    var work: [PanelWork] = []
    for (vacancy, isOnPanel) in found {
      work.append(
        PanelWork(
          vacancy: vacancy, isOnPanel: isOnPanel,
          toSift: isOnPanel && !vacancy.isSelectionOver ? try await toSift(vacancy.id, account.id) : 0,
          days: try await days(vacancy.id, account.id), toScore: try await toScore(vacancy.id, account.id)))
    }
    return Page(work, limit: limit) {
      Cursor(instant: $0.vacancy.createdAt, id: $0.vacancy.id.rawValue)
    }
  }

  /// Whether somebody is on the panel of a vacancy `v` and sifts at its school.
  private static func isOnPanel(_ account: AccountID, _ sifts: Bool) -> Statement {
    """
    (\(sifts) AND EXISTS (SELECT FROM panel_member p WHERE p.vacancy_id = v.id AND p.account_id = \(account)))
    """
  }

  private func toSift(_ vacancy: VacancyID, _ account: AccountID) async throws -> Int {
    let selection = try await SelectionStore.read(vacancy, in: services.pool)
    guard selection.isSiftOpen else { return 0 }
    let states = ApplicationState.allCases.filter(SiftRules.canBeScored).map(\.rawValue)
    return try await services.pool.value(
      """
      SELECT count(*) FROM application a WHERE a.vacancy_id = \(vacancy) AND a.state = ANY (\(states))
        AND NOT EXISTS (SELECT FROM sift_sheet s WHERE s.application_id = a.id AND s.account_id = \(account)
          AND s.submitted_at IS NOT NULL)
      """, as: Int.self)
  }

  private func days(_ vacancy: VacancyID, _ account: AccountID) async throws -> [InterviewDay] {
    try await services.pool.query(
      """
      SELECT \(fragment: InterviewDay.columns) FROM interview_day d
      WHERE d.vacancy_id = \(vacancy)
        AND EXISTS (SELECT FROM interview_panelist p WHERE p.day_id = d.id AND p.account_id = \(account))
      ORDER BY d.held_on, d.id
      """, as: InterviewDay.self)
  }

  private func toScore(_ vacancy: VacancyID, _ account: AccountID) async throws -> [SentApplication] {
    try await services.pool.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.vacancy_id = \(vacancy) AND a.state = 'interviewing'
        AND EXISTS (SELECT FROM interview_invitation i JOIN interview_panelist p ON p.day_id = i.day_id
          WHERE i.application_id = a.id AND p.account_id = \(account))
        AND EXISTS (SELECT FROM interview_booking b JOIN interview_slot s ON s.id = b.slot_id
          WHERE b.application_id = a.id AND s.starts_at <= \(services.now()))
        AND NOT EXISTS (SELECT FROM interview_sheet s WHERE s.application_id = a.id AND s.account_id = \(account)
          AND s.handed_in_at IS NOT NULL)
      ORDER BY a.applicant_name, a.id
      """, as: SentApplication.self)
  }
}
