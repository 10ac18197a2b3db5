public import Foundation
import Postgres

/// Reckons an induction plan. It stores nothing and asks nothing of a database: the same case always gives the same
/// plan.
public struct PlanInduction: Sendable {
  let rules: InductionRules
  let holidays: BankHolidays
  let borough: BoroughTerms

  /// The calculator with the rules that come with the program.
  public init() throws {
    rules = try InductionRules.load()
    holidays = try BankHolidays.englandAndWales()
    borough = try BoroughTerms.usual()
  }

  /// The plan of a case in JSON. Throws ``DomainError`` for what can't be read or reckoned.
  public func callAsFunction(json: Data) throws -> InductionPlan {
    let given = try Self.read(json)
    let plan = try self(given)
    let problems = given.reductionProblems(rules, try rules.regime(plan.regime))
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    return plan
  }

  /// The plan of a case. Throws ``DomainError/invalid(_:)``.
  public func callAsFunction(_ given: InductionCase) throws -> InductionPlan {
    try reckoning(given).plan()
  }

  /// What the plan of a case goes by. Throws ``DomainError/invalid(_:)``.
  func reckoning(_ given: InductionCase) throws -> PlanReckoning {
    let problems = given.problems(rules)
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    let record = try service(given)
    let fitting = try regime(given, record)
    let code = given.regime ?? fitting.regime
    return try PlanReckoning(
      given, rules, try rules.regime(code), record, moved: given.regime == nil && fitting.moved,
      fits: code == fitting.regime)
  }

  /// The absence of a case as the plan counts it: school days in post, each once, without leave on request. Throws
  /// ``DomainError/invalid(_:)``.
  func absence(_ given: InductionCase) throws -> AbsenceRecord {
    AbsenceRecord(given.absences, try service(given), rules)
  }

  /// The service of a case, school day by school day. Throws ``DomainError/invalid(_:)`` for a term without a day.
  func service(_ given: InductionCase) throws -> ServiceRecord {
    let calendar = SchoolDays(
      given.terms ?? borough.terms,
      closures: Set(given.closures).union(given.terms == nil ? borough.closures : []), holidays: holidays)
    guard !calendar.lengths.contains(0) else {
      throw DomainError.invalid([
        FieldProblem(field: "closures", message: "Leave at least one school day in every term.")
      ])
    }
    return ServiceRecord(given.periods, calendar, leastTerms: rules.leastTermsInPost)
  }

  /// The regime that a case falls under by its dates, and whether it was moved there from the earlier one.
  private func regime(
    _ given: InductionCase, _ record: ServiceRecord
  ) throws -> (regime: RegimeCode, moved: Bool) {
    let begun = given.periods.map(\.start).min() ?? rules.transition.begunBefore
    guard begun < rules.transition.begunBefore else { return (.ect, false) }
    let early = try PlanReckoning(given, rules, try rules.regime(.nqt), record, moved: false)
    if let completed = early.completionBeforeDecisions {
      return completed <= rules.transition.completedBy ? (.nqt, false) : (.ect, true)
    }
    let goesOn = given.periods.contains { $0.end.map { $0 > rules.transition.completedBy } ?? true }
    return goesOn && (record.calendar.terms.last?.end ?? begun) > rules.transition.completedBy
      ? (.ect, true) : (.nqt, false)
  }

  static func read(_ json: Data) throws -> InductionCase {
    do {
      return try JSONDecoder().decode(InductionCase.self, from: json)
    } catch let error as DecodingError {
      throw DomainError.invalid([error.fieldProblem])
    }
  }
}

extension DecodingError {
  /// Which member of the JSON is wrong, and what to do about it.
  var fieldProblem: FieldProblem {
    let (path, message): ([any CodingKey], String) =
      switch self {
      case .keyNotFound(let key, let context): (context.codingPath + [key], "Give this member.")
      case .typeMismatch(_, let context), .valueNotFound(_, let context):
        (context.codingPath, "Give a value of the right type: dates as \"YYYY-MM-DD\", numbers as numbers.")
      case .dataCorrupted(let context):
        (context.codingPath, context.codingPath.isEmpty ? "Give valid JSON." : context.debugDescription)
      @unknown default: ([], "Give valid JSON.")
      }
    let field = path.reduce("") { text, key in
      if let index = key.intValue { return text + "[\(index)]" }
      return text.isEmpty ? key.stringValue : text + "." + key.stringValue
    }
    return FieldProblem(field: field.isEmpty ? "case" : field, message: message)
  }
}
