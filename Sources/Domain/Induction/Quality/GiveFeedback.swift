import Foundation
import Postgres

/// Gives feedback to a school: drafted and sent by the body’s officers, read by the school’s head and induction tutors
/// once it is sent, and acknowledged by the head.
public struct GiveFeedback: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  // MARK: Reading

  /// A page of the feedback to a school, newest first; to the school itself what was sent. Throws ``DomainError``.
  public func list(
    of school: OrganisationID, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<InductionFeedback> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    let isBody = actor.may(.assureInduction, at: place)
    if !isBody { try actor.require(.readInductionFeedback, at: place, orHide: "school") }
    let behind: Statement = after.map { "(f.written_at, f.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: InductionFeedback.columns) FROM \(fragment: InductionFeedback.tables)
      WHERE f.school_id = \(school) AND (\(isBody) OR f.sent_at IS NOT NULL) AND \(fragment: behind)
      ORDER BY f.written_at DESC, f.id DESC LIMIT \(limit + 1)
      """, as: InductionFeedback.self)
    return Page(found, limit: limit) { Cursor(instant: $0.writtenAt, id: $0.id.rawValue) }
  }

  /// One of them. Throws ``DomainError``.
  public func find(_ id: InductionFeedbackID, by actor: Actor) async throws -> InductionFeedback {
    let found = try await Self.find(id, in: services.pool)
    try Self.requireReading(found, actor)
    return found
  }

  private static func requireReading(_ feedback: InductionFeedback, _ actor: Actor) throws {
    if actor.may(.assureInduction, at: feedback.place) { return }
    try actor.require(.readInductionFeedback, at: feedback.place, orHide: "feedback")
    if feedback.sentAt == nil { throw DomainError.notFound("feedback") }
  }

  private static func find(_ id: InductionFeedbackID, in db: some Queryable) async throws -> InductionFeedback
  {
    let found = try await db.first(
      """
      SELECT \(fragment: InductionFeedback.columns) FROM \(fragment: InductionFeedback.tables) WHERE f.id = \(id)
      """, as: InductionFeedback.self)
    guard let found else { throw DomainError.notFound("feedback") }
    return found
  }

  // MARK: Writing

  /// Begins feedback to a school, about a visit, a sample, both or neither. Throws ``DomainError``.
  public func draft(
    to school: OrganisationID, _ body: String, visit: InductionVisitID? = nil, sample: SampleID? = nil,
    by actor: Actor
  ) async throws -> InductionFeedback {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.assureInduction, at: place, orHide: "school")
    let body = try Self.checked(body)
    return try await services.pool.withTransaction { tx in
      try await requireOf(place, visit, sample, tx)
      let id = services.newID(InductionFeedbackID.self)
      let seat = try await Authority.seat(of: place.authority, in: tx)
      try await tx.execute(
        """
        INSERT INTO induction_feedback (id, authority_id, organisation_id, school_id, visit_id, sample_id, body,
          written_by, written_by_name, written_at)
        VALUES (\(id), \(place.authority), \(seat.organisation), \(school), \(visit), \(sample), \(body),
          \(actor.account?.id), \(actor.account?.name ?? "The operator"), \(services.now()))
        """)
      try await note("induction.feedback_drafted", id, seat, actor, tx)
      return try await Self.find(id, in: tx)
    }
  }

  /// Writes a draft again. Throws ``DomainError``.
  public func save(
    _ id: InductionFeedbackID, _ body: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionFeedback {
    let body = try Self.checked(body)
    return try await services.pool.withTransaction { tx in
      let feedback = try await lockDraft(id, expectedVersion, actor, tx)
      try await tx.execute(
        "UPDATE induction_feedback SET body = \(body), version = version + 1 WHERE id = \(id)")
      let seat = try await Authority.seat(of: feedback.place.authority, in: tx)
      try await note("induction.feedback_changed", id, seat, actor, tx)
      return try await Self.find(id, in: tx)
    }
  }

  /// Sends a draft: from now on it stands as it is, with what the visit and the sample say today; the head and the
  /// induction tutors are told. Throws ``DomainError``.
  public func send(
    _ id: InductionFeedbackID, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionFeedback {
    try await services.pool.withTransaction { tx in
      let feedback = try await lockDraft(id, expectedVersion, actor, tx)
      var problems = Problems()
      problems.require(
        feedback.body.count >= 10, "body",
        "Write the feedback, in 10 characters at least, before you send it.")
      let heads = try await ListStaff.holding([.head], at: feedback.place.organisation, in: tx)
      problems.require(
        !heads.isEmpty, "body", "Nobody is head of this school here. Invite its head first, then send it.")
      try problems.throwIfAny()
      let evidence = try await evidence(feedback, tx)
      try await tx.execute(
        """
        UPDATE induction_feedback SET sent_at = \(services.now()),
          sent_by_name = \(actor.account?.name ?? "The operator"), sent = \(try JSONColumn.encode(evidence)),
          version = version + 1 WHERE id = \(id)
        """)
      // The school's own people can see it in their trail.
      try await note("induction.feedback_sent", id, feedback.place, actor, tx)
      let people = try await ListStaff.holding(
        [.head, .inductionTutor], at: feedback.place.organisation, in: tx)
      try await RegistrationStore.tell(
        people.map(\.email), subject: "Feedback on how induction is run at \(feedback.schoolName)",
        body: """
          The appropriate body has looked at how induction is run at \(feedback.schoolName). Read its feedback here:
          \(services.settings.baseURL)/inductions/feedback/\(id)

          The head is asked to acknowledge it there, and can comment on it.
          """, services, in: tx)
      return try await Self.find(id, in: tx)
    }
  }

  /// The head acknowledges feedback, with a comment if they like; once. Throws ``DomainError``.
  public func acknowledge(
    _ id: InductionFeedbackID, comment: String, by actor: Actor
  ) async throws -> InductionFeedback {
    let comment = comment.trimmed
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM induction_feedback WHERE id = \(id) FOR UPDATE")
      let feedback = try await Self.find(id, in: tx)
      try Self.requireReading(feedback, actor)
      try actor.require(.acknowledgeInductionFeedback, at: feedback.place)
      guard feedback.sentAt != nil else { throw DomainError.conflict("This feedback is not sent yet.") }
      if feedback.acknowledgedAt != nil {
        throw DomainError.conflict("This feedback has been acknowledged already.")
      }
      var problems = Problems()
      problems.require(
        comment.count <= 5_000, "comment", "Shorten the comment to 5,000 characters or fewer.")
      try problems.throwIfAny()
      try await tx.execute(
        """
        UPDATE induction_feedback SET acknowledged_at = \(services.now()),
          acknowledged_by_name = \(actor.account?.name ?? "The operator"), comment = \(comment), version = version + 1
        WHERE id = \(id)
        """)
      try await note("induction.feedback_acknowledged", id, feedback.place, actor, tx)
      try await RegistrationStore.tellOfficers(
        of: feedback.place, subject: "\(feedback.schoolName) has acknowledged your feedback",
        body: """
          \(feedback.schoolName) has acknowledged your feedback on how induction is run\
          \(comment.isEmpty ? "." : ", with a comment.") Read it here:
          \(services.settings.baseURL)/inductions/feedback/\(id)
          """, services, in: tx)
      return try await Self.find(id, in: tx)
    }
  }

  // MARK: Parts

  private static func checked(_ body: String) throws -> String {
    let body = body.trimmed
    var problems = Problems()
    problems.require(body.count <= 10_000, "body", "Shorten the feedback to 10,000 characters or fewer.")
    try problems.throwIfAny()
    return body
  }

  private func lockDraft(
    _ id: InductionFeedbackID, _ expected: Int?, _ actor: Actor, _ tx: Transaction
  ) async throws -> InductionFeedback {
    try await tx.execute("SELECT 1 FROM induction_feedback WHERE id = \(id) FOR UPDATE")
    let feedback = try await Self.find(id, in: tx)
    try Self.requireReading(feedback, actor)
    try actor.require(.assureInduction, at: feedback.place)
    guard feedback.sentAt == nil else {
      throw DomainError.conflict("This feedback is sent and stays as it is. Write another to add to it.")
    }
    if let expected, expected != feedback.version {
      throw DomainError.staleVersion(current: feedback.version)
    }
    return feedback
  }

  private func requireOf(
    _ place: Place, _ visit: InductionVisitID?, _ sample: SampleID?, _ tx: Transaction
  ) async throws {
    var problems = Problems()
    if let visit {
      let isTheirs = try await tx.value(
        """
        SELECT EXISTS (SELECT FROM induction_visit WHERE id = \(visit) AND school_id = \(place.organisation))
        """, as: Bool.self)
      problems.require(isTheirs, "visit_id", "Choose among the visits to this school.")
    }
    if let sample {
      let isTheirs = try await tx.value(
        """
        SELECT EXISTS (SELECT FROM induction_sample_item WHERE sample_id = \(sample)
          AND school_id = \(place.organisation) AND is_drawn)
        """, as: Bool.self)
      problems.require(isTheirs, "sample_id", "Choose among the samples with something of this school.")
    }
    try problems.throwIfAny()
  }

  /// What goes with it, as it is today.
  private func evidence(_ feedback: InductionFeedback, _ tx: Transaction) async throws -> FeedbackEvidence {
    var visit: FeedbackEvidence.Visit?
    if let id = feedback.visit {
      let found = try await RecordVisit.find(id, in: tx)
      visit = .init(
        visitedOn: found.visitedOn.description, visitors: found.visitors, purpose: found.purpose,
        found: found.found,
        actions: found.actions.map { .init(what: $0.what, owner: $0.owner, dueOn: $0.dueOn.description) })
    }
    guard let sample = feedback.sample else {
      return FeedbackEvidence(
        visit: visit, term: nil, looked: 0, criteria: [], observationsLooked: 0, observationCriteria: [])
    }
    let items = try await tx.query(
      """
      SELECT \(fragment: SampleItem.columns) FROM \(fragment: SampleItem.tables)
      WHERE m.sample_id = \(sample) AND m.school_id = \(feedback.place.organisation) AND m.judged_at IS NOT NULL
      """, as: SampleItem.self)
    let observations = items.count { $0.subject == .observation }
    return FeedbackEvidence(
      visit: visit, term: items.first?.term.title, looked: items.count - observations,
      criteria: try Self.criteria(of: .assessment, items), observationsLooked: observations,
      observationCriteria: try Self.criteria(of: .observation, items))
  }

  /// How what was looked at of one kind meets each criterion; nothing where nothing of it was.
  private static func criteria(
    of subject: SampleSubject, _ items: [SampleItem]
  ) throws -> [FeedbackEvidence.Criterion] {
    let looked = items.filter { $0.subject == subject }
    if looked.isEmpty { return [] }
    return try SampleCriteria.load().criteria(of: subject).map { criterion in
      let judged = looked.compactMap { $0.judgements?[criterion.code] }
      func count(_ judgement: SampleCriteria.Judgement) -> Int { judged.count { $0 == judgement } }
      return FeedbackEvidence.Criterion(
        title: criterion.title, met: count(.met), partly: count(.partly), notMet: count(.notMet))
    }
  }

  private func note(
    _ action: String, _ id: InductionFeedbackID, _ place: Place, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      action, AuditSubject("induction_feedback", id), at: place, by: actor, services, in: tx)
  }
}
