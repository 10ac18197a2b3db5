import Domain
import HTTPSupport
import Hummingbird

extension TransferPages {
  /// For whoever begins a transfer where somebody else has begun one meanwhile: that one, by whom and when, and what they
  /// typed. Nil where none waits, or nothing is lost.
  func movedOn(
    _ id: InductionID, _ prefix: String, _ refusal: any Error, _ context: AppRequestContext
  ) async throws -> Response? {
    switch refusal {
    case DomainError.staleVersion, DomainError.conflict: break
    default: return nil
    }
    let actor = context.webActor
    guard let begun = try await TransferInduction(environment.services).standing(id, by: actor)
    else { return nil }
    let record = try await ReadInductions(environment.services).find(id, by: actor)
    var happened: [SummaryList.Row] = [
      .init("State", html: begun.state.tag.html), .init("Transfer to", begun.bodyName),
      .init("From", LondonTime.longDate(begun.transfersOn)),
    ]
    let last = begun.beginning
    happened += SummaryList.Row.lastDone(last.title, at: last.at, by: last.by, note: begun.reason)
    return environment.inductionMovedOn(
      "A transfer has been begun already", caption: record.induction.name, happened: happened,
      asked: Self.askedToBegin(prefix), onward: Link("Look at the induction", to: "/inductions/\(id)"),
      context)
  }

  /// Why a step of a transfer is refused: where something else was done meanwhile and the step can still be taken, what
  /// it was, by whom and when.
  func refusal(
    of step: TransferStep, _ transfer: TransferID, _ error: any Error, _ context: AppRequestContext
  ) async throws -> any Error {
    guard case DomainError.staleVersion = error else { return error }
    let (use, actor) = (TransferInduction(environment.services), context.webActor)
    guard try await use.find(transfer, by: actor).steps.contains(step),
      let last = try await use.lastDone(transfer, by: actor)
    else { return error }
    return DomainError.conflict(last.entry.meanwhile(last.title))
  }

  /// For whoever sends a step of a transfer that can’t be taken any more: where it stands, what was done last, by whom
  /// and when, and what they typed.
  func movedOn(
    _ step: TransferStep, _ id: TransferID, _ prefix: String, _ refusal: any Error,
    _ context: AppRequestContext
  ) async throws -> Response? {
    switch refusal {
    case DomainError.staleVersion, DomainError.conflict: break
    default: return nil
    }
    let (use, actor) = (TransferInduction(environment.services), context.webActor)
    let found = try await use.find(id, by: actor)
    if found.steps.contains(step) { return nil }
    let transfer = found.transfer
    var happened: [SummaryList.Row] = [
      .init("State", html: transfer.state.tag.html), .init("Transfer to", transfer.bodyName),
      .init("From", LondonTime.longDate(transfer.transfersOn)),
    ]
    if let at = transfer.endedAt, let by = transfer.endedBy {
      happened += SummaryList.Row.lastDone(
        transfer.state.title, at: at, by: by, note: transfer.endReason ?? "")
    } else if let last = try await use.lastDone(id, by: actor) {
      happened += last.entry.rows("What was done last", last.title)
    }
    return environment.inductionMovedOn(
      "The transfer has moved on", caption: transfer.teacher, happened: happened,
      asked: Self.asked(step, prefix),
      stored: [
        transfer.cause.title, transfer.bodyName, transfer.contactEmail, transfer.schoolName,
        LondonTime.longDate(transfer.transfersOn), transfer.reason,
      ], needsTyped: false,
      onward: Link("Look at the induction", to: "/inductions/\(transfer.induction)"), context)
  }

  private static func asked(_ step: TransferStep, _ prefix: String) -> [Conflict.Question] {
    switch step {
    case .agree: askedToBegin(prefix)
    case .refuse, .undo: [.text("\(prefix)reason", "Reasons")]
    case .give: [.text("\(prefix)email", "To which address")]
    case .acknowledge:
      [
        .date("\(prefix)on", "When the other body acknowledged it"),
        .text("\(prefix)person", "Who there"),
      ]
    case .withdraw, .withdrawLink: []
    }
  }

  private static func askedToBegin(_ prefix: String) -> [Conflict.Question] {
    [
      .chosen(
        "\(prefix)cause", "Why the induction goes to another body",
        TransferCause.allCases.map { Choice($0.rawValue, $0.title) }),
      .text("\(prefix)body_name", "The other appropriate body"),
      .text("\(prefix)contact_email", "E-mail address of its contact"),
      .text("\(prefix)school_name", "The school there"),
      .date("\(prefix)transfers_on", "First day under the other body"),
      .text("\(prefix)reason", "Reasons"),
    ]
  }
}
