import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// What was drawn in a sample, to be judged by its criteria: for the officers of the body.
struct SampleItemPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/samples/items/:item") { try await item(Fields(), $1) }
    pages.post("authority/inductions/samples/items/:item") { try await judge($0, $1) }
  }

  static func address(_ item: SampleItem) -> String { "\(SamplePages.base)/items/\(item.id)" }

  /// Why it was drawn first.
  static func risks(_ item: SampleItem) -> String {
    item.risks.isEmpty ? "–" : item.risks.map(\.title).joined(separator: ", ")
  }

  private func item(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let item = try await SampleInductions(environment.services).item(
      try context.named("item"), by: context.webActor)
    let facts = try await facts(item, by: context.webActor)
    let criteria = try SampleCriteria.load().criteria(of: item.subject)
    var fields = fields
    if fields.values == FormData() { fields.values = Self.values(item) }
    let choices = SampleCriteria.Judgement.allCases.map { Choice($0.rawValue, $0.title) }
    return environment.respond(
      Page(
        item.title, path: "/authority", problems: fields.problems,
        above: BackLink(to: "\(SamplePages.base)/\(item.sample)", "Sample, \(item.term.title)")
      ) {
        Heading(item.title, caption: "\(item.teacherName), \(item.schoolName)")
        SummaryList(facts)
        Form(Self.address(item), in: context) {
          fields.version(item.version)
          HTML(
            criteria.map {
              fields.radios($0.code, $0.title, choices, hint: $0.help, isInline: true).html
            })
          fields.textarea(
            "notes", "Notes",
            hint: "Say what is wanting. The school is told in feedback, without these notes.",
            limit: .characters(5_000))
          Button("Save what you found")
        }
      }, in: context)
  }

  /// What an officer looks at: the assessment with its signatures or the lesson observation with what was done with it,
  /// and the teacher’s other lesson observations.
  private func facts(_ item: SampleItem, by actor: Actor) async throws -> [SummaryList.Row] {
    let observe = RecordObservation(environment.services)
    let lessons = try await observe.list(item.induction, by: actor)
    var rows = [SummaryList.Row("Drawn first for", Self.risks(item))]
    let steps: [SummaryList.Row]
    switch item.drawn {
    case .assessment(let id, _, _):
      let record = try await AssessInduction(environment.services).find(id, by: actor)
      rows.append(.init("The assessment", html: Link("Read it", to: "/inductions/assessments/\(id)").html))
      rows.append(.init("Lesson observations", html: Self.lessons(lessons)))
      steps = record.signatures.map {
        .init($0.title, "\(LondonTime.dateAndTime($0.signedAt)), \($0.signedBy)")
      }
    case .observation(let id, _):
      let record = try await observe.find(id, by: actor)
      let (shown, others) = (record.observation, lessons.filter { $0.observation.id != id })
      let link = Link("Read it", to: ObservationPages.address(shown))
      rows.append(.init("The lesson observation", html: link.html))
      rows.append(.init("Observed by", shown.content.observedBy))
      rows.append(.init("Other lesson observations", html: Self.lessons(others)))
      steps = record.traces.map { .init($0.title, "\(LondonTime.dateAndTime($0.at)), \($0.by)") }
    }
    rows.append(
      .init("Looked at", item.judgedAt.map { "\(LondonTime.dateAndTime($0)), by \(item.judgedBy ?? "")" }))
    return rows + steps
  }

  /// What stands in the fields before an officer changes what was found.
  private static func values(_ item: SampleItem) -> FormData {
    var values = FormData()
    for (code, judgement) in item.judgements ?? [:] { values.set(code, judgement.rawValue) }
    values.set("notes", item.notes)
    return values
  }

  /// What two officers found, side by side.
  private func conflict(_ current: Int, _ context: AppRequestContext) async throws -> Response {
    let item = try await SampleInductions(environment.services).item(
      try context.named("item"), by: context.webActor)
    let choices = SampleCriteria.Judgement.allCases.map { Choice($0.rawValue, $0.title) }
    let asked = try SampleCriteria.load().criteria(of: item.subject).map {
      Conflict.Question.chosen($0.code, $0.title, choices)
    }
    let here = Self.address(item)
    return environment.conflict(
      asked + [.text("notes", "Notes")], stored: Self.values(item), action: here, shown: here,
      at: "/authority", current, context)
  }

  private static func lessons(_ observations: [ObservationRecord]) -> HTML {
    if observations.isEmpty { return "None was shared with the teacher yet" }
    return BulletList(
      html: observations.map {
        Link(
          $0.observation.content.context, to: ObservationPages.address($0.observation),
          about: $0.observation.title
        ).html
      }
    ).html
  }

  private func judge(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (form, id) = (context.form, try context.named("item", as: SampleItemID.self))
    let pairs = try SampleCriteria.load().criteria.compactMap { criterion in
      form.trimmed(criterion.code).map { (criterion.code, $0) }
    }
    do {
      let judged = try await SampleInductions(environment.services).judge(
        id, Dictionary(pairs, uniquingKeysWith: { $1 }), notes: SectionForm.lines(form["notes"]),
        expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther("\(SamplePages.base)/\(judged.sample)?done=1")
    } catch DomainError.staleVersion(let current) {
      return try await conflict(current, context)
    } catch {
      let problems = try Refusal.problems(error, field: "notes")
      return try await item(Fields(form, problems: problems), context)
    }
  }
}
