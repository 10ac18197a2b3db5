import Domain

/// What a command calls the fields of a use case: its options and arguments, where they have other names.
struct FieldNames: Sendable, ExpressibleByDictionaryLiteral {
  private let names: [String: String]

  init(dictionaryLiteral elements: (String, String)...) {
    names = Dictionary(elements) { first, _ in first }
  }

  /// Does something; what is wrong with its fields is told by the names that were typed.
  @discardableResult
  func callAsFunction<Answer>(_ work: () async throws -> Answer) async throws -> Answer {
    do {
      return try await work()
    } catch DomainError.invalid(let problems) {
      throw DomainError.invalid(told(problems))
    }
  }

  /// Problems by the names that were typed.
  func told(_ problems: [FieldProblem]) -> [FieldProblem] { problems.map(named) }

  /// One of several, such as "closures[2]", is told by the name of all of them.
  private func named(_ problem: FieldProblem) -> FieldProblem {
    let all = problem.field.prefix { $0 != "[" }
    guard let name = names[problem.field] ?? names[String(all)] else { return problem }
    return FieldProblem(field: name, message: problem.message)
  }
}
