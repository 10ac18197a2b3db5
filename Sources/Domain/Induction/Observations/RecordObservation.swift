import Foundation
import Postgres

/// Records lessons of a teacher in induction that somebody observed: the school writes a draft and shares it, the
/// teacher comments and confirms that they have seen it. What was shared is frozen; opening it again leaves a trace.
public struct RecordObservation: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  // MARK: Reading

  /// The lesson observations of an induction, oldest first, as far as somebody may see them. Throws ``DomainError``.
  public func list(_ id: InductionID, by actor: Actor) async throws -> [ObservationRecord] {
    let read = try await ReadInductions(services).find(id, by: actor)
    let isOwn = try await InductionAccess.isOwn(id, actor, in: services.pool)
    let found = try await LessonObservation.list("l.induction_id = \(id)", in: services.pool)
    let traces = try await ObservationTrace.list(of: found.map(\.id), in: services.pool)
    return found.compactMap {
      ObservationRecord(
        $0, traces[$0.id] ?? [], read.induction,
        SupportAccess($0.place, read.periods, read.induction, isOwn: isOwn, actor))
    }
  }

  /// One of them. Teacher and body see it once it was shared. Throws ``DomainError``.
  public func find(_ id: ObservationID, by actor: Actor) async throws -> ObservationRecord {
    try await record(id, by: actor, in: services.pool)
  }

  private func record(
    _ id: ObservationID, by actor: Actor, in db: some Queryable
  ) async throws -> ObservationRecord {
    guard let found = try await LessonObservation.list("l.id = \(id)", in: db).first else {
      throw DomainError.notFound("observation")
    }
    let induction = try await InductionStore.find(found.induction, in: db)
    let isOwn = try await InductionAccess.isOwn(found.induction, actor, in: db)
    let traces = try await ObservationTrace.list(of: [id], in: db)[id] ?? []
    let periods = try await InductionStore.periods(induction.id, in: db)
    let access = SupportAccess(found.place, periods, induction, isOwn: isOwn, actor)
    guard let record = ObservationRecord(found, traces, induction, access) else {
      throw DomainError.notFound("observation")
    }
    return record
  }

  /// What keeps an observation that is not stored yet from being shared. Throws ``DomainError``.
  public func gaps(
    of content: ObservationContent, in induction: InductionID, by actor: Actor
  ) async throws -> [FieldProblem] {
    let begun = try await ReadInductions(services).find(induction, by: actor).induction.beganOn
    return content.tidied.gaps(begunOn: begun)
  }

  // MARK: Writing

  /// Begins an observation as a draft of the school that leads, or led on the day of the lesson. Throws ``DomainError``.
  public func begin(
    _ induction: InductionID, _ content: ObservationContent, unread: [FieldProblem] = [], by actor: Actor
  ) async throws -> ObservationRecord {
    let content = content.tidied
    return try await services.pool.withTransaction { tx in
      let (_, period) = try await SupportAccess.place(
        of: induction, seenOn: content.observedOn, services, by: actor, in: tx)
      try content.faults(today: services.today).behind(unread).throwIfAny()
      let (id, now) = (services.newID(ObservationID.self), services.now())
      try await tx.execute(
        """
        INSERT INTO lesson_observation (id, induction_id, school_id, state, content, created_at, updated_at)
        VALUES (\(id), \(induction), \(period.place.organisation), \(ObservationState.draft),
          \(try JSONColumn.encode(content)), \(now), \(now))
        """)
      try await note("observation_begun", induction, period.place, actor, tx)
      return try await record(id, by: actor, in: tx)
    }
  }

  /// Writes a draft again, whole or not. Throws ``DomainError``.
  public func save(
    _ id: ObservationID, _ content: ObservationContent, unread: [FieldProblem] = [], expectedVersion: Int?,
    by actor: Actor
  ) async throws -> ObservationRecord {
    let content = content.tidied
    return try await change(id, "observation_saved", expectedVersion, actor) { record, tx in
      try Self.requireDraft(record)
      try content.faults(today: services.today).behind(unread).throwIfAny()
      try await tx.execute(
        """
        UPDATE lesson_observation SET content = \(try JSONColumn.encode(content)), updated_at = \(services.now()),
          version = version + 1 WHERE id = \(id)
        """)
    }
  }

  /// Discards a draft that was never shared. Throws ``DomainError``.
  public func discard(_ id: ObservationID, expectedVersion: Int?, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let record = try await lock(id, expectedVersion, actor, tx)
      guard record.mayDiscard else {
        throw DomainError.conflict(
          "It was shared with the teacher, so it stays. Open it again to correct it.")
      }
      try await tx.execute("DELETE FROM lesson_observation WHERE id = \(id)")
      let observation = record.observation
      try await note(
        "observation_discarded", observation.induction, observation.place, actor, tx,
        details: ["observation": .string(id.description)])
    }
  }

  /// How a draft came to be discarded, for whoever still has it open; nil where it wasn’t, or it is not theirs to know.
  /// Throws ``DomainError``.
  public func discarded(
    _ id: ObservationID, of induction: InductionID, by actor: Actor
  ) async throws -> TrailEntry? {
    let record = try await ReadInductions(services).find(induction, by: actor)
    guard record.may(.supportInduction, actor) else { return nil }
    return try await TrailEntry.last(
      "induction.observation_discarded", about: AuditSubject("induction", induction),
      where: "e.details ->> 'observation' = \(id.description)", in: services.pool)
  }

  // MARK: Steps

  /// Shares a draft with the teacher and the appropriate body; from then on it is frozen. Throws ``DomainError``.
  public func share(
    _ id: ObservationID, expectedVersion: Int?, by actor: Actor
  ) async throws -> ObservationRecord {
    try await change(id, "observation_shared", expectedVersion, actor) { record, tx in
      try Self.requireDraft(record)
      if !record.problems.isEmpty { throw DomainError.invalid(record.problems) }
      try await move(record.observation, to: .shared, note: "", actor, tx)
      let observation = record.observation
      let induction = try await InductionStore.find(observation.induction, in: tx)
      let again = record.wasShared ? " It replaces what was shared before." : ""
      try await RegistrationStore.tell(
        [induction.email], subject: "A lesson observation is shared with you",
        body: """
          \(observation.schoolName) shares with you what was seen in your lesson\(Self.day(observation)).\(again) Read \
          it, add a comment if you like, and confirm that you have seen it:

          \(address(observation))
          """, services, in: tx)
    }
  }

  /// The teacher confirms that they have seen it, with a comment or without. Throws ``DomainError``.
  public func confirm(
    _ id: ObservationID, comment: String = "", expectedVersion: Int?, by actor: Actor
  ) async throws -> ObservationRecord {
    let comment = comment.trimmed
    return try await change(id, "observation_seen", expectedVersion, actor) { record, tx in
      guard record.mayConfirm else {
        throw DomainError.conflict(
          "Only the teacher can confirm it, and only while it is shared and not seen yet.")
      }
      guard comment.count <= 5_000 else {
        throw DomainError.invalid([
          FieldProblem(field: "comment", message: "Shorten the comment to 5,000 characters or fewer.")
        ])
      }
      let observation = record.observation
      try await move(observation, to: .seen, note: comment, actor, tx)
      try await RegistrationStore.tell(
        try await InductionAccess.tutors(observation.induction, at: observation.place, in: tx),
        subject: "\(observation.teacherName) has seen a lesson observation",
        body: """
          \(observation.teacherName) has seen what was shared of the lesson\(Self.day(observation))\
          \(comment.isEmpty ? "." : " and has commented on it.")

          \(address(observation))
          """, services, in: tx)
    }
  }

  /// Opens it again to be corrected, with a reason; what was shared stays to be seen. Throws ``DomainError``.
  public func reopen(
    _ id: ObservationID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> ObservationRecord {
    let reason = reason.trimmed
    return try await change(id, "observation_reopened", expectedVersion, actor) { record, tx in
      guard record.mayReopen else { throw DomainError.conflict("You can’t open this again.") }
      try ReopeningReason.check(reason, .reopening)
      try await move(record.observation, to: .draft, note: reason, actor, tx)
    }
  }

  private static func requireDraft(_ record: ObservationRecord) throws {
    guard record.mayWrite else {
      throw DomainError.conflict(
        "It is \(record.observation.state.title.lowercasedFirst) and can’t be changed by you now.")
    }
  }

  private static func day(_ observation: LessonObservation) -> String {
    observation.content.observedOn.map { " of \(LondonTime.longDate($0))" } ?? ""
  }

  private func address(_ observation: LessonObservation) -> String {
    "\(services.settings.baseURL)/inductions/\(observation.induction)/observations/\(observation.id)"
  }

  // MARK: Storing

  private func lock(
    _ id: ObservationID, _ expected: Int?, _ actor: Actor, _ tx: Transaction
  ) async throws -> ObservationRecord {
    try await tx.execute(
      """
      SELECT 1 FROM induction i JOIN lesson_observation l ON l.induction_id = i.id WHERE l.id = \(id)
      FOR UPDATE OF i, l
      """)
    let record = try await record(id, by: actor, in: tx)
    let state = try await InductionStore.find(record.observation.induction, in: tx).state
    guard !state.isDecided else {
      throw DomainError.conflict(
        "This induction is “\(state.title)”: its lesson observations stay as they are.")
    }
    if let expected, expected != record.observation.version {
      throw DomainError.staleVersion(current: record.observation.version)
    }
    return record
  }

  private func change(
    _ id: ObservationID, _ action: String, _ expected: Int?, _ actor: Actor,
    _ work: (ObservationRecord, Transaction) async throws -> Void
  ) async throws -> ObservationRecord {
    try await services.pool.withTransaction { tx in
      let record = try await lock(id, expected, actor, tx)
      try await work(record, tx)
      try await note(action, record.observation.induction, record.observation.place, actor, tx)
      return try await self.record(id, by: actor, in: tx)
    }
  }

  private func move(
    _ observation: LessonObservation, to next: ObservationState, note: String, _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO lesson_observation_trace (id, observation_id, version, from_state, to_state, taken_by, taken_by_name,
        taken_at, note, content)
      VALUES (\(services.newID(ObservationID.self)), \(observation.id), \(Int32(observation.version)),
        \(observation.state), \(next),
        \(actor.account?.id), \(actor.account?.name ?? "The operator"), \(services.now()), \(note),
        \(try JSONColumn.encode(observation.content)))
      """)
    try await tx.execute(
      """
      UPDATE lesson_observation SET state = \(next), updated_at = \(services.now()), version = version + 1
      WHERE id = \(observation.id)
      """)
  }

  private func note(
    _ action: String, _ induction: InductionID, _ place: Place, _ actor: Actor, _ tx: Transaction,
    details: [String: JSONValue] = [:]
  ) async throws {
    try await Audit.record(
      "induction.\(action)", AuditSubject("induction", induction), at: place, details: details, by: actor,
      services, in: tx)
  }
}
