import Domain
import HTTPSupport
import Hummingbird

/// Where a school moves a day of interviews, or calls it off.
struct ChangeInterviewDayPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/interviews/:day") { try await show($0, $1) }
    pages.post("school/vacancies/:id/interviews/:day") { try await move($0, $1) }
    pages.post("school/vacancies/:id/interviews/:day/call-off") { try await callOff($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let day = try await environment.interviewDay(context)
    return page(day, Fields(Self.values(day)), context)
  }

  private static func values(_ day: InterviewDay) -> FormData {
    var form = FormData()
    form.set("held_on", day.heldOn)
    form.set("place", day.place)
    form.set("tasks", day.tasks)
    form.set("choose_by", LondonTime.date(of: day.chooseBy))
    return form
  }

  private func move(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let day = try await environment.interviewDay(context)
    let form = context.form
    do {
      _ = try await ChangeInterviewDay(environment.services)(
        day.id,
        InterviewDayDraft(
          heldOn: form.date("held_on").date, place: form["place"], chooseBy: form.date("choose_by").date,
          tasks: SectionForm.lines(form["tasks"])), expectedVersion: form.int("version"),
        by: context.webActor)
      return done(day, .moved)
    } catch DomainError.staleVersion(let current) {
      return try await conflict(current, context)
    } catch {
      let problems = try Refusal.problems(error, field: "held_on")
      return page(day, Fields(form, problems: problems), context)
    }
  }

  /// The day as another has moved it, beside what was sent.
  private func conflict(_ current: Int, _ context: AppRequestContext) async throws -> Response {
    let day = try await environment.interviewDay(context)
    let here = "/school/vacancies/\(day.vacancy)/interviews/\(day.id)"
    return environment.conflict(
      [
        .date("held_on", "The day"), .text("place", "Where"),
        .text("tasks", "What candidates do on the day, and should bring"),
        .date("choose_by", "The last day on which candidates choose or change their time"),
      ], stored: Self.values(day), action: here, shown: here, at: "/school", current, context)
  }

  /// How a day is that another has changed, for whoever is about to call it off.
  private static func changed(_ day: InterviewDay) -> String {
    let until = LondonTime.longDate(LondonTime.date(of: day.chooseBy))
    return "Somebody else has just changed this day. It is on \(LondonTime.longDate(day.heldOn)) now, at "
      + "“\(day.place)”, and candidates choose their time until \(until). If it is still to be called off, press "
      + "again."
  }

  private func callOff(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let day = try await environment.interviewDay(context)
    do {
      try await ChangeInterviewDay(environment.services).callOff(
        day.id, reason: SectionForm.lines(context.form["reason"]),
        expectedVersion: context.form.int("version"), by: context.webActor)
      return done(day, .calledOff)
    } catch DomainError.staleVersion {
      let now = try await environment.interviewDay(context)
      return refused(now, [FieldProblem(field: "reason", message: Self.changed(now))], context)
    } catch {
      return refused(day, try Refusal.problems(error, field: "reason"), context)
    }
  }

  /// The page again for a call-off that was not carried out.
  private func refused(
    _ day: InterviewDay, _ problems: [FieldProblem], _ context: AppRequestContext
  ) -> Response {
    var form = Self.values(day)
    form.set("reason", context.form["reason"])
    return page(day, Fields(form, problems: problems), context)
  }

  private func done(_ day: InterviewDay, _ news: SchoolNews) -> Response {
    .seeOther(news.on("/school/vacancies/\(day.vacancy)/interviews"))
  }

  private func page(_ day: InterviewDay, _ fields: Fields, _ context: AppRequestContext) -> Response {
    let list = "/school/vacancies/\(day.vacancy)/interviews"
    let base = "\(list)/\(day.id)"
    return environment.respond(
      Page(
        "Move a day of interviews", path: "/school", problems: fields.problems,
        above: BackLink(to: list, "All interviews")
      ) {
        Heading("Move this day", caption: "Interviews on \(LondonTime.longDate(day.heldOn))")
        for warning in day.warnings { WarningText(warning) }
        Paragraph(
          "Every slot keeps its time of the day, and whoever has one keeps it. We write to the candidates and to those "
            + "who interview, with a file that changes their calendars.")
        Form(base, in: context) {
          fields.version(day.version)
          fields.date("held_on", "The day", hint: "For example 27 3 2027.")
          fields.text("place", "Where", width: .twoThirds)
          fields.textarea(
            "tasks", "What candidates do on the day, and should bring (optional)", rows: 4,
            limit: .characters(4_000))
          fields.date("choose_by", "The last day on which candidates choose or change their time")
          Button("Move this day")
        }
        Heading("Call it off", .section)
        Paragraph(
          "The slots are gone, and those who were invited are on the shortlist again: invite them to another day then."
        )
        Form("\(base)/call-off", in: context) {
          fields.version(day.version)
          fields.textarea(
            "reason", "Why is it called off?", hint: "The candidates read this.", rows: 3,
            limit: .characters(2_000))
          Button("Call this day off", kind: .warning)
        }
      }, in: context)
  }
}

extension WebEnvironment {
  /// The day of interviews that the address names, of the vacancy that it names.
  func interviewDay(_ context: AppRequestContext) async throws -> InterviewDay {
    _ = try context.webActor.requireAccount()
    guard let id = context.parameters.get("day").flatMap({ InterviewDayID($0) }) else {
      throw DomainError.notFound("interview day")
    }
    let day = try await ChangeInterviewDay(services).read(id, by: context.webActor)
    try context.require(day.vacancy, named: "id", orHide: "interview day")
    return day
  }
}
