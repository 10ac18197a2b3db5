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
      values.set("assessment", String(review))
    }
    return Fields(values)
  }

  private func begin(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let (id, services) = (try context.inductionOfPath(), environment.services)
    let record = try await ReadInductions(services).find(id, by: context.webActor)
    guard record.periods.contains(where: { context.webActor.may(.supportInduction, at: $0.place) }) else {
      throw DomainError.notFound("page")
    }
    let concerns = try await AssessInduction(services).list(id, by: context.webActor).filter {
      $0.isConcern && context.webActor.may(.supportInduction, at: $0.place)
    }
    let choice = fields.select(
      "assessment", "Which review or assessment",
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
        assessment: ground == .review ? AssessmentID(form["assessment"]) : nil, by: context.webActor)
      return .seeOther("\(Self.address(made.plan))?opened=1")
    } catch {
      return try await begin(Fields(form, problems: try Refusal.problems(error, field: "ground")), context)
    }
  }

  // MARK: One plan

  private func plan(_ context: AppRequestContext) throws -> SupportPlanID {
    _ = try context.inductionOfPath()
    return try context.named("plan")
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let record = try await SupportTeacher(environment.services).find(try plan(context), by: context.webActor)
    let asked = request.uri.queryParameters
    let news =
      asked.has("opened") ? "The support plan is open." : asked.has("saved") ? "Saved." : nil
    return try page(record, Fields(), news, context)
  }

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

  private func take(_ step: String, _ request: Request, _ context: AppRequestContext) async throws -> Response
  {
    let (id, form, actor) = (try plan(context), context.form, context.webActor)
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
      return .seeOther("/inductions/\(try context.inductionOfPath())/support-plans/\(id)?saved=1")
    } catch {
      let field = step == "targets" ? "standard" : step == "meetings" ? "notes" : "outcome"
      let problems = try Refusal.problems(error, field: field)
      return try page(try await use.find(id, by: actor), Fields(form, problems: problems), nil, context)
    }
  }
}

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
    _ = try context.inductionOfPath()
    let record = try await SupportTeacher(environment.services).find(
      try context.named("plan"), by: context.webActor)
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
    let version = String(plan.version)
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
          HiddenInput("version", version)
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
              HiddenInput("version", version)
              SupportTargetForm.questions(form, fields)
              Button("Save the target", kind: .secondary)
            }
          }
        }
      }, in: context)
  }

  private func take(isReview: Bool, _ request: Request, _ context: AppRequestContext) async throws -> Response
  {
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
      return .seeOther("\(SupportPlanPages.address(plan))?saved=1")
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

extension SupportPlan {
  /// How its state is shown.
  var tag: Tag {
    switch outcome {
    case nil: Tag(stateTitle, .blue)
    case .onTrack: Tag(stateTitle, .green)
    case .concern: Tag(stateTitle, .red)
    case .ended: Tag(stateTitle, .grey)
    }
  }
}

extension SupportTarget {
  /// How its state is shown.
  var tag: Tag {
    switch outcome {
    case nil: Tag(stateTitle, .blue)
    case .met: Tag(stateTitle, .green)
    case .partly: Tag(stateTitle, .yellow)
    case .notMet: Tag(stateTitle, .red)
    }
  }
}

/// The support plans of an induction, on its page.
struct SupportPlanList: Component {
  private let record: InductionRecord
  private let plans: [SupportPlanRecord]
  private let context: AppRequestContext

  init(_ record: InductionRecord, _ plans: [SupportPlanRecord], _ context: AppRequestContext) {
    (self.record, self.plans, self.context) = (record, plans, context)
  }

  var html: HTML {
    let mayOpen =
      record.induction.state.isOpen && !record.isPartial && !plans.contains { $0.mayClose }
      && record.periods.contains { context.webActor.may(.supportInduction, at: $0.place) }
    if plans.isEmpty && !mayOpen { return "" }
    let link: HTML =
      mayOpen
      ? Paragraph(
        html: Link("Open a support plan", to: "/inductions/\(record.induction.id)/support-plans/new").html
      ).html : ""
    return Heading("Support plans", .section).html + (plans.isEmpty ? "" : table) + link
  }

  private var table: HTML {
    Table(
      "Support plans, oldest first", isCaptionHidden: true,
      columns: [.init("Opened"), .init("Why"), .init("Targets reviewed"), .init("State")],
      rows: plans.map { record in
        let plan = record.plan
        return [
          Link(
            LondonTime.shortDate(LondonTime.date(of: plan.openedAt)), to: SupportPlanPages.address(plan),
            about: "support plan"
          ).html,
          HTML(text: plan.ground.title),
          HTML(
            text: plan.targets.isEmpty
              ? "No targets yet" : "\(plan.targets.count { $0.outcome != nil }) of \(plan.targets.count)"),
          plan.tag.html,
        ]
      }
    ).html
  }
}
