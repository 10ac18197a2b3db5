public import Foundation
public import Postgres

/// Names a transfer of an induction.
public struct TransferID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What somebody enters about a transfer.
public struct TransferContent: Sendable, Equatable {
  /// Why the induction goes.
  public var cause: TransferCause?
  /// The other appropriate body.
  public var bodyName: String
  /// Its contact’s e-mail address.
  public var contactEmail: String
  /// The school there, where it is known.
  public var schoolName: String
  /// The first day under the other body.
  public var transfersOn: CivilDate?
  /// Why, in words.
  public var reason: String

  /// What was entered.
  public init(
    cause: TransferCause?, bodyName: String, contactEmail: String, schoolName: String = "",
    transfersOn: CivilDate?,
    reason: String
  ) {
    (self.cause, self.bodyName, self.contactEmail) = (cause, bodyName.trimmed, contactEmail.trimmed)
    (self.schoolName, self.transfersOn, self.reason) = (schoolName.trimmed, transfersOn, reason.trimmed)
  }
}

/// The transfer of an induction to another appropriate body, from asking for it to its receipt.
public struct InductionTransfer: Sendable, RowDecodable {
  /// Its identifier.
  public let id: TransferID
  /// The induction.
  public let induction: InductionID
  /// The induction’s reference.
  public let reference: String
  /// The teacher’s name.
  public let teacher: String
  /// Where it stands.
  public let state: TransferState
  /// Why the induction goes.
  public let cause: TransferCause
  /// The other appropriate body.
  public let bodyName: String
  /// Its contact’s e-mail address; nil for readers whom it doesn’t concern.
  public internal(set) var contactEmail: String?
  /// The school there; may be empty.
  public let schoolName: String
  /// The first day under the other body.
  public let transfersOn: CivilDate
  /// Why, in words.
  public let reason: String
  /// When it was asked for or recorded.
  public let askedAt: Date
  /// By whom.
  public let askedBy: String
  /// When the body agreed.
  public let agreedAt: Date?
  /// Who did.
  public let agreedBy: String?
  /// When the record was last sent.
  public let givenAt: Date?
  /// When it was first fetched.
  public let fetchedAt: Date?
  /// When the other body acknowledged it.
  public let acknowledgedOn: CivilDate?
  /// Who there did.
  public let acknowledgedBy: String?
  /// When it was refused, taken back or undone, or the teacher came back.
  public let endedAt: Date?
  /// Who did so.
  public let endedBy: String?
  /// Why.
  public let endReason: String?
  /// Rises with every change.
  public let version: Int

  /// Whether an officer recorded it at once, and nobody asked for it.
  public var wasRecorded: Bool { agreedAt == askedAt }

  /// The last day under this body.
  public var lastDay: CivilDate { transfersOn.adding(days: -1) }

  static let columns: Statement = """
    t.id, t.induction_id, i.reference, i.first_names || ' ' || i.last_name AS teacher, t.state, t.cause, t.body_name,
    t.contact_email, t.school_name, t.transfers_on, t.reason, t.asked_at, t.asked_by_name, t.agreed_at,
    t.agreed_by_name, t.given_at, t.fetched_at, t.acknowledged_on, t.acknowledged_by, t.ended_at, t.ended_by_name,
    t.end_reason, t.version
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    induction = try row.decode("induction_id")
    reference = try row.decode("reference")
    teacher = try row.decode("teacher")
    state = try row.decode("state")
    cause = try row.decode("cause")
    bodyName = try row.decode("body_name")
    contactEmail = try row.decode("contact_email", as: String.self)
    schoolName = try row.decode("school_name")
    transfersOn = try row.decode("transfers_on")
    reason = try row.decode("reason")
    askedAt = try row.decode("asked_at")
    askedBy = try row.decode("asked_by_name")
    agreedAt = try row.decodeIfPresent("agreed_at")
    agreedBy = try row.decodeIfPresent("agreed_by_name")
    givenAt = try row.decodeIfPresent("given_at")
    fetchedAt = try row.decodeIfPresent("fetched_at")
    acknowledgedOn = try row.decodeIfPresent("acknowledged_on")
    acknowledgedBy = try row.decodeIfPresent("acknowledged_by")
    endedAt = try row.decodeIfPresent("ended_at")
    endedBy = try row.decodeIfPresent("ended_by_name")
    endReason = try row.decodeIfPresent("end_reason")
    version = try row.decode("version")
  }

  static func list(
    _ condition: Statement, order: Statement = "t.asked_at, t.id", limit: Int = 50, in db: some Queryable
  ) async throws -> [InductionTransfer] {
    try await db.query(
      """
      SELECT \(fragment: columns) FROM induction_transfer t JOIN induction i ON i.id = t.induction_id
      WHERE \(fragment: condition) ORDER BY \(fragment: order) LIMIT \(limit)
      """, as: InductionTransfer.self)
  }

  static func find(_ id: TransferID, in db: some Queryable) async throws -> InductionTransfer {
    guard let found = try await list("t.id = \(id)", in: db).first else {
      throw DomainError.notFound("transfer")
    }
    return found
  }

  /// The one by which an induction goes or has gone to another body; nil when there is none.
  static func standing(of induction: InductionID, in db: some Queryable) async throws -> InductionTransfer? {
    try await list(
      "t.induction_id = \(induction) AND t.state = ANY (\(TransferState.standing))", in: db
    ).first
  }
}

/// The record as it was given over once, without its content.
public struct TransferGiving: Sendable, RowDecodable {
  /// How long the link in the mail works, in seconds: two weeks.
  static let lifetime: TimeInterval = 14 * 86_400
  /// How long whoever has fetched the record can read and save it, in seconds: an hour.
  static let readingTime: TimeInterval = 3_600

  /// To which address the link went.
  public let sentTo: String
  /// When.
  public let madeAt: Date
  /// Who sent it.
  public let madeBy: String
  /// Until when the link works.
  public let expiresAt: Date
  /// When it was withdrawn.
  public let withdrawnAt: Date?
  /// When the record was fetched.
  public let fetchedAt: Date?
  /// Who fetched it, by the name they gave.
  public let fetchedBy: String?

  /// How it stands, in words for people.
  public func standing(at now: Date) -> String {
    if let fetchedAt {
      return "Fetched \(LondonTime.dateAndTime(fetchedAt)) by \(fetchedBy ?? "the other body")"
    }
    if let withdrawnAt { return "Withdrawn \(LondonTime.dateAndTime(withdrawnAt))" }
    return expiresAt <= now
      ? "Expired \(LondonTime.dateAndTime(expiresAt)) without being fetched"
      : "Works until \(LondonTime.dateAndTime(expiresAt))"
  }

  /// Reads a row of ``list(_:in:)``.
  public init(row: Row) throws {
    sentTo = try row.decode("sent_to")
    madeAt = try row.decode("made_at")
    madeBy = try row.decode("made_by_name")
    expiresAt = try row.decode("expires_at")
    withdrawnAt = try row.decodeIfPresent("withdrawn_at")
    fetchedAt = try row.decodeIfPresent("fetched_at")
    fetchedBy = try row.decodeIfPresent("fetched_by")
  }

  static func list(_ transfer: TransferID, in db: some Queryable) async throws -> [TransferGiving] {
    try await db.query(
      """
      SELECT sent_to, made_at, made_by_name, expires_at, withdrawn_at, fetched_at, fetched_by
      FROM induction_transfer_giving WHERE transfer_id = \(transfer) ORDER BY made_at, id LIMIT 50
      """, as: TransferGiving.self)
  }
}

/// A transfer with everything that hangs on it, as far as the reader may see it.
public struct TransferRecord: Sendable {
  /// The transfer.
  public let transfer: InductionTransfer
  /// Each time that the record was given over, oldest first; for officers alone.
  public let givings: [TransferGiving]
  /// Whether an interim assessment is asked for, and how it stands.
  public let interim: InterimRule.Finding
  /// Why one is asked for, in words; nil where none is.
  public let interimReason: String?
  /// What the reader may do now.
  public let steps: [TransferStep]
}
