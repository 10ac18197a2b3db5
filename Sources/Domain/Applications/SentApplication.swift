public import Foundation
public import Postgres

/// An application as it was sent to one vacancy, frozen.
public struct SentApplication: Sendable {
  /// Its identifier.
  public let id: ApplicationID
  /// Its human-readable reference.
  public let reference: String
  /// The vacancy it answers.
  public let vacancy: VacancyID
  /// The vacancy's title.
  public let vacancyTitle: String
  /// The vacancy's reference.
  public let vacancyReference: String
  /// When the school last changed what the published vacancy says; nil when it never did.
  public let vacancyRevisedAt: Date?
  /// The school and its authority.
  public let place: Place
  /// The school's name.
  public let schoolName: String
  /// Whose it is.
  public let account: AccountID
  /// The applicant's name as sent; for its applicant and for mail to them, never for the school.
  let nameAsSent: String
  /// Whether the school has chosen not to see names yet.
  public let isAnonymous: Bool
  /// The applicant's number while names are hidden, of this vacancy's.
  public let applicantNumber: Int?
  /// Whether the applicant has closed their account since: they can't be written to or invited. Never while names are
  /// hidden: whoever leaves the pool at the same moment would be known by it.
  public let isAccountClosed: Bool
  /// Where it stands.
  public let state: ApplicationState
  /// Why it was moved there, if a reason was given; for the school.
  public let stateReason: String?
  /// When it came into this state.
  public let stateChangedAt: Date
  /// When it was sent.
  public let sentAt: Date
  /// Rises by one with every change of state.
  public let version: Int
  /// The version of the form it was made on.
  public let formVersion: Int

  static let columns: Statement = """
    a.id, a.reference, a.vacancy_id, v.title AS vacancy_title, v.reference AS vacancy_reference,
    v.revised_at AS vacancy_revised_at, a.school_id,
    a.authority_id, o.name AS school_name, a.account_id, a.applicant_name,
    coalesce(an.hides_names, false) AS is_anonymous, a.applicant_number,
    NOT coalesce(an.hides_names, false)
      AND (SELECT closed_at IS NOT NULL FROM account WHERE account.id = a.account_id) AS is_account_closed,
    a.state, a.state_reason, a.state_changed_at, a.sent_at, a.version, a.form_version
    """
  static let tables: Statement = """
    application a JOIN vacancy v ON v.id = a.vacancy_id JOIN organisation o ON o.id = a.school_id
    LEFT JOIN vacancy_anonymity an ON an.vacancy_id = a.vacancy_id
    """

  /// When the school changed the vacancy after this was sent; nil when it didn't.
  public var updatedSince: Date? { vacancyRevisedAt.flatMap { $0 > sentAt ? $0 : nil } }

  /// What the applicant is called: their name as sent, or "Applicant 7" while names are hidden.
  public var applicantName: String {
    isAnonymous ? "Applicant \(applicantNumber.map { "\($0)" } ?? reference)" : nameAsSent
  }

  /// Why nobody who has closed their account is invited or given a time, or what else is to be done with them; nothing
  /// while the account is open.
  func requireOpenAccount(toBe done: String = "invited to interview or given a time") throws {
    guard isAccountClosed else { return }
    throw DomainError.conflict(
      "\(applicantName) has closed their account and can’t be \(done).")
  }

  /// Why nobody who has closed their account is offered the post, given more time to answer or taken up again; nothing
  /// while it is open.
  func requireOpenToOffer() throws {
    guard isAccountClosed else { return }
    throw DomainError.conflict(
      "\(applicantName) has closed their account, so they can’t answer an offer.")
  }

  /// The same as a person sees it: applicants see their own name.
  public func applicantName(for actor: Actor) -> String {
    actor.account?.id == account ? nameAsSent : applicantName
  }
}

extension SentApplication: RowDecodable {
  /// Reads a row of the columns above.
  public init(row: Row) throws {
    self.init(
      id: try row.decode("id"), reference: try row.decode("reference"), vacancy: try row.decode("vacancy_id"),
      vacancyTitle: try row.decode("vacancy_title"), vacancyReference: try row.decode("vacancy_reference"),
      vacancyRevisedAt: try row.decodeIfPresent("vacancy_revised_at"),
      place: Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id")),
      schoolName: try row.decode("school_name"), account: try row.decode("account_id"),
      nameAsSent: try row.decode("applicant_name"), isAnonymous: try row.decode("is_anonymous"),
      applicantNumber: try row.decodeIfPresent("applicant_number"),
      isAccountClosed: try row.decodeIfPresent("is_account_closed") ?? false, state: try row.decode("state"),
      stateReason: try row.decodeIfPresent("state_reason"),
      stateChangedAt: try row.decode("state_changed_at"), sentAt: try row.decode("sent_at"),
      version: try row.decode("version"), formVersion: try row.decode("form_version"))
  }
}

/// A sent application with everything it says, on the form it was made on.
public struct WholeApplication: Sendable {
  /// The application.
  public let application: SentApplication
  /// The form it was made on.
  public let form: ApplicationForm
  /// The answers by section.
  public let answers: [String: [String: JSONValue]]
  /// The applicant's e-mail address; nil while names are hidden, and once they have closed their account.
  public var email: String?
  /// Applications to the same vacancy that are most likely of the same person; for those who run the selection.
  public var likelyDuplicates: [LikelyDuplicate] = []
  /// The address of the applicant's account, to be taken out of what they wrote; never shown.
  var ownAddress: String?
}

/// Statements that the application use cases share.
enum ApplicationStore {
  static func find(_ id: ApplicationID, in db: some Queryable) async throws -> SentApplication {
    let found = try await db.first(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables) WHERE a.id = \(id)
      """, as: SentApplication.self)
    guard let found else { throw DomainError.notFound("application") }
    return found
  }

  /// Several of them, by what names them; those that are gone are left out.
  static func each(
    _ ids: [ApplicationID], in db: some Queryable
  ) async throws -> [ApplicationID: SentApplication] {
    let found = try await db.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.id = ANY (\(ids.map(\.rawValue)))
      """, as: SentApplication.self)
    return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
  }

  /// The application of an account that stands for a vacancy: one that was sent and not withdrawn.
  static func standing(
    of account: AccountID, for vacancy: VacancyID, in db: some Queryable
  ) async throws -> SentApplication? {
    try await db.first(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.account_id = \(account) AND a.vacancy_id = \(vacancy) AND a.state <> 'withdrawn'
      """, as: SentApplication.self)
  }

  static func lock(_ id: ApplicationID, in tx: Transaction) async throws -> SentApplication {
    try await tx.execute("SELECT 1 FROM application WHERE id = \(id) FOR UPDATE")
    return try await find(id, in: tx)
  }
}
