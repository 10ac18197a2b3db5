import Postgres

extension ObservationRecord {
  /// What the timeline tells of it, once it was shared.
  func timeline(on today: CivilDate) -> [TimelineEntry] {
    let (content, title) = (observation.content, observation.title)
    var entries = traces.map {
      TimelineEntry(
        at: $0.at, .observation, "\(title): \($0.title.lowercasedFirst)",
        detail: $0.to == .draft ? $0.note : "", who: $0.by)
    }
    if wasShared, let day = content.observedOn {
      entries.append(
        TimelineEntry(day, .observation, "Lesson observed", detail: content.context, who: content.observedBy))
    }
    if wasShared, let day = content.stepsBy, day >= today {
      entries.append(
        TimelineEntry(
          day, .due, "Next steps after a lesson observation", detail: content.steps, isExpected: true))
    }
    return entries
  }

  /// What the teacher gets of it with everything else that is held about them.
  var download: JSONValue {
    let content = observation.content
    return [
      "school": .string(observation.schoolName), "observed_by": .string(content.observedBy),
      "observed_on": content.observedOn.map { .string($0.description) } ?? .null,
      "context": .string(content.context), "standards": .array(content.standards.map { .string($0) }),
      "strengths": .string(content.strengths), "areas": .string(content.areas),
      "steps": .string(content.steps),
      "steps_by": content.stepsBy.map { .string($0.description) } ?? .null, "your_comment": .string(comment),
      "history": .array(
        traces.map {
          [
            "what": .string($0.title), "by": .string($0.by),
            "on": .string(LondonTime.date(of: $0.at).description), "note": .string($0.note),
          ]
        }),
    ]
  }
}
