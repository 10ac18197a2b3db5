import Foundation
public import Postgres

/// What the officer of the appropriate body does with a registration.
public struct DecideRegistration: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Records that number and qualified teacher status agree with the national record. Throws ``DomainError``.
  public func verify(
    _ id: RegistrationID, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRegistration {
    try await services.pool.withTransaction { tx in
      let found = try await RegistrationStore.lock(id, .decideInduction, expectedVersion, by: actor, in: tx)
      guard found.state == .submitted else {
        throw DomainError.conflict(
          "This registration is “\(found.state.title)”; verify it while it is with you.")
      }
      if found.verifiedAt != nil { return found }
      try await tx.execute(
        """
        UPDATE induction_registration SET verified_at = \(services.now()), verified_by = \(actor.account?.id),
          verified_by_name = \(actor.account?.name ?? "The operator"), version = version + 1
        WHERE id = \(id)
        """)
      try await record("verified", found, actor, tx)
      return try await RegistrationStore.find(id, in: tx)
    }
  }

  /// Sends it back to the school with a question. What was verified is looked at again after that. Throws
  /// ``DomainError``.
  public func query(
    _ id: RegistrationID, _ message: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRegistration {
    let message = message.trimmed
    return try await change(id, to: .queried, expectedVersion, actor) { found, tx in
      var problems = Problems()
      problems.require(
        (1...5000).contains(message.count), "message", "Enter the question, in up to 5,000 characters.")
      try problems.throwIfAny()
      try await RegistrationStore.say(message, fromSchool: false, about: id, by: actor, services, in: tx)
      try await tx.execute(
        """
        UPDATE induction_registration SET verified_at = NULL, verified_by = NULL, verified_by_name = NULL,
          verified_for_file = false WHERE id = \(id)
        """)
      try await RegistrationStore.tellHead(
        of: found.place, subject: "A question about the registration of \(found.content.name)",
        body: """
          The appropriate body asks about the registration \(found.reference):

          \(message)

          Answer and send it again here: \
          \(services.settings.baseURL)/school/inductions/registrations/\(id)
          """, services, in: tx)
    }
  }

  /// Rejects it. Throws ``DomainError``.
  public func reject(
    _ id: RegistrationID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRegistration {
    let reason = reason.trimmed
    return try await change(id, to: .rejected, expectedVersion, actor) { found, tx in
      try DecisionReason.check(reason, isNeeded: true)
      try await tx.execute(
        """
        UPDATE induction_registration SET state_reason = \(reason), decided_at = \(services.now()),
          decided_by = \(actor.account?.id) WHERE id = \(id)
        """)
      try await RegistrationStore.tellHead(
        of: found.place, subject: "The registration of \(found.content.name) is rejected",
        body: """
          The appropriate body has rejected the registration \(found.reference):

          \(reason)

          Once this is put right, register them again here: \
          \(services.settings.baseURL)/school/inductions
          """, services, in: tx)
      try await RegistrationStore.tell(
        [found.content.email], subject: "Your registration for induction was not accepted",
        body:
          "The appropriate body has not accepted the registration by \(found.schoolName). The school can tell you why.",
        services, in: tx)
    }
  }

  /// Accepts it with the first day that the body sets: induction begins, or goes on at this school. A day before the one
  /// that the school gives, or after the end of the term that follows, takes a reason, which the school reads. One that
  /// gives the teacher of an induction another surname or address is accepted with `isSamePerson` only
  /// (``SameNumber``). Throws ``DomainError``.
  public func accept(
    _ id: RegistrationID, startsOn: CivilDate?, reason: String = "", isSamePerson: Bool = false,
    expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRegistration {
    try await services.pool.withTransaction { tx in
      let found = try await RegistrationStore.lock(id, .decideInduction, expectedVersion, by: actor, in: tx)
      return try await accept(
        found, startsOn: startsOn, reason: reason, isSamePerson: isSamePerson, programme: nil, by: actor,
        in: tx)
    }
  }

  /// The same within a transaction, of a registration that is locked.
  func accept(
    _ found: InductionRegistration, startsOn: CivilDate?, reason: String = "", isSamePerson: Bool = false,
    programme: String?, by actor: Actor, in tx: Transaction
  ) async throws -> InductionRegistration {
    try RegistrationStore.requireTransition(found, to: .accepted)
    guard found.verifiedAt != nil else {
      throw DomainError.conflict("Verify the number and qualified teacher status first.")
    }
    let content = found.content
    var problems = Problems()
    problems.require(startsOn != nil, "starts_on", "Enter the first day of induction.")
    if let startsOn, let qts = content.qtsAwardedOn {
      problems.require(
        startsOn >= qts, "starts_on",
        "Enter a first day from \(LondonTime.shortDate(qts)) on, when qualified teacher status was gained.")
    }
    EarlierService.check(startsOn, after: content.beganElsewhereOn, &problems)
    let rule = try await StartRule.load(content.startsOn, at: found.place.organisation, in: tx)
    rule.check(startsOn, reason, field: "start_reason", &problems)
    try await SameNumber.lock(content.trn, in: tx)
    if let same = try await SameNumber.of(found.id, in: tx), same.needsConfirmation {
      problems.require(isSamePerson, "same_person", same.request)
    }
    try problems.throwIfAny()
    guard let startsOn else { throw DomainError.notFound("day") }
    guard let body = try await AppropriateBody.acting(for: found.place.authority, on: startsOn, in: tx) else {
      throw DomainError.invalid([
        FieldProblem(field: "starts_on", message: "Enter a day on which an appropriate body acts here.")
      ])
    }
    if let refusal = try await body.refusal(of: content.trn.trimmed, startingOn: startsOn, in: tx) {
      throw DomainError.invalid([FieldProblem(field: "starts_on", message: refusal)])
    }
    let induction = try await BeginInduction(services)(
      found, startsOn: startsOn, body: body, programme: programme, by: actor, in: tx)
    try await tx.execute(
      """
      UPDATE induction_registration SET state = \(RegistrationState.accepted), induction_id = \(induction),
        body_id = \(body.id), confirmed_start = \(startsOn), decided_at = \(services.now()),
        decided_by = \(actor.account?.id), updated_at = \(services.now()), version = version + 1
      WHERE id = \(found.id)
      """)
    if !reason.trimmed.isEmpty {
      try await RegistrationStore.say(
        "The first day is \(LondonTime.longDate(startsOn)): \(reason.trimmed)", fromSchool: false,
        about: found.id,
        by: actor, services, in: tx)
    }
    try await record("accepted", found, actor, tx)
    let planned = try await ReplanInduction(services)(induction, in: tx)
    try await tell(found, startsOn, reason.trimmed, body, planned, tx)
    return try await RegistrationStore.find(found.id, in: tx)
  }

  private func tell(
    _ registration: InductionRegistration, _ startsOn: CivilDate, _ reason: String, _ body: AppropriateBody,
    _ plan: InductionPlan?, _ tx: Transaction
  ) async throws {
    let content = registration.content
    let base = services.settings.baseURL
    let end = plan?.expectedEnd.map { " By the plan it ends on \(LondonTime.longDate($0))." } ?? ""
    let isOtherDay = content.startsOn.map { $0 != startsOn } ?? false
    let why =
      reason.isEmpty || !isOtherDay
      ? "" : "\n\nThe first day that the school gave was not taken over: \(reason)"
    let words = """
      \(body.name) has accepted the registration of \(content.name) by \(registration.schoolName). The \
      post counts towards induction from \(LondonTime.longDate(startsOn)).\(end)\(why)
      """
    try await RegistrationStore.tellHead(
      of: registration.place, subject: "Induction of \(content.name) is registered",
      body: "\(words)\n\nSee the plan here: \(base)/school/inductions", services, in: tx)
    try await RegistrationStore.tell(
      [content.email, content.tutorEmail], subject: "Induction of \(content.name) is registered",
      body: "\(words)\n\nSee the plan here: \(base)/induction", services, in: tx)
  }

  private func change(
    _ id: RegistrationID, to next: RegistrationState, _ expectedVersion: Int?, _ actor: Actor,
    _ work: (InductionRegistration, Transaction) async throws -> Void
  ) async throws -> InductionRegistration {
    try await services.pool.withTransaction { tx in
      let found = try await RegistrationStore.lock(id, .decideInduction, expectedVersion, by: actor, in: tx)
      try RegistrationStore.requireTransition(found, to: next)
      try await work(found, tx)
      try await tx.execute(
        """
        UPDATE induction_registration SET state = \(next), updated_at = \(services.now()), version = version + 1
        WHERE id = \(id)
        """)
      try await record(next.rawValue, found, actor, tx)
      return try await RegistrationStore.find(id, in: tx)
    }
  }

  private func record(
    _ what: String, _ registration: InductionRegistration, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      "induction.registration_\(what)", AuditSubject("induction_registration", registration.id),
      at: registration.place, by: actor, services, in: tx)
  }
}
