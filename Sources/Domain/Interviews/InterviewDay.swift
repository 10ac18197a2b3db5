public import Foundation
public import Postgres

/// Names a day of interviews.
public struct InterviewDayID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names a slot of a day of interviews.
public struct InterviewSlotID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// A day of interviews for a vacancy.
public struct InterviewDay: Sendable, RowDecodable {
  /// Its identifier.
  public let id: InterviewDayID
  /// The vacancy.
  public let vacancy: VacancyID
  /// The day in London.
  public let heldOn: CivilDate
  /// Where.
  public let place: String
  /// Until when candidates choose and change their slot themselves.
  public let chooseBy: Date
  /// What candidates do on the day, and should bring, in the school’s own words.
  public let tasks: String
  /// What they do besides the interview, each with its time and room.
  public let taskList: [InterviewTask]
  /// Rises with every change.
  public let version: Int
  /// Whether nobody who interviews has training in safer recruitment that counts on the day.
  let lacksTraining: Bool

  /// What to say when nobody has.
  public static let trainingWarning =
    "Nobody who interviews on this day has training in safer recruitment that is valid on it. At least one of them must "
    + "have it before anybody is interviewed: record it, or arrange the day with somebody who has it."

  /// What is wrong with it, for those who arrange it and those who interview; it stands all the same.
  public var warnings: [String] { lacksTraining ? [Self.trainingWarning] : [] }

  static let columns: Statement = """
    d.id, d.vacancy_id, d.held_on, d.place, d.choose_by, d.tasks, d.version,
    NOT EXISTS (SELECT FROM interview_panelist dp JOIN safer_recruitment_training dt ON dt.account_id = dp.account_id
      WHERE dp.day_id = d.id AND dt.completed_on <= d.held_on AND dt.valid_until >= d.held_on) AS lacks_training,
    \(fragment: InterviewTask.list)
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    vacancy = try row.decode("vacancy_id")
    heldOn = try row.decode("held_on")
    place = try row.decode("place")
    chooseBy = try row.decode("choose_by")
    tasks = try row.decode("tasks")
    taskList = try JSONColumn.decode([InterviewTask].self, from: row.decode("task_list"))
    version = try row.decode("version")
    lacksTraining = try row.decode("lacks_training")
  }
}

/// A slot of a day of interviews, and who has it.
public struct InterviewSlot: Sendable, RowDecodable {
  /// Its identifier.
  public let id: InterviewSlotID
  /// When it begins.
  public let startsAt: Date
  /// When it ends.
  public let endsAt: Date
  /// The room; may be empty.
  public let room: String
  /// The application of whoever has it; nil while it is free.
  public let holder: ApplicationID?
  /// Their name.
  public let holderName: String?

  /// The columns that ``init(row:)`` needs. A slot of somebody who left the selection before it began is free.
  static let columns: Statement = """
    s.id, s.starts_at, s.ends_at, s.room, a.id AS holder, a.applicant_name AS holder_name
    """
  static let tables: Statement = """
    interview_slot s LEFT JOIN interview_booking b ON b.slot_id = s.id
    LEFT JOIN application a ON a.id = b.application_id
      AND (a.state IN ('interviewing', 'offered', 'accepted', 'unconditional', 'appointed') OR a.state_changed_at > s.starts_at)
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    startsAt = try row.decode("starts_at")
    endsAt = try row.decode("ends_at")
    room = try row.decode("room")
    holder = try row.decodeIfPresent("holder")
    holderName = try row.decodeIfPresent("holder_name")
  }
}

/// What a school enters about a day of interviews.
public struct InterviewDayDraft: Sendable {
  /// The day.
  public var heldOn: CivilDate?
  /// Where.
  public var place: String
  /// The last day on which candidates choose their slot themselves, until its end.
  public var chooseBy: CivilDate?
  /// What candidates do on the day, and should bring.
  public var tasks: String
  /// Who interviews.
  public var panel: [AccountID]
  /// The times at which slots begin, "HH:MM" in London.
  public var times: [String]
  /// How long a slot is, in minutes.
  public var minutes: Int?
  /// The rooms, each with every time; none for slots without a room.
  public var rooms: [String]

  /// What a school enters.
  public init(
    heldOn: CivilDate? = nil, place: String = "", chooseBy: CivilDate? = nil, tasks: String = "",
    panel: [AccountID] = [], times: [String] = [], minutes: Int? = nil, rooms: [String] = []
  ) {
    self.heldOn = heldOn
    self.place = place
    self.chooseBy = chooseBy
    self.tasks = tasks
    self.panel = panel
    self.times = times
    self.minutes = minutes
    self.rooms = rooms
  }

  /// Everything that keeps it from being stored.
  func problems(today: CivilDate, staff: Set<AccountID>) -> Problems {
    var problems = dayProblems(today: today)
    problems.require(!panel.isEmpty, "panel", "Choose who interviews.")
    problems.require(
      Set(panel).isSubset(of: staff), "panel",
      "Choose among the head, recruiters and panel members of your school.")
    Self.slotProblems(times, minutes, rooms, isOptional: false, &problems)
    return problems
  }

  /// What is wrong with the slots that are entered; there need be none where they are optional.
  static func slotProblems(
    _ times: [String], _ minutes: Int?, _ rooms: [String], isOptional: Bool, _ problems: inout Problems
  ) {
    if isOptional && times.isEmpty && rooms.isEmpty && minutes == nil { return }
    problems.require(
      (1...40).contains(times.count) && times.allSatisfy { clock($0) != nil }, "times",
      "Enter the times at which slots begin, such as 09:00, 09:45.")
    problems.require(
      minutes.map { (5...480).contains($0) } ?? false, "minutes",
      "Enter how many minutes a slot has, 5 to 480.")
    problems.require(
      rooms.count <= 10 && rooms.allSatisfy { $0.count <= 100 }, "rooms", "Enter up to 10 rooms.")
  }

  /// What is wrong with the day itself: when, where, and until when candidates choose.
  func dayProblems(today: CivilDate) -> Problems {
    var problems = Problems()
    problems.require(heldOn.map { $0 >= today } ?? false, "held_on", "Enter the day, not one that is over.")
    problems.require((1...300).contains(place.trimmed.count), "place", "Enter where the interviews are.")
    if let chooseBy, let heldOn {
      problems.require(
        chooseBy >= today && chooseBy <= heldOn, "choose_by",
        "Enter a last day for choosing from today to the day itself.")
    } else {
      problems.require(
        chooseBy != nil, "choose_by", "Enter the last day on which candidates choose their time.")
    }
    problems.require(tasks.trimmed.count <= 4000, "tasks", "Shorten this to 4,000 characters or fewer.")
    return problems
  }

  /// Until when candidates choose, where a day is their last.
  static func end(of lastDay: CivilDate) -> Date? { LondonTime.instant(lastDay, hour: 23, minute: 59) }

  /// The hour and minute of "9:00" or "09:00"; nil for anything else.
  static func clock(_ text: String) -> (hour: Int, minute: Int)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
      (0...23).contains(hour), (0...59).contains(minute)
    else { return nil }
    return (hour, minute)
  }
}

/// Statements that the use cases of interviews share.
enum InterviewStore {
  static func day(_ id: InterviewDayID, in db: some Queryable) async throws -> InterviewDay {
    let found = try await db.first(
      "SELECT \(fragment: InterviewDay.columns) FROM interview_day d WHERE d.id = \(id)",
      as: InterviewDay.self)
    guard let found else { throw DomainError.notFound("interview day") }
    return found
  }

  /// A day, locked until the transaction ends: in full by whoever changes it, shared by whoever invites to it or gives
  /// somebody one of its times.
  ///
  /// Everybody locks in the same order, so that no two wait for each other: the vacancy, the day, the application, the
  /// times and who has them.
  static func lock(
    _ id: InterviewDayID, for strength: LockStrength, in tx: Transaction
  ) async throws -> InterviewDay {
    let locked: Int =
      switch strength {
      case .update: try await tx.execute("SELECT 1 FROM interview_day WHERE id = \(id) FOR UPDATE")
      case .share: try await tx.execute("SELECT 1 FROM interview_day WHERE id = \(id) FOR SHARE")
      }
    guard locked == 1 else { throw DomainError.notFound("interview day") }
    return try await day(id, in: tx)
  }

  /// How a day is locked.
  enum LockStrength { case update, share }

  /// The day of a slot, if there is one.
  static func day(of slot: InterviewSlotID, in db: some Queryable) async throws -> InterviewDay? {
    try await db.first(
      """
      SELECT \(fragment: InterviewDay.columns) FROM interview_slot s JOIN interview_day d ON d.id = s.day_id
      WHERE s.id = \(slot)
      """, as: InterviewDay.self)
  }

  /// The slot that an application has, with its day.
  static func held(
    by application: ApplicationID, in db: some Queryable
  ) async throws -> (day: InterviewDay, slot: InterviewSlot)? {
    let id = try await db.valueIfAny(
      "SELECT slot_id FROM interview_booking WHERE application_id = \(application)", as: InterviewSlotID.self)
    guard let id, let day = try await day(of: id, in: db) else { return nil }
    return try await slots(of: day.id, in: db).first { $0.id == id }.map { (day, $0) }
  }

  /// When an application's interview begins: by its slot, or by the first of the day that it is invited to.
  static func begins(
    _ application: ApplicationID, _ day: InterviewDay?, in db: some Queryable
  ) async throws -> Date? {
    if let held = try await held(by: application, in: db) { return held.slot.startsAt }
    guard let day else { return nil }
    return try await slots(of: day.id, in: db).first?.startsAt
  }

  /// Invites an application to a day, in place of any other.
  static func invite(
    _ application: ApplicationID, to day: InterviewDayID, _ now: Date, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO interview_invitation (application_id, day_id, invited_at) VALUES (\(application), \(day), \(now))
      ON CONFLICT (application_id) DO UPDATE SET day_id = excluded.day_id, invited_at = excluded.invited_at
      """)
  }

  static func slots(of day: InterviewDayID, in db: some Queryable) async throws -> [InterviewSlot] {
    try await db.query(
      """
      SELECT \(fragment: InterviewSlot.columns) FROM \(fragment: InterviewSlot.tables)
      WHERE s.day_id = \(day) ORDER BY s.starts_at, s.room, s.id
      """, as: InterviewSlot.self)
  }

  /// Who interviews on a day, by name.
  static func panel(
    of day: InterviewDayID, in db: some Queryable
  ) async throws -> [(account: AccountID, name: String, email: String)] {
    try await db.query(
      """
      SELECT c.id, c.name, c.email FROM interview_panelist p JOIN account c ON c.id = p.account_id
      WHERE p.day_id = \(day) ORDER BY c.name, c.id
      """
    ).map { (try $0.decode("id"), try $0.decode("name"), try $0.decode("email")) }
  }

  /// Of those who interview on a day the ones who may score: whoever has applied for the post themselves since they were
  /// chosen sees nothing of its selection, so nobody waits for their scores, as in the sift.
  static func scorers(
    of day: InterviewDay, in db: some Queryable
  ) async throws -> [(account: AccountID, name: String, email: String)] {
    let panel = try await panel(of: day.id, in: db)
    let able = try await ApplicationReaders.withoutApplicants(
      panel.map(\.account), for: day.vacancy, in: db)
    return panel.filter { able.contains($0.account) }
  }

  /// Whether somebody has handed in scores of an application's interview.
  static func isScored(_ application: ApplicationID, in db: some Queryable) async throws -> Bool {
    try await db.value(
      """
      SELECT EXISTS (SELECT FROM interview_sheet WHERE application_id = \(application) AND handed_in_at IS NOT NULL)
      """, as: Bool.self)
  }

  /// Those who are invited to a day and still to be interviewed.
  static func invited(to day: InterviewDayID, in db: some Queryable) async throws -> [SentApplication] {
    try await db.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.state = 'interviewing'
        AND EXISTS (SELECT FROM interview_invitation i WHERE i.application_id = a.id AND i.day_id = \(day))
      ORDER BY a.id
      """, as: SentApplication.self)
  }

  /// Waits for whoever of those invited to a day chooses or leaves at this moment, so that nobody is told of a time that
  /// is not theirs.
  static func lockInvited(to day: InterviewDayID, in tx: Transaction) async throws {
    for application in try await invited(to: day, in: tx) {
      _ = try await ApplicationStore.lock(application.id, in: tx)
    }
  }

  /// The day that an application was invited to.
  static func invitation(of application: ApplicationID, in db: some Queryable) async throws -> InterviewDay? {
    try await db.first(
      """
      SELECT \(fragment: InterviewDay.columns) FROM interview_invitation i JOIN interview_day d ON d.id = i.day_id
      WHERE i.application_id = \(application)
      """, as: InterviewDay.self)
  }
}
