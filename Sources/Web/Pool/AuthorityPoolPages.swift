import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// An entry of the pool as officers of the authority deal with it: check, interview day, scores, grade.
struct AuthorityPoolPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    PoolYearPages(environment).add(to: pages)
    PoolInvitePages(environment).add(to: pages)
    pages.get("authority/pool/{entry}") { try await show($0, $1) }
    for step in PoolStep.allCases {
      pages.get("authority/pool/{entry}/\(step.rawValue)") { try await showStep(step, $0, $1) }
    }
    for step in ["check", "invite", "cancel", "score", "grade"] {
      pages.post("authority/pool/{entry}/\(step)") { try await assess(step, $0, $1) }
    }
  }

  private func authority(_ context: AppRequestContext) async throws -> Authority {
    try await Authority.seat(of: context.webActor, in: environment.services.pool)
  }

  private func entry(_ context: AppRequestContext) throws -> PoolEntryID {
    guard let id = context.parameters.get("entry").flatMap({ PoolEntryID($0) }) else {
      throw DomainError.notFound("entry of the pool")
    }
    return id
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    _ = try await authority(context)
    let done = request.uri.queryParameters["saved"]
    return try await page(try entry(context), Fields(), done.map(String.init), context)
  }

  private func showStep(
    _ step: PoolStep, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    _ = try await authority(context)
    return try await page(try entry(context), Fields(), nil, at: step, context)
  }

  private func page(
    _ id: PoolEntryID, _ fields: Fields, _ done: String?, at step: PoolStep? = nil,
    _ context: AppRequestContext
  ) async throws -> Response {
    let services = environment.services
    let person = try await ReadPoolPerson(services).forAuthority(id, by: context.webActor)
    let found = try await AssessPoolEntry(services).read(id, by: context.webActor)
    let form = try await PoolPreferencesForm.load(services)
    let grades = try await SearchPool(services).grades()
    let isOpen = try await OpenPoolYear(services).open().contains {
      $0.authority == person.entry.authority && $0.year == person.entry.year
    }
    let finding = PoolFinding.sentence(person.entry, isOpen: isOpen)
    if person.entry.state.hasEnded { return leftPage(person.entry, found, fields, finding, done, context) }
    let view = PoolAssessmentView(
      person.entry, found, grades: grades, me: context.signedIn?.account.id, today: services.today,
      in: context)
    if let step { return stepPage(step, person, view, fields, context) }
    return environment.respond(
      Page(
        person.entry.name, path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/pool?year=\(person.entry.year)", "The pool"),
        banner: Self.banner(done, finding)
      ) {
        Heading(person.entry.name, caption: "Pool for \(person.entry.year)")
        SummaryList(
          [
            .init("State", html: person.entry.tag.html), .init("Schools", finding),
            .init("E-mail address", person.email),
          ] + form.rows(person.entry.preferences))
        view
        Heading("General application", .section)
        AnswersView(person.form, person.answers)
      }, in: context)
  }

  /// What one part of the assessment is recorded on: each has a page of its own, so that nothing which is typed in one
  /// is lost when another is sent.
  private func stepPage(
    _ step: PoolStep, _ person: PoolPerson, _ view: PoolAssessmentView, _ fields: Fields,
    _ context: AppRequestContext
  ) -> Response {
    let isSent = !fields.values.fields.isEmpty || !fields.problems.isEmpty
    let filled = isSent ? fields : Fields(view.values)
    return environment.respond(
      Page(
        "\(step.title): \(person.entry.name)", path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/pool/\(person.entry.id)", person.entry.name)
      ) {
        Heading(step.title, caption: "\(person.entry.name), pool for \(person.entry.year)")
        view.form(of: step, filled)
        if step == .check {
          Heading("General application", .section)
          AnswersView(person.form, person.answers)
        }
      }, in: context)
  }

  /// What has just been saved; after the check, whether schools can find the person by it.
  private static func banner(_ done: String?, _ finding: String) -> NotificationBanner? {
    done.map { NotificationBanner($0 == "check" ? "Saved. \(finding)" : "Saved.") }
  }

  /// The page of somebody who has left or taken a post: they agreed that their application is read while they are in
  /// the pool.
  private func leftPage(
    _ entry: PoolEntry, _ found: PoolAssessment, _ fields: Fields, _ finding: String, _ done: String?,
    _ context: AppRequestContext
  ) -> Response {
    environment.respond(
      Page(
        entry.name, path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/pool?year=\(entry.year)", "The pool"),
        banner: Self.banner(done, finding)
      ) {
        Heading(entry.name, caption: "Pool for \(entry.year)")
        SummaryList([
          .init("State", html: entry.tag.html), .init("Schools", finding),
          .init("Grade", entry.grade ?? "None"), .init("Notes", found.notes.isEmpty ? "None" : found.notes),
        ])
        Paragraph(
          "They agreed that their general application is read while they are in the pool. It is no longer shown, and "
            + "nothing more is recorded. If they come back, everything is here again.")
        if let invitation = found.invitation {
          Heading("Interview day", .section)
          SummaryList([
            .init("Invited for", "\(LondonTime.dateAndTime(invitation.at)), \(invitation.place)"),
            .init("Invitation", PoolInvitation.ending(entry.state)),
          ])
          if invitation.at > environment.services.now() {
            Paragraph("Cancel the interview if that time is to be free for somebody else.")
            Form("/authority/pool/\(entry.id)/cancel", in: context) {
              HiddenInput("version", String(found.version))
              Button("Cancel the interview", kind: .warning)
            }
          }
        }
      }, in: context)
  }

  /// The hour and minute of what people write: 9:30, 09.30, 2pm, 2:15 pm.
  static func time(_ typed: String) -> (hour: Int, minute: Int)? {
    let text = typed.lowercased().filter { !$0.isWhitespace }
    guard let match = text.wholeMatch(of: /([0-9]{1,2})(?:[:.]([0-9]{2}))?(am|pm)?/),
      match.2 != nil || match.3 != nil, var hour = Int(match.1)
    else { return nil }
    let minute = match.2.flatMap { Int($0) } ?? 0
    if let half = match.3 {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (half == "pm" ? 12 : 0)
    }
    return hour < 24 && minute < 60 ? (hour, minute) : nil
  }

  /// When the interview is to be, and what could not be read of it.
  static func moment(
    _ form: FormData, today: CivilDate
  ) -> (instant: Date?, unread: [FieldProblem]) {
    var unread: [FieldProblem] = []
    let (day, time) = (form.date("interview_at").date, Self.time(form["interview_time"]))
    if let day, day < today {
      unread.append(FieldProblem(field: "interview_at", message: "Enter a day that lies ahead."))
    } else if day == nil {
      unread.append(
        FieldProblem(
          field: "interview_at", message: "Enter the day of the interview with day, month and year."))
    }
    if time == nil {
      unread.append(
        FieldProblem(field: "interview_time", message: "Enter the time of the interview, such as 9:30am."))
    }
    guard unread.isEmpty, let day, let time else { return (nil, unread) }
    return (LondonTime.instant(day, hour: time.hour, minute: time.minute), [])
  }

  /// Where a fault stands on the page: the boxes to tick are one field, and scores have no field for all.
  private static func field(_ name: String) -> String {
    switch name {
    case "trn_is_right": "check"
    case "scores": ""
    default: name
    }
  }

  /// What another officer has found right of an entry, beside what was sent.
  private func checkConflict(
    _ id: PoolEntryID, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let check = try await AssessPoolEntry(environment.services).read(id, by: context.webActor).check
    var stored = FormData()
    stored.set(
      "check",
      [
        check.isComplete ? "complete" : nil, check.trnIsRight ? "trn" : nil,
        check.hasConsented ? "consent" : nil,
      ].compactMap { $0 })
    let base = "/authority/pool/\(id)"
    let boxes = [
      Choice("complete", "The general application is complete"),
      Choice("trn", "The teacher reference number has the right form"),
      Choice("consent", "The person has agreed that schools read it"),
    ]
    return environment.conflict(
      [.chosen("check", "What is right", boxes)], stored: stored, action: "\(base)/check",
      shown: "\(base)/check", at: "/authority", current, context)
  }

  /// The interview as another officer has arranged it, beside what was sent.
  private func invitationConflict(
    _ id: PoolEntryID, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let invitation = try await AssessPoolEntry(environment.services).read(id, by: context.webActor).invitation
    let base = "/authority/pool/\(id)"
    return environment.conflict(
      [.date("interview_at", "Day"), .text("interview_time", "Time"), .text("interview_place", "Place")],
      stored: invitation.map(PoolAssessmentView.values) ?? FormData(), action: "\(base)/invite",
      shown: "\(base)/invite", at: "/authority", current, context)
  }

  /// The grade and notes of another officer, beside what was sent. What is sent on has seen them.
  private func gradeConflict(
    _ id: PoolEntryID, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let services = environment.services
    let grade = try await ReadPoolPerson(services).forAuthority(id, by: context.webActor).entry.grade
    let notes = try await AssessPoolEntry(services).read(id, by: context.webActor).notes
    let choices = try await SearchPool(services).grades().map { Choice($0.code, $0.name) }
    var (stored, sent) = (FormData(), context.form)
    stored.set("grade", grade)
    stored.set("notes", notes)
    sent.set("seen_grade", grade ?? "")
    sent.set("seen_notes", notes)
    let here = "/authority/pool/\(id)/grade"
    let rows = Conflict.rows(
      [.chosen("grade", "Grade", choices), .text("notes", "Notes")], stored: stored, yours: context.form)
    return environment.respond(
      Conflict.page(rows, action: here, stored: here, fields: sent, at: "/authority", current, context),
      in: context)
  }

  private func assess(
    _ step: String, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let id = try entry(context)
    let form = context.form
    let assess = AssessPoolEntry(environment.services)
    let version = form.int("version")
    let actor = context.webActor
    do {
      switch step {
      case "check":
        let looked = Set(form.strings("check"))
        _ = try await assess.check(
          id,
          PoolCheck(
            isComplete: looked.contains("complete"), trnIsRight: looked.contains("trn"),
            hasConsented: looked.contains("consent")), expectedVersion: version, by: actor)
      case "invite":
        let (instant, unread) = Self.moment(form, today: environment.services.today)
        _ = try await assess.invite(
          id, at: instant, place: form["interview_place"], unread: unread, expectedVersion: version, by: actor
        )
      case "cancel":
        _ = try await assess.cancelInvitation(id, expectedVersion: version, by: actor)
      case "score":
        let (given, cleared) = PoolAssessmentView.scores(form)
        _ = try await assess.score(id, given, clearing: cleared, by: actor)
      default:
        let seen = (grade: form.trimmed("seen_grade"), notes: SectionForm.lines(form["seen_notes"]))
        _ = try await assess.grade(
          id, form.trimmed("grade"), notes: SectionForm.lines(form["notes"]), seen: seen,
          expectedVersion: nil, by: actor)
      }
      return .seeOther("/authority/pool/\(id)?saved=\(step)")
    } catch DomainError.invalid(let problems) {
      let placed = problems.map { FieldProblem(field: Self.field($0.field), message: $0.message) }
      return try await page(id, Fields(form, problems: placed), nil, at: PoolStep(rawValue: step), context)
    } catch DomainError.conflict(let sentence) {
      let problem = FieldProblem(field: step == "invite" ? "interview_place" : "", message: sentence)
      return try await page(id, Fields(form, problems: [problem]), nil, at: PoolStep(rawValue: step), context)
    } catch DomainError.staleVersion(let current) where step == "check" {
      return try await checkConflict(id, current, context)
    } catch DomainError.staleVersion(let current) where step == "invite" {
      return try await invitationConflict(id, current, context)
    } catch DomainError.staleVersion(let current) where step == "grade" {
      return try await gradeConflict(id, current, context)
    } catch DomainError.staleVersion {
      let problem = FieldProblem(
        field: "",
        message: "Another officer has just changed this. Look at it as it is now, then try again.")
      return try await page(id, Fields(form, problems: [problem]), nil, at: PoolStep(rawValue: step), context)
    }
  }
}
