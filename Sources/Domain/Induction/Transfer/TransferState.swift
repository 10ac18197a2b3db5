public import Postgres

/// Where the transfer of an induction to another appropriate body stands.
public enum TransferState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case asked, agreed, given, fetched, acknowledged, refused, withdrawn, undone, returned, ended

  /// The states that may follow each: the one table of a transfer’s life. The database holds the same as rows of
  /// `induction_transition`.
  public static let transitions: [TransferState: Set<TransferState>] = [
    .asked: [.agreed, .refused, .withdrawn, .ended],
    .agreed: [.given, .undone, .returned, .ended],
    .given: [.agreed, .fetched, .acknowledged, .undone, .returned, .ended],
    .fetched: [.given, .acknowledged, .undone, .returned, .ended],
    .acknowledged: [.undone, .returned, .ended],
    .refused: [], .withdrawn: [], .undone: [], .returned: [],
    // As it was, where the end of the induction was a mistake.
    .ended: [.asked, .agreed, .given, .fetched, .acknowledged],
  ]

  /// Whether it may go from this state to another.
  public func mayBecome(_ next: TransferState) -> Bool {
    Self.transitions[self, default: []].contains(next)
  }

  /// Whether the induction goes, or has gone, to the other body by it.
  public var stands: Bool { mayBecome(.undone) }

  /// Whether somebody still has something to do about it.
  public var isWaiting: Bool { [.asked, .agreed, .given, .fetched].contains(self) }

  static let standing = allCases.filter(\.stands).map(\.rawValue)
  static let waiting = allCases.filter(\.isWaiting).map(\.rawValue)

  /// The words for it.
  public var title: String {
    switch self {
    case .asked: "Asked for by the school"
    case .agreed: "Waiting: the record is still to be given over"
    case .given: "Waiting: the record is sent and not fetched yet"
    case .fetched: "Fetched, and not acknowledged yet"
    case .acknowledged: "Received by the other body"
    case .refused: "Refused"
    case .withdrawn: "Taken back by the school"
    case .undone: "Undone"
    case .returned: "The teacher came back"
    case .ended: "Ended with the induction"
    }
  }
}

/// What can be done about a transfer.
public enum TransferStep: String, Sendable, Codable, CaseIterable {
  case agree, refuse, withdraw, give
  case withdrawLink = "withdraw_link"
  case acknowledge, undo
}

/// Why an induction goes to another appropriate body.
public enum TransferCause: String, Sendable, Codable, CaseIterable, PostgresValue {
  case moves
  case schoolChangesBody = "school_changes_body"

  /// The words for it.
  public var title: String {
    switch self {
    case .moves: "The teacher moves to a school with another appropriate body"
    case .schoolChangesBody: "The school changes its appropriate body"
    }
  }
}
