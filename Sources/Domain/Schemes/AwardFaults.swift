/// What keeps an award from being offered: all of it is told at once.
enum AwardFaults {
  /// The amount in pence, where nothing stands against it. `first` is who has waited longest, `unread` what whoever read
  /// the entry found of the amount. Throws ``DomainError``: `invalid` where the amount is at fault, with what else stands
  /// against the award, and `conflict` where only that does.
  static func requireNone(
    _ pence: Int?, for found: SchemeCase, unread: [FieldProblem], first: SchemeApplication?,
    in year: FinancialYear
  ) throws -> Int {
    let scheme = found.scheme
    let amount = pence ?? (scheme.content.amountIsFixed ? scheme.content.amountPence : 0)
    let entered = faults(ofAmount: amount, scheme).behind(unread).found
    var standing = criteria(found)
    if let first, first.id != found.application.id {
      standing.add(
        "state",
        "\(first.shownName) (\(first.reference)) has waited longer: decide on that application first.")
    }
    if let sentence = lack(of: entered.isEmpty ? amount : 0, scheme, year) { standing.add("state", sentence) }
    if !entered.isEmpty { throw DomainError.invalid(entered + standing.found) }
    try require(standing)
    return amount
  }

  /// Throws a ``DomainError`` that names every criterion that isn’t met.
  static func requireMet(_ found: SchemeCase) throws { try require(criteria(found)) }

  private static func require(_ standing: Problems) throws {
    if standing.found.isEmpty { return }
    throw DomainError.conflict(standing.found.map(\.message).joined(separator: " "))
  }

  /// The criteria that aren’t met, by their places: `criteria[0]`.
  private static func criteria(_ found: SchemeCase) -> Problems {
    var problems = Problems()
    for (index, finding) in found.findings.enumerated() where finding.isMet != true {
      problems.add(
        "criteria[\(index)]",
        finding.isMet == nil
          ? "Check this criterion first: \(finding.criterion.sentence)"
          : "This criterion is not met: \(finding.criterion.sentence)")
    }
    return problems
  }

  private static func faults(ofAmount amount: Int, _ scheme: Scheme) -> Problems {
    let most = scheme.content.amountPence
    var problems = Problems()
    problems.require(
      scheme.content.amountIsFixed ? amount == most : (1...most).contains(amount), "pence",
      scheme.content.amountIsFixed
        ? "An award of this scheme comes to \(SchemeMoney.pounds(most))."
        : "Enter the amount, up to \(SchemeMoney.pounds(most)).")
    return problems
  }

  /// What the budget of a year has no room for, in words.
  private static func lack(of pence: Int, _ scheme: Scheme, _ year: FinancialYear) -> String? {
    guard let budget = scheme.budgets.first(where: { $0.year == year }) else {
      return "No budget is set for \(year.name). Set it first."
    }
    if budget.free < 1 {
      return "No place of \(year.name) is left: there \(budget.places == 1 ? "is" : "are") "
        + "\(SchemeMoney.places(budget.places)) in all. Put the application on the waiting list."
    }
    if budget.leftPence < pence {
      return "Of the budget of \(year.name), \(SchemeMoney.pounds(budget.budgetPence)), only "
        + "\(SchemeMoney.pounds(budget.leftPence)) is left: \(SchemeMoney.pounds(budget.offeredPence)) is offered "
        + "and \(SchemeMoney.pounds(budget.committedPence)) committed. Put the application on the waiting list."
    }
    return nil
  }
}
