import Domain
import HTTPSupport
import Hummingbird

/// One vacancy at its school's desk: preview, publish, withdraw, and the applications it has received.
struct ManageVacancyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id") { try await show($0, $1) }
    pages.get("school/vacancies/:id/preview") { try await preview($0, $1) }
    pages.post("school/vacancies/:id/publish") { try await publish($0, $1) }
    pages.get("school/vacancies/:id/withdraw") { try await askWithdraw($0, $1) }
    pages.post("school/vacancies/:id/withdraw") { try await withdraw($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let state = vacancy.state(at: environment.services.now())
    let found = try await ListApplications(environment.services).received(
      vacancy: vacancy.id, limit: 200, by: context.webActor)
    return environment.respond(
      Page(
        vacancy.content.title, path: "/school", above: BackLink(to: "/school", "My vacancies"), isWide: true
      ) {
        Heading(vacancy.content.title, caption: vacancy.schoolName)
        SummaryList([
          .init("State", html: VacancyText.tag(state).html), .init("Reference", vacancy.reference),
          .init("Closes", vacancy.closesAt.map(LondonTime.dateAndTime)),
          .init("Published", vacancy.publishedAt.map(LondonTime.dateAndTime)),
        ])
        actions(vacancy, state, context)
        if !state.isInPreparation {
          Heading("Applications", .section)
          ReceivedTable(found.items)
        }
      }, in: context)
  }

  private func actions(_ vacancy: Vacancy, _ state: VacancyState, _ context: AppRequestContext) -> HTML {
    let base = "/school/vacancies/\(vacancy.id)"
    let publishes = context.webActor.may(.publishVacancy, at: vacancy.place)
    switch state {
    case .draft, .awaitingApproval, .scheduled:
      return ButtonGroup {
        LinkButton("Preview" + (publishes ? " and publish" : ""), to: base + "/preview")
        LinkButton("Change", to: base + "/edit", kind: .secondary)
        Link("Documents", to: base + "/documents")
        if publishes { Link("Withdraw this draft", to: base + "/withdraw") }
      }.html
    case .published:
      return ButtonGroup {
        Link("See it as jobseekers do", to: VacancyText.address(vacancy.id))
        if publishes {
          LinkButton("Change", to: base + "/edit", kind: .secondary)
          Link("Documents", to: base + "/documents")
          Link("Withdraw this vacancy", to: base + "/withdraw")
        }
      }.html
    case .closed, .interviewing, .filled, .notFilled:
      return Paragraph(html: Link("See it as jobseekers do", to: VacancyText.address(vacancy.id)).html).html
    case .withdrawn: return InsetText("Withdrawn. \(vacancy.withdrawnReason ?? "")").html
    }
  }

  private func preview(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await previewPage(try await environment.ownVacancy(context), [], context)
  }

  private func previewPage(
    _ vacancy: Vacancy, _ problems: [FieldProblem], _ context: AppRequestContext
  ) async throws -> Response {
    let now = environment.services.now()
    let state = vacancy.state(at: now)
    let posting = try await ReadVacancyPosting(environment.services)(vacancy.id, by: context.webActor)
    let content = VacancyView(posting, state: state, now: now, isPreview: true)
    let base = "/school/vacancies/\(vacancy.id)"
    return environment.respond(
      Page(
        "Preview: \(vacancy.content.title)", path: "/school",
        status: problems.isEmpty ? .ok : .unprocessableContent, above: BackLink(to: base)
      ) {
        if !problems.isEmpty { missing(problems, base) }
        InsetText("This is how jobseekers will see the vacancy.")
        content
        if state.isInPreparation { publishForm(vacancy, base, context) }
      }, in: context)
  }

  /// What keeps the draft from being published; the fields are on another page, so each leads there.
  private func missing(_ problems: [FieldProblem], _ base: String) -> HTML {
    InsetText {
      Heading("Before you can publish", .section)
      BulletList(html: problems.map { Link($0.message, to: base + "/edit").html })
    }.html
  }

  private func publishForm(_ vacancy: Vacancy, _ base: String, _ context: AppRequestContext) -> HTML {
    guard context.webActor.may(.publishVacancy, at: vacancy.place) else {
      return Paragraph("Your head can publish this vacancy.").html
        + LinkButton("Change", to: base + "/edit", kind: .secondary).html
    }
    return Form(base + "/publish", in: context) {
      HiddenInput("version", String(vacancy.version))
      ButtonGroup {
        Button("Publish now")
        Link("Change", to: base + "/edit")
      }
    }.html
  }

  private func publish(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    do {
      _ = try await PublishVacancy(environment.services)(
        vacancy.id, expectedVersion: context.form.int("version"), by: context.webActor)
      return .seeOther("/school/vacancies/\(vacancy.id)")
    } catch DomainError.invalid(let problems) {
      return try await previewPage(vacancy, problems, context)
    } catch DomainError.staleVersion {
      return .seeOther("/school/vacancies/\(vacancy.id)/preview")
    }
  }

  private func askWithdraw(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    withdrawPage(try await environment.ownVacancy(context), Fields(), context)
  }

  private func withdrawPage(_ vacancy: Vacancy, _ fields: Fields, _ context: AppRequestContext) -> Response {
    let base = "/school/vacancies/\(vacancy.id)"
    return environment.respond(
      Page("Withdraw the vacancy", path: "/school", problems: fields.problems, above: BackLink(to: base)) {
        Heading("Withdraw the vacancy", caption: vacancy.content.title)
        WarningText("A withdrawn vacancy can't be published again.")
        Form(base + "/withdraw", in: context) {
          fields.textarea(
            "reason", "Why is it withdrawn?", hint: "Everybody who applied is told this.", rows: 3)
          ButtonGroup {
            Button("Withdraw it", kind: .warning)
            Link("Keep it", to: base)
          }
        }
      }, in: context)
  }

  private func withdraw(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    do {
      _ = try await WithdrawVacancy(environment.services)(
        vacancy.id, reason: context.form["reason"], by: context.webActor)
      return .seeOther("/school/vacancies/\(vacancy.id)")
    } catch DomainError.invalid(let problems) {
      return withdrawPage(vacancy, Fields(context.form, problems: problems), context)
    }
  }
}
