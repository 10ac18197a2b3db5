/// What officers found not to be right of an entry.
public enum PoolFault: String, Sendable, Codable, CaseIterable {
  case incomplete, number, consent

  /// The words for it, to the person.
  public var words: String {
    switch self {
    case .incomplete: "your general application is not complete"
    case .number: "your teacher reference number is missing or does not have seven digits"
    case .consent: "it is not clear that you agree that schools read your general application"
    }
  }

  /// What the person does about it.
  public var remedy: String {
    switch self {
    case .incomplete: "Complete the parts of your general application that are not complete."
    case .number: "Enter your teacher reference number in your general application."
    case .consent: "If you agree, tell the authority’s officers so. If you do not, leave the pool."
    }
  }

  /// Both as whole sentences.
  public var sentence: String { "\(words.prefix(1).uppercased() + words.dropFirst()). \(remedy)" }
}

/// Whether schools can find an entry of the pool, in a sentence for officers.
public enum PoolFinding {
  /// Whether they can now, or why not; `isOpen` is whether the entry's year is.
  public static func sentence(_ entry: PoolEntry, isOpen: Bool) -> String {
    let cannot = "Schools can’t find this person"
    switch entry.state {
    case .paused: return "\(cannot): they have paused their entry."
    case .placed: return "\(cannot): they have taken a post."
    case .left: return "\(cannot): they have left the pool."
    case .closed: return "\(cannot): the pool of \(entry.year) has ended."
    case .active: break
    }
    if entry.hasAcceptedOffer {
      return "\(cannot) now: they have accepted an offer. If it falls through, schools find them again."
    }
    if !isOpen { return "\(cannot): the pool of \(entry.year) is not open now." }
    if entry.checkedAt == nil, entry.faults?.isEmpty == false {
      return "\(cannot) yet: the check found something that is not right. Their own page tells them what."
    }
    if entry.checkedAt == nil {
      return "\(cannot) yet: they can once all three points of the check are right and saved."
    }
    return "Schools can find this person now, except those from which they hide."
  }
}
