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
    if !isOpen { return "\(cannot): the pool of \(entry.year) is not open now." }
    if entry.checkedAt == nil {
      return "\(cannot) yet: they can once all three points of the check are right and saved."
    }
    return "Schools can find this person now, except those from which they hide."
  }
}
