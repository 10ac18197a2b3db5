import Domain
import HTTPSupport
import Hummingbird

extension WebEnvironment {
  /// The page for whoever has typed something for a step that an application no longer allows: a colleague or the
  /// teacher was first. Nil where the step is still open, or nothing was typed.
  func schemeApplicationMovedOn(
    _ found: SchemeCase, _ step: SchemeStep, _ context: AppRequestContext
  ) async throws -> Response? {
    let typed = step.typed(context.form, for: found).filter { !$0.text.isEmpty }
    if typed.isEmpty || step.isOpen(found) { return nil }
    let application = found.application
    let base = "/authority/scheme-applications/\(application.id)"
    var happened: [SummaryList.Row] = [.init("State", html: application.state.tag.html)]
    if let reason = application.reason { happened.append(.init("Reason", reason)) }
    let decide = DecideSchemeApplication(services)
    if let last = try await decide.lastDone(application.id, by: context.webActor) {
      happened += last.rows("What was done last", SchemeText.sentence(last))
    }
    let page = TooLate(
      happened, typed: typed,
      onward: [
        Link("Look at the application", to: base),
        Link(
          "All applications for this scheme",
          to: "/authority/scheme-applications?scheme=\(application.scheme)"),
      ]
    ).page(
      "The application has moved on", caption: "\(application.shownName), \(application.schemeName)",
      path: "/authority", back: BackLink(to: base))
    return respond(page, in: context)
  }
}

extension SchemeStep {
  /// Whether the page of an application has the form of this step, of those in which something is typed.
  func isOpen(_ found: SchemeCase) -> Bool {
    switch self {
    case .check, .award, .refuse, .wait: [.sent, .waiting].contains(found.application.state)
    case .plan, .release: found.application.state == .accepted && found.unplannedPence > 0
    case .reopen, .pay, .undo, .unplan: true
    }
  }

  /// What was typed into the form of this step: not what stood there already.
  func typed(_ form: FormData, for found: SchemeCase) -> [TooLate.Typed] {
    let stored = SchemeSteps.values(found)
    return asked(found, form).filter { $0.answer(in: form) != $0.answer(in: stored) }.map {
      TooLate.Typed($0.label, $0.answer(in: form))
    }
  }

  private func asked(_ found: SchemeCase, _ form: FormData) -> [Conflict.Question] {
    switch self {
    case .check: SchemeSteps.asked(found, form)
    case .award: [.text("award_amount", "Amount in pounds")]
    case .refuse: [.text("refuse_reason", "Why not?")]
    case .plan:
      [.text("plan_amount", "Amount of a payment in pounds"), .date("due_on", "When it is to be paid")]
    case .release:
      [.text("release_amount", "Amount that will not be paid, in pounds"), .text("release_reason", "Why?")]
    case .wait, .reopen, .pay, .undo, .unplan: []
    }
  }
}

extension SchemeText {
  /// What was done with an application.
  static func sentence(_ event: TrailEntry) -> String {
    switch event.deed {
    case "sent": "Sent it."
    case "checked": "Checked the criteria."
    case "waiting": "Put it on the waiting list."
    case "offered": "Offered the award."
    case "refused": "Did not award it."
    case "reopened": "Looked at it again."
    case "withdrawn": "Withdrew the application."
    case "accepted": "Accepted the offer."
    case "declined": "Declined the offer."
    case "lapsed": "Let the offer lapse: its last day was over."
    case "payment_planned": "Planned a payment."
    case "payment_removed": "Removed a planned payment."
    case "payment_undone": "Recorded that something was not paid after all."
    case "paid": "Recorded a payment."
    case "released": "Freed what will not be paid."
    default: event.deed.replacing("_", with: " ").uppercasedFirst + "."
    }
  }
}
