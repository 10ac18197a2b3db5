public import Foundation
import Postgres

/// Reckons an induction plan. It stores nothing and asks nothing of a database: the same case always gives the same
/// plan.
public struct PlanInduction: Sendable {
  let editions: RuleEditions<InductionRules>
  let holidays: BankHolidays
  let borough: BoroughTerms

  /// The calculator with the rules that come with the program.
  public init() throws { try self.init(InductionRules.editions()) }

  /// The calculator with some editions of the rules.
  init(_ editions: RuleEditions<InductionRules>) throws {
    self.editions = editions
    holidays = try BankHolidays.englandAndWales()
    borough = try BoroughTerms.usual()
  }

  /// The plan of a case in JSON. Throws ``DomainError`` for what can't be read or reckoned.
  public func callAsFunction(json: Data) throws -> InductionPlan { try self(json: json, by: nil) }

  /// The same by the terms of a school, unless the case gives some itself.
  func callAsFunction(json: Data, by terms: InductionTerms?) throws -> InductionPlan {
    var given = try read(json)
    if let terms, given.terms == nil, let first = given.periods.map(\.start).min() {
      let known = terms.since(first)
      (given.terms, given.averageTerm) = (known.terms, terms.average)
      given.closures += known.closures
    }
    let plan = try self(given)
    let rules = rules(of: given)
    let problems = given.beginningProblems() + given.reductionProblems(rules, try rules.regime(plan.regime))
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    return plan
  }

  /// The plan of a case. Throws ``DomainError/invalid(_:)``.
  public func callAsFunction(_ given: InductionCase) throws -> InductionPlan {
    try reckoning(given).plan()
  }

  /// The rules that a case runs on: those of the day on which it began, as far as it says.
  func rules(of given: InductionCase) -> InductionRules { editions.inForce(on: given.begunOn) }

  /// What the plan of a case goes by. Throws ``DomainError/invalid(_:)``.
  func reckoning(_ given: InductionCase) throws -> PlanReckoning {
    let rules = rules(of: given)
    let problems = given.problems(rules)
    if !problems.isEmpty { throw DomainError.invalid(problems) }
    let record = try service(given)
    var finding = try regime(given, record)
    finding.earlierWarning = given.earlierWarning(borough.terms)
    let rule = try rules.regime(given.regime ?? finding.code)
    let excess = given.broughtForwardProblems(rule)
    if !excess.isEmpty { throw DomainError.invalid(excess) }
    return PlanReckoning(given, rules, rule, record, finding)
  }

  /// The absence of a case as the plan counts it: school days in post, each once, without leave on request. Throws
  /// ``DomainError/invalid(_:)``.
  func absence(_ given: InductionCase) throws -> AbsenceRecord {
    AbsenceRecord(given.absences, try service(given), rules(of: given))
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
    return ServiceRecord(given.periods, calendar, leastTerms: rules(of: given).leastTermsInPost)
  }

  /// Everything wrong with a case in JSON, what can’t be read of it and what is out of bounds, as far as it shows
  /// without the plan.
  public func problems(of json: JSONValue) -> [FieldProblem] { InductionCaseReader.problems(json, editions) }

  private func read(_ json: Data) throws -> InductionCase {
    do {
      let problems = problems(of: try JSONDecoder().decode(JSONValue.self, from: json))
      if !problems.isEmpty { throw DomainError.invalid(problems) }
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
      case .keyNotFound(let key, let context):
        (context.codingPath + [key], FieldProblem.missing(key.stringValue).message)
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
