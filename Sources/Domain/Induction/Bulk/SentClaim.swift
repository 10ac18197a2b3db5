public import Foundation
public import Postgres

/// A row of a file of claims that was sent to the national service, with what it answered.
public struct SentClaim: Sendable, RowDecodable {
  /// Its identifier.
  public let id: UUID
  /// The file that it was sent in.
  public let file: UUID
  /// The line of the file, the header being 1.
  public let line: Int
  /// The induction.
  public let induction: InductionID
  /// The teacher’s name.
  public let name: String
  /// The teacher’s number.
  public let trn: String
  /// The birth date, as it was sent.
  public let birthDate: CivilDate
  /// The programme, as it was sent.
  public let programme: String
  /// The first day of the period, as it was sent.
  public let startsOn: CivilDate
  /// When it was recorded as sent.
  public let sentAt: Date
  /// Who recorded it.
  public let sentBy: String
  /// Where it stands.
  public let state: ClaimState
  /// Why the national service refused it, in its words; empty unless it did.
  public internal(set) var faults: String
  /// When the answer was recorded.
  public let answeredAt: Date?
  /// Who recorded the answer; empty while there is none.
  public let answeredBy: String

  static let columns: Statement = """
    c.id, c.file_id, c.line, c.induction_id, i.first_names || ' ' || i.last_name AS name, i.trn, c.birth_date,
    c.programme, c.starts_on, c.sent_at, f.recorded_by_name AS sent_by, c.state, c.faults, c.answered_at,
    c.answered_by_name
    """
  static let tables: Statement = """
    induction_claim c JOIN induction i ON i.id = c.induction_id JOIN induction_claim_file f ON f.id = c.file_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    file = try row.decode("file_id")
    line = try row.decode("line")
    induction = try row.decode("induction_id")
    name = try row.decode("name")
    trn = try row.decode("trn")
    birthDate = try row.decode("birth_date")
    programme = try row.decode("programme")
    startsOn = try row.decode("starts_on")
    sentAt = try row.decode("sent_at")
    sentBy = try row.decode("sent_by")
    state = try row.decode("state")
    faults = try row.decode("faults")
    answeredAt = try row.decodeIfPresent("answered_at")
    answeredBy = try row.decode("answered_by_name")
  }
}

/// A file of claims that was sent, with how its rows stand.
public struct SentClaimFile: Sendable, RowDecodable {
  /// Its identifier.
  public let id: UUID
  /// When it was recorded as sent.
  public let sentAt: Date
  /// Who recorded it.
  public let sentBy: String
  /// How many of its rows are kept here.
  public let rows: Int
  /// How many of them wait for an answer.
  public let waiting: Int
  /// How many were accepted.
  public let accepted: Int
  /// How many were refused and are not sent again yet.
  public let refused: Int
  /// How many were refused and sent again.
  public let resent: Int

  static let columns: Statement = """
    f.id, f.recorded_at, f.recorded_by_name, count(*) AS rows,
    count(*) FILTER (WHERE c.state = 'sent') AS waiting, count(*) FILTER (WHERE c.state = 'accepted') AS accepted,
    count(*) FILTER (WHERE c.state = 'refused') AS refused, count(*) FILTER (WHERE c.state = 'resent') AS resent
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    sentAt = try row.decode("recorded_at")
    sentBy = try row.decode("recorded_by_name")
    rows = try row.decode("rows")
    waiting = try row.decode("waiting")
    accepted = try row.decode("accepted")
    refused = try row.decode("refused")
    resent = try row.decode("resent")
  }
}
