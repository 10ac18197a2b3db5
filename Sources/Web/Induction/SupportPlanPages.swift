import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Support plans: opened, read, met about and closed.
struct SupportPlanPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    let (all, one) = ("inductions/:induction/support-plans", "inductions/:induction/support-plans/:plan")
    pages.get("\(all)/new") { try await begin(Self.asked($0), $1) }
    pages.post("\(all)/new") { try await open($0, $1) }
    pages.get("\(one)") { try await show($0, $1) }
    for step in ["targets", "meetings", "close"] {
      pages.post("\(one)/\(step)") { try await take(step, $0, $1) }
    }
    SupportTargetPages(environment).add(to: pages)
  }

  static func address(_ plan: SupportPlan) -> String {
    "/inductions/\(plan.induction)/support-plans/\(plan.id)"
  }

  // MARK: Opening

  /// The form as it begins: from a review, with that review.
  private static func asked(_ request: Request) -> Fields {
    var values = FormData()
    if let review = request.uri.queryParameters["assessment"] {
      values.set("ground", SupportPlan.Ground.review.rawValue)
      values.set("assessment_id", String(review))
    }
    return Fields(values)
  }

  private func begin(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let (id, services) = (try context.inductionOfPath(), environment.services)
    let record = try await ReadInductions(services).find(id, by: context.webActor)
    guard record.may(.supportInduction, context.webActor) else {
      throw DomainError.notFound("page")
    }
    guard record.maySupport(context.webActor, on: environment.services.today) else {
      throw DomainError.notAllowed("Another school leads this induction, and writes this.")
    }
    let concerns = try await SupportTeacher(services).concerns(of: id, by: context.webActor)
    let choice = fields.select(
      "assessment_id", "Which review or assessment",
      [Choice("", "Choose one")] + concerns.map { Choice($0.id.description, $0.title) })
    let grounds = SupportPlan.Ground.allCases.filter { $0 != .review || !concerns.isEmpty }
    return environment.respond(
      Page(
        "Open a support plan", path: "/induction", problems: fields.problems,
        above: BackLink(to: "/inductions/\(id)", "Induction of \(record.induction.name)")
      ) {
        Heading("Open a support plan", caption: record.induction.name)
        Paragraph(
          "The teacher, the induction tutor and the head are told. If progress is a concern, the appropriate body is "
            + "told as well.")
        Form("/inductions/\(id)/support-plans/new", in: context) {
          fields.radios(
            "ground", "Why is it opened?",
            grounds.map { Choice($0.rawValue, $0.title, reveal: $0 == .review ? choice.html : nil) })
          fields.textarea(
            "reason", "The reason in words", hint: "What was seen, and where. The teacher reads this.",
            rows: 5,
            limit: .characters(4_000))
          Button("Open the support plan")
        }
      }, in: context)
  }

  private func open(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    do {
      let ground = SupportPlan.Ground(rawValue: form["ground"])
      let made = try await SupportTeacher(environment.services).open(
        try context.inductionOfPath(), ground, reason: SectionForm.lines(form["reason"]),
        assessment: ground == .review ? AssessmentID(form["assessment_id"]) : nil, by: context.webActor)
      return .seeOther("\(Self.address(made.plan))?opened=1")
    } catch {
      return try await begin(Fields(form, problems: try Refusal.problems(error, field: "ground")), context)
    }
  }

  // MARK: One plan

  /// The plan that the address names, if it is of the induction that the address names.
  private func plan(_ context: AppRequestContext) async throws -> SupportPlanRecord {
    try await context.supportPlanOfPath(environment.services)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let record = try await plan(context)
    let asked = request.uri.queryParameters
    let news =
      asked.has("opened")
      ? "The support plan is open." : asked["done"].flatMap { Self.news[String($0)] }
    return try page(record, Fields(), news, context)
  }

  private static let news = [
    "targets": "The target is added.", "change": "Saved.", "review": "The review of the target is saved.",
    "meetings": "The meeting is recorded. The teacher has been told by mail.",
    "close": "The support plan is closed. The teacher has been told by mail.",
  ]

  private func page(
    _ record: SupportPlanRecord, _ fields: Fields, _ news: String?, _ context: AppRequestContext
  ) throws -> Response {
    let (plan, form, here) = (record.plan, try AssessmentForm.load(), Self.address(record.plan))
    return environment.respond(
      Page(
        "Support plan of \(plan.teacherName)", path: "/induction", problems: fields.problems,
        above: BackLink(to: "/inductions/\(plan.induction)", "Induction of \(plan.teacherName)"),
        banner: news.map { NotificationBanner($0) }
      ) {
        Heading("Support plan of \(plan.teacherName)", caption: plan.schoolName)
        SummaryList(Self.facts(plan))
        Heading("Targets", .section)
        if plan.targets.isEmpty {
          Paragraph(record.mayWrite ? "None yet. Set the first one with the teacher." : "None yet.")
        }
        HTML(plan.targets.map { Self.target($0, record, form) })
        if record.mayWrite {
          Details("Add a target", isOpen: plan.targets.isEmpty || Self.isOf(SupportTargetForm.names, fields))
          {
            Form("\(here)/targets", in: context) {
              SupportTargetForm.questions(form, fields)
              Button("Add the target", kind: .secondary)
            }
          }
        }
        Heading("Review meetings", .section)
        if plan.meetings.isEmpty { Paragraph("None yet.") } else { Self.table(plan.meetings) }
        if record.mayWrite {
          Details("Record a meeting", isOpen: Self.isOf(["held_on", "present", "notes"], fields)) {
            Form("\(here)/meetings", in: context) {
              fields.date("held_on", "Day of the meeting")
              fields.text("present", "Who was there", maximumLength: 300)
              fields.textarea(
                "notes", "Notes", hint: "They stay as they are, and the teacher reads them.", rows: 6,
                limit: .characters(5_000))
              Button("Record the meeting", kind: .secondary)
            }
          }
        }
        if record.mayClose { Self.closing(record, here, fields, context) }
      }, in: context)
  }

  private static func isOf(_ names: [String], _ fields: Fields) -> Bool {
    names.contains { fields.problem(of: $0) != nil }
  }

  private static func facts(_ plan: SupportPlan) -> [SummaryList.Row] {
    var rows: [SummaryList.Row] = [
      .init("State", html: plan.tag.html), .init("Why it was opened", plan.ground.title),
    ]
    if let assessment = plan.assessment, let title = plan.assessmentTitle {
      rows.append(
        .init("Review or assessment", html: Link(title, to: "/inductions/assessments/\(assessment)").html))
    }
    rows += [
      .init("Reason", plan.reason),
      .init("Opened", "\(LondonTime.longDate(LondonTime.date(of: plan.openedAt))), \(plan.openedBy)"),
    ]
    if let closed = plan.closedAt {
      rows += [
        .init("Closed", "\(LondonTime.longDate(LondonTime.date(of: closed))), \(plan.closedBy ?? "")"),
        .init("How it went", plan.closing),
      ]
    }
    return rows
  }

  private static func target(
    _ target: SupportTarget, _ record: SupportPlanRecord, _ form: AssessmentForm
  ) -> HTML {
    let content = target.content
    var rows: [SummaryList.Row] = [
      .init("What success looks like", content.success), .init("Support", content.support),
      .init("Given by", content.supporter), .init("Day of review", content.reviewOn.map(LondonTime.longDate)),
      .init("State", html: target.tag.html),
    ]
    if let day = target.outcomeOn {
      rows.append(.init("Last reviewed", "\(LondonTime.longDate(day)), \(target.outcomeBy ?? "")"))
    }
    if !target.outcomeNote.isEmpty { rows.append(.init("What was seen", target.outcomeNote)) }
    let title = form.title(ofStandard: content.standard)
    let link =
      record.mayWrite
      ? [
        Link(
          target.outcome == nil ? "Review or change" : "Review again",
          to: "\(address(record.plan))/targets/\(target.id)", about: title)
      ] : []
    return SummaryList(rows, title: title, actions: link).html
  }

  private static func table(_ meetings: [SupportMeeting]) -> HTML {
    Table(
      "Review meetings", isCaptionHidden: true,
      columns: [.init("Day"), .init("Who was there"), .init("Notes"), .init("Recorded by")],
      rows: meetings.map {
        [
          HTML(text: LondonTime.shortDate($0.heldOn)), HTML(text: $0.present), HTML(text: $0.notes),
          HTML(text: $0.recordedBy),
        ]
      }
    ).html
  }

  private static func closing(
    _ record: SupportPlanRecord, _ here: String, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    Details("Close the support plan", isOpen: isOf(["outcome", "closing"], fields)) {
      Form("\(here)/close", in: context) {
        HiddenInput("version", String(record.plan.version))
        fields.radios(
          "outcome", "How does it end?",
          SupportPlan.Outcome.allCases.map { Choice($0.rawValue, $0.title) })
        fields.textarea("closing", "How it went", rows: 4, limit: .characters(4_000))
        Button("Close the support plan", kind: .warning)
      }
    }.html
  }

  // MARK: Steps

  /// What the form of a step asks, to show what was typed.
  private static func asked(_ step: String) throws -> [Conflict.Question] {
    switch step {
    case "targets": SupportTargetForm.asked(try AssessmentForm.load())
    case "meetings":
      [.date("held_on", "Day of the meeting"), .text("present", "Who was there"), .text("notes", "Notes")]
    default:
      [
        .chosen(
          "outcome", "How it ends", SupportPlan.Outcome.allCases.map { Choice($0.rawValue, $0.title) }),
        .text("closing", "How it went"),
      ]
    }
  }

  private func take(_ step: String, _ request: Request, _ context: AppRequestContext) async throws -> Response
  {
    let (id, form, actor) = (try await plan(context).plan.id, context.form, context.webActor)
    let use = SupportTeacher(environment.services)
    do {
      switch step {
      case "targets":
        _ = try await use.addTarget(SupportTargetForm.content(form), to: id, by: actor)
      case "meetings":
        _ = try await use.meet(
          id, on: form.date("held_on").date, present: form["present"],
          notes: SectionForm.lines(form["notes"]),
          by: actor)
      default:
        _ = try await use.close(
          id, SupportPlan.Outcome(rawValue: form["outcome"]), note: SectionForm.lines(form["closing"]),
          expectedVersion: form.int("version"), by: actor)
      }
      return .seeOther("/inductions/\(try context.inductionOfPath())/support-plans/\(id)?done=\(step)")
    } catch {
      let field = step == "targets" ? "standard" : step == "meetings" ? "notes" : "outcome"
      let problems = try Refusal.problems(error, field: field)
      let record = try await use.find(id, by: actor)
      let isOpen = step == "close" ? record.mayClose : record.mayWrite
      if !isOpen, let moved = environment.supportPlanMovedOn(record, try Self.asked(step), context) {
        return moved
      }
      return try page(record, Fields(form, problems: problems), nil, context)
    }
  }
}

extension AppRequestContext {
  /// The support plan that the address names, if it is of the induction that the address names.
  func supportPlanOfPath(_ services: Services) async throws -> SupportPlanRecord {
    let found = try await SupportTeacher(services).find(try named("plan"), by: webActor)
    try require(found.plan.induction, named: "induction", orHide: "plan")
    return found
  }
}
