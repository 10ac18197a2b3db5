import Domain
import HTTPSupport
import Hummingbird

/// Applications that a school has received.
struct ReceivedTable: Component {
  private let applications: [SentApplication]
  private let unread: [ApplicationID: Int]
  private let agencies: [ApplicationID: String]
  private let duplicates: [ApplicationID: [LikelyDuplicate]]

  init(
    _ applications: [SentApplication], unread: [ApplicationID: Int] = [:],
    agencies: [ApplicationID: String] = [:], duplicates: [ApplicationID: [LikelyDuplicate]] = [:]
  ) {
    (self.applications, self.unread, self.agencies) = (applications, unread, agencies)
    self.duplicates = duplicates
  }

  var html: HTML {
    if applications.isEmpty {
      return EmptyState("No applications yet", "They appear here as they are sent.").html
    }
    let rows = applications.map { application -> [HTML] in
      [
        Link(application.applicantName, to: "/received/\(application.id)").html
          + ClosedAccount.line(application) + AgencySource.line(agencies[application.id])
          + DuplicateNote.line(duplicates[application.id] ?? []),
        HTML(text: application.vacancyTitle), HTML(text: LondonTime.dateAndTime(application.sentAt)),
        unread[application.id] == nil
          ? application.state.tag.html : "\(application.state.tag) \(Tag("New message", .blue))",
      ]
    }
    return Table(
      "Applications, newest first", isCaptionHidden: true,
      columns: [.init("Applicant"), .init("Vacancy"), .init("Sent"), .init("State")], rows: rows
    ).html
  }
}

/// Says that an applicant has closed their account, and what that leaves to do.
struct ClosedAccount: Component {
  private let application: SentApplication

  init(_ application: SentApplication) { self.application = application }

  /// The same in a few words below the applicant's name in a list.
  static func line(_ application: SentApplication) -> HTML { line(isClosed: application.isAccountClosed) }

  /// The same of anybody.
  static func line(isClosed: Bool) -> HTML {
    isClosed
      ? "<span class=\"govuk-hint staffroom-under\">has closed their account</span>" : ""
  }

  var html: HTML {
    InsetText(
      "\(application.applicantName) has closed their account and can’t be written to, invited to interview or made an "
        + "offer. The application is as they sent it, and you can still decide on it."
    ).html
  }
}

/// Says on the page of an application which others may be of the same person. While names are hidden it says no more.
struct DuplicateNote: Component {
  private let others: [LikelyDuplicate]
  private let application: SentApplication

  init(_ others: [LikelyDuplicate], of application: SentApplication) {
    (self.others, self.application) = (others, application)
  }

  /// The same in one line below the applicant's name in a list.
  static func line(_ others: [LikelyDuplicate]) -> HTML {
    others.isEmpty
      ? ""
      : "<span class=\"govuk-hint staffroom-under\">May be the same person as \(references(others))</span>"
  }

  private static func references(_ others: [LikelyDuplicate]) -> String {
    others.map(\.reference).joined(separator: ", ")
  }

  var html: HTML {
    if others.isEmpty { return "" }
    return InsetText {
      Paragraph("This may be the same person as \(Self.references(others)).")
      if !application.isAnonymous {
        Paragraph(
          "Both state the same teacher reference number. Of an agency’s consent and an application, whichever came "
            + "first counts for the fee.")
      }
      BulletList(
        html: others.map {
          Link("Application \($0.reference)", to: "/received/\($0.application)").html
            + HTML(text: $0.isEarlier ? ", sent before this one" : ", sent after this one")
        })
    }.html
  }
}

/// One application as the school reads it, and what it decides.
struct ReceivedPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("received/:id") { try await show($0, $1) }
    pages.post("received/:id/state") { try await move($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(
      try await environment.receivedApplication(context), Fields(), news: SchoolNews.banner(request), context)
  }

  private func page(
    _ whole: WholeApplication, _ fields: Fields, news: NotificationBanner? = nil,
    _ context: AppRequestContext
  ) async throws -> Response {
    let application = whole.application
    let appointment = try await AppointmentLinks.of(application, context.webActor, environment.services)
    let messages = try await MessagesLink.of(application, context.webActor, environment.services)
    let source = try await ReadCandidates(environment.services).source(of: application, by: context.webActor)
    let decisions = try await ReadDecisions(environment.services)(application.id, by: context.webActor)
    let mayRun = context.webActor.may(.readSelection, at: application.place)
    let told =
      mayRun
      ? try await RejectApplications(environment.services).feedback(application.id, by: context.webActor)
      : nil
    let isNoted = decisions.contains { $0.kind == .rejection && !$0.reason.isEmpty }
    let exceptions = try await ReadSiftExceptions(environment.services)(
      application.vacancy, of: application.id, by: context.webActor
    ).items
    let induction = try await InductionStep.of(application, in: context, environment.services)
    let selection = "/school/vacancies/\(application.vacancy)/selection"
    return environment.respond(
      Page(
        "Application of \(application.applicantName)", path: "/school", problems: fields.problems,
        above: BackLink(to: selection, "All applications for this vacancy"), banner: news
      ) {
        Heading(application.applicantName, caption: application.vacancyTitle)
        SummaryList(
          [
            .init("State", html: application.state.tag.html),
            .init("Reference", application.reference),
            .init("Sent", LondonTime.dateAndTime(application.sentAt)),
          ] + EmailRow.of(whole))
        AnswersContents(
          whole.form,
          and: Self.choices(application, context.webActor).isEmpty ? [] : [Link("Decide", to: "#decide")])
        if application.isAccountClosed { ClosedAccount(application) }
        DuplicateNote(whole.likelyDuplicates, of: application)
        messages
        appointment
        if let reason = application.stateReason, !isNoted {
          InsetText {
            Heading("Reason noted", .section)
            Prose(reason)
          }
        }
        DecisionList(decisions)
        if let told {
          InsetText {
            Heading("What they were told", .section)
            Prose(told.message)
            Paragraph("On \(LondonTime.dateAndTime(told.decidedAt)).")
          }
        }
        SiftExceptionList(exceptions)
        if let induction { induction }
        BulletList(
          html: [
            Link("Scores of the panel", to: "\(selection)/sift/\(application.id)").html,
            Link("Page to print", to: "/received/\(application.id)/print").html,
            Link("PDF file", to: "/received/\(application.id)/pdf").html,
          ] + KeepingPages.links(application, context.webActor))
        AgencySource(source)
        AnswersView(whole.form, whole.answers)
        decision(application, fields, context)
      }, in: context)
  }

  /// What somebody may decide of an application on its page.
  private static func choices(_ application: SentApplication, _ actor: Actor) -> [Choice] {
    let mayReject = actor.may(.rejectApplication, at: application.place)
    let mayConsider =
      application.state == .unsuccessful ? mayReject : actor.may(.considerApplication, at: application.place)
    return [
      application.state.mayBecome(.underConsideration) && mayConsider
        ? Choice(ApplicationState.underConsideration.rawValue, "Consider it further") : nil,
      application.state.mayBecome(.unsuccessful) && mayReject
        ? Choice(ApplicationState.unsuccessful.rawValue, "Do not take it forward") : nil,
    ].compactMap { $0 }
  }

  /// The application has moved on meanwhile: to where nothing is left to decide, or to another state.
  private func late(_ sentence: String, _ context: AppRequestContext) async throws -> Response {
    let whole = try await environment.receivedApplication(context)
    let (application, form) = (whole.application, context.form)
    guard Self.choices(application, context.webActor).isEmpty else {
      let problem = FieldProblem(field: "state", message: sentence)
      return try await page(whole, Fields(form, problems: [problem]), context)
    }
    let chosen = ApplicationState(rawValue: form["state"]) == .unsuccessful
    let what =
      application.state == .withdrawn
      ? "\(application.applicantName) has withdrawn it" : application.state.title
    let moved = TooLate(
      [.init("The application", what), .init("Since", LondonTime.dateAndTime(application.stateChangedAt))],
      typed: [
        .init("Your decision", chosen ? "Do not take it forward" : "Consider it further"),
        .init("Reason", form["reason"]),
      ],
      onward: [
        Link("Look at the application", to: "/received/\(application.id)"),
        Link("All applications for this vacancy", to: "/school/vacancies/\(application.vacancy)/selection"),
      ]
    ).page(
      "There is nothing left to decide", caption: "\(application.applicantName), \(application.vacancyTitle)",
      path: "/school", back: BackLink(to: "/received/\(application.id)"))
    return environment.respond(moved, in: context)
  }

  private func decision(_ application: SentApplication, _ fields: Fields, _ context: AppRequestContext)
    -> HTML
  {
    let actor = context.webActor
    let mayReject = actor.may(.rejectApplication, at: application.place)
    let rejects = application.state.mayBecome(.unsuccessful) && mayReject
    let reject = Link(
      "Turn it down with a message to the applicant",
      to: "/school/vacancies/\(application.vacancy)/selection/reject?application=\(application.id)")
    let choices = Self.choices(application, actor)
    if choices.isEmpty { return "" }
    return Heading("Decide", .section, id: "decide").html
      + Form("/received/\(application.id)/state", in: context) {
        HiddenInput("version", String(application.version))
        fields.radios("state", "What happens with this application?", choices)
        fields.textarea(
          "reason", "Reason",
          hint: "Needed to turn an application down or to take a decision back. Kept for the school.", rows: 3
        )
        if mayReject && application.state.isSifted { fields.siftException }
        Button("Save the decision")
      }.html
      + (rejects ? Paragraph(html: reject.html).html : "")
  }

  private func move(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let whole = try await environment.receivedApplication(context)
    do {
      guard let next = ApplicationState(rawValue: context.form["state"]) else {
        throw DomainError.invalid([
          FieldProblem(field: "state", message: "Choose what happens with this application.")
        ])
      }
      let moved = try await MoveApplication(environment.services)(
        whole.application.id, to: next, reason: context.form.trimmed("reason"),
        exception: context.form["exception"], expectedVersion: context.form.int("version"),
        by: context.webActor)
      return .seeOther(SchoolNews.decided.on("/received/\(moved.id)"))
    } catch DomainError.invalid(let problems) {
      return try await page(whole, Fields(context.form, problems: problems), context)
    } catch DomainError.conflict(let sentence) {
      return try await late(sentence, context)
    } catch DomainError.staleVersion {
      return try await late(
        "Somebody else has just moved this application. Look at its state and decide again.", context)
    }
  }
}
