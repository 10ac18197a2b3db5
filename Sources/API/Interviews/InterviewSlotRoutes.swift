import Domain
import HTTPTypes

/// The times and rooms of a day of interviews.
enum InterviewSlotRoutes {
  static let all = [read, change]

  private static let schedule = Schema.answer([
    "day": InterviewRoutes.day, "slots": .list(InterviewRoutes.slot),
  ])

  private static let read = Endpoint(
    method: .get, path: "/interview-days/{id}/slots", operationID: "readInterviewSlots", tag: .appointments,
    summary: "Read the times and rooms of a day of interviews", access: .scoped(.arrangeInterviews),
    parameters: [InterviewDayRoutes.dayID], successes: [.ok(schedule, "The day with its slots in order.")]
  ) { call in try await answer(try call.id(of: "interview day"), call) }

  private static let change = Endpoint(
    method: .put, path: "/interview-days/{id}/slots", operationID: "changeInterviewSlots", tag: .appointments,
    summary: "Add times to a day of interviews, take free ones away, change rooms",
    note: """
      `slots` names those that stay, each with its room; free ones that are left out go. A slot keeps its hour. `times`, \
      `minutes` and `rooms` are those of further slots, as when a day is arranged. The panel, and whoever has a slot in a \
      room that changes, are told by mail, with a file for their calendars. `If-Match` takes the day’s version in double \
      quotes.
      """,
    access: .scoped(.arrangeInterviews), parameters: [InterviewDayRoutes.dayID],
    body: .init(
      schema: .request(
        required: ["slots": .list(.request(required: ["id": .uuid, "room": .text]))],
        optional: ["times": .list(.text), "minutes": .whole.orNull, "rooms": .list(.text)]),
      example: [
        "slots": [["id": "0193a5c8-1f00-7000-8000-0000000000cc", "room": "Hall"]], "times": ["13:00"],
        "minutes": 40, "rooms": ["Hall"],
      ]),
    condition: .required, successes: [.ok(schedule, "The day with its slots in order.")], failures: [409]
  ) { call in
    let id: InterviewDayID = try call.id(of: "interview day")
    var kept: [InterviewSlotID: String] = [:]
    for slot in (call.body.members["slots"]?.array ?? []).compactMap(\.object) {
      guard let id = slot["id"]?.string.flatMap({ InterviewSlotID($0) }) else { continue }
      kept[id] = slot["room"]?.string ?? ""
    }
    _ = try await ChangeSlots(call.services)(
      id,
      SlotChange(
        kept: kept, times: call.body.texts("times"), minutes: call.body.whole("minutes"),
        rooms: call.body.texts("rooms")), expectedVersion: call.expectedVersion, by: call.actor)
    return try await answer(id, call)
  }

  private static func answer(_ id: InterviewDayID, _ call: Call) async throws -> Answer {
    let (day, slots) = try await ChangeSlots(call.services).read(id, by: call.actor)
    return .ok(
      ["day": InterviewRoutes.json(day), "slots": .array(slots.map(InterviewRoutes.json))],
      version: day.version)
  }
}
