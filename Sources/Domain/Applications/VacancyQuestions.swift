import Foundation
import Postgres

/// What a school asks those who apply for one vacancy, besides the form that all schools share.
public struct VacancyQuestions: Sendable, Equatable {
  /// The most questions of its own that a school may ask.
  public static let most = 3
  /// The key of the section that they make.
  public static let sectionKey = "vacancy"

  /// Whether a religious reference is asked; only schools with a religious character may.
  public var asksReligiousReference: Bool
  /// The school's own questions.
  public var questions: [String]
  /// Rises with every change; 0 before the first.
  public var version: Int

  /// What a school asks.
  public init(asksReligiousReference: Bool = false, questions: [String] = [], version: Int = 0) {
    self.asksReligiousReference = asksReligiousReference
    self.questions = questions
    self.version = version
  }

  /// The section that applicants fill in when they send their application.
  public func section(for school: String) -> FormSection {
    var asked = [
      Question(
        "close_relationship",
        "Do you have a close relationship with anyone who works at \(school), or with one of its governors?",
        .yesNo),
      Question(
        "relationship_details", "Who, and what the relationship is", .textarea, maximum: 1000,
        when: .init(key: "close_relationship", anyOf: ["yes"])),
    ]
    if asksReligiousReference {
      asked += [
        Question(
          "religious_referee", "Religious referee: full name", .text,
          hint: "Somebody of your faith community who can speak of your practice, such as a priest."),
        Question("religious_position", "Religious referee: their position", .text),
        Question("religious_email", "Religious referee: e-mail address", .email, maximum: 254),
        Question(
          "religious_contact", "Religious referee: may the school contact them before an interview?", .yesNo),
      ]
    }
    asked += questions.enumerated().map { Question("own_\($0 + 1)", $1, .textarea, maximum: 3000) }
    return FormSection(
      key: Self.sectionKey, title: "For this vacancy", intro: nil, questions: asked, entries: nil, rule: nil,
      neededWhen: nil)
  }

  static func load(_ vacancy: VacancyID, in db: some Queryable) async throws -> VacancyQuestions {
    let row = try await db.firstRow(
      """
      SELECT asks_religious_reference, questions, version FROM vacancy_questions WHERE vacancy_id = \(vacancy)
      """)
    guard let row else { return VacancyQuestions() }
    return VacancyQuestions(
      asksReligiousReference: try row.decode("asks_religious_reference"),
      questions: try row.decode("questions"), version: try row.decode("version"))
  }
}

/// Reads what is asked for a vacancy, by whoever may see the vacancy.
public struct ReadVacancyQuestions: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The school's settings. Throws ``DomainError``.
  public func callAsFunction(_ id: VacancyID, by actor: Actor) async throws -> VacancyQuestions {
    _ = try await FindVacancy(services)(id, by: actor)
    return try await VacancyQuestions.load(id, in: services.pool)
  }

  /// The school's settings as it sees them at its desk; whoever has applied for the vacancy themselves answers them and
  /// has no part in them there. Throws ``DomainError``.
  public func atDesk(_ id: VacancyID, by actor: Actor) async throws -> VacancyQuestions {
    _ = try await FindVacancy(services).atDesk(id, by: actor)
    return try await VacancyQuestions.load(id, in: services.pool)
  }

  /// The section that is filled in when an application is sent. Throws ``DomainError``.
  public func section(_ id: VacancyID, by actor: Actor) async throws -> FormSection {
    let vacancy = try await FindVacancy(services)(id, by: actor)
    return try await VacancyQuestions.load(id, in: services.pool).section(for: vacancy.schoolName)
  }

  /// The section for whoever had the form open when the school withdrew the vacancy: what they have typed is theirs, and
  /// is given back under the words of its questions. Throws ``DomainError``.
  public func sectionOnceAsked(_ id: VacancyID, by actor: Actor) async throws -> FormSection {
    do { return try await section(id, by: actor) } catch DomainError.gone {
      _ = try actor.requireOwn(.sendApplication)
      let vacancy = try await VacancyStore.find(id, in: services.pool)
      return try await VacancyQuestions.load(id, in: services.pool).section(for: vacancy.schoolName)
    }
  }

  /// Whether what is asked stays as it is, because applications have come: everybody answers the same. Throws
  /// ``DomainError``.
  public func isFrozen(_ id: VacancyID, by actor: Actor) async throws -> Bool {
    _ = try await FindVacancy(services)(id, by: actor)
    return try await SetVacancyQuestions.hasApplications(id, in: services.pool)
  }

  /// Whether the vacancy's school may ask for a religious reference. Throws ``DomainError``.
  public func mayAskReligiousReference(_ id: VacancyID, by actor: Actor) async throws -> Bool {
    let vacancy = try await FindVacancy(services)(id, by: actor)
    return try await SetVacancyQuestions.hasReligiousCharacter(vacancy.place.organisation, in: services.pool)
  }
}

/// Sets what is asked for a vacancy, until the first application has come.
public struct SetVacancyQuestions: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores it. `expectedVersion` is the version that was read, 0 before the first. Empty questions are left out.
  /// Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, _ asked: VacancyQuestions, expectedVersion: Int?, by actor: Actor
  ) async throws -> VacancyQuestions {
    try await services.pool.withTransaction { tx in
      let vacancy = try await VacancyStore.lock(id, in: tx)
      try await VacancyStore.requireAtDesk(vacancy, actor, in: tx)
      try actor.require(.draftVacancy, at: vacancy.place)
      let stored = try await VacancyQuestions.load(id, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: stored.version)
      let questions = try await checked(asked, vacancy, tx)
      if stored.version > 0, stored.asksReligiousReference == asked.asksReligiousReference,
        stored.questions == questions
      {
        return stored
      }
      if try await Self.hasApplications(id, in: tx) {
        throw DomainError.conflict(
          "Applications have come already, so what is asked stays as it is: everybody answers the same.")
      }
      try await tx.execute(
        """
        INSERT INTO vacancy_questions AS q (vacancy_id, asks_religious_reference, questions, updated_at)
        VALUES (\(id), \(asked.asksReligiousReference), \(questions), \(services.now()))
        ON CONFLICT (vacancy_id) DO UPDATE SET asks_religious_reference = excluded.asks_religious_reference,
          questions = excluded.questions, version = q.version + 1, updated_at = excluded.updated_at
        """)
      try await Audit.record(
        "vacancy.questions_changed", AuditSubject("vacancy", id), at: vacancy.place,
        details: ["questions": .number(Double(questions.count))], by: actor, services, in: tx)
      return try await VacancyQuestions.load(id, in: tx)
    }
  }

  private func checked(
    _ asked: VacancyQuestions, _ vacancy: Vacancy, _ tx: Transaction
  ) async throws -> [String] {
    var problems = Problems()
    problems.require(
      asked.questions.count <= VacancyQuestions.most, "questions",
      "Ask at most \(VacancyQuestions.most) questions.")
    for (index, question) in asked.questions.enumerated() {
      problems.require(
        question.trimmed.count <= 300, "questions[\(index)]",
        "Shorten the question to 300 characters or fewer.")
    }
    if asked.asksReligiousReference {
      problems.require(
        try await Self.hasReligiousCharacter(vacancy.place.organisation, in: tx), "asks_religious_reference",
        "Only a school with a religious character may ask for a religious reference.")
    }
    try problems.throwIfAny()
    return asked.questions.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ").trimmed }
      .filter { !$0.isEmpty }
  }

  static func hasApplications(_ id: VacancyID, in db: some Queryable) async throws -> Bool {
    try await db.value(
      """
      SELECT EXISTS (SELECT FROM application WHERE vacancy_id = \(id))
        OR EXISTS (SELECT FROM erased_application WHERE vacancy_id = \(id))
      """, as: Bool.self)
  }

  static func hasReligiousCharacter(
    _ school: OrganisationID, in db: some Queryable
  ) async throws -> Bool {
    try await db.value(
      """
      SELECT coalesce(school_faith_group(religious_character) <> 'none', false) FROM school
      WHERE organisation_id = \(school)
      """, as: Bool.self)
  }
}
