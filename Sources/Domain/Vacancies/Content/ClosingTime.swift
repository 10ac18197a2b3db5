public import Foundation

extension VacancyContent {
  /// The instant of closing; nil while the date or time is open or not a time of day.
  public var closesAt: Date? {
    guard let closesOn, let (hour, minute) = Self.clock(closesAtTime ?? "") else { return nil }
    return LondonTime.instant(closesOn, hour: hour, minute: minute)
  }

  /// The closing time as it is kept: "17:00" for anything that means it, and what was typed where it means nothing.
  var keptClosingTime: String? {
    closesAtTime.map { text in
      guard let (hour, minute) = Self.clock(text) else { return text }
      return String(format: "%02d:%02d", hour, minute)
    }
  }

  /// Hour and minute of a text such as "17:00", "5pm", "5.30 pm" or "noon"; nil when it isn't a time of day.
  public static func clock(_ text: String) -> (hour: Int, minute: Int)? {
    let text = text.lowercased().filter { !$0.isWhitespace }
    if text == "noon" || text == "midday" { return (12, 0) }
    guard
      let match = text.wholeMatch(of: /([0-9]{1,2})(?:[:.]([0-9]{1,2}))?(am|pm|a\.m\.|p\.m\.)?/),
      let hour = Int(match.1), match.2 != nil || match.3 != nil
    else { return nil }
    let minute = match.2.flatMap { Int($0) } ?? 0
    guard (0...59).contains(minute) else { return nil }
    guard let half = match.3 else { return (0...23).contains(hour) ? (hour, minute) : nil }
    return (1...12).contains(hour) ? (hour % 12 + (half.hasPrefix("p") ? 12 : 0), minute) : nil
  }
}
