import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The induction calculator, open to everybody: "what if I go to 0.6 from January". Its answer has an address.
struct InductionPlanPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("induction/plan") { try await show($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = (try? FormData(decoding: (request.uri.query ?? "").utf8)) ?? FormData()
    if form.fields.isEmpty { return page(Fields(), nil, context) }
    let (json, unread) = InductionCaseForm.read(form)
    let calculator = try PlanInduction()
    do {
      let others = calculator.problems(of: json)
      if !unread.isEmpty || !others.isEmpty { throw DomainError.invalid(others) }
      let plan = try calculator(json: JSONEncoder().encode(json))
      return page(Fields(form), plan, context)
    } catch DomainError.invalid(let problems) {
      let others = problems.map {
        FieldProblem(field: InductionCaseForm.field($0.field, of: form), message: $0.message)
      }
      let all = FormFaults.all(unread, others, in: InductionCaseForm.names)
      return page(Fields(form, problems: all), nil, context)
    }
  }

  private func page(_ fields: Fields, _ plan: InductionPlan?, _ context: AppRequestContext) -> Response {
    environment.respond(
      Page("How long induction takes", path: "/induction/plan", problems: fields.problems) {
        Heading("How long induction takes")
        Paragraph(
          """
          See when the induction of a new teacher ends and what is due on the way, for example “what if I go to \
          0.6 from January”. Nothing you enter is stored.
          """)
        Paragraph(
          """
          A post counts if it lasts a term at least. Posts held at the same time are added up, as far as each of them \
          does. A change of hours goes on with the same post.
          """)
        if let plan { InductionPlanView(plan) }
        SearchForm("/induction/plan", label: "Induction") {
          InductionCaseForm.html(fields)
          "<button type=\"submit\" class=\"govuk-button\">Work it out</button>" as HTML
        }
      }, in: context)
  }
}

/// A plan as people read it: the end first, then what is due, then why.
struct InductionPlanView: Component {
  private let plan: InductionPlan
  private let showsDue: Bool

  /// `showsDue` is false where what is due stands already.
  init(_ plan: InductionPlan, showsDue: Bool = true) { (self.plan, self.showsDue) = (plan, showsDue) }

  var html: HTML {
    HTML(
      [Heading("The plan", .section).html] + plan.warnings.map { WarningText($0).html } + [
        summary.html, showsDue ? due.html : "", Heading("Why", .section).html, reasons.html,
      ])
  }

  private var summary: SummaryList {
    SummaryList([
      .init("Ends", plan.expectedEnd.map(LondonTime.longDate) ?? "Not within the dates given"),
      .init("Regime", plan.regime == .nqt ? "Newly qualified teacher" : "Early career teacher"),
      .init("Required", TermWords.fullTime(plan.requiredTerms)),
      .init(plan.expectedEnd == nil ? "Served" : "Served by then", TermWords.fullTime(plan.servedTerms)),
      .init("Extended by", TermWords.fullTime(plan.extensionTerms)),
    ])
  }

  private var due: Table {
    let rows =
      plan.formalAssessments.map { ($0.due, "Formal assessment \($0.number)") }
      + plan.progressReviews.map { ($0.due, "Progress review") }
    return Table(
      "What is due", columns: [.init("By"), .init("What")],
      rows: rows.sorted { $0.0 < $1.0 }.map { [HTML(text: LondonTime.longDate($0.0)), HTML(text: $0.1)] })
  }

  private var reasons: Table {
    Table(
      "The reckoning, step by step", columns: [.init("Step"), .init("Source")],
      rows: plan.explanation.map { [HTML(text: $0.text), HTML(text: $0.source)] })
  }
}
