import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// The selection of a vacancy: where it stands, and its applications with what came of the sift.
struct SelectionPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/selection") { try await show($0, $1) }
    pages.get("school/vacancies/:id/selection/compare") { try await compare($0, $1) }
    pages.get("school/vacancies/:id/selection/export.csv") { try await export($0, $1) }
    PanelPages(environment).add(to: pages)
    SiftPages(environment).add(to: pages)
    CloseSiftPages(environment).add(to: pages)
    AgreePages(environment).add(to: pages)
    RejectPages(environment).add(to: pages)
    WaitingPages(environment).add(to: pages)
    PrintPages(environment).add(to: pages)
    BulkReferencePages(environment).add(to: pages)
    BulkInvitationPages(environment).add(to: pages)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let news = request.uri.queryParameters["done"].flatMap { SelectionNews(rawValue: String($0)) }
    return try await page(request, news: news, context)
  }

  /// The page; it comes back with the same list and ticks where what was ticked can't be compared.
  private func page(
    _ request: Request, news: SelectionNews? = nil, ticked: Set<ApplicationID> = [],
    problems: [FieldProblem] = [], _ context: AppRequestContext
  ) async throws -> Response {
    let id = try context.vacancyOfPath()
    let query = ShortlistQuery(request)
    let found = try await ReadShortlist(environment.services)(
      id, query.filter, limit: 50, after: query.after, by: context.webActor)
    let vacancy = found.panel.vacancy
    let actor = context.webActor
    let (messages, received) = (ReadMessages(environment.services), found.lines.map(\.application))
    let unread = try await messages.unread(among: received, by: actor)
    let writes = try await messages.mayWrite(among: received, for: vacancy, by: actor)
    let runs = actor.may(.readSelection, at: vacancy.place)
    let exceptionsAfter = request.cursor("exceptions")
    let exceptions = try await ReadSiftExceptions(environment.services)(id, after: exceptionsAfter, by: actor)
    let waiting = runs ? try await WaitingCandidates(environment.services)(id, by: actor).waiting.count : 0
    let base = "/school/vacancies/\(id)/selection"
    let readsReceived = actor.may(.readReceivedApplications, at: vacancy.place)
    let interviews =
      readsReceived ? try await ArrangeInterviews(environment.services).list(id, by: actor) : []
    let answers =
      readsReceived ? try await ReadInterviewAnswers(environment.services)(id, by: actor) : []
    return environment.respond(
      Page(
        "Selection for \(vacancy.content.title)", path: "/school", problems: problems + query.problems,
        above: back(vacancy, runs),
        banner: news.map { NotificationBanner($0.sentence) }, isWide: true
      ) {
        Heading("Selection", caption: vacancy.content.title)
        WaitingNote(id, waiting)
        SelectionSummary(found.panel, interviews: !interviews.isEmpty, actor: actor)
        Heading("Applications", .section)
        ShortlistView(
          found, query, unread: unread, answers: answers, writes: writes, actor: actor, ticked: ticked)
        SiftExceptionList(exceptions.items)
        CursorPagination(
          next: exceptions.next.map { "\(base)?exceptions=\($0)" }, first: exceptionsAfter.map { _ in base },
          of: "exceptions")
      }, in: context)
  }

  private func back(_ vacancy: Vacancy, _ runs: Bool) -> BackLink {
    runs
      ? BackLink(to: "/school/vacancies/\(vacancy.id)", "The vacancy")
      : BackLink(to: "/school/\(vacancy.urn)", "My panels")
  }

  private func compare(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.vacancyOfPath()
    let chosen = ShortlistQuery.values("application", request).compactMap { ApplicationID($0) }
    let base = "/school/vacancies/\(id)/selection"
    do {
      let comparison = try await CompareApplications(environment.services)(
        id, chosen, by: context.webActor)
      return environment.respond(
        Page("Compare applications", path: "/school", above: BackLink(to: base, "Selection"), isWide: true) {
          Heading("Compare applications", caption: comparison.panel.vacancy.content.title)
          HTML("<div class=\"staffroom-landscape\">")
          ComparisonTable(comparison)
          InterviewComparisonTable(comparison)
          HTML("</div>")
        }, in: context)
    } catch DomainError.invalid(let problems) {
      return try await page(request, ticked: Set(chosen), problems: problems, context)
    }
  }

  private func export(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.vacancyOfPath()
    let query = ShortlistQuery(request)
    // Whoever may not read the selection learns nothing of it, not even what it can be narrowed by.
    let text = try await ExportShortlist(environment.services)(id, query.filter, by: context.webActor)
    if !query.problems.isEmpty { throw DomainError.invalid(query.problems) }
    let panel = try await ReadPanel(environment.services)(id, by: context.webActor)
    return .csv(text, named: "applications-\(panel.vacancy.reference).csv")
  }
}

/// What has just been done, as the page says it afterwards.
enum SelectionNews: String {
  case panel, agreed, rejected, closed, reopened, submitted, written, told, asked, invited

  var sentence: String {
    switch self {
    case .panel: "The panel is saved."
    case .agreed: "The list is agreed, and everybody it concerns is told."
    case .rejected: "The applications are turned down, and their applicants are told."
    case .closed: "The sift is closed."
    case .reopened: "The sift is open again."
    case .written: "The message is sent, and the applicants are told."
    case .told: "Those who still waited are told that the post is filled."
    case .submitted: "Your scores are submitted."
    case .asked: "The referees of these applications who may be asked now are asked by e-mail."
    case .invited: "The invitations are sent."
    }
  }
}

extension AppRequestContext {
  /// The vacancy that the address names, for somebody who has signed in.
  func vacancyOfPath() throws -> VacancyID {
    guard let id = VacancyID(try parameters.require("id", as: String.self)) else {
      throw DomainError.notFound("vacancy")
    }
    _ = try webActor.requireAccount()
    return id
  }
}
