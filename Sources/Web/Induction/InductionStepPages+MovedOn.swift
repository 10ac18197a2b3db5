import Domain
import HTTPSupport
import Hummingbird
import Postgres

extension InductionStepPages {
  /// What was done last of an induction, in words and by its entry in the trail.
  typealias LastDone = (title: String, entry: TrailEntry)

  /// What else was recorded meanwhile, where a step is refused because of it.
  func meanwhile(
    _ id: InductionID, refusedBy error: any Error, _ context: AppRequestContext
  ) async throws -> LastDone? {
    guard case DomainError.staleVersion = error else { return nil }
    return try await ReadInductions(environment.services).lastDone(id, by: context.webActor)
  }

  /// Why a step is refused: where something else was recorded meanwhile, what it was, by whom and when.
  static func refusal(_ error: any Error, after last: LastDone?) -> any Error {
    guard let last else { return error }
    return DomainError.conflict(last.entry.meanwhile(last.title))
  }

  /// For whoever sends a step for which the induction’s page has no form any more: where it stands, what was done last,
  /// by whom and when, and what they typed. Nil where the form is still there. What was done last need not be given.
  func movedOn(
    _ step: String, _ id: InductionID, after known: LastDone? = nil, _ context: AppRequestContext
  ) async throws -> Response? {
    let (read, actor) = (ReadInductions(environment.services), context.webActor)
    let record = try await read.find(id, by: actor)
    if takes(step, record, context) { return nil }
    var happened: [SummaryList.Row] = [.init("State", html: record.induction.state.tag.html)]
    let last: LastDone? = if let known { known } else { try await read.lastDone(id, by: actor) }
    if let last {
      happened += last.entry.rows("What was done last", last.title)
    }
    let period = step == "support" ? Self.period(record, context) : nil
    let support = period.map { InductionSteps.supportValues($0).fields.map { Optional($0.value) } } ?? []
    return environment.inductionMovedOn(
      "The induction has moved on", caption: record.induction.name, happened: happened,
      asked: Self.asked(step), stored: record.events.map { Optional($0.note) } + support, needsTyped: false,
      onward: Link("Look at the induction", to: "/inductions/\(id)"), context)
  }

  /// Whether the page has the form of a step.
  private func takes(_ step: String, _ record: InductionRecord, _ context: AppRequestContext) -> Bool {
    let (death, actor) = (RecordDeath(environment.services), context.webActor)
    switch step {
    case "address": return record.death == nil
    case "death": return death.isAllowed(record, by: actor)
    case "undo-death": return death.isUndoAllowed(record, by: actor)
    case "absence", "reduction", "extension", "remove": return record.induction.state.isOpen
    default:
      // After a change of hours the form is that of the period that follows at the same school.
      guard record.induction.state.isOpen, let sent = Self.period(record, context) else { return false }
      let today = environment.services.today
      return record.periods.contains { $0.place == sent.place && record.isOpen($0, on: today) }
    }
  }

  private static func period(_ record: InductionRecord, _ context: AppRequestContext) -> InductionPeriod? {
    record.periods.first { $0.id.description == context.form["period"] }
  }

  /// The questions of a step’s form.
  static func asked(_ step: String) -> [Conflict.Question] {
    switch step {
    case "address": [.text("address-email", "Teacher’s e-mail address")]
    case "death": [.date("death-died_on", "When did they die?")]
    case "undo-death": [.text("undo-death-reason", "What the mistake was")]
    case "absence": absence
    case "reduction":
      [
        .text("reduction-terms", "To how many terms in all"),
        .date("reduction-consented_on", "When the teacher consented"), .text("reduction-reason", "Reasons"),
      ]
    case "extension": [.text("extension-terms", "By how many terms"), .text("extension-reason", "Reasons")]
    case "hours": [.date("hours-starts_on", "From when"), .text("hours-fte", "Part of full time")]
    case "contract":
      [
        .chosen(
          "contract-end", "Does the contract end?",
          [Choice("known", "It has a last day"), Choice("open", "It has no end")]),
        .date("contract-ends_on", "Last day of the contract"),
      ]
    case "support": support
    case "end":
      [
        .date("end-ends_on", "Last day"),
        .chosen("end-leaves", "Why it ends", [Choice("yes", "The teacher leaves teaching")]),
      ]
    default: []
    }
  }

  private static let absence: [Conflict.Question] = [
    .date("absence-starts_on", "First day of absence"), .date("absence-ends_on", "Last day of absence"),
    .text("absence-days", "Working days missed"),
    .chosen("absence-kind", "Reason for absence", InductionCaseForm.kinds), .text("absence-reason", "Note"),
  ]

  private static let support: [Conflict.Question] = [
    .text("support-tutor_name", "Induction tutor"),
    .text("support-tutor_email", "Tutor’s e-mail address"), .text("support-mentor_name", "Mentor"),
    .text("support-mentor_email", "Mentor’s e-mail address"),
    .text("support-mentor_reason", "Why the mentor is the tutor as well"),
  ]
}
