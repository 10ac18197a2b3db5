import Domain
import HTTPTypes

/// Days of interviews that change.
enum InterviewDayRoutes {
  static let all = [move, callOff]

  private static let dayID = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The interview day’s identifier.")

  private static let move = Endpoint(
    method: .put, path: "/interview-days/{id}", operationID: "moveInterviewDay", tag: .appointments,
    summary: "Move a day of interviews to another date or place",
    note: """
      Its slots keep their times of the day, and whoever has one keeps it. Candidates and panel are told by mail, with \
      a file for their calendars.
      """,
    access: .scoped(.arrangeInterviews), parameters: [dayID],
    body: .init(
      schema: .request(
        required: ["held_on": .date, "place": .text, "choose_by": .date], optional: ["tasks": .text]),
      example: ["held_on": "2026-11-18", "place": "The school, main entrance", "choose_by": "2026-11-16"]),
    condition: .optional, successes: [.ok(InterviewRoutes.day, "The day.")], failures: [409]
  ) { call in
    let day = try await ChangeInterviewDay(call.services)(
      try call.id(of: "interview day"),
      InterviewDayDraft(
        heldOn: call.body.date("held_on"), place: call.body.text("place"),
        chooseBy: call.body.date("choose_by"), tasks: call.body.text("tasks")),
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
