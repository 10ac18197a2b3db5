import Domain
import HTTPSupport
import Hummingbird

/// Where a school asks the referees of several applications at once.
struct BulkReferencePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/selection/references") { try await show($0, $1) }
    pages.post("school/vacancies/:id/selection/references") { try await ask($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let ids = ShortlistQuery.values("application", request).compactMap { ApplicationID($0) }
    return try await page(
      try await environment.vacancyToChooseFor(.requestReferences, context), ids, [], context)
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.vacancyToChooseFor(.requestReferences, context)
    let ids = context.form.strings("application").compactMap { ApplicationID($0) }
    do {
      try await RequestManyReferences(environment.services)(vacancy.id, of: ids, by: context.webActor)
      return .seeOther("/school/vacancies/\(vacancy.id)/selection?done=asked")
    } catch {
      return try await page(vacancy, ids, try Refusal.problems(error, field: "applications"), context)
    }
  }

  /// Whom there is to ask now of an application, or why nobody.
  private func line(
    _ application: SentApplication, _ context: AppRequestContext
  ) async throws -> (canBe: Bool, note: String) {
    let lines = try await ReadReferences(environment.services)(application.id, by: context.webActor).lines
    let open = lines.filter { $0.request == nil && $0.obstacle == nil }
    let leftOut = Self.leftOut(lines)
    if !open.isEmpty { return (true, open.map(\.referee.name).joined(separator: ", ") + leftOut) }
    if lines.contains(where: { $0.request != nil }) {
      return (false, "Everybody who may be asked now has been asked" + (leftOut.isEmpty ? "." : leftOut))
    }
    return (false, lines.compactMap(\.obstacle).first ?? "The application names no referees.")
  }

  /// Who of an application is not asked now, and why, behind those who are; nothing of those in whose place another one
  /// is named.
  private static func leftOut(_ lines: [ApplicationReferences.Line]) -> String {
    let sentences = lines.filter { $0.request == nil && !$0.referee.isReplaced }.compactMap { line in
      line.obstacle.map { "\(line.referee.name) is left out. \($0)" }
    }
    return sentences.isEmpty ? "" : ". \(sentences.joined(separator: " "))"
  }

  private func page(
    _ vacancy: Vacancy, _ ids: [ApplicationID], _ problems: [FieldProblem], _ context: AppRequestContext
  ) async throws -> Response {
    let base = "/school/vacancies/\(vacancy.id)/selection"
    let chosen = try await ChosenList(ids, for: vacancy.id, by: context.webActor, environment.services) {
      try await line($0, context)
    }
    let title = "Ask for references"
    return environment.respond(
      Page(
        title, path: "/school", problems: chosen.placed(problems), above: BackLink(to: base, "Selection")
      ) {
        Heading(title, caption: vacancy.content.title)
        if !chosen.taken.isEmpty {
          Paragraph(
            "These referees are asked, whom you may ask now. Each gets an e-mail with a link of their own that works "
              + "for 12 weeks.")
        }
        chosen
        if chosen.taken.isEmpty {
          EmptyState(
            "Nobody to ask", "Tick the applications whose referees you want to ask.",
            action: Link("Choose applications", to: base))
        } else {
          Form("\(base)/references", in: context) {
            for line in chosen.taken { HiddenInput("application", line.application.id.description) }
            ButtonGroup {
              Button("Ask for references")
              Link("Cancel", to: base)
            }
          }
        }
      }, in: context)
  }
}
