import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// Where schools ask their authority for advice and its officers answer.
struct EnquiryPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("enquiries") { try await list($0, $1) }
    pages.get("enquiries/new") { try showNew($0, $1) }
    pages.post("enquiries/new") { try await ask($0, $1) }
    pages.get("enquiries/:id") { try await show($0, $1) }
    pages.post("enquiries/:id/reply") { request, context in
      try await step(context) { thread in
        _ = try await ReplyToEnquiry(environment.services)(
          thread.enquiry.id, message: context.form["message"], isNote: context.form["note"] == "yes",
          by: context.webActor)
        guard thread.mayAnswer else { return .added }
        return context.form["note"] == "yes" ? .noted : .answered
      }
    }
    pages.post("enquiries/:id/assign") { request, context in
      try await step(context) { thread in
        let due = context.form.date("due_on")
        guard due.date != nil else {
          throw DomainError.invalid([
            FieldProblem(
              field: "due_on",
              message: due.isEmpty
                ? "Enter the day by which it is to be answered."
                : "Enter a real day with day, month and year.")
          ])
        }
        let owner = AccountID(context.form["owner_id"]).map { EnquiryOwner.officer($0) } ?? .nobody
        _ = try await ManageEnquiry(environment.services).assign(
          thread.enquiry.id, to: owner, dueOn: due.date,
          expectedVersion: context.form.int("version"), by: context.webActor)
        return .assigned
      }
    }
    pages.post("enquiries/:id/close") { request, context in
      try await step(context) { thread in
        _ = try await ManageEnquiry(environment.services).close(
          thread.enquiry.id, reason: context.form["reason"], expectedVersion: context.form.int("version"),
          by: context.webActor)
        return .closed
      }
    }
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = request.uri.queryParameters
    let state = query["state"].flatMap { EnquiryState(rawValue: String($0)) }
    let page = try await ReadEnquiries(environment.services).list(
      state: state, overdueOnly: query.has("overdue"), limit: 25,
      after: query["after"].flatMap { Cursor(String($0)) }, by: context.webActor)
    let mayAsk = !Self.schools(context).isEmpty
    let filter = state.map { "state=\($0.rawValue)&" } ?? (query.has("overdue") ? "overdue=1&" : "")
    return environment.respond(
      Page("Enquiries", path: mayAsk ? "/advice" : "/authority", isWide: true) {
        Heading("Enquiries")
        if mayAsk { LinkButton("Ask for advice", to: "/enquiries/new") }
        BulletList(
          html: [Link("All", to: "/enquiries").html, Link("Overdue", to: "/enquiries?overdue=1").html]
            + EnquiryState.allCases.map { Link($0.title, to: "/enquiries?state=\($0.rawValue)").html })
        if page.items.isEmpty {
          EmptyState("No enquiries here", "What schools ask appears here.")
        } else {
          Table(
            "Enquiries, newest first", isCaptionHidden: true,
            columns: [
              .init("Subject"), .init("School"), .init("State"), .init("Owner"), .init("Answer by"),
            ], rows: page.items.map(row))
          Pagination(
            previous: query["after"] == nil ? nil : "/enquiries?\(filter)",
            next: page.next.map { "/enquiries?\(filter)after=\($0)" }, of: "enquiries")
        }
      }, in: context)
  }

  private func row(_ enquiry: Enquiry) -> [HTML] {
    let isLate = enquiry.isOverdue(on: environment.services.today)
    return [
      Link(enquiry.subject, to: "/enquiries/\(enquiry.id)").html, HTML(text: enquiry.schoolName),
      isLate ? Tag("Overdue", .red).html : enquiry.state.tag.html, HTML(text: enquiry.ownerName ?? "–"),
      HTML(text: LondonTime.shortDate(enquiry.dueOn)),
    ]
  }

  /// The schools for which whoever acts may ask.
  static func schools(_ context: AppRequestContext) -> [Membership] {
    var seen: Set<OrganisationID> = []
    return (context.webActor.account?.memberships ?? []).filter {
      let place = Place(organisation: $0.organisation, authority: $0.authority)
      return context.webActor.may(.askEnquiry, at: place) && $0.kind == .school
        && seen.insert($0.organisation).inserted
    }
  }

  private func showNew(_ request: Request, _ context: AppRequestContext) throws -> Response {
    _ = try context.webActor.requireAccount()
    return try form(Fields(), context)
  }

  private func form(_ fields: Fields, _ context: AppRequestContext) throws -> Response {
    let schools = Self.schools(context)
    guard let first = schools.first else { throw DomainError.notFound("page") }
    return environment.respond(
      Page(
        "Ask for advice", path: "/advice", problems: fields.problems, above: BackLink(to: "/advice", "Advice")
      ) {
        Heading("Ask for advice")
        Paragraph(
          "Your authority answers within \(Enquiry.workingDaysToAnswer) working days. Do not name applicants "
            + "or children: give an application’s reference where it matters.")
        Form("/enquiries/new", in: context) {
          if schools.count > 1 {
            fields.select(
              "school", "For which school?",
              schools.map { Choice($0.organisation.description, $0.organisationName) })
          } else {
            HiddenInput("school", first.organisation.description)
          }
          fields.text("subject", "What is it about?", maximumLength: 120)
          fields.textarea("message", "Your question", rows: 8)
          Button("Send")
        }
      }, in: context)
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    guard let school = OrganisationID(context.form["school"]) else { throw DomainError.notFound("school") }
    do {
      let enquiry = try await AskEnquiry(environment.services)(
        for: school, subject: context.form["subject"], message: context.form["message"],
        submission: SubmissionToken.read(context.form), by: context.webActor)
      return .seeOther(EnquiryNews.asked.on("/enquiries/\(enquiry.id)"))
    } catch DomainError.invalid(let problems) {
      return try form(Fields(context.form, problems: problems), context)
    }
  }

  private func thread(
    before: Cursor? = nil, _ context: AppRequestContext
  ) async throws -> ReadEnquiries.Thread {
    _ = try context.webActor.requireAccount()
    guard let id = EnquiryID(try context.parameters.require("id", as: String.self)) else {
      throw DomainError.notFound("enquiry")
    }
    return try await ReadEnquiries(environment.services).find(id, before: before, by: context.webActor)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let before = request.cursor("before")
    return try await page(
      try await thread(before: before, context), Fields(), isEarlier: before != nil,
      news: EnquiryNews.banner(request), context)
  }

  private func step(
    _ context: AppRequestContext, _ act: (ReadEnquiries.Thread) async throws -> EnquiryNews
  ) async throws -> Response {
    let thread = try await thread(context)
    do {
      return .seeOther(try await act(thread).on("/enquiries/\(thread.enquiry.id)"))
    } catch DomainError.invalid(let problems) {
      return try await page(thread, Fields(context.form, problems: problems), context)
    } catch DomainError.staleVersion {
      let problem = FieldProblem(
        field: "message", message: "Somebody else has changed this enquiry. Look at it and decide again.")
      return try await page(
        try await self.thread(context), Fields(context.form, problems: [problem]), context)
    }
  }

  private func page(
    _ thread: ReadEnquiries.Thread, _ fields: Fields, isEarlier: Bool = false,
    news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let enquiry = thread.enquiry
    let base = "/enquiries/\(enquiry.id)"
    let staff =
      thread.mayAnswer
      ? try await ManageEnquiry(environment.services).staff(for: enquiry, by: context.webActor) : []
    return environment.respond(
      Page(
        enquiry.subject, path: thread.mayAnswer ? "/authority" : "/advice", problems: fields.problems,
        above: BackLink(to: "/enquiries", "All enquiries"), banner: news
      ) {
        Heading(enquiry.subject, caption: enquiry.schoolName)
        SummaryList([
          .init("State", html: enquiry.state.tag.html), .init("Reference", enquiry.reference),
          .init("Asked", "\(LondonTime.dateAndTime(enquiry.askedAt)) by \(enquiry.askedByName)"),
          .init("Answer by", LondonTime.longDate(enquiry.dueOn)),
          .init("Seen to by", enquiry.ownerName ?? "Nobody yet"),
        ])
        ThreadPages("\(base)?messages=newest", earlier: thread.earlier, isEarlier: isEarlier)
        for message in thread.messages { EnquiryMessageView(message) }
        if enquiry.state == .closed, !thread.mayAnswer {
          InsetText("This enquiry is closed. If you need more, write below: that opens it again.")
        }
        Form("\(base)/reply", in: context) {
          fields.textarea("message", thread.mayAnswer ? "Your answer" : "Add to your question", rows: 6)
          if thread.mayAnswer {
            fields.checkboxes(
              "note", "Only for the authority?", [Choice("yes", "A note that the school doesn’t see")],
              isSmall: true)
          }
          Button("Send")
        }
        if thread.mayAnswer { manage(enquiry, staff, fields, base, context) }
      }, in: context)
  }

  private func manage(
    _ enquiry: Enquiry, _ staff: [EnquiryStaff], _ fields: Fields, _ base: String,
    _ context: AppRequestContext
  ) -> HTML {
    let due = enquiry.dueOn
    let stored = FormData([
      .init(name: "owner_id", value: enquiry.owner?.description ?? ""),
      .init(name: "due_on-day", value: "\(due.day)"), .init(name: "due_on-month", value: "\(due.month)"),
      .init(name: "due_on-year", value: "\(due.year)"),
    ])
    let isTyped = fields.values.has("due_on-day")
    let own = Fields(isTyped ? fields.values : stored, problems: fields.problems)
    let people = [Choice("", "Nobody yet")] + staff.map { Choice($0.id.description, $0.name) }
    let assign = Form("\(base)/assign", in: context) {
      HiddenInput("version", String(enquiry.version))
      own.select("owner_id", "Who sees to it?", people)
      own.date("due_on", "Answer by")
      Button("Save", kind: .secondary)
    }
    let close = Form("\(base)/close", in: context) {
      HiddenInput("version", String(enquiry.version))
      fields.textarea(
        "reason",
        enquiry.state == .open
          ? "Why is it closed without an answer?" : "A last word to the school (optional)",
        hint: "The school reads it here and by e-mail.", rows: 3)
      Button("Close this enquiry", kind: .secondary)
    }
    let closing = enquiry.state == .closed ? HTML.empty : Heading("Close it", .section).html + close.html
    return "\(Heading("Who sees to it", .section))\(assign)\(closing)"
  }
}

/// What has just been done with an enquiry, as its page says it.
enum EnquiryNews: String {
  case asked, added, answered, noted, assigned, closed

  /// The address of a page that says it.
  func on(_ address: String) -> String { "\(address)?done=\(rawValue)" }

  /// What the page says first, where something has just been done.
  static func banner(_ request: Request) -> NotificationBanner? {
    request.uri.queryParameters["done"].flatMap { EnquiryNews(rawValue: String($0)) }.map {
      NotificationBanner($0.sentence)
    }
  }

  private var sentence: String {
    switch self {
    case .asked: "Your question is sent. We write to you when your authority has answered."
    case .added: "Your message is sent to your authority."
    case .answered: "Your answer is sent, and the school is told by e-mail."
    case .noted: "Your note is kept. The school does not see it."
    case .assigned: "Saved. Whoever has just been given the enquiry to see to is told by e-mail."
    case .closed: "The enquiry is closed, and the school is told by e-mail."
    }
  }
}

/// One message of a thread.
struct EnquiryMessageView: Component {
  private let message: EnquiryMessage

  init(_ message: EnquiryMessage) { self.message = message }

  var html: HTML {
    let side =
      message.isNote ? "Note of the authority" : message.isFromAuthority ? "The authority" : "The school"
    return """
      <section class="govuk-inset-text">\
      <p class="govuk-body-s"><strong>\(message.authorName)</strong>, \(side), \(LondonTime.dateAndTime(message.writtenAt))</p>\
      \(Prose(message.body))</section>
      """
  }
}

extension EnquiryState {
  /// The state in a coloured box.
  var tag: Tag {
    switch self {
    case .open: Tag(title, .blue)
    case .answered: Tag(title, .green)
    case .closed: Tag(title, .grey)
    }
  }
}
