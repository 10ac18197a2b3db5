import Postgres

extension SupportPlan {
  /// What the timeline tells of it.
  var timeline: [TimelineEntry] {
    var entries = [
      TimelineEntry(at: openedAt, .support, "Support plan opened", detail: ground.title, who: openedBy)
    ]
    entries += meetings.map {
      TimelineEntry(
        $0.heldOn, .support, "Review meeting of the support plan", detail: $0.present, who: $0.recordedBy)
    }
    entries += targets.compactMap { target in
      if let outcome = target.outcome, let day = target.outcomeOn {
        return TimelineEntry(
          day, .support, "Target of the support plan: \(outcome.title.lowercasedFirst)",
          detail: target.content.success, who: target.outcomeBy ?? "")
      }
      guard isOpen, let day = target.content.reviewOn else { return nil }
      return TimelineEntry(day, .due, "Review of a target of the support plan", isExpected: true)
    }
    if let closedAt, let outcome {
      entries.append(
        TimelineEntry(
          at: closedAt, .support, "Support plan closed: \(outcome.title.lowercasedFirst)",
          detail: closing,
          who: closedBy ?? ""))
    }
    return entries
  }

  /// What the teacher gets of it with everything else that is held about them.
  var download: JSONValue {
    [
      "school": .string(schoolName), "opened_because": .string(ground.title), "reason": .string(reason),
      "opened_by": .string(openedBy), "opened_on": .string(LondonTime.date(of: openedAt).description),
      "state": .string(stateTitle), "summed_up": .string(closing),
      "targets": .array(
        targets.map {
          [
            "standard": .string($0.content.standard), "success": .string($0.content.success),
            "support": .string($0.content.support), "supporter": .string($0.content.supporter),
            "review_on": $0.content.reviewOn.map { .string($0.description) } ?? .null,
            "outcome": .string($0.stateTitle), "note": .string($0.outcomeNote),
          ]
        }),
      "meetings": .array(
        meetings.map {
          [
            "on": .string($0.heldOn.description), "present": .string($0.present), "notes": .string($0.notes),
          ]
        }),
    ]
  }
}
