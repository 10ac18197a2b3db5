/// An amount of money that somebody has typed in pounds.
enum PoundsEntry {
  /// The amount in pence, as people write it, such as "£36,000.50": a comma stands before groups of three digits and never
  /// before pence. Nil for anything else, a part of which is never taken for the whole.
  static func pence(_ typed: String) -> Int? {
    let bare = typed.filter { !$0.isWhitespace }
    guard let match = bare.wholeMatch(of: /£?([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.([0-9]{1,2}))?/),
      let pounds = Int(match.1.filter { $0 != "," })
    else { return nil }
    let rest = match.2.map { $0.count == 1 ? "\($0)0" : String($0) } ?? "0"
    return Int(rest).map { pounds * 100 + $0 }
  }
}
