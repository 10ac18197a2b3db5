import Domain
import HTTPTypes

/// The whole life of an induction.
enum TimelineRoutes {
  static let all = [read, export, exportDays]

  private static let read = Endpoint(
    method: .get, path: "/inductions/{id}/timeline", operationID: "getInductionTimeline", tag: .induction,
    summary: "Read the whole life of an induction, with the days served against those required",
    note:
      "For the appropriate body, schools with a period of it, and the teacher; each as far as they may see it.",
    access: .scoped(.readOwnInduction), parameters: [InductionRecordRoutes.inductionID],
    successes: [
      .ok(
        .answer(["entries": .list(entry), "service": service.orNull]),
        "What happened and what is to come, by day.")
    ]
  ) { call in
    let timeline = try await ReadTimeline(call.services)(try await call.induction(), by: call.actor)
    return .ok([
      "entries": .array(timeline.entries.map(json)), "service": timeline.service.map(json) ?? .null,
    ])
  }

  private static let export = Endpoint(
    method: .get, path: "/inductions/{id}/timeline/export", operationID: "exportInductionTimeline",
    tag: .induction, summary: "Read the whole life of an induction as CSV",
    access: .scoped(.readOwnInduction),
    parameters: [InductionRecordRoutes.inductionID], successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    let timeline = try await ReadTimeline(call.services)(try await call.induction(), by: call.actor)
    return .csv(timeline.csv(on: call.services.today))
  }

  private static let exportDays = Endpoint(
    method: .get, path: "/inductions/{id}/timeline/days/export", operationID: "exportInductionDays",
    tag: .induction, summary: "Read the days served by term as CSV",
    access: .scoped(.readOwnInduction), parameters: [InductionRecordRoutes.inductionID],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    .csv(
      try await ReadTimeline(call.services)(try await call.induction(), by: call.actor).daysCSV)
  }

  private static let entry = Schema.named(
    "InductionTimelineEntry",
    .answer([
      "day": .date, "kind": .choice(TimelineEntry.Kind.self), "title": .text, "detail": .text, "who": .text,
      "is_expected": .flag.note("Whether it is still to come."),
    ]))
  private static let service = Schema.named(
    "InductionService",
    .answer([
      "served_days": .number.note("Full-time days in post until today, those absent among them."),
      "required_days": .number.orNull.note(
        "Full-time days in post to the expected end, which absence to be made up for makes later; null where no end is "
          + "planned, and where no day counts."),
      "absent_days": .number.note("The teacher’s working days, as the plan counts them."),
      "warnings": .list(.text).note("Why no day of a post counts, for each that was too short."),
      "terms": .list(
        .answer([
          "title": .text, "starts_on": .date, "ends_on": .date, "school_days": .whole, "served_days": .number,
          "days_to_come": .number, "absent_days": .number,
        ])),
    ]))

  private static func json(_ entry: TimelineEntry) -> JSONValue {
    [
      "day": .date(entry.day), "kind": .string(entry.kind.rawValue), "title": .string(entry.title),
      "detail": .string(entry.detail), "who": .string(entry.who), "is_expected": .bool(entry.isExpected),
    ]
  }

  private static func json(_ service: ServiceByTerm) -> JSONValue {
    [
      "served_days": .number(service.served),
      "required_days": service.required.map { .number($0) } ?? .null,
      "absent_days": .number(service.absent), "warnings": .texts(service.warnings),
      "terms": .array(
        service.terms.map {
          [
            "title": .string($0.title), "starts_on": .date($0.start), "ends_on": .date($0.end),
            "school_days": .whole($0.schoolDays), "served_days": .number($0.served),
            "days_to_come": .number($0.toCome), "absent_days": .number($0.absent),
          ]
        }),
    ]
  }
}
