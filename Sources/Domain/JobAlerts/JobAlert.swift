public import Foundation
public import Postgres

/// Names a job alert.
public struct JobAlertID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// How often an alert sends mail.
public enum JobAlertFrequency: String, Sendable, Codable, CaseIterable, PostgresValue {
  case daily, weekly

  /// The words for it on pages and in mails.
  public var title: String {
    switch self {
    case .daily: "Every day"
    case .weekly: "Every Monday"
    }
  }
}

/// Where an alert stands.
public enum JobAlertState: String, Sendable, Codable, CaseIterable, PostgresValue {
  /// The address has not confirmed it yet.
  case unconfirmed
  /// It sends mail.
  case active
  /// It sends none for now.
  case paused
  /// It was ended, or lapsed.
  case ended
}

/// New vacancies of a search by e-mail, for an address that may have no account.
public struct JobAlert: Sendable, RowDecodable {
  /// Its identifier.
  public let id: JobAlertID
  /// The address, as it was typed.
  public let email: String
  /// The search.
  public let criteria: VacancyCriteria
  /// How often it sends mail.
  public let frequency: JobAlertFrequency
  /// Where it stands.
  public let state: JobAlertState
  /// Up to when publications were looked at.
  let seenUntil: Date
  /// When it is looked at next, while it is active.
  public let nextDueAt: Date?
  /// When it lapses unless it is renewed.
  public let expiresAt: Date?
  /// When the address was told that it lapses.
  let warnedAt: Date?
  /// When it was asked for.
  public let createdAt: Date
  /// When the address confirmed it.
  public let confirmedAt: Date?
  /// When it ended.
  public let endedAt: Date?

  /// How many alerts an address may have.
  public static let mostPerAddress = 10
  /// How many days an alert lasts after it was confirmed or renewed.
  public static let lifetimeDays = 365
  /// How many days before its end the address is told.
  public static let warningDays = 14
  /// For how many hours the link that confirms it works.
  public static let confirmationHours = 72

  static let columns: Statement = """
    a.id, a.email, a.criteria, a.frequency, a.state, a.seen_until, a.next_due_at, a.expires_at, a.warned_at,
    a.created_at, a.confirmed_at, a.ended_at
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    email = try row.decode("email")
    criteria = VacancyCriteria(query: try row.decode("criteria", as: String.self))
    frequency = try row.decode("frequency")
    state = try row.decode("state")
    seenUntil = try row.decode("seen_until")
    nextDueAt = try row.decodeIfPresent("next_due_at")
    expiresAt = try row.decodeIfPresent("expires_at")
    warnedAt = try row.decodeIfPresent("warned_at")
    createdAt = try row.decode("created_at")
    confirmedAt = try row.decodeIfPresent("confirmed_at")
    endedAt = try row.decodeIfPresent("ended_at")
  }

  /// Whether the address has been told that it lapses, and may renew it.
  public var isLapsing: Bool { warnedAt != nil && state != .ended }
}

/// When alerts are due: at seven in the morning in London, each day or on Mondays.
enum JobAlertSchedule {
  static let hour = 7

  /// The first moment after `now` at which an alert of this frequency is due.
  static func next(after now: Date, _ frequency: JobAlertFrequency) -> Date {
    let today = LondonTime.date(of: now)
    for days in 0...8 {
      let day = LondonTime.date(today, addingDays: days)
      guard frequency == .daily || isMonday(day) else { continue }
      if let moment = LondonTime.instant(day, hour: hour, minute: 0), moment > now { return moment }
    }
    return now.addingTimeInterval(frequency == .daily ? 86_400 : 7 * 86_400)
  }

  /// 1 January 2000 was a Saturday.
  private static func isMonday(_ day: CivilDate) -> Bool { (day.daysSince2000 % 7 + 7) % 7 == 2 }
}
