public import Foundation
import Postgres

/// Sends the acting person's general application for one vacancy. What is sent is frozen as it is.
public struct SendApplication: Sendable {
  /// What came of sending.
  public struct Outcome: Sendable {
    /// The application that stands.
    public let application: SentApplication
    /// Whether it had been sent before, so that nothing was sent now.
    public let alreadySent: Bool
    /// The titles of the parts that came now with other answers than those that were sent then: these were not sent.
    public var leftOut: [String] = []
  }

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Sends it, with its confirmation and audit entry, in one transaction. However often it is called for the
  /// same vacancy, one application stands, and the outcome says what came otherwise after it. `submission` names one intent to send: a repeat of it gives the
  /// application that it made, even when that has been withdrawn since. `statement` replaces the personal
  /// statement for this vacancy; `answers` are those to what is asked for this vacancy
  /// (``ReadVacancyQuestions``). What was begun as a draft for it is gone then. `campaign` is the code of the
  /// campaign it came through; one that isn't known is passed over. Throws ``DomainError``.
  public func callAsFunction(
    vacancy id: VacancyID, statement: String? = nil, answers: [String: JSONValue], campaign: String? = nil,
    submission: UUID, by actor: Actor
  ) async throws -> Outcome {
    let account = try actor.requireOwn(.sendApplication)
    let questions = AnswerByApplying(services)
    return try await services.pool.withTransaction { tx in
      try await questions.lock(account.id, in: tx)
      let outcome = try await send(id, statement, answers, campaign, submission, actor, in: tx)
      try await questions(outcome.application, by: actor, in: tx)
      return outcome
    }
  }

  /// The same inside a transaction that does more.
  func send(
    _ id: VacancyID, _ statement: String?, _ answers: [String: JSONValue], _ campaign: String?,
    _ submission: UUID, _ actor: Actor, in tx: Transaction
  ) async throws -> Outcome {
    let account = try actor.requireOwn(.sendApplication)
    try await tx.execute("SELECT 1 FROM account WHERE id = \(account.id) FOR UPDATE")
    if let earlier = try await standing(account.id, id, submission, tx) {
      return Outcome(
        application: earlier, alreadySent: true,
        leftOut: try await leftOut(statement, answers, by: account.id, from: earlier, submission, in: tx))
    }
    let vacancy = try await openVacancy(id, tx)
    guard account.emailConfirmed else {
      throw DomainError.conflict(
        "Confirm your e-mail address first: follow the link in the mail we sent you.")
    }
    let general = try await GeneralApplication.load(account.id, today: services.today, in: tx)
    try requireComplete(general)
    let asked = try await VacancyQuestions.load(id, in: tx).section(for: vacancy.schoolName)
    let frozen = try frozen(general, statement, answers, asked, email: account.email)
    let number = StatedNumber.of(frozen)
    if let number { try await StatedNumber.lock(number, for: id, in: tx) }
    let application = try await insert(
      vacancy, account, general, frozen, asked, submission, campaign, tx)
    if number != nil { try await CandidatesOfOnePerson.settle(beside: application, services, in: tx) }
    try await confirm(application, vacancy, account, tx)
    try await Audit.record(
      "application.sent", AuditSubject("application", application.id), at: vacancy.place,
      details: ["vacancy": .string(vacancy.id.description)], by: actor, services, in: tx)
    return Outcome(application: application, alreadySent: false)
  }

  private func standing(
    _ account: AccountID, _ vacancy: VacancyID, _ submission: UUID, _ tx: Transaction
  ) async throws -> SentApplication? {
    try await tx.first(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.account_id = \(account) AND ((a.vacancy_id = \(vacancy) AND a.state <> 'withdrawn')
        OR a.submission = \(submission))
      ORDER BY a.submission = \(submission) DESC LIMIT 1
      """, as: SentApplication.self)
  }

  /// The vacancy, held open until the transaction ends: it can't be withdrawn or closed in between.
  private func openVacancy(_ id: VacancyID, _ tx: Transaction) async throws -> Vacancy {
    let vacancy = try await VacancyStore.hold(id, in: tx)
    if let refusal = vacancy.refusal(at: services.now()) { throw refusal }
    return vacancy
  }

  private func requireComplete(_ general: GeneralApplication) throws {
    let missing = general.sections.filter { !$0.isReady }
    if missing.isEmpty { return }
    throw DomainError.invalid(
      missing.map { section in
        FieldProblem(
          field: section.section.key,
          message: "Complete the section “\(section.section.title)” before you send your application.")
      })
  }

  private func frozen(
    _ general: GeneralApplication, _ statement: String?, _ own: [String: JSONValue], _ asked: FormSection,
    email: String
  ) throws -> [String: [String: JSONValue]] {
    var answers = Dictionary(
      uniqueKeysWithValues: general.sections.map { ($0.section.key, Self.asked($0)) })
    var problems: [FieldProblem] = []
    if let statement = statement?.trimmed, !statement.isEmpty {
      let section = try general.section("statement")
      answers["statement"] = ["statement": .string(statement)]
      problems = FormRules.problems(["statement": .string(statement)], section.section, today: services.today)
    }
    let own = try FormRules.shaped(own, asked)
    problems += FormRules.problems(own, asked, today: services.today)
    problems += ReligiousRefereeRule.problems(own, answers, ownEmail: email)
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    answers[asked.key] = Self.kept(own, asked)
    return answers
  }

  /// Answers without those to questions that are no longer asked.
  static func asked(_ filled: FilledSection) -> [String: JSONValue] {
    guard filled.section.entries != nil else { return kept(filled.answers, filled.section) }
    return ["entries": .array(filled.entries.map { .object(kept($0, filled.section)) })]
  }

  static func kept(
    _ answers: [String: JSONValue], _ section: FormSection
  ) -> [String: JSONValue] {
    let asked = Set(section.questions.filter { $0.isAsked(given: answers) }.map(\.key))
    return answers.filter { asked.contains($0.key) || $0.key == "id" }
  }

  private func insert(
    _ vacancy: Vacancy, _ account: ActingAccount, _ general: GeneralApplication,
    _ answers: [String: [String: JSONValue]], _ asked: FormSection, _ submission: UUID, _ campaign: String?,
    _ tx: Transaction
  ) async throws -> SentApplication {
    let id = services.newID(ApplicationID.self)
    let now = services.now()
    let json = JSONColumn.encode(answers)
    let name = Self.name(answers["personal"] ?? [:]) ?? account.name
    try await tx.execute(
      """
      WITH numbered AS (UPDATE vacancy_anonymity SET last_number = last_number + 1
        WHERE vacancy_id = \(vacancy.id) RETURNING last_number),
      asked AS (INSERT INTO application_asked (application_id, definition)
        VALUES (\(id), \(JSONColumn.encode(asked)))),
      begun AS (DELETE FROM application_draft WHERE account_id = \(account.id) AND vacancy_id = \(vacancy.id))
      INSERT INTO application (id, reference, vacancy_id, account_id, school_id, authority_id, state,
        form_version, applicant_name, answers, submission, campaign_id, sent_at,
        state_changed_at, applicant_number)
      VALUES (\(id), \(Reference.make("A", random: services.random)), \(vacancy.id), \(account.id),
        \(vacancy.place.organisation), \(vacancy.place.authority), 'sent', \(general.form.version),
        \(name), \(json), \(submission),
        (SELECT id FROM campaign WHERE code = \(campaign) AND authority_id = \(vacancy.place.authority)),
        \(now), \(now), (SELECT last_number FROM numbered))
      """)
    return try await ApplicationStore.find(id, in: tx)
  }

  private static func name(_ personal: [String: JSONValue]) -> String? {
    let parts = ["first_names", "last_name"].compactMap { personal[$0]?.string?.trimmed }.filter {
      !$0.isEmpty
    }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private func confirm(
    _ application: SentApplication, _ vacancy: Vacancy, _ account: ActingAccount, _ tx: Transaction
  ) async throws {
    let (id, reference) = (application.id, application.reference)
    try await Outbox.enqueue(
      OutgoingMail(
        to: account.email, subject: "Application sent: \(vacancy.content.title), \(vacancy.schoolName)",
        body: """
          \(vacancy.schoolName) has your application for "\(vacancy.content.title)".

          Your reference: \(reference)

          What you sent is kept exactly as it was. You can see it, and where it stands, here:
          \(services.settings.baseURL)/applications/\(id)
          """), services, in: tx)
    for recipient in try await ApplicationReaders.addresses(of: vacancy.id, at: vacancy.place, in: tx) {
      try await Outbox.enqueue(
        OutgoingMail(
          to: recipient, subject: "New application for \(vacancy.content.title) (\(vacancy.reference))",
          body: """
            An application (\(reference)) has arrived for the vacancy "\(vacancy.content.title)".

            Read it here: \(services.settings.baseURL)/received/\(id)
            """), services, in: tx)
    }
  }
}

extension Vacancy {
  /// Why it takes no application at a moment; nil while it takes them.
  func refusal(at now: Date) -> DomainError? {
    switch state(at: now) {
    case .published: nil
    case .closed, .interviewing, .filled, .notFilled:
      .conflict("This vacancy has closed, so it takes no more applications.")
    case .withdrawn where publishedAt != nil: .gone("The school has withdrawn this vacancy.")
    case .draft, .awaitingApproval, .scheduled, .withdrawn: .notFound("vacancy")
    }
  }
}
