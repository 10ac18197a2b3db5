import Domain
import HTTPSupport
import Hummingbird

/// Where a head or recruiter names the panel of a vacancy.
struct PanelPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/selection/panel") { try await show($0, $1) }
    pages.post("school/vacancies/:id/selection/panel") { try await save($0, $1) }
    // Training is of the school, wherever it is reached from.
    pages.get("school/vacancies/:id/selection/training") { _, context in
      let panel = try await ReadPanel(environment.services)(
        try context.vacancyOfPath(), by: context.webActor)
      return Response.seeOther(TrainingPages.address(panel.vacancy.urn, from: panel.vacancy.id))
    }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let panel = try await ReadPanel(environment.services)(try context.vacancyOfPath(), by: context.webActor)
    return try await page(panel, Fields(Self.values(panel)), version: panel.selection.version, context)
  }

  /// What stands in the fields before somebody changes the panel.
  private static func values(_ panel: Domain.Panel) -> FormData {
    var values = FormData()
    values.set("member", panel.members.map(\.account.description))
    values.set("chair", panel.members.first { $0.isChair }?.account.description)
    values.set("anonymous", panel.selection.isAnonymous ? "yes" : "no")
    return values
  }

  /// The panel as it is named now, beside the one that was sent.
  private func conflict(
    _ id: VacancyID, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let reading = ReadPanel(environment.services)
    let panel = try await reading(id, by: context.webActor)
    var seen: Set<AccountID> = []
    let people = try await reading.possible(id, by: context.webActor).filter {
      seen.insert($0.account).inserted
    }.map { Choice($0.account.description, $0.name) }
    let here = "/school/vacancies/\(id)/selection/panel"
    var asked: [Conflict.Question] = [
      .chosen("member", "Who is on the panel", people), .chosen("chair", "Who chairs it", people),
    ]
    // Where it can’t be chosen any more the form doesn’t ask it.
    if context.form.has("anonymous") {
      asked.append(
        .chosen(
          "anonymous", "Are names hidden until the shortlist is agreed?",
          [Choice("yes", "Yes, hide names"), Choice("no", "No, show names")]))
    }
    return environment.conflict(
      asked, stored: Self.values(panel), action: here, shown: here, at: "/school", current, context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.vacancyOfPath()
    let form = context.form
    do {
      _ = try await NamePanel(environment.services)(
        id, members: form.strings("member").compactMap { AccountID($0) }, chair: AccountID(form["chair"]),
        isAnonymous: form.has("anonymous") ? form["anonymous"] == "yes" : nil,
        expectedVersion: form.int("version") ?? 0, by: context.webActor)
      return .seeOther("/school/vacancies/\(id)/selection?done=panel")
    } catch DomainError.invalid(let problems) {
      return try await again(id, problems, context)
    } catch DomainError.conflict(let sentence) {
      return try await again(id, [FieldProblem(field: "anonymous", message: sentence)], context)
    } catch DomainError.staleVersion(let current) {
      return try await conflict(id, current, context)
    }
  }

  private func again(
    _ id: VacancyID, _ problems: [FieldProblem], _ context: AppRequestContext
  ) async throws -> Response {
    let panel = try await ReadPanel(environment.services)(id, by: context.webActor)
    let placed = problems.map { problem in
      FieldProblem(
        field: problem.field.hasPrefix("members") ? "member" : problem.field, message: problem.message)
    }
    return try await page(
      panel, Fields(context.form, problems: placed), version: context.form.int("version") ?? 0, context)
  }

  private func page(
    _ panel: Domain.Panel, _ fields: Fields, version: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let vacancy = panel.vacancy
    let base = "/school/vacancies/\(vacancy.id)/selection"
    let people = try await ReadPanel(environment.services).possible(vacancy.id, by: context.webActor)
    let training = try await environment.trainingNotes(
      at: vacancy.place.organisation, by: context.webActor)
    let choices = people.map { person in
      Choice(
        person.account.description, person.name, hint: training[person.account] ?? "No training recorded")
    }
    return environment.respond(
      Page(
        "The panel", path: "/school", problems: fields.problems, above: BackLink(to: base, "Selection")
      ) {
        Heading("The panel", caption: vacancy.content.title)
        Paragraph(
          "Each member scores every application on their own. Nobody sees another’s scores of an application until "
            + "all have submitted theirs.")
        Form("\(base)/panel", in: context) {
          HiddenInput("version", String(version))
          fields.checkboxes(
            "member", "Who is on the panel?", choices,
            hint: "Two people at least. One of them must be trained in safer recruitment.")
          fields.select(
            "chair", "Who chairs it?",
            [Choice("", "Choose one of them")]
              + people.map { Choice($0.account.description, $0.name) })
          if let reason = panel.namesStay {
            HTML("<p class=\"govuk-body\" id=\"anonymous\" tabindex=\"-1\">\(reason)</p>")
          } else {
            fields.radios(
              "anonymous", "Should names be hidden until the shortlist is agreed?",
              [
                Choice(
                  "yes", "Yes, hide names",
                  hint: "Everybody at the school sees “Applicant 7”, without anything that says who it is."),
                Choice("no", "No, show names"),
              ], hint: "This can’t be changed once somebody has submitted scores.")
          }
          ButtonGroup {
            Button("Save the panel")
            Link("Cancel", to: base)
          }
        }
        Paragraph(
          html: Link(
            "Record training in safer recruitment", to: TrainingPages.address(vacancy.urn, from: vacancy.id)
          ).html)
      }, in: context)
  }
}
