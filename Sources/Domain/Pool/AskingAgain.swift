public import Foundation

/// How a school may ask somebody of the pool again. Whoever has said no is left in peace for the recruitment year, unless
/// there is something new: another vacancy, or a reason that the school gives them.
enum AskingAgain {
  /// When the person last said no to the school, by what it has asked them.
  static func declined(_ earlier: [PoolInterest]) -> Date? {
    earlier.filter { $0.state == .declined }.compactMap(\.answeredAt).max()
  }

  /// What the person reads: the message, and what is new since they said no.
  static func words(_ message: String, newReason: String, since declined: Date?) -> String {
    let (message, reason) = (message.trimmed, newReason.trimmed)
    if reason.isEmpty { return message }
    guard let declined else { return "\(message)\n\n\(reason)" }
    let day = LondonTime.shortDate(LondonTime.date(of: declined))
    return "\(message)\n\nNew since you declined on \(day): \(reason)"
  }

  /// What keeps it from being sent.
  static func problem(
    newReason: String, for vacancy: VacancyID?, since declined: Date?
  ) -> FieldProblem? {
    guard vacancy == nil, newReason.trimmed.isEmpty, let declined else { return nil }
    return FieldProblem(
      field: "new_reason",
      message: "This person declined on \(LondonTime.shortDate(LondonTime.date(of: declined))). "
        + "Say what is new since then, ask for another vacancy, or don’t ask again this year.")
  }

  /// A repeat of what waits for an answer is fine, as of a button that was pressed twice, however its lines are broken;
  /// other words would go nowhere.
  static func requireSame(_ words: String, as open: PoolInterest) throws {
    if spaced(words) == spaced(open.message) { return }
    throw DomainError.conflict(
      "Your question of \(LondonTime.dateAndTime(open.createdAt)) still waits for an answer, so this one was not sent."
        + (open.mayBeTakenBack ? " Take that one back first if you want to ask anew." : ""))
  }
}

extension AskingAgain {
  /// The words with a single space between them.
  private static func spaced(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension PoolPerson {
  /// The vacancies to which they have said no: nobody is asked for those again.
  public var declinedFor: Set<VacancyID> {
    Set(interests.filter { $0.state == .declined }.compactMap(\.vacancy))
  }
  /// When they last told the school no in this recruitment year.
  public var declinedAt: Date? { AskingAgain.declined(interests) }
}
