import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// One interview as its school sees it, which gives a time, and whose panel scores.
struct InterviewPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("received/:id/interview") { try await show($0, $1) }
    pages.post("received/:id/interview/slot") { try await assign($0, $1) }
    pages.post("received/:id/interview/scores") { try await score($0, $1) }
    pages.post("received/:id/interview/reopen") { try await reopen($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    let scoring = try await ScoreInterview(environment.services).read(id, by: context.webActor)
    return try await page(
      scoring, Fields(Self.values(scoring)), news: SchoolNews.banner(request), context)
  }

  private func assign(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    do {
      guard let slot = InterviewSlotID(context.form["slot"]) else {
        throw DomainError.invalid([FieldProblem(field: "slot", message: "Choose one of the times.")])
      }
      try await ChooseSlot(environment.services).assign(id, slot: slot, by: context.webActor)
      return .seeOther(SchoolNews.slot.on("/received/\(id)/interview"))
    } catch {
      let problems = try Refusal.problems(error, field: "slot")
      let scoring = try await ScoreInterview(environment.services).read(id, by: context.webActor)
      return try await page(scoring, Fields(Self.values(scoring), problems: problems), context)
    }
  }

  private func score(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    let scoring = try await ScoreInterview(environment.services).read(id, by: context.webActor)
    let form = context.form
    var scores: [UUID: Int] = [:]
    for (index, question) in scoring.questions.enumerated() {
      if let id = question.id, let score = form.int("score-\(index)") { scores[id] = score }
    }
    let handsIn = !form.has(SaveButtons.later)
    do {
      _ = try await ScoreInterview(environment.services)(
        id, scores: scores, notes: SectionForm.lines(form["notes"]), handsIn: handsIn,
        expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther((handsIn ? SchoolNews.scores : .notes).on("/received/\(id)/interview"))
    } catch DomainError.staleVersion(let current) {
      let now = try await ScoreInterview(environment.services).read(id, by: context.webActor)
      return environment.conflict(
        Self.asked(now), stored: Self.values(now), action: "/received/\(id)/interview/scores",
        shown: "/received/\(id)/interview",
        own: now.own.map { .init("other scores", savedAt: $0.savedAt) }, at: "/school", current, context)
    } catch DomainError.conflict(let sentence) where scoring.own?.handedInAt != nil {
      let rows = Conflict.rows(Self.asked(scoring), stored: FormData(), yours: form)
      return try await page(
        scoring, Fields(form, problems: [FieldProblem(field: "own-scores", message: sentence)]),
        typed: TooLate.kept(rows.map { .init($0.label, $0.yours) }), context)
    } catch {
      let problems = try Refusal.problems(error, field: "notes").map { problem in
        let match = problem.field.wholeMatch(of: /scores\[([0-9]+)\]/)
        return FieldProblem(
          field: match.map { "score-\($0.1)" } ?? (problem.field == "scores" ? "notes" : problem.field),
          message: problem.message)
      }
      return try await page(scoring, Fields(form, problems: problems), context)
    }
  }

  private func reopen(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    do {
      try await ReopenInterviewScores(environment.services)(
        id, expectedVersion: context.form.int("version"), by: context.webActor)
      return .seeOther(SchoolNews.scoresReopened.on("/received/\(id)/interview"))
    } catch {
      let problems = try Refusal.problems(error, field: "own-scores")
      let scoring = try await ScoreInterview(environment.services).read(id, by: context.webActor)
      return try await page(scoring, Fields(Self.values(scoring), problems: problems), context)
    }
  }

  /// What somebody has handed in, and the way to take it back.
  private static func handedIn(_ scoring: InterviewScoring, _ context: AppRequestContext) -> HTML {
    guard let own = scoring.own, let at = own.handedInAt else { return "" }
    let said = InsetText("You handed in your scores on \(LondonTime.dateAndTime(at)).").html
    let form =
      scoring.mayReopen
      ? Form("/received/\(scoring.application.id)/interview/reopen", in: context) {
        HiddenInput("version", String(own.version))
        Button("Reopen my scores", kind: .secondary)
      }.html : ""
    return HTML("<div id=\"own-scores\">\(said)\(form)</div>")
  }

  /// What the form of scores asks.
  private static func asked(_ scoring: InterviewScoring) -> [Conflict.Question] {
    let scores = ScoreInterview.range.map { Choice("\($0)", ScoreInterview.title($0)) }
    return scoring.questions.enumerated().map { .chosen("score-\($0)", $1.wording, scores) }
      + [.text("notes", "Notes")]
  }

  private static func values(_ scoring: InterviewScoring) -> FormData {
    var form = FormData()
    form.set("version", scoring.own?.version ?? 0)
    form.set("notes", scoring.own?.notes)
    for (index, question) in scoring.questions.enumerated() {
      if let score = question.id.flatMap({ scoring.own?.scores[$0] }) { form.set("score-\(index)", score) }
    }
    return form
  }

  private func page(
    _ scoring: InterviewScoring, _ fields: Fields, news: NotificationBanner? = nil, typed: HTML = "",
    _ context: AppRequestContext
  ) async throws -> Response {
    let application = scoring.application
    let id = application.id
    let mayArrange =
      context.webActor.may(.arrangeInterviews, at: application.place) && application.state == .interviewing
      && !application.isAccountClosed
    let schedules =
      mayArrange
      ? try await ArrangeInterviews(environment.services).list(application.vacancy, by: context.webActor) : []
    let mayInvite = try await InviteToInterview(environment.services).isOpen(
      for: application, by: context.webActor)
    let mayHandIn = scoring.mayHandIn(at: environment.services.now())
    let invitation = try await ReadInterviewMessage(environment.services)(id, by: context.webActor)
    let answer = try await ReadInterviewAnswers(environment.services).of(id, by: context.webActor)
    return environment.respond(
      Page(
        "Interview", path: "/school", problems: fields.problems,
        above: BackLink(to: "/school/vacancies/\(application.vacancy)/interviews", "All interviews"),
        banner: news, isWide: true
      ) {
        Heading("Interview", caption: "\(application.applicantName), \(application.vacancyTitle)")
        if let day = scoring.day {
          for warning in day.warnings { WarningText(warning) }
          SummaryList(
            scoring.panel.map { .init($0.name, $0.hasHandedIn ? "Has handed in" : "Has not handed in yet") },
            title: "Who interviews")
        } else if !application.isAccountClosed {
          InsetText(scoring.withoutDay)
        }
        if application.isAccountClosed { ClosedAccount(application) }
        InterviewMessageNote(invitation)
        InterviewAnswerNote(answer, of: application.applicantName)
        if mayInvite {
          Paragraph(
            html: Link(
              answer != nil
                ? "Invite again"
                : scoring.day != nil
                  ? "Invite to another day"
                  : application.state == .interviewing ? "Invite to a day" : "Invite to interview",
              to: "/received/\(id)/invite"
            ).html)
        }
        if !scoring.sheets.isEmpty { InterviewResult(scoring) }
        if scoring.isOnPanel && scoring.own?.handedInAt == nil {
          Self.sheet(scoring, mayHandIn, fields, context)
        } else if scoring.isOnPanel {
          Self.handedIn(scoring, context)
          typed
        }
        if scoring.sheets.isEmpty && scoring.day != nil {
          Paragraph("Nobody sees another’s scores before everybody has handed in.")
        }
        if !schedules.isEmpty { Self.assignment(scoring, schedules, fields, context) }
      }, in: context)
  }

  private static func sheet(
    _ scoring: InterviewScoring, _ mayHandIn: Bool, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let begins = scoring.beginsAt.map { " It begins on \(LondonTime.dateAndTime($0))." } ?? ""
    let waits =
      mayHandIn
      ? ""
      : Paragraph("You can give scores once the interview has begun.\(begins) Until then you can keep notes.")
        .html
    let heading = Heading("Your scores", .section).html + waits
    if scoring.questions.isEmpty {
      return heading + Paragraph("The questions of the interview have not been set yet.").html
    }
    return heading
      + Form("/received/\(scoring.application.id)/interview/scores", in: context) {
        fields.hidden("version")
        HTML(
          scoring.questions.enumerated().map { index, question in
            guard mayHandIn else { return Paragraph("\(index + 1). \(question.wording)").html }
            return fields.radios(
              "score-\(index)", question.wording,
              ScoreInterview.range.map { Choice("\($0)", ScoreInterview.title($0)) },
              hint: question.looksFor.isEmpty ? nil : question.looksFor
            ).html
          })
        fields.textarea(
          "notes", mayHandIn ? "The reasons for your scores" : "Your notes", rows: 6,
          limit: .characters(4_000))
        if mayHandIn {
          Paragraph(
            "Once handed in your scores count. You can reopen them until you see those of the others, and until it is "
              + "decided.")
        }
        ButtonGroup {
          if mayHandIn { Button("Hand in my scores") }
          Button("Save and come back later", kind: .secondary, name: SaveButtons.later)
        }
      }.html
  }

  /// A time with its room.
  static func words(_ slot: InterviewSlot) -> String {
    let room = slot.room.isEmpty ? "" : ", \(slot.room)"
    return "\(LondonTime.clockTime(slot.startsAt)) to \(LondonTime.clockTime(slot.endsAt))\(room)"
  }

  private static func assignment(
    _ scoring: InterviewScoring, _ schedules: [InterviewSchedule], _ fields: Fields,
    _ context: AppRequestContext
  ) -> HTML {
    let id = scoring.application.id
    let held = schedules.lazy.flatMap(\.slots).first { $0.holder == id }
    let hasTime = held != nil
    let choices = schedules.flatMap { schedule in
      schedule.slots.filter { $0.holder == nil || $0.holder == id }.map {
        let now = $0.holder == id ? " (the time they have)" : ""
        return Choice(
          $0.id.description, "\(LondonTime.shortDate(schedule.day.heldOn)), \(words($0))\(now)")
      }
    }
    if choices.allSatisfy({ $0.value == held?.id.description }) { return "" }
    var values = fields.values
    if !values.has("slot") { values.set("slot", held?.id.description) }
    let fields = Fields(values, problems: fields.problems)
    return Heading(hasTime ? "Give this candidate another time" : "Give this candidate a time", .section).html
      + Form("/received/\(id)/interview/slot", in: context) {
        fields.select("slot", "Time", [Choice("", "Choose a time")] + choices)
        Button("Give this time", kind: .secondary)
      }.html
  }
}

/// What everybody scored, side by side.
struct InterviewResult: Component {
  private let scoring: InterviewScoring

  init(_ scoring: InterviewScoring) { self.scoring = scoring }

  var html: HTML {
    let rows: [[HTML]] = scoring.questions.map { question in
      [HTML(text: question.wording)]
        + scoring.sheets.map { sheet in
          HTML(text: question.id.flatMap { sheet.scores[$0] }.map { "\($0)" } ?? "–")
        }
    }
    let total: [HTML] = ["Total"] + scoring.sheets.map { HTML(text: "\($0.total)") }
    return Table(
      "Scores, from \(ScoreInterview.title(0)) to \(ScoreInterview.title(4))",
      columns: [.init("Question")] + scoring.sheets.map { .init($0.name, isNumeric: true) },
      rows: rows + [total]
    ).html
      + SummaryList(scoring.sheets.map { .init($0.name, $0.notes) }, title: "Reasons").html
  }
}
