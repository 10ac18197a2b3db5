import Cryptography
public import Foundation
public import Postgres

/// Names a document of a registration.
public struct EvidenceID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// A document that shows what was served under another body.
public struct InductionEvidence: Sendable, RowDecodable {
  /// Its identifier.
  public let id: EvidenceID
  /// Its name.
  public let name: String
  /// Its media type.
  public let mediaType: String
  /// How many bytes it has.
  public let size: Int
  /// When it was added.
  public let uploadedAt: Date

  /// Reads a row of the table.
  public init(row: Row) throws {
    id = try row.decode("id")
    name = try row.decode("name")
    mediaType = try row.decode("media_type")
    size = try row.decode("size")
    uploadedAt = try row.decode("uploaded_at")
  }
}

/// Keeps the documents of a registration.
public struct KeepEvidence: Sendable {
  /// How many documents one registration has at most.
  public static let most = 5

  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Adds a document, after a look inside it and a scan. The same file again is kept once, under the name that was given
  /// last. Throws ``DomainError``.
  public func add(
    _ name: String, _ content: [UInt8], to id: RegistrationID, by actor: Actor
  ) async throws -> InductionEvidence {
    let found = try await RegistrationStore.find(id, in: services.pool)
    try RegistrationStore.requireReading(found, actor)
    try actor.require(.registerInduction, at: found.place)
    let format = try DocumentCheck.format(of: content)
    let scanned = try await DocumentCheck.scan(content, services)
    let digest = SHA256.hash(content)
    let cleaned = Self.cleaned(name, format)
    return try await services.pool.withTransaction { tx in
      let found = try await RegistrationStore.lock(id, .registerInduction, nil, by: actor, in: tx)
      guard found.state.isWritable else {
        throw DomainError.conflict("This registration is “\(found.state.title)” and can’t be changed.")
      }
      let known = try await tx.valueIfAny(
        "SELECT id FROM induction_evidence WHERE registration_id = \(id) AND sha256 = \(digest)",
        as: EvidenceID.self)
      if let known {
        let kept = try await Self.find(known, of: id, in: tx)
        if name.trimmed.isEmpty { return kept }
        return try await rename(kept, to: cleaned, found, actor, tx)
      }
      let documents = try await Self.list(id, in: tx)
      guard documents.count < Self.most else {
        throw DomainError.conflict("A registration has at most \(Self.most) documents. Remove one first.")
      }
      let evidence = services.newID(EvidenceID.self)
      try await tx.execute(
        """
        INSERT INTO induction_evidence (id, registration_id, name, media_type, size, sha256, content, scanned,
          uploaded_by, uploaded_at)
        VALUES (\(evidence), \(id), \(cleaned), \(format.mediaType), \(Int32(content.count)), \(digest), \(content),
          \(scanned), \(actor.account?.id), \(services.now()))
        """)
      try await note("added", found, actor, tx)
      return try await Self.find(evidence, of: id, in: tx)
    }
  }

  /// Gives a document the name under which it came again.
  private func rename(
    _ document: InductionEvidence, to name: String, _ registration: InductionRegistration, _ actor: Actor,
    _ tx: Transaction
  ) async throws -> InductionEvidence {
    if document.name == name { return document }
    try await tx.execute("UPDATE induction_evidence SET name = \(name) WHERE id = \(document.id)")
    try await note("renamed", registration, actor, tx)
    return try await Self.find(document.id, of: registration.id, in: tx)
  }

  /// Takes a document away. Throws ``DomainError``.
  public func remove(_ evidence: EvidenceID, of id: RegistrationID, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let found = try await RegistrationStore.lock(id, .registerInduction, nil, by: actor, in: tx)
      guard found.state.isWritable else {
        throw DomainError.conflict("This registration is “\(found.state.title)” and can’t be changed.")
      }
      _ = try await Self.find(evidence, of: id, in: tx)
      try await tx.execute("DELETE FROM induction_evidence WHERE id = \(evidence)")
      try await note("removed", found, actor, tx)
    }
  }

  /// A document’s content, for the school and the body. Throws ``DomainError``.
  public func read(
    _ evidence: EvidenceID, of id: RegistrationID, by actor: Actor
  ) async throws -> (document: InductionEvidence, content: [UInt8]) {
    let found = try await RegistrationStore.find(id, in: services.pool)
    try RegistrationStore.requireReading(found, actor)
    let document = try await Self.find(evidence, of: id, in: services.pool)
    let content = try await services.pool.value(
      "SELECT content FROM induction_evidence WHERE id = \(evidence)", as: [UInt8].self)
    return (document, content)
  }

  static func list(_ id: RegistrationID, in db: some Queryable) async throws -> [InductionEvidence] {
    try await db.query(
      """
      SELECT id, name, media_type, size, uploaded_at FROM induction_evidence WHERE registration_id = \(id)
      ORDER BY uploaded_at, id
      """, as: InductionEvidence.self)
  }

  private static func find(
    _ evidence: EvidenceID, of id: RegistrationID, in db: some Queryable
  ) async throws -> InductionEvidence {
    let found = try await db.first(
      """
      SELECT id, name, media_type, size, uploaded_at FROM induction_evidence
      WHERE id = \(evidence) AND registration_id = \(id)
      """, as: InductionEvidence.self)
    guard let found else { throw DomainError.notFound("document") }
    return found
  }

  private static func cleaned(_ name: String, _ format: DocumentFormat) -> String {
    let stem = name.split(separator: ".").dropLast().joined(separator: ".")
    let letters = stem.filter { $0.isLetter || $0.isNumber || " -_".contains($0) }.prefix(80)
    return "\(letters.isEmpty ? "evidence" : String(letters)).\(format.fileEnding)"
  }

  private func note(
    _ what: String, _ registration: InductionRegistration, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE induction_registration SET version = version + 1, updated_at = \(services.now())
      WHERE id = \(registration.id)
      """)
    try await Audit.record(
      "induction.evidence_\(what)", AuditSubject("induction_registration", registration.id),
      at: registration.place,
      by: actor, services, in: tx)
  }
}
