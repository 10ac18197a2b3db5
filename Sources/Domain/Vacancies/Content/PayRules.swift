import Postgres

/// What a vacancy's pay must be.
enum PayRules {
  /// Pay a year in figures lies within these, in pence: a slip of a nought is noticed.
  private static let figures = 500_000...30_000_000

  static func checkDraft(
    _ content: VacancyContent, _ reference: VacancyReference, _ problems: inout Problems
  ) {
    for (field, point) in [("pay_minimum", content.payMinimum), ("pay_maximum", content.payMaximum)] {
      guard let point else { continue }
      problems.require(
        reference.payPoints.contains(point), field, "Choose a pay point of the scales, such as M1.")
    }
    for (field, amount) in [
      ("pay_actual_minimum_pence", content.payActualMinimumPence),
      ("pay_actual_maximum_pence", content.payActualMaximumPence),
    ] {
      guard let amount else { continue }
      problems.require(
        figures.contains(amount), field, "Enter pay for a full-time year between £5,000 and £300,000.")
    }
    if let lowest = content.payActualMinimumPence, let highest = content.payActualMaximumPence {
      problems.require(
        lowest <= highest, "pay_actual_maximum_pence", "The highest pay must not be lower than the lowest.")
    }
    checkAllowances(content, reference, &problems)
  }

  private static func checkAllowances(
    _ content: VacancyContent, _ reference: VacancyReference, _ problems: inout Problems
  ) {
    func check(_ code: String, _ amount: Int?, _ field: String) {
      guard let amount, let limits = reference.allowances.first(where: { $0.code == code }) else { return }
      problems.require(
        (limits.lowest.rawValue...limits.highest.rawValue).contains(amount), field,
        "Enter a \(code) payment between \(limits.lowest) and \(limits.highest) a year.")
    }
    if let tlr = content.tlr {
      if ["TLR1", "TLR2", "TLR3"].contains(tlr) {
        check(tlr, content.tlrPence, "tlr_pence")
      } else {
        problems.add("tlr", "Choose TLR1, TLR2 or TLR3.")
      }
    } else {
      problems.require(content.tlrPence == nil, "tlr", "Choose which TLR payment the amount is of.")
    }
    check("SEN", content.senPence, "sen_pence")
  }

  /// That pay is said at all; whether points are of the area's scales is looked up besides.
  static func requirePay(_ content: VacancyContent, _ problems: inout Problems) {
    switch content.payKind {
    case .scale:
      problems.require(content.payMinimum != nil, "pay_minimum", "Choose the lowest pay point.")
      problems.require(content.payMaximum != nil, "pay_maximum", "Choose the highest pay point.")
    case .actual:
      problems.require(
        content.payActualMinimumPence != nil, "pay_actual_minimum_pence",
        "Enter the pay for a full-time year, in figures.")
    }
  }
}
