public import Foundation
import Postgres

/// A question or task of an interview, with what is looked for.
public struct InterviewQuestion: Sendable, Equatable {
  /// Names it; nil for one that is new.
  public let id: UUID?
  /// The question or task.
  public let wording: String
  /// What is looked for.
  public let looksFor: String

  /// By which number whoever entered it knows it, where that is not its place among those entered.
  public let number: Int?

  /// A question or task.
  public init(id: UUID? = nil, wording: String, looksFor: String = "", number: Int? = nil) {
    self.id = id
    self.number = number
    self.wording = wording
    self.looksFor = looksFor
  }
}

/// Reads and sets the questions and tasks of a vacancy's interviews.
public struct SetInterviewQuestions: Sendable {
  /// As many there are at most.
  public static let most = 20

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The version of questions as they are stored: what a change to them is made against.
  public static func version(of questions: [InterviewQuestion]) -> Int {
    Fingerprint.version(of: questions.flatMap { [$0.wording, $0.looksFor] })
  }

  /// The questions of a vacancy, in order. Throws ``DomainError``.
  public func read(_ vacancy: VacancyID, by actor: Actor) async throws -> [InterviewQuestion] {
    let found = try await VacancyStore.find(vacancy, in: services.pool)
    try actor.require(.readReceivedApplications, at: found.place, orHide: "vacancy")
    try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: services.pool)
    return try await Self.list(vacancy, in: services.pool)
  }

  /// Replaces the questions; `expectedVersion` is that of the ones that were read. Once somebody has scored by them they
  /// stay as they are. Throws ``DomainError``.
  public func callAsFunction(
    _ vacancy: VacancyID, _ questions: [InterviewQuestion], expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> [InterviewQuestion] {
    let questions = questions.map {
      InterviewQuestion(
        id: $0.id, wording: $0.wording.trimmed, looksFor: $0.looksFor.trimmed, number: $0.number)
    }
    return try await services.pool.withTransaction { tx in
      let found = try await VacancyStore.lock(vacancy, in: tx)
      try actor.require(.readReceivedApplications, at: found.place, orHide: "vacancy")
      try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: tx)
      try actor.require(.arrangeInterviews, at: found.place)
      try Self.check(questions)
      let stored = try await Self.list(vacancy, in: tx)
      if stored.map(\.wording) == questions.map(\.wording),
        stored.map(\.looksFor) == questions.map(\.looksFor)
      {
        return stored
      }
      let isScored = try await tx.value(
        """
        SELECT EXISTS (SELECT FROM interview_sheet s JOIN application a ON a.id = s.application_id
          WHERE a.vacancy_id = \(vacancy))
        """, as: Bool.self)
      guard !isScored else {
        throw DomainError.conflict(
          "Somebody has scored by these questions already, so they stay as they are.")
      }
      try VacancyStore.requireVersion(expectedVersion, of: Self.version(of: stored))
      try await tx.execute("DELETE FROM interview_question WHERE vacancy_id = \(vacancy)")
      for (index, question) in questions.enumerated() {
        let id = UUIDv7.make(at: services.now(), random: services.random(10))
        try await tx.execute(
          """
          INSERT INTO interview_question (id, vacancy_id, position, wording, looks_for)
          VALUES (\(id), \(vacancy), \(index + 1), \(question.wording), \(question.looksFor))
          """)
      }
      try await Audit.record(
        "vacancy.interview_questions_set", AuditSubject("vacancy", vacancy), at: found.place,
        details: ["questions": .number(Double(questions.count))], by: actor, services, in: tx)
      return try await Self.list(vacancy, in: tx)
    }
  }

  private static func check(_ questions: [InterviewQuestion]) throws {
    var problems = Problems()
    problems.require(!questions.isEmpty, "questions", "Enter at least one question or task.")
    problems.require(
      questions.count <= most, "questions", "Enter no more than \(most) questions and tasks.")
    for (index, question) in questions.enumerated() {
      let number = question.number ?? index + 1
      problems.require(
        !question.wording.isEmpty, "questions[\(index)].wording", "Enter what is asked in question \(number)."
      )
      problems.require(
        question.wording.count <= 500, "questions[\(index)].wording",
        "Shorten question \(number) to 500 characters or fewer.")
      problems.require(
        question.looksFor.count <= 1000, "questions[\(index)].looks_for",
        "Shorten what you look for in question \(number) to 1,000 characters or fewer.")
    }
    try problems.throwIfAny()
  }

  static func list(_ vacancy: VacancyID, in db: some Queryable) async throws -> [InterviewQuestion] {
    try await db.query(
      """
      SELECT id, wording, looks_for FROM interview_question WHERE vacancy_id = \(vacancy) ORDER BY position
      """
    ).map {
      InterviewQuestion(
        id: try $0.decode("id", as: UUID.self), wording: try $0.decode("wording"),
        looksFor: try $0.decode("looks_for"))
    }
  }
}
