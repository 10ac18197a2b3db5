import Domain
import HTTPSupport
import Hummingbird

extension RegistrationPages {
  static func documents(
    _ review: RegistrationReview, _ base: String, _ mayWrite: Bool, _ context: AppRequestContext
  ) -> HTML {
    if review.evidence.isEmpty && (!mayWrite || review.registration.content.servedElsewhere != true) {
      return ""
    }
    let list = review.evidence.map { document -> HTML in
      let link = Link(
        "\(document.name) (\(document.size / 1024 + 1) KB)", to: "\(base)/evidence/\(document.id)")
      if !mayWrite { return Paragraph(html: link.html).html }
      let form = Form("\(base)/evidence/\(document.id)/remove", in: context) {
        Button("Remove \(document.name)", kind: .link)
      }
      return Paragraph(html: link.html).html + form.html
    }
    let upload =
      mayWrite
      ? Form("\(base)/evidence", in: context, takesFiles: true) {
        FileInput(
          FieldFrame("file", "Add a document of the body before", hint: "PDF or Word, at most 10 MB."),
          accepts: ".pdf,.doc,.docx")
        Button("Add it", kind: .secondary)
      }.html : ""
    return Heading("Documents on earlier induction", .section).html + HTML(list) + upload
  }

  func addEvidence(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do {
      guard let file = context.files.first(where: { $0.field == "file" }) else {
        throw DomainError.invalid([FieldProblem(field: "file", message: "Choose a file.")])
      }
      if file.isTooLarge {
        throw DomainError.invalid([FieldProblem(field: "file", message: "Choose a file of at most 10 MB.")])
      }
      let id = try context.registrationOfPath()
      _ = try await KeepEvidence(environment.services).add(
        file.name, file.bytes, to: id, by: context.webActor)
      return .seeOther("/school/inductions/registrations/\(id)")
    } catch {
      let problems = try Refusal.problems(error, field: "file")
      return try await page(try await review(context), Fields(context.form, problems: problems), nil, context)
    }
  }

  private func document(_ context: AppRequestContext) throws -> EvidenceID {
    guard let id = context.parameters.get("document").flatMap({ EvidenceID($0) }) else {
      throw DomainError.notFound("document")
    }
    return id
  }

  func evidence(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let found = try await KeepEvidence(environment.services).read(
      try document(context), of: try context.registrationOfPath(), by: context.webActor)
    return PrivateFile.response(found.content, mediaType: found.document.mediaType, name: found.document.name)
  }

  func removeEvidence(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.registrationOfPath()
    try await KeepEvidence(environment.services).remove(try document(context), of: id, by: context.webActor)
    return .seeOther("/school/inductions/registrations/\(id)")
  }
}
