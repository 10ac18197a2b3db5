public import Foundation

extension TransferInduction {
  /// What was done about a transfer meanwhile, by whom and when, in a sentence for somebody whose step is refused because
  /// of it; nil where that is not why, and where it isn’t known or not theirs to know.
  public func meanwhile(
    _ step: TransferStep, of id: TransferID, refusedBy error: any Error, by actor: Actor
  ) async throws -> String? {
    do {
      let found = try await find(id, by: actor)
      guard Meanwhile.explains(error, isStillPossible: found.steps.contains(step)) else { return nil }
      if let end = found.transfer.end { return Meanwhile.sentence(end.title, by: end.by, at: end.at) }
      guard let last = try await lastDone(id, by: actor) else { return nil }
      return Meanwhile.sentence(last.title, by: last.entry.actor, at: last.entry.happenedAt)
    } catch DomainError.notFound {
      return nil
    }
  }

  /// The same for whoever begins a transfer of an induction where another one has been begun.
  public func meanwhile(
    beginning id: InductionID, refusedBy error: any Error, by actor: Actor
  ) async throws -> String? {
    guard Meanwhile.explains(error, isStillPossible: false) else { return nil }
    do {
      guard let begun = try await standing(id, by: actor)?.beginning else { return nil }
      return Meanwhile.sentence(begun.title, by: begun.by, at: begun.at)
    } catch DomainError.notFound {
      return nil
    }
  }

  /// The transfer of an induction that was asked for or stands, beside which no other can be begun; nil where there is
  /// none. Throws ``DomainError``.
  public func standing(_ id: InductionID, by actor: Actor) async throws -> InductionTransfer? {
    try await list(id, by: actor).map(\.transfer).last(where: { $0.state == .asked || $0.state.stands })
  }
}

extension InductionTransfer {
  /// How it was begun, as far as it has come: what was done, when and by whom.
  public var beginning: (title: String, at: Date, by: String) {
    guard let agreedAt, let agreedBy else {
      return (title: "The transfer was asked for", at: askedAt, by: askedBy)
    }
    let title = wasRecorded ? "The transfer was recorded" : "The transfer was agreed to"
    return (title: title, at: agreedAt, by: agreedBy)
  }

  /// How it ended, when and by whom; nil while it goes on.
  var end: (title: String, at: Date, by: String)? {
    guard let endedAt, let endedBy else { return nil }
    let title =
      switch state {
      case .refused: "The transfer was refused"
      case .withdrawn: "The transfer was taken back"
      case .undone: "The transfer was undone"
      case .returned: "The teacher came back"
      default: "The transfer ended with the induction"
      }
    return (title: title, at: endedAt, by: endedBy)
  }
}
