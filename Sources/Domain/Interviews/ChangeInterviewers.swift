import Foundation
import Postgres

/// A school changes who interviews on a day that it has arranged. Everybody who is or was on it is told, with a file for
/// their calendar.
public struct ChangeInterviewers: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Who interviews on a day, by name, for whoever may change it. Throws ``DomainError``.
  public func read(
    _ id: InterviewDayID, by actor: Actor
  ) async throws -> [(account: AccountID, name: String)] {
    let day = try await ChangeInterviewDay(services).read(id, by: actor)
    return try await InterviewStore.panel(of: day.id, in: services.pool).map { ($0.account, $0.name) }
  }

  /// Replaces them. Whoever has handed in scores stays; who has begun scores and goes takes them with them. Problems are
  /// of the field `panel`. Throws ``DomainError``.
  public func callAsFunction(
    _ id: InterviewDayID, _ panel: [AccountID], expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> InterviewDay {
    let clashes = try await ChangeInterviewDay(services).clashes(of: id, by: actor)
    return try await services.pool.withTransaction { tx in
      try await clashes.lock(in: tx)
      let day = try await InterviewStore.lock(id, for: .update, in: tx)
      let vacancy = try await VacancyStore.find(day.vacancy, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: day.version)
      guard day.heldOn >= services.today else {
        throw DomainError.conflict(
          "This day of interviews is over, so those who interviewed stay as they are.")
      }
      let before = try await InterviewStore.panel(of: id, in: tx)
      let wanted = Set(panel)
      if wanted == Set(before.map(\.account)) { return day }
      try await check(day, vacancy, wanted, before.map(\.account), clashes, tx)
      let leaving = before.filter { !wanted.contains($0.account) }
      try await tellThoseWhoLeave(leaving, day, vacancy, tx)
      try await store(day, wanted, leaving.map(\.account), tx)
      let changed = try await InterviewStore.day(id, in: tx)
      try await tellThoseWhoInterview(changed, vacancy, tx)
      try await Audit.record(
        "vacancy.interviewers_changed", AuditSubject("vacancy", vacancy.id), at: vacancy.place,
        details: [
          "day": .string(id.description),
          "added": .number(Double(wanted.subtracting(before.map(\.account)).count)),
          "removed": .number(Double(leaving.count)),
        ], by: actor, services, in: tx)
      return changed
    }
  }

  private func check(
    _ day: InterviewDay, _ vacancy: Vacancy, _ wanted: Set<AccountID>, _ before: [AccountID],
    _ clashes: InterviewClashes, _ tx: Transaction
  ) async throws {
    var problems = try await InterviewPanelRules.problems(
      wanted.sorted { $0.description < $1.description }, vacancy, keeping: Set(before), in: tx)
    let kept = try await tx.query(
      """
      SELECT DISTINCT c.name FROM interview_sheet s JOIN interview_invitation i ON i.application_id = s.application_id
        JOIN account c ON c.id = s.account_id
      WHERE i.day_id = \(day.id) AND s.handed_in_at IS NOT NULL AND s.account_id = ANY (\(before.map(\.rawValue)))
        AND s.account_id <> ALL (\(wanted.map(\.rawValue))) ORDER BY c.name
      """
    ).map { try $0.decode("name", as: String.self) }
    for name in kept {
      problems.add(
        "panel", "\(name) has handed in scores of this day already. Keep them among those who interview.")
    }
    let slots = try await PlannedSlot.stored(on: day.id, in: tx).filter { $0.startsAt > services.now() }
    let rooms = PlannedSlot.roomsAtOnce(slots)
    problems.require(
      wanted.isEmpty || wanted.count >= rooms, "panel",
      "This day has \(rooms) rooms at the same time, so choose at least \(rooms) people who interview.")
    // Rooms and times stand already; only those who join can be taken elsewhere.
    let joining = wanted.subtracting(before).sorted { $0.description < $1.description }
    for problem in try await clashes.taken(slots, joining, .init(), onlyPeople: true, in: tx) {
      problems.add(problem.field, problem.message)
    }
    try problems.throwIfAny()
  }

  private func store(
    _ day: InterviewDay, _ wanted: Set<AccountID>, _ leaving: [AccountID], _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      DELETE FROM interview_sheet s USING interview_invitation i WHERE i.application_id = s.application_id
        AND i.day_id = \(day.id) AND s.handed_in_at IS NULL AND s.account_id = ANY (\(leaving.map(\.rawValue)))
      """)
    try await tx.execute(
      "DELETE FROM interview_panelist WHERE day_id = \(day.id) AND account_id = ANY (\(leaving.map(\.rawValue)))"
    )
    for account in wanted {
      try await tx.execute(
        """
        INSERT INTO interview_panelist (day_id, account_id) VALUES (\(day.id), \(account)) ON CONFLICT DO NOTHING
        """)
    }
    try await tx.execute("UPDATE interview_day SET version = version + 1 WHERE id = \(day.id)")
  }

  private func tellThoseWhoLeave(
    _ leaving: [(account: AccountID, name: String, email: String)], _ day: InterviewDay, _ vacancy: Vacancy,
    _ tx: Transaction
  ) async throws {
    var calendar = InterviewCalendar(page: "/school/vacancies/\(vacancy.id)/interviews", services)
    let slots = try await InterviewStore.slots(of: day.id, in: tx)
    calendar.add(slots, of: day, for: vacancy.content.title, areCancelled: true)
    calendar.addTasks(of: day, slots, for: vacancy.content.title, areCancelled: true)
    for member in leaving {
      try await Outbox.enqueue(
        OutgoingMail(
          to: member.email,
          subject: "You no longer interview on \(LondonTime.longDate(day.heldOn))",
          body: """
            Others now interview for the post "\(vacancy.content.title)" on \(LondonTime.longDate(day.heldOn)), \
            \(day.place). There is nothing for you to do.

            The file with this mail takes the interviews out of your calendar.
            """, attachment: .calendar(calendar.file, name: "interviews.ics")), services, in: tx)
    }
  }

  private func tellThoseWhoInterview(_ day: InterviewDay, _ vacancy: Vacancy, _ tx: Transaction) async throws
  {
    let names = try await InterviewStore.panel(of: day.id, in: tx).map(\.name)
    try await InterviewMails(services).tellPanel(
      of: day, vacancy: vacancy.content.title,
      subject: "Who interviews on \(LondonTime.longDate(day.heldOn))",
      """
      For the post "\(vacancy.content.title)" on \(LondonTime.longDate(day.heldOn)), \(day.place), these people now \
      interview: \(names.joined(separator: ", ")).\(InterviewMails.onTheDay(day, isPanels: true))
      """, slots: try await InterviewStore.slots(of: day.id, in: tx), in: tx)
  }
}

/// Who may interview for a vacancy.
enum InterviewPanelRules {
  /// What stands against these people: they are head, recruiters or panel members of the school and have not applied for
  /// the post themselves. Those to be kept need no role any more.
  static func problems(
    _ panel: [AccountID], _ vacancy: Vacancy, keeping: Set<AccountID> = [], in tx: Transaction
  ) async throws -> Problems {
    let staff = Set(
      try await ListStaff.holding([.head, .recruiter, .panelMember], at: vacancy.place.organisation, in: tx)
        .map(\.account)
    ).union(keeping)
    var problems = Problems()
    problems.require(!panel.isEmpty, "panel", "Choose who interviews.")
    problems.require(
      Set(panel).isSubset(of: staff), "panel",
      "Choose among the head, recruiters and panel members of your school.")
    for name in try await rivals(panel, vacancy.id, in: tx) {
      problems.add("panel", "\(name) can’t interview for this vacancy. Choose somebody else.")
    }
    return problems
  }

  /// The names of those who have applied for the vacancy themselves, whether they have withdrawn or not.
  static func rivals(
    _ panel: [AccountID], _ vacancy: VacancyID, in tx: Transaction
  ) async throws -> [String] {
    try await tx.query(
      """
      SELECT c.name FROM account c WHERE c.id = ANY (\(panel.map(\.rawValue))) AND EXISTS (SELECT FROM application a
        WHERE a.vacancy_id = \(vacancy) AND a.account_id = c.id) ORDER BY c.name
      """
    ).map { try $0.decode("name") }
  }
}
