import Domain
import HTTPSupport
import Hummingbird

/// Where a school changes who interviews on a day.
struct ChangeInterviewersPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/interviews/:day/panel") { try await show($0, $1) }
    pages.post("school/vacancies/:id/interviews/:day/panel") { try await change($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let day = try await environment.interviewDay(context)
    let panel = try await ChangeInterviewers(environment.services).read(day.id, by: context.webActor)
    var values = FormData()
    values.set("panel", panel.map { $0.account.description })
    return try await page(day, Fields(values), context)
  }

  private func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let day = try await environment.interviewDay(context)
    do {
      _ = try await ChangeInterviewers(environment.services)(
        day.id, context.form.strings("panel").compactMap { AccountID($0) },
        expectedVersion: context.form.int("version"), by: context.webActor)
      return .seeOther(SchoolNews.interviewers.on("/school/vacancies/\(day.vacancy)/interviews"))
    } catch DomainError.staleVersion {
      // Shown as it is stored now, so that the next try is made against that.
      let stored = try await ChangeInterviewers(environment.services).read(day.id, by: context.webActor)
      var values = FormData()
      values.set("panel", stored.map { $0.account.description })
      let problem = FieldProblem(
        field: "panel",
        message:
          "Somebody else has just changed who interviews. This is how it stands now: change it again if need be."
      )
      return try await page(day, Fields(values, problems: [problem]), context)
    } catch {
      let problems = try Refusal.problems(error, field: "panel")
      return try await page(day, Fields(context.form, problems: problems), context)
    }
  }

  private func page(
    _ day: InterviewDay, _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let list = "/school/vacancies/\(day.vacancy)/interviews"
    let staff = try await ArrangeInterviews(environment.services).staff(day.vacancy, by: context.webActor)
    let now = try await ChangeInterviewers(environment.services).read(day.id, by: context.webActor)
    let vacancy = try await FindVacancy(environment.services)(day.vacancy, by: context.webActor)
    let training = try await environment.trainingNotes(
      at: vacancy.place.organisation, by: context.webActor)
    var seen: Set<AccountID> = []
    var choices = staff.filter { seen.insert($0.account).inserted }.map {
      Choice($0.account.description, $0.name, hint: "\($0.role.title). \(training.note(of: $0.account))")
    }
    choices += now.filter { seen.insert($0.account).inserted }.map {
      Choice($0.account.description, $0.name, hint: training.note(of: $0.account))
    }
    let title = "Who interviews"
    return environment.respond(
      Page(title, path: "/school", problems: fields.problems, above: BackLink(to: list, "All interviews")) {
        Heading(title, caption: "Interviews on \(LondonTime.longDate(day.heldOn))")
        Paragraph(
          "We write to everybody who interviews, and to those who no longer do, with a file that brings their calendars "
            + "up to date. Whoever has handed in scores stays.")
        Form("\(list)/\(day.id)/panel", in: context) {
          HiddenInput("version", fields.values.string("version") ?? String(day.version))
          fields.checkboxes(
            "panel", "Who interviews on this day?", choices,
            hint: "One of them must be trained in safer recruitment.")
          ButtonGroup {
            Button("Save who interviews")
            Link("Cancel", to: list)
          }
        }
      }, in: context)
  }
}
