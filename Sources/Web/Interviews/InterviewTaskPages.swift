import Domain
import HTTPSupport
import Hummingbird

/// Where a school says what everybody does on a day of interviews besides the interview.
struct InterviewTaskPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/interviews/:day/tasks") { try await show($0, $1) }
    pages.post("school/vacancies/:id/interviews/:day/tasks") { try await save($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let day = try await environment.interviewDay(context)
    return page(day, Fields(Self.values(day.taskList)), context)
  }

  private static func values(_ tasks: [InterviewTask]) -> FormData {
    var form = FormData()
    for (index, task) in tasks.enumerated() {
      form.set("id-\(index)", task.id?.description)
      form.set("title-\(index)", task.title)
      form.set("timing-\(index)", task.timing?.rawValue)
      form.set("starts_at-\(index)", task.startsAt)
      form.set("minutes_apart-\(index)", task.minutesApart)
      form.set("minutes-\(index)", task.minutes)
      form.set("room-\(index)", task.room)
      form.set("observers-\(index)", task.observers)
      form.set("note-\(index)", task.note)
    }
    return form
  }

  private static let parts = [
    "title", "timing", "starts_at", "minutes_apart", "minutes", "room", "observers", "note",
  ]

  /// The places of a form in which something stands.
  private static func filled(_ form: FormData) -> [Int] {
    (0..<InterviewTask.most).filter { index in
      parts.contains { form.trimmed("\($0)-\(index)") != nil }
    }
  }

  private static func task(_ index: Int, in form: FormData) -> InterviewTask {
    // What is no number is none that can be meant, and is said so.
    func number(_ name: String) -> Int? { form.trimmed("\(name)-\(index)").map { Int($0) ?? -1 } }
    return InterviewTask(
      id: InterviewTaskID(form["id-\(index)"]), title: form["title-\(index)"],
      timing: InterviewTask.Timing(rawValue: form["timing-\(index)"]),
      startsAt: form.trimmed("starts_at-\(index)"), minutesApart: number("minutes_apart"),
      minutes: number("minutes"), room: form["room-\(index)"], observers: form["observers-\(index)"],
      note: SectionForm.lines(form["note-\(index)"]), number: index + 1)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let day = try await environment.interviewDay(context)
    let form = context.form
    let wanted = Self.filled(form).filter { !form.has("remove-\($0)") }
    do {
      _ = try await SetInterviewTasks(environment.services)(
        day.id, wanted.map { Self.task($0, in: form) }, expectedVersion: form.int("version"),
        by: context.webActor)
      return .seeOther(SchoolNews.tasks.on("/school/vacancies/\(day.vacancy)/interviews"))
    } catch DomainError.staleVersion(let current) {
      let now = try await environment.interviewDay(context)
      let stored = Self.values(now.taskList)
      let last = max(Self.filled(stored).last ?? 0, Self.filled(form).last ?? 0)
      let here = Self.address(now)
      return environment.conflict(
        Self.asked(upTo: last), stored: stored, action: here, shown: here, at: "/school", current, context)
    } catch {
      let problems = try Refusal.problems(error, field: "title-0").map { problem in
        FieldProblem(field: Self.field(problem.field, wanted), message: problem.message)
      }
      return page(day, Fields(form, problems: problems), context)
    }
  }

  /// The field of the page for `tasks[n].title`, where only filled rows are counted.
  private static func field(_ name: String, _ wanted: [Int]) -> String {
    guard let match = name.wholeMatch(of: /tasks\[([0-9]+)\]\.([a-z_]+)/), let index = Int(match.1),
      index < wanted.count
    else { return "title-0" }
    return "\(match.2)-\(wanted[index])"
  }

  private static func address(_ day: InterviewDay) -> String {
    "/school/vacancies/\(day.vacancy)/interviews/\(day.id)/tasks"
  }

  private static let timings = InterviewTask.Timing.allCases.map { Choice($0.rawValue, $0.title) }

  /// What the form asks, for the conflict of two who fill it in.
  private static func asked(upTo last: Int) -> [Conflict.Question] {
    (0...last).flatMap { index -> [Conflict.Question] in
      let name = "Task \(index + 1)"
      return [
        .text("title-\(index)", name), .chosen("timing-\(index)", "\(name): when", timings),
        .text("starts_at-\(index)", "\(name): begins at"),
        .text("minutes_apart-\(index)", "\(name): minutes before or after the interview"),
        .text("minutes-\(index)", "\(name): minutes"), .text("room-\(index)", "\(name): room"),
        .text("observers-\(index)", "\(name): who sees it"), .text("note-\(index)", "\(name): note"),
      ]
    }
  }

  private func page(_ day: InterviewDay, _ fields: Fields, _ context: AppRequestContext) -> Response {
    let list = "/school/vacancies/\(day.vacancy)/interviews"
    let rows = min(InterviewTask.most, (Self.filled(fields.values).last ?? -1) + 3)
    let title = "Tasks of the day"
    return environment.respond(
      Page(title, path: "/school", problems: fields.problems, above: BackLink(to: list, "All interviews")) {
        Heading(title, caption: "Interviews on \(LondonTime.longDate(day.heldOn))")
        Paragraph(
          "What candidates do besides the interview: a lesson, a tour, a written task. Whoever is invited reads it and is "
            + "told when it changes; what has a time stands in their calendar. There is room for two more each time you "
            + "save.")
        Form(Self.address(day), in: context) {
          fields.version(day.version)
          HTML((0..<rows).map { Self.row($0, fields).html })
          ButtonGroup {
            Button("Save these tasks")
            Link("Cancel", to: list)
          }
        }
      }, in: context)
  }

  private static func row(_ index: Int, _ fields: Fields) -> Fieldset {
    Fieldset("Task \(index + 1)") {
      fields.hidden("id-\(index)")
      fields.text("title-\(index)", "What it is", width: .twoThirds, maximumLength: 200)
      fields.select("timing-\(index)", "When", [Choice("", "Choose when")] + timings)
      fields.text(
        "starts_at-\(index)", "When it begins, if it is at a time of the day", hint: "For example 10:15.",
        width: .five)
      fields.text(
        "minutes_apart-\(index)", "How many minutes before or after the interview (optional)",
        hint: "From its beginning to the beginning of the interview, or from the end of the interview on.",
        width: .three, inputMode: "numeric")
      fields.text("minutes-\(index)", "How many minutes it takes", width: .three, inputMode: "numeric")
      fields.text("room-\(index)", "Room (optional)", width: .twoThirds, maximumLength: 100)
      fields.text("observers-\(index)", "Who sees it (optional)", width: .twoThirds, maximumLength: 300)
      fields.textarea(
        "note-\(index)", "What to know or bring (optional)", rows: 2, limit: .characters(1_000))
      if fields.values.trimmed("id-\(index)") != nil {
        fields.checkboxes(
          "remove-\(index)", "Is it no longer to be done?", [Choice("yes", "Remove task \(index + 1)")],
          isSmall: true)
      }
    }
  }
}

/// What there is to do on a day besides the interview, for whoever has a slot or for everybody.
struct InterviewTaskTable: Component {
  private let day: InterviewDay
  private let slot: InterviewSlot?
  private let whose: String

  init(_ day: InterviewDay, slot: InterviewSlot? = nil, whose: String = "your") {
    (self.day, self.slot, self.whose) = (day, slot, whose)
  }

  var html: HTML {
    if day.taskList.isEmpty { return "" }
    return Table(
      "Tasks of the day",
      columns: [.init("When"), .init("What"), .init("Where"), .init("Who sees it")],
      rows: day.taskList.map { task -> [HTML] in
        let when = task.when(on: day.heldOn, slot: slot, whose: whose)
        return [
          HTML(text: when), HTML(lines: [task.title] + task.note.split(separator: "\n").map(String.init)),
          HTML(text: task.room.isEmpty ? "–" : task.room),
          HTML(text: task.observers.isEmpty ? "–" : task.observers),
        ]
      }
    ).html
  }
}
