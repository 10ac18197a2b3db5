import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// Assessments and reviews: written, signed one after another, opened again.
struct AssessmentPages: Sendable {
  let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.post("inductions/:induction/assessments") { try await open($0, $1) }
    pages.get("inductions/assessments/:assessment") { try await show($0, $1) }
    for step in ["save", "sign", "pass-on", "reopen"] {
      pages.post("inductions/assessments/:assessment/\(step)") { try await take(step, $0, $1) }
    }
    pages.get("inductions/assessments/:assessment/signatures/:signature") { try await showSigned($0, $1) }
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
    let query = request.uri.queryParameters
    let news =
      query.has("saved") ? "Saved." : query["done"].flatMap { Self.news(String($0), record.assessment.state) }
    return try page(record, Fields(Self.stored(record.assessment)), news, context)
  }

  /// What was just done, and what comes next as it stands now.
  private static func news(_ step: String, _ state: AssessmentState) -> String? {
    switch (step, state) {
    case ("sign", .drafted): "Signed. The head completes it next."
    case ("sign", .completed): "Signed. It is completed, and the teacher has been told by mail."
    case ("sign", .confirmed): "Signed. The appropriate body receives it next."
    case ("sign", .received): "Received. The teacher has been told by mail."
    case ("pass-on", .confirmed): "Handed on to the appropriate body. The teacher has been told by mail."
    case ("reopen", .draft): "Opened again. The tutor writes in it now."
    default: nil
    }
  }

  /// What is stored, as the fields of the form.
  private static func stored(_ assessment: InductionAssessment) -> FormData {
    var values = FormData()
    for (key, text) in assessment.answers { values.set(field(key), text) }
    return values
  }

  /// Points would part names of fields in forms.
  static func field(_ key: String) -> String { key.replacing(".", with: "-") }

  private func page(
    _ record: AssessmentRecord, _ fields: Fields, _ news: String?, _ context: AppRequestContext
  ) throws -> Response {
    let assessment = record.assessment
    let form = try AssessmentForm.load(version: assessment.formVersion)
    let content =
      record.mayWrite
      ? writing(record, form, fields, context) : AssessmentText(record, form).html
    return environment.respond(
      Page(
        "\(assessment.title) of \(record.teacherName)", path: "/induction", problems: fields.problems,
        above: BackLink(to: "/inductions/\(assessment.induction)", "Induction of \(record.teacherName)"),
        banner: news.map { NotificationBanner($0) }
      ) {
        Heading("\(assessment.title) of \(record.teacherName)", caption: assessment.schoolName)
        SummaryList([.init("State", html: Tag(assessment.words(in: record.inductionState), .blue).html)])
        AssessmentFactsList(record.facts)
        if record.showsLastCompleted {
          InsetText(
            "It was opened again. Until the head has completed it, you see what was completed before.")
        }
        content
        if !record.mayWrite && record.maySign { signing(record, fields, context) }
        if let last = record.teacherSignsBy { passing(record, last, fields, context) }
        Self.planLink(record, context)
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
      if form.confirmsSupport(record.assessment.kind) { support(form, fields) }
      fields.radios(
        "progress", form.progressQuestion,
        [
          Choice("satisfactory", "Satisfactory"),
          Choice("unsatisfactory", "Unsatisfactory", reveal: plan.html),
        ])
      fields.textarea("summary", "In sum", rows: 4)
      if let obstacle = record.signingObstacle { InsetText(obstacle) }
      if record.takesTutorReason {
        fields.textarea(
          "tutor_reason", "Why are you, the head, the tutor as well?",
          hint: "You signed for the tutor. The appropriate body reads this with your signature.", rows: 3)
      }
      ButtonGroup {
        Button("Save", kind: .secondary)
        if record.maySign { Button("Save and sign", name: "signs", value: "yes") }
      }
    }.html
  }

  private func support(_ form: AssessmentForm, _ fields: Fields) -> HTML {
    let missing = fields.textarea("support_note", "What was missing, and why?", rows: 3)
    return fields.radios(
      "support", form.supportQuestion ?? "",
      [Choice("yes", "Yes"), Choice("no", "No", reveal: missing.html)], hint: form.supportHint
    ).html
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

  private func passing(
    _ record: AssessmentRecord, _ last: CivilDate, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    guard record.mayPassOn else {
      return InsetText(
        "\(record.teacherName) has until \(LondonTime.longDate(last)) to read and sign it. After that day you can hand "
          + "it on to the appropriate body without their signature."
      ).html
    }
    return Details(
      "Hand it on without the teacher’s signature", isOpen: fields.problem(of: "passing_reason") != nil
    ) {
      Form("/inductions/assessments/\(record.assessment.id)/pass-on", in: context) {
        HiddenInput("version", String(record.assessment.version))
        fields.textarea(
          "passing_reason", "Why is it not signed?", hint: "The appropriate body and the teacher read this.",
          rows: 3)
        Button("Hand it on", kind: .warning)
      }
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

  /// The way from a concern to a support plan.
  private static func planLink(_ record: AssessmentRecord, _ context: AppRequestContext) -> HTML {
    let assessment = record.assessment
    guard assessment.isConcern, context.webActor.may(.supportInduction, at: assessment.place) else {
      return ""
    }
    let address = "/inductions/\(assessment.induction)/support-plans/new?assessment=\(assessment.id)"
    return Paragraph(html: Link("Open a support plan because of it", to: address).html).html
  }

  private static func signatures(_ record: AssessmentRecord) -> HTML {
    if record.signatures.isEmpty { return "" }
    return Table(
      "Signatures", columns: [.init("What"), .init("Who"), .init("When"), .init("Note")],
      rows: record.signatures.enumerated().map { index, signature in
        [
          Link(
            signature.title, to: "/inductions/assessments/\(record.assessment.id)/signatures/\(index + 1)"
          ).html, HTML(text: signature.signedBy), HTML(text: LondonTime.dateAndTime(signature.signedAt)),
          HTML(text: signature.note.isEmpty ? "–" : signature.note),
        ]
      }
    ).html
  }

  /// What was signed, as it was signed.
  private func showSigned(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let record = try await AssessInduction(environment.services).find(
      try assessment(context), by: context.webActor)
    let number = context.parameters.get("signature").flatMap { Int($0) } ?? 0
    guard record.signatures.indices.contains(number - 1) else { throw DomainError.notFound("signature") }
    let (assessment, signature) = (record.assessment, record.signatures[number - 1])
    let form = try AssessmentForm.load(version: assessment.formVersion)
    let title = "\(assessment.title) of \(record.teacherName)"
    return environment.respond(
      Page(
        "\(title): \(signature.title.lowercasedFirst)", path: "/induction",
        above: BackLink(to: "/inductions/assessments/\(assessment.id)", title)
      ) {
        Heading(title, caption: assessment.schoolName)
        SummaryList([
          .init("Signature", signature.title), .init("Who", signature.signedBy),
          .init("When", LondonTime.dateAndTime(signature.signedAt)), .init("Note", signature.note),
        ])
        AssessmentFactsList(signature.facts)
        AssessmentText(answers: signature.answers, comments: "", assessment.kind, form)
      }, in: context)
  }

  // MARK: Steps

  private func take(_ step: String, _ request: Request, _ context: AppRequestContext) async throws -> Response
  {
    let (id, form, actor) = (try assessment(context), context.form, context.webActor)
    let (assess, version) = (AssessInduction(environment.services), form.int("version"))
    do {
      switch step {
      case "save":
        let assessment = try await assess.find(id, by: actor).assessment
        let saved = try await assess.save(
          id, try Self.answers(form, assessment), expectedVersion: version, by: actor)
        if form.has("signs") {
          _ = try await assess.sign(
            id, tutorReason: SectionForm.lines(form["tutor_reason"]),
            expectedVersion: saved.assessment.version, by: actor)
        }
      case "sign":
        _ = try await assess.sign(
          id, comments: SectionForm.lines(form["comments"]), expectedVersion: version, by: actor)
      case "pass-on":
        _ = try await assess.passOn(
          id, reason: SectionForm.lines(form["passing_reason"]), expectedVersion: version, by: actor)
      default:
        _ = try await assess.reopen(
          id, reason: SectionForm.lines(form["reason"]), expectedVersion: version, by: actor)
      }
      let isGone = (try? await assess.find(id, by: actor)) == nil
      let done = step != "save" ? "done=\(step)" : form.has("signs") ? "done=sign" : "saved=1"
      return .seeOther(isGone ? "/induction" : "/inductions/assessments/\(id)?\(done)")
    } catch {
      let refusal = try await refusal(of: step, id, error, context)
      let problems = try Refusal.problems(refusal, field: Self.place(of: step)).map {
        FieldProblem(
          field: $0.field == "reason" ? Self.place(of: step) : Self.field($0.field), message: $0.message)
      }
      let record = try await assess.find(id, by: actor)
      if let moved = try movedOn(step, record, context) { return moved }
      if step == "save", record.mayWrite, case DomainError.staleVersion(let current) = error {
        return try conflict(record, current, context)
      }
      // The other forms of the page don't hold the answers, which stay as they are stored.
      var values = step == "save" ? form : Self.stored(record.assessment)
      if step != "save" {
        for name in Set(form.fields.map(\.name)) { values.set(name, form.strings(name)) }
      }
      values.set("version", record.assessment.version)
      return try page(record, Fields(values, problems: problems), nil, context)
    }
  }
}

extension AssessmentPages {
  /// The field that a step’s refusal stands at.
  fileprivate static func place(of step: String) -> String {
    switch step {
    case "reopen": "reason"
    case "pass-on": "passing_reason"
    case "sign": "comments"
    default: "summary"
    }
  }

  /// The answers of a form; what is empty is left out.
  fileprivate static func answers(
    _ form: FormData, _ assessment: InductionAssessment
  ) throws -> [String: String] {
    let keys = try AssessmentForm.load(version: assessment.formVersion).keys(assessment.kind)
    let texts = keys.map { ($0, SectionForm.lines(form[field($0)])) }
    return Dictionary(uniqueKeysWithValues: texts.filter { !$0.1.isEmpty })
  }

  /// Both versions side by side, when somebody else has stored another one meanwhile.
  fileprivate func conflict(
    _ record: AssessmentRecord, _ current: Int, _ context: AppRequestContext
  ) throws -> Response {
    let assessment = record.assessment
    let form = try AssessmentForm.load(version: assessment.formVersion)
    let yours = try Self.answers(context.form, assessment)
    let rows = form.keys(assessment.kind).map { key in
      Conflict.Row(form.label(of: key), stored: assessment.answers[key] ?? "", yours: yours[key] ?? "")
    }
    let stored = "/inductions/assessments/\(assessment.id)"
    return environment.respond(
      Conflict.page(rows, action: "\(stored)/save", stored: stored, at: "/induction", current, context),
      in: context)
  }
}
