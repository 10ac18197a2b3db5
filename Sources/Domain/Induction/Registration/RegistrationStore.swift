import Foundation
import Postgres

/// Statements that the use cases of registrations share.
enum RegistrationStore {
  static func find(_ id: RegistrationID, in db: some Queryable) async throws -> InductionRegistration {
    let found = try await db.first(
      """
      SELECT \(fragment: InductionRegistration.columns) FROM \(fragment: InductionRegistration.tables)
      WHERE r.id = \(id)
      """, as: InductionRegistration.self)
    guard let found else { throw DomainError.notFound("registration") }
    return found
  }

  /// Locks a registration, as far as it exists for the actor, until the transaction ends.
  static func lock(
    _ id: RegistrationID, _ operation: Operation, _ expected: Int?, by actor: Actor, in tx: Transaction
  ) async throws -> InductionRegistration {
    try await tx.execute("SELECT 1 FROM induction_registration WHERE id = \(id) FOR UPDATE")
    let found = try await find(id, in: tx)
    try requireReading(found, actor)
    try actor.require(operation, at: found.place)
    if let expected, expected != found.version { throw DomainError.staleVersion(current: found.version) }
    return found
  }

  /// The school reads its own from the first word on, the body what was sent to it.
  static func requireReading(_ registration: InductionRegistration, _ actor: Actor) throws {
    let isOwn = actor.may(.registerInduction, at: registration.place)
    if isOwn { return }
    try actor.require(.readInductions, at: registration.place, orHide: "registration")
    if registration.submittedAt == nil { throw DomainError.notFound("registration") }
  }

  static func requireTransition(_ registration: InductionRegistration, to next: RegistrationState) throws {
    guard registration.state.mayBecome(next) else {
      throw DomainError.conflict(
        "This registration is “\(registration.state.title)”, so it can’t become “\(next.title)”.")
    }
  }

  /// Writes what was entered, and of it what lists go by.
  static func write(
    _ content: RegistrationContent, to id: RegistrationID, _ now: Date, in tx: Transaction
  ) async throws {
    let trn = content.trn.trimmed
    try await tx.execute(
      """
      UPDATE induction_registration SET content = \(try JSONColumn.encode(content)),
        trn = \(trn.isEmpty ? nil : String(trn.prefix(20))), name = \(String(content.name.prefix(200))),
        birth_date = \(content.birthDate), starts_on = \(content.startsOn), updated_at = \(now),
        version = version + 1
      WHERE id = \(id)
      """)
  }

  static func say(
    _ body: String, fromSchool: Bool, about id: RegistrationID, by actor: Actor, _ services: Services,
    in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO induction_registration_message (id, registration_id, from_school, author_name, body, written_at)
      VALUES (\(services.newID(RegistrationID.self)), \(id), \(fromSchool),
        \(actor.account?.name ?? "The operator"), \(body), \(services.now()))
      """)
  }

  /// Where else a teacher stands: open inductions and registrations of one number, wherever they are.
  static func others(
    _ registration: InductionRegistration, trn: String, in db: some Queryable
  ) async throws -> [(school: String, authority: AuthorityID, since: CivilDate?)] {
    try await db.query(
      """
      SELECT o.name AS school_name, i.authority_id, p.starts_on AS since
      FROM induction i JOIN induction_period p ON p.induction_id = i.id JOIN organisation o ON o.id = p.school_id
      WHERE i.trn = \(trn) AND i.id IS DISTINCT FROM \(registration.induction) AND coalesce(p.ends_on >= \(registration.content.startsOn), true)
        AND i.state = ANY (\(InductionState.open.map(\.rawValue)))
      UNION ALL
      SELECT o.name, r.authority_id, r.starts_on
      FROM induction_registration r JOIN organisation o ON o.id = r.school_id
      WHERE r.trn = \(trn) AND r.id <> \(registration.id) AND r.state IN ('submitted', 'queried')
      ORDER BY since, school_name LIMIT 20
      """
    ).map {
      (try $0.decode("school_name"), try $0.decode("authority_id"), try $0.decodeIfPresent("since"))
    }
  }

  /// Tells the officers of an authority, or all but one.
  static func tellOfficers(
    of place: Place, except account: AccountID? = nil, subject: String, body: String, _ services: Services,
    in tx: Transaction
  ) async throws {
    let people = try await officers(of: place, except: account, in: tx)
    try await tell(people.map(\.email), subject: subject, body: body, services, in: tx)
  }

  /// The officers of an authority, or all but one.
  static func officers(
    of place: Place, except account: AccountID? = nil, in db: some Queryable
  ) async throws -> [StaffMember] {
    let seat = try await Authority.seat(of: place.authority, in: db)
    return try await ListStaff.holding([.officer], at: seat.organisation, in: db).filter {
      $0.account != account
    }
  }

  /// Tells the head of a school.
  static func tellHead(
    of place: Place, subject: String, body: String, _ services: Services, in tx: Transaction
  ) async throws {
    let people = try await ListStaff.holding([.head], at: place.organisation, in: tx)
    try await tell(people.map(\.email), subject: subject, body: body, services, in: tx)
  }

  /// Warnings as they stand in a mail, behind what it says.
  static func toLookAt(_ warnings: [String]) -> String {
    warnings.isEmpty ? "" : "\n\nTo look at:\n" + warnings.map { "- \($0)" }.joined(separator: "\n")
  }

  /// Tells each address once.
  static func tell(
    _ addresses: [String], subject: String, body: String, _ services: Services, in tx: Transaction
  ) async throws {
    for address in Set(addresses.map { $0.trimmed.lowercased() }).sorted() where !address.isEmpty {
      try await Outbox.enqueue(OutgoingMail(to: address, subject: subject, body: body), services, in: tx)
    }
  }
}
