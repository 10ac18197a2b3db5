public import Foundation
public import Postgres

/// Somebody's application for a scheme, with what came of it.
public struct SchemeApplication: Sendable {
  /// Its identifier.
  public let id: SchemeApplicationID
  /// A reference for people.
  public let reference: String
  /// The scheme.
  public let scheme: SchemeID
  /// What that is called.
  public let schemeName: String
  /// The authority.
  public let place: Place
  /// What that is called.
  public let ownerName: String
  /// The teacher's account.
  let account: AccountID?
  /// The teacher's induction.
  public let induction: InductionID?
  /// Where it stands.
  public let state: SchemeApplicationState
  /// Since when.
  public let stateChangedAt: Date
  /// The teacher's name; nil once it is erased.
  public let name: String?
  /// Their e-mail address.
  public let email: String?
  /// Why they apply.
  public let statement: String
  /// What the induction record said when it was sent.
  public let facts: SchemeFacts?
  /// When it was sent.
  public let sentAt: Date?
  /// Which one of those who wait it is, from 1.
  public let position: Int?
  /// What the waiting list is ordered by; nil of who does not wait.
  let queue: Int?
  /// The financial year against which it counts.
  public let year: FinancialYear?
  /// What was offered, in pence.
  public let amountPence: Int
  /// What of it will not be spent.
  public let releasedPence: Int
  /// What was paid.
  public let spentPence: Int
  /// The last day to accept.
  public let answerBy: CivilDate?
  /// Why it was refused or released.
  public let reason: String?
  /// When it was begun.
  public let createdAt: Date
  /// Rises with every change.
  public let version: Int

  /// Whose it is, in a list.
  public var shownName: String { name ?? "Erased" }
  /// What is committed.
  public var committedPence: Int { state == .accepted || state == .ended ? amountPence - releasedPence : 0 }
}

extension SchemeApplication: RowDecodable {
  static let columns: Statement = """
    a.id, a.reference, a.scheme_id, s.name AS scheme_name, s.organisation_id, a.authority_id, o.name AS owner_name,
    a.account_id, a.induction_id, a.state, a.state_changed_at, a.name, a.email, a.statement, a.facts, a.sent_at,
    CASE WHEN a.state = 'waiting' THEN (SELECT count(*) FROM scheme_application w
      WHERE w.scheme_id = a.scheme_id AND w.state = 'waiting' AND w.queue <= a.queue) END AS position,
    a.queue, a.year, a.amount_pence, a.released_pence, a.spent_pence, a.answer_by, a.reason, a.created_at, a.version
    """
  static let tables: Statement = """
    scheme_application a JOIN scheme s ON s.id = a.scheme_id JOIN organisation o ON o.id = s.organisation_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    reference = try row.decode("reference")
    scheme = try row.decode("scheme_id")
    schemeName = try row.decode("scheme_name")
    place = Place(organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    ownerName = try row.decode("owner_name")
    account = try row.decodeIfPresent("account_id")
    induction = try row.decodeIfPresent("induction_id")
    state = try row.decode("state")
    stateChangedAt = try row.decode("state_changed_at")
    name = try row.decodeIfPresent("name")
    email = try row.decodeIfPresent("email")
    statement = try row.decode("statement")
    facts = try row.decodeIfPresent("facts", as: JSONText.self).map {
      try JSONColumn.decode(SchemeFacts.self, from: $0)
    }
    sentAt = try row.decodeIfPresent("sent_at")
    position = try row.decodeIfPresent("position")
    queue = try row.decodeIfPresent("queue")
    year = try row.decodeIfPresent("year", as: Int.self).map(FinancialYear.init)
    amountPence = try row.decode("amount_pence")
    releasedPence = try row.decode("released_pence")
    spentPence = try row.decode("spent_pence")
    answerBy = try row.decodeIfPresent("answer_by")
    reason = try row.decodeIfPresent("reason")
    createdAt = try row.decode("created_at")
    version = try row.decode("version")
  }
}

/// What an officer found of a criterion.
public struct SchemeCheck: Sendable, RowDecodable {
  /// The criterion.
  public let criterion: SchemeCriterionID
  /// Whether it is met.
  public let isMet: Bool
  /// What they noted.
  public let note: String
  /// Who.
  public let checkedBy: String

  /// Reads a row of `scheme_check`.
  public init(row: Row) throws {
    criterion = try row.decode("criterion_id")
    isMet = try row.decode("is_met")
    note = try row.decode("note")
    checkedBy = try row.decode("checked_by_name")
  }
}

/// What an officer says of a criterion.
public struct SchemeCheckEntry: Sendable {
  /// The criterion.
  public let criterion: SchemeCriterionID
  /// Whether it is met; nil where that isn’t said.
  public let isMet: Bool?
  /// A note; needed where the induction record says otherwise.
  public let note: String

  /// What is said of a criterion.
  public init(_ criterion: SchemeCriterionID, isMet: Bool?, note: String = "") {
    (self.criterion, self.isMet, self.note) = (criterion, isMet, note.trimmed)
  }
}

/// A part in which an award is paid.
public struct SchemePayment: Sendable, RowDecodable {
  /// Its identifier.
  public let id: SchemePaymentID
  /// The award.
  public let application: SchemeApplicationID
  /// When it is to be paid.
  public let dueOn: CivilDate
  /// How much, in pence.
  public let pence: Int
  /// When it was paid.
  public let paidOn: CivilDate?

  /// Reads a row of `scheme_payment`.
  public init(row: Row) throws {
    id = try row.decode("id")
    application = try row.decode("application_id")
    dueOn = try row.decode("due_on")
    pence = try row.decode("pence")
    paidOn = try row.decodeIfPresent("paid_on")
  }
}

/// A criterion with what the record says of it and what an officer found, for one application.
public struct SchemeFinding: Sendable {
  /// The criterion.
  public let criterion: SchemeCriterion
  /// What the record says.
  public let byRecord: SchemeCriterion.Finding
  /// What an officer found; it counts before the record.
  public let check: SchemeCheck?

  /// Whether it is met; nil while an officer has to say.
  public var isMet: Bool? { check?.isMet ?? (byRecord == .judged ? nil : byRecord == .met) }
}

/// An application with everything about it.
public struct SchemeCase: Sendable {
  /// The application.
  public let application: SchemeApplication
  /// The scheme.
  public let scheme: Scheme
  /// The criteria, in order.
  public let findings: [SchemeFinding]
  /// How the award is paid, by day.
  public let payments: [SchemePayment]

  /// What is planned or paid, in pence.
  public var plannedPence: Int { payments.reduce(0) { $0 + $1.pence } }
  /// What of the award is neither paid, planned nor released.
  public var unplannedPence: Int { application.committedPence - plannedPence }
}
