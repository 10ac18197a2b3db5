import Cryptography
public import Foundation
import Postgres

/// What a referee does by the link in their mail: save, send, decline, add a letter. Whoever has the link is the
/// referee; nothing here needs an account.
public struct AnswerReference: Sendable {
  /// What the link of a referee opens.
  public struct Opened: Sendable {
    /// The referee's name, as the application has it.
    public let referee: String
    /// Who asks for the reference, and for whom.
    public let application: SentApplication
    /// The questions.
    public let form: AppointmentForm
    /// What has been answered so far; empty once it was sent.
    public let answers: [String: JSONValue]
    /// Rises with every save.
    public let saves: Int
    /// The letter, if one has been added.
    public let letter: ReferenceLetter?
    /// When the reference was received by the school.
    public let receivedAt: Date?
    /// When the referee declined.
    public let declinedAt: Date?
    /// Until when the link works.
    public let expiresAt: Date

    /// Whether it can still be answered.
    public var isOpen: Bool { receivedAt == nil && declinedAt == nil }

    /// The headings of what a letter may stand in for.
    public var titlesOfLetter: [String] {
      form.sections.filter { form.kind.sectionsOfLetter.contains($0.key) }.map(\.title)
    }
  }

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// What the link opens. Throws ``DomainError/gone(_:)`` when it no longer works.
  public func read(_ token: String) async throws -> Opened {
    let link = try await ReferenceLink.find(token, services, in: services.pool)
    return try await open(link, in: services.pool)
  }

  /// Keeps answers, right or wrong, for later. `expectedSaves` is that of what was read; nil overwrites.
  /// Throws ``DomainError``.
  public func save(
    _ token: String, answers: [String: JSONValue], expectedSaves: Int?
  ) async throws -> Opened {
    try await change(token) { opened, id, tx in
      try VacancyStore.requireVersion(expectedSaves, of: opened.saves)
      try await store(try opened.form.shaped(answers), id, tx)
    }
  }

  /// Everything that keeps answers from being sent: beside a letter, what it stands in for may be left empty.
  public func problems(_ answers: [String: JSONValue], of opened: Opened) -> [FieldProblem] {
    opened.form.problems(
      answers, optional: opened.letter == nil ? [] : opened.form.kind.sectionsOfLetter, today: services.today)
  }

  /// Sends the reference: it is frozen as it is, and the link is used up. Sent twice, the first counts. What
  /// is missing is told at once, and nothing typed is lost. Throws ``DomainError``.
  public func send(_ token: String, answers: [String: JSONValue], by actor: Actor) async throws -> Opened {
    let kept = try await save(token, answers: answers, expectedSaves: nil)
    if !kept.isOpen { return kept }
    return try await change(token) { opened, id, tx in
      let problems = self.problems(opened.answers, of: opened)
      if !problems.isEmpty { throw DomainError.invalid(problems) }
      let isWhole = opened.form.problems(opened.answers, today: services.today).isEmpty
      let receipt: ReferenceReceipt = isWhole ? .form : .letter
      try await store(opened.form.asked(opened.answers), id, tx)
      try await tx.execute(
        """
        UPDATE reference_request SET received_at = \(services.now()), received_as = \(receipt),
          version = version + 1
        WHERE id = \(id)
        """)
      try await ReferenceLink.useUp(of: id, services, in: tx)
      try await tell(
        opened, id, "reference.received", "A reference has arrived: \(opened.application.applicantName)",
        "\(opened.referee) has sent a reference for \(opened.application.applicantName).",
        ["received_as": .string(receipt.rawValue)], actor, tx)
    }
  }

  /// Notes that the referee gives no reference, and why; the school and the applicant are told. Throws ``DomainError``.
  public func decline(_ token: String, reason: String, by actor: Actor) async throws -> Opened {
    let reason = reason.trimmed
    return try await change(token) { opened, id, tx in
      var problems = Problems()
      problems.require(!reason.isEmpty, "reason", "Enter why you can’t give a reference.")
      problems.require(reason.count <= 1000, "reason", "Shorten the reason to 1,000 characters or fewer.")
      try problems.throwIfAny()
      try await tx.execute("DELETE FROM reference_letter WHERE reference_id = \(id)")
      try await tx.execute(
        """
        UPDATE reference_request SET declined_at = \(services.now()), decline_reason = \(reason),
          answers = '{}', version = version + 1
        WHERE id = \(id)
        """)
      try await tx.execute(
        """
        INSERT INTO reference_decline (reference_id, declined_at, reason)
        VALUES (\(id), \(services.now()), \(reason)) ON CONFLICT (reference_id, declined_at) DO NOTHING
        """)
      try await ReferenceLink.useUp(of: id, services, in: tx)
      try await tell(
        opened, id, "reference.declined", "A referee has declined: \(opened.application.applicantName)",
        "\(opened.referee) can’t give a reference for \(opened.application.applicantName). They have been invited to "
          + "name another referee.", [:], actor, tx)
      try await ReferenceMails.tellApplicant(
        opened.application, "\(opened.referee) has told the school that they can’t give a reference for you.",
        services, in: tx)
    }
  }

  /// Adds a letter in place of any before. Throws ``DomainError``.
  public func addLetter(_ token: String, name: String, content: [UInt8]) async throws -> Opened {
    _ = try await read(token)
    let file = try await ReferenceLetterFile.check(name: name, content: content, services)
    return try await change(token) { _, id, tx in try await file.store(for: id, services, in: tx) }
  }

  /// Takes the letter away. Throws ``DomainError``.
  public func removeLetter(_ token: String) async throws -> Opened {
    try await change(token) { _, id, tx in
      try await tx.execute("DELETE FROM reference_letter WHERE reference_id = \(id)")
    }
  }

  /// Does something to a reference that is still open, with its row locked; one that was sent stays as it is.
  private func change(
    _ token: String, _ body: (Opened, ReferenceID, Transaction) async throws -> Void
  ) async throws -> Opened {
    try await services.pool.withTransaction { tx in
      let link = try await ReferenceLink.find(token, services, in: tx)
      _ = try await ReferenceStore.lock(link.reference, in: tx)
      let opened = try await open(link, in: tx)
      if !opened.isOpen { return opened }
      try await body(opened, link.reference, tx)
      return try await open(link, in: tx)
    }
  }

  private func open(
    _ link: (reference: ReferenceID, expiresAt: Date), in db: some Queryable
  ) async throws -> Opened {
    let reference = try await ReferenceStore.find(link.reference, in: db)
    let application = try await ApplicationStore.find(reference.application, in: db)
    let isOpen = reference.receivedAt == nil && reference.declinedAt == nil
    guard !isOpen || application.state.isPastShortlist else {
      throw DomainError.gone("The school no longer needs this reference. Thank you.")
    }
    let saves = try await db.value(
      "SELECT saves FROM reference_request WHERE id = \(link.reference)", as: Int.self)
    return Opened(
      referee: reference.name, application: application,
      form: try await AppointmentForm.version(reference.formVersion, of: reference.formKind, in: db),
      answers: isOpen ? try await ReferenceStore.answers(link.reference, in: db) : [:], saves: saves,
      letter: isOpen ? reference.letter : nil, receivedAt: reference.receivedAt,
      declinedAt: reference.declinedAt, expiresAt: link.expiresAt)
  }

  private func store(_ answers: [String: JSONValue], _ id: ReferenceID, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE reference_request SET answers = \(JSONColumn.encode(answers)), saves = saves + 1,
        saved_at = \(services.now())
      WHERE id = \(id)
      """)
  }

  /// Tells the school, without a word of what it says, and the trail.
  private func tell(
    _ opened: Opened, _ id: ReferenceID, _ action: String, _ subject: String, _ sentence: String,
    _ details: [String: JSONValue], _ actor: Actor, _ tx: Transaction
  ) async throws {
    let application = opened.application
    try await SchoolMail.send(
      about: application.vacancy, to: application.place, subject: subject,
      body: """
        \(sentence)

        Vacancy: \(application.vacancyTitle)
        Application: \(application.reference)

        See it here: \(services.settings.baseURL)/received/\(application.id)/references
        """, services, in: tx)
    try await Audit.record(
      action, AuditSubject("application", application.id), at: application.place,
      details: details.merging(["reference": .string(id.description), "by": "referee"]) { own, _ in own },
      by: actor, services, in: tx)
  }
}

/// A letter as it was uploaded, once it has been looked into.
struct ReferenceLetterFile: Sendable {
  let name: String
  let format: DocumentFormat
  let content: [UInt8]
  let isScanned: Bool

  /// Looks into a file, and has it scanned where a scanner is set up. Problems are of the field `file`.
  static func check(
    name: String, content: [UInt8], _ services: Services
  ) async throws -> ReferenceLetterFile {
    let format = try DocumentCheck.format(of: content)
    let isScanned = try await DocumentCheck.scan(content, services)
    return ReferenceLetterFile(
      name: VacancyDocument.cleaned(name.isEmpty ? "Reference" : name, format, kind: .other), format: format,
      content: content, isScanned: isScanned)
  }

  func store(for reference: ReferenceID, _ services: Services, in tx: Transaction) async throws {
    let digest = SHA256.hash(content)
    try await tx.execute(
      """
      INSERT INTO reference_letter (reference_id, name, media_type, size, sha256, content, scanned, uploaded_at)
      VALUES (\(reference), \(name), \(format.mediaType), \(content.count), \(digest), \(content), \(isScanned),
        \(services.now()))
      ON CONFLICT (reference_id) DO UPDATE SET name = excluded.name, media_type = excluded.media_type,
        size = excluded.size, sha256 = excluded.sha256, content = excluded.content, scanned = excluded.scanned,
        uploaded_at = excluded.uploaded_at
      """)
  }
}
