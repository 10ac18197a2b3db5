import Foundation
import Postgres

/// Keeps who employs a school’s teachers, with the address that notices to the employer are mailed to. It is set by the
/// school’s head and by officers of the authority, and is nobody else’s to know but theirs and the tutors’.
public struct KeepEmployer: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// The employer of a school’s teachers; nil while no address is known. Throws ``DomainError``.
  public func find(of school: School, by actor: Actor) async throws -> SchoolEmployer? {
    try actor.require(.readEmployer, at: school.place, orHide: "page")
    return try await SchoolEmployer.find(school.id, in: services.pool)
  }

  /// The employer to whom a letter goes; nil where none is known, and of letters to others. Throws ``DomainError``.
  public func find(for letter: InductionLetter) async throws -> SchoolEmployer? {
    guard letter.recipient == .employer, let school = letter.school else { return nil }
    return try await SchoolEmployer.find(school.organisation, in: services.pool)
  }

  /// The schools of letters to employers of which no address is known, as far as the actor may enter it.
  public func missing(for letters: [InductionLetter], by actor: Actor) async throws -> [School] {
    let schools = letters.filter { $0.recipient == .employer && $0.mailedTo == nil }.compactMap(\.school)
    let ids = schools.filter { actor.may(.setEmployer, at: $0) }.map(\.organisation.rawValue)
    if ids.isEmpty { return [] }
    return try await services.pool.query(
      """
      SELECT \(fragment: School.columns) FROM school s JOIN organisation o ON o.id = s.organisation_id
      WHERE s.organisation_id = ANY (\(ids))
        AND NOT EXISTS (SELECT FROM school_employer e WHERE e.school_id = s.organisation_id)
      ORDER BY s.name, s.organisation_id
      """, as: School.self)
  }

  /// Who employs by the register of schools, to be confirmed; empty where it doesn’t say.
  public func byRegister(_ school: School) async throws -> String {
    let authority = try await services.pool.value(
      "SELECT name FROM authority WHERE id = \(school.authority)", as: String.self)
    return SchoolEmployer.byRegister(trust: school.trustName, type: school.typeCode, authority: authority)
      ?? ""
  }

  /// How many letters to the employer wait for the address: those that were not sent, and those that went by the school
  /// while the time of the notice runs. Throws ``DomainError``.
  public func waiting(at school: School, by actor: Actor) async throws -> Int {
    try actor.require(.readEmployer, at: school.place, orHide: "page")
    return try await services.pool.value(
      "SELECT count(*) FROM induction_letter l WHERE \(fragment: waiting(school))", as: Int.self)
  }

  private func waiting(_ school: School) -> Statement {
    """
    l.school_id = \(school.id) AND l.recipient = 'employer' AND l.mailed_to IS NULL
      AND (l.sent_on IS NULL OR l.through_school AND l.due_on >= \(services.today))
    """
  }

  /// Sets name and address, and mails the letters that wait for it; says how many. `expectedVersion` is the version that
  /// the actor read, 0 when there was nothing. Throws ``DomainError``.
  public func callAsFunction(
    _ name: String, email: String, of school: School, expectedVersion: Int?, by actor: Actor
  ) async throws -> (employer: SchoolEmployer, mailed: Int) {
    try actor.require(.readEmployer, at: school.place, orHide: "page")
    try actor.require(.setEmployer, at: school.place)
    let (name, address) = (name.trimmed, EmailAddress(email))
    try Self.check(name, address)
    let typed = address?.text ?? ""
    return try await services.pool.withTransaction { tx in
      try await lock(school, expectedVersion, tx)
      try await tx.execute(
        """
        INSERT INTO school_employer (school_id, name, email, version, updated_by, updated_at)
        VALUES (\(school.id), \(name), \(typed), 1, \(actor.account?.id), \(services.now()))
        ON CONFLICT (school_id) DO UPDATE SET name = excluded.name, email = excluded.email,
          version = school_employer.version + 1, updated_by = excluded.updated_by, updated_at = excluded.updated_at
        """)
      try await audit("set", school, ["name": .string(name)], actor, tx)
      guard let employer = try await SchoolEmployer.find(school.id, in: tx) else {
        throw DomainError.notFound("employer")
      }
      let letters = try await InductionLetter.list(waiting(school), in: tx)
      for letter in letters { try await mail(letter, to: employer, by: actor, tx) }
      return (employer, letters.count)
    }
  }

  private static func check(_ name: String, _ address: EmailAddress?) throws {
    var problems = Problems()
    let isPrintable = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    problems.require(
      (2...200).contains(name.count) && isPrintable, "name",
      "Enter who employs the teachers, in 2 to 200 characters on one line.")
    problems.require(address != nil, "email", EmailAddress.problem)
    try problems.throwIfAny()
  }

  /// Forgets name and address: letters go by the school again. Throws ``DomainError``.
  public func forget(of school: School, expectedVersion: Int?, by actor: Actor) async throws {
    try actor.require(.readEmployer, at: school.place, orHide: "page")
    try actor.require(.setEmployer, at: school.place)
    try await services.pool.withTransaction { tx in
      try await lock(school, expectedVersion, tx)
      let gone = try await tx.execute("DELETE FROM school_employer WHERE school_id = \(school.id)")
      if gone == 0 { throw DomainError.notFound("employer") }
      try await audit("forgotten", school, [:], actor, tx)
    }
  }

  /// Mails a letter to the employer whose address is known now, whatever way it went before. Throws ``DomainError``.
  public func mail(_ id: LetterID, by actor: Actor) async throws -> InductionLetter {
    let letter = try await InductionLetters(services).find(id, by: actor)
    guard letter.recipient == .employer, let school = letter.school else {
      throw DomainError.conflict("Only a letter to an employer is mailed by hand.")
    }
    return try await services.pool.withTransaction { tx in
      _ = try await InductionStore.lock(letter.induction, nil, in: tx)
      guard let employer = try await SchoolEmployer.find(school.organisation, in: tx) else {
        throw DomainError.conflict("No address of the employer is known. Enter it for the school first.")
      }
      guard let now = try await InductionLetter.list("l.id = \(id)", in: tx).first,
        now.mayBeMailed(to: employer)
      else {
        throw DomainError.conflict("This letter was mailed to \(employer.email) already.")
      }
      try await mail(now, to: employer, by: actor, tx)
      return try await InductionLetter.list("l.id = \(id)", in: tx).first ?? letter
    }
  }

  // MARK: In common

  private func mail(
    _ letter: InductionLetter, to employer: SchoolEmployer, by actor: Actor, _ tx: Transaction
  ) async throws {
    try await RegistrationStore.tell(
      [employer.email], subject: letter.subject, body: "To \(employer.name).\n\n\(letter.wordsForEmployer)",
      services, in: tx)
    try await tx.execute(
      """
      UPDATE induction_letter SET mailed_to = \(employer.email), mailed_name = \(employer.name),
        mailed_before = array_remove(mailed_before, \(employer.email))
          || CASE WHEN mailed_to <> \(employer.email) THEN ARRAY[mailed_to] ELSE '{}' END,
        through_school = false, sent_on = \(services.today),
        means = \(InductionLetter.Means.electronic), sent_by = \(actor.account?.id),
        sent_by_name = \(actor.account?.name ?? "The operator") WHERE id = \(letter.id)
      """)
    let induction = try await InductionStore.find(letter.induction, in: tx)
    try await Audit.record(
      "induction.letter_sent", AuditSubject("induction", letter.induction), at: induction.place,
      details: ["recipient": .string(letter.recipient.rawValue), "means": "electronic"], by: actor, services,
      in: tx)
  }

  private func lock(_ school: School, _ expected: Int?, _ tx: Transaction) async throws {
    try await tx.execute("SELECT 1 FROM organisation WHERE id = \(school.id) FOR NO KEY UPDATE")
    let current = try await SchoolEmployer.find(school.id, in: tx)?.version ?? 0
    if let expected, expected != current { throw DomainError.staleVersion(current: current) }
  }

  private func audit(
    _ what: String, _ school: School, _ details: [String: JSONValue], _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      "school.employer_\(what)", AuditSubject("school", school.id), at: school.place, details: details,
      by: actor, services, in: tx)
  }
}
