import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// An application on paper: a page to print, and a PDF file.
struct PrintPages: Sendable {
  private let environment: WebEnvironment
  private let pdf = PDFRenderer()

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("received/:id/print") { try await print($0, $1) }
    pages.get("received/:id/pdf") { try await file($0, $1) }
  }

  private func print(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let whole = try await environment.receivedApplication(context)
    let application = whole.application
    return environment.respond(
      Page(
        PrintedApplication(whole).title, path: "/school", above: BackLink(to: "/received/\(application.id)")
      ) { PrintedApplication(whole) }, in: context)
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let whole = try await environment.receivedApplication(context)
    do {
      let data = try await pdf(PrintedApplication(whole).document)
      return Response(
        status: .ok,
        headers: [
          .contentType: "application/pdf", .cacheControl: "no-store",
          .contentDisposition: ContentDisposition.attachment("\(whole.application.reference).pdf"),
        ], body: .init(byteBuffer: .init(bytes: data)))
    } catch let failure as PDFRenderer.Failure {
      return noFile(failure, whole.application, context)
    }
  }

  private func noFile(
    _ failure: PDFRenderer.Failure, _ application: SentApplication, _ context: AppRequestContext
  ) -> Response {
    let reason =
      failure == .notInstalled
      ? "The program that makes PDF files, WeasyPrint, is not installed on this server."
      : "The PDF file could not be made."
    return environment.respond(
      Page(
        "No PDF file", path: "/school", status: .serviceUnavailable,
        above: BackLink(to: "/received/\(application.id)")
      ) {
        Heading("No PDF file")
        Paragraph("\(reason) You can print the page instead, or save it as PDF from your browser.")
        LinkButton("Page to print", to: "/received/\(application.id)/print")
      }, in: context)
  }
}

/// An application as it is printed.
struct PrintedApplication: Component {
  private let whole: WholeApplication

  init(_ whole: WholeApplication) { self.whole = whole }

  var html: HTML {
    let application = whole.application
    return """
      \(Heading(application.applicantName, caption: application.vacancyTitle))\
      \(SummaryList([
        .init("School", application.schoolName), .init("Vacancy", application.vacancyReference),
        .init("Reference", application.reference),
        .init("Sent", LondonTime.dateAndTime(application.sentAt)),
      ] + EmailRow.of(whole)))\(AnswersView(whole.form, whole.answers))
      """
  }

  /// Whose application it is; while names are hidden, the number alone.
  var title: String {
    let application = whole.application
    return application.isAnonymous
      ? application.applicantName : "Application of \(application.applicantName)"
  }

  /// The whole document for a PDF file, which says on every page whose it is.
  var document: String {
    PrintedDocument(title, html, onEveryPage: "\(title), \(whole.application.reference)").text
  }
}

/// The line with an applicant's e-mail address, for those who may know it.
enum EmailRow {
  static func of(_ whole: WholeApplication) -> [SummaryList.Row] {
    whole.email.map { [SummaryList.Row("E-mail address", $0)] } ?? []
  }
}

/// The whole document of a PDF file, with a look of its own: it fetches nothing.
struct PrintedDocument {
  private let title: String
  private let content: HTML
  private let onEveryPage: String?

  /// A document with its title, and what stands at the top of each of its pages.
  init(_ title: String, _ content: HTML, onEveryPage: String? = nil) {
    (self.title, self.content, self.onEveryPage) = (title, content, onEveryPage)
  }

  /// The document.
  var text: String {
    let document: HTML = """
      <!DOCTYPE html>
      <html lang="en-GB"><head><meta charset="utf-8"><title>\(title)</title>
      <style>\(Self.style)</style></head><body\(HTML.attributes(["data-top": onEveryPage]))>\(content)</body></html>
      """
    return document.markup
  }

  private static let style: HTML = """
    @page { size: A4; margin: 2cm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 9pt; } }
    @page { @top-left { content: string(top); font-size: 9pt; color: #444; } }
    body { string-set: top attr(data-top); }
    body { font-family: "Liberation Sans", sans-serif; font-size: 10.5pt; line-height: 1.4; }
    h1 { font-size: 18pt; margin: 0 0 8pt; } h2 { font-size: 13pt; margin: 14pt 0 4pt; break-after: avoid; }
    .govuk-caption-l { color: #444; } dl { margin: 0 0 10pt; }
    .govuk-summary-list__row { display: flow-root; border-bottom: 0.5pt solid #aaa; padding: 3pt 0; }
    .govuk-summary-card__title-wrapper { break-after: avoid; }
    .govuk-summary-card { break-inside: avoid; margin: 0 0 12pt; } .govuk-summary-card__title { font-size: 11.5pt; }
    dt { float: left; width: 33%; font-weight: bold; } dd { margin: 0 0 0 35%; }
    """
}

extension WebEnvironment {
  /// The application that the address names, as somebody at its school reads it.
  func receivedApplication(_ context: AppRequestContext) async throws -> WholeApplication {
    let account = try context.webActor.requireAccount()
    guard let id = ApplicationID(try context.parameters.require("id", as: String.self)) else {
      throw DomainError.notFound("application")
    }
    let whole = try await ReadApplication(services)(id, by: context.webActor)
    try context.webActor.require(
      .readApplicationToSift, at: whole.application.place, orHide: "application")
    if whole.application.account == account.id { throw DomainError.notFound("application") }
    return whole
  }
}
