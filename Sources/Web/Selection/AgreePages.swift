import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Where a longlist or shortlist is agreed: every application that may be on it, on one form.
struct AgreePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/selection/agree") { try await show($0, $1) }
    pages.post("school/vacancies/:id/selection/agree") { try await agree($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let text = request.uri.queryParameters["stage"].map(String.init) ?? ""
    return try await page(SelectionStage(rawValue: text) ?? .shortlist, Fields(), ticked: nil, context)
  }

  private func agree(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.vacancyOfPath()
    let form = context.form
    let stage = SelectionStage(rawValue: form["stage"]) ?? .shortlist
    let ticked = Set(form.strings("application").compactMap { ApplicationID($0) })
    let choices = form.strings("shown").compactMap { text in
      ApplicationID(text).map {
        ApplicationChoice(
          $0, version: form.int("version-\($0)") ?? 0, isChosen: ticked.contains($0))
      }
    }
    do {
      _ = try await AgreeShortlist(environment.services)(
        id, stage, choices, reason: form["reason"], exception: form["exception"], by: context.webActor)
      return .seeOther("/school/vacancies/\(id)/selection?done=agreed")
    } catch DomainError.invalid(let problems) {
      return try await page(stage, Fields(form, problems: problems), ticked: ticked, context)
    } catch DomainError.conflict(let sentence) {
      return try await again(stage, sentence, ticked, context)
    } catch DomainError.staleVersion {
      return try await again(
        stage,
        "Somebody else has moved one of these applications in the meantime, so nothing was changed. Their states "
          + "are up to date now, and your ticks are kept: look again, then agree the \(stage.rawValue).",
        ticked, context)
    }
  }

  private func again(
    _ stage: SelectionStage, _ sentence: String, _ ticked: Set<ApplicationID>, _ context: AppRequestContext
  ) async throws -> Response {
    let problem = FieldProblem(field: "applications", message: sentence)
    return try await page(
      stage, Fields(context.form, problems: [problem]), ticked: ticked, status: .conflict, context)
  }

  private func page(
    _ stage: SelectionStage, _ fields: Fields, ticked: Set<ApplicationID>?,
    status: HTTPResponse.Status? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let id = try context.vacancyOfPath()
    var filter = ShortlistFilter()
    filter.states = Set(stage.candidates)
    let found = try await ReadShortlist(environment.services).every(id, filter, by: context.webActor)
    let vacancy = found.panel.vacancy
    try context.webActor.require(.runSelection, at: vacancy.place, orHide: "vacancy")
    try stage.require(for: vacancy)
    let base = "/school/vacancies/\(id)/selection"
    let title = "Agree the \(stage.rawValue)"
    return environment.respond(
      Page(
        title, path: "/school", status: status, problems: fields.problems,
        above: BackLink(to: base, "Selection"), isWide: true
      ) {
        Heading(title, caption: vacancy.content.title)
        if found.lines.isEmpty {
          EmptyState(
            "Nobody to choose from", "Applications that are still being considered appear here.",
            action: Link("All applications", to: base))
        } else if let unfinished = found.unfinishedSift {
          notYet(unfinished, vacancy, base, context)
          // What was ticked before the sift was opened again stays.
          if ticked == nil {
            table(found, ticked: nil)
          } else {
            form(found, stage, fields, ticked, base, context)
          }
        } else {
          explanation(found, stage)
          form(found, stage, fields, ticked, base, context)
        }
      }, in: context)
  }

  /// Why nothing can be agreed yet, before anybody ticks.
  private func notYet(
    _ unfinished: UnfinishedSift, _ vacancy: Vacancy, _ base: String, _ context: AppRequestContext
  ) -> HTML {
    let mayClose = context.webActor.may(.closeSift, at: vacancy.place)
    return InsetText {
      Paragraph("\(unfinished.sentence) \(unfinished.remedy(mayClose: mayClose))")
      if mayClose { Paragraph(html: Link("Close the sift", to: "\(base)/close").html) }
    }.html
  }

  private func explanation(_ found: Shortlist, _ stage: SelectionStage) -> HTML {
    let names = found.panel.selection.hidesNames && stage == .shortlist
    let shown = names ? " Names are shown from then on." : ""
    return Paragraph(
      "Tick everybody who is to be on the \(stage.rawValue). They are told by e-mail once it is agreed.\(shown)"
    ).html
  }

  /// Those to choose from; to tick where it is said who is ticked.
  private func table(_ found: Shortlist, ticked: ((SentApplication) -> Bool)?) -> HTML {
    let rows = found.lines.map { line -> [HTML] in
      let application = line.application
      let name =
        ticked.map { Self.tick(application, isTicked: $0(application)) }
        ?? Link(application.applicantName, to: "/received/\(application.id)").html
      return [
        name, application.state.tag.html,
        HTML(text: "\(line.progress.submitted) of \(line.progress.members)"),
        HTML(text: line.average.map { "\(ShortlistView.decimal($0)) of \(found.highestTotal)" } ?? "–"),
        HTML(text: line.spread.map { "\($0)" } ?? "–"),
        HTML(text: line.average == nil ? "–" : "\(line.failed.count)"),
      ]
    }
    return Table(
      "Applications to choose from", isCaptionHidden: true,
      columns: [
        .init("Applicant"), .init("State"), .init("Submitted"), .init("Average", isNumeric: true),
        .init("Spread", isNumeric: true), .init("Essentials failed", isNumeric: true),
      ], rows: rows
    ).html
  }

  private static func tick(_ application: SentApplication, isTicked: Bool) -> HTML {
    let tick = TickBox(
      "application", application.id.description, label: application.applicantName,
      to: "/received/\(application.id)", isTicked: isTicked)
    return """
      \(tick)\(HiddenInput("shown", application.id.description))\
      \(HiddenInput("version-\(application.id)", "\(application.version)"))
      """
  }

  private func form(
    _ found: Shortlist, _ stage: SelectionStage, _ fields: Fields, _ ticked: Set<ApplicationID>?,
    _ base: String, _ context: AppRequestContext
  ) -> HTML {
    Form("\(base)/agree", in: context) {
      HiddenInput("stage", stage.rawValue)
      // A fault of the whole list leads here.
      HTML("<div id=\"applications\" tabindex=\"-1\">")
      table(found) { ticked?.contains($0.id) ?? ($0.state == stage.state) }
      HTML("</div>")
      if found.lines.contains(where: { $0.average != nil }) {
        "<p class=\"govuk-hint\">\(SiftScale.failing)</p>" as HTML
      }
      fields.textarea(
        "reason", "Reason",
        hint: "Needed only when you take somebody off the list. Kept for the school.", rows: 2)
      fields.textarea(
        "exception", "Why without the scores of two people",
        hint:
          "Needed only when fewer than two members of the panel have scored somebody whom you tick. Kept, and shown "
          + "with the selection.", rows: 2)
      ButtonGroup {
        Button("Agree the \(stage.rawValue)")
        Link("Cancel", to: base)
      }
    }.html
  }
}
