import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Where a member of a panel scores applications, each on their own.
struct SiftPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/selection/sift") { try await list($0, $1) }
    pages.get("school/vacancies/:id/selection/sift/:application") { try await show($0, $1) }
    pages.post("school/vacancies/:id/selection/sift/:application") { try await save($0, $1) }
    pages.post("school/vacancies/:id/selection/sift/:application/reopen") { try await reopen($0, $1) }
  }

  // MARK: The list

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.vacancyOfPath()
    let after = request.uri.queryParameters["after"].flatMap { Cursor(String($0)) }
    let panel = try await ReadPanel(environment.services)(id, by: context.webActor)
    let page = try await ReadSift(environment.services)(id, after: after, by: context.webActor)
    let base = "/school/vacancies/\(id)/selection"
    let isJustSubmitted = request.uri.queryParameters.has("submitted")
    return environment.respond(
      Page(
        "Score applications", path: "/school", above: BackLink(to: base, "Selection"),
        banner: isJustSubmitted ? NotificationBanner(SelectionNews.submitted.sentence) : nil, isWide: true
      ) {
        Heading("Score applications", caption: panel.vacancy.content.title)
        if panel.selection.hidesNames {
          InsetText("Names are left out until the shortlist is agreed.")
        }
        if !panel.selection.isSiftOpen {
          InsetText("The head has closed the sift, so scores can’t be changed any more.")
        }
        if page.items.isEmpty {
          EmptyState("No applications yet", "They appear here as they are sent.")
        } else {
          Table(
            "Applications, oldest first", isCaptionHidden: true,
            columns: [.init("Applicant"), .init("Your scores"), .init("Panel"), .init("State")],
            rows: page.items.map { row($0, base) })
        }
        CursorPagination(
          next: page.next.map { "\(base)/sift?after=\($0)" }, first: after.map { _ in "\(base)/sift" })
      }, in: context)
  }

  private func row(_ line: SiftLine, _ base: String) -> [HTML] {
    let own: HTML
    switch (line.ownVersion, line.ownSubmittedAt) {
    case (nil, _): own = "–"
    case (_, .some): own = Tag("Submitted", .green).html
    case (0, nil): own = Tag("Not started", .blue).html
    default: own = Tag("In progress", .teal).html
    }
    return [
      Link(line.application.applicantName, to: "\(base)/sift/\(line.application.id)").html, own,
      HTML(text: "\(line.progress.submitted) of \(line.progress.members) submitted"),
      line.application.state.tag.html,
    ]
  }

  // MARK: One application

  private func application(_ context: AppRequestContext) async throws -> SiftView {
    let view = try await ReadSift(environment.services).sheet(
      try context.named("application"), by: context.webActor)
    try context.require(view.whole.application.vacancy, named: "id", orHide: "application")
    return view
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let view = try await application(context)
    let form = SheetForm(view)
    return page(
      view, Fields(form.values), version: view.own?.version ?? 0,
      news: Self.news(request), context)
  }

  /// What has just been done with the sheet.
  private static func news(_ request: Request) -> NotificationBanner? {
    let query = request.uri.queryParameters
    if query.has("reopened") {
      return NotificationBanner("Your scores are open again. Submit them when you have changed them.")
    }
    return query.has("saved")
      ? NotificationBanner("Your scores are saved. Submit them when you are done.") : nil
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let view = try await application(context)
    let sent = view.whole.application
    let sheet = SheetForm(view)
    let isAutosave = context.form.has("autosave")
    let isSubmitted = context.form.has("submit") && !isAutosave
    let base = "/school/vacancies/\(sent.vacancy)/selection/sift"
    do {
      let saved = try await SaveSheet(environment.services)(
        sent.id, sheet.content(context.form), submit: isSubmitted,
        expectedVersion: context.form.int("version") ?? 0, by: context.webActor)
      if isAutosave {
        return Response(
          status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
          body: .init(byteBuffer: .init(string: "{\"version\":\(saved.version)}")))
      }
      return .seeOther(isSubmitted ? "\(base)?submitted=1" : "\(base)/\(sent.id)?saved=1")
    } catch DomainError.invalid(let problems) {
      if isAutosave { return Response(status: .unprocessableContent) }
      return page(
        view, Fields(context.form, problems: sheet.placed(problems)),
        version: context.form.int("version") ?? 0, context)
    } catch DomainError.staleVersion(let current) {
      if isAutosave { return Response(status: .preconditionFailed) }
      return conflict(view, sheet, current, "\(base)/\(sent.id)", context)
    } catch DomainError.conflict(let sentence) {
      if isAutosave { return Response(status: .conflict) }
      let problem = FieldProblem(field: "scores", message: sentence)
      return page(
        try await application(context), Fields(problems: [problem]), version: 0,
        typed: TooLate.kept(sheet.typed(context.form)), context)
    }
  }

  private func conflict(
    _ view: SiftView, _ sheet: SheetForm, _ current: Int, _ here: String, _ context: AppRequestContext
  ) -> Response {
    let title = "These scores were changed in another window"
    return environment.respond(
      Page(title, path: "/school", status: .conflict, isWide: true) {
        Heading(title)
        Conflict(
          sheet.differences(context.form), action: here, stored: here, fields: context.form,
          currentVersion: current, own: .init("other scores"), in: context)
      }, in: context)
  }

  private func reopen(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let view = try await application(context)
    let sent = view.whole.application
    _ = try await ReopenSheet(environment.services)(sent.id, by: context.webActor)
    return .seeOther("/school/vacancies/\(sent.vacancy)/selection/sift/\(sent.id)?reopened=1")
  }

  private func page(
    _ view: SiftView, _ fields: Fields, version: Int, news: NotificationBanner? = nil,
    typed: HTML = "", _ context: AppRequestContext
  ) -> Response {
    let sent = view.whole.application
    let base = "/school/vacancies/\(sent.vacancy)/selection/sift"
    return environment.respond(
      Page(
        "Score \(sent.applicantName)", path: "/school", problems: fields.problems,
        above: BackLink(to: base, "All applications"),
        banner: news, isWide: true
      ) {
        Heading(sent.applicantName, caption: sent.vacancyTitle)
        typed
        Paragraph(html: Link("Go to the scores", to: "#scores").html)
        Beside {
          AnswersView(view.whole.form, view.whole.answers)
        } and: {
          Heading("Scores", .section, id: "scores")
          scores(view, fields, version, "\(base)/\(sent.id)", context)
        }
      }, in: context)
  }

  private func scores(
    _ view: SiftView, _ fields: Fields, _ version: Int, _ here: String, _ context: AppRequestContext
  ) -> HTML {
    if view.mayWrite {
      return Form(here, in: context, autosaves: true) {
        HiddenInput("version", String(version))
        SheetForm(view).fields(fields)
        ButtonGroup {
          Button("Submit my scores", name: "submit")
          Button("Save and go on later", kind: .secondary, name: "save")
        }
      }.html
    }
    var html: HTML = view.own.map { SheetView($0, view.criteria, title: "Your scores").html } ?? ""
    if view.own?.submittedAt != nil && !view.isRevealed && view.selection.isSiftOpen {
      html =
        html
        + Form("\(here)/reopen", in: context) {
          Button("Reopen my scores", kind: .secondary)
        }.html
    }
    if !view.isRevealed {
      let progress = "\(view.progress.submitted) of \(view.progress.members)"
      html =
        html
        + InsetText("\(progress) members have submitted. Everybody’s scores show once all have.").html
    }
    return html
      + HTML(view.others.map { SheetView($0, view.criteria, title: "Scores of \($0.memberName)").html })
  }
}

/// Two things beside each other; below each other on a narrow screen.
struct Beside: Component {
  private let left: HTML
  private let right: HTML

  init(@HTMLBuilder _ left: () -> HTML, @HTMLBuilder and right: () -> HTML) {
    self.left = left()
    self.right = right()
  }

  var html: HTML { "<div class=\"staffroom-beside\"><div>\(left)</div><div>\(right)</div></div>" }
}
