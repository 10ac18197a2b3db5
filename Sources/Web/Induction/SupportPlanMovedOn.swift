import Domain
import HTTPSupport
import Hummingbird

extension WebEnvironment {
  /// For whoever sends words for a support plan that is closed by now, or whose induction is decided. Nil for whoever
  /// has no such form, and where nothing is lost. `target` is the one that they are about.
  func supportPlanMovedOn(
    _ record: SupportPlanRecord, _ asked: [Conflict.Question], target: SupportTarget? = nil,
    _ context: AppRequestContext
  ) -> Response? {
    let plan = record.plan
    guard !plan.isOpen || record.mayClose else { return nil }
    var happened: [SummaryList.Row] = [.init("State", html: plan.tag.html)]
    if let closed = plan.closedAt {
      happened += [
        .init("Closed", LondonTime.dateAndTime(closed)), .init("By", plan.closedBy ?? ""),
      ]
    }
    if let target { happened.append(.init("The target", html: target.tag.html)) }
    return inductionMovedOn(
      "The support plan has moved on", caption: "\(plan.teacherName), \(plan.schoolName)", happened: happened,
      asked: asked, stored: [plan.closing, plan.outcome?.title],
      onward: Link("Look at the support plan", to: SupportPlanPages.address(plan)), context)
  }
}
