import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// An application on paper: a page to print, and a PDF file; for its school, and for its applicant as they sent it.
struct PrintPages: Sendable {
  private let environment: WebEnvironment
  private let pdf = PDFRenderer()

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("received/:id/print") { _, context in
      page(try await environment.receivedApplication(context), "/received", context)
    }
    pages.get("received/:id/pdf") { _, context in
      try await file(try await environment.receivedApplication(context), "/received", context)
    }
    pages.get("applications/{application}/print") { _, context in
      page(try await environment.ownApplication(context), "/applications", context)
    }
    pages.get("applications/{application}/pdf") { _, context in
      try await file(try await environment.ownApplication(context), "/applications", context)
    }
  }

  /// The part of the site that an application's page at a base belongs to.
  private static func part(_ base: String) -> String { base == "/received" ? "/school" : base }

  private func page(
    _ whole: WholeApplication, _ base: String, _ context: AppRequestContext
  ) -> Response {
    let printed = PrintedApplication(whole, for: context.webActor)
    return environment.respond(
      Page(
        printed.title, path: Self.part(base), above: BackLink(to: "\(base)/\(whole.application.id)")
      ) {
        Heading(printed.heading.title, caption: printed.heading.caption)
        SummaryList(printed.facts.map { .init($0.name, $0.value) })
        AnswersView(whole.form, whole.answers)
      }, in: context)
  }

  private func file(
    _ whole: WholeApplication, _ base: String, _ context: AppRequestContext
  ) async throws -> Response {
    let printed = PrintedApplication(whole, for: context.webActor)
    do {
      let data = try await pdf(printed.document)
      return Response(
        status: .ok,
        headers: [
          .contentType: "application/pdf", .cacheControl: "no-store",
          .contentDisposition: ContentDisposition.attachment(printed.fileName),
        ], body: .init(byteBuffer: .init(bytes: data)))
    } catch let failure as PDFRenderer.Failure {
      let page = "\(base)/\(whole.application.id)"
      return environment.respond(
        Page.noPDF(failure, path: Self.part(base), back: page, print: "\(page)/print"), in: context)
    }
  }
}

/// The line with an applicant's e-mail address, for those who may know it.
enum EmailRow {
  static func of(_ whole: WholeApplication) -> [SummaryList.Row] {
    whole.email.map { [SummaryList.Row("E-mail address", $0)] } ?? []
  }
}

extension PrintedDocument {
  /// A document of what pages are made of.
  init(_ title: String, _ content: HTML) { self.init(title, markup: content.markup) }
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

  /// The application that the address names, for the person who sent it; those that others sent are read elsewhere.
  func ownApplication(_ context: AppRequestContext) async throws -> WholeApplication {
    let account = try context.webActor.requireAccount()
    guard let id = context.parameters.get("application").flatMap({ ApplicationID($0) }) else {
      throw DomainError.notFound("application")
    }
    let whole = try await ReadApplication(services)(id, by: context.webActor)
    guard whole.application.account == account.id else { throw DomainError.notFound("application") }
    return whole
  }
}
