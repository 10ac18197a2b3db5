public import Foundation
public import Postgres

/// Names an enquiry.
public struct EnquiryID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Where an enquiry stands: open while the authority owes an answer.
public enum EnquiryState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case open, answered, closed

  /// The word for it.
  public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// What a school has asked its authority.
public struct Enquiry: Sendable, RowDecodable {
  /// How many working days the authority gives itself for an answer.
  public static let workingDaysToAnswer = 5

  /// Its identifier.
  public let id: EnquiryID
  /// Its human-readable reference.
  public let reference: String
  /// The school that asks.
  public let school: Place
  /// What that is called.
  public let schoolName: String
  /// Who asked.
  public let askedBy: AccountID
  /// The name of who asked.
  public let askedByName: String
  /// What it is about.
  public let subject: String
  /// Where it stands.
  public let state: EnquiryState
  /// The officer who sees to it.
  public let owner: AccountID?
  /// The officer's name.
  public let ownerName: String?
  /// The day by which it is to be answered.
  public let dueOn: CivilDate
  /// Rises by one with every change.
  public let version: Int
  /// When it was asked.
  public let askedAt: Date

  /// Whether the answer is late.
  public func isOverdue(on today: CivilDate) -> Bool { state == .open && dueOn < today }

  static let columns: Statement = """
    e.id, e.reference, e.organisation_id, e.authority_id, o.name AS school_name, e.asked_by, a.name AS asked_by_name,
    e.subject, e.state, e.owner_id, w.name AS owner_name, e.due_on, e.version, e.asked_at
    """
  static let tables: Statement = """
    enquiry e JOIN organisation o ON o.id = e.organisation_id JOIN account a ON a.id = e.asked_by
      LEFT JOIN account w ON w.id = e.owner_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    reference = try row.decode("reference")
    school = Place(
      organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    askedBy = try row.decode("asked_by")
    askedByName = try row.decode("asked_by_name")
    subject = try row.decode("subject")
    state = try row.decode("state")
    owner = try row.decodeIfPresent("owner_id")
    ownerName = try row.decodeIfPresent("owner_name")
    dueOn = try row.decode("due_on")
    version = try row.decode("version")
    askedAt = try row.decode("asked_at")
  }
}

/// One message of an enquiry's thread.
public struct EnquiryMessage: Sendable, RowDecodable {
  /// What it is named by.
  let id: UUID
  /// Who wrote it.
  public let authorName: String
  /// Whether the authority wrote it.
  public let isFromAuthority: Bool
  /// Whether it is a note for the authority's own staff.
  public let isNote: Bool
  /// What it says.
  public let body: String
  /// When it was written.
  public let writtenAt: Date

  /// Reads a row of `id, author_name, from_authority, is_note, body, written_at`.
  public init(row: Row) throws {
    id = try row.decode("id")
    authorName = try row.decode("author_name")
    isFromAuthority = try row.decode("from_authority")
    isNote = try row.decode("is_note")
    body = try row.decode("body")
    writtenAt = try row.decode("written_at")
  }
}
