public import Foundation

extension VacancyContent {
  /// The instant of closing; nil while the date or time is open or not a time of day.
  public var closesAt: Date? {
    guard let closesOn, let (hour, minute) = Self.clock(closesAtTime ?? "") else { return nil }
    return LondonTime.instant(closesOn, hour: hour, minute: minute)
  }

  /// Hour and minute of a text such as "17:00"; nil when it isn't one.
  static func clock(_ text: String) -> (hour: Int, minute: Int)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy(\.isNumber) }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
    else { return nil }
    return (hour, minute)
  }
}
