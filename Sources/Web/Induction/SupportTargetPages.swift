import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// A target of a support plan: reviewed, or written again.
struct SupportTargetPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    let target = "inductions/:induction/support-plans/:plan/targets/:target"
    pages.get("\(target)") { try await show(nil, $1) }
    pages.post("\(target)/change") { try await take(isReview: false, $0, $1) }
    pages.post("\(target)/review") { try await take(isReview: true, $0, $1) }
  }

  private func found(
    _ context: AppRequestContext
  ) async throws -> (plan: SupportPlan, target: SupportTarget) {
    let record = try await context.supportPlanOfPath(environment.services)
    let id = try context.named("target", as: SupportTargetID.self)
    guard record.mayWrite, let target = record.plan.targets.first(where: { $0.id == id }) else {
      throw DomainError.notFound("target")
    }
    return (record.plan, target)
  }

  private func show(_ faulty: Fields?, _ context: AppRequestContext) async throws -> Response {
    let (plan, target) = try await found(context)
    let form = try AssessmentForm.load()
    var fields = faulty ?? SupportTargetForm.fields(target)
    if faulty != nil {
      // Whatever stands in the other form of the page is shown as it is stored.
      for field in SupportTargetForm.fields(target).values.fields where !fields.values.has(field.name) {
        fields.values.set(field.name, field.value)
      }
    }
    let here = "\(SupportPlanPages.address(plan))/targets/\(target.id)"
    let version = fields.version(plan.version)
    return environment.respond(
      Page(
        "Target of the support plan of \(plan.teacherName)", path: "/induction", problems: fields.problems,
        above: BackLink(to: SupportPlanPages.address(plan), "Support plan of \(plan.teacherName)")
      ) {
        Heading(
          form.title(ofStandard: target.content.standard), caption: "Support plan of \(plan.teacherName)")
        SummaryList([
          .init("What success looks like", target.content.success), .init("Support", target.content.support),
          .init("Given by", target.content.supporter),
          .init("Day of review", target.content.reviewOn.map(LondonTime.longDate)),
          .init("State", html: target.tag.html),
        ])
        Heading("Review it", .section)
        Form("\(here)/review", in: context) {
          version
          fields.radios(
            "outcome", "How far is it met?",
            SupportTarget.Outcome.allCases.map { Choice($0.rawValue, $0.title) })
          fields.textarea(
            "outcome_note", "What was seen", hint: "If it is not met, say what is still to be reached.",
            rows: 4,
            limit: .characters(2_000))
          Button("Save the review")
        }
        if target.outcome == nil {
          Details(
            "Change the target", isOpen: SupportTargetForm.names.contains { fields.problem(of: $0) != nil }
          ) {
            Form("\(here)/change", in: context) {
              version
              SupportTargetForm.questions(form, fields)
              Button("Save the target", kind: .secondary)
            }
          }
        }
      }, in: context)
  }

  /// The target or its review as it is stored now, beside what was sent.
  private func conflict(
    isReview: Bool, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let (plan, target) = try await found(context)
    let here = "\(SupportPlanPages.address(plan))/targets/\(target.id)"
    return environment.conflict(
      try Self.asked(isReview: isReview), stored: SupportTargetForm.fields(target).values,
      action: "\(here)/\(isReview ? "review" : "change")", shown: here, at: "/induction", current, context)
  }

  /// What a form of the page asks, to show what was typed.
  private static func asked(isReview: Bool) throws -> [Conflict.Question] {
    guard isReview else { return SupportTargetForm.asked(try AssessmentForm.load()) }
    let outcomes = SupportTarget.Outcome.allCases.map { Choice($0.rawValue, $0.title) }
    return [.chosen("outcome", "How far it is met", outcomes), .text("outcome_note", "What was seen")]
  }

  /// For whoever writes about a target when the plan is closed, or changes one that was reviewed meanwhile.
  private func movedOn(isReview: Bool, _ context: AppRequestContext) async throws -> Response? {
    let record = try await context.supportPlanOfPath(environment.services)
    let id = try context.named("target", as: SupportTargetID.self)
    guard let target = record.plan.targets.first(where: { $0.id == id }) else { return nil }
    if record.mayWrite, isReview || target.outcome == nil { return nil }
    return environment.supportPlanMovedOn(
      record, try Self.asked(isReview: isReview), target: target, context)
  }

  private func take(isReview: Bool, _ request: Request, _ context: AppRequestContext) async throws -> Response
  {
    if let moved = try await movedOn(isReview: isReview, context) { return moved }
    let (plan, target) = try await found(context)
    let (form, actor, use) = (context.form, context.webActor, SupportTeacher(environment.services))
    do {
      if isReview {
        _ = try await use.review(
          target.id, of: plan.id, SupportTarget.Outcome(rawValue: form["outcome"]),
          note: SectionForm.lines(form["outcome_note"]), expectedVersion: form.int("version"), by: actor)
      } else {
        _ = try await use.changeTarget(
          target.id, of: plan.id, SupportTargetForm.content(form), expectedVersion: form.int("version"),
          by: actor)
      }
      return .seeOther("\(SupportPlanPages.address(plan))?done=\(isReview ? "review" : "change")")
    } catch DomainError.staleVersion(let current) {
      return try await conflict(isReview: isReview, current, context)
    } catch {
      let problems = try Refusal.problems(error, field: isReview ? "outcome" : "standard")
      return try await show(Fields(form, problems: problems), context)
    }
  }
}

/// The questions of a target.
enum SupportTargetForm {
  static let names = ["standard", "success", "support", "supporter", "review_on"]

  static func questions(_ form: AssessmentForm, _ fields: Fields) -> HTML {
    HTML([
      fields.select(
        "standard", "Teachers’ Standard",
        [Choice("", "Choose one")] + form.standards.map { Choice($0.code, form.title(ofStandard: $0.code)) }
      ).html,
      fields.textarea("success", "What success looks like", rows: 3, limit: .characters(2_000)).html,
      fields.textarea("support", "The support that is given", rows: 3, limit: .characters(2_000)).html,
      fields.text("supporter", "By whom", width: .twoThirds, maximumLength: 200).html,
      fields.date("review_on", "When it is reviewed").html,
    ])
  }

  /// The same, to show two versions side by side.
  static func asked(_ form: AssessmentForm) -> [Conflict.Question] {
    [
      .chosen(
        "standard", "Teachers’ Standard",
        form.standards.map { Choice($0.code, form.title(ofStandard: $0.code)) }),
      .text("success", "What success looks like"), .text("support", "The support that is given"),
      .text("supporter", "By whom"), .date("review_on", "When it is reviewed"),
    ]
  }

  static func content(_ form: FormData) -> SupportTargetContent {
    SupportTargetContent(
      standard: form["standard"], success: SectionForm.lines(form["success"]),
      support: SectionForm.lines(form["support"]), supporter: form["supporter"],
      reviewOn: form.date("review_on").date)
  }

  static func fields(_ target: SupportTarget) -> Fields {
    var values = FormData()
    values.set("standard", target.content.standard)
    values.set("success", target.content.success)
    values.set("support", target.content.support)
    values.set("supporter", target.content.supporter)
    values.set("review_on", target.content.reviewOn)
    values.set("outcome", target.outcome?.rawValue)
    values.set("outcome_note", target.outcomeNote)
    return Fields(values)
  }
}
