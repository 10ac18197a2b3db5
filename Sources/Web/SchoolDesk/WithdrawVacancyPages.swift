import Domain
import HTTPSupport
import Hummingbird

/// Where a school takes a vacancy back.
struct WithdrawVacancyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/withdraw") { try await askWithdraw($0, $1) }
    pages.post("school/vacancies/:id/withdraw") { try await withdraw($0, $1) }
  }

  private func askWithdraw(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    guard vacancy.state(at: environment.services.now()).mayBecome(.withdrawn) else {
      return try await environment.vacancyMovedOn(vacancy, Self.refusal, context)
    }
    try context.webActor.require(.withdrawVacancy, at: vacancy.place)
    return withdrawPage(vacancy, Fields(), context)
  }

  private static let refusal = "The vacancy can’t be withdrawn any more"

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
      return .seeOther(VacancyNews.withdrawn.on(vacancy.id))
    } catch DomainError.invalid(let problems) {
      return withdrawPage(vacancy, Fields(context.form, problems: problems), context)
    } catch DomainError.conflict {
      return try await environment.vacancyMovedOn(
        try await environment.ownVacancy(context), Self.refusal,
        typed: [.init("Why is it withdrawn?", context.form["reason"])], context)
    }
  }
}
