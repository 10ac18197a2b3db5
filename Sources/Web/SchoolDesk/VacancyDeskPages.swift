import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// One vacancy at its school's desk: what there is to write before publication, what has come of it afterwards.
struct VacancyDeskPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id") { try await show($0, $1) }
    pages.get("school/vacancies/:id/parts") { try await parts($0, $1) }
    pages.get("school/vacancies/:id/history") { try await history($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let state = vacancy.state(at: environment.services.now())
    return state.isInPreparation
      ? try await partsPage(vacancy, state, news: VacancyNews.banner(request), context)
      : try await standingPage(
        vacancy, state, after: request.after, news: VacancyNews.banner(request), context)
  }

  // MARK: Writing

  private func parts(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    return try await partsPage(vacancy, vacancy.state(at: environment.services.now()), context)
  }

  private func partsPage(
    _ vacancy: Vacancy, _ state: VacancyState, news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let actor = context.webActor
    let problems = try await CheckPublication(environment.services)(vacancy, by: actor)
    let criteria = try await ReadCriteria(environment.services)(vacancy.id, by: actor).count
    let asked = try await ReadVacancyQuestions(environment.services)(vacancy.id, by: actor)
    let documents = try await ReadDocument(environment.services).list(vacancy.id, by: actor).count
    let schools = ReadFurtherSchools(environment.services)
    let further = try await schools(vacancy.id, by: actor).count
    let mayChange = ChangeVacancy(environment.services).mayChange(vacancy, by: actor)
    let hasTrust = try await !schools.possible(vacancy.id, by: actor).isEmpty
    let parts = VacancyParts(
      vacancy, problems: problems, criteria: criteria, documents: documents,
      questions: asked.questions.count + (asked.asksReligiousReference ? 1 : 0), furtherSchools: further,
      hasTrust: hasTrust, isPublished: !state.isInPreparation, mayChange: mayChange)
    let base = "/school/vacancies/\(vacancy.id)"
    return environment.respond(
      Page(vacancy.content.title, path: "/school", above: back(vacancy, state), banner: news) {
        Heading(vacancy.content.title, caption: vacancy.schoolName)
        Paragraph(html: "\(VacancyText.tag(state)) \(HTML(text: vacancy.reference))")
        note(vacancy, state)
        if !mayChange {
          Paragraph(
            state.isPastClosing || state == .withdrawn
              ? "What it says can’t be changed any more." : "Only your head can change what it says now.")
        }
        parts
        VacancyActions(vacancy, state, actor: actor, in: context)
        if state.isInPreparation { Paragraph(html: Link("Activity", to: "\(base)/history").html) }
      }, in: context)
  }

  private func back(_ vacancy: Vacancy, _ state: VacancyState) -> BackLink {
    state.isInPreparation
      ? BackLink(to: "/school/\(vacancy.urn)", "My vacancies")
      : BackLink(to: "/school/vacancies/\(vacancy.id)")
  }

  private func note(_ vacancy: Vacancy, _ state: VacancyState) -> HTML {
    switch state {
    case .draft:
      guard let note = vacancy.approvalNote else { return "" }
      return InsetText {
        Heading("To be changed", .part)
        Prose(note)
      }.html
    case .awaitingApproval: return InsetText("Your head has been asked to read and publish it.").html
    case .scheduled:
      let moment = vacancy.publishAt.map(LondonTime.dateAndTime) ?? ""
      return InsetText("It will be published on \(moment).").html
    default: return ""
    }
  }

  // MARK: After publication

  private func standingPage(
    _ vacancy: Vacancy, _ state: VacancyState, after: Cursor?, news: NotificationBanner?,
    _ context: AppRequestContext
  ) async throws -> Response {
    let line = try await ReadDesk(environment.services)(vacancy.id, by: context.webActor)
    let received = try await ListApplications(environment.services).received(
      vacancy: vacancy.id, limit: 50, after: after, by: context.webActor)
    let unread = try await ReadMessages(environment.services).unread(
      among: received.items, by: context.webActor)
    let agencies = try await ReadCandidates(environment.services).agencies(
      of: received.items.map(\.id), at: vacancy.place, by: context.webActor)
    let duplicates = try await FindLikelyDuplicates(environment.services)(
      received.items.map(\.id), at: vacancy.place, by: context.webActor)
    let weeks = try await ApplicationsOverTime(environment.services)(
      vacancy: vacancy.id, by: context.webActor)
    let outcomes = try await ReferenceData(environment.services).outcomes()
    let waiting = try await self.waiting(vacancy, state, context)
    let base = "/school/vacancies/\(vacancy.id)"
    return environment.respond(
      Page(
        vacancy.content.title, path: "/school", above: BackLink(to: "/school/\(vacancy.urn)", "My vacancies"),
        banner: news, isWide: true
      ) {
        Heading(vacancy.content.title, caption: vacancy.schoolName)
        WaitingNote(vacancy.id, waiting)
        SummaryList(rows(line, outcomes))
        if !received.items.isEmpty { LinkButton("Panel, sift and shortlist", to: "\(base)/selection") }
        if state == .closed || state == .interviewing {
          LinkButton(
            "Did you fill it, and how?", to: "\(base)/outcome",
            kind: received.items.isEmpty ? .primary : .secondary)
        }
        VacancyActions(vacancy, state, actor: context.webActor, in: context)
        Heading("Applications", .section, id: "applications")
        if received.items.isEmpty {
          LinkButton("Panel, sift and shortlist", to: "\(base)/selection", kind: .secondary)
        }
        ReceivedTable(received.items, unread: unread, agencies: agencies, duplicates: duplicates)
        CursorPagination(
          next: received.next.map { "\(base)?after=\($0)#applications" },
          first: after.map { _ in "\(base)#applications" })
        if line.applications > 0 { BarChart.applications(weeks) }
        Paragraph(html: Link("Activity", to: "\(base)/history").html)
      }, in: context)
  }

  /// How many still wait for an answer although all posts are filled; for those who may know.
  private func waiting(
    _ vacancy: Vacancy, _ state: VacancyState, _ context: AppRequestContext
  ) async throws -> Int {
    guard state == .filled, context.webActor.may(.readSelection, at: vacancy.place) else { return 0 }
    return try await WaitingCandidates(environment.services)(vacancy.id, by: context.webActor).waiting.count
  }

  private func rows(_ line: DeskLine, _ outcomes: [OutcomeChoice]) -> [SummaryList.Row] {
    let vacancy = line.vacancy
    var rows: [SummaryList.Row] = [
      .init("State", html: VacancyText.tag(line.state).html), .init("Reference", vacancy.reference),
      .init("Closes", vacancy.closesAt.map(LondonTime.dateAndTime)),
      .init("Published", vacancy.publishedAt.map(LondonTime.dateAndTime)),
      .init("Read", line.views == 1 ? "Once" : "\(line.views) times"),
      .init("Saved by", line.saves == 1 ? "1 person" : "\(line.saves) people"),
    ]
    if let revised = vacancy.revisedAt { rows.append(.init("Updated", LondonTime.dateAndTime(revised))) }
    if let outcome = vacancy.outcome {
      let name = outcomes.first { $0.code == outcome.code }?.name ?? outcome.code
      rows.append(.init("How it ended", [name, outcome.note].filter { !$0.isEmpty }.joined(separator: "\n")))
    }
    if let reason = vacancy.withdrawnReason { rows.append(.init("Withdrawn because", reason)) }
    return rows
  }

  // MARK: Activity

  private func history(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let after = request.uri.queryParameters["after"].flatMap { Cursor(String($0)) }
    let page = try await ReadVacancyHistory(environment.services)(
      vacancy.id, after: after, by: context.webActor)
    let outcomes = try await ReferenceData(environment.services).outcomes()
    let base = "/school/vacancies/\(vacancy.id)"
    let rows = page.items.map { event -> [HTML] in
      [
        HTML(text: LondonTime.dateAndTime(event.happenedAt)), HTML(text: event.actor.uppercasedFirst),
        HTML(text: VacancyActivity.sentence(event, outcomes)),
      ]
    }
    return environment.respond(
      Page("Activity", path: "/school", above: BackLink(to: base), isWide: true) {
        Heading("Activity", caption: vacancy.content.title)
        Table(
          "What was done, newest first", isCaptionHidden: true,
          columns: [.init("When"), .init("Who"), .init("What")], rows: rows)
        CursorPagination(
          next: page.next.map { "\(base)/history?after=\($0)" }, first: after.map { _ in "\(base)/history" })
      }, in: context)
  }
}
