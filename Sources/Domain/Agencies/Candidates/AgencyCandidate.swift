public import Foundation
public import Postgres

/// Names somebody whom an agency puts forward for a vacancy.
public struct AgencyCandidateID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What a consultant writes about somebody.
public struct AgencyCandidateContent: Sendable, Equatable {
  /// The person's full name.
  public var name: String
  /// Their e-mail address: they are asked there.
  public var email: String
  /// Their telephone number, if it is given.
  public var telephone: String
  /// Why they suit the vacancy.
  public var statement: String
  /// Their experience and qualifications, if they are given.
  public var experience: String

  /// What a consultant writes.
  public init(
    name: String = "", email: String = "", telephone: String = "", statement: String = "",
    experience: String = ""
  ) {
    (self.name, self.email, self.telephone) = (name, email, telephone)
    (self.statement, self.experience) = (statement, experience)
  }

  /// What is left once everything about the person was erased.
  static let erased = AgencyCandidateContent(name: "Erased")
}

/// What became of asking somebody whether an agency may put them forward.
public enum AgencyCandidateState: String, Sendable, CaseIterable, PostgresValue {
  case asked, consented, declined, lapsed, retracted
  case takenBack = "taken_back"
  case consentWithdrawn = "consent_withdrawn"
  case represented
  case appliedDirectly = "applied_directly"

  /// The states that may follow each state: the one table of a candidacy's life. A consent ends when the person takes
  /// it back before they apply, or when an application shows that they had agreed with another agency, or applied,
  /// before.
  public static let transitions: [AgencyCandidateState: Set<AgencyCandidateState>] = [
    .asked: [.consented, .declined, .lapsed, .retracted, .takenBack, .represented, .appliedDirectly],
    .consented: [.consentWithdrawn, .represented, .appliedDirectly],
    .declined: [], .lapsed: [], .retracted: [], .takenBack: [], .consentWithdrawn: [], .represented: [],
    .appliedDirectly: [],
  ]

  /// Whether a candidacy may go from this state to another.
  public func mayBecome(_ next: AgencyCandidateState) -> Bool {
    Self.transitions[self, default: []].contains(next)
  }

  /// Why an agency does not represent the person, in words for them; nil where that isn't how it ended.
  public var whyNotRepresenting: String? {
    switch self {
    case .represented: "Another agency represents you for this vacancy: you agreed with it first."
    case .appliedDirectly: "You have applied for this vacancy yourself, and your own application counts."
    case .asked, .consented, .declined, .lapsed, .retracted, .takenBack, .consentWithdrawn: nil
    }
  }

  /// The states from which a candidacy may go to another, as the database holds them.
  static func leading(to next: AgencyCandidateState) -> [String] {
    allCases.filter { $0.mayBecome(next) }.map(\.rawValue)
  }

  /// What agreeing leads to. Whoever applied themselves before, withdrawn since or not, is nobody's candidate; of
  /// several agencies counts the one that the person agreed with first.
  static func ofConsent(hasApplied: Bool, isRepresented: Bool) -> AgencyCandidateState {
    if isRepresented { return .represented }
    return hasApplied ? .appliedDirectly : .consented
  }
}

/// How somebody whom an agency put forward stands, in words that an agency may read.
public enum CandidateStanding: String, Sendable, CaseIterable {
  case waiting, declined, lapsed, retracted
  case takenBack = "taken_back"
  case consentWithdrawn = "consent_withdrawn"
  case represented
  case appliedDirectly = "applied_directly"
  case agreed
  case withSchool = "with_school"
  case shortlisted, interviewing, offered, accepted, appointed, unsuccessful
  case offerDeclined = "offer_declined"
  case offerWithdrawn = "offer_withdrawn"
  case withdrawn

  /// What follows from what became of asking and, once the person has applied, from their application.
  public init(_ state: AgencyCandidateState, application: ApplicationState?) {
    self =
      switch (state, application) {
      case (.asked, _): .waiting
      case (.declined, _): .declined
      case (.lapsed, _): .lapsed
      case (.retracted, _): .retracted
      case (.takenBack, _): .takenBack
      case (.consentWithdrawn, _): .consentWithdrawn
      case (.represented, _): .represented
      case (.appliedDirectly, _): .appliedDirectly
      case (.consented, nil): .agreed
      case (.consented, .sent), (.consented, .underConsideration), (.consented, .longlisted): .withSchool
      case (.consented, .shortlisted): .shortlisted
      case (.consented, .interviewing): .interviewing
      case (.consented, .offered): .offered
      case (.consented, .accepted), (.consented, .unconditional): .accepted
      case (.consented, .appointed): .appointed
      case (.consented, .unsuccessful): .unsuccessful
      case (.consented, .offerDeclined): .offerDeclined
      case (.consented, .offerWithdrawn): .offerWithdrawn
      case (.consented, .withdrawn): .withdrawn
      }
  }

  /// The words for it.
  public var title: String {
    switch self {
    case .waiting: "Waiting for the person’s answer"
    case .declined: "The person said no"
    case .lapsed: "Not answered in time"
    case .retracted: "You took it back"
    case .takenBack: "The school took the vacancy back"
    case .consentWithdrawn: "The person took their consent back"
    case .represented: "Represented by another agency"
    case .appliedDirectly: "The person has applied themselves"
    case .agreed: "Agreed; application not sent yet"
    case .withSchool: "With the school"
    case .shortlisted: "Shortlisted"
    case .interviewing: "Invited to interview"
    case .offered: "Offered the post"
    case .accepted: "Offer accepted"
    case .appointed: "Appointed"
    case .unsuccessful: "Not taken forward"
    case .offerDeclined: "Offer not taken up"
    case .offerWithdrawn: "Offer withdrawn"
    case .withdrawn: "Application withdrawn"
    }
  }

  /// The words for it to the person whom it is about.
  public var titleForPerson: String {
    switch self {
    case .waiting: "Waiting for your answer"
    case .declined: "You said no"
    case .retracted: "The agency took it back"
    case .consentWithdrawn: "You took your consent back"
    case .appliedDirectly: "You have applied yourself"
    default: title
    }
  }
}

/// Somebody whom an agency puts forward for a vacancy, as the agency reads it.
public struct AgencyCandidate: Sendable {
  /// Its identifier.
  public let id: AgencyCandidateID
  /// The release it belongs to.
  public let release: AgencyReleaseID
  /// The vacancy.
  public let vacancy: VacancyID
  /// The vacancy's title.
  public let vacancyTitle: String
  /// The school and its authority.
  public let place: Place
  /// The school's name.
  public let schoolName: String
  /// The agency.
  public let agency: OrganisationID
  /// The agency's name.
  public let agencyName: String
  /// What the consultant wrote; the name alone says so once it was erased.
  public let content: AgencyCandidateContent
  /// How they stand.
  public let standing: CandidateStanding
  /// What became of asking.
  let state: AgencyCandidateState
  /// The person's account, once they have agreed.
  let account: AccountID?
  /// Whether they have closed that account since; never for the agency.
  let isAccountClosed: Bool
  /// Their application for the vacancy; never for the agency.
  let application: ApplicationID?
  /// When they were put forward.
  public let submittedAt: Date
  /// Until when they may answer.
  public let answerBy: Date
  /// When they answered.
  public let answeredAt: Date?
  /// The version of the wording that they agreed to.
  public let wordingVersion: Int?
  /// Whether everything about the person was erased.
  public let isErased: Bool
  /// Rises with every change.
  public let version: Int

  /// Where operations of the agency happen.
  public var agencyPlace: Place { Place(organisation: agency, authority: place.authority) }
}

extension AgencyCandidate: RowDecodable {
  static let columns: Statement = """
    c.id, c.release_id, c.vacancy_id, v.title AS vacancy_title, c.school_id, c.authority_id,
    s.name AS school_name, c.agency_id, g.name AS agency_name, c.name, c.email, c.telephone, c.statement,
    c.experience, c.state, c.account_id, a.id AS application_id, a.state AS application_state, c.submitted_at,
    c.answer_by, c.answered_at, c.wording_version, c.erased_at IS NOT NULL AS is_erased, c.version,
    EXISTS (SELECT FROM account p WHERE p.id = c.account_id AND p.closed_at IS NOT NULL) AS is_account_closed
    """
  /// With the application that the person sent under the agency's name: the one that stands, else the last.
  static let tables: Statement = """
    agency_candidate c JOIN vacancy v ON v.id = c.vacancy_id JOIN organisation s ON s.id = c.school_id
    JOIN organisation g ON g.id = c.agency_id
    LEFT JOIN LATERAL (
      SELECT a.id, a.state FROM application a
      WHERE c.state = 'consented' AND a.vacancy_id = c.vacancy_id AND a.account_id = c.account_id
      ORDER BY a.state <> 'withdrawn' DESC, a.sent_at DESC, a.id DESC LIMIT 1
    ) a ON true
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    let state = try row.decode("state", as: AgencyCandidateState.self)
    let isErased = try row.decode("is_erased", as: Bool.self)
    let content =
      isErased
      ? .erased
      : AgencyCandidateContent(
        name: try row.decode("name"), email: try row.decode("email"),
        telephone: try row.decodeIfPresent("telephone") ?? "",
        statement: try row.decodeIfPresent("statement") ?? "",
        experience: try row.decodeIfPresent("experience") ?? "")
    self.init(
      id: try row.decode("id"), release: try row.decode("release_id"), vacancy: try row.decode("vacancy_id"),
      vacancyTitle: try row.decode("vacancy_title"),
      place: Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id")),
      schoolName: try row.decode("school_name"), agency: try row.decode("agency_id"),
      agencyName: try row.decode("agency_name"), content: content,
      standing: CandidateStanding(state, application: try row.decodeIfPresent("application_state")),
      state: state, account: try row.decodeIfPresent("account_id"),
      isAccountClosed: try row.decode("is_account_closed"),
      application: try row.decodeIfPresent("application_id"), submittedAt: try row.decode("submitted_at"),
      answerBy: try row.decode("answer_by"), answeredAt: try row.decodeIfPresent("answered_at"),
      wordingVersion: try row.decodeIfPresent("wording_version"), isErased: isErased,
      version: try row.decode("version"))
  }
}
