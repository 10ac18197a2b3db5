import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird
import NIOCore

/// The documents of a vacancy: everybody reads those of a published one, its school adds and removes them.
struct DocumentPages: Sendable {
  /// The route whose form brings files.
  static let uploadRoute = "/school/vacancies/{id}/documents"
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("vacancies/:id/documents/:document") { try await read($0, $1) }
    pages.get("school/vacancies/:id/documents") { try await show($0, $1) }
    pages.post("school/vacancies/:id/documents") { try await upload($0, $1) }
    pages.post("school/vacancies/:id/documents/remove") { try await remove($0, $1) }
  }

  /// Gives the file to be saved. Should a browser show it all the same, it does so as a stranger's.
  private func read(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    guard let vacancy = VacancyID(try context.parameters.require("id", as: String.self)),
      let id = DocumentID(try context.parameters.require("document", as: String.self))
    else { throw DomainError.notFound("document") }
    let reading = ReadDocument(environment.services)
    let document = try await reading.find(id, of: vacancy, by: context.webActor)
    let tag = "\"\(document.digest.map { String($0, radix: 36) }.joined())\""
    var headers: HTTPFields = [
      .eTag: tag, .cacheControl: "private, no-cache", .xContentTypeOptions: "nosniff",
      .contentSecurityPolicy: "sandbox; default-src 'none'",
      .contentDisposition: ContentDisposition.attachment(document.name),
    ]
    if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
    let content = try await reading.content(id, of: vacancy, by: context.webActor)
    headers[.contentType] = document.mediaType
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: content)))
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(
      try await environment.ownVacancy(context), Fields(), news: VacancyNews.banner(request), context)
  }

  private func upload(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    do {
      guard let file = context.files.first(where: { $0.field == "file" }) else {
        throw DomainError.invalid([FieldProblem(field: "file", message: "Choose a file.")])
      }
      if file.isTooLarge {
        throw DomainError.invalid([FieldProblem(field: "file", message: "Choose a file of at most 10 MB.")])
      }
      _ = try await AddDocument(environment.services)(
        vacancy.id, kind: DocumentKind(rawValue: context.form["kind"]), name: file.name, content: file.bytes,
        by: context.webActor)
      return .seeOther("/school/vacancies/\(vacancy.id)/documents")
    } catch DomainError.invalid(let problems) {
      return try await page(vacancy, Fields(context.form, problems: problems), context)
    }
  }

  private func remove(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    guard let id = DocumentID(context.form["document"]) else { throw DomainError.notFound("document") }
    try await RemoveDocument(environment.services)(id, of: vacancy.id, by: context.webActor)
    return .seeOther("/school/vacancies/\(vacancy.id)/documents")
  }

  private func page(
    _ vacancy: Vacancy, _ fields: Fields, news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let documents = try await ReadDocument(environment.services).list(vacancy.id, by: context.webActor)
    let base = "/school/vacancies/\(vacancy.id)"
    let state = vacancy.state(at: environment.services.now())
    let isOver = state.isPastClosing || state == .withdrawn
    let mayChange = ChangeVacancy(environment.services).mayChange(vacancy, by: context.webActor)
    return environment.respond(
      Page(
        "Documents", path: "/school", problems: fields.problems, above: BackLink(to: base), banner: news
      ) {
        Heading("Documents", caption: vacancy.content.title)
        if documents.isEmpty {
          Paragraph("None yet. A job description and a person specification help people to decide.")
        } else {
          SummaryList(documents.map { row($0, base, canRemove: mayChange, context) })
        }
        if !mayChange {
          Paragraph(isOver ? "They can’t be changed any more." : "Only your head can change them now.")
        } else if documents.count < VacancyDocument.mostDocuments {
          Heading("Add a document", .section)
          uploadForm(base, fields, context)
        } else {
          Paragraph("There is no room for another one. Remove one first.")
        }
        Paragraph(html: Link("Back to the vacancy", to: base).html)
      }, in: context)
  }

  private func uploadForm(_ base: String, _ fields: Fields, _ context: AppRequestContext) -> HTML {
    Form("\(base)/documents", in: context, takesFiles: true) {
      fields.radios("kind", "What is it?", DocumentKind.allCases.map { Choice($0.rawValue, $0.title) })
      fields.file(
        "file", "File", hint: "PDF or Word, at most 10 MB.",
        accepts: DocumentFormat.allCases.flatMap { [".\($0.fileEnding)", $0.mediaType] }.joined(
          separator: ","))
      Button("Add this document")
    }.html
  }

  private func row(
    _ document: VacancyDocument, _ base: String, canRemove: Bool, _ context: AppRequestContext
  ) -> SummaryList.Row {
    let file = Link(document.name, to: "/vacancies/\(document.vacancy)/documents/\(document.id)")
    let remove = Form("\(base)/documents/remove", in: context) {
      HiddenInput("document", document.id.description)
      Button("Remove \(document.name)", kind: .link)
    }
    let form: HTML = canRemove ? remove.html : ""
    return .init(document.kind.title, html: "\(file) (\(document.summary))\(form)")
  }
}
