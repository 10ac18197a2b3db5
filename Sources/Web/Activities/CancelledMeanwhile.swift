import Domain
import HTTPSupport
import Hummingbird

extension WebEnvironment {
  /// The page for whoever opens or saves a form of an activity, or of a session of it, that somebody has cancelled: by
  /// whom, when and why, and what they typed. Nil where nobody has.
  ///
  /// - Parameters:
  ///   - activity: as it is now.
  ///   - session: as it is now, where one was changed.
  ///   - asked: the questions of the form; none where it is only opened.
  ///   - context: the request in hand.
  func cancelledMeanwhile(
    _ activity: Activity, _ session: ActivitySession? = nil, asked: [Conflict.Question],
    _ context: AppRequestContext
  ) async throws -> Response? {
    let found = try await ReadActivities(services).cancelling(
      of: session, in: activity, by: context.webActor)
    guard let found else { return nil }
    let title = "This \(found.isOfSession ? "session" : "activity") was cancelled"
    var happened = found.entry?.rows("What happened", title) ?? [.init("What happened", title)]
    if let reason = found.reason { happened.append(.init("Reason", reason)) }
    let (form, here) = (context.form, "/manage\(activity.path)")
    var onward = [Link("Look at the activity", to: here)]
    if let session { onward.insert(Link("Look at the session", to: "/manage/sessions/\(session.id)"), at: 0) }
    return respond(
      TooLate(
        happened, typed: asked.map { TooLate.Typed($0.label, $0.answer(in: form)) }, onward: onward
      ).page(
        title, caption: activity.content.title, path: "/manage/activities", back: BackLink(to: here)),
      in: context)
  }
}
