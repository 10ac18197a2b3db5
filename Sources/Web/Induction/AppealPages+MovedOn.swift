import Domain
import HTTPSupport
import Hummingbird

extension AppealPages {
  /// Why a step is refused: where something else was recorded meanwhile and the step can still be taken, what it was, by
  /// whom and when.
  func refusal(
    of step: AppealStep, _ appeal: AppealID, _ error: any Error, _ context: AppRequestContext
  ) async throws -> any Error {
    guard case DomainError.staleVersion = error else { return error }
    let (use, actor) = (AppealInduction(environment.services), context.webActor)
    let appeals = try await use.list(try context.inductionOfPath(), by: actor)
    guard let found = appeals.first(where: { $0.id == appeal }),
      try await use.steps(found, by: actor).contains(step),
      let last = try await use.lastDone(found, before: step, by: actor)
    else { return error }
    return DomainError.conflict(last.entry.meanwhile(last.step.title))
  }

  /// For whoever sends a step that can’t be taken any more: where the appeal stands, who was first and when, and what
  /// they typed.
  func movedOn(
    _ step: AppealStep, _ appeal: AppealID, _ prefix: String, _ refusal: any Error,
    _ context: AppRequestContext
  ) async throws -> Response? {
    let (id, actor) = (try context.inductionOfPath(), context.webActor)
    let use = AppealInduction(environment.services)
    guard let found = try await use.list(id, by: actor).first(where: { $0.id == appeal }),
      try await !use.steps(found, by: actor).contains(step)
    else { return nil }
    let record = try await ReadInductions(environment.services).find(id, by: actor)
    var happened: [SummaryList.Row] = [.init("State", found.state.title)]
    if let last = try await use.lastDone(found, before: step, by: actor) {
      happened += last.entry.rows("What was done last", last.step.title)
    }
    if case DomainError.conflict(let why) = refusal { happened.append(.init("Why it is refused", why)) }
    return environment.inductionMovedOn(
      "\(found.title) has moved on", caption: record.induction.name, happened: happened,
      asked: Self.asked(step, prefix),
      stored: [
        found.grounds, found.reply, found.outcomeReasons, found.dismissalNote, found.lateReason,
        found.hearingPlace, found.hearingNote, found.noHearingReason,
      ], needsTyped: false, onward: Link("Look at the induction", to: "/inductions/\(id)"), context)
  }

  /// The questions of a step’s form.
  private static func asked(_ step: AppealStep, _ prefix: String) -> [Conflict.Question] {
    let text =
      switch step {
      case .lodge: "Grounds"
      case .reply: "Reply"
      case .dismissal: "Note"
      default: "Reasons"
      }
    return [
      .date("\(prefix)on", InductionAftermath.question(step)),
      .date("\(prefix)hearing_on", "When is the hearing?"), .text("\(prefix)place", "Where it is held"),
      .text("\(prefix)terms", "Extended by how many terms?"),
      .date("\(prefix)resumes_on", "From when does the teacher serve again?"),
      .text("\(prefix)text", text), .text("\(prefix)note", "Why, or a note"),
    ]
  }
}
