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
    let chosen = try await chosen(ids, for: vacancy, context)
    var values = FormData()
    values.set(
      "message", WriteMessage.usualMessage(for: vacancy, to: chosen.taken.map(\.application.state)))
    return page(vacancy, chosen, ids, Fields(values), context)
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
      return try await refused(vacancy, ids, problems, context)
    } catch DomainError.notAllowed(let sentence), DomainError.conflict(let sentence) {
      let problem = FieldProblem(field: "applications", message: sentence)
      return try await refused(vacancy, ids, [problem], context)
    }
  }

  private func refused(
    _ vacancy: Vacancy, _ ids: [ApplicationID], _ problems: [FieldProblem], _ context: AppRequestContext
  ) async throws -> Response {
    let chosen = try await chosen(ids, for: vacancy, context)
    return page(
      vacancy, chosen, ids, Fields(context.form, problems: chosen.placed(problems)), context)
  }

  /// Those ticked; who has closed their account is left out.
  private func chosen(
    _ ids: [ApplicationID], for vacancy: Vacancy, _ context: AppRequestContext
  ) async throws -> ChosenList {
    try await ChosenList(ids, for: vacancy.id, by: context.webActor, environment.services) {
      (
        canBe: !$0.isAccountClosed,
        note: $0.isAccountClosed ? "They have closed their account." : $0.state.title
      )
    }
  }

  private func page(
    _ vacancy: Vacancy, _ chosen: ChosenList, _ ids: [ApplicationID], _ fields: Fields,
    _ context: AppRequestContext
  ) -> Response {
    let base = "/school/vacancies/\(vacancy.id)/selection"
    return environment.respond(
      Page(
        "Write to applicants", path: "/school", problems: fields.problems,
        above: BackLink(to: base, "Selection")
      ) {
        Heading("Write to applicants", caption: vacancy.content.title)
        chosen
        if chosen.taken.isEmpty {
          EmptyState(
            ids.isEmpty ? "Nobody is chosen" : "Nobody is left to write to",
            "Tick the applicants that you want to write to.", action: Link("Choose applicants", to: base))
          if !fields.problems.isEmpty {
            TooLate.kept([TooLate.Typed("Your message", SectionForm.lines(fields.values["message"]))])
          }
        } else {
          Paragraph("Each of them gets the message for themselves, and does not see who else does.")
          Form("\(base)/message", in: context) {
            for line in chosen.taken { HiddenInput("application", line.application.id.description) }
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
