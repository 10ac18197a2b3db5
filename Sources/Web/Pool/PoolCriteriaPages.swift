import Domain
import HTTPSupport
import Hummingbird

/// Where officers write the criteria of the pool's interview day.
struct PoolCriteriaPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/pool-criteria") { try await show($0, $1) }
    pages.post("authority/pool-criteria") { try await save($0, $1) }
  }

  private func list(_ context: AppRequestContext) async throws -> (Authority, PoolCriteriaList) {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    return (
      authority, try await SetPoolCriteria(environment.services).read(authority, by: context.webActor)
    )
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (authority, stored) = try await list(context)
    return page(authority, stored, Fields(Self.values(stored)), context)
  }

  /// What stands in the fields before somebody changes it.
  private static func values(_ stored: PoolCriteriaList) -> FormData {
    var form = FormData()
    for (index, criterion) in stored.criteria.enumerated() {
      form.set("wording-\(index)", criterion.wording)
      form.set("highest-\(index)", criterion.highest)
    }
    return form
  }

  /// The criteria as another officer has stored them, beside those that were sent.
  private func conflict(_ current: Int, _ context: AppRequestContext) async throws -> Response {
    let asked = (0..<SetPoolCriteria.most).flatMap { index -> [Conflict.Question] in
      [
        .text("wording-\(index)", "Criterion \(index + 1)"),
        .text("highest-\(index)", "Highest score of criterion \(index + 1)"),
      ]
    }
    let rows = Conflict.rows(
      asked, stored: Self.values(try await list(context).1), yours: context.form)
    return environment.respond(
      Conflict.page(
        rows, action: "/authority/pool-criteria", stored: "/authority/pool-criteria", at: "/authority",
        current, context), in: context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (authority, stored) = try await list(context)
    let form = context.form
    let filled = (0..<SetPoolCriteria.most).filter { form.trimmed("wording-\($0)") != nil }
    do {
      _ = try await SetPoolCriteria(environment.services)(
        authority,
        filled.map {
          SetPoolCriteria.Draft(
            wording: form["wording-\($0)"],
            highest: form.trimmed("highest-\($0)") == nil ? 4 : form.int("highest-\($0)") ?? 0)
        }, expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther("/authority/pool?done=criteria")
    } catch DomainError.staleVersion(let current) {
      return try await conflict(current, context)
    } catch {
      let problems = try Refusal.problems(error, field: "wording-0").map { problem in
        FieldProblem(field: Self.field(problem.field, filled), message: problem.message)
      }
      return page(authority, stored, Fields(form, problems: problems), context)
    }
  }

  /// The field of the page for `criteria[n].wording`, where only filled rows are counted.
  private static func field(_ name: String, _ filled: [Int]) -> String {
    guard let match = name.wholeMatch(of: /criteria\[([0-9]+)\]\.([a-z_]+)/), let index = Int(match.1),
      index < filled.count
    else { return "wording-0" }
    return "\(match.2)-\(filled[index])"
  }

  private func page(
    _ authority: Authority, _ stored: PoolCriteriaList, _ fields: Fields, _ context: AppRequestContext
  ) -> Response {
    let title = "Criteria of the interview day"
    return environment.respond(
      Page(
        title, path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/pool", "The pool")
      ) {
        Heading(title, caption: authority.name)
        Paragraph(
          (stored.areOwn
            ? "These are your own. Empty all of them to go back to the usual ones."
            : "These are the usual ones; change them as you like.")
            + " What was scored by a criterion that you take out is kept.")
        Form("/authority/pool-criteria", in: context) {
          HiddenInput("version", fields.values.string("version") ?? String(stored.version))
          HTML(
            (0..<SetPoolCriteria.most).map { index in
              Fieldset("Criterion \(index + 1)") {
                fields.text("wording-\(index)", "What is looked for", maximumLength: 200)
                fields.text("highest-\(index)", "Highest score", width: .two, inputMode: "numeric")
              }.html
            })
          Button("Save these criteria")
        }
      }, in: context)
  }
}
