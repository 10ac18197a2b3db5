public import Foundation
import Postgres

/// What one member of the panel scored at an interview.
public struct InterviewSheet: Sendable {
  /// Who scored.
  public let account: AccountID
  /// Their name.
  public let name: String
  /// The scores by question, 0 to 4.
  public let scores: [UUID: Int]
  /// Their notes.
  public let notes: String
  /// Rises with every save.
  public let version: Int
  /// When it was saved last.
  public let savedAt: Date
  /// When it was handed in.
  public let handedInAt: Date?

  /// The sum of the scores.
  public var total: Int { scores.values.reduce(0, +) }
}

/// An interview as those who score it see it.
public struct InterviewScoring: Sendable {
  /// The application.
  public let application: SentApplication
  /// The questions in order.
  public let questions: [InterviewQuestion]
  /// Who interviews, and whether each has handed in.
  public let panel: [(name: String, hasHandedIn: Bool)]
  /// Whether the acting person is one of them.
  public let isOnPanel: Bool
  /// The acting person's own sheet.
  public let own: InterviewSheet?
  /// Everybody's sheets once all are in; none before.
  public let sheets: [InterviewSheet]
  /// The day that they are invited to; nil where they are invited without one.
  public let day: InterviewDay?
  /// When the interview begins: by their slot, or by the first one of their day while they have none.
  public let beginsAt: Date?

  /// Whether scores can be given: the interview's time has begun. Before that notes can be kept.
  public func mayHandIn(at now: Date) -> Bool { beginsAt.map { $0 <= now } ?? false }
}

/// Scores an interview. Members of the panel score on their own: nobody sees another's scores before all are in.
public struct ScoreInterview: Sendable {
  /// The scores that there are.
  public static let range = 0...4

  /// What a score means.
  public static func title(_ score: Int) -> String {
    switch score {
    case 0: "0 – not shown"
    case 1: "1 – little of it shown"
    case 2: "2 – partly shown"
    case 3: "3 – well shown"
    default: "4 – shown very well"
    }
  }

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The scoring of an application's interview: for those who interview it, and the school's head and recruiters.
  /// Throws ``DomainError``.
  public func read(_ id: ApplicationID, by actor: Actor) async throws -> InterviewScoring {
    let application = try await AppointmentAccess.received(
      id, .readReceivedApplications, by: actor, in: services.pool)
    return try await load(application, actor, in: services.pool)
  }

  /// Whether there is an interview that the actor sees: of those who are invited without a day, for those who run the
  /// selection.
  public func exists(for application: SentApplication, by actor: Actor) async throws -> Bool {
    guard actor.may(.readReceivedApplications, at: application.place) else { return false }
    guard application.state.isPastShortlist else {
      // What came of an interview is read again by those who run the selection.
      guard actor.may(.readAppointments, at: application.place) else { return false }
      return try await InterviewStore.invitation(of: application.id, in: services.pool) != nil
    }
    guard let day = try await InterviewStore.invitation(of: application.id, in: services.pool) else {
      return application.state == .interviewing && actor.may(.readAppointments, at: application.place)
    }
    if actor.may(.readAppointments, at: application.place) { return true }
    return try await InterviewStore.panel(of: day.id, in: services.pool).contains {
      $0.account == actor.account?.id
    }
  }

  /// Keeps the acting person's scores and notes; with `handsIn` they are complete, and frozen. Scores wait until the
  /// interview's time has begun: before it only notes are kept. The day stays as it is meanwhile, so that nobody scores
  /// whom somebody else takes off it at the same moment. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, scores: [UUID: Int], notes: String, handsIn: Bool, expectedVersion: Int? = nil,
    by actor: Actor
  ) async throws -> InterviewScoring {
    let notes = notes.trimmed
    return try await services.pool.withTransaction { tx in
      let held = try await holdDay(of: id, in: tx)
      let application = try await AppointmentAccess.lock(id, .scoreInterviews, by: actor, in: tx)
      let scoring = try await load(application, actor, in: tx)
      guard scoring.day?.id == held else {
        throw DomainError.conflict("This interview has just been moved to another day. Look at it again.")
      }
      guard scoring.isOnPanel, let account = actor.account else {
        throw DomainError.notAllowed("Only those who interview this person score the interview.")
      }
      guard application.state.isPastShortlist else {
        throw DomainError.conflict("This application is no longer in the selection.")
      }
      guard scoring.own?.handedInAt == nil else {
        throw DomainError.conflict("You have handed in your scores. Reopen them to change them.")
      }
      try VacancyStore.requireVersion(expectedVersion, of: scoring.own?.version ?? 0)
      if handsIn || !scores.isEmpty, !scoring.mayHandIn(at: services.now()) {
        let begins = scoring.beginsAt.map { ": on \(LondonTime.dateAndTime($0))" } ?? ""
        throw DomainError.conflict(
          "Nobody is scored before their interview. Give scores once it has begun\(begins). Until then you can keep "
            + "notes without scores.")
      }
      try check(scores, notes, scoring.questions, handsIn)
      let kept = Dictionary(
        uniqueKeysWithValues: scores.map {
          ($0.key.uuidString.lowercased(), JSONValue.number(Double($0.value)))
        })
      let handedInAt: Date? = handsIn ? services.now() : nil
      try await tx.execute(
        """
        INSERT INTO interview_sheet AS s (application_id, account_id, scores, notes, saved_at, handed_in_at)
        VALUES (\(id), \(account.id), \(JSONColumn.encode(kept)), \(notes), \(services.now()), \(handedInAt))
        ON CONFLICT (application_id, account_id) DO UPDATE SET scores = excluded.scores, notes = excluded.notes,
          saved_at = excluded.saved_at, handed_in_at = excluded.handed_in_at, version = s.version + 1
        """)
      if handsIn {
        try await Audit.record(
          "application.interview_scored", AuditSubject("application", id), at: application.place, by: actor,
          services, in: tx)
      }
      return try await load(application, actor, in: tx)
    }
  }

  /// Keeps the day that an application is invited to, and who interviews on it, until the transaction ends; before the
  /// application, as whoever calls a day off does.
  private func holdDay(of id: ApplicationID, in tx: Transaction) async throws -> InterviewDayID? {
    guard let day = try await InterviewStore.invitation(of: id, in: tx) else { return nil }
    return try await InterviewStore.lock(day.id, for: .share, in: tx).id
  }

  private func check(
    _ scores: [UUID: Int], _ notes: String, _ questions: [InterviewQuestion], _ handsIn: Bool
  ) throws {
    var problems = Problems()
    let known = Set(questions.compactMap(\.id))
    problems.require(!known.isEmpty, "scores", "The questions of the interview have not been set yet.")
    problems.require(Set(scores.keys).isSubset(of: known), "scores", "Score the questions of this interview.")
    for (index, question) in questions.enumerated() {
      let score = question.id.flatMap { scores[$0] }
      problems.require(
        score.map(Self.range.contains) ?? !handsIn, "scores[\(index)]",
        "Choose a score from 0 to 4 for question \(index + 1).")
    }
    problems.require(notes.count <= 4000, "notes", "Shorten the notes to 4,000 characters or fewer.")
    problems.require(!handsIn || !notes.isEmpty, "notes", "Enter the reasons for your scores.")
    try problems.throwIfAny()
  }

  func load(
    _ application: SentApplication, _ actor: Actor, in db: some Queryable
  ) async throws -> InterviewScoring {
    let day = try await InterviewStore.invitation(of: application.id, in: db)
    var panel: [(account: AccountID, name: String, email: String)] = []
    if let day { panel = try await InterviewStore.scorers(of: day, in: db) }
    let isOnPanel = panel.contains { $0.account == actor.account?.id }
    guard isOnPanel || actor.may(.readAppointments, at: application.place) else {
      throw DomainError.notFound("interview")
    }
    let sheets = try await Self.sheets(application.id, in: db)
    let handedIn = Set(sheets.filter { $0.handedInAt != nil }.map(\.account))
    let isWhole = Self.isWhole(panel.map(\.account), handedIn)
    let begins = try await InterviewStore.begins(application.id, day, in: db)
    return InterviewScoring(
      application: application, questions: try await SetInterviewQuestions.list(application.vacancy, in: db),
      panel: panel.map { ($0.name, handedIn.contains($0.account)) }, isOnPanel: isOnPanel,
      own: sheets.first { $0.account == actor.account?.id },
      sheets: isWhole ? sheets.filter { $0.handedInAt != nil } : [], day: day,
      beginsAt: begins)
  }

  /// Whether all scores are in: everybody on the panel who may score has handed in.
  static func isWhole(_ panel: [AccountID], _ handedIn: Set<AccountID>) -> Bool {
    !panel.isEmpty && handedIn.isSuperset(of: panel)
  }

  /// Whether all scores of an application's interview are in.
  static func isWhole(_ id: ApplicationID, in db: some Queryable) async throws -> Bool {
    guard let day = try await InterviewStore.invitation(of: id, in: db) else { return false }
    let handedIn = try await sheets(id, in: db).filter { $0.handedInAt != nil }.map(\.account)
    return isWhole(try await InterviewStore.scorers(of: day, in: db).map(\.account), Set(handedIn))
  }

  static func sheets(_ id: ApplicationID, in db: some Queryable) async throws -> [InterviewSheet] {
    try await db.query(
      """
      SELECT s.account_id, c.name, s.scores, s.notes, s.version, s.saved_at, s.handed_in_at
      FROM interview_sheet s JOIN account c ON c.id = s.account_id
      WHERE s.application_id = \(id) ORDER BY c.name, c.id
      """
    ).map { row in
      let scores = try JSONColumn.decode([String: Int].self, from: try row.decode("scores"))
      return InterviewSheet(
        account: try row.decode("account_id"), name: try row.decode("name"),
        scores: Dictionary(
          uniqueKeysWithValues: scores.compactMap { key, value in UUID(uuidString: key).map { ($0, value) } }),
        notes: try row.decode("notes"), version: try row.decode("version"),
        savedAt: try row.decode("saved_at"), handedInAt: try row.decodeIfPresent("handed_in_at"))
    }
  }
}
