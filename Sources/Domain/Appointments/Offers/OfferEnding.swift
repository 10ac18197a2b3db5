extension Offer {
  /// How it ended for want of a yes, to its applicant; nil for every other one.
  public var ownEnding: String? {
    if let declinedAt, acceptedAt == nil {
      return "You declined the offer on \(LondonTime.longDate(LondonTime.date(of: declinedAt)))."
    }
    guard lapsedAt != nil else { return nil }
    let last = terms.answerBy.map { ", \(LondonTime.longDate($0))" } ?? ""
    return "You did not answer the offer by its last day\(last), so it has ended."
  }
}
