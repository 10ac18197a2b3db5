import Cryptography
import Domain
import HTTPSupport
import HTTPTypes

/// Documents of a vacancy: job descriptions and the like.
enum DocumentRoutes {
  static let all = [list, add, read, remove]

  private static let types = DocumentFormat.allCases.map(\.mediaType)

  private static let schema = Schema.named(
    "VacancyDocument",
    .answer([
      "id": .uuid, "kind": .choice(DocumentKind.self), "name": .text, "media_type": .choice(types),
      "size": .whole.note("Bytes."), "sha256": .text.note("Digest of the content, in hexadecimal."),
      "scanned": .flag.note("Whether a virus scanner has looked at it."), "uploaded_at": .instant,
      "url": .text.note("Where its content is."),
    ]))

  private static let example: JSONValue = [
    "id": "0193a5c8-1f00-7000-8000-000000000004", "kind": "job_description", "name": "Job description.pdf",
    "media_type": "application/pdf", "size": 348160,
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "scanned": true,
    "uploaded_at": "2026-11-02T09:00:00Z",
    "url": """
    /api/v1/vacancies/0193a5c8-1f00-7000-8000-000000000001/documents/0193a5c8-1f00-7000-8000-000000000004
    """,
  ]

  static func json(_ document: VacancyDocument) -> JSONValue {
    [
      "id": .id(document.id), "kind": .code(document.kind), "name": .string(document.name),
      "media_type": .string(document.mediaType), "size": .whole(document.size),
      "sha256": .string(document.digest.hexadecimal), "scanned": .bool(document.isScanned),
      "uploaded_at": .instant(document.uploadedAt),
      "url": .string("\(APIRoutes.base)/vacancies/\(document.vacancy)/documents/\(document.id)"),
    ]
  }

  private static let list = Endpoint(
    method: .get, path: "/vacancies/{id}/documents", operationID: "listDocuments", tag: .vacancies,
    summary: "List the documents of a vacancy",
    note: "Those of a vacancy that isn’t published exist only for the school’s own head and recruiters.",
    access: .openOrToken, parameters: [.vacancy],
    successes: [
      .ok(.answer(["items": .list(schema)]), "Its documents.", example: ["items": [example]])
    ], failures: [410]
  ) { call in
    let documents = try await ReadDocument(call.services).list(try call.id(of: "vacancy"), by: call.actor)
    return .ok(["items": .array(documents.map(json))])
  }

  private static let add = Endpoint(
    method: .post, path: "/vacancies/{id}/documents", operationID: "addDocument", tag: .vacancies,
    summary: "Add a document to a vacancy",
    note: """
      The body is the file itself: PDF, or Word without macros. What it is, its content decides, whatever its \
      name and Content-Type say. A vacancy has at most \(VacancyDocument.mostDocuments) documents; the same \
      file of the same kind is kept once, under the name given last.
      """,
    access: .scoped(.draftVacancy), parameters: [.vacancy],
    query: [
      .init(name: "kind", schema: .choice(DocumentKind.self), note: "What the document is; needed."),
      .init(name: "name", schema: .text.bounded(1...300), note: "Its name as a file."),
    ],
    upload: .init(
      mediaTypes: types + ["application/octet-stream"], mostBytes: VacancyDocument.maximumSize),
    successes: [.created(schema, "The document.", example: example)]
  ) { call in
    let document = try await AddDocument(call.services)(
      try call.id(of: "vacancy"), kind: call.query.code("kind"), name: call.query.text("name"),
      content: call.file, by: call.actor)
    return .created(
      json(document), at: "/vacancies/\(document.vacancy)/documents/\(document.id)")
  }

  private static let read = Endpoint(
    method: .get, path: "/vacancies/{id}/documents/{document}", operationID: "readDocument", tag: .vacancies,
    summary: "Read the content of a document", access: .openOrToken, parameters: [.vacancy, .document],
    successes: [.file(types, "The file.")], failures: [410]
  ) { call in
    let vacancy: VacancyID = try call.id(of: "vacancy")
    let id: DocumentID = try call.id("document", of: "document")
    let reading = ReadDocument(call.services)
    let document = try await reading.find(id, of: vacancy, by: call.actor)
    var answer = Answer(status: .ok)
    answer.file = Answer.File(
      bytes: try await reading.content(id, of: vacancy, by: call.actor), mediaType: document.mediaType,
      tag: "\"\(document.digest.hexadecimal)\"")
    answer.headers[.contentDisposition] = ContentDisposition.attachment(document.name)
    return answer
  }

  private static let remove = Endpoint(
    method: .delete, path: "/vacancies/{id}/documents/{document}", operationID: "removeDocument",
    tag: .vacancies, summary: "Remove a document", access: .scoped(.draftVacancy),
    parameters: [.vacancy, .document], successes: [.noContent("It is gone.")], failures: [409]
  ) { call in
    try await RemoveDocument(call.services)(
      try call.id("document", of: "document"), of: try call.id(of: "vacancy"), by: call.actor)
    return .noContent
  }
}
