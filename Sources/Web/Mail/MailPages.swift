import Domain
import HTTPSupport
import Hummingbird

/// The mail that has left, to be read in the browser on the machine itself. Mails hold sign-in links, so the
/// pages exist only where mail is written to files, for requests that come from the machine directly.
struct MailPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    guard environment.services.settings.mailFolder != nil else { return }
    pages.get("mail") { try await list($0, $1) }
    pages.get("mail/:id") { try await show($0, $1) }
  }

  private func requireLocal(_ request: Request, _ context: AppRequestContext) throws {
    let direct = request.headers[values: .init("X-Forwarded-For")!].isEmpty
    guard direct, context.isFromThisMachine, request.isForThisMachine else {
      throw DomainError.notFound("page")
    }
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try requireLocal(request, context)
    let after = request.uri.queryParameters["after"].flatMap { Cursor(String($0)) }
    let found = try await ReadMail(environment.services).newest(
      after: after, by: Actor(.system("local reader"), face: .web, requestID: context.id))
    let rows = found.items.map { mail -> [HTML] in
      [
        Link(mail.subject, to: "/mail/\(mail.id)").html, HTML(text: mail.recipient),
        HTML(text: LondonTime.dateAndTime(mail.createdAt)),
        HTML(text: mail.sentAt == nil ? "Waiting" : "Sent"),
      ]
    }
    return environment.respond(
      Page("Mail", path: "/mail", isWide: true) {
        Heading("Mail")
        Paragraph("Every mail of this installation, newest first. This page exists on this machine only.")
        if rows.isEmpty {
          EmptyState("No mail yet", "Mails appear here as they leave.")
        } else {
          Table(
            "Mails", isCaptionHidden: true,
            columns: [.init("Subject"), .init("To"), .init("Written"), .init("State")], rows: rows)
        }
        CursorPagination(next: found.next.map { "/mail?after=\($0)" }, first: after.map { _ in "/mail" })
      }, in: context)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try requireLocal(request, context)
    guard let id = MailID(try context.parameters.require("id", as: String.self)) else {
      throw DomainError.notFound("mail")
    }
    let mail = try await ReadMail(environment.services).one(
      id, by: Actor(.system("local reader"), face: .web, requestID: context.id))
    return environment.respond(
      Page(mail.subject, path: "/mail", above: BackLink(to: "/mail", "All mail")) {
        Heading(mail.subject)
        SummaryList([.init("To", mail.recipient), .init("Written", LondonTime.dateAndTime(mail.createdAt))])
        Self.linked(mail.body)
      }, in: context)
  }

  /// The text with its addresses as links.
  private static func linked(_ body: String) -> HTML {
    let lines = body.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
      line -> HTML in
      let words = line.split(separator: " ", omittingEmptySubsequences: false).map { word -> HTML in
        word.hasPrefix("http://") || word.hasPrefix("https://")
          ? Link(String(word), to: String(word)).html : HTML(text: word)
      }
      return HTML(markup: words.map(\.markup).joined(separator: " "))
    }
    return
      "<p class=\"govuk-body staffroom-breakable\">\(HTML(markup: lines.map(\.markup).joined(separator: "<br>")))</p>"
  }
}
