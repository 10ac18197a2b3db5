import Foundation
import Postgres

/// Begins and writes the registration of a new teacher.
public struct DraftRegistration: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Begins one, empty or with what is known. Throws ``DomainError``.
  public func callAsFunction(
    at school: OrganisationID, _ content: RegistrationContent = RegistrationContent(), by actor: Actor
  ) async throws -> InductionRegistration {
    let place = try await place(school, actor)
    try Self.checkLengths(content)
    return try await services.pool.withTransaction { tx in
      try await insert(content, application: nil, at: place, by: actor, in: tx)
    }
  }

  /// Begins one for somebody whom the school has appointed here, with everything that is known of them. There is
  /// one for each appointment: asked again, it is the same. Throws ``DomainError``.
  public func callAsFunction(
    confirming application: ApplicationID, at school: OrganisationID, by actor: Actor
  ) async throws -> InductionRegistration {
    let place = try await place(school, actor)
    let found = try await InductionCandidates(services).find(application, at: school, by: actor)
    guard let known = found else {
      throw DomainError.notFound("appointment")
    }
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM application WHERE id = \(application) FOR NO KEY UPDATE")
      let begun = try await tx.valueIfAny(
        """
        SELECT id FROM induction_registration
        WHERE application_id = \(application) AND state NOT IN ('rejected', 'withdrawn')
        """, as: RegistrationID.self)
      if let begun { return try await RegistrationStore.find(begun, in: tx) }
      let content = try await Self.content(of: known, in: tx)
      return try await insert(content, application: application, at: place, by: actor, in: tx)
    }
  }

  func place(_ school: OrganisationID, _ actor: Actor) async throws -> Place {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readInductions, at: place, orHide: "school")
    try actor.require(.registerInduction, at: place)
    return place
  }

  func insert(
    _ content: RegistrationContent, application: ApplicationID?, at place: Place, by actor: Actor,
    in tx: Transaction
  ) async throws -> InductionRegistration {
    let (id, now) = (services.newID(RegistrationID.self), services.now())
    let content = content.withoutIdleAnswers
    let account = try await application.flatMapAsync {
      try await tx.valueIfAny("SELECT account_id FROM application WHERE id = \($0)", as: AccountID.self)
    }
    try await tx.execute(
      """
      INSERT INTO induction_registration (id, authority_id, school_id, application_id, account_id, reference, state,
        content, created_by, created_at, updated_at, version)
      VALUES (\(id), \(place.authority), \(place.organisation), \(application), \(account),
        \(Reference.make("R", random: services.random)), \(RegistrationState.draft), '{}', \(actor.account?.id),
        \(now), \(now), 0)
      """)
    try await RegistrationStore.write(content, to: id, now, in: tx)
    try await Audit.record(
      "induction.registration_begun", AuditSubject("induction_registration", id), at: place,
      details: ["from_appointment": .bool(application != nil)], by: actor, services, in: tx)
    return try await RegistrationStore.find(id, in: tx)
  }

  /// Stores what was entered, faults and all. Throws ``DomainError``.
  public func save(
    _ id: RegistrationID, _ content: RegistrationContent, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRegistration {
    try Self.checkLengths(content)
    let content = content.withoutIdleAnswers
    return try await services.pool.withTransaction { tx in
      let found = try await RegistrationStore.lock(id, .registerInduction, expectedVersion, by: actor, in: tx)
      guard found.state.isWritable else {
        throw DomainError.conflict("This registration is “\(found.state.title)” and can’t be changed.")
      }
      if found.content == content { return found }
      if found.state == .queried { try Self.checkKept(content) }
      try await RegistrationStore.write(content, to: id, services.now(), in: tx)
      try await Audit.record(
        "induction.registration_changed", AuditSubject("induction_registration", id), at: found.place,
        details: ["changed": .array(try Self.changed(found.content, content))], by: actor, services, in: tx)
      return try await RegistrationStore.find(id, in: tx)
    }
  }

  private static func changed(_ old: RegistrationContent, _ new: RegistrationContent) throws -> [JSONValue] {
    let before = try old.members()
    return try new.members().filter { before[$0.key] != $0.value }.keys.sorted().map { .string($0) }
  }

  /// What lists and rules go by stays in what the body has once seen.
  private static func checkKept(_ content: RegistrationContent) throws {
    var problems = Problems()
    problems.require(
      !content.trn.trimmed.isEmpty, "trn",
      "Enter the teacher reference number: it can be put right, but not taken out of what was sent.")
    problems.require(
      content.birthDate != nil, "birth_date",
      "Enter the birth date: it can be put right, but not taken out of what was sent.")
    problems.require(
      content.startsOn != nil, "starts_on",
      "Enter the first day of induction: it can be put right, but not taken out of what was sent.")
    try problems.throwIfAny()
  }

  /// A draft may have faults, but nothing in it is longer than any answer.
  private static func checkLengths(_ content: RegistrationContent) throws {
    var problems = Problems()
    let fields = RegistrationField.all(try RegistrationRules.load())
    let labels = Dictionary(fields.map { ($0.key, $0.label) }, uniquingKeysWith: { first, _ in first })
    for (key, value) in try content.members() {
      problems.require(
        (value.string?.count ?? 0) <= 2_000, key,
        "Shorten \(labels[key].map { "the answer to “\($0)”" } ?? "this") to 2,000 characters or fewer.")
      problems.require((value.array?.count ?? 0) <= 20, key, "Choose fewer.")
    }
    try problems.throwIfAny()
  }

  /// What is known of somebody appointed here.
  private static func content(
    of known: InductionCandidate, in tx: Transaction
  ) async throws -> RegistrationContent {
    var content = RegistrationContent()
    let row = try await tx.firstRow(
      """
      SELECT a.answers #>> '{personal,first_names}' AS first_names,
        a.answers #>> '{personal,last_name}' AS last_name, c.email, v.phases[1] AS phase,
        array_to_string(v.key_stages, ', ') AS key_stages,
        (SELECT string_agg(s.name, ', ' ORDER BY s.name) FROM subject s WHERE s.code = ANY (v.subjects)) AS subjects
      FROM application a JOIN account c ON c.id = a.account_id JOIN vacancy v ON v.id = a.vacancy_id
      WHERE a.id = \(known.application)
      """)
    content.firstNames = try row?.decodeIfPresent("first_names") ?? known.name
    content.lastName = try row?.decodeIfPresent("last_name") ?? ""
    content.email = try row?.decodeIfPresent("email") ?? ""
    content.phase = try row?.decodeIfPresent("phase") ?? ""
    content.keyStage = try row?.decodeIfPresent("key_stages", as: String.self)?.uppercased() ?? ""
    content.subject = try row?.decodeIfPresent("subjects") ?? ""
    content.trn = known.trn ?? ""
    content.qtsAwardedOn = known.qtsAwardedOn
    (content.post, content.fte, content.startsOn) = (known.post, known.fte, known.startsOn)
    (content.contractType, content.contractEndsOn) = (known.contractType, known.contractEndsOn)
    (content.courseBegunOn, content.servedElsewhere) = (known.courseBegunOn, known.servedElsewhere)
    return content
  }
}

extension Optional where Wrapped: Sendable {
  /// The same as `flatMap`, for work that waits.
  fileprivate func flatMapAsync<Other>(_ work: (Wrapped) async throws -> Other?) async rethrows -> Other? {
    guard let value = self else { return nil }
    return try await work(value)
  }
}
