import Domain
import HTTPSupport
import Hummingbird

/// Where the head closes a sift before everybody has submitted, or opens it again.
struct CloseSiftPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/selection/close") { _, context in try await page(Fields(), context) }
    pages.post("school/vacancies/:id/selection/close") { try await close($0, $1) }
    pages.post("school/vacancies/:id/selection/reopen") { try await reopen($0, $1) }
  }

  private func close(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.vacancyOfPath()
    _ = try await CloseSift(environment.services)(id, by: context.webActor)
    return .seeOther("/school/vacancies/\(id)/selection?done=closed")
  }

  private func reopen(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.vacancyOfPath()
    do {
      _ = try await CloseSift(environment.services).reopen(
        id, reason: context.form["reason"], by: context.webActor)
      return .seeOther("/school/vacancies/\(id)/selection?done=reopened")
    } catch DomainError.invalid(let problems) {
      return try await page(Fields(context.form, problems: problems), context)
    }
  }

  private func page(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let panel = try await ReadPanel(environment.services)(try context.vacancyOfPath(), by: context.webActor)
    try context.webActor.require(.closeSift, at: panel.vacancy.place)
    let base = "/school/vacancies/\(panel.vacancy.id)/selection"
    let isOpen = panel.selection.isSiftOpen
    let title = isOpen ? "Close the sift?" : "Open the sift again"
    return environment.respond(
      Page(title, path: "/school", problems: fields.problems, above: BackLink(to: base, "Selection")) {
        Heading(title, caption: panel.vacancy.content.title)
        if isOpen {
          Paragraph(
            "Members can’t score any more then. The scores that were submitted show to the panel; what somebody has "
              + "not submitted stays with them and doesn’t count.")
          Form("\(base)/close", in: context) {
            ButtonGroup {
              Button("Close the sift", kind: .warning)
              Link("Leave it open", to: base)
            }
          }
        } else {
          Paragraph("Members can score again. Scores that have been shown stay as they are.")
          Form("\(base)/reopen", in: context) {
            fields.textarea("reason", "Why is it opened again?", hint: "Kept for the school.", rows: 3)
            ButtonGroup {
              Button("Open the sift")
              Link("Leave it closed", to: base)
            }
          }
        }
      }, in: context)
  }
}
