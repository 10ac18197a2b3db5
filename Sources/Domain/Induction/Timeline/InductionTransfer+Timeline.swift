import Foundation
import Postgres

extension InductionTransfer {
  /// What happened about it and is to come, for the life of an induction.
  func timeline(on today: CivilDate) -> [TimelineEntry] {
    var entries = [
      TimelineEntry(
        at: askedAt, .transfer,
        wasRecorded ? "Transfer to \(bodyName) recorded" : "Transfer to \(bodyName) asked for",
        detail: reason, who: askedBy)
    ]
    if let agreedAt, !wasRecorded {
      entries.append(
        TimelineEntry(
          at: agreedAt, .transfer, "Transfer to \(bodyName) agreed",
          detail: "From \(LondonTime.longDate(transfersOn))", who: agreedBy ?? ""))
    }
    if state.stands || state == .returned {
      entries.append(
        TimelineEntry(
          transfersOn, .transfer, "\(bodyName) takes over", detail: schoolName,
          isExpected: transfersOn > today))
    }
    if let givenAt { entries.append(TimelineEntry(at: givenAt, .transfer, "Record sent to \(bodyName)")) }
    if let fetchedAt {
      entries.append(TimelineEntry(at: fetchedAt, .transfer, "Record fetched by \(bodyName)"))
    }
    if let acknowledgedOn {
      entries.append(
        TimelineEntry(acknowledgedOn, .transfer, "Receipt acknowledged by \(bodyName)"))
    }
    if let endedAt {
      entries.append(
        TimelineEntry(
          at: endedAt, .transfer, "Transfer to \(bodyName): \(state.title.lowercasedFirst)",
          detail: endReason ?? "", who: endedBy ?? ""))
    }
    return entries
  }
}
