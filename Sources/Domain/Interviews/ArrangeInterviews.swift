import Foundation
import Postgres

/// A day of interviews with its panel and slots.
public struct InterviewSchedule: Sendable {
  /// The day.
  public let day: InterviewDay
  /// The names of those who interview.
  public let panel: [String]
  /// Its slots in order.
  public let slots: [InterviewSlot]
  /// Those who were invited to it and are still to be interviewed, without a slot.
  public let waiting: [SentApplication]
}

/// A school arranges days of interviews.
public struct ArrangeInterviews: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The days of a vacancy, in order, for those who run the selection and those who interview. Throws
  /// ``DomainError``.
  public func list(_ vacancy: VacancyID, by actor: Actor) async throws -> [InterviewSchedule] {
    let found = try await VacancyStore.find(vacancy, in: services.pool)
    try actor.require(.readReceivedApplications, at: found.place, orHide: "vacancy")
    try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: services.pool)
    let days = try await services.pool.query(
      """
      SELECT \(fragment: InterviewDay.columns) FROM interview_day d WHERE d.vacancy_id = \(vacancy)
      ORDER BY d.held_on, d.id
      """, as: InterviewDay.self)
    var schedules: [InterviewSchedule] = []
    for day in days {
      let panel = try await InterviewStore.panel(of: day.id, in: services.pool)
      let isInterviewing = panel.contains { $0.account == actor.account?.id }
      guard isInterviewing || actor.may(.readAppointments, at: found.place) else { continue }
      schedules.append(
        InterviewSchedule(
          day: day, panel: panel.map(\.name),
          slots: try await InterviewStore.slots(of: day.id, in: services.pool),
          waiting: try await waiting(day.id)))
    }
    return schedules
  }

  /// Those who are invited to interview and to no day: in the school's words only, or not at all since a day was called
  /// off. For those who run the selection; others see nobody. Throws ``DomainError``.
  public func withoutDay(_ vacancy: VacancyID, by actor: Actor) async throws -> [SentApplication] {
    let found = try await VacancyStore.find(vacancy, in: services.pool)
    try actor.require(.readReceivedApplications, at: found.place, orHide: "vacancy")
    try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: services.pool)
    guard actor.may(.readAppointments, at: found.place) else { return [] }
    return try await services.pool.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.vacancy_id = \(vacancy) AND a.state = 'interviewing'
        AND NOT EXISTS (SELECT FROM interview_invitation i WHERE i.application_id = a.id)
      ORDER BY a.applicant_name, a.id
      """, as: SentApplication.self)
  }

  /// Those of the school who may interview: head, recruiters, panel members. Throws ``DomainError``.
  public func staff(_ vacancy: VacancyID, by actor: Actor) async throws -> [StaffMember] {
    let found = try await VacancyStore.find(vacancy, in: services.pool)
    try actor.require(.arrangeInterviews, at: found.place, orHide: "vacancy")
    try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: services.pool)
    return try await ListStaff.holding(
      [.head, .recruiter, .panelMember], at: found.place.organisation, in: services.pool)
  }

  /// Stores a day with its panel and slots, and tells those who interview. Throws ``DomainError``.
  public func callAsFunction(
    _ vacancy: VacancyID, _ draft: InterviewDayDraft, by actor: Actor
  ) async throws -> InterviewDay {
    try await services.pool.withTransaction { tx in
      let found = try await VacancyStore.find(vacancy, in: tx)
      try actor.require(.readReceivedApplications, at: found.place, orHide: "vacancy")
      try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: tx)
      try actor.require(.arrangeInterviews, at: found.place)
      let clashes = InterviewClashes(services: services, school: found.place.organisation, day: nil)
      try await clashes.lock(in: tx)
      let staff = try await ListStaff.holding(
        [.head, .recruiter, .panelMember], at: found.place.organisation, in: tx)
      let own = draft.problems(today: services.today, staff: Set(staff.map(\.account)))
      try await problems(draft, own, found, clashes, tx).throwIfAny()
      let day = try await insert(draft, vacancy, tx)
      try await tell(day, found, tx)
      try await Audit.record(
        "vacancy.interviews_arranged", AuditSubject("vacancy", vacancy), at: found.place,
        details: ["day": .string(day.id.description), "slots": .number(Double(draft.times.count))], by: actor,
        services, in: tx)
      return day
    }
  }

  /// Everything that stands against a draft at once, behind what is wrong with it by itself: nobody interviews who has
  /// applied, and no slot is over, runs into another or takes what is taken. Of times and rooms only those that can be
  /// read are looked at.
  private func problems(
    _ draft: InterviewDayDraft, _ own: Problems, _ vacancy: Vacancy, _ clashes: InterviewClashes,
    _ tx: Transaction
  ) async throws -> Problems {
    var problems = own
    let faulty = Set(own.found.map(\.field))
    for name in try await InterviewPanelRules.rivals(draft.panel, vacancy.id, in: tx) {
      problems.add("panel", "\(name) can’t interview for this vacancy. Choose somebody else.")
    }
    guard let heldOn = draft.heldOn, !faulty.contains("held_on") else { return problems }
    let isArranged = try await tx.value(
      "SELECT EXISTS (SELECT FROM interview_day WHERE vacancy_id = \(vacancy.id) AND held_on = \(heldOn))",
      as: Bool.self)
    if isArranged {
      problems.add("held_on", "There is a day of interviews on this date already.")
      return problems
    }
    guard !faulty.contains("times"), !faulty.contains("minutes") else { return problems }
    let slots = PlannedSlot.of(draft, on: heldOn)
    for problem in try await clashes.problems(slots, panel: draft.panel.uniqued, in: tx).found
    where !faulty.contains(problem.field) {
      problems.add(problem.field, problem.message)
    }
    return problems
  }

  private func insert(
    _ draft: InterviewDayDraft, _ vacancy: VacancyID, _ tx: Transaction
  ) async throws -> InterviewDay {
    let id = services.newID(InterviewDayID.self)
    guard let heldOn = draft.heldOn, let last = draft.chooseBy,
      let chooseBy = InterviewDayDraft.end(of: last)
    else { throw DomainError.notFound("interview day") }
    let made = try await tx.execute(
      """
      INSERT INTO interview_day (id, vacancy_id, held_on, place, choose_by, tasks, created_at)
      VALUES (\(id), \(vacancy), \(heldOn), \(draft.place.trimmed), \(chooseBy), \(draft.tasks.trimmed),
        \(services.now()))
      ON CONFLICT (vacancy_id, held_on) DO NOTHING
      """)
    guard made == 1 else {
      throw DomainError.invalid([
        FieldProblem(field: "held_on", message: "There is a day of interviews on this date already.")
      ])
    }
    for account in Set(draft.panel) {
      try await tx.execute("INSERT INTO interview_panelist (day_id, account_id) VALUES (\(id), \(account))")
    }
    for slot in PlannedSlot.of(draft, on: heldOn) {
      try await tx.execute(
        """
        INSERT INTO interview_slot (id, day_id, starts_at, ends_at, room)
        VALUES (\(services.newID(InterviewSlotID.self)), \(id), \(slot.startsAt), \(slot.endsAt), \(slot.room))
        """)
    }
    return try await InterviewStore.day(id, in: tx)
  }

  private func tell(_ day: InterviewDay, _ vacancy: Vacancy, _ tx: Transaction) async throws {
    try await InterviewMails(services).tellPanel(
      of: day, vacancy: vacancy.content.title,
      subject: "You interview on \(LondonTime.longDate(day.heldOn))",
      """
      You are to interview for the post "\(vacancy.content.title)" on \(LondonTime.longDate(day.heldOn)), \
      \(day.place).\(InterviewMails.onTheDay(day, isPanels: true))
      """, slots: try await InterviewStore.slots(of: day.id, in: tx), in: tx)
  }

  private func waiting(_ day: InterviewDayID) async throws -> [SentApplication] {
    try await services.pool.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      JOIN interview_invitation i ON i.application_id = a.id
      WHERE i.day_id = \(day) AND a.state = 'interviewing'
        AND NOT EXISTS (SELECT FROM interview_booking b WHERE b.application_id = a.id)
      ORDER BY a.applicant_name, a.id
      """, as: SentApplication.self)
  }
}
