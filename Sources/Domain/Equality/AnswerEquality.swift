import Postgres

/// The questions of equality monitoring, each of which may be left open or answered by "prefer not to say".
public struct EqualityForm: Sendable {
  /// The version.
  public let version: Int
  /// The questions.
  public let section: FormSection

  static func current(on today: CivilDate, in db: some Queryable) async throws -> EqualityForm {
    try form(
      await db.firstRow(
        """
        SELECT version, definition FROM equality_form WHERE introduced_on <= \(today) ORDER BY version DESC LIMIT 1
        """))
  }

  /// A form that was current once.
  static func find(_ version: Int, in db: some Queryable) async throws -> EqualityForm {
    try form(
      await db.firstRow("SELECT version, definition FROM equality_form WHERE version = \(Int32(version))"))
  }

  private static func form(_ row: Row?) throws -> EqualityForm {
    guard let row else { throw DomainError.notFound("equality form") }
    return EqualityForm(
      version: try row.decode("version"),
      section: try JSONColumn.decode(FormSection.self, from: try row.decode("definition")))
  }
}

/// Takes an applicant's answers for equality monitoring. They stand apart from the application, and nobody ever reads
/// them but in totals: not the school, not the authority, and not the applicant again.
public struct AnswerEquality: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The questions; open to everybody. Throws ``DomainError``.
  public func form() async throws -> EqualityForm {
    try await EqualityForm.current(on: services.today, in: services.pool)
  }

  /// Whether the acting person has answered for an application of theirs. Throws ``DomainError``.
  public func isAnswered(_ id: ApplicationID, by actor: Actor) async throws -> Bool {
    try await requireOwn(id, actor, in: services.pool)
    return try await services.pool.value(
      "SELECT EXISTS (SELECT FROM equality_answer WHERE key = equality_key(\(id)))", as: Bool.self)
  }

  /// Whether answers are still taken: the totals of the term in which it was sent have not been given out. Throws
  /// ``DomainError``.
  public func isOpen(_ id: ApplicationID, by actor: Actor) async throws -> Bool {
    try await requireOwn(id, actor, in: services.pool)
    return try await services.pool.value(
      "SELECT NOT equality_counted FROM application WHERE id = \(id)", as: Bool.self)
  }

  /// Keeps the answers in place of all earlier ones. None at all is fine where there are no earlier ones; where there are,
  /// they are only taken away by ``remove(_:by:)``. Neither who answered nor what is in the trail. Throws
  /// ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, _ answers: [String: JSONValue], by actor: Actor
  ) async throws {
    try await requireOwn(id, actor, in: services.pool)
    let form = try await form()
    let given = try FormRules.shaped(answers, form.section)
    let problems = FormRules.problems(given, form.section, today: services.today)
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    if given.values.allSatisfy(FormRules.isBlank) { return try await requireNone(id, form, by: actor) }
    let json = JSONColumn.encode(given)
    let kept = try await services.pool.execute(
      """
      INSERT INTO equality_answer (key, form_version, answers, answered_on)
      SELECT equality_key(\(id)), \(form.version), \(json), \(services.today)
      FROM application WHERE id = \(id) AND NOT equality_counted
      ON CONFLICT (key) DO UPDATE SET form_version = excluded.form_version, answers = excluded.answers,
        answered_on = excluded.answered_on
      """)
    if kept == 0 { throw Self.closed }
  }

  private static let closed = DomainError.conflict(
    "The time to answer is over: the totals of the term in which you applied have been given out.")

  /// Refuses an answer that says nothing where it would take earlier ones away.
  private func requireNone(_ id: ApplicationID, _ form: EqualityForm, by actor: Actor) async throws {
    guard try await isAnswered(id, by: actor), let first = form.section.questions.first else { return }
    guard try await isOpen(id, by: actor) else { throw Self.closed }
    throw DomainError.invalid([
      FieldProblem(field: first.key, message: "Choose at least one answer, or remove your answers.")
    ])
  }

  /// Takes the answers away; none is fine. Throws ``DomainError``.
  public func remove(_ id: ApplicationID, by actor: Actor) async throws {
    try await requireOwn(id, actor, in: services.pool)
    try await services.pool.execute("DELETE FROM equality_answer WHERE key = equality_key(\(id))")
  }

  /// Takes away every answer of a person, when their account is closed.
  static func removeAll(of account: AccountID, in tx: Transaction) async throws {
    try await tx.execute(
      """
      DELETE FROM equality_answer
      WHERE key IN (SELECT equality_key(id) FROM application WHERE account_id = \(account))
      """)
  }

  private func requireOwn(_ id: ApplicationID, _ actor: Actor, in db: some Queryable) async throws {
    _ = try actor.requireAccount()
    let application = try await ApplicationStore.find(id, in: db)
    guard let account = actor.account, account.id == application.account,
      actor.may(.sendApplication, ownedBy: application.account)
    else { throw DomainError.notFound("application") }
  }
}
