import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Self-disclosures: the questions for the shortlisted, and what the school reads.
struct DisclosurePages: Sendable {
  private static let title = "Questions to the shortlisted"
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("applications/{application}/disclosure") { try await own($0, $1) }
    pages.post("applications/{application}/disclosure") { try await answer($0, $1) }
    pages.get("received/:id/disclosure") { try await read($0, $1) }
    pages.get("received/:id/disclosure/remind") { try await remindPage($0, $1) }
    pages.post("received/:id/disclosure/remind") { try await remind($0, $1) }
  }

  private func own(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let disclosure = try await AnswerDisclosure(environment.services).read(
      try context.applicationID("application"), by: context.webActor)
    let fields = Fields(SectionForm.values(disclosure.answers, disclosure.form.questions))
    var page = page(disclosure, fields, context)
    if request.uri.queryParameters["saved"] != nil && disclosure.sentAt == nil {
      page.banner = NotificationBanner("Saved. The school sees nothing until you send it.")
    }
    return environment.respond(page, in: context)
  }

  private func answer(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID("application")
    let answering = AnswerDisclosure(environment.services)
    let stored = try await answering.read(id, by: context.webActor)
    let form = context.form
    do {
      let answers = AnswersConflict.resolved(
        SectionForm.answers(form, stored.form.questions), stored: stored.answers, form)
      let kept = try await keep(answers, of: id, context)
      return .seeOther("/applications/\(id)/disclosure" + (kept.sentAt == nil ? "?saved=1" : ""))
    } catch DomainError.staleVersion(let current) {
      let now = try await answering.read(id, by: context.webActor)
      let page = AnswersConflict.page(
        Self.title, action: "/applications/\(id)/disclosure", questions: now.form.questions,
        stored: now.answers,
        yours: SectionForm.answers(form, now.form.questions), current: ["version": String(current)],
        in: context)
      return environment.respond(page, in: context)
    } catch {
      let first = stored.form.questions.first?.key ?? ""
      let problems = try Refusal.problems(error, field: first)
      let current = try await answering.read(id, by: context.webActor)
      return environment.respond(page(current, Fields(form, problems: problems), context), in: context)
    }
  }

  /// Keeps the answers, and sends them unless they are left for later. What is stored already is no conflict, however long
  /// ago the page was opened.
  private func keep(
    _ answers: [String: JSONValue], of id: ApplicationID, _ context: AppRequestContext
  ) async throws -> SelfDisclosure {
    let answering = AnswerDisclosure(environment.services)
    let (sends, version) = (!context.form.has(SaveButtons.later), context.form.int("version"))
    do {
      return try await answering(
        id, answers: answers, sends: sends, expectedVersion: version, by: context.webActor)
    } catch DomainError.staleVersion(let current) {
      let stored = try await answering.read(id, by: context.webActor)
      guard stored.form.asked(stored.answers) == stored.form.asked(answers) else {
        throw DomainError.staleVersion(current: current)
      }
      return try await answering(
        id, answers: answers, sends: sends, expectedVersion: stored.version, by: context.webActor)
    }
  }

  private func page(
    _ disclosure: SelfDisclosure, _ fields: Fields, _ context: AppRequestContext
  ) -> Page {
    let application = disclosure.application
    return Page(
      Self.title, path: "/applications", problems: fields.problems,
      above: BackLink(to: "/applications/\(application.id)", "Back to the application")
    ) {
      Heading(Self.title, caption: "\(application.vacancyTitle), \(application.schoolName)")
      if let sentAt = disclosure.sentAt {
        Paragraph("You sent these answers on \(LondonTime.dateAndTime(sentAt)).")
        ReferenceAnswers(disclosure.form, disclosure.answers)
      } else {
        Paragraph(
          "Everybody on the shortlist is asked. Only the head and the recruiters whom the head has named read your "
            + "answers; those who interview you don’t see them before the interview."
        )
        Form("/applications/\(application.id)/disclosure", in: context) {
          HiddenInput("version", String(disclosure.version))
          HTML(
            disclosure.form.sections.map { section in
              Fieldset(section.title) {
                if let intro = section.intro { Paragraph(intro) }
                QuestionFields(section.questions, fields)
              }.html
            })
          ButtonGroup {
            Button("Send my answers")
            Button("Save and come back later", kind: .secondary, name: SaveButtons.later)
          }
        }
      }
    }
  }

  private func remind(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    do {
      try await RemindOfDisclosure(environment.services)(id, by: context.webActor)
      let page = try await mayRead(id, context) ? "/received/\(id)/disclosure" : "/received/\(id)"
      return .seeOther(SchoolNews.reminded.on(page))
    } catch DomainError.conflict(let sentence) {
      let problems = [FieldProblem(field: "remind", message: sentence)]
      return try await mayRead(id, context)
        ? try await readPage(id, problems: problems, news: nil, context)
        : try await remindPage(id, problems: problems, context)
    }
  }

  private func mayRead(_ id: ApplicationID, _ context: AppRequestContext) async throws -> Bool {
    let application = try await ReadApplication(environment.services)(id, by: context.webActor).application
    return try await ReadDisclosure(environment.services).isAllowed(for: application, by: context.webActor)
  }

  private func remindPage(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    if try await mayRead(id, context) { return .seeOther("/received/\(id)/disclosure") }
    return try await remindPage(id, problems: [], context)
  }

  /// For recruiters whom the head has not named: they can remind, and read nothing.
  private func remindPage(
    _ id: ApplicationID, problems: [FieldProblem], _ context: AppRequestContext
  ) async throws -> Response {
    let application = try await ReadApplication(environment.services)(id, by: context.webActor).application
    try context.webActor.require(.requestReferences, at: application.place)
    let isOpen = try await RemindOfDisclosure(environment.services).isOpen(
      for: application, by: context.webActor)
    let reminder = isOpen ? try await reminder(application, context) : ""
    return environment.respond(
      Page(
        "Remind of the self-disclosure", path: "/school", problems: problems,
        above: BackLink(to: "/received/\(id)")
      ) {
        Heading(
          "Remind of the self-disclosure",
          caption: "\(application.applicantName), \(application.vacancyTitle)")
        Paragraph(
          "The head, and the recruiters whom the head has named for this vacancy, read what is disclosed. You can ask "
            + "for it.")
        if isOpen {
          reminder
        } else {
          Paragraph("There is nothing to remind of: it has been sent, or is not asked for.")
        }
      }, in: context)
  }

  private func read(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await readPage(
      try context.applicationID(), problems: [], news: SchoolNews.banner(request), context)
  }

  /// The way to ask once more, and when it was done last.
  private func reminder(
    _ application: SentApplication, _ context: AppRequestContext
  ) async throws -> HTML {
    let state = application.state
    guard state.isPastShortlist, state != .appointed, !application.isAccountClosed,
      context.webActor.may(.requestReferences, at: application.place)
    else { return "" }
    let last = try await RemindOfDisclosure(environment.services).last(application.id, by: context.webActor)
    let words = last.map { "They were reminded on \(LondonTime.dateAndTime($0))." } ?? ""
    let form = Form("/received/\(application.id)/disclosure/remind", in: context) {
      Button("Remind \(application.applicantName)")
    }
    return (words.isEmpty ? "" : Paragraph(words).html) + HTML("<div id=\"remind\">\(form.html)</div>")
  }

  private func readPage(
    _ id: ApplicationID, problems: [FieldProblem], news: NotificationBanner?, _ context: AppRequestContext
  ) async throws -> Response {
    let disclosure = try await ReadDisclosure(environment.services)(id, by: context.webActor)
    let application = disclosure.application
    let reminder = disclosure.sentAt == nil ? try await reminder(application, context) : ""
    return environment.respond(
      Page(
        "Self-disclosure", path: "/school", problems: problems, above: BackLink(to: "/received/\(id)"),
        banner: news
      ) {
        Heading("Self-disclosure", caption: "\(application.applicantName), \(application.vacancyTitle)")
        if let sentAt = disclosure.sentAt {
          Paragraph("Sent on \(LondonTime.dateAndTime(sentAt)). That you have read it is recorded.")
          ReferenceAnswers(disclosure.form, disclosure.answers)
        } else if application.isAccountClosed {
          EmptyState(
            "Not sent",
            "\(application.applicantName) has closed their account, so nothing more comes from them.")
        } else {
          EmptyState(
            "Not sent yet",
            "The mail that tells of the shortlist asks the applicant for it, and so does the page of their application."
          )
          reminder
        }
      }, in: context)
  }
}

/// Notes of online searches, kept apart from the application.
struct OnlineSearchPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("received/:id/online-search") { try await show($0, $1) }
    pages.post("received/:id/online-search") { try await note($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(try context.applicationID(), Fields(), news: SchoolNews.banner(request), context)
  }

  private func note(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    let form = context.form
    do {
      _ = try await NoteOnlineSearch(environment.services)(
        id, searchedOn: form.date("searched_on").date, searchedBy: form["searched_by"],
        found: SectionForm.lines(form["found"]), discussedOn: form.date("discussed_on").date,
        discussion: SectionForm.lines(form["discussion"]), by: context.webActor)
      return .seeOther(SchoolNews.searched.on("/received/\(id)/online-search"))
    } catch {
      let problems = try Refusal.problems(error, field: "searched_on")
      return try await page(id, Fields(form, problems: problems), context)
    }
  }

  private func page(
    _ id: ApplicationID, _ fields: Fields, news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let notes = try await NoteOnlineSearch(environment.services).list(id, by: context.webActor)
    let application = try await ReadApplication(environment.services)(id, by: context.webActor).application
    return environment.respond(
      Page(
        "Online search", path: "/school", problems: fields.problems, above: BackLink(to: "/received/\(id)"),
        banner: news
      ) {
        Heading("Online search", caption: "\(application.applicantName), \(application.vacancyTitle)")
        Paragraph(
          "Statutory guidance advises an online search about those on the shortlist, by somebody who does not interview "
            + "them. Note only what bears on work with children, and talk with the applicant about it."
        )
        for note in notes { Self.card(note) }
        Form("/received/\(id)/online-search", in: context) {
          fields.date(
            "searched_on", "The day of the search",
            hint:
              "From \(LondonTime.shortDate(LondonTime.date(of: application.sentAt))) on, when the application was sent."
          )
          fields.text("searched_by", "Who searched", width: .twoThirds, spellcheck: false)
          fields.textarea("found", "What was found", rows: 4, limit: .characters(4_000))
          fields.date(
            "discussed_on", "The day it was discussed with the applicant (optional)",
            hint: "For example 27 3 2027.")
          fields.textarea("discussion", "What came of that (optional)", rows: 3, limit: .characters(4_000))
          Button("Add this note")
        }
      }, in: context)
  }

  private static func card(_ note: OnlineSearchNote) -> SummaryList {
    SummaryList(
      [
        .init("Searched by", note.searchedBy), .init("Found", note.found),
        .init("Discussed", note.discussedOn.map(LondonTime.shortDate) ?? "Not yet"),
        .init("What came of it", note.discussion.isEmpty ? "–" : note.discussion),
      ], title: "Search of \(LondonTime.shortDate(note.searchedOn))")
  }
}
