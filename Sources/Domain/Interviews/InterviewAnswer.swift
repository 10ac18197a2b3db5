public import Foundation
public import Postgres

/// What somebody has answered who can’t come to an interview. Their application stays where it is.
public struct InterviewAnswer: Sendable, Equatable, RowDecodable {
  /// What may be answered.
  public enum Kind: String, Sendable, Codable, CaseIterable, PostgresValue {
    /// They would come at another time.
    case anotherTime = "another_time"
    /// They do not want to be interviewed.
    case declined

    /// The words for it.
    public var title: String {
      switch self {
      case .anotherTime: "Asked for another time"
      case .declined: "Does not want to be interviewed"
      }
    }
  }

  /// The application.
  public let application: ApplicationID
  /// What they answered.
  public let kind: Kind
  /// Why, if they have said so.
  public let reason: String
  /// Which times suit them, if they have said so.
  public let suits: String
  /// When they answered.
  public let answeredAt: Date
  /// Whether it is about a day that the school has called off since: they are on the shortlist again.
  public let isOfDayCalledOff: Bool

  /// What it is and since when, as its school reads it; the moment is that of the answer, not of the interview.
  public var schoolsSentence: String {
    let when = LondonTime.dateAndTime(answeredAt)
    let said =
      switch kind {
      case .anotherTime: "Asked on \(when) for another time."
      case .declined: "Said on \(when) that they do not want to be interviewed."
      }
    return isOfDayCalledOff ? "\(said) This is about the day of interviews that was called off." : said
  }

  /// The whole of it as its school reads it, a line for each thing said.
  public var schoolsLines: [String] {
    var lines = [schoolsSentence]
    if !suits.isEmpty { lines.append("Times that suit: \(suits)") }
    if !reason.isEmpty { lines.append("Why they can’t come: \(reason)") }
    return lines
  }

  /// What it is and since when, as its candidate reads it.
  public var ownSentence: String {
    let when = LondonTime.dateAndTime(answeredAt)
    switch kind {
    case .anotherTime: return "You asked for another time on \(when)."
    case .declined: return "You told the school on \(when) that you do not want to be interviewed."
    }
  }

  /// The whole of it as its candidate reads it, a line for each thing said.
  public var ownLines: [String] {
    var lines = [ownSentence]
    if !suits.isEmpty { lines.append("Times that suit you: \(suits)") }
    if !reason.isEmpty { lines.append("Why you can’t come: \(reason)") }
    return lines
  }

  /// What it is in a few words, for a line of a list of the school.
  public var listWords: String {
    isOfDayCalledOff ? "\(kind.title), said of the day that was called off" : kind.title
  }

  /// What follows from it, as its candidate reads it.
  public var whatFollows: String {
    switch kind {
    case .anotherTime:
      "Your application stays with the school. It may invite you again or give you another time, and you hear of it by "
        + "e-mail. It need not have another one."
    case .declined:
      "Your application stays with the school until you withdraw it or the school decides on it. Without an interview it "
        + "is unlikely to be successful."
    }
  }

  static let columns: Statement = """
    n.application_id, n.answer, n.reason, n.suits, n.answered_at,
    (SELECT na.state = 'shortlisted' FROM application na WHERE na.id = n.application_id) AS is_of_day_called_off
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    application = try row.decode("application_id")
    kind = try row.decode("answer")
    reason = try row.decode("reason")
    suits = try row.decode("suits")
    answeredAt = try row.decode("answered_at")
    isOfDayCalledOff = try row.decode("is_of_day_called_off")
  }

  /// What an application’s person has answered, whatever has come of it since.
  static func find(_ application: ApplicationID, in db: some Queryable) async throws -> InterviewAnswer? {
    try await db.first(
      "SELECT \(fragment: columns) FROM interview_answer n WHERE n.application_id = \(application)",
      as: InterviewAnswer.self)
  }

  /// What stands of it for those who run the selection: until a new invitation, also when the day is called off.
  static func standing(
    of application: SentApplication, in db: some Queryable
  ) async throws -> InterviewAnswer? {
    guard application.state == .interviewing || application.state == .shortlisted else { return nil }
    return try await find(application.id, in: db)
  }

  /// Takes it away: they are invited anew, or have a time.
  static func clear(_ application: ApplicationID, in tx: Transaction) async throws {
    try await tx.execute("DELETE FROM interview_answer WHERE application_id = \(application)")
  }
}

/// Reads what those have answered who can’t come to an interview, for those who run the selection.
public struct ReadInterviewAnswers: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The answers of those who are invited for a vacancy, or were to a day that is called off, the first first; others
  /// see none. Throws ``DomainError``.
  public func callAsFunction(_ vacancy: VacancyID, by actor: Actor) async throws -> [InterviewAnswer] {
    let found = try await VacancyStore.find(vacancy, in: services.pool)
    try actor.require(.readReceivedApplications, at: found.place, orHide: "vacancy")
    try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: services.pool)
    guard actor.may(.readAppointments, at: found.place) else { return [] }
    return try await services.pool.query(
      """
      SELECT \(fragment: InterviewAnswer.columns) FROM interview_answer n JOIN application a ON a.id = n.application_id
      WHERE a.vacancy_id = \(vacancy) AND a.state IN ('interviewing', 'shortlisted')
      ORDER BY n.answered_at, n.application_id
      """, as: InterviewAnswer.self)
  }

  /// That of one who is invited, or was to a day that is called off; those on a panel who read the application see none.
  /// Throws ``DomainError``.
  public func of(_ id: ApplicationID, by actor: Actor) async throws -> InterviewAnswer? {
    let application = try await AppointmentAccess.received(
      id, .readReceivedApplications, by: actor, in: services.pool)
    guard actor.may(.readAppointments, at: application.place) else { return nil }
    return try await InterviewAnswer.standing(of: application, in: services.pool)
  }
}
