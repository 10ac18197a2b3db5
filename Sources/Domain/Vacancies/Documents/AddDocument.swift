import Cryptography
import Foundation
import Postgres

/// Adds a document to a vacancy, after a look inside it and, where a scanner is set up, a scan for viruses.
public struct AddDocument: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores the document. A file that is there already under the same kind is kept once, under the name that
  /// was given last. Problems are of the fields `file` and `kind`. Throws ``DomainError``.
  public func callAsFunction(
    _ vacancy: VacancyID, kind: DocumentKind?, name: String, content: [UInt8], by actor: Actor
  ) async throws -> VacancyDocument {
    try VacancyEditing.check(try await VacancyStore.find(vacancy, in: services.pool), services.now(), actor)
    let (kind, format) = try checked(kind, content)
    let scanned = try await DocumentCheck.scan(content, services)
    let isNamed = !name.trimmed.isEmpty
    let name = VacancyDocument.cleaned(name, format, kind: kind)
    let digest = SHA256.hash(content)
    return try await services.pool.withTransaction { tx in
      let found = try await VacancyStore.lock(vacancy, in: tx)
      try VacancyEditing.check(found, services.now(), actor)
      try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: tx)
      let documents = try await DocumentStore.list(vacancy, in: tx)
      if let same = documents.first(where: { $0.digest == digest && $0.kind == kind }) {
        if !isNamed { return same }
        return try await rename(same, to: name, found, actor, tx)
      }
      guard documents.count < VacancyDocument.mostDocuments else {
        throw DomainError.conflict(
          "A vacancy has at most \(VacancyDocument.mostDocuments) documents. Remove one first.")
      }
      let id = services.newID(DocumentID.self)
      try await tx.execute(
        """
        INSERT INTO vacancy_document (id, vacancy_id, kind, name, media_type, size, sha256, content, scanned,
          uploaded_by, uploaded_at)
        VALUES (\(id), \(vacancy), \(kind), \(name), \(format.mediaType), \(content.count), \(digest),
          \(content), \(scanned), \(actor.account?.id), \(services.now()))
        """)
      try await VacancyEditing.touch(found, services, in: tx)
      try await Audit.record(
        "vacancy.document_added", AuditSubject("vacancy", vacancy), at: found.place,
        details: [
          "document": .string(id.description), "kind": .string(kind.rawValue),
          "size": .number(Double(content.count)), "scanned": .bool(scanned),
        ], by: actor, services, in: tx)
      return try await DocumentStore.find(id, of: vacancy, in: tx)
    }
  }

  /// Gives a document the name under which it came again.
  private func rename(
    _ document: VacancyDocument, to name: String, _ vacancy: Vacancy, _ actor: Actor, _ tx: Transaction
  ) async throws -> VacancyDocument {
    if document.name == name { return document }
    try await tx.execute("UPDATE vacancy_document SET name = \(name) WHERE id = \(document.id)")
    try await VacancyEditing.touch(vacancy, services, in: tx)
    try await Audit.record(
      "vacancy.document_renamed", AuditSubject("vacancy", vacancy.id), at: vacancy.place,
      details: ["document": .string(document.id.description), "kind": .string(document.kind.rawValue)],
      by: actor, services, in: tx)
    return try await DocumentStore.find(document.id, of: vacancy.id, in: tx)
  }

  private func checked(_ kind: DocumentKind?, _ content: [UInt8]) throws -> (DocumentKind, DocumentFormat) {
    var problems = Problems()
    problems.require(kind != nil, "kind", "Choose what the document is.")
    var format: DocumentFormat?
    do {
      format = try DocumentCheck.format(of: content)
    } catch DomainError.invalid(let found) {
      for problem in found { problems.add(problem.field, problem.message) }
    }
    try problems.throwIfAny()
    guard let kind, let format else { throw DomainError.notFound("document") }
    return (kind, format)
  }
}

/// Takes a document away from a vacancy.
public struct RemoveDocument: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Deletes the document. Throws ``DomainError``.
  public func callAsFunction(_ id: DocumentID, of vacancy: VacancyID, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let found = try await VacancyStore.lock(vacancy, in: tx)
      try VacancyEditing.check(found, services.now(), actor)
      try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: tx)
      let document = try await DocumentStore.find(id, of: vacancy, in: tx)
      try await tx.execute("DELETE FROM vacancy_document WHERE id = \(id)")
      try await VacancyEditing.touch(found, services, in: tx)
      try await Audit.record(
        "vacancy.document_removed", AuditSubject("vacancy", vacancy), at: found.place,
        details: ["document": .string(id.description), "kind": .string(document.kind.rawValue)], by: actor,
        services, in: tx)
    }
  }
}
