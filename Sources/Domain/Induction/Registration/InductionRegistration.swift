public import Foundation
public import Postgres

/// Names a registration.
public struct RegistrationID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// A school’s registration of a new teacher for induction.
public struct InductionRegistration: Sendable {
  /// Its identifier.
  public let id: RegistrationID
  /// The school and its authority.
  public let place: Place
  /// The school’s name.
  public let schoolName: String
  /// The appointment that it was taken from.
  public let application: ApplicationID?
  /// The induction that came of it.
  public let induction: InductionID?
  /// A reference for people.
  public let reference: String
  /// Where it stands.
  public let state: RegistrationState
  /// What was entered.
  public internal(set) var content: RegistrationContent
  /// What it costs a year, as it was when it was sent.
  public let feePence: Int?
  /// When it was begun.
  public let createdAt: Date
  /// When it was last sent.
  public let submittedAt: Date?
  /// The day by which it was first sent; nil while it never was.
  public let firstSentOn: CivilDate?
  /// When the officer compared it with the national record, and who.
  public let verifiedAt: Date?
  /// Who did.
  public let verifiedBy: String?
  /// Whether that was confirmed for a whole file of the national service, and not for this registration alone.
  public let isVerifiedForFile: Bool
  /// When it was decided.
  public let decidedAt: Date?
  /// Why it was rejected.
  public let stateReason: String?
  /// The first day as the body set it.
  public let confirmedStart: CivilDate?
  /// Rises with every change.
  public let version: Int

  /// What it is called in lists: the teacher’s name, or that there is none yet.
  public var title: String { content.name.isEmpty ? "A new teacher" : content.name }
}

extension InductionRegistration: RowDecodable {
  static let columns: Statement = """
    r.id, r.school_id, r.authority_id, o.name AS school_name, r.application_id, r.induction_id, r.reference, r.state,
    r.content, r.fee_pence, r.created_at, r.submitted_at, \(fragment: firstSending) AS first_sent_on,
    r.verified_at, r.verified_by_name, r.verified_for_file,
    r.decided_at,
    r.state_reason, r.confirmed_start, r.version
    """

  /// The day by which a registration `r` was first sent. Sending it again moves the instant; a question of the body shows
  /// that it had been sent by then.
  static let firstSending: Statement = """
    least((r.submitted_at AT TIME ZONE 'Europe/London')::date,
      (SELECT min(w.written_at AT TIME ZONE 'Europe/London')::date FROM induction_registration_message w
        WHERE w.registration_id = r.id AND NOT w.from_school))
    """

  static let tables: Statement = "induction_registration r JOIN organisation o ON o.id = r.school_id"

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    place = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    application = try row.decodeIfPresent("application_id")
    induction = try row.decodeIfPresent("induction_id")
    reference = try row.decode("reference")
    state = try row.decode("state")
    content = try JSONColumn.decode(RegistrationContent.self, from: try row.decode("content"))
    feePence = try row.decodeIfPresent("fee_pence")
    createdAt = try row.decode("created_at")
    submittedAt = try row.decodeIfPresent("submitted_at")
    firstSentOn = try row.decodeIfPresent("first_sent_on")
    verifiedAt = try row.decodeIfPresent("verified_at")
    verifiedBy = try row.decodeIfPresent("verified_by_name")
    isVerifiedForFile = try row.decode("verified_for_file")
    decidedAt = try row.decodeIfPresent("decided_at")
    stateReason = try row.decodeIfPresent("state_reason")
    confirmedStart = try row.decodeIfPresent("confirmed_start")
    version = try row.decode("version")
  }
}

/// What body and school wrote to each other about a registration.
public struct RegistrationMessage: Sendable, RowDecodable {
  /// Whether the school wrote it.
  public let isFromSchool: Bool
  /// Who wrote it.
  public let author: String
  /// What.
  public let body: String
  /// When.
  public let writtenAt: Date

  /// Reads a row of the table.
  public init(row: Row) throws {
    isFromSchool = try row.decode("from_school")
    author = try row.decode("author_name")
    body = try row.decode("body")
    writtenAt = try row.decode("written_at")
  }
}

/// A registration with everything that there is to say about it.
public struct RegistrationReview: Sendable {
  /// The registration.
  public let registration: InductionRegistration
  /// What keeps it from being sent.
  public let problems: [FieldProblem]
  /// What somebody should look at.
  public let warnings: [String]
  /// Where the same teacher stands besides: for the body alone.
  public let overlaps: [String]
  /// The induction that goes on once it is accepted, and who that is: for the body alone.
  public let sameNumber: SameNumber?
  /// Who acts as appropriate body on the first day.
  public let body: AppropriateBody?
  /// What the body offers.
  public let levels: [InductionServiceLevel]
  /// What was written about it, oldest first.
  public let messages: [RegistrationMessage]
  /// What shows that terms were served elsewhere.
  public let evidence: [InductionEvidence]
  /// What application and check of somebody appointed here say, while the school writes the registration.
  public let facts: [AppointmentFact]
}
