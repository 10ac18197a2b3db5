import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

extension SupportPlan {
  /// How its state is shown.
  var tag: Tag {
    switch outcome {
    case nil: Tag(stateTitle, .blue)
    case .onTrack: Tag(stateTitle, .green)
    case .concern: Tag(stateTitle, .red)
    case .ended: Tag(stateTitle, .grey)
    }
  }
}

extension SupportTarget {
  /// How its state is shown.
  var tag: Tag {
    switch outcome {
    case nil: Tag(stateTitle, .blue)
    case .met: Tag(stateTitle, .green)
    case .partly: Tag(stateTitle, .yellow)
    case .notMet: Tag(stateTitle, .red)
    }
  }
}

/// The support plans of an induction, on its page.
struct SupportPlanList: Component {
  private let record: InductionRecord
  private let plans: [SupportPlanRecord]
  private let today: CivilDate
  private let context: AppRequestContext

  init(
    _ record: InductionRecord, _ plans: [SupportPlanRecord], today: CivilDate, _ context: AppRequestContext
  ) {
    (self.record, self.plans, self.today, self.context) = (record, plans, today, context)
  }

  var html: HTML {
    let mayOpen =
      record.induction.state.isOpen && !plans.contains { $0.mayClose }
      && record.maySupport(context.webActor, on: today)
    if plans.isEmpty && !mayOpen { return "" }
    let link: HTML =
      mayOpen
      ? Paragraph(
        html: Link("Open a support plan", to: "/inductions/\(record.induction.id)/support-plans/new").html
      ).html : ""
    return Heading("Support plans", .section).html + (plans.isEmpty ? "" : table) + link
  }

  private var table: HTML {
    Table(
      "Support plans, oldest first", isCaptionHidden: true,
      columns: [.init("Opened"), .init("Why"), .init("Targets reviewed"), .init("State")],
      rows: plans.map { record in
        let plan = record.plan
        return [
          Link(
            LondonTime.shortDate(LondonTime.date(of: plan.openedAt)), to: SupportPlanPages.address(plan),
            about: "support plan"
          ).html,
          HTML(text: plan.ground.title),
          HTML(
            text: plan.targets.isEmpty
              ? "No targets yet" : "\(plan.targets.count { $0.outcome != nil }) of \(plan.targets.count)"),
          plan.tag.html,
        ]
      }
    ).html
  }
}
