import Postgres

/// Asks referees of a shortlisted application for their references, by e-mail.
public struct RequestReferences: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Asks those of these places in the application (from 1), or without any every referee who may be asked now.
  /// Those who were asked before are not asked again. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, referees numbers: [Int] = [], by actor: Actor
  ) async throws -> [ReferenceRequest] {
    try await services.pool.withTransaction { tx in
      try await take(id, referees: numbers, by: actor, in: tx)
    }
  }

  /// The same inside a transaction that does more, such as one over many applications.
  func take(
    _ id: ApplicationID, referees numbers: [Int] = [], by actor: Actor, in tx: Transaction
  ) async throws -> [ReferenceRequest] {
    let application = try await AppointmentAccess.lock(id, .requestReferences, by: actor, in: tx)
    let referees = try await Referee.of(application, in: tx)
    guard Set(numbers).isSubset(of: referees.map(\.number)) else {
      throw DomainError.invalid([
        FieldProblem(field: "referees", message: "Choose among the referees who are named.")
      ])
    }
    let asked = Set(try await ReferenceStore.list(id, in: tx).map(\.referee))
    let chosen = referees.filter { numbers.isEmpty ? !$0.isReplaced : numbers.contains($0.number) }
    let hasBegun = try await Referee.hasInterviewBegun(application, at: services.now(), in: tx)
    let allowed = try allowed(
      chosen, areNamed: !numbers.isEmpty, { $0.obstacle(application.state, hasInterviewBegun: hasBegun) })
    for referee in allowed where !asked.contains(referee.number) {
      let form = try await AppointmentForm.current(
        referee.isReligious ? .religiousReference : .reference, on: services.today, in: tx)
      try await ask(referee, application, form, actor, tx)
    }
    return try await ReferenceStore.list(id, in: tx)
  }

  /// Those who may be asked; throws when none may, or when one was named who may not.
  private func allowed(
    _ referees: [Referee], areNamed: Bool, _ obstacleOf: (Referee) -> String?
  ) throws -> [Referee] {
    var allowed: [Referee] = []
    var obstacle: String?
    for referee in referees {
      let found = obstacleOf(referee)
      if found == nil { allowed.append(referee) }
      obstacle = obstacle ?? found
    }
    if let obstacle, areNamed || allowed.isEmpty { throw DomainError.conflict(obstacle) }
    return allowed
  }

  private func ask(
    _ referee: Referee, _ application: SentApplication, _ form: AppointmentForm, _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    let id = services.newID(ReferenceID.self)
    let now = services.now()
    try await tx.execute(
      """
      INSERT INTO reference_request (id, application_id, referee, name, relationship, organisation, email,
        form_kind, form_version, requested_at, requested_by, mailed_at)
      VALUES (\(id), \(application.id), \(referee.number), \(referee.name), \(referee.relationship),
        \(referee.organisation), \(referee.email), \(form.kind), \(form.version), \(now), \(actor.account?.id), \(now))
      """)
    try await ReferenceMails.ask(id, referee.name, application, to: referee.email, services, in: tx)
    try await Audit.record(
      "reference.requested", AuditSubject("application", application.id), at: application.place,
      details: ["reference": .string(id.description), "referee": .number(Double(referee.number))], by: actor,
      services, in: tx)
  }
}
