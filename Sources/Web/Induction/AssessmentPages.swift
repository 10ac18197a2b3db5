import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Assessments and reviews: written, signed one after another, opened again.
struct AssessmentPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.post("inductions/:induction/assessments") { try await open($0, $1) }
    pages.get("inductions/assessments/:assessment") { try await show($0, $1) }
    for step in ["save", "sign", "reopen"] {
      pages.post("inductions/assessments/:assessment/\(step)") { try await take(step, $0, $1) }
    }
  }

  private func open(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let record = try await AssessInduction(environment.services).open(
      try context.inductionOfPath(), InductionAssessment.Kind(rawValue: context.form["kind"]) ?? .assessment,
      number: context.form.int("number") ?? 0, by: context.webActor)
    return .seeOther("/inductions/assessments/\(record.assessment.id)")
  }

  private func assessment(_ context: AppRequestContext) throws -> AssessmentID {
    _ = try context.webActor.requireAccount()
    guard let id = context.parameters.get("assessment").flatMap({ AssessmentID($0) }) else {
      throw DomainError.notFound("assessment")
    }
    return id
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let record = try await AssessInduction(environment.services).find(
      try assessment(context), by: context.webActor)
    var values = FormData()
    for (key, text) in record.assessment.answers { values.set(Self.field(key), text) }
    let news = request.uri.queryParameters.has("saved") ? "Saved." : nil
    return try page(record, Fields(values), news, context)
  }

  /// Points would part names of fields in forms.
  private static func field(_ key: String) -> String { key.replacing(".", with: "-") }

  private func page(
    _ record: AssessmentRecord, _ fields: Fields, _ news: String?, _ context: AppRequestContext
  ) throws -> Response {
    let assessment = record.assessment
    let form = try AssessmentForm.load()
    let content = record.mayWrite ? writing(record, form, fields, context) : Self.reading(record, form)
    return environment.respond(
      Page(
        "\(assessment.title) of \(record.teacherName)", path: "/induction", problems: fields.problems,
        above: BackLink(to: "/inductions/\(assessment.induction)", "Induction of \(record.teacherName)"),
        banner: news.map { NotificationBanner($0) }
      ) {
        Heading("\(assessment.title) of \(record.teacherName)", caption: assessment.schoolName)
        SummaryList([.init("State", html: Tag(assessment.state.title, .blue).html)])
        if record.showsLastCompleted {
          InsetText(
            "It was opened again. Until the head has completed it, you see what was completed before.")
        }
        content
        if !record.mayWrite && record.maySign { signing(record, fields, context) }
        Self.signatures(record)
        if record.mayReopen { reopening(record, fields, context) }
      }, in: context)
  }

  // MARK: Writing

  private func writing(
    _ record: AssessmentRecord, _ form: AssessmentForm, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let base = "/inductions/assessments/\(record.assessment.id)"
    let standards: [HTML] =
      record.assessment.kind == .review
      ? []
      : form.standards.map { standard in
        let inner = HTML(
          form.parts.map { part in
            fields.textarea(
              Self.field(AssessmentForm.key(standard.code, part.code)), "\(part.title): \(standard.title)",
              rows: 3
            ).html
          })
        let isOpen = fields.problems.contains { $0.field.hasPrefix("\(standard.code)-") }
        return Details(standard.title, isOpen: isOpen) { inner }.html
      }
    let plan = fields.textarea(
      "support_plan", "Support plan", hint: "Areas, objectives, and the support that the teacher gets.",
      rows: 4)
    return Form("\(base)/save", in: context) {
      HiddenInput("version", String(record.assessment.version))
      HTML(standards)
      fields.radios(
        "progress", "Is progress against the Teachers’ Standards satisfactory?",
        [
          Choice("satisfactory", "Satisfactory"),
          Choice("unsatisfactory", "Unsatisfactory", reveal: plan.html),
        ])
      fields.textarea("summary", "In sum", rows: 4)
      ButtonGroup {
        Button("Save", kind: .secondary)
        if record.maySign { Button("Save and sign", name: "signs", value: "yes") }
      }
    }.html
  }

  private func signing(_ record: AssessmentRecord, _ fields: Fields, _ context: AppRequestContext) -> HTML {
    let isTeacher = record.assessment.state == .completed
    return Form("/inductions/assessments/\(record.assessment.id)/sign", in: context) {
      HiddenInput("version", String(record.assessment.version))
      if isTeacher {
        fields.textarea("comments", "Your comments (optional)", rows: 5, limit: .characters(5_000))
      }
      Button(isTeacher ? "Confirm that I have read it" : "Receive it")
    }.html
  }

  private func reopening(_ record: AssessmentRecord, _ fields: Fields, _ context: AppRequestContext) -> HTML {
    Details("Open it again", isOpen: fields.problem(of: "reason") != nil) {
      Form("/inductions/assessments/\(record.assessment.id)/reopen", in: context) {
        HiddenInput("version", String(record.assessment.version))
        fields.textarea("reason", "Why?", hint: "Signatures before stay to be seen.", rows: 3)
        Button("Open it again", kind: .warning)
      }
    }.html
  }

  // MARK: Reading

  private static func reading(_ record: AssessmentRecord, _ form: AssessmentForm) -> HTML {
    let answers = record.assessment.answers
    var lists: [HTML] = []
    if record.assessment.kind != .review {
      lists = form.standards.map { standard in
        SummaryList(
          form.parts.map { .init($0.title, answers[AssessmentForm.key(standard.code, $0.code)]) },
          title: standard.title
        ).html
      }
    }
    var rows: [SummaryList.Row] = [
      .init("Progress", answers["progress"]?.capitalized), .init("In sum", answers["summary"]),
    ]
    if let plan = answers["support_plan"], !plan.isEmpty { rows.append(.init("Support plan", plan)) }
    if !record.assessment.teacherComments.isEmpty {
      rows.append(.init("The teacher’s comments", record.assessment.teacherComments))
    }
    return HTML(lists) + SummaryList(rows, title: "Overall").html
  }

  private static func signatures(_ record: AssessmentRecord) -> HTML {
    if record.signatures.isEmpty { return "" }
    return Table(
      "Signatures", columns: [.init("What"), .init("Who"), .init("When"), .init("Note")],
      rows: record.signatures.map {
        [
          HTML(text: $0.title), HTML(text: $0.signedBy), HTML(text: LondonTime.dateAndTime($0.signedAt)),
          HTML(text: $0.note.isEmpty ? "–" : $0.note),
        ]
      }
    ).html
  }

  // MARK: Steps

  private func take(_ step: String, _ request: Request, _ context: AppRequestContext) async throws -> Response
  {
    let (id, form, actor) = (try assessment(context), context.form, context.webActor)
    let (assess, version) = (AssessInduction(environment.services), form.int("version"))
    do {
      switch step {
      case "save":
        let kind = try await assess.find(id, by: actor).assessment.kind
        var answers: [String: String] = [:]
        for key in try AssessmentForm.load().keys(kind) {
          let text = SectionForm.lines(form[Self.field(key)])
          if !text.isEmpty { answers[key] = text }
        }
        let saved = try await assess.save(id, answers, expectedVersion: version, by: actor)
        if form.has("signs") {
          _ = try await assess.sign(id, expectedVersion: saved.assessment.version, by: actor)
        }
      case "sign":
        _ = try await assess.sign(
          id, comments: SectionForm.lines(form["comments"]), expectedVersion: version, by: actor)
      default:
        _ = try await assess.reopen(
          id, reason: SectionForm.lines(form["reason"]), expectedVersion: version, by: actor)
      }
      let isGone = (try? await assess.find(id, by: actor)) == nil
      return .seeOther(isGone ? "/induction" : "/inductions/assessments/\(id)?saved=1")
    } catch {
      let problems = try Refusal.problems(error, field: step == "reopen" ? "reason" : "summary").map {
        FieldProblem(field: Self.field($0.field), message: $0.message)
      }
      let record = try await assess.find(id, by: actor)
      var values = form
      if step == "save" { values.set("version", record.assessment.version) }
      return try page(record, Fields(values, problems: problems), nil, context)
    }
  }
}

/// What of the plan is written or can be opened, on the page of an induction.
struct AssessmentList: Component {
  private let record: InductionRecord
  private let assessments: [InductionAssessment]
  private let context: AppRequestContext

  init(_ record: InductionRecord, _ assessments: [InductionAssessment], _ context: AppRequestContext) {
    (self.record, self.assessments, self.context) = (record, assessments, context)
  }

  var html: HTML {
    let mayOpen =
      (record.induction.state.isOpen || record.induction.state == .left)
      && record.may(.recordInduction, context.webActor)
      && !context.webActor.may(.decideInduction, at: record.induction.place)
    let next = record.due.first { due in
      due.doneOn == nil && due.kind != .recommendation
        && !assessments.contains { $0.kind.rawValue == due.kind.rawValue && $0.number == due.number }
    }
    let links = assessments.map { assessment -> HTML in
      let isShown =
        assessment.wasCompleted
        || record.periods.contains {
          $0.place == assessment.place && record.may(.recordInduction, in: $0, context.webActor)
        } && !context.webActor.may(.decideInduction, at: record.induction.place)
      let name: HTML =
        isShown
        ? Link(assessment.title, to: "/inductions/assessments/\(assessment.id)").html
        : HTML(text: assessment.title)
      return "\(name): \(assessment.state.title)"
    }
    var forms: HTML = ""
    if mayOpen {
      if let next {
        forms = form(next.kind.rawValue, next.number, "Begin \(next.title.lowercasedFirst)")
      }
      let interim = assessments.count { $0.kind == .interim } + 1
      forms =
        forms
        + Details("The teacher leaves before the next formal assessment") {
          form("interim", interim, "Begin an interim assessment")
        }.html
    }
    if links.isEmpty && forms.isEmpty { return "" }
    let list: HTML = links.isEmpty ? "" : BulletList(html: links).html
    return Heading("Assessments and reviews", .section).html + list + forms
  }

  private func form(_ kind: String, _ number: Int, _ label: String) -> HTML {
    Form("/inductions/\(record.induction.id)/assessments", in: context) {
      HiddenInput("kind", kind)
      HiddenInput("number", String(number))
      Button(label, kind: .secondary)
    }.html
  }
}
