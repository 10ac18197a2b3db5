import Foundation
public import Postgres

/// What a school does about a reference it has asked for.
public struct ManageReference: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Corrects the referee's e-mail address and asks again there; links that went elsewhere are dead.
  /// Throws ``DomainError``.
  public func correctAddress(
    _ id: ReferenceID, email: String, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> ReferenceRequest {
    try await change(id, "reference.address_corrected", expectedVersion, actor) {
      reference, application, tx in
      try Self.requireOpen(reference, application)
      guard let address = EmailAddress(email) else {
        throw DomainError.invalid([FieldProblem(field: "email", message: EmailAddress.problem)])
      }
      try await tx.execute("UPDATE reference_request SET email = \(address.text) WHERE id = \(id)")
      try await mail(reference, application, to: address.text, tx)
      return [:]
    }
  }

  /// Asks again, with a new link: the old one is dead. One who had declined may answer after all.
  /// Throws ``DomainError``.
  public func resend(
    _ id: ReferenceID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> ReferenceRequest {
    try await change(id, "reference.resent", expectedVersion, actor) { reference, application, tx in
      try Self.requireOpen(reference, application)
      try await mail(reference, application, to: reference.email, tx)
      return [:]
    }
  }

  /// Records a reference that came on paper, with a scan of it where there is one. Throws ``DomainError``.
  public func recordOnPaper(
    _ id: ReferenceID, receivedOn: CivilDate?, note: String, scan: (name: String, content: [UInt8])? = nil,
    expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> ReferenceRequest {
    try await require(id, actor)
    var file: ReferenceLetterFile?
    if let scan {
      file = try await ReferenceLetterFile.check(name: scan.name, content: scan.content, services)
    }
    let note = note.trimmed
    return try await change(id, "reference.received", expectedVersion, actor) { reference, application, tx in
      try Self.requireOpen(reference, application)
      var problems = Problems()
      if let problem = Self.problem(ofDay: receivedOn, of: reference, today: services.today) {
        problems.add("received_on", problem)
      }
      problems.require(
        !note.isEmpty, "note", "Enter what it says on suitability to work with children and on conduct.")
      problems.require(note.count <= 4000, "note", "Shorten the note to 4,000 characters or fewer.")
      try problems.throwIfAny()
      let noon = receivedOn.flatMap { LondonTime.instant($0, hour: 12, minute: 0) } ?? services.now()
      let receivedAt = min(max(noon, reference.requestedAt), services.now())
      // What the referee had kept without sending it is not the school's to read.
      try await tx.execute("DELETE FROM reference_letter WHERE reference_id = \(id)")
      if let file { try await file.store(for: id, services, in: tx) }
      try await tx.execute(
        """
        UPDATE reference_request SET received_at = \(receivedAt), received_as = 'paper', received_note = \(note),
          declined_at = NULL, decline_reason = NULL, answers = '{}'
        WHERE id = \(id)
        """)
      try await ReferenceLink.useUp(of: id, services, in: tx)
      return ["received_as": "paper"]
    }
  }

  /// What is wrong with the day on which a reference came on paper: nobody answers before they were asked. References
  /// written for anybody, before the school's questions, are not to be relied on (Keeping children safe in education,
  /// part three).
  static func problem(ofDay day: CivilDate?, of reference: ReferenceRequest, today: CivilDate) -> String? {
    guard let day else { return "Enter the day it came." }
    let asked = LondonTime.date(of: reference.requestedAt)
    if day > today { return "Enter the day it came, not one in the future." }
    if day >= asked { return nil }
    return
      "Enter a day from \(LondonTime.shortDate(asked)) on, when you asked for it. A letter from before does not "
      + "answer your questions: ask the referee for a reference to you."
  }

  /// Notes that somebody has made sure, with the referee, that the reference is theirs. Throws ``DomainError``.
  public func verify(
    _ id: ReferenceID, note: String, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> ReferenceRequest {
    let note = note.trimmed
    return try await change(id, "reference.verified", expectedVersion, actor) { reference, _, tx in
      guard reference.receivedAt != nil else {
        throw DomainError.conflict("This reference has not been received yet.")
      }
      var problems = Problems()
      problems.require(!note.isEmpty, "note", "Enter how you made sure, for example by telephone.")
      problems.require(note.count <= 1000, "note", "Shorten the note to 1,000 characters or fewer.")
      try problems.throwIfAny()
      try await tx.execute(
        """
        UPDATE reference_request SET verified_at = \(services.now()), verified_by = \(actor.account?.id),
          verified_note = \(note)
        WHERE id = \(id)
        """)
      return [:]
    }
  }

  /// One step: permitted, with application and reference locked, of the version that was read, and recorded.
  private func change(
    _ id: ReferenceID, _ action: String, _ expectedVersion: Int?, _ actor: Actor,
    _ body: (ReferenceRequest, SentApplication, Transaction) async throws -> [String: JSONValue]
  ) async throws -> ReferenceRequest {
    try await require(id, actor)
    return try await services.pool.withTransaction { tx in
      let reference = try await ReferenceStore.lock(id, in: tx)
      let application = try await ApplicationStore.find(reference.application, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: reference.version)
      let details = try await body(reference, application, tx)
      try await tx.execute("UPDATE reference_request SET version = version + 1 WHERE id = \(id)")
      try await Audit.record(
        action, AuditSubject("application", application.id), at: application.place,
        details: details.merging(["reference": .string(id.description)]) { own, _ in own }, by: actor,
        services, in: tx)
      return try await ReferenceStore.find(id, in: tx)
    }
  }

  /// For those who don’t read a reference it doesn’t exist.
  private func require(_ id: ReferenceID, _ actor: Actor) async throws {
    let reference = try await ReferenceStore.find(id, in: services.pool)
    let application = try await ApplicationStore.find(reference.application, in: services.pool)
    guard try await ReadReferences(services).mayRead(application, by: actor) else {
      throw DomainError.notFound("reference")
    }
    try actor.require(.requestReferences, at: application.place)
  }

  private static func requireOpen(_ reference: ReferenceRequest, _ application: SentApplication) throws {
    guard reference.receivedAt == nil else {
      throw DomainError.conflict("This reference has been received already.")
    }
    guard application.state.isPastShortlist else {
      throw DomainError.conflict("This application is no longer in the selection.")
    }
  }

  private func mail(
    _ reference: ReferenceRequest, _ application: SentApplication, to email: String, _ tx: Transaction
  ) async throws {
    try await ReferenceLink.withdraw(of: reference.id, in: tx)
    try await tx.execute(
      """
      UPDATE reference_request SET mailed_at = \(services.now()), reminders = 0, declined_at = NULL,
        decline_reason = NULL
      WHERE id = \(reference.id)
      """)
    try await ReferenceMails.ask(reference.id, reference.name, application, to: email, services, in: tx)
  }
}
