import Domain
import HTTPTypes

/// What everybody does on a day of interviews besides the interview.
enum InterviewTaskRoutes {
  static let all = [replace]

  private static let timing = Schema.choice(InterviewTask.Timing.self).note(
    "At a time of the day, for everybody; or before or after one’s own interview.")
  private static let startsAt = Schema.text.orNull.note(
    "With `at` and no other: when it begins in London, such as 10:15.")
  private static let apart = Schema.whole.orNull.note(
    "How many minutes before the interview begins it starts, or after it ends; null for some time, and with `at`."
  )
  private static let minutes = Schema.whole.orNull.note("How long it takes; needed for what has a time.")

  static let task = Schema.named(
    "InterviewTask",
    .answer([
      "id": .uuid, "title": .text, "timing": timing, "starts_at": startsAt, "minutes_apart": apart,
      "minutes": minutes, "room": .text, "observers": Schema.text.note("Who sees it."), "note": .text,
    ]))

  private static let replace = Endpoint(
    method: .put, path: "/interview-days/{id}/tasks", operationID: "setInterviewTasks", tag: .appointments,
    summary: "Set what everybody does on a day besides the interview",
    note: """
      One that is sent with its `id` stays the same in calendars; those that are left out go. The panel and those who are \
      invited are told by mail; who has a slot with a file for their calendar, in which each task with a time stands. \
      `If-Match` takes the day’s version in double quotes.
      """,
    access: .scoped(.arrangeInterviews), parameters: [InterviewDayRoutes.dayID],
    body: .init(
      schema: .request(required: [
        "tasks": .list(
          .request(
            required: ["title": .text, "timing": timing],
            optional: [
              "id": .uuid.orNull, "starts_at": startsAt, "minutes_apart": apart, "minutes": minutes,
              "room": .text, "observers": .text, "note": .text,
            ]))
      ]),
      example: [
        "tasks": [
          [
            "title": "A lesson of 20 minutes with Year 4", "timing": "before", "minutes_apart": 40,
            "minutes": 20, "room": "Willow class", "observers": "The head and the Year 4 lead",
          ]
        ]
      ]),
    condition: .required, successes: [.ok(InterviewRoutes.day, "The day.")], failures: [409]
  ) { call in
    let given = (call.body.members["tasks"]?.array ?? []).compactMap(\.object).map { read(Fields($0)) }
    let day = try await SetInterviewTasks(call.services)(
      try call.id(of: "interview day"), given, expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(InterviewRoutes.json(day), version: day.version)
  }

  private static func read(_ fields: Fields) -> InterviewTask {
    InterviewTask(
      id: fields.textIfAny("id").flatMap { InterviewTaskID($0) }, title: fields.text("title"),
      timing: fields.code("timing"), startsAt: fields.textIfAny("starts_at"),
      minutesApart: fields.whole("minutes_apart"), minutes: fields.whole("minutes"),
      room: fields.text("room"), observers: fields.text("observers"), note: fields.text("note"))
  }

  static func json(_ task: InterviewTask) -> JSONValue {
    [
      "id": .id(task.id), "title": .string(task.title), "timing": .code(task.timing),
      "starts_at": .text(task.startsAt), "minutes_apart": .whole(task.minutesApart),
      "minutes": .whole(task.minutes), "room": .string(task.room), "observers": .string(task.observers),
      "note": .string(task.note),
    ]
  }
}
