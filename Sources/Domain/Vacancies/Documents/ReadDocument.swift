import Postgres

/// Reads the documents of a vacancy: everybody those of a published one, its school those of any.
public struct ReadDocument: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The vacancy's documents, in the order they were added. Throws ``DomainError``.
  public func list(_ vacancy: VacancyID, by actor: Actor) async throws -> [VacancyDocument] {
    try await requireReadable(vacancy, actor)
    return try await DocumentStore.list(vacancy, in: services.pool)
  }

  /// One document without its content. Throws ``DomainError``.
  public func find(_ id: DocumentID, of vacancy: VacancyID, by actor: Actor) async throws -> VacancyDocument {
    try await requireReadable(vacancy, actor)
    return try await DocumentStore.find(id, of: vacancy, in: services.pool)
  }

  /// The bytes of a document. Throws ``DomainError``.
  public func content(_ id: DocumentID, of vacancy: VacancyID, by actor: Actor) async throws -> [UInt8] {
    try await requireReadable(vacancy, actor)
    let content = try await services.pool.valueIfAny(
      "SELECT content FROM vacancy_document WHERE id = \(id) AND vacancy_id = \(vacancy)", as: [UInt8].self)
    guard let content else { throw DomainError.notFound("document") }
    return content
  }

  private func requireReadable(_ id: VacancyID, _ actor: Actor) async throws {
    let vacancy = try await FindVacancy(services)(id, by: actor)
    if vacancy.state(at: services.now()) == .published { return }
    try await VacancyStore.requireAtDesk(vacancy, orHide: "document", actor, in: services.pool)
  }
}

/// Statements that the use cases of documents share.
enum DocumentStore {
  static func list(_ vacancy: VacancyID, in db: some Queryable) async throws -> [VacancyDocument] {
    try await db.query(
      """
      SELECT \(fragment: VacancyDocument.columns) FROM vacancy_document d
      WHERE d.vacancy_id = \(vacancy) ORDER BY d.id
      """, as: VacancyDocument.self)
  }

  static func find(
    _ id: DocumentID, of vacancy: VacancyID, in db: some Queryable
  ) async throws -> VacancyDocument {
    let document = try await db.first(
      """
      SELECT \(fragment: VacancyDocument.columns) FROM vacancy_document d
      WHERE d.id = \(id) AND d.vacancy_id = \(vacancy)
      """, as: VacancyDocument.self)
    guard let document else { throw DomainError.notFound("document") }
    return document
  }
}
