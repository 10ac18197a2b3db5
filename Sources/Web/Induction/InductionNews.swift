import Domain
import HTTPSupport
import Hummingbird

/// What the page of an induction says first: of what was just done there, as the end of its address names it.
struct InductionNews: Sendable {
  let words: String
  /// Whether the plan was reckoned again: what somebody should look at in it is said with it.
  var isOfPlan = false
  /// Whether something was done, and not found done already.
  var isSuccess = true

  /// Of a request; nil where nothing was done.
  static func of(
    _ request: Request, _ id: InductionID, _ environment: WebEnvironment, _ context: AppRequestContext
  ) async throws -> InductionNews? {
    let query = request.uri.queryParameters
    if query.has("saved") {
      return InductionNews(words: "Saved. The plan is reckoned again.", isOfPlan: true)
    }
    if query.has("discarded") { return InductionNews(words: "The draft is discarded.") }
    if let draft = query["gone"].flatMap({ ObservationID(String($0)) }),
      let gone = try await RecordObservation(environment.services).discarded(
        draft, of: id, by: context.webActor)
    {
      let who = "by \(gone.actor), \(LondonTime.dateAndTime(gone.happenedAt))"
      return InductionNews(
        words: "The draft of the lesson observation has been discarded already, \(who).", isSuccess: false)
    }
    return query["done"].flatMap { all[String($0)] }.map { InductionNews(words: $0) }
  }

  /// The words in their box, with the warnings of a plan that was reckoned again.
  func banner(_ plan: InductionPlan?) -> NotificationBanner {
    let warnings = isOfPlan ? plan?.warnings ?? [] : []
    return NotificationBanner(words, isSuccess: isSuccess) {
      if !warnings.isEmpty {
        Paragraph("Look at this:")
        BulletList(warnings)
      }
    }
  }

  private static let all: [String: String] = steps.merging(appeals) { $1 }

  private static let letters = "The teacher’s letter has gone by e-mail; below stands how the others go."

  private static let steps: [String: String] = [
    "recommend":
      "The recommendation is sent to the appropriate body. The teacher has been told by mail, and may answer it.",
    "represent": "Your answer is sent to the appropriate body.",
    "take-back": "The recommendation is taken back. The teacher has been told by mail.",
    "send-back": "The recommendation is sent back to the school. The teacher has been told by mail.",
    "decide": "Decided. \(letters)",
    "propose": "The failure is proposed. It is decided once another officer has confirmed it.",
    "confirm": "The failure is confirmed and decided. \(letters)",
    "withdraw": "The proposal is withdrawn. The recommendation waits for a decision again.",
    "address":
      "The teacher’s e-mail address stands as entered. If it was another one before, both have been told by mail.",
    "death":
      "The death is recorded, and the induction has ended. The appropriate body has been told by mail.",
    "transfer-ask": "The transfer is asked for. The appropriate body has been told by mail.",
    "transfer-begin": "The transfer is recorded. The teacher has been told by mail.",
    "transfer-agree": "The transfer is agreed. The teacher has been told by mail.",
    "transfer-refuse": "The transfer is refused.",
    "transfer-withdraw": "The transfer is no longer asked for. The appropriate body has been told by mail.",
    "transfer-give": "The link to the record has gone by mail to the address of the other body.",
    "transfer-withdraw_link": "The link to the record is withdrawn, and works no longer.",
    "transfer-acknowledge": "Recorded: the other body has received the record.",
    "transfer-undo": "The transfer is undone. The teacher has been told by mail.",
  ]

  private static let appeals: [String: String] = Dictionary(
    uniqueKeysWithValues: AppealStep.allCases.map { step in
      let isOutcome = [AppealStep.allow, .dismiss, .vary].contains(step)
      return (
        "appeal-\(step.rawValue)",
        "Recorded: \(step.title.lowercasedFirst).\(isOutcome ? " \(letters)" : "")"
      )
    })
}
