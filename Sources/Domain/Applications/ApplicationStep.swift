import Foundation
import Postgres

/// One step of a received application's life: locked, permitted, of the version that was read, allowed from its
/// state, stored, told to the applicant and recorded in one transaction.
struct ApplicationStep: Sendable {
  let services: Services
  /// What the actor must be allowed.
  let operation: Operation
  /// The entry in the trail, for example "application.shortlisted".
  let action: String

  init(_ services: Services, _ operation: Operation, _ action: String) {
    self.services = services
    self.operation = operation
    self.action = action
  }

  /// Takes an application to `next` in a transaction of its own. `change` stores what else belongs to the step and
  /// says what the applicant is told and the trail keeps; it may throw ``DomainError``, as this does. An
  /// application that is there already stays as it is, and `change` isn't asked: `whenThere` throws where this is no
  /// repeat of what was done.
  func callAsFunction(
    _ id: ApplicationID, to next: ApplicationState, reason: String? = nil, expectedVersion: Int?,
    by actor: Actor,
    whenThere: ApplicationRepeat? = nil,
    change: @Sendable (SentApplication, Transaction) async throws -> ApplicationChange = { _, _ in
      ApplicationChange()
    }
  ) async throws -> SentApplication {
    try await services.pool.withTransaction { tx in
      try await take(
        id, to: next, reason: reason, expectedVersion: expectedVersion, by: actor, in: tx,
        whenThere: whenThere, change: change)
    }
  }

  /// The same inside a transaction that does more, such as one over many applications.
  func take(
    _ id: ApplicationID, to next: ApplicationState, reason: String? = nil, expectedVersion: Int?,
    by actor: Actor,
    in tx: Transaction,
    whenThere: ApplicationRepeat? = nil,
    change: @Sendable (SentApplication, Transaction) async throws -> ApplicationChange = { _, _ in
      ApplicationChange()
    }
  ) async throws -> SentApplication {
    let application = try await ApplicationStore.lock(id, in: tx)
    guard
      try await ApplicationReaders.mayRead(application.vacancy, at: application.place, actor, in: tx)
    else { throw DomainError.notFound("application") }
    try actor.require(operation, at: application.place)
    if application.state == next {
      try await whenThere?.check(application, tx)
      return application
    }
    try VacancyStore.requireVersion(expectedVersion, of: application.version)
    try Self.requireTransition(application, to: next)
    return try await store(try await change(application, tx), application, next, reason, actor, tx)
  }

  /// The same for a step that the applicant takes with their own application; for others it doesn't exist.
  func takeOwn(
    _ id: ApplicationID, to next: ApplicationState, by actor: Actor, in tx: Transaction,
    change: @Sendable (SentApplication, Transaction) async throws -> ApplicationChange = { _, _ in
      ApplicationChange()
    }
  ) async throws -> SentApplication {
    let application = try await ApplicationStore.lock(id, in: tx)
    guard actor.may(operation, ownedBy: application.account) else {
      throw DomainError.notFound("application")
    }
    if application.state == next { return application }
    try Self.requireTransition(application, to: next)
    return try await store(try await change(application, tx), application, next, nil, actor, tx)
  }

  private func store(
    _ change: ApplicationChange, _ application: SentApplication, _ next: ApplicationState,
    _ reason: String?, _ actor: Actor, _ tx: Transaction
  ) async throws -> SentApplication {
    let id = application.id
    let leaving = try await LeaveInterview(services)(application, for: next, in: tx)
    try await ApplicationStore.setState(id, next, reason, services.now(), tx)
    var mail = change.mail
    if mail == nil { mail = try await usualMail(application, next, change, tx) }
    if var mail {
      mail.attachment = mail.attachment ?? leaving
      try await ApplicantMail(services).send(mail, to: application, in: tx)
    }
    try await Audit.record(
      action, AuditSubject("application", id), at: application.place,
      details: change.details.merging(["from": .string(application.state.rawValue)]) { own, _ in own },
      by: actor, services, in: tx)
    return try await ApplicationStore.find(id, in: tx)
  }

  /// Throws ``DomainError/conflict(_:)`` when an application may not go there from where it stands.
  static func requireTransition(_ application: SentApplication, to next: ApplicationState) throws {
    guard application.state.mayBecome(next) else {
      throw DomainError.conflict(
        "This can’t be done now: \(application.happened). Nothing was changed. Read the application again to see "
          + "what can be done now.")
    }
  }

  private func usualMail(
    _ application: SentApplication, _ next: ApplicationState, _ change: ApplicationChange, _ tx: Transaction
  ) async throws -> ApplicationChange.Mail? {
    guard change.tellsApplicant else { return nil }
    let note = change.message.map { "\n\n\($0)" } ?? ""
    // Who has closed their account is not invited, so that nothing of it is promised.
    var news = next.explanation
    if next == .shortlisted, try await ApplicationStore.isAccountClosed(of: application, in: tx) {
      news = "You are on the school’s shortlist."
    }
    return ApplicationChange.Mail(
      subject: "Your application \(application.reference): \(next.title.lowercased())",
      body: """
        \(news)\(note)

        Vacancy: \(application.vacancyTitle) at \(application.schoolName)
        Application: \(application.reference)

        See it here: \(services.settings.baseURL)/applications/\(application.id)
        """)
  }
}

/// Whether a step that was taken before is only repeated: throws ``DomainError`` where it isn't, so that nothing new is
/// dropped without a word.
struct ApplicationRepeat: Sendable {
  let check: @Sendable (SentApplication, Transaction) async throws -> Void

  init(_ check: @escaping @Sendable (SentApplication, Transaction) async throws -> Void) {
    self.check = check
  }
}

/// What belongs to a step besides the state.
struct ApplicationChange: Sendable {
  /// A mail of its own to the applicant.
  struct Mail: Sendable {
    var subject: String
    var body: String
    /// A file that goes with it.
    var attachment: MailAttachment?
  }

  /// What the trail keeps; nothing personal.
  var details: [String: JSONValue] = [:]
  /// Whether the applicant is told by mail.
  var tellsApplicant = true
  /// What the school says to the applicant, in the usual mail.
  var message: String?
  /// The whole mail, where the usual one doesn't serve.
  var mail: Mail?
}

extension ApplicationStore {
  /// Whether the applicant has closed their account, also while names are hidden: for mail to them. A school may be told
  /// only while names are shown.
  static func isAccountClosed(of application: SentApplication, in db: some Queryable) async throws -> Bool {
    try await db.value(
      "SELECT closed_at IS NOT NULL FROM account WHERE id = \(application.account)", as: Bool.self)
  }

  /// The applicant's e-mail address.
  static func address(of application: SentApplication, in db: some Queryable) async throws -> String {
    try await db.value("SELECT email FROM account WHERE id = \(application.account)", as: String.self)
  }
}
