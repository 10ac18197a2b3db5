import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The time limits of induction, open to everybody: until when something has to be done, and why. The answer has an
/// address.
struct InductionDeadlinePages: Sendable {
  static let path = "/induction/deadlines"
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("induction/deadlines") { try await show($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = (try? FormData(decoding: (request.uri.query ?? "").utf8)) ?? FormData()
    if form.fields.isEmpty { return try page(Fields(), "", context) }
    do {
      return try page(Fields(form), Self.answer(try Self.reckoning(form)), context)
    } catch DomainError.invalid(let problems) {
      return try page(Fields(form, problems: problems), "", context)
    }
  }

  private static func reckoning(_ form: FormData) throws -> DeadlineReckoning {
    let (rule, day) = (form.trimmed("rule") ?? "", form.date("from").date)
    let isKnown = try InductionDeadline.all(on: day).contains { $0.rule == rule }
    let typed = form.trimmed("deemed")
    let means = typed.flatMap { InductionDeadline.Means(rawValue: $0) }
    var problems = Problems()
    problems.require(isKnown, "rule", "Choose a time limit.")
    problems.require(
      day != nil, "from", "Enter a real day that sets it off with day, month and a year of four digits.")
    problems.require(typed == nil || means != nil, "deemed", "Choose how it was sent, or leave it open.")
    try problems.throwIfAny()
    guard let day else { throw DomainError.invalid(problems.found) }
    return try DeadlineReckoning(of: rule, from: day, sentBy: means)
  }

  private static func answer(_ reckoning: DeadlineReckoning) -> HTML {
    let deadline = reckoning.deadline
    return HTML([
      Heading("The last day", .section).html,
      SummaryList([
        .init("Last day", LondonTime.longDate(reckoning.lastDay)),
        .init("By then", "\(deadline.what.uppercasedFirst)."), .init("Source", deadline.source),
      ]).html,
      BulletList(reckoning.steps).html,
    ])
  }

  private func page(_ fields: Fields, _ answer: HTML, _ context: AppRequestContext) throws -> Response {
    let day = fields.values.date("from").date ?? environment.services.today
    let all = try InductionDeadline.all(on: day)
    let termly = try TermlyReturn.load(on: day)
    return environment.respond(
      Page("Time limits of induction", path: Self.path, problems: fields.problems) {
        Heading("Time limits of induction")
        Paragraph(
          """
          See until when a recommendation, a decision, a notice or an appeal has to be made. Time limits are counted in \
          working days of England and Wales, and the day that sets one off is the first of them. Nothing you enter is \
          stored.
          """)
        answer
        SearchForm(Self.path, label: "Time limit") {
          fields.select(
            "rule", "Time limit",
            [Choice("", "Choose a time limit")]
              + all.map { Choice($0.rule, "\($0.what.uppercasedFirst): \(Self.days($0))") })
          fields.date(
            "from", "The day that sets it off",
            hint: "For example 1 6 2026. Which day it is stands in the table below.")
          fields.select(
            "deemed", "How the notice was sent",
            [Choice("", "Not said")] + InductionDeadline.Means.allCases.map { Choice($0.rawValue, $0.title) },
            hint: "Only for an appeal. Where it is not said, it was sent electronically.")
          "<button type=\"submit\" class=\"govuk-button\">Find the last day</button>" as HTML
        }
        Table(
          "All time limits", columns: [.init("What"), .init("Time"), .init("Counted from"), .init("Source")],
          rows: all.map { deadline in
            [deadline.what.uppercasedFirst, Self.days(deadline), deadline.from, deadline.source]
              .map { HTML(text: $0) }
          })
        Paragraph("\(termly.what.uppercasedFirst): until \(termly.until) (\(termly.source)).")
        Paragraph(html: Link("How long induction takes", to: "/induction/plan").html)
      }, in: context)
  }

  private static func days(_ deadline: InductionDeadline) -> String { "\(deadline.workingDays) working days" }
}
