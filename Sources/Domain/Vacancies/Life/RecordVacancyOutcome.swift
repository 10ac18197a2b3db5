public import Postgres

/// How posts are filled, or why not: one line of the list that schools answer from.
public struct OutcomeChoice: Sendable, Hashable, RowDecodable {
  /// Its name in data, for example "pool".
  public let code: String
  /// Its words on pages.
  public let name: String
  /// Whether the post was filled.
  public let isFilled: Bool

  /// Reads a row of `vacancy_outcome`.
  public init(row: Row) throws {
    code = try row.decode("code")
    name = try row.decode("name")
    isFilled = try row.decode("filled")
  }
}

/// Notes that a school has begun to interview for a vacancy that has closed.
public struct StartInterviewing: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Also takes an answer back that was given too early. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Vacancy {
    try await VacancyStep(services, .recordVacancyOutcome, "vacancy.interviewing")(
      id, to: .interviewing, expectedVersion: expectedVersion, by: actor
    ) { _, _ in
      VacancyChange(
        assignments: ", filled_through = NULL, posts_filled = NULL, outcome_note = '', outcome_at = NULL")
    }
  }
}

/// Records whether a vacancy was filled, and how; the answers feed the borough's figures.
public struct RecordVacancyOutcome: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores the school's answer: a code of ``ReferenceData/outcomes()``, how many posts were filled and a note.
  /// An answer may be corrected. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, outcome code: String, postsFilled: Int? = nil, note: String = "",
    expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Vacancy {
    _ = try await VacancyStep.permitted(id, .recordVacancyOutcome, by: actor, in: services.pool)
    let choices = try await ReferenceData(services).outcomes()
    guard let choice = choices.first(where: { $0.code == code }) else {
      throw DomainError.invalid([
        FieldProblem(field: "outcome", message: "Choose how the vacancy ended from the list.")
      ])
    }
    let next: VacancyState = choice.isFilled ? .filled : .notFilled
    return try await VacancyStep(services, .recordVacancyOutcome, "vacancy.outcome_recorded")(
      id, to: next, expectedVersion: expectedVersion, by: actor
    ) { vacancy, _ in
      let filled = choice.isFilled ? postsFilled ?? vacancy.content.posts : 0
      try check(filled, choice, vacancy, note.trimmed)
      return VacancyChange(
        assignments: """
          , filled_through = \(code), posts_filled = \(filled), outcome_note = \(note.trimmed),
          outcome_at = \(services.now())
          """,
        details: ["outcome": .string(code), "posts_filled": .number(Double(filled))])
    }
  }

  private func check(
    _ filled: Int, _ choice: OutcomeChoice, _ vacancy: Vacancy, _ note: String
  ) throws {
    var problems = Problems()
    let posts = vacancy.content.posts
    problems.require(
      !choice.isFilled || (1...max(posts, 1)).contains(filled), "posts_filled",
      "Enter how many of the \(posts) posts were filled, at least 1.")
    problems.require(note.count <= 1_000, "note", "Shorten the note to 1,000 characters or fewer.")
    try problems.throwIfAny()
  }
}
