import Foundation
import Postgres

extension InductionPeriod {
  /// What the life of an induction tells of it: where a post begins and ends, and where only its hours change. A period
  /// that ended with a decision ended induction; the post may go on.
  func timeline(
    in periods: [InductionPeriod], _ decided: Set<InductionPeriodID>, on today: CivilDate
  ) -> [TimelineEntry] {
    let hours = fte == 1 ? "full time" : "\(fte) of full time"
    let alone = fte == 1 ? "Full time" : hours
    var entries: [TimelineEntry]
    if let before = before(in: periods) {
      let title =
        before.fte == fte
        ? "Went on at \(schoolName)" : "Hours changed from \(Self.words(before.fte)) to \(Self.words(fte))"
      entries = [
        TimelineEntry(
          startsOn, .period, title, detail: [schoolName, hours].joined(separator: ", "),
          isExpected: startsOn > today)
      ]
    } else {
      entries = [
        TimelineEntry(
          startsOn, .period, "Began at \(schoolName)",
          detail: post.isEmpty ? alone : "\(post), \(hours)",
          isExpected: startsOn > today)
      ]
    }
    if let end = endsOn, after(in: periods) == nil {
      let title =
        decided.contains(id)
        ? "Last day of induction at \(schoolName)" : "Last day of this post at \(schoolName)"
      entries.append(TimelineEntry(end, .period, title, isExpected: end > today, as: .ended))
    }
    return entries
  }

  /// A part of full time with a decimal, such as "1.0".
  private static func words(_ fte: Decimal) -> String { fte == 1 ? "1.0" : "\(fte)" }
}
