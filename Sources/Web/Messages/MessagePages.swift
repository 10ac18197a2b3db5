import Domain
import HTTPSupport
import Hummingbird

/// Where an applicant and a school write to each other about one application, each from their own page of it.
struct MessagePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("applications/{application}/messages") { try await show(.applicant, $0, $1) }
    pages.post("applications/{application}/messages") { try await write(.applicant, $1) }
    pages.get("received/:id/messages") { try await show(.school, $0, $1) }
    pages.post("received/:id/messages") { try await write(.school, $1) }
    BulkMessagePages(environment).add(to: pages)
  }

  /// From whose page of the application the thread is opened.
  private enum Side {
    case applicant, school

    var parameter: String { self == .applicant ? "application" : "id" }
    func base(_ id: ApplicationID) -> String {
      self == .applicant ? "/applications/\(id)" : "/received/\(id)"
    }
    /// Whom it is written to.
    func other(_ application: SentApplication) -> String {
      self == .applicant ? application.schoolName : application.applicantName
    }
  }

  /// The application; from the wrong side it doesn't exist.
  private func application(_ side: Side, _ context: AppRequestContext) throws -> ApplicationID {
    _ = try context.webActor.requireAccount()
    guard let id = context.parameters.get(side.parameter).flatMap({ ApplicationID($0) }) else {
      throw DomainError.notFound("application")
    }
    return id
  }

  private func thread(
    _ side: Side, before: Cursor? = nil, marksRead: Bool = true, _ context: AppRequestContext
  ) async throws -> MessageThread {
    let id = try application(side, context)
    let thread = try await ReadMessages(environment.services)(
      id, before: before, marksRead: marksRead, by: context.webActor)
    let isOwn = thread.application.account == context.webActor.account?.id
    guard isOwn == (side == .applicant) else { throw DomainError.notFound("application") }
    return thread
  }

  private func show(_ side: Side, _ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = request.uri.queryParameters
    if side == .school, !["open", "sent", "already"].contains(where: { query.has($0) }),
      let warning = try await ReadMessages(environment.services).warning(
        try application(side, context), by: context.webActor)
    {
      let sent = try await environment.receivedApplication(context).application
      return sealed(sent, side.base(sent.id), warning, context)
    }
    let before = request.cursor("before")
    let thread = try await thread(side, before: before, context)
    let news: NotificationBanner? =
      if query.has("sent") {
        NotificationBanner("Your message is sent to \(side.other(thread.application)).")
      } else if query.has("already") {
        Self.sentBefore(thread, side)
      } else {
        nil
      }
    return page(thread, side, Fields(), isEarlier: before != nil, news: news, context)
  }

  /// What is said to whoever sends the same once more: when they have sent it, which is their side’s last message.
  private static func sentBefore(_ thread: MessageThread, _ side: Side) -> NotificationBanner? {
    thread.messages.last { $0.isFromSchool == (side == .school) }.map {
      NotificationBanner(
        "You have sent this message already, at \(LondonTime.clockTime($0.writtenAt)).", isSuccess: false)
    }
  }

  /// What comes before the messages for those on the panel to whom they may tell a hidden name.
  private func sealed(
    _ application: SentApplication, _ base: String, _ warning: String, _ context: AppRequestContext
  ) -> Response {
    environment.respond(
      Page(
        "Messages with \(application.applicantName)", path: "/school",
        above: BackLink(to: base, "The application")
      ) {
        Heading("Messages with \(application.applicantName)", caption: application.vacancyTitle)
        WarningText(warning)
        LinkButton("Read the messages", to: "\(base)/messages?open=1")
      }, in: context)
  }

  private func write(_ side: Side, _ context: AppRequestContext) async throws -> Response {
    // What has come since the page was opened is new on the page that follows.
    let thread = try await thread(side, marksRead: false, context)
    let id = thread.application.id
    do {
      let written = try await WriteMessage(environment.services)(
        id, context.form["message"], submission: SubmissionToken.read(context.form) ?? SubmissionToken.mint(),
        by: context.webActor)
      return .seeOther("\(side.base(id))/messages?\(written.sentBefore == nil ? "sent" : "already")=1")
    } catch DomainError.invalid(let problems) {
      return page(thread, side, Fields(context.form, problems: problems), context)
    } catch DomainError.notAllowed(let sentence) {
      let problem = FieldProblem(field: "message", message: sentence)
      return page(thread, side, Fields(context.form, problems: [problem]), context)
    } catch DomainError.conflict(let sentence) {
      let problem = FieldProblem(field: "message", message: sentence)
      return page(thread, side, Fields(context.form, problems: [problem]), context)
    }
  }

  private func page(
    _ thread: MessageThread, _ side: Side, _ fields: Fields, isEarlier: Bool = false,
    news: NotificationBanner? = nil, _ context: AppRequestContext
  ) -> Response {
    let application = thread.application
    let base = side.base(application.id)
    let other = side.other(application)
    return environment.respond(
      Page(
        "Messages with \(other)", path: side == .applicant ? "/applications" : "/school",
        problems: fields.problems, above: BackLink(to: base, "The application"),
        banner: news
      ) {
        Heading("Messages with \(other)", caption: application.vacancyTitle)
        if thread.messages.isEmpty {
          EmptyState("No messages yet", "What you write is kept here, with the answers.")
        }
        let theirs = thread.messages.filter { $0.isFromSchool == (side == .applicant) }
        let new = Set(isEarlier ? [] : theirs.suffix(thread.unread).map(\.id))
        ThreadPages("\(base)/messages?open=1", earlier: thread.earlier, isEarlier: isEarlier)
        for message in thread.messages {
          MessageView(
            message, of: application, applicant: application.applicantName(for: context.webActor),
            isNew: new.contains(message.id))
        }
        if side == .school, application.isAccountClosed {
          ClosedThread(application)
        } else {
          Form("\(base)/messages", in: context) {
            fields.textarea(
              "message", "Your message",
              hint: Self.hint(side, thread.readers), rows: 6,
              limit: .characters(ApplicationMessage.longest))
            Button("Send")
          }
        }
      }, in: context)
  }

  private static func hint(_ side: Side, _ readers: MessageReaders) -> String {
    guard side == .applicant else {
      return "The applicant is told by e-mail that there is a message, and reads it here."
    }
    let usual = "The head and the recruiters of the school can read it; other members of the panel can’t."
    let hidden = "Your name is hidden from the panel for now"
    return switch readers {
    case .headAndRecruiters: usual
    case .outsidePanel:
      "\(hidden). While it is, only a head or recruiter who is not on the panel can read what you write. "
        + "Leave your name out of it."
    case .everybodyOnPanel:
      "\(usual) \(hidden), and everybody who can read this is on it. Leave your name out of what you write."
    }
  }
}

/// Says in place of the form that nobody is there any more to write to.
struct ClosedThread: Component {
  private let application: SentApplication

  init(_ application: SentApplication) { self.application = application }

  var html: HTML {
    InsetText(
      "\(application.applicantName) has closed their account and can’t be written to any more. What was written stays "
        + "here as long as the application is kept."
    ).html
  }
}

/// One message of a thread.
struct MessageView: Component {
  private let message: ApplicationMessage
  private let application: SentApplication
  private let applicant: String
  private let isNew: Bool

  /// A message; `applicant` is what the reader knows the applicant by.
  init(_ message: ApplicationMessage, of application: SentApplication, applicant: String, isNew: Bool) {
    (self.message, self.application, self.isNew) = (message, application, isNew)
    self.applicant = applicant
  }

  var html: HTML {
    let author =
      message.isFromSchool
      ? message.authorName.map { "\($0), \(application.schoolName)" } ?? application.schoolName
      : applicant
    let new: HTML = isNew ? "\(Tag("New", .blue)) " : ""
    return """
      <section class="govuk-inset-text">\
      <p class="govuk-body-s">\(new)<strong>\(author)</strong>, \(LondonTime.dateAndTime(message.writtenAt))</p>\
      \(Prose(message.body))</section>
      """
  }
}

/// The way to the messages from a page of the application, with how many are unread.
struct MessagesLink: Component {
  private let address: String
  private let unread: Int?

  private init(_ address: String, _ unread: Int?) { (self.address, self.unread) = (address, unread) }

  /// The applicant's link or the school's; none for whom there is no thread.
  static func of(
    _ application: SentApplication, _ actor: Actor, _ services: Services
  ) async throws -> MessagesLink {
    let isOwn = actor.account?.id == application.account
    return MessagesLink(
      "\(isOwn ? "/applications" : "/received")/\(application.id)/messages",
      try await ReadMessages(services).unread(application, by: actor))
  }

  var html: HTML {
    guard let unread else { return "" }
    let mark: HTML = unread == 0 ? "" : " \(Tag(unread == 1 ? "1 new" : "\(unread) new", .blue))"
    return Paragraph(html: "\(Link("Messages", to: address))\(mark)").html
  }
}
