import Domain

/// What can be done with an application.
enum SchemeStep: String, Sendable, CaseIterable {
  case check, award, refuse, wait, reopen, plan, pay, undo, unplan, release

  /// The fields of the form of this step, in its order.
  var names: [String] {
    switch self {
    case .plan: ["plan_amount", "due_on"]
    case .release: ["release_amount", "release_reason"]
    case .check, .award, .refuse, .wait, .reopen, .pay, .undo, .unplan: []
    }
  }

  /// Problems by the names of the fields of the page, in the order of the form of this step.
  func named(_ problems: [FieldProblem]) -> [FieldProblem] {
    FormFaults.all(
      [], problems.map { FieldProblem(field: field($0.field), message: $0.message) }, in: names)
  }

  /// The name that a field has on the page of an application, as the form of this step says it.
  private func field(_ name: String) -> String {
    switch (self, name) {
    case (.award, let name) where name.hasPrefix("criteria["):
      "met-\(name.dropFirst("criteria[".count).dropLast())"
    case (.award, "pence"): "award_amount"
    case (.plan, "pence"): "plan_amount"
    case (.release, "pence"): "release_amount"
    case (.release, "reason"): "release_reason"
    case (.refuse, "reason"): "refuse_reason"
    default: name
    }
  }
}
