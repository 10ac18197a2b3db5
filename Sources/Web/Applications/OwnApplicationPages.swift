import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// An applicant's own applications: all of them, one as it was sent, and taking one back.
struct OwnApplicationPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("applications", use: dashboard)
    router.get("applications/{application}", use: show)
    router.get("applications/{application}/withdraw", use: askToWithdraw)
    router.post("applications/{application}/withdraw", use: withdraw)
  }

  private func dashboard(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let actor = context.webActor
    let services = environment.services
    let after = request.uri.queryParameters["after"].flatMap { Cursor(String($0)) }
    let general = try await ReadGeneralApplication(services)(by: actor)
    let own = try await ListApplications(services).own(limit: 25, after: after, by: actor)
    let (agenciesAfter, draftsAfter) = (request.cursor("agencies"), request.cursor("drafts"))
    let represented = try await OwnRepresentations(services).list(limit: 25, after: agenciesAfter, by: actor)
    let drafts = try await KeepApplicationDraft(services).list(limit: 25, after: draftsAfter, by: actor)
    let unread = try await ReadMessages(services).unread(among: own.items, by: actor)
    let isConfirmed = context.signedIn?.account.emailConfirmed ?? false
    let offers = try await OfferToAnswer.all(own.items, actor, services)
    let news: NotificationBanner? =
      switch request.uri.queryParameters["draft"] {
      case "gone": NotificationBanner("The draft is discarded.")
      case .some: NotificationBanner("Saved. Come back whenever you like.")
      case nil: nil
      }
    let page = Page("My applications", path: "/applications", banner: news, isWide: true) {
      Heading("My applications")
      if !isConfirmed { OwnAccountPages.unconfirmed(in: context) }
      offers
      Heading("General application", .section)
      GeneralProgress(general)
      LinkButton(
        general.isComplete ? "See your general application" : "Fill in your general application",
        to: "/general-application", kind: general.isComplete ? .secondary : .primary)
      RepresentationList(represented.items)
      Self.pages(represented.next, "agencies", after: agenciesAfter)
      DraftList(drafts.items, now: services.now(), in: context)
      Self.pages(drafts.next, "drafts", after: draftsAfter)
      if own.items.isEmpty {
        EmptyState(
          "You have not sent an application yet", "Once you have, you see here where it stands.",
          action: Link("Find a vacancy", to: "/vacancies"))
      } else {
        Self.table(own.items, unread)
        Pagination(
          previous: after == nil ? nil : "/applications", next: own.next.map { "/applications?after=\($0)" },
          of: "applications")
      }
    }
    return environment.respond(page, in: context)
  }

  /// The ways through one of the shorter lists of the page.
  private static func pages(_ next: Cursor?, _ what: String, after: Cursor?) -> CursorPagination {
    CursorPagination(
      next: next.map { "/applications?\(what)=\($0)" }, first: after.map { _ in "/applications" }, of: what)
  }

  private static func table(_ applications: [SentApplication], _ unread: [ApplicationID: Int]) -> Table {
    Table(
      "Applications you have sent",
      columns: [.init("Vacancy"), .init("School"), .init("Sent"), .init("State"), .init("Reference")],
      rows: applications.map { application in
        [
          Link(application.vacancyTitle, to: "/applications/\(application.id)").html
            + (application.updatedSince == nil ? "" : " \(Tag("Updated", .blue))"),
          HTML(text: application.schoolName), HTML(text: LondonTime.dateAndTime(application.sentAt)),
          unread[application.id] == nil
            ? application.state.tag.html
            : "\(application.state.tag) \(Link("New message", to: "/applications/\(application.id)/messages"))",
          HTML(whole: application.reference),
        ]
      })
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let whole = try await environment.ownApplication(context)
    let application = whole.application
    let query = request.uri.queryParameters
    let feedback = try await RejectApplications(environment.services).feedback(
      application.id, by: context.webActor)
    let agencies = try await agencies(of: application, context)
    let isJustSent = query["sent"] != nil && application.state != .withdrawn
    let isWithdrawn = query["withdrawn"] != nil && application.state == .withdrawn
    let appointment = try await OwnAppointmentSection.of(application, context.webActor, environment.services)
    let offer = try await OfferToAnswer.of(application, context.webActor, environment.services)
    let explanation = try await OwnOfferWords.explanation(
      application, context.webActor, environment.services)
    let messages = try await MessagesLink.of(application, context.webActor, environment.services)
    let invitation = try await ReadInterviewMessage(environment.services)(
      application.id, by: context.webActor)
    let interviewAnswer = try await OwnInterviewAnswerNote.of(
      application.id, context.webActor, environment.services)
    let page = Page(
      isJustSent ? "Application sent" : application.vacancyTitle, path: "/applications",
      above: BackLink(to: "/applications", "Back to my applications"),
      banner: isWithdrawn
        ? NotificationBanner(Self.withdrawn(hadOffer: query["withdrawn"] == "offer"))
        : Self.equalityNews(query["equality"].map(String.init))
    ) {
      if isJustSent {
        Self.confirmation(application, context)
      } else {
        Heading(application.vacancyTitle, caption: application.schoolName)
      }
      offer
      SummaryList(
        [
          .init("State", html: "\(application.state.tag)<br>\(explanation)"),
          .init(
            "Vacancy",
            html: Link(application.vacancyTitle, to: "/vacancies/\(application.vacancy)").html
              + Self.updated(application)),
          .init("School", application.schoolName), .init("Reference", application.reference),
          .init("Sent", LondonTime.dateAndTime(application.sentAt)),
        ] + agencies)
      messages
      if !appointment.isInterviewOver { InterviewMessageNote(invitation) }
      interviewAnswer
      appointment
      if appointment.isInterviewOver { InterviewMessageNote(invitation, isPast: true) }
      EqualityLink(application)
      FeedbackNote(feedback, from: application.schoolName)
      if application.state.mayBecome(.withdrawn) {
        Paragraph(
          html: "\(Link("Withdraw this application", to: "/applications/\(application.id)/withdraw"))")
      }
      Heading("What you sent", .section)
      BulletList(html: [
        Link("Page to print", to: "/applications/\(application.id)/print").html,
        Link("PDF file", to: "/applications/\(application.id)/pdf").html,
      ])
      AnswersView(whole.form, whole.answers)
    }
    return environment.respond(page, in: context)
  }

  /// The agency that puts the person forward, and those that do so no longer.
  private func agencies(
    of application: SentApplication, _ context: AppRequestContext
  ) async throws -> [SummaryList.Row] {
    let own = OwnRepresentations(environment.services)
    let agency = try await own.agency(of: application, by: context.webActor)
    let others = try await own.notRepresenting(in: application, by: context.webActor)
    return (agency.map { [SummaryList.Row("Put forward by", $0)] } ?? [])
      + others.map { SummaryList.Row("No longer put forward by", "\($0.agency). \($0.reason)") }
  }

  private static func withdrawn(hadOffer: Bool) -> String {
    hadOffer
      ? "Your application is withdrawn, and the offer is given back. The school is told."
      : "Your application is withdrawn."
  }

  private static func equalityNews(_ step: String?) -> NotificationBanner? {
    switch step {
    case nil: nil
    case "removed": NotificationBanner("Your answers to the equality questions are removed.")
    case "none": NotificationBanner("You chose no answers to the equality questions, so none are kept.")
    default: NotificationBanner("Thank you. Your answers are kept apart.")
    }
  }

  private static func updated(_ application: SentApplication) -> HTML {
    guard let moment = application.updatedSince else { return "" }
    return
      "<br>\(Tag("Updated", .blue)) The school changed this vacancy on \(LondonTime.dateAndTime(moment))."
  }

  private static func confirmation(_ application: SentApplication, _ context: AppRequestContext) -> HTML {
    Panel("Application sent") {
      HTML("Your reference<br><strong>\(application.reference)</strong>")
    }.html
      + Heading("What happens next", .section).html
      + Paragraph(
        "\(application.schoolName) has your application. We have sent a confirmation to "
          + "\(context.signedIn?.account.email ?? "you"). This page shows where it stands, and we e-mail you when that changes."
      ).html
  }

  private func askToWithdraw(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let application = try await environment.ownApplication(context).application
    guard application.state.mayBecome(.withdrawn) else {
      return .seeOther("/applications/\(application.id)")
    }
    let isOpen = try await WithdrawApplication(environment.services).mayApplyAgain(after: application)
    let title = "Withdraw your application?"
    let page = Page(
      title, path: "/applications", above: BackLink(to: "/applications/\(application.id)")
    ) {
      Heading(title, caption: "\(application.vacancyTitle), \(application.schoolName)")
      if application.state.hasStandingOffer {
        WarningText(Self.givenBack(application.state))
      } else {
        Paragraph(
          "The school will no longer consider it. You can’t undo this"
            + (isOpen ? ", but you can apply again while the vacancy is open." : "."))
      }
      Form("/applications/\(application.id)/withdraw", in: context) {
        ButtonGroup {
          Button(
            application.state.hasStandingOffer
              ? "Withdraw and give the offer back" : "Withdraw my application", kind: .warning)
          Link("Keep it", to: "/applications/\(application.id)")
        }
      }
    }
    return environment.respond(page, in: context)
  }

  /// What withdrawing means for somebody who has an offer.
  private static func givenBack(_ state: ApplicationState) -> String {
    let offer =
      state.hasAcceptedOffer
      ? "You have accepted the school’s offer. If you withdraw, you give it back"
      : "The school has offered you the post. If you withdraw, you turn the offer down"
    return "\(offer): the school may then offer the post to somebody else, and you can’t undo this."
      + (state == .unconditional
        ? " An unconditional offer that was accepted is a contract: take advice first." : "")
  }

  private func withdraw(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let application = try await environment.ownApplication(context).application
    _ = try await WithdrawApplication(environment.services)(application.id, by: context.webActor)
    let what = application.state.hasStandingOffer ? "offer" : "1"
    return .seeOther("/applications/\(application.id)?withdrawn=\(what)")
  }
}

extension ApplicationState {
  /// The state in a coloured box.
  var tag: Tag {
    switch self {
    case .sent: Tag(title, .blue)
    case .underConsideration, .longlisted, .shortlisted, .interviewing: Tag(title, .teal)
    case .offered, .accepted, .unconditional: Tag(title, .purple)
    case .appointed: Tag(title, .green)
    case .unsuccessful, .offerDeclined, .offerWithdrawn, .withdrawn: Tag(title, .grey)
    }
  }
}
