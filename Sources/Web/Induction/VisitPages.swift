import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Visits to schools, for the officers of the body.
struct VisitPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    let visit = "authority/inductions/visits/:visit"
    pages.get("authority/inductions/quality/:urn/visits/new") { try await begin(Fields(), $1) }
    pages.post("authority/inductions/quality/:urn/visits/new") { try await record($0, $1) }
    pages.get("\(visit)") { try await show(Fields(), $0, $1) }
    pages.get("\(visit)/change") { try await change(Fields(), $1) }
    pages.post("\(visit)/change") { try await save($0, $1) }
    pages.post("\(visit)/actions") { try await agree($0, $1) }
    pages.post("\(visit)/actions/:action") { try await finish($0, $1) }
  }

  static func table(_ visits: [InductionVisit]) -> Table {
    Table(
      "Visits, the last first", isCaptionHidden: true,
      columns: [.init("Day"), .init("Who came"), .init("Purpose"), .init("Agreed and done")],
      rows: visits.map { visit in
        [
          Link(LondonTime.shortDate(visit.visitedOn), to: "/authority/inductions/visits/\(visit.id)").html,
          HTML(text: visit.visitors), HTML(text: visit.purpose),
          HTML(
            text: visit.actions.isEmpty
              ? "–" : "\(visit.actions.count { $0.doneOn != nil }) of \(visit.actions.count)"),
        ]
      })
  }

  // MARK: Writing

  private func begin(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.assuredSchool(context)
    return try await form(
      fields, of: school.id, "Record a visit", school.name,
      to: "\(QualityPages.base)/\(school.urn)/visits/new",
      back: BackLink(to: "\(QualityPages.base)/\(school.urn)", school.name), version: nil, context)
  }

  private func change(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let visit = try await RecordVisit(environment.services).find(
      try context.named("visit"), by: context.webActor)
    var fields = fields
    if fields.values == FormData() { fields.values = Self.values(visit) }
    return try await form(
      fields, of: visit.place.organisation, "Change a visit", visit.schoolName,
      to: "/authority/inductions/visits/\(visit.id)/change",
      back: BackLink(to: "/authority/inductions/visits/\(visit.id)", "The visit"),
      version: fields.values.int("version") ?? visit.version, context)
  }

  private func form(
    _ fields: Fields, of school: OrganisationID, _ title: String, _ name: String, to address: String,
    back: BackLink, version: Int?, _ context: AppRequestContext
  ) async throws -> Response {
    let inductions = try await Domain.Page.every { after in
      try await ReadInductions(environment.services).list(
        at: school, limit: 100, after: after, by: context.webActor)
    }
    return environment.respond(
      Page(title, path: "/authority", problems: fields.problems, above: back) {
        Heading(title, caption: name)
        Form(address, in: context) {
          if let version { HiddenInput("version", String(version)) }
          fields.date("visited_on", "Day of the visit")
          fields.text("visitors", "Who came", width: .twoThirds, maximumLength: 300)
          fields.text("purpose", "Purpose", maximumLength: 500)
          fields.textarea(
            "found", "What was found",
            hint:
              "Name no teacher here: what is said of a teacher stands below, and goes with their induction.",
            rows: 8, limit: .characters(5_000))
          if !inductions.isEmpty {
            fields.checkboxes(
              "inductions", "Inductions that were talked about (optional)",
              inductions.map { induction in
                Choice(
                  induction.id.description, induction.name,
                  reveal: fields.textarea("said-\(induction.id)", "What was said", rows: 3).html)
              })
          }
          Button("Save the visit")
        }
      }, in: context)
  }

  /// What stands in the fields before somebody changes a visit.
  private static func values(_ visit: InductionVisit) -> FormData {
    var values = FormData()
    values.set("version", visit.version)
    values.set("visited_on", visit.visitedOn)
    values.set("visitors", visit.visitors)
    values.set("purpose", visit.purpose)
    values.set("found", visit.found)
    values.set("inductions", visit.talks.map(\.induction.description))
    for talk in visit.talks { values.set("said-\(talk.induction)", talk.said) }
    return values
  }

  /// Two versions of a visit, side by side.
  private func conflict(_ current: Int, _ context: AppRequestContext) async throws -> Response {
    let visit = try await RecordVisit(environment.services).find(
      try context.named("visit"), by: context.webActor)
    let inductions = try await Domain.Page.every { after in
      try await ReadInductions(environment.services).list(
        at: visit.place.organisation, limit: 100, after: after, by: context.webActor)
    }
    let asked: [Conflict.Question] =
      [
        .date("visited_on", "Day of the visit"), .text("visitors", "Who came"), .text("purpose", "Purpose"),
        .text("found", "What was found"),
        .chosen(
          "inductions", "Inductions that were talked about",
          inductions.map { Choice($0.id.description, $0.name) }),
      ] + inductions.map { Conflict.Question.text("said-\($0.id)", "What was said of \($0.name)") }
    let here = "/authority/inductions/visits/\(visit.id)"
    let rows = Conflict.rows(asked, stored: Self.values(visit), yours: context.form)
    return environment.respond(
      Conflict.page(rows, action: "\(here)/change", stored: here, at: "/authority", current, context),
      in: context)
  }

  private static func content(_ form: FormData) -> VisitContent {
    let talks = form.strings("inductions").compactMap { text in
      InductionID(text).map { ($0, SectionForm.lines(form["said-\($0)"])) }
    }
    return VisitContent(
      visitedOn: form.date("visited_on").date, visitors: form["visitors"], purpose: form["purpose"],
      found: SectionForm.lines(form["found"]), talks: Dictionary(talks, uniquingKeysWith: { $1 }))
  }

  private func record(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.assuredSchool(context)
    do {
      let visit = try await RecordVisit(environment.services)(
        to: school.id, Self.content(context.form), by: context.webActor)
      return .seeOther("/authority/inductions/visits/\(visit.id)")
    } catch DomainError.invalid(let problems) {
      return try await begin(Fields(context.form, problems: problems), context)
    }
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do {
      let visit = try await RecordVisit(environment.services).save(
        try context.named("visit"), Self.content(context.form), expectedVersion: context.form.int("version"),
        by: context.webActor)
      return .seeOther("/authority/inductions/visits/\(visit.id)?done=change")
    } catch DomainError.staleVersion(let current) {
      return try await conflict(current, context)
    } catch {
      let problems = try Refusal.problems(error, field: "found")
      return try await change(Fields(context.form, problems: problems), context)
    }
  }

  // MARK: One visit

  private static let news = [
    "change": "Saved.", "agree": "Added to what was agreed.", "finish": "Noted as done today.",
    "undo": "Noted as still to be done.",
  ]

  private func show(
    _ fields: Fields, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let services = environment.services
    let visit = try await RecordVisit(services).find(try context.named("visit"), by: context.webActor)
    let urn = try await FindSchool(services)(id: visit.place.organisation).urn
    let (here, school) = ("/authority/inductions/visits/\(visit.id)", "\(QualityPages.base)/\(urn)")
    let news = request.uri.queryParameters["done"].flatMap { Self.news[String($0)] }
    return environment.respond(
      Page(
        "Visit to \(visit.schoolName)", path: "/authority", problems: fields.problems,
        above: BackLink(to: school, visit.schoolName), banner: news.map { NotificationBanner($0) }
      ) {
        Heading("Visit of \(LondonTime.longDate(visit.visitedOn))", caption: visit.schoolName)
        SummaryList([
          .init("Who came", visit.visitors), .init("Purpose", visit.purpose),
          .init("What was found", visit.found), .init("Recorded by", visit.recordedBy),
        ])
        if !visit.talks.isEmpty {
          SummaryList(
            visit.talks.map {
              .init($0.teacherName, $0.said)
            }, title: "Inductions that were talked about")
        }
        Paragraph(html: Link("Change the visit", to: "\(here)/change").html)
        Paragraph(
          html: Link("Write feedback about it", to: "\(school)/feedback/new?visit=\(visit.id)").html)
        Heading("What was agreed", .section)
        if visit.actions.isEmpty { Paragraph("Nothing yet.") }
        HTML(visit.actions.map { action($0, here, fields, context) })
        Details(
          "Add what was agreed",
          isOpen: visit.actions.isEmpty
            || ["what", "owner", "due_on"].contains { fields.problem(of: $0) != nil }
        ) {
          Form("\(here)/actions", in: context) {
            fields.text("what", "What is to be done", maximumLength: 500)
            fields.text("owner", "Who does it", width: .twoThirds, maximumLength: 200)
            fields.date("due_on", "By when")
            Button("Add it", kind: .secondary)
          }
        }
      }, in: context)
  }

  private func action(
    _ action: InductionVisit.Action, _ here: String, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let isOverdue = action.doneOn == nil && action.dueOn < environment.services.today
    let state =
      action.doneOn.map { "Done on \(LondonTime.longDate($0))" }
      ?? (isOverdue ? "Overdue" : "Still to be done")
    let summary = SummaryList(
      [
        .init("Who does it", action.owner), .init("By when", LondonTime.longDate(action.dueOn)),
        .init("State", state), .init("What came of it", action.outcome),
      ], title: action.what)
    let name = "outcome-\(action.id)"
    let form = Form("\(here)/actions/\(action.id)", in: context) {
      HiddenInput("version", String(action.version))
      if action.doneOn == nil {
        fields.text(name, "What came of it (optional)", maximumLength: 1_000)
        HiddenInput("done", "yes")
        Button("Say that it is done today", kind: .secondary)
      } else {
        HiddenInput("done", "no")
        Button("It isn’t done after all", kind: .secondary)
      }
    }
    return summary.html + form.html
  }

  private func agree(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (form, id) = (context.form, try context.named("visit", as: InductionVisitID.self))
    do {
      _ = try await RecordVisit(environment.services).agree(
        form["what"], owner: form["owner"], dueOn: form.date("due_on").date, at: id, by: context.webActor)
      return .seeOther("/authority/inductions/visits/\(id)?done=agree")
    } catch DomainError.invalid(let problems) {
      return try await show(Fields(form, problems: problems), request, context)
    }
  }

  private func finish(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (form, id) = (context.form, try context.named("visit", as: InductionVisitID.self))
    let action = try context.named("action", as: VisitActionID.self)
    let day = form["done"] == "yes" ? environment.services.today : nil
    do {
      _ = try await RecordVisit(environment.services).finish(
        action, of: id, on: day, outcome: form["outcome-\(action)"], seen: form.int("version"),
        by: context.webActor)
      return .seeOther("/authority/inductions/visits/\(id)?done=\(day == nil ? "undo" : "finish")")
    } catch DomainError.invalid(let problems) {
      let placed = problems.map { FieldProblem(field: "outcome-\(action)", message: $0.message) }
      return try await show(Fields(form, problems: placed), request, context)
    } catch DomainError.staleVersion(let current) {
      return try await conflict(action, of: id, day, current, context)
    }
  }

  /// What became of something agreed by two officers, side by side.
  private func conflict(
    _ action: VisitActionID, of id: InductionVisitID, _ day: CivilDate?, _ current: Int,
    _ context: AppRequestContext
  ) async throws -> Response {
    func state(_ day: CivilDate?) -> String {
      day.map { "Done on \(LondonTime.longDate($0))" } ?? "Still to be done"
    }
    let visit = try await RecordVisit(environment.services).find(id, by: context.webActor)
    let stored = visit.actions.first { $0.id == action }
    let here = "/authority/inductions/visits/\(id)"
    let rows: [Conflict.Row] = [
      .init("State", stored: state(stored?.doneOn), yours: state(day)),
      .init(
        "What came of it", stored: stored?.outcome ?? "",
        yours: context.form.trimmed("outcome-\(action)") ?? ""),
    ]
    return environment.respond(
      Conflict.page(
        rows, action: "\(here)/actions/\(action)", stored: here, at: "/authority", current, context),
      in: context)
  }
}
