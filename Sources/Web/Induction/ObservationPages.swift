import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Lesson observations: written as a draft, shared with the teacher, commented and confirmed, opened again.
struct ObservationPages: Sendable {
  let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    let (all, one) = ("inductions/:induction/observations", "inductions/:induction/observations/:observation")
    pages.get("\(all)/new") { try await begin(Self.empty($1), $1) }
    pages.post("\(all)/new") { try await record($0, $1) }
    pages.get("\(one)") { try await show($0, $1) }
    for step in ["save", "confirm", "reopen", "discard"] {
      pages.post("\(one)/\(step)") { try await take(step, $0, $1) }
    }
  }

  static func address(_ observation: LessonObservation) -> String {
    "/inductions/\(observation.induction)/observations/\(observation.id)"
  }

  /// The observation that the address names, if it is of the induction that the address names.
  func observation(_ context: AppRequestContext) async throws -> ObservationRecord {
    let found = try await RecordObservation(environment.services).find(
      try context.named("observation"), by: context.webActor)
    try context.require(found.observation.induction, named: "induction", orHide: "observation")
    return found
  }

  // MARK: Writing

  /// The form as it begins: whoever writes has observed.
  private static func empty(_ context: AppRequestContext) -> Fields {
    var values = FormData()
    values.set("observer_name", context.webActor.account?.name ?? "")
    return Fields(values)
  }

  private func begin(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let id = try context.inductionOfPath()
    let record = try await ReadInductions(environment.services).find(id, by: context.webActor)
    guard record.may(.supportInduction, context.webActor) else {
      throw DomainError.notFound("page")
    }
    guard record.mayObserve(context.webActor, on: environment.services.today) else {
      throw DomainError.notAllowed("Another school leads this induction, and writes this.")
    }
    let form = try AssessmentForm.load()
    return environment.respond(
      Page(
        "Record a lesson observation", path: "/induction", problems: fields.problems,
        above: BackLink(to: "/inductions/\(id)", "Induction of \(record.induction.name)")
      ) {
        Heading("Record a lesson observation", caption: record.induction.name)
        Form("/inductions/\(id)/observations/new", in: context) {
          Self.questions(form, fields)
          Self.buttons
        }
      }, in: context)
  }

  private static var buttons: HTML {
    ButtonGroup {
      Button("Save as a draft", kind: .secondary)
      Button("Save and share with the teacher", name: "shares", value: "yes")
    }.html
  }

  private static func questions(_ form: AssessmentForm, _ fields: Fields) -> HTML {
    let post = fields.text("observer_post", "What they are", width: .twoThirds, maximumLength: 200)
    return HTML([
      fields.text("observer_name", "Who observed the lesson", width: .twoThirds, maximumLength: 200).html,
      fields.radios(
        "observer_role", "What the observer is to the teacher",
        ObservationContent.Observer.allCases.map {
          Choice($0.rawValue, $0.title, reveal: $0 == .other ? post.html : nil)
        }
      ).html,
      fields.checkboxes("observer_qualified", "Qualified teacher status", Self.qualified).html,
      fields.date("observed_on", "Day of the lesson").html,
      fields.text("context", "Class, subject and what else matters", maximumLength: 500).html,
      fields.checkboxes(
        "standards", "Teachers’ Standards that were looked at",
        form.standards.map { Choice($0.code, form.title(ofStandard: $0.code)) }, isSmall: true
      ).html,
      fields.textarea("strengths", "Strengths", rows: 5, limit: .characters(4_000)).html,
      fields.textarea("areas", "Areas to develop", rows: 5, limit: .characters(4_000)).html,
      fields.textarea(
        "steps", "Agreed next steps", hint: "What you and the teacher agreed that they do next.", rows: 4,
        limit: .characters(4_000)
      ).html,
      fields.date("steps_by", "By when").html,
    ])
  }

  private static let qualified = [Choice("yes", "The observer holds qualified teacher status")]

  /// What the form asks, to show two versions side by side.
  static func asked(_ form: AssessmentForm) -> [Conflict.Question] {
    [
      .text("observer_name", "Who observed the lesson"),
      .chosen(
        "observer_role", "What the observer is to the teacher",
        ObservationContent.Observer.allCases.map { Choice($0.rawValue, $0.title) }),
      .text("observer_post", "What they are"),
      .chosen("observer_qualified", "Qualified teacher status", qualified),
      .date("observed_on", "Day of the lesson"),
      .text("context", "Class, subject and what else matters"),
      .chosen(
        "standards", "Teachers’ Standards that were looked at",
        form.standards.map { Choice($0.code, form.title(ofStandard: $0.code)) }),
      .text("strengths", "Strengths"), .text("areas", "Areas to develop"),
      .text("steps", "Agreed next steps"), .date("steps_by", "By when"),
    ]
  }

  private static func content(_ form: FormData) -> ObservationContent {
    var content = ObservationContent()
    content.observerName = form["observer_name"]
    content.observer = ObservationContent.Observer(rawValue: form["observer_role"])
    content.observerPost = form["observer_post"]
    content.observerIsQualified = form["observer_qualified"] == "yes"
    (content.observedOn, content.context) = (form.date("observed_on").date, form["context"])
    content.standards = form.strings("standards").filter { !$0.isEmpty }
    (content.strengths, content.areas) = (
      SectionForm.lines(form["strengths"]), SectionForm.lines(form["areas"])
    )
    (content.steps, content.stepsBy) = (SectionForm.lines(form["steps"]), form.date("steps_by").date)
    return content
  }

  static func fields(_ content: ObservationContent) -> Fields {
    var values = FormData()
    values.set("observer_name", content.observerName)
    values.set("observer_role", content.observer?.rawValue)
    values.set("observer_post", content.observerPost)
    values.set("observer_qualified", content.observerIsQualified ? "yes" : nil)
    values.set("observed_on", content.observedOn)
    values.set("context", content.context)
    values.set("standards", content.standards)
    values.set("strengths", content.strengths)
    values.set("areas", content.areas)
    values.set("steps", content.steps)
    values.set("steps_by", content.stepsBy)
    return Fields(values)
  }

  /// The fields in their order.
  private static let names = [
    "observer_name", "observer_role", "observer_post", "observer_qualified", "observed_on", "context",
    "standards", "strengths", "areas", "steps", "steps_by",
  ]

  /// A day that was typed and is none is told, and never kept as if nothing had been typed.
  private static func dateProblems(_ form: FormData) -> [FieldProblem] {
    [("observed_on", "the day of the lesson"), ("steps_by", "the day by which the next steps are taken")]
      .filter { name, _ in !form.date(name).isEmpty && form.date(name).date == nil }
      .map { name, words in
        FieldProblem(field: name, message: "Enter \(words) as a real day, such as 12 11 2026.")
      }
  }

  private func record(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (form, id) = (context.form, try context.inductionOfPath())
    let unread = Self.dateProblems(form)
    let (use, content) = (RecordObservation(environment.services), Self.content(form))
    let gaps = form.has("shares") ? try await use.gaps(of: content, in: id, by: context.webActor) : []
    // Of nothing no draft is kept.
    if form.has("shares"), content.isBlank, unread.isEmpty {
      return try await begin(Fields(form, problems: gaps), context)
    }
    let made: ObservationRecord
    do {
      made = try await use.begin(id, content, unread: unread, by: context.webActor)
    } catch {
      let refused = try Refusal.problems(error, field: "observer_name")
      let problems = FormFaults.all(refused, gaps, in: Self.names)
      return try await begin(Fields(form, problems: problems), context)
    }
    guard form.has("shares") else { return .seeOther("\(Self.address(made.observation))?saved=1") }
    do {
      _ = try await use.share(made.observation.id, expectedVersion: nil, by: context.webActor)
      return .seeOther("\(Self.address(made.observation))?shared=1")
    } catch DomainError.invalid {
      return .seeOther("\(Self.address(made.observation))?kept=1")
    }
  }

  // MARK: One observation

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let record = try await observation(context)
    var fields = Self.fields(record.observation.content)
    let asked = request.uri.queryParameters
    if asked.has("kept") { fields.problems = record.problems }
    let news =
      asked.has("saved")
      ? "Saved as a draft."
      : asked.has("shared") ? "Shared with the teacher." : asked.has("seen") ? "Thank you." : nil
    return try page(record, fields, news, context)
  }

  private func page(
    _ record: ObservationRecord, _ fields: Fields, _ news: String?, _ context: AppRequestContext
  ) throws -> Response {
    let observation = record.observation
    let (form, here) = (try AssessmentForm.load(), Self.address(observation))
    return environment.respond(
      Page(
        "\(observation.title), \(observation.teacherName)", path: "/induction", problems: fields.problems,
        above: BackLink(
          to: "/inductions/\(observation.induction)", "Induction of \(observation.teacherName)"),
        banner: news.map { NotificationBanner($0) }
      ) {
        Heading(observation.title, caption: "\(observation.teacherName), \(observation.schoolName)")
        SummaryList([.init("State", html: observation.state.tag.html)])
        if record.showsLastShared {
          InsetText("The school is correcting it. Until it shares it again, you see what was shared before.")
        }
        if record.mayWrite {
          if !fields.problems.isEmpty && fields.problems == record.problems {
            InsetText("It is kept as a draft. Put these right to share it with the teacher.")
          }
          Form("\(here)/save", in: context) {
            fields.version(observation.version)
            Self.questions(form, fields)
            Self.buttons
          }
        } else {
          Self.reading(record, form)
        }
        if record.mayConfirm {
          Form("\(here)/confirm", in: context) {
            HiddenInput("version", String(observation.version))
            fields.textarea("comment", "Your comment (optional)", rows: 5, limit: .characters(5_000))
            Button("Confirm that I have seen it")
          }
        }
        Self.history(record)
        if record.mayReopen {
          Details("Open it again to correct it", isOpen: fields.problem(of: "reason") != nil) {
            Form("\(here)/reopen", in: context) {
              HiddenInput("version", String(observation.version))
              fields.textarea("reason", "Why?", hint: "What was shared before stays to be seen.", rows: 3)
              Button("Open it again", kind: .warning)
            }
          }
        }
        if record.mayDiscard {
          Details("Discard this draft") {
            Form("\(here)/discard", in: context) {
              HiddenInput("version", String(observation.version))
              Button("Discard the draft", kind: .warning)
            }
          }
        }
      }, in: context)
  }

  private static func reading(_ record: ObservationRecord, _ form: AssessmentForm) -> HTML {
    let content = record.observation.content
    var rows: [SummaryList.Row] = [
      .init("Observed by", content.observedBy), .init("Class and subject", content.context),
      .init("Standards looked at", content.standards.map(form.title(ofStandard:)).joined(separator: "\n")),
      .init("Strengths", content.strengths), .init("Areas to develop", content.areas),
      .init("Agreed next steps", content.steps), .init("By when", content.stepsBy.map(LondonTime.longDate)),
    ]
    if !record.comment.isEmpty { rows.append(.init("The teacher’s comment", record.comment)) }
    return SummaryList(rows).html
  }

  private static func history(_ record: ObservationRecord) -> HTML {
    if record.traces.isEmpty { return "" }
    return Table(
      "What was done", columns: [.init("What"), .init("Who"), .init("When"), .init("Comment or reason")],
      rows: record.traces.map {
        [
          HTML(text: $0.title), HTML(text: $0.by), HTML(text: LondonTime.dateAndTime($0.at)),
          HTML(text: $0.note.isEmpty ? "–" : $0.note),
        ]
      }
    ).html + earlier(record)
  }

  /// What was shared before it was corrected.
  private static func earlier(_ record: ObservationRecord) -> HTML {
    let before = record.traces.filter { $0.to == .shared && $0.content != record.observation.content }
    return HTML(
      before.map { trace in
        Details("As it was shared on \(LondonTime.dateAndTime(trace.at))") {
          SummaryList([
            .init("Observed by", trace.content.observedBy), .init("Class and subject", trace.content.context),
            .init("Strengths", trace.content.strengths), .init("Areas to develop", trace.content.areas),
            .init("Agreed next steps", trace.content.steps),
            .init("By when", trace.content.stepsBy.map(LondonTime.longDate)),
          ])
        }.html
      })
  }

  // MARK: Steps

  private func take(_ step: String, _ request: Request, _ context: AppRequestContext) async throws -> Response
  {
    let (form, actor, induction) = (context.form, context.webActor, try context.inductionOfPath())
    let (use, version) = (RecordObservation(environment.services), form.int("version"))
    let id: ObservationID
    do {
      id = try await observation(context).observation.id
    } catch DomainError.notFound(let thing) {
      if let answer = try await discarded(step, induction, context) { return answer }
      throw DomainError.notFound(thing)
    }
    let here = "/inductions/\(induction)/observations/\(id)"
    do {
      switch step {
      case "save":
        let saved = try await use.save(
          id, Self.content(form), unread: Self.dateProblems(form), expectedVersion: version, by: actor)
        guard form.has("shares") else { return .seeOther("\(here)?saved=1") }
        if !saved.problems.isEmpty { return .seeOther("\(here)?kept=1") }
        _ = try await use.share(id, expectedVersion: saved.observation.version, by: actor)
        return .seeOther("\(here)?shared=1")
      case "confirm":
        _ = try await use.confirm(
          id, comment: SectionForm.lines(form["comment"]), expectedVersion: version, by: actor)
        return .seeOther("\(here)?seen=1")
      case "reopen":
        _ = try await use.reopen(
          id, reason: SectionForm.lines(form["reason"]), expectedVersion: version, by: actor)
        return .seeOther(here)
      default:
        try await use.discard(id, expectedVersion: version, by: actor)
        return .seeOther("/inductions/\(induction)?discarded=1")
      }
    } catch DomainError.staleVersion(let current) where step == "save" {
      return try await conflict(current, context)
    } catch {
      let field = step == "reopen" ? "reason" : step == "confirm" ? "comment" : "observer_name"
      let problems = try Refusal.problems(error, field: field)
      let record = try await use.find(id, by: actor)
      if let moved = try movedOn(step, record, context) { return moved }
      var values = step == "save" ? form : Self.fields(record.observation.content).values
      if step != "save" { values.set(field, form[field]) }
      return try page(record, Fields(values, problems: problems), nil, context)
    }
  }
}
