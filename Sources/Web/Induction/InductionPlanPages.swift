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
    let atSchool = PlanAtSchool(environment.services)
    let schools = try await atSchool.schools(chosen: form.trimmed("school").flatMap { URN($0) })
    if form.fields.isEmpty { return page(Fields(), schools, "", context) }
    let (json, unreadable) = InductionCaseForm.read(form)
    var unread = unreadable
    let school = schools.first { $0.urn.description == form.trimmed("school") }
    if form.trimmed("school") != nil && school == nil {
      unread.append(FieldProblem(field: "school", message: "Choose a school of the list, or none of them."))
    }
    let calculator = try PlanInduction()
    do {
      let others = calculator.problems(of: json)
      if !unread.isEmpty || !others.isEmpty { throw DomainError.invalid(others) }
      let given = try JSONEncoder().encode(json)
      let plan =
        if let school { try await atSchool(json: given, at: school) } else { try calculator(json: given) }
      let shown = InductionPlanView(plan, broughtForward: Self.broughtForward(json), school: school?.name)
      return page(Fields(form), schools, shown.html, context)
    } catch DomainError.invalid(let problems) {
      let others = problems.map { InductionCaseForm.problem($0, of: form) }
      let all = FormFaults.all(unread, others, in: InductionCaseForm.names)
      return page(Fields(form, problems: all), schools, "", context)
    }
  }

  private static func broughtForward(_ json: JSONValue) -> Double {
    guard case .number(let terms)? = json.object?["brought_forward"] else { return 0 }
    return terms
  }

  private func page(
    _ fields: Fields, _ schools: [School], _ plan: HTML, _ context: AppRequestContext
  ) -> Response {
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
        plan
        SearchForm("/induction/plan", label: "Induction") {
          InductionCaseFields(fields, schools: schools)
          "<button type=\"submit\" class=\"govuk-button\">Work it out</button>" as HTML
        }
        Paragraph(html: Link("Time limits of induction", to: InductionDeadlinePages.path).html)
      }, in: context)
  }
}

/// A plan as people read it: the end first, then what is due, then why.
struct InductionPlanView: Component {
  private let plan: InductionPlan
  private let broughtForward: Double
  private let showsDue: Bool
  private let noEnd: String
  private let school: String?

  /// With the full-time terms served elsewhere, and what is said where there is no end. `showsDue` is false where what is
  /// due stands already, `school` is the one by whose term dates it was reckoned, where that is to be said.
  init(
    _ plan: InductionPlan, broughtForward: Double, noEnd: String = "Not within the dates given",
    showsDue: Bool = true, school: String? = nil
  ) {
    (self.plan, self.showsDue, self.noEnd, self.school) = (plan, showsDue, noEnd, school)
    self.broughtForward = plan.counting(broughtForward: broughtForward)
  }

  var html: HTML {
    HTML(
      [Heading("The plan", .section).html] + plan.warnings.map { WarningText($0).html } + [
        summary.html, showsDue ? due.html : "", Heading("Why", .section).html, reasons.html, rules,
      ])
  }

  private var summary: SummaryList {
    var rows: [SummaryList.Row] = [
      .init("Ends", plan.expectedEnd.map(LondonTime.longDate) ?? noEnd),
      .init("Regime", plan.regime == .nqt ? "Newly qualified teacher" : "Early career teacher"),
      .init("Required", TermWords.fullTime(plan.requiredTerms)),
      .init("Extended by", TermWords.fullTime(plan.extensionTerms)),
    ]
    if let school { rows.append(.init("By the term dates of", school)) }
    if broughtForward > 0 {
      rows.append(.init("Brought forward from elsewhere", TermWords.fullTime(broughtForward)))
    }
    let here = broughtForward > 0 ? "Served here" : "Served"
    rows.append(
      .init(plan.expectedEnd == nil ? here : "\(here) by then", TermWords.fullTime(plan.servedTerms)))
    return SummaryList(rows)
  }

  private var due: Table {
    let rows =
      plan.formalAssessments.map { ($0.due, "Formal assessment \($0.number)") }
      + plan.progressReviews.map { ($0.due, "Progress review") }
    return Table(
      "What is due", columns: [.init("By"), .init("What")],
      rows: rows.sorted { $0.0 < $1.0 }.map { [HTML(text: LondonTime.longDate($0.0)), HTML(text: $0.1)] })
  }

  /// Which edition of the rules that is.
  private var rules: HTML {
    plan.rulesVersion.map { Paragraph("Reckoned by the rules of \($0).").html } ?? ""
  }

  private var reasons: Table {
    Table(
      "The reckoning, step by step", columns: [.init("Step"), .init("Source")],
      rows: plan.explanation.map { [HTML(text: $0.text), HTML(text: $0.source)] })
  }
}
