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
    let transfers = try await TransferInduction(environment.services).list(id, by: actor).map(\.transfer)
    guard let begun = transfers.last(where: { $0.state == .asked || $0.state.stands }) else { return nil }
    let record = try await ReadInductions(environment.services).find(id, by: actor)
    var happened: [SummaryList.Row] = [
      .init("State", html: begun.state.tag.html), .init("Transfer to", begun.bodyName),
      .init("From", LondonTime.longDate(begun.transfersOn)),
    ]
    if let agreed = begun.agreedAt, let by = begun.agreedBy {
      let what = begun.wasRecorded ? "The transfer was recorded" : "The transfer was agreed to"
      happened += SummaryList.Row.lastDone(what, at: agreed, by: by, note: begun.reason)
    } else {
      happened += SummaryList.Row.lastDone(
        "The transfer was asked for", at: begun.askedAt, by: begun.askedBy, note: begun.reason)
    }
    return environment.inductionMovedOn(
      "A transfer has been begun already", caption: record.induction.name, happened: happened,
      asked: [
        .chosen(
          "\(prefix)cause", "Why the induction goes to another body",
          TransferCause.allCases.map { Choice($0.rawValue, $0.title) }),
        .text("\(prefix)body_name", "The other appropriate body"),
        .text("\(prefix)contact_email", "E-mail address of its contact"),
        .text("\(prefix)school_name", "The school there"),
        .date("\(prefix)transfers_on", "First day under the other body"),
        .text("\(prefix)reason", "Reasons"),
      ], onward: Link("Look at the induction", to: "/inductions/\(id)"), context)
  }
}
