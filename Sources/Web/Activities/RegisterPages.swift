import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// The register of a session with the code for the room, and what people thought of an activity.
struct RegisterPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("manage/sessions/:session/register") { try await show($0, $1) }
    pages.get("manage/sessions/:session/register.csv") { try await file($0, $1) }
    pages.post("manage/sessions/:session/register") { try await keep($0, $1) }
    pages.get("manage/activities/:id/evaluation") { try await evaluation($0, $1) }
    pages.get("manage/activities/:id/evaluation.csv") { try await evaluationFile($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let register: ActivityRegister
    do {
      register = try await KeepRegister(environment.services).read(
        try context.sessionOfPath(), by: context.webActor)
    } catch DomainError.conflict(let sentence) {
      if let off = try await cancelledMeanwhile(context) { return off }
      throw DomainError.conflict(sentence)
    }
    var values = FormData()
    let attended = register.bookings.filter { $0.attendedAt != nil }.map(\.id.description)
    values.set("attended", attended)
    values.set("shown", attended)
    values.set("read_at", "\(environment.services.now().timeIntervalSince1970)")
    return page(register, Fields(values), context)
  }

  private func page(_ register: ActivityRegister, _ fields: Fields, _ context: AppRequestContext) -> Response
  {
    let session = register.session
    let base = "/manage/sessions/\(session.id)"
    let isOpen = session.day <= environment.services.today
    return environment.respond(
      Page(
        "Register", path: "/manage/activities", problems: fields.problems,
        above: BackLink(to: base, session.when)
      ) {
        Heading("Register", caption: "\(register.activity.content.title), \(session.when)")
        InsetText {
          Paragraph(
            "Show this code in the room. Whoever has a place enters it on their page, on the day itself.")
          Heading(register.code, .section)
        }
        if register.bookings.isEmpty {
          EmptyState("Nobody", "Nobody has a place in this session.")
        } else if isOpen {
          Form("\(base)/register", in: context) {
            fields.checkboxes(
              "attended", "Who was there?",
              register.bookings.map { Choice($0.id.description, $0.shownName, hint: $0.schoolName) })
            HTML(fields.values.strings("shown").map { HiddenInput("shown", $0).html })
            fields.hidden("read_at")
            Button("Save the register")
          }
        } else {
          Paragraph("The register opens on the day of the session.")
          BulletList(register.bookings.map(\.shownName))
        }
        if !register.bookings.isEmpty {
          Paragraph(html: Link("Download as CSV", to: "\(base)/register.csv").html)
        }
      }, in: context)
  }

  private func keep(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.sessionOfPath()
    let keeping = KeepRegister(environment.services)
    func bookings(_ name: String) -> Set<ActivityBookingID> {
      Set(context.form.strings(name).compactMap { ActivityBookingID($0) })
    }
    // Whoever enters the room's code while the page is open stays in the register.
    let shown = ShownRegister(
      attended: bookings("shown"),
      readAt: Double(context.form["read_at"]).map { Date(timeIntervalSince1970: $0) })
    do {
      _ = try await keeping(id, attended: bookings("attended"), shown: shown, by: context.webActor)
      return .seeOther("/manage/sessions/\(id)?saved=1")
    } catch let error as DomainError {
      if let off = try await cancelledMeanwhile(context) { return off }
      let problems = try Refusal.problems(error, field: "attended")
      return page(
        try await keeping.read(id, by: context.webActor), Fields(context.form, problems: problems), context)
    }
  }

  /// What is said where the session was cancelled before the register was opened or while it was, with those who were
  /// ticked.
  private func cancelledMeanwhile(_ context: AppRequestContext) async throws -> Response? {
    let (activity, session) = try await environment.managedSession(context)
    // One that was held before its activity was cancelled keeps its register.
    guard activity.isOff(session) else { return nil }
    let bookings = try await ReadBookings(environment.services).list(of: session.id, by: context.webActor)
    let people = bookings.map { Choice($0.id.description, $0.shownName) }
    return try await environment.cancelledMeanwhile(
      activity, session, asked: [.chosen("attended", "Who was there?", people)], context)
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let text = try await KeepRegister(environment.services).csv(
      try context.sessionOfPath(), by: context.webActor)
    return .csv(text, named: "register.csv")
  }

  // MARK: Evaluation

  private func evaluationFile(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    let totals = try await EvaluateActivity(environment.services).totals(activity.id, by: context.webActor)
    return .csv(totals.csv, named: "evaluation.csv")
  }

  private func evaluation(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let activity = try await environment.managedActivity(context)
    let totals = try await EvaluateActivity(environment.services).totals(activity.id, by: context.webActor)
    return environment.respond(
      Page(
        "What people thought", path: "/manage/activities",
        above: BackLink(to: "/manage\(activity.path)", activity.content.title), isWide: true
      ) {
        Heading("What people thought", caption: activity.content.title)
        Paragraph(
          totals.attended == 0
            ? "Nobody is noted as having attended yet."
            : "\(CountWords.of(totals.answers, "answer")) from \(CountWords.of(totals.attended, "place")) that "
              + "\(totals.attended == 1 ? "was" : "were") attended.")
        if totals.answers < EvaluationTotals.fewest {
          Paragraph(
            "Figures are shown from \(EvaluationTotals.fewest) answers on, so that nobody’s can be told.")
        } else {
          Paragraph(
            html: Link("Download as CSV", to: "/manage\(activity.path)/evaluation.csv").html)
          Self.table(totals)
          if !totals.comments.isEmpty {
            Heading("Comments", .section)
            BulletList(totals.comments)
          }
        }
      }, in: context)
  }

  private static func table(_ totals: EvaluationTotals) -> Table {
    let questions = [
      ("How useful was it?", totals.useful), ("How well was it led?", totals.delivery),
      ("How well was it organised?", totals.organisation),
    ]
    return Table(
      "How many gave each rating, from 1 (very poor) to 5 (very good)",
      columns: [.init("Question")] + (1...5).map { .init("\($0)", isNumeric: true) }
        + [.init("Mean", isNumeric: true)],
      rows: questions.map { question, counts in
        let mean = EvaluationTotals.meanInTenths(counts).map { "\($0 / 10).\($0 % 10)" } ?? "–"
        return [HTML(text: question)] + counts.map { "\($0)" } + [HTML(text: mean)]
      })
  }
}
