import Domain

extension OfferReadiness {
  /// How far the interview is, as the steps to an appointment say it: until it is decided what is still to come of it,
  /// afterwards what there was.
  func status(in state: ApplicationState) -> TaskList.Status {
    let isOpen = state == .shortlisted || state == .interviewing
    return switch self {
    case .ready: .completed
    case .notYet(.some): .other("Not held yet", .blue)
    case .notYet(nil): isOpen ? .other("No time yet", .blue) : .other("Not held here", .grey)
    case .withoutDay: isOpen ? .other("No scores yet", .blue) : .other("No scores here", .grey)
    case .scoresMissing: .other("Scores missing", isOpen ? .blue : .grey)
    }
  }
}
