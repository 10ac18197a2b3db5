import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// A term closed with many at once: assessments received, completions decided, with exceptions by themselves.
struct ClosingPages: Sendable {
  private static let base = "/authority/inductions/closing"
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/closing") { try await show(Fields(), nil, $0, $1) }
    pages.post("authority/inductions/closing/receive") { try await act("receive", $0, $1) }
    pages.post("authority/inductions/closing/complete") { try await act("complete", $0, $1) }
    pages.post("authority/inductions/closing/chase") { try await chase($1) }
  }

  private func act(
    _ step: String, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let (form, actor) = (context.form, context.webActor)
    let authority = try await Authority.seat(of: actor, in: environment.services.pool)
    let chosen = form.strings(step).compactMap(Self.choice)
    let close = CloseTerm(environment.services)
    do {
      let results =
        step == "receive"
        ? try await close.receive(chosen, of: authority.place, by: actor)
        : try await close.complete(
          chosen, reasons: SectionForm.lines(form["reasons"]), of: authority.place, by: actor)
      var kept = Self.ticks(step, form)
      if results.contains(where: { $0.problem != nil }) { kept.set("reasons", form["reasons"]) }
      return try await show(Fields(kept), Self.banner(step, results), request, context)
    } catch DomainError.invalid(let problems) {
      let shown = problems.map {
        FieldProblem(field: $0.field == "reasons" ? "reasons" : step, message: $0.message)
      }
      var kept = Self.ticks(step, form)
      kept.set("reasons", form["reasons"])
      return try await show(Fields(kept, problems: shown), nil, request, context)
    }
  }

  /// How many were done, and of each other why not: then it is no news of success.
  private static func banner(_ step: String, _ results: [BulkResult]) -> NotificationBanner {
    let failed = results.filter { $0.problem != nil }
    let what = step == "receive" ? "received" : "decided as completed satisfactorily"
    return NotificationBanner(
      "\(results.count - failed.count) of \(results.count) \(what).", isSuccess: failed.isEmpty
    ) {
      if !failed.isEmpty {
        Paragraph("Not done:")
        BulletList(failed.map { "\($0.name ?? "One that is no longer here"): \($0.problem ?? "")" })
      }
    }
  }

  /// What was ticked of the list that was sent, and which list that was: nothing ticked stays nothing ticked.
  private static func ticks(_ step: String, _ form: FormData) -> FormData {
    var ticks = FormData()
    ticks.set("sent", step)
    ticks.set(step, form.strings(step))
    return ticks
  }

  /// Whether one stands ticked: as it was sent, or as usual in a list that wasn’t.
  private static func isTicked(_ name: String, _ value: String, _ fields: Fields, usually: Bool) -> Bool {
    fields.values["sent"] == name ? fields.values.strings(name).contains(value) : usually
  }

  /// A tick: identifier and version that were shown.
  private static func choice(_ text: String) -> CloseTerm.Choice? {
    let parts = text.split(separator: ".")
    guard parts.count == 2, let id = UUID(uuidString: String(parts[0])), let version = Int(parts[1]) else {
      return nil
    }
    return CloseTerm.Choice(id: id, version: version)
  }

  private func show(
    _ fields: Fields, _ banner: NotificationBanner?, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let (actor, closing) = (context.webActor, ReadTermClosing(environment.services))
    let authority = try await Authority.seat(of: actor, in: environment.services.pool)
    let code = context.form.trimmed("cohort") ?? request.uri.queryParameters["cohort"].map(String.init)
    let cohort = code.flatMap { InductionCohort(code: $0) }
    let (received, decided) = (place("to-receive", request, context), place("to-decide", request, context))
    let assessments = try await closing.toReceive(of: authority.place, cohort, after: received, by: actor)
    let inductions = try await closing.toDecide(of: authority.place, cohort, after: decided, by: actor)
    let cohorts = try await ReadInductionBoard(environment.services).cohorts(of: authority.place, by: actor)
    let overdue = try await ChaseOverdue(environment.services).waiting(of: authority.place, cohort, by: actor)
    return environment.respond(
      Page(
        "Close a term", path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/inductions/board", "How induction stands"),
        banner: banner ?? ChaseNews.banner(request), isWide: true
      ) {
        Heading("Close a term", caption: cohort.map { "Began in \($0.title)" } ?? authority.name)
        Self.cohorts(cohorts, cohort)
        Self.chasing(overdue.people, overdue.unreachable, cohort, context)
        receiving(assessments.items, cohort, received, fields, context)
        Self.pages("to-receive", assessments.next, received, cohort, of: "assessments to receive")
        deciding(inductions.items, cohort, decided, fields, context)
        Self.pages("to-decide", inductions.next, decided, cohort, of: "recommendations to decide")
      }, in: context)
  }

  /// Where the page of one of the lists begins: what is done with it leads back to the same page.
  private func place(_ list: String, _ request: Request, _ context: AppRequestContext) -> Cursor? {
    context.form.trimmed(list).flatMap { Cursor($0) } ?? request.cursor(list)
  }

  /// That there are more than are shown, with the way to them.
  private static func pages(
    _ list: String, _ next: Cursor?, _ after: Cursor?, _ cohort: InductionCohort?, of what: String
  ) -> HTML {
    let here = "\(base)?cohort=\(cohort?.code ?? "")"
    let more: HTML =
      next == nil ? "" : Paragraph("There are more \(what): \(CloseTerm.most) stand on a page.").html
    let pagination = CursorPagination(
      next: next.map { "\(here)&\(list)=\($0)" }, first: after.map { _ in here }, of: what)
    return more + pagination.html
  }

  private static func cohorts(_ all: [InductionBoard.Outcomes], _ chosen: InductionCohort?) -> HTML {
    let values = Fields(FormData([.init(name: "cohort", value: chosen?.code ?? "")]))
    return SearchForm(base, label: "Cohort") {
      values.select(
        "cohort", "Teachers who began in", [Choice("", "Every term")] + all.map { Choice($0.code, $0.title) })
      "<button type=\"submit\" class=\"govuk-button govuk-button--secondary\">Show</button>" as HTML
    }.html
  }

  /// What is wrong with the ticks, where the summary of problems leads to.
  private static func message(_ name: String, _ fields: Fields) -> HTML {
    guard let problem = fields.problem(of: name) else { return "" }
    return "<p class=\"govuk-error-message\" id=\"\(name)\">\(problem)</p>"
  }

  // MARK: What is overdue

  /// Who is asked by the button, said before it is pressed.
  private static func chasing(
    _ people: Int, _ unreachable: Int, _ cohort: InductionCohort?, _ context: AppRequestContext
  ) -> HTML {
    let who = cohort.map { "teachers who began in \($0.title)" } ?? "everybody in induction"
    let missed =
      unreachable == 0 ? "" : " For \(unreachable) there is nobody with an address: name a tutor or a head."
    if people == 0 {
      let text = "Nobody is to be asked today for what is overdue of \(who).\(missed)"
      return "\(Heading("What is overdue", .section))\(Paragraph(text))"
    }
    let will =
      "\(people) \(people == 1 ? "person" : "people") will be asked for what is overdue of \(who), each in one mail, "
      + "which names everything that is overdue with them."
    return """
      \(Heading("What is overdue", .section))\(Paragraph(will + missed))\
      \(Form("\(base)/chase", in: context) {
        HiddenInput("cohort", cohort?.code ?? "")
        Button(cohort == nil ? "Ask everybody" : "Ask everybody of this cohort", kind: .secondary)
      })
      """
  }

  private func chase(_ context: AppRequestContext) async throws -> Response {
    let (code, actor) = (context.form.trimmed("cohort"), context.webActor)
    let cohort = code.flatMap { InductionCohort(code: $0) }
    // A cohort that is none must not become everybody.
    if code != nil && cohort == nil { throw DomainError.notFound("cohort") }
    let authority = try await Authority.seat(of: actor, in: environment.services.pool)
    let report = try await ChaseOverdue(environment.services)(of: authority.place, cohort, by: actor)
    return .seeOther("\(Self.base)?cohort=\(cohort?.code ?? "")&\(ChaseNews.query(report))")
  }

  // MARK: Assessments to receive

  private func receiving(
    _ all: [AssessmentToReceive], _ cohort: InductionCohort?, _ after: Cursor?, _ fields: Fields,
    _ context: AppRequestContext
  ) -> HTML {
    if all.isEmpty {
      let none = after == nil ? "No assessment waits to be received." : "No more wait to be received."
      return "\(Heading("Assessments to receive", .section))\(Paragraph(none))"
    }
    let table = Table(
      "Assessments to receive", isCaptionHidden: true,
      columns: [.init("Teacher"), .init("What"), .init("School"), .init("Confirmed by the teacher")],
      rows: all.map { one in
        let concern: HTML = one.isConcern ? " \(Tag("Progress unsatisfactory", .red))" : ""
        let value = "\(one.id).\(one.version)"
        return [
          TickBox(
            "receive", value, label: "\(one.name), \(one.title.lowercasedFirst)",
            to: "/inductions/\(one.induction)",
            isTicked: Self.isTicked("receive", value, fields, usually: !one.isConcern)
          ).html, "\(one.title)\(concern)", HTML(text: one.school),
          HTML(text: LondonTime.dateAndTime(one.confirmedAt)),
        ]
      })
    return """
      \(Heading("Assessments to receive", .section))\
      \(Paragraph("Those that call progress unsatisfactory are not ticked: read them first."))\
      \(Form("\(Self.base)/receive", in: context) {
        HiddenInput("cohort", cohort?.code ?? "")
        HiddenInput("to-receive", after?.description ?? "")
        Self.message("receive", fields)
        table
        Button("Receive those ticked")
      })
      """
  }

  // MARK: Recommendations to decide

  private func deciding(
    _ all: [InductionToDecide], _ cohort: InductionCohort?, _ after: Cursor?, _ fields: Fields,
    _ context: AppRequestContext
  ) -> HTML {
    let today = environment.services.today
    let ready = all.filter { $0.exceptions(on: today).isEmpty }
    let apart = all.filter { !$0.exceptions(on: today).isEmpty }
    var html = Heading("Completions to decide", .section).html
    if ready.isEmpty {
      html =
        html + Paragraph("No recommendation can be decided together with others.").html
        + TooLate.kept([TooLate.Typed("Reasons", SectionForm.lines(fields.values["reasons"]))])
    } else {
      let form = Form("\(Self.base)/complete", in: context) {
        HiddenInput("cohort", cohort?.code ?? "")
        HiddenInput("to-decide", after?.description ?? "")
        Self.message("complete", fields)
        Self.table(ready, fields)
        fields.textarea(
          "reasons", "Reasons, as they stand in every letter", hint: "For example: every Standard is met.")
        Button("Decide those ticked as completed satisfactorily")
      }
      html = html + form.html
    }
    if !apart.isEmpty { html = html + Self.exceptions(apart, today) }
    return html
  }

  private static func table(_ ready: [InductionToDecide], _ fields: Fields) -> Table {
    Table(
      "Completions to decide", isCaptionHidden: true,
      columns: [.init("Teacher"), .init("School"), .init("Plan ended"), .init("Decide by")],
      rows: ready.map { one in
        let value = "\(one.id).\(one.version)"
        return [
          TickBox(
            "complete", value, label: "\(one.name), \(one.reference)", to: "/inductions/\(one.id)",
            isTicked: isTicked("complete", value, fields, usually: true)
          ).html, HTML(text: one.school), Self.end(one),
          HTML(text: LondonTime.shortDate(one.decideBy)),
        ]
      })
  }

  /// The end by the plan, or why there is none.
  private static func end(_ one: InductionToDecide) -> HTML {
    HTML(text: one.noEnd ?? one.expectedEnd.map(LondonTime.shortDate) ?? "")
  }

  private static func exceptions(_ apart: [InductionToDecide], _ today: CivilDate) -> HTML {
    let table = Table(
      "Decided by themselves", isCaptionHidden: true,
      columns: [
        .init("Teacher"), .init("Why not with others"), .init("Ends by the plan"), .init("Decide by"),
      ],
      rows: apart.map { one in
        [
          Link(one.name, to: "/inductions/\(one.id)", about: one.reference).html,
          HTML(text: one.exceptions(on: today).joined(separator: " ")), end(one),
          HTML(text: LondonTime.shortDate(one.decideBy)),
        ]
      })
    return "\(Heading("Decided by themselves", .section))\(table)"
  }
}
