import Foundation
import Postgres

/// Another referee is named where one gives no reference: a record of its own, beside the application that stays as it
/// was sent. The school then asks them like any other (``RequestReferences``).
public struct NameReferee: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Who is named for an application of the acting person, and in whose place they may name another. Throws
  /// ``DomainError``.
  public func own(_ id: ApplicationID, by actor: Actor) async throws -> OtherReferees {
    let application = try await AppointmentAccess.own(id, .readOwnApplications, by: actor, in: services.pool)
    return try await OtherReferees.load(application, services, in: services.pool)
  }

  /// The same for those at the school who ask for references. Throws ``DomainError``.
  public func received(_ id: ApplicationID, by actor: Actor) async throws -> OtherReferees {
    let application = try await AppointmentAccess.received(
      id, .requestReferences, by: actor, in: services.pool)
    return try await OtherReferees.load(application, services, for: .school, in: services.pool)
  }

  /// The applicant names another referee, in the place of one who gives none or as one more where the school asks, and
  /// consents so to their being contacted. Problems are of the questions of ``OtherReferees/Opening/section`` and of
  /// `replaces`. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, replaces: Int?, answers: [String: JSONValue], by actor: Actor
  ) async throws -> OtherReferees {
    try await services.pool.withTransaction { tx in
      let application = try await ApplicationStore.lock(id, in: tx)
      guard actor.may(.nameReferee, ownedBy: application.account) else {
        throw DomainError.notFound("application")
      }
      let known = try await OtherReferees.load(application, services, in: tx)
      try Self.requireOpen(application)
      guard !known.openings.isEmpty else {
        throw DomainError.invalid([
          FieldProblem(
            field: "replaces",
            message: "Nobody else is needed now. The page of your application says when that changes.")
        ])
      }
      guard let opening = known.openings.first(where: { $0.referee?.number == replaces }) else {
        // Everything that is wrong is told at once.
        let problem = FieldProblem(
          field: "replaces", message: "Choose the referee in whose place you name another one.")
        _ = try await checked(answers, known.section, known, .applicant, tx, [problem])
        throw DomainError.invalid([problem])
      }
      let kept = try await checked(answers, opening.section, known, .applicant, tx, [])
      try await store(
        Entry(replaces: replaces, isReligious: opening.referee?.isReligious ?? false, by: .applicant), kept,
        known, actor, tx)
      let name = kept["name"]?.string ?? ""
      try await SchoolMail.send(
        about: application.vacancy, to: application.place,
        subject: "Another referee is named: \(application.applicantName)",
        body: """
          \(application.applicantName) has named \(name) as a referee\(Self.words(opening.referee)).

          Vacancy: \(application.vacancyTitle)
          Application: \(application.reference)

          Ask for the reference here: \(services.settings.baseURL)/received/\(id)/references
          """, services, in: tx)
      return try await OtherReferees.load(application, services, in: tx)
    }
  }

  /// The school records a referee whom the applicant has named to it, with how they agreed to it; the applicant has it
  /// in writing. Problems are of the questions of ``OtherReferees/section``, of `replaces` and of `consent`. Throws
  /// ``DomainError``.
  public func record(
    _ id: ApplicationID, replaces: Int?, answers: [String: JSONValue], consent: String, by actor: Actor
  ) async throws -> OtherReferees {
    let consent = consent.trimmed
    return try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.lock(id, .requestReferences, by: actor, in: tx)
      let known = try await OtherReferees.load(application, services, for: .school, in: tx)
      try Self.requireOpen(application)
      var problems = Problems()
      var replaced: Referee?
      do {
        replaced = try await Self.replaced(replaces, known, services, tx)
      } catch DomainError.invalid(let found) {
        for problem in found { problems.add(problem.field, problem.message) }
      }
      problems.require(
        !consent.isEmpty, "consent", "Enter when and how the applicant named them and agreed to your asking.")
      problems.require(consent.count <= 1000, "consent", "Shorten this to 1,000 characters or fewer.")
      let isReligious = replaced?.isReligious ?? false
      let section =
        isReligious
        ? try OtherReferees.section(
          try await ApplicationForm.version(application.formVersion, in: tx), isReligious: true, for: .school)
        : known.section
      let given = isReligious ? answers.filter { $0.key != "relationship" } : answers
      let kept = try await checked(given, section, known, .school, tx, problems.found)
      try await store(
        Entry(replaces: replaces, isReligious: isReligious, by: .school, consent: consent), kept, known,
        actor,
        tx)
      try await ApplicantMail(services).send(
        ApplicationChange.Mail(
          subject: "Another referee for \(application.vacancyTitle), \(application.schoolName)",
          body: """
            \(application.schoolName) has recorded that you named \(kept["name"]?.string ?? "somebody") as a \
            referee\(Self.words(replaced)), and may ask them for a reference.

            What the school noted of your consent: \(consent)

            If this is not so, write to the school at once:
            \(services.settings.baseURL)/applications/\(id)/messages
            """), to: application, in: tx)
      return try await OtherReferees.load(application, services, for: .school, in: tx)
    }
  }

  // MARK: Parts

  private struct Entry {
    let replaces: Int?
    let isReligious: Bool
    let by: NamedBy
    var consent = ""
  }

  static func requireOpen(_ application: SentApplication) throws {
    guard OtherReferees.isOpen(application.state) else {
      throw DomainError.conflict(
        "Another referee is named between the shortlist and the appointment. The state of this application is "
          + "“\(application.state.title)”.")
    }
  }

  /// The referee in whose place another is named: one without a reference, in whose place nobody else is.
  static func replaced(
    _ place: Int?, _ known: OtherReferees, _ services: Services, _ tx: Transaction
  ) async throws -> Referee? {
    guard let place else { return nil }
    guard let referee = known.referees.first(where: { $0.number == place }) else {
      throw DomainError.invalid([
        FieldProblem(field: "replaces", message: "Choose in whose place they stand, or one more.")
      ])
    }
    let request = try await ReferenceStore.list(known.application.id, in: tx).first { $0.referee == place }
    if request?.receivedAt != nil {
      throw DomainError.invalid([
        FieldProblem(
          field: "replaces",
          message:
            "\(referee.name) has given a reference already. Choose “One more referee” if you need another.")
      ])
    }
    if referee.isReplaced {
      throw DomainError.invalid([
        FieldProblem(
          field: "replaces", message: "Another referee has been named in place of \(referee.name) already.")
      ])
    }
    return referee
  }

  private static func words(_ referee: Referee?) -> String {
    referee.map { " in place of \($0.name)" } ?? ""
  }

  private func checked(
    _ answers: [String: JSONValue], _ section: FormSection, _ known: OtherReferees, _ reader: NamedBy,
    _ tx: Transaction, _ others: [FieldProblem]
  ) async throws -> [String: JSONValue] {
    let shaped = try FormRules.shaped(answers, section)
    let own = try await ApplicationStore.address(of: known.application, in: tx)
    let problems =
      others
      + RefereeNaming.problems(
        shaped, section, among: known.referees, ownEmail: own, by: reader, today: services.today)
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    return shaped
  }

  private func store(
    _ entry: Entry, _ answers: [String: JSONValue], _ known: OtherReferees, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let id = known.application.id
    let named = known.referees.filter { $0.naming != nil }
    guard named.count < RefereeNaming.most else {
      throw DomainError.conflict(
        "Ten other referees have been named already. "
          + (entry.by == .school ? "Speak with the applicant first." : "Write to the school first."))
    }
    let place = (named.map(\.number).max() ?? 10) + 1
    try await tx.execute(
      """
      INSERT INTO named_referee (application_id, place, answers, is_religious, replaces, named_by, consent, named_at,
        recorded_by)
      VALUES (\(id), \(place), \(JSONColumn.encode(answers)), \(entry.isReligious), \(entry.replaces), \(entry.by),
        \(entry.consent), \(services.now()), \(actor.account?.id))
      """)
    try await tx.execute(
      "UPDATE referee_ask SET answered_at = \(services.now()) WHERE application_id = \(id) AND answered_at IS NULL"
    )
    try await Audit.record(
      "reference.referee_named", AuditSubject("application", id), at: known.application.place,
      details: [
        "referee": .number(Double(place)), "by": .string(entry.by.rawValue),
        "replaces": entry.replaces.map { .number(Double($0)) } ?? .null,
      ], by: actor, services, in: tx)
  }
}

/// The school asks an applicant to name another referee.
public struct AskForReferee: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Asks by mail, with a word of the school if it likes. A new ask takes the place of one that is not answered; the
  /// same once more changes nothing. Problems are of `replaces` and `message`. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, replaces: Int?, message: String, by actor: Actor
  ) async throws -> OtherReferees {
    let message = message.trimmed
    return try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.lock(id, .requestReferences, by: actor, in: tx)
      let known = try await OtherReferees.load(application, services, for: .school, in: tx)
      try NameReferee.requireOpen(application)
      if let ask = known.ask, ask.replaces == replaces, ask.message == message { return known }
      let referee = try await NameReferee.replaced(replaces, known, services, tx)
      guard message.count <= 1000 else {
        throw DomainError.invalid([
          FieldProblem(field: "message", message: "Shorten the message to 1,000 characters or fewer.")
        ])
      }
      guard !application.isAccountClosed else {
        throw DomainError.conflict(
          "\(application.applicantName) has closed their account. Record another referee yourself once they name "
            + "one to you.")
      }
      try await store(id, replaces, message, actor, tx)
      try await mail(application, referee, message, tx)
      try await Audit.record(
        "reference.referee_asked_for", AuditSubject("application", id), at: application.place,
        details: ["replaces": replaces.map { .number(Double($0)) } ?? .null], by: actor, services, in: tx)
      return try await OtherReferees.load(application, services, for: .school, in: tx)
    }
  }

  private func store(
    _ id: ApplicationID, _ replaces: Int?, _ message: String, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let now = services.now()
    try await tx.execute(
      "UPDATE referee_ask SET answered_at = \(now) WHERE application_id = \(id) AND answered_at IS NULL")
    try await tx.execute(
      """
      INSERT INTO referee_ask (id, application_id, replaces, message, asked_at, asked_by)
      VALUES (\(UUIDv7.make(at: now, random: services.random(10))), \(id), \(replaces), \(message), \(now),
        \(actor.account?.id))
      """)
  }

  private func mail(
    _ application: SentApplication, _ referee: Referee?, _ message: String, _ tx: Transaction
  ) async throws {
    let what = referee.map { "another referee in place of \($0.name)" } ?? "one more referee"
    let note = message.isEmpty ? "" : "\n\nThe school writes: \(message)"
    try await Outbox.enqueue(
      OutgoingMail(
        to: try await ApplicationStore.address(of: application, in: tx),
        subject: "Please name another referee: \(application.vacancyTitle), \(application.schoolName)",
        body: """
          \(application.schoolName) asks you to name \(what) for your application \(application.reference).\(note)

          Name them here: \(services.settings.baseURL)/applications/\(application.id)/referee
          """), services, in: tx)
  }
}
