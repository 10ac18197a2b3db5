import Domain
import HTTPTypes

/// Days of interviews that change.
enum InterviewDayRoutes {
  static let all = [move, callOff, interviewers, changeInterviewers]

  static let dayID = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The interview day’s identifier.")

  private static let move = Endpoint(
    method: .put, path: "/interview-days/{id}", operationID: "moveInterviewDay", tag: .appointments,
    summary: "Move a day of interviews to another date or place",
    note: """
      Its slots keep their times of the day, and whoever has one keeps it. Candidates and panel are told by mail, with \
      a file for their calendars. `If-Match` takes the day’s version in double quotes.
      """,
    access: .scoped(.arrangeInterviews), parameters: [dayID],
    body: .init(
      schema: .request(
        required: ["held_on": .date, "place": .text, "choose_by": .date], optional: ["tasks": .text]),
      example: ["held_on": "2026-11-18", "place": "The school, main entrance", "choose_by": "2026-11-16"]),
    condition: .required, successes: [.ok(InterviewRoutes.day, "The day.")], failures: [409]
  ) { call in
    let day = try await ChangeInterviewDay(call.services)(
      try call.id(of: "interview day"),
      InterviewDayDraft(
        heldOn: call.body.date("held_on"), place: call.body.text("place"),
        chooseBy: call.body.date("choose_by"), tasks: call.body.text("tasks")),
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(InterviewRoutes.json(day), version: day.version)
  }

  private static let person = Schema.answer(["account_id": .uuid, "name": .text])

  private static let interviewers = Endpoint(
    method: .get, path: "/interview-days/{id}/panel", operationID: "readInterviewers", tag: .appointments,
    summary: "Read who interviews on a day", access: .scoped(.arrangeInterviews), parameters: [dayID],
    successes: [.ok(.answer(["items": .list(person)]), "By name.")]
  ) { call in
    let id: InterviewDayID = try call.id(of: "interview day")
    let day = try await ChangeInterviewDay(call.services).read(id, by: call.actor)
    let panel = try await ChangeInterviewers(call.services).read(id, by: call.actor)
    return .ok(
      ["items": .array(panel.map { ["account_id": .id($0.account), "name": .string($0.name)] })],
      version: day.version)
  }

  private static let changeInterviewers = Endpoint(
    method: .put, path: "/interview-days/{id}/panel", operationID: "changeInterviewers", tag: .appointments,
    summary: "Change who interviews on a day",
    note: """
      Those who join, stay and go are told by mail, with a file for their calendars. Whoever has handed in scores stays; \
      nobody is at two interviews at once. `If-Match` takes the day’s version in double quotes.
      """,
    access: .scoped(.arrangeInterviews), parameters: [dayID],
    body: .init(
      schema: .request(required: ["panel": .list(.uuid).note("Accounts.")]),
      example: ["panel": ["0193a5c8-1f00-7000-8000-0000000000bb"]]),
    condition: .required, successes: [.ok(InterviewRoutes.day, "The day.")], failures: [409]
  ) { call in
    let day = try await ChangeInterviewers(call.services)(
      try call.id(of: "interview day"), call.body.texts("panel").compactMap { AccountID($0) },
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(InterviewRoutes.json(day), version: day.version)
  }

  private static let callOff = Endpoint(
    method: .post, path: "/interview-days/{id}/call-off", operationID: "callOffInterviewDay",
    tag: .appointments, summary: "Call a day of interviews off",
    note: "Those who were invited to it are told, and are on the shortlist again.",
    access: .scoped(.arrangeInterviews), parameters: [dayID],
    body: .init(
      schema: .request(required: ["reason": .text.note("The candidates read it.")]),
      example: ["reason": "The school is closed on that day."]),
    condition: .optional, successes: [.noContent("It is called off.")], failures: [409]
  ) { call in
    try await ChangeInterviewDay(call.services).callOff(
      try call.id(of: "interview day"), reason: call.body.text("reason"),
      expectedVersion: call.expectedVersion, by: call.actor)
    return .noContent
  }
}
