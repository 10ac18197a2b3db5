public import Foundation
public import Postgres

/// Names a reference that a school has asked for.
public struct ReferenceID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Where a reference stands.
public enum ReferenceState: String, Sendable, Codable, CaseIterable {
  case requested, late, received, declined
  /// The mail that asks for it was given up as undeliverable.
  case undelivered
  /// Another referee has been named in the place of this one.
  case replaced

  /// The words for it.
  public var title: String {
    switch self {
    case .requested: "Requested"
    case .late: "Late"
    case .received: "Received"
    case .declined: "Declined"
    case .undelivered: "Mail not delivered"
    case .replaced: "Another referee named"
    }
  }
}

/// How a reference came.
public enum ReferenceReceipt: String, Sendable, Codable, CaseIterable, PostgresValue {
  case form, letter, paper

  /// The words for it.
  public var title: String {
    switch self {
    case .form: "On the form"
    case .letter: "As a letter, with the safeguarding questions"
    case .paper: "On paper"
    }
  }
}

/// A letter that came with a reference, without its content.
public struct ReferenceLetter: Sendable, Equatable {
  /// Its name as a file.
  public let name: String
  /// Its media type, as a look inside found it.
  public let mediaType: String
  /// Its size in bytes.
  public let size: Int
}

/// A reference that a school has asked for, without what it says.
public struct ReferenceRequest: Sendable, RowDecodable {
  /// Days after which a referee is reminded, each counted from the last mail that somebody had sent.
  public static let reminderDays = [7, 14]
  /// How long a link works, in seconds: twelve weeks.
  static let lifetime: TimeInterval = 84 * 86_400

  /// Its identifier.
  public let id: ReferenceID
  /// The application it is for.
  public let application: ApplicationID
  /// The referee's place in the application, from 1.
  public let referee: Int
  /// The referee's name, as the application has it.
  public let name: String
  /// How they know the applicant.
  public let relationship: String
  /// Their school or organisation.
  public let organisation: String
  /// Where it was asked.
  public let email: String
  /// What it asks: of a referee's own experience, or of the practice of a faith.
  public let formKind: AppointmentForm.Kind
  /// The version of the form.
  public let formVersion: Int
  /// When it was first asked for.
  public let requestedAt: Date
  /// When somebody last had the mail sent.
  public let mailedAt: Date
  /// How many reminders have gone out since.
  public let reminders: Int
  /// When the referee last saved without sending.
  public let savedAt: Date?
  /// When it was received.
  public let receivedAt: Date?
  /// How it came.
  public let receivedAs: ReferenceReceipt?
  /// What the school noted of one that came on paper.
  public let receivedNote: String
  /// When the referee declined.
  public let declinedAt: Date?
  /// Why.
  public let declineReason: String?
  /// When the school made sure with the referee that it is theirs.
  public let verifiedAt: Date?
  /// Who did.
  public let verifiedBy: String?
  /// How.
  public let verifiedNote: String
  /// Rises with every change by the school.
  public let version: Int
  /// The letter that came with it.
  public let letter: ReferenceLetter?
  /// Whether another referee has been named in the place of this one.
  public let isReplaced: Bool
  /// Whether no mail that asks for it has reached the referee since somebody last had it sent, and one was given up.
  public let isUndelivered: Bool
  /// How often the referee declined, also before they, or a letter of theirs, came round.
  public let timesDeclined: Int

  /// What was answered that is to be taken up; none until it was received.
  public let concerns: [ReferenceConcern]

  /// When it was last asked for again, by a new link or at a corrected address; nil where it was asked for once.
  public var askedAgainAt: Date? { mailedAt > requestedAt ? mailedAt : nil }

  /// Where it stands at an instant: late is what has not come two weeks after it was asked for.
  public func state(at now: Date) -> ReferenceState {
    if receivedAt != nil { return .received }
    if isReplaced { return .replaced }
    if declinedAt != nil { return .declined }
    if isUndelivered { return .undelivered }
    return mailedAt.addingTimeInterval(14 * 86_400) <= now ? .late : .requested
  }

  static let columns: Statement = """
    r.id, r.application_id, r.referee, r.name, r.relationship, r.organisation, r.email, r.form_kind, r.form_version,
    r.requested_at, r.mailed_at, r.reminders, r.saved_at, r.received_at, r.received_as, r.received_note,
    r.declined_at, r.decline_reason, r.verified_at, c.name AS verified_by, r.verified_note, r.version,
    l.name AS letter_name, l.media_type AS letter_type, l.size AS letter_size, \(fragment: replaced) AS is_replaced,
    \(fragment: undelivered) AS is_undelivered, \(fragment: ReferenceConcern.column) AS concerns,
    (SELECT count(*) FROM reference_decline d WHERE d.reference_id = r.id) AS times_declined
    """
  /// Whether another referee is named in place of that of the row `r`.
  static let replaced: Statement = """
    EXISTS (SELECT FROM named_referee n WHERE n.application_id = r.application_id AND n.replaces = r.referee)
    """
  /// Whether a mail with a link of this very reference was given up, and none has left that brought one. Asking again
  /// makes the links before dead, so only mails since then count. A mail that was erased had left, unless the reference
  /// says otherwise (``keepUndelivered(_:_:in:)``).
  static let undelivered: Statement = """
    (coalesce(r.undelivered_at >= r.mailed_at, false)
      OR EXISTS (SELECT FROM reference_link k JOIN outbox_mail m ON m.id = k.mail_id
        WHERE k.reference_id = r.id AND m.sent_at IS NULL AND m.attempts >= \(Int32(MailRetry.attempts)))
      AND NOT EXISTS (SELECT FROM reference_link k LEFT JOIN outbox_mail m ON m.id = k.mail_id
        WHERE k.reference_id = r.id AND k.mail_id IS NOT NULL AND (m.id IS NULL OR m.sent_at IS NOT NULL)))
    """

  /// Keeps of mails that are about to be erased, and have not left, that they never reached the referees they were for.
  /// `which` is a condition on `outbox_mail m`.
  static func keepUndelivered(_ which: Statement, _ now: Date, in tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE reference_request r SET undelivered_at = \(now)
      FROM reference_link l JOIN outbox_mail m ON m.id = l.mail_id
      WHERE l.reference_id = r.id AND m.sent_at IS NULL AND \(fragment: which)
        AND NOT EXISTS (SELECT FROM reference_link k LEFT JOIN outbox_mail other ON other.id = k.mail_id
          WHERE k.reference_id = r.id AND k.mail_id IS NOT NULL AND (other.id IS NULL OR other.sent_at IS NOT NULL))
      """)
  }

  static let tables: Statement = """
    reference_request r LEFT JOIN account c ON c.id = r.verified_by
    LEFT JOIN reference_letter l ON l.reference_id = r.id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    application = try row.decode("application_id")
    referee = try row.decode("referee")
    name = try row.decode("name")
    relationship = try row.decode("relationship")
    organisation = try row.decode("organisation")
    email = try row.decode("email")
    formKind = try row.decode("form_kind")
    formVersion = try row.decode("form_version")
    requestedAt = try row.decode("requested_at")
    mailedAt = try row.decode("mailed_at")
    reminders = try row.decode("reminders")
    savedAt = try row.decodeIfPresent("saved_at")
    receivedAt = try row.decodeIfPresent("received_at")
    receivedAs = try row.decodeIfPresent("received_as")
    receivedNote = try row.decode("received_note")
    declinedAt = try row.decodeIfPresent("declined_at")
    declineReason = try row.decodeIfPresent("decline_reason")
    verifiedAt = try row.decodeIfPresent("verified_at")
    verifiedBy = try row.decodeIfPresent("verified_by")
    verifiedNote = try row.decode("verified_note")
    version = try row.decode("version")
    isReplaced = try row.decode("is_replaced")
    isUndelivered = try row.decode("is_undelivered")
    timesDeclined = try row.decode("times_declined")
    concerns = ReferenceConcern.read(try row.decode("concerns"))
    letter = try row.decodeIfPresent("letter_name", as: String.self).map {
      ReferenceLetter(name: $0, mediaType: try row.decode("letter_type"), size: try row.decode("letter_size"))
    }
  }
}

/// One time at which a referee declined.
public struct ReferenceDecline: Sendable, RowDecodable {
  /// When.
  public let declinedAt: Date
  /// Why.
  public let reason: String

  /// Reads a row of `reference_decline`.
  public init(row: Row) throws {
    declinedAt = try row.decode("declined_at")
    reason = try row.decode("reason")
  }
}

/// Statements that the use cases of references share.
enum ReferenceStore {
  /// Every time that a referee declined, oldest first.
  static func declines(_ id: ReferenceID, in db: some Queryable) async throws -> [ReferenceDecline] {
    try await db.query(
      "SELECT declined_at, reason FROM reference_decline WHERE reference_id = \(id) ORDER BY declined_at",
      as: ReferenceDecline.self)
  }

  static func find(_ id: ReferenceID, in db: some Queryable) async throws -> ReferenceRequest {
    let found = try await db.first(
      """
      SELECT \(fragment: ReferenceRequest.columns) FROM \(fragment: ReferenceRequest.tables)
      WHERE r.id = \(id)
      """, as: ReferenceRequest.self)
    guard let found else { throw DomainError.notFound("reference") }
    return found
  }

  static func lock(_ id: ReferenceID, in tx: Transaction) async throws -> ReferenceRequest {
    try await tx.execute("SELECT 1 FROM reference_request WHERE id = \(id) FOR UPDATE")
    return try await find(id, in: tx)
  }

  static func list(_ application: ApplicationID, in db: some Queryable) async throws -> [ReferenceRequest] {
    try await db.query(
      """
      SELECT \(fragment: ReferenceRequest.columns) FROM \(fragment: ReferenceRequest.tables)
      WHERE r.application_id = \(application) ORDER BY r.referee
      """, as: ReferenceRequest.self)
  }

  /// What a referee has answered; blanks and empty lines say nothing.
  static func answers(_ id: ReferenceID, in db: some Queryable) async throws -> [String: JSONValue] {
    let text = try await db.value(
      "SELECT answers FROM reference_request WHERE id = \(id)", as: JSONText.self)
    return try JSONColumn.decode([String: JSONValue].self, from: text).filter { !FormRules.isBlank($0.value) }
  }
}
