import Foundation

extension SentApplication {
  /// What brought it where it stands, and when, as a part of a sentence for schools and applicants alike: for whoever
  /// acts on a page that was read before.
  public var happened: String {
    state == .sent
      ? "\(state.happened)" : "\(state.happened) on \(LondonTime.dateAndTime(stateChangedAt))"
  }
}

extension ApplicationState {
  /// What brought an application into this state, in plain words.
  var happened: String {
    switch self {
    case .sent: "it has only been sent, and nothing is decided yet"
    case .underConsideration: "it was taken into consideration"
    case .longlisted: "it was put on the longlist"
    case .shortlisted: "it was put on the shortlist"
    case .interviewing: "the applicant was invited to interview"
    case .offered: "the post was offered to the applicant"
    case .accepted: "the offer was accepted"
    case .unconditional: "the offer was made unconditional"
    case .appointed: "the applicant was appointed"
    case .unsuccessful: "it was turned down"
    case .offerDeclined: "the offer was declined, or ran out without an answer,"
    case .offerWithdrawn: "the school withdrew its offer"
    case .withdrawn: "the applicant withdrew it"
    }
  }
}
