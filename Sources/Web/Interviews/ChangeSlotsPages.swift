import Domain
import HTTPSupport
import Hummingbird

/// Where a school adds times to a day of interviews, takes free ones away and changes rooms.
struct ChangeSlotsPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/interviews/:day/slots") { try await show($0, $1) }
    pages.post("school/vacancies/:id/interviews/:day/slots") { try await change($0, $1) }
  }

  private func read(
    _ context: AppRequestContext
  ) async throws -> (day: InterviewDay, slots: [InterviewSlot]) {
    let day = try await environment.interviewDay(context)
    return try await ChangeSlots(environment.services).read(day.id, by: context.webActor)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (day, slots) = try await read(context)
    return page(day, slots, Fields(Self.values(slots)), context)
  }

  private static func room(_ slot: InterviewSlot) -> String { "room-\(slot.id)" }

  private static func values(_ slots: [InterviewSlot]) -> FormData {
    var form = FormData()
    for slot in slots { form.set(room(slot), slot.room) }
    return form
  }

  /// What is to become of the slots that are there now: one that somebody else has added since stays as it is.
  private static func change(_ form: FormData, of slots: [InterviewSlot]) -> SlotChange {
    let removed = Set(form.strings("remove"))
    var kept: [InterviewSlotID: String] = [:]
    for slot in slots where !removed.contains(slot.id.description) {
      kept[slot.id] = form.string(room(slot)) ?? slot.room
    }
    return SlotChange(
      kept: kept, times: InterviewDayPages.list(form["times"]), minutes: form.int("minutes"),
      rooms: InterviewDayPages.list(form["rooms"]))
  }

  private func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (day, slots) = try await read(context)
    do {
      _ = try await ChangeSlots(environment.services)(
        day.id, Self.change(context.form, of: slots), expectedVersion: context.form.int("version"),
        by: context.webActor)
      return .seeOther(SchoolNews.slots.on("/school/vacancies/\(day.vacancy)/interviews"))
    } catch DomainError.staleVersion(let current) {
      let (day, slots) = try await read(context)
      let here = Self.address(day)
      return environment.conflict(
        Self.asked(slots), stored: Self.values(slots), action: here, shown: here, at: "/school", current,
        context)
    } catch {
      let problems = try Refusal.problems(error, field: "slots").map { problem in
        FieldProblem(field: Self.field(problem.field, slots), message: problem.message)
      }
      return page(day, slots, Fields(context.form, problems: problems), context)
    }
  }

  /// Where a problem is shown: with the free times or the first room for those that are there, with the further times for
  /// whoever can't come to them.
  private static func field(_ name: String, _ slots: [InterviewSlot]) -> String {
    switch name {
    case "slots": slots.contains { $0.holder == nil } ? "remove" : slots.first.map(room) ?? "times"
    case "panel": "times"
    default: name
    }
  }

  private static func address(_ day: InterviewDay) -> String {
    "/school/vacancies/\(day.vacancy)/interviews/\(day.id)/slots"
  }

  private static func words(_ slot: InterviewSlot) -> String {
    "\(LondonTime.clockTime(slot.startsAt)) to \(LondonTime.clockTime(slot.endsAt))"
  }

  private static func free(_ slots: [InterviewSlot]) -> [Choice] {
    slots.filter { $0.holder == nil }.map { Choice($0.id.description, InterviewPages.words($0)) }
  }

  /// What the form asks.
  private static func asked(_ slots: [InterviewSlot]) -> [Conflict.Question] {
    slots.map { .text(room($0), "Room, \(words($0))") }
      + [
        .chosen("remove", "Free times to take away", free(slots)), .text("times", "Times to add"),
        .text("minutes", "Minutes of a time"), .text("rooms", "Rooms of the times to add"),
      ]
  }

  private func page(
    _ day: InterviewDay, _ slots: [InterviewSlot], _ fields: Fields, _ context: AppRequestContext
  ) -> Response {
    let list = "/school/vacancies/\(day.vacancy)/interviews"
    let free = Self.free(slots)
    let title = "Times and rooms"
    return environment.respond(
      Page(title, path: "/school", problems: fields.problems, above: BackLink(to: list, "All interviews")) {
        Heading(title, caption: "Interviews on \(LondonTime.longDate(day.heldOn))")
        Paragraph(
          "A time keeps its hour: to move a free one, take it away and add another. We write to those who interview, and "
            + "to whoever has a time in a room that changes, with a file that changes their calendars.")
        Form(Self.address(day), in: context) {
          fields.version(day.version)
          Fieldset("Rooms") {
            for slot in slots {
              fields.text(
                Self.room(slot), "Room, \(Self.words(slot)), \(slot.holderName ?? "free")", width: .twoThirds,
                maximumLength: 100)
            }
          }
          if !free.isEmpty {
            fields.checkboxes("remove", "Take free times away (optional)", free, isSmall: true)
          }
          Fieldset("Add times (optional)") {
            fields.text(
              "times", "Times at which they begin", hint: "With commas between, for example 13:00, 13:45.",
              width: .twoThirds)
            fields.text("minutes", "Minutes of a time", width: .three, inputMode: "numeric")
            fields.text(
              "rooms", "Their rooms (optional)",
              hint: "With commas between; each room has every time you add.", width: .twoThirds)
          }
          ButtonGroup {
            Button("Save times and rooms")
            Link("Cancel", to: list)
          }
        }
      }, in: context)
  }
}
