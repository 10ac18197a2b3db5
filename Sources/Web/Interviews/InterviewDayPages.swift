import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// The interviews of a vacancy as its school arranges them: days, slots, questions.
struct InterviewDayPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/interviews") { try await show($0, $1) }
    pages.post("school/vacancies/:id/interviews") { try await arrange($0, $1) }
    pages.get("school/vacancies/:id/interviews.ics") { try await calendar($0, $1) }
    pages.get("school/vacancies/:id/interview-questions") { try await questions($0, $1) }
    pages.post("school/vacancies/:id/interview-questions") { try await setQuestions($0, $1) }
  }

  private func vacancy(_ context: AppRequestContext) async throws -> Vacancy {
    _ = try context.webActor.requireAccount()
    guard let id = context.parameters.get("id").flatMap({ VacancyID($0) }) else {
      throw DomainError.notFound("vacancy")
    }
    return try await FindVacancy(environment.services)(id, by: context.webActor)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(try await vacancy(context), Fields(), news: SchoolNews.banner(request), context)
  }

  private func arrange(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await vacancy(context)
    let form = context.form
    do {
      _ = try await ArrangeInterviews(environment.services)(
        vacancy.id, Self.draft(form), by: context.webActor)
      return .seeOther(SchoolNews.arranged.on("/school/vacancies/\(vacancy.id)/interviews"))
    } catch {
      let problems = try Refusal.problems(error, field: "held_on")
      return try await page(vacancy, Fields(form, problems: problems), context)
    }
  }

  private static func draft(_ form: FormData) -> InterviewDayDraft {
    InterviewDayDraft(
      heldOn: form.date("held_on").date, place: form["place"], chooseBy: form.date("choose_by").date,
      tasks: SectionForm.lines(form["tasks"]), panel: form.strings("panel").compactMap { AccountID($0) },
      times: list(form["times"]), minutes: form.int("minutes"), rooms: list(form["rooms"]))
  }

  /// What stands between commas or on lines of its own.
  static func list(_ text: String) -> [String] {
    text.split { $0 == "," || $0.isNewline }.map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  private func page(
    _ vacancy: Vacancy, _ fields: Fields, news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let arranging = ArrangeInterviews(environment.services)
    let schedules = try await arranging.list(vacancy.id, by: context.webActor)
    let mayArrange = context.webActor.may(.arrangeInterviews, at: vacancy.place)
    let staff = mayArrange ? try await arranging.staff(vacancy.id, by: context.webActor) : []
    let withoutDay = try await arranging.withoutDay(vacancy.id, by: context.webActor)
    let answers = try await ReadInterviewAnswers(environment.services)(vacancy.id, by: context.webActor)
    let training =
      mayArrange
      ? try await environment.trainingNotes(at: vacancy.place.organisation, by: context.webActor) : [:]
    let base = "/school/vacancies/\(vacancy.id)"
    return environment.respond(
      Page(
        "Interviews", path: "/school", problems: fields.problems,
        above:
          mayArrange
          ? BackLink(to: base, "The vacancy") : BackLink(to: "/school/\(vacancy.urn)", "My panels"),
        banner: news, isWide: true
      ) {
        Heading("Interviews", caption: vacancy.content.title)
        if schedules.isEmpty {
          Paragraph("No day of interviews has been arranged yet.")
        } else {
          Paragraph(html: Link("Put them into your calendar", to: "\(base)/interviews.ics").html)
        }
        if !withoutDay.isEmpty { InvitedWithoutDay(withoutDay, answers, mayInvite: mayArrange) }
        for schedule in schedules {
          InterviewScheduleView(
            schedule, answers,
            change: mayArrange && schedule.day.heldOn >= environment.services.today
              ? "\(base)/interviews/\(schedule.day.id)" : nil)
        }
        if mayArrange {
          Paragraph(
            html: Link("Questions and tasks of the interview", to: "\(base)/interview-questions").html)
          Heading("Arrange a day", .section)
          Self.form(base, staff, training, fields, context)
        }
      }, in: context)
  }

  private static func form(
    _ base: String, _ staff: [StaffMember], _ training: [AccountID: String], _ fields: Fields,
    _ context: AppRequestContext
  ) -> Form {
    var seen: Set<AccountID> = []
    let people = staff.filter { seen.insert($0.account).inserted }
    return Form("\(base)/interviews", in: context) {
      fields.date("held_on", "The day", hint: "For example 27 3 2027.")
      fields.text("place", "Where", hint: "For example: the school, main entrance.", width: .twoThirds)
      fields.checkboxes(
        "panel", "Who interviews?",
        people.map {
          Choice($0.account.description, $0.name, hint: "\($0.role.title). \(training.note(of: $0.account))")
        }, hint: "One of them must be trained in safer recruitment.")
      fields.text(
        "times", "Times at which slots begin", hint: "With commas between, for example 09:00, 09:45, 10:30.",
        width: .twoThirds)
      fields.text("minutes", "Minutes of a slot", width: .three, inputMode: "numeric")
      fields.text(
        "rooms", "Rooms (optional)", hint: "With commas between; each room has every time.", width: .twoThirds
      )
      fields.textarea(
        "tasks", "What candidates do on the day, and should bring (optional)", rows: 4,
        limit: .characters(4_000))
      fields.date(
        "choose_by", "The last day on which candidates choose or change their time",
        hint: "For example 25 3 2027.")
      Button("Arrange this day")
    }
  }

  private func calendar(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await ReadInterviewCalendar(environment.services)(vacancy(context).id, by: context.webActor).response
  }

  // MARK: Questions

  private func questions(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await vacancy(context)
    let stored = try await SetInterviewQuestions(environment.services).read(vacancy.id, by: context.webActor)
    return questionPage(vacancy, Fields(Self.values(stored)), context)
  }

  /// What stands in the fields before somebody changes it.
  private static func values(_ stored: [InterviewQuestion]) -> FormData {
    var form = FormData()
    form.set("version", SetInterviewQuestions.version(of: stored))
    for (index, question) in stored.enumerated() {
      form.set("wording-\(index)", question.wording)
      form.set("looks_for-\(index)", question.looksFor)
    }
    return form
  }

  /// The places of a form in which something stands.
  private static func filled(_ form: FormData) -> [Int] {
    (0..<SetInterviewQuestions.most).filter {
      form.trimmed("wording-\($0)") != nil || form.trimmed("looks_for-\($0)") != nil
    }
  }

  /// Two versions of the questions, side by side.
  private func conflict(
    _ vacancy: Vacancy, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let stored = Self.values(
      try await SetInterviewQuestions(environment.services).read(vacancy.id, by: context.webActor))
    let last = max(Self.filled(stored).last ?? 0, Self.filled(context.form).last ?? 0)
    let asked = (0...last).flatMap { index -> [Conflict.Question] in
      [
        .text("wording-\(index)", "Question or task \(index + 1)"),
        .text("looks_for-\(index)", "What you look for in \(index + 1)"),
      ]
    }
    let here = "/school/vacancies/\(vacancy.id)/interview-questions"
    return environment.respond(
      Conflict.page(
        Conflict.rows(asked, stored: stored, yours: context.form), action: here, stored: here, at: "/school",
        current, context), in: context)
  }

  private func setQuestions(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await vacancy(context)
    let form = context.form
    let filled = Self.filled(form)
    do {
      _ = try await SetInterviewQuestions(environment.services)(
        vacancy.id,
        filled.map {
          InterviewQuestion(
            wording: form["wording-\($0)"], looksFor: SectionForm.lines(form["looks_for-\($0)"]),
            number: $0 + 1)
        }, expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther(SchoolNews.questions.on("/school/vacancies/\(vacancy.id)/interviews"))
    } catch DomainError.staleVersion(let current) {
      return try await conflict(vacancy, current, context)
    } catch {
      let problems = try Refusal.problems(error, field: "wording-0").map { problem in
        FieldProblem(field: Self.field(problem.field, filled), message: problem.message)
      }
      return questionPage(vacancy, Fields(form, problems: problems), context)
    }
  }

  /// The field of the page for `questions[n].wording`, where only filled rows are counted.
  private static func field(_ name: String, _ filled: [Int]) -> String {
    guard let match = name.wholeMatch(of: /questions\[([0-9]+)\]\.([a-z_]+)/), let index = Int(match.1),
      index < filled.count
    else { return "wording-0" }
    return "\(match.2)-\(filled[index])"
  }

  private func questionPage(_ vacancy: Vacancy, _ fields: Fields, _ context: AppRequestContext) -> Response {
    let base = "/school/vacancies/\(vacancy.id)"
    let mayChange = context.webActor.may(.arrangeInterviews, at: vacancy.place)
    let title = "Questions and tasks of the interview"
    let rows = max(10, (Self.filled(fields.values).last ?? 0) + 1)
    return environment.respond(
      Page(title, path: "/school", problems: fields.problems, above: BackLink(to: "\(base)/interviews")) {
        Heading(title, caption: vacancy.content.title)
        Paragraph(
          "Each is scored from 0 (not shown) to 4 (shown very well) by everybody who interviews, on their own. They stay as they are once somebody "
            + "has scored by them."
        )
        Form("\(base)/interview-questions", in: context) {
          if let version = fields.values.int("version") { HiddenInput("version", String(version)) }
          HTML(
            (0..<rows).map { index in
              Fieldset("Question or task \(index + 1)") {
                fields.text("wording-\(index)", "What is asked")
                fields.textarea("looks_for-\(index)", "What you look for (optional)", rows: 2)
              }.html
            })
          if mayChange { Button("Save these questions") }
        }
      }, in: context)
  }
}

/// A day of interviews with its slots.
struct InterviewScheduleView: Component {
  private let schedule: InterviewSchedule
  private let answers: [InterviewAnswer]
  private let change: String?

  /// A day, what those have answered who can’t come, and the page that changes it, for those who may.
  init(_ schedule: InterviewSchedule, _ answers: [InterviewAnswer], change: String? = nil) {
    self.schedule = schedule
    self.answers = answers
    self.change = change
  }

  var html: HTML {
    let day = schedule.day
    let heading = Heading(LondonTime.longDate(day.heldOn), .section).html
    let warnings = HTML(day.warnings.map { WarningText($0).html })
    let words =
      day.tasks.isEmpty
      ? [] : [SummaryList.Row("What candidates do on the day, and should bring", day.tasks)]
    let known: [SummaryList.Row] = [
      .init("Where", day.place), .init("Who interviews", schedule.panel.joined(separator: ", ")),
    ]
    let open: [SummaryList.Row] = [
      .init("Candidates choose until", LondonTime.dateAndTime(day.chooseBy)),
      .init(
        "Invited, without a time",
        html: schedule.waiting.isEmpty
          ? "Nobody"
          : HTML(
            schedule.waiting.map { waiting -> HTML in
              let link = Link(waiting.applicantName, to: "/received/\(waiting.id)/interview")
              // The line of a closed account breaks by itself.
              let end = waiting.isAccountClosed ? ClosedAccount.line(waiting) : "<br>"
              return "\(link)\(answers.note(of: waiting.id))\(end)"
            })),
    ]
    let facts = SummaryList(known + words + open).html
    let table = Table(
      "Times", isCaptionHidden: true, columns: [.init("Time"), .init("Room"), .init("Candidate")],
      rows: schedule.slots.map { slot in
        let candidate: HTML =
          if let holder = slot.holder {
            Link(slot.holderName ?? "", to: "/received/\(holder)/interview").html
          } else {
            "Free"
          }
        return [
          HTML(text: "\(LondonTime.clockTime(slot.startsAt)) to \(LondonTime.clockTime(slot.endsAt))"),
          HTML(text: slot.room.isEmpty ? "–" : slot.room), candidate,
        ]
      }
    ).html
    let link =
      change.map { address in
        BulletList(html: [
          Link("Move this day or call it off", to: address).html,
          Link("Change who interviews", to: "\(address)/panel").html,
          Link("Change times and rooms", to: "\(address)/slots").html,
          Link("Set the tasks of the day", to: "\(address)/tasks").html,
        ]).html
      } ?? ""
    return heading + warnings + facts + table + InterviewTaskTable(day, whose: "their").html + link
  }
}

/// Those who are invited to interview and to no day, each with what there is to do.
struct InvitedWithoutDay: Component {
  private let applications: [SentApplication]
  private let answers: [InterviewAnswer]
  private let mayInvite: Bool

  init(_ applications: [SentApplication], _ answers: [InterviewAnswer], mayInvite: Bool) {
    (self.applications, self.answers, self.mayInvite) = (applications, answers, mayInvite)
  }

  var html: HTML {
    Table(
      "Invited without a day",
      columns: [.init("Candidate"), .init("What to do")],
      rows: applications.map { application in
        let base = "/received/\(application.id)"
        let name = application.applicantName
        let said = answers.note(of: application.id)
        let words = said == .empty ? "Invite to a day" : "Invite again"
        let invite = Link(words, to: "\(base)/invite", about: name)
        let give = Link("Give a time", to: "\(base)/interview", about: name)
        if application.isAccountClosed {
          return [Link(name, to: base).html, "Nothing: they have closed their account"]
        }
        return [
          "\(Link(name, to: base))\(said)",
          mayInvite ? "\(invite)<br>\(give)" : "The head or a recruiter invites them",
        ]
      }
    ).html
  }
}

extension [InterviewAnswer] {
  /// What somebody has answered, behind their name; nothing where they have not.
  fileprivate func note(of application: ApplicationID) -> HTML {
    first { $0.application == application }.map { "<br>\(HTML(lines: $0.schoolsLines))" } ?? ""
  }
}

extension CalendarFile {
  /// The file of interviews as a response, to be saved.
  var response: Response {
    PrivateFile.response(
      Array(text.utf8), mediaType: "text/calendar; charset=utf-8", name: "interviews.ics")
  }
}
