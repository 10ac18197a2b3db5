public import Postgres

/// Where a sent application stands.
public enum ApplicationState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case sent
  case underConsideration = "under_consideration"
  case longlisted, shortlisted, interviewing, offered, accepted, unconditional, appointed, unsuccessful
  case offerDeclined = "offer_declined"
  case offerWithdrawn = "offer_withdrawn"
  case withdrawn

  /// The states that may follow each state: the one table of an application's life. The database holds the same
  /// as rows of `application_transition`.
  public static let transitions: [ApplicationState: Set<ApplicationState>] = [
    .sent: [.underConsideration, .longlisted, .shortlisted, .unsuccessful, .withdrawn],
    .underConsideration: [.longlisted, .shortlisted, .unsuccessful, .withdrawn],
    .longlisted: [.underConsideration, .shortlisted, .unsuccessful, .withdrawn],
    .shortlisted: [.underConsideration, .interviewing, .unsuccessful, .withdrawn],
    .interviewing: [.shortlisted, .offered, .unsuccessful, .withdrawn],
    .offered: [.accepted, .offerDeclined, .offerWithdrawn, .withdrawn],
    .accepted: [.unconditional, .appointed, .offerWithdrawn, .withdrawn],
    .unconditional: [.appointed, .offerWithdrawn, .withdrawn],
    .appointed: [.accepted],
    .unsuccessful: [.underConsideration, .interviewing],
    .offerDeclined: [.interviewing],
    .offerWithdrawn: [.interviewing],
    .withdrawn: [],
  ]

  /// Whether an application may go from this state to another.
  public func mayBecome(_ next: ApplicationState) -> Bool {
    Self.transitions[self, default: []].contains(next)
  }

  /// Whether the school may still choose this person: the selection of the vacancy is not over for them.
  public var isInSelection: Bool {
    switch self {
    case .sent, .underConsideration, .longlisted, .shortlisted, .interviewing, .offered, .accepted,
      .unconditional:
      true
    case .appointed, .unsuccessful, .offerDeclined, .offerWithdrawn, .withdrawn: false
    }
  }

  /// The words for it, for schools and applicants alike.
  public var title: String {
    switch self {
    case .sent: "Sent"
    case .underConsideration: "Being considered"
    case .longlisted: "Longlisted"
    case .shortlisted: "Shortlisted"
    case .interviewing: "Invited to interview"
    case .offered: "Offered"
    case .accepted: "Offer accepted"
    case .unconditional: "Offer unconditional"
    case .appointed: "Appointed"
    case .unsuccessful: "Not taken forward"
    case .offerDeclined: "Offer not taken up"
    case .offerWithdrawn: "Offer withdrawn"
    case .withdrawn: "Withdrawn"
    }
  }

  /// What it means for the applicant, in a sentence.
  public var explanation: String {
    switch self {
    case .sent: "The school has your application."
    case .underConsideration: "The school is considering your application."
    case .longlisted: "You are on the school’s first, longer list. It chooses from it whom to shortlist."
    case .shortlisted:
      "You are on the school’s shortlist. It asks for references and invites you to interview next."
    case .interviewing: "The school has invited you to interview."
    case .offered: "The school has offered you the post. Answer by the end of the day that it gives."
    case .accepted: "You have accepted the offer. The school now makes the checks that the law asks for."
    case .unconditional:
      "The checks are done: the offer that you have accepted depends on nothing any more. The school appoints you next."
    case .appointed: "The checks are done and the post is yours."
    case .unsuccessful: "The school has decided not to take your application forward."
    case .offerDeclined: "The offer was declined, or not answered by its last day."
    case .offerWithdrawn: "The school has withdrawn its offer."
    case .withdrawn: "You withdrew this application."
    }
  }
}
