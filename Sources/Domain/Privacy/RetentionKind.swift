public import Postgres

/// What is kept for a time and then erased or made anonymous.
public enum RetentionKind: String, Sendable, Codable, CaseIterable, PostgresValue {
  case application
  case undecidedApplication = "undecided_application"
  case unfinishedAppointment = "unfinished_appointment"
  case disclosure
  case equalityAnswer = "equality_answer"
  case poolEntry = "pool_entry"
  case draft, appointment
  case agencyCandidate = "agency_candidate"
  case account, mail
  case activityBooking = "activity_booking"
  case induction
  case inductionRegistration = "induction_registration"
  case schemeApplication = "scheme_application"
  case schemeAward = "scheme_award"
  case enquiry

  /// What it is, as a heading.
  public var title: String {
    switch self {
    case .application: "Applications that came to nothing"
    case .undecidedApplication: "Applications on which nothing was decided"
    case .unfinishedAppointment: "Accepted offers that led to no appointment"
    case .disclosure: "Self-disclosures and notes of online searches"
    case .equalityAnswer: "Answers to equality questions"
    case .poolEntry: "Entries of the pool"
    case .draft: "Drafts of applications"
    case .appointment: "Records of people who were appointed"
    case .agencyCandidate: "What agencies wrote of people who did not apply"
    case .account: "Accounts that nobody uses"
    case .mail: "Mail that was sent"
    case .activityBooking: "Places in events and programmes"
    case .induction: "Inductions"
    case .inductionRegistration: "Registrations for induction that came to nothing"
    case .schemeApplication: "Applications for schemes that came to nothing"
    case .schemeAward: "Awards of schemes, with what was paid"
    case .enquiry: "Enquiries that were answered or closed"
    }
  }

  /// The moment from which the period counts.
  public var event: String {
    switch self {
    case .application: "the decision, withdrawal or declined offer"
    case .undecidedApplication: "the vacancy’s closing or the last step, whichever is later"
    case .unfinishedAppointment: "the planned first day or the last step, whichever is later"
    case .disclosure: "the decision or appointment"
    case .equalityAnswer: "the decision or appointment, or the term’s totals where they come later"
    case .poolEntry: "the end of the recruitment year"
    case .draft: "the last change or the vacancy’s closing, whichever is later"
    case .appointment: "the day on which the person left the school"
    case .agencyCandidate: "the person’s answer, or the vacancy’s closing where they agreed and did not apply"
    case .account: "the last time its person signed in"
    case .mail: "sending"
    case .activityBooking: "the end of the last session"
    case .induction:
      "completion, failure, leaving or transfer, or the last day in post of one that was never taken up again"
    case .inductionRegistration: "the last change"
    case .schemeApplication: "the decision, withdrawal, declined offer or end of the scheme"
    case .schemeAward: "the last payment or release"
    case .enquiry: "the last answer, or the closing"
    }
  }

  /// What happens then.
  public var consequence: String {
    switch self {
    case .application, .undecidedApplication, .unfinishedAppointment, .appointment:
      "Erased with everything that hangs on it: references and letters, disclosures, scores, notes, interviews, "
        + "offers, checks and messages. Dates without a name stay for figures."
    case .disclosure: "Erased; the application stays for its own period."
    case .equalityAnswer: "Erased; the totals of the term, without names, have been given out by then."
    case .poolEntry: "Erased with checks, grades, scores, schools’ interest and replies."
    case .agencyCandidate: "Erased; that somebody was put forward stays for figures."
    case .draft, .mail: "Erased."
    case .activityBooking:
      "Whose they were is erased; that they were taken, and what was paid, stays for figures."
    case .induction:
      "Erased with its registrations, periods, absences, decisions, letters, appeals, assessments and documents."
    case .inductionRegistration: "Erased with its documents and messages."
    case .enquiry: "Erased with its thread and the authority’s notes."
    case .schemeApplication, .schemeAward:
      "Whose they were and what they wrote is erased; states and amounts stay for figures."
    case .account: "Erased with everything that its person kept, two weeks after a warning by e-mail."
    }
  }

  /// Whether it belongs to the installation and not to an authority, so that only the operator sets its period.
  public var isOfInstallation: Bool { self == .account || self == .mail }

  /// What belongs to an authority.
  public static let ofAuthority = allCases.filter { !$0.isOfInstallation }
}
