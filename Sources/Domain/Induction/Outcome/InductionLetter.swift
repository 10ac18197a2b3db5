public import Foundation
public import Postgres

/// Names a letter.
public struct LetterID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// A letter on a decision, as it was written: it never changes.
public struct InductionLetter: Sendable, RowDecodable {
  /// Who must be told of a decision (SI 2012/1115, regulation 11).
  public enum Recipient: String, Sendable, CaseIterable, PostgresValue {
    case teacher, head, employer
    case secretaryOfState = "secretary_of_state"

    /// The words for it.
    public var title: String {
      switch self {
      case .teacher: "The teacher"
      case .head: "The head"
      case .employer: "The employer"
      case .secretaryOfState: "The Secretary of State"
      }
    }
  }

  /// How a letter was sent.
  public enum Means: String, Sendable, CaseIterable, PostgresValue {
    case electronic, post, hand
    case termlyReturn = "termly_return"

    /// The words for it.
    public var title: String {
      switch self {
      case .electronic: "By e-mail or the national service"
      case .post: "By post"
      case .hand: "By hand"
      case .termlyReturn: "In the termly return"
      }
    }
  }

  /// Its identifier.
  public let id: LetterID
  /// The induction.
  public let induction: InductionID
  /// The decision that it tells of.
  public let decision: DecisionID
  /// Whether it was never sent and is not any more, since an appeal has undone or changed the decision.
  public let isSuperseded: Bool
  /// The appeal whose outcome it tells of; nil of a letter on the decision itself.
  public let appeal: AppealID?
  /// The teacher whom it is about.
  public let teacherName: String
  /// What was decided.
  public let outcome: InductionOutcome?
  /// Who must be told.
  public let recipient: Recipient
  /// The school and its authority, of a letter to its head or to the employer.
  public let school: Place?
  /// To whom it is addressed: the employer that it was mailed to, where it was mailed after it was written.
  public let addressee: String
  /// Where it goes, in lines; of a letter that was mailed to the employer, that address. Empty in letters from before
  /// addresses were kept.
  public let address: String
  /// Who writes, with their address, in lines.
  public let sender: String
  /// Its subject.
  public let subject: String
  /// Its words.
  public let body: String
  /// When it was written.
  public let writtenAt: Date
  /// The last day of sending it.
  public let dueOn: CivilDate
  /// The day on which it was sent.
  public let sentOn: CivilDate?
  /// How it was sent.
  public let means: Means?
  /// Who sent it, or recorded that it was sent.
  public let sentBy: String?
  /// The employer’s address that it was mailed to.
  public let mailedTo: String?
  /// The employer’s other addresses that it was mailed to before, the first first.
  public let mailedBefore: [String]
  /// Whether it went to the head, who passes it on to the employer.
  public let isThroughSchool: Bool

  /// How it was sent, and to whom where that is not whom it is addressed to.
  public var way: String? {
    guard let means else { return nil }
    if let mailedTo {
      let before = mailedBefore.isEmpty ? "" : ", before that to \(mailedBefore.joined(separator: ", "))"
      return "By e-mail to \(mailedTo)\(before)"
    }
    return isThroughSchool ? "By e-mail to the head, who passes it on" : title(of: means)
  }

  /// The words for a way in which it goes: only the Secretary of State is told by the national service.
  public func title(of means: Means) -> String {
    means == .electronic && recipient != .secretaryOfState ? "By e-mail" : means.title
  }

  /// What it is of.
  public enum Kind: String, Sendable, CaseIterable {
    case decision
    case appealOutcome = "appeal_outcome"
  }

  /// What it is of.
  public var kind: Kind { appeal == nil ? .decision : .appealOutcome }

  /// The name of its file: what it is, for whom, about whom, and of which day.
  public var fileName: String {
    FileName.make(
      kind == .decision ? "decision-letter" : "appeal-outcome-letter", recipient.rawValue, teacherName,
      LondonTime.date(of: writtenAt).description, suffix: "pdf")
  }

  /// Whether it should have been sent before today.
  public func isOverdue(on today: CivilDate) -> Bool { sentOn == nil && !isSuperseded && dueOn < today }

  /// Reads a row of ``list(_:in:)``.
  public init(row: Row) throws {
    id = try row.decode("id")
    induction = try row.decode("induction_id")
    decision = try row.decode("decision_id")
    appeal = try row.decodeIfPresent("appeal_id")
    teacherName =
      "\(try row.decode("first_names", as: String.self)) \(try row.decode("last_name", as: String.self))"
    outcome = try row.decodeIfPresent("outcome")
    recipient = try row.decode("recipient")
    school = try row.decodeIfPresent("school_id", as: OrganisationID.self).map {
      Place(organisation: $0, authority: try row.decode("authority_id"))
    }
    mailedTo = try row.decodeIfPresent("mailed_to")
    mailedBefore = try row.decode("mailed_before")
    addressee = try row.decodeIfPresent("mailed_name") ?? row.decode("addressee")
    address = try mailedTo.map { "E-mail: \($0)" } ?? row.decode("address")
    sender = try row.decode("sender")
    subject = try row.decode("subject")
    body = try row.decode("body")
    writtenAt = try row.decode("written_at")
    dueOn = try row.decode("due_on")
    sentOn = try row.decodeIfPresent("sent_on")
    means = try row.decodeIfPresent("means")
    sentBy = try row.decodeIfPresent("sent_by_name")
    isThroughSchool = try row.decode("through_school")
    isSuperseded = try row.decode("is_superseded")
  }

  static func list(_ condition: Statement, in db: some Queryable) async throws -> [InductionLetter] {
    try await db.query(
      """
      SELECT l.id, l.induction_id, l.decision_id, l.appeal_id, i.first_names, i.last_name, d.outcome, l.recipient,
        l.school_id, o.authority_id, l.addressee, l.address, l.sender, l.subject, l.body, l.written_at, l.due_on,
        l.sent_on, l.means, l.sent_by_name, l.mailed_to, l.mailed_name, l.mailed_before,
        l.through_school, l.sent_on IS NULL AND l.appeal_id IS NULL AND EXISTS (SELECT FROM induction_appeal p
          WHERE p.decision_id = l.decision_id AND p.state IN ('allowed', 'varied')) AS is_superseded
      FROM induction_letter l JOIN induction_decision d ON d.id = l.decision_id
        JOIN induction i ON i.id = l.induction_id
        LEFT JOIN organisation o ON o.id = l.school_id
      WHERE \(fragment: condition)
      ORDER BY l.written_at, array_position(ARRAY['teacher', 'head', 'employer', 'secretary_of_state'], l.recipient),
        l.id LIMIT 200
      """, as: InductionLetter.self)
  }
}
