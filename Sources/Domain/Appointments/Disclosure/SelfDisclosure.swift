public import Foundation
import Postgres

/// What somebody on a shortlist discloses of themselves.
public struct SelfDisclosure: Sendable {
  /// The application it belongs to.
  public let application: SentApplication
  /// The questions.
  public let form: AppointmentForm
  /// What was answered.
  public let answers: [String: JSONValue]
  /// Rises with every save; 0 before the first.
  public let version: Int
  /// When it was sent to the school.
  public let sentAt: Date?

  static func load(
    _ application: SentApplication, _ services: Services, in db: some Queryable
  ) async throws -> SelfDisclosure {
    let row = try await db.firstRow(
      """
      SELECT form_version, answers, version, sent_at FROM self_disclosure
      WHERE application_id = \(application.id)
      """)
    guard let row else {
      let form = try await AppointmentForm.current(.disclosure, on: services.today, in: db)
      return SelfDisclosure(application: application, form: form, answers: [:], version: 0, sentAt: nil)
    }
    return SelfDisclosure(
      application: application,
      form: try await AppointmentForm.version(try row.decode("form_version"), of: .disclosure, in: db),
      answers: try JSONColumn.decode([String: JSONValue].self, from: try row.decode("answers")),
      version: try row.decode("version"), sentAt: try row.decodeIfPresent("sent_at"))
  }
}

/// Somebody on a shortlist answers the questions about themselves, and sends the answers to the school.
public struct AnswerDisclosure: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The acting person's own, as far as it is answered. It is asked of those on a shortlist only: for others
  /// there is none. Throws ``DomainError``.
  public func read(_ id: ApplicationID, by actor: Actor) async throws -> SelfDisclosure {
    let application = try await AppointmentAccess.own(id, .readOwnApplications, by: actor, in: services.pool)
    let disclosure = try await SelfDisclosure.load(application, services, in: services.pool)
    try Self.requireAsked(disclosure)
    return disclosure
  }

  /// Keeps answers, right or wrong, and with `sends` sends them: frozen from then on, and the school is told.
  /// Sent twice, the first counts. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, answers: [String: JSONValue], sends: Bool, expectedVersion: Int?, by actor: Actor
  ) async throws -> SelfDisclosure {
    let kept = try await services.pool.withTransaction { tx in
      try await keep(id, answers, expectedVersion, actor, tx)
    }
    guard sends, kept.sentAt == nil else { return kept }
    let problems = kept.form.problems(kept.answers, today: services.today)
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    return try await services.pool.withTransaction { tx in try await send(id, kept.version, actor, tx) }
  }

  private func keep(
    _ id: ApplicationID, _ answers: [String: JSONValue], _ expectedVersion: Int?, _ actor: Actor,
    _ tx: Transaction
  ) async throws -> SelfDisclosure {
    let stored = try await locked(id, actor, tx)
    if stored.sentAt != nil { return stored }
    try VacancyStore.requireVersion(expectedVersion, of: stored.version)
    let shaped = JSONColumn.encode(try stored.form.shaped(answers))
    try await tx.execute(
      """
      INSERT INTO self_disclosure AS d (application_id, form_version, answers, saved_at)
      VALUES (\(id), \(stored.form.version), \(shaped), \(services.now()))
      ON CONFLICT (application_id) DO UPDATE SET answers = excluded.answers, version = d.version + 1,
        saved_at = excluded.saved_at
      """)
    return try await SelfDisclosure.load(stored.application, services, in: tx)
  }

  private func send(
    _ id: ApplicationID, _ version: Int, _ actor: Actor, _ tx: Transaction
  ) async throws -> SelfDisclosure {
    let stored = try await locked(id, actor, tx)
    if stored.sentAt != nil { return stored }
    try VacancyStore.requireVersion(version, of: stored.version)
    let asked = JSONColumn.encode(stored.form.asked(stored.answers))
    try await tx.execute(
      """
      UPDATE self_disclosure SET answers = \(asked), sent_at = \(services.now()), version = version + 1
      WHERE application_id = \(id)
      """)
    let application = stored.application
    let readers = try await DisclosureReaders.addresses(of: application, in: tx)
    for address in readers {
      try await Outbox.enqueue(
        OutgoingMail(
          to: address, subject: "A self-disclosure has arrived: \(application.applicantName)",
          body: """
            \(application.applicantName) has answered the questions that are asked of the shortlisted.

            Vacancy: \(application.vacancyTitle)
            Application: \(application.reference)

            Read it here: \(services.settings.baseURL)/received/\(id)/disclosure
            """), services, in: tx)
    }
    try await Audit.record(
      "application.disclosure_sent", AuditSubject("application", id), at: application.place, by: actor,
      services, in: tx)
    return try await SelfDisclosure.load(application, services, in: tx)
  }

  private func locked(_ id: ApplicationID, _ actor: Actor, _ tx: Transaction) async throws -> SelfDisclosure {
    let application = try await ApplicationStore.lock(id, in: tx)
    guard actor.may(.discloseOwnRecord, ownedBy: application.account) else {
      throw DomainError.notFound("application")
    }
    let stored = try await SelfDisclosure.load(application, services, in: tx)
    try Self.requireAsked(stored)
    return stored
  }

  private static func requireAsked(_ disclosure: SelfDisclosure) throws {
    guard disclosure.application.state.isPastShortlist || disclosure.sentAt != nil else {
      throw DomainError.notFound("self-disclosure")
    }
  }
}

/// Who may read self-disclosures: the head, and those recruiters whom the head has named for the vacancy.
enum DisclosureReaders {
  static func require(_ application: SentApplication, _ actor: Actor, in db: some Queryable) async throws {
    try await AppointmentAccess.check(application, .readDisclosures, actor, in: db)
    if actor.may(.makeOffer, at: application.place) { return }
    // A head's token that may only read is still a head's.
    let isHead = actor.account?.memberships.contains {
      $0.role == .head && $0.organisation == application.place.organisation
    }
    if isHead == true { return }
    let setting = try await AppointmentSetting.load(application.vacancy, in: db)
    guard let account = actor.account, setting.disclosureReaders.contains(account.id) else {
      throw DomainError.notAllowed(Permissions.grant(for: .readDisclosures).refusal)
    }
  }

  static func addresses(of application: SentApplication, in db: some Queryable) async throws -> [String] {
    let setting = try await AppointmentSetting.load(application.vacancy, in: db)
    return try await ApplicationReaders.addresses(of: application.vacancy, at: application.place, in: db) {
      $0.role == .head || setting.disclosureReaders.contains($0.account)
    }
  }
}

/// Reads what somebody on the shortlist has disclosed. Each reading is recorded.
public struct ReadDisclosure: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Whether the actor is one of those who may: the head, or a recruiter whom the head has named for the vacancy.
  public func isAllowed(for application: SentApplication, by actor: Actor) async throws -> Bool {
    do {
      try await DisclosureReaders.require(application, actor, in: services.pool)
      return true
    } catch DomainError.notAllowed, DomainError.notFound {
      return false
    }
  }

  /// The disclosure of an application; its answers are empty until it was sent. Throws ``DomainError``.
  public func callAsFunction(_ id: ApplicationID, by actor: Actor) async throws -> SelfDisclosure {
    try await services.pool.withTransaction { tx in
      let application = try await ApplicationStore.find(id, in: tx)
      try await DisclosureReaders.require(application, actor, in: tx)
      let stored = try await SelfDisclosure.load(application, services, in: tx)
      guard stored.sentAt != nil else {
        return SelfDisclosure(
          application: application, form: stored.form, answers: [:], version: stored.version, sentAt: nil)
      }
      try await Audit.record(
        "application.disclosure_read", AuditSubject("application", id), at: application.place, by: actor,
        services, in: tx)
      return stored
    }
  }
}
