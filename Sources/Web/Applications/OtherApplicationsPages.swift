import Domain
import HTTPSupport
import Hummingbird

/// Where somebody who was appointed decides what becomes of their other applications.
struct OtherApplicationsPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("applications/{application}/others") { try await show($0, $1) }
    pages.post("applications/{application}/others") { try await withdraw($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(try context.applicationID("application"), Fields(), context)
  }

  private func withdraw(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID("application")
    do {
      try await OtherApplications(environment.services).withdraw(
        context.form.strings("application_ids").compactMap { ApplicationID($0) }, beside: id,
        by: context.webActor)
      return .seeOther("/applications/\(id)/others")
    } catch {
      let problems = try Refusal.problems(error, field: "application_ids")
      return try await page(id, Fields(context.form, problems: problems), context)
    }
  }

  private func page(
    _ id: ApplicationID, _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let others = try await OtherApplications(environment.services)(id, by: context.webActor)
    let base = "/applications/\(id)"
    let title = "Your other applications"
    return environment.respond(
      Page(
        title, path: "/applications", problems: fields.problems,
        above: BackLink(to: base, "Back to the application")
      ) {
        Heading(title, caption: "You have been appointed")
        if others.isEmpty {
          EmptyState(
            "Nothing left to decide", "No school considers another application of yours.",
            action: Link("All my applications", to: "/applications"))
        } else {
          Paragraph(
            "Schools still consider these. Nothing happens to them unless you say so. If you no longer want a post, "
              + "withdraw: the school is told, and a time you had for an interview is free for somebody else."
          )
          Form("\(base)/others", in: context) {
            fields.checkboxes(
              "application_ids", "Which do you want to withdraw?",
              others.map { other in
                let interview = other.interviewAt.map { " Interview on \(LondonTime.dateAndTime($0))." } ?? ""
                return Choice(
                  other.application.id.description,
                  "\(other.application.vacancyTitle), \(other.application.schoolName)",
                  hint: "\(other.application.state.title).\(interview)")
              })
            ButtonGroup {
              Button("Withdraw those ticked", kind: .warning)
              Link("Leave them as they are", to: base)
            }
          }
        }
      }, in: context)
  }
}
