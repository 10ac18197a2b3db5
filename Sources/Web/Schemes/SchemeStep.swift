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

  /// The name that a field has in the form of this step.
  func field(_ name: String) -> String {
    switch (self, name) {
    case (.award, "pence"): "award_amount"
    case (.plan, "pence"): "plan_amount"
    case (.release, "release_pence"): "release_amount"
    case (.release, "reason"): "release_reason"
    case (.refuse, "reason"): "refuse_reason"
    default: name
    }
  }
}
