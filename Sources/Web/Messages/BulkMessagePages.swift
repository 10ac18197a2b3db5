import Domain
import HTTPSupport
import Hummingbird

/// Where a school writes the same to several applicants for a vacancy.
struct BulkMessagePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/selection/message") { try await show($0, $1) }
    pages.post("school/vacancies/:id/selection/message") { try await write($0, $1) }
  }

  private func vacancy(_ context: AppRequestContext) async throws -> Vacancy {
    let panel = try await ReadPanel(environment.services)(try context.vacancyOfPath(), by: context.webActor)
    try context.webActor.require(.messageApplicant, at: panel.vacancy.place, orHide: "page")
    return panel.vacancy
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let ids = ShortlistQuery.values("application", request).compactMap { ApplicationID($0) }
    let vacancy = try await vacancy(context)
    var values = FormData()
    var states: [ApplicationState] = []
    for id in ids.prefix(WriteMessage.most) {
      states.append(
        try await ReadApplication(environment.services)(id, by: context.webActor).application.state)
    }
    values.set("message", WriteMessage.usualMessage(for: vacancy, to: states))
    return try await page(vacancy, ids, Fields(values), context)
  }

  private func write(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await vacancy(context)
    let ids = context.form.strings("application").compactMap { ApplicationID($0) }
    do {
      try await WriteMessage(environment.services)(
        vacancy: vacancy.id, to: ids, context.form["message"],
        submission: SubmissionToken.read(context.form) ?? SubmissionToken.mint(), by: context.webActor)
      return .seeOther("/school/vacancies/\(vacancy.id)/selection?done=written")
    } catch DomainError.invalid(let problems) {
      return try await page(vacancy, ids, Fields(context.form, problems: problems), context)
    } catch DomainError.notAllowed(let sentence) {
      let problem = FieldProblem(field: "message", message: sentence)
      return try await page(vacancy, ids, Fields(context.form, problems: [problem]), context)
    } catch DomainError.conflict(let sentence) {
      let problem = FieldProblem(field: "message", message: sentence)
      return try await page(vacancy, ids, Fields(context.form, problems: [problem]), context)
    }
  }

  private func page(
    _ vacancy: Vacancy, _ ids: [ApplicationID], _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let base = "/school/vacancies/\(vacancy.id)/selection"
    var applications: [SentApplication] = []
    for id in ids.prefix(WriteMessage.most) {
      let found = try await ReadApplication(environment.services)(id, by: context.webActor).application
      guard found.vacancy == vacancy.id else { throw DomainError.notFound("application") }
      applications.append(found)
    }
    return environment.respond(
      Page(
        "Write to applicants", path: "/school", problems: fields.problems,
        above: BackLink(to: base, "Selection")
      ) {
        Heading("Write to applicants", caption: vacancy.content.title)
        if applications.isEmpty {
          EmptyState(
            "Nobody is chosen", "Tick the applicants that you want to write to.",
            action: Link("Choose applicants", to: base))
        } else {
          Paragraph("Each gets the message for themselves, and does not see who else does:")
          BulletList(applications.map(\.applicantName))
          Form("\(base)/message", in: context) {
            for application in applications { HiddenInput("application", application.id.description) }
            fields.textarea(
              "message", "Your message", hint: "They can answer; the answers stand with their applications.",
              rows: 10, limit: .characters(ApplicationMessage.longest))
            ButtonGroup {
              Button("Send")
              Link("Cancel", to: base)
            }
          }
        }
      }, in: context)
  }
}
