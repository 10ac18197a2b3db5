public import Foundation
public import Postgres

/// Where the right to appeal against a decision stands, and an appeal that was made.
public enum AppealState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case open, waived, lapsed, lodged, replied, hearing, heard, withdrawn, allowed, dismissed, varied

  /// The states that may follow each: the one table of an appeal’s life. The database holds the same as rows of
  /// `induction_transition`.
  public static let transitions: [AppealState: Set<AppealState>] = [
    .open: [.lodged, .waived, .lapsed],
    .waived: [.lodged], .lapsed: [.lodged],
    .lodged: [.replied, .hearing, .withdrawn, .allowed, .dismissed, .varied],
    .replied: [.hearing, .withdrawn, .allowed, .dismissed, .varied],
    .hearing: [.heard, .withdrawn, .allowed, .dismissed, .varied],
    .heard: [.withdrawn, .allowed, .dismissed, .varied],
    .withdrawn: [], .allowed: [], .dismissed: [], .varied: [],
  ]

  /// Whether it may go from this state to another.
  public func mayBecome(_ next: AppealState) -> Bool { Self.transitions[self, default: []].contains(next) }

  /// Whether an appeal was lodged and is not decided.
  public var isGoingOn: Bool { [.lodged, .replied, .hearing, .heard].contains(self) }

  /// The words for it.
  public var title: String {
    switch self {
    case .open: "The teacher may appeal"
    case .waived: "The teacher will not appeal"
    case .lapsed: "No appeal was made in time"
    case .lodged: "Appeal made"
    case .replied: "The appropriate body has replied"
    case .hearing: "A hearing is arranged"
    case .heard: "Heard"
    case .withdrawn: "Appeal withdrawn"
    case .allowed: "Appeal allowed"
    case .dismissed: "Appeal dismissed"
    case .varied: "Decision changed on appeal"
    }
  }
}

/// Something that is recorded about an appeal.
public enum AppealStep: String, Sendable, CaseIterable {
  case lodge, waive, withdraw, reply, hearing, heard, allow, dismiss, vary
  case failedList = "failed_list"
  case dismissal

  /// Where it leads; nil when the state stays.
  var state: AppealState? {
    switch self {
    case .lodge: .lodged
    case .waive: .waived
    case .withdraw: .withdrawn
    case .reply: .replied
    case .hearing: .hearing
    case .heard: .heard
    case .allow: .allowed
    case .dismiss: .dismissed
    case .vary: .varied
    case .failedList, .dismissal: nil
    }
  }

  /// Whether it says what came of the appeal: then letters tell of it.
  var isOutcome: Bool { [.allow, .dismiss, .vary].contains(self) }

  /// What was done, for mail and lists.
  public var title: String {
    switch self {
    case .lodge: "Appeal made"
    case .waive: "No appeal will be made"
    case .withdraw: "Appeal withdrawn"
    case .reply: "The appropriate body has replied"
    case .hearing: "Hearing arranged"
    case .heard: "Appeal heard"
    case .allow: "Appeal allowed"
    case .dismiss: "Appeal dismissed"
    case .vary: "Decision changed on appeal"
    case .failedList: "Name given for the list of those who failed"
    case .dismissal: "End of employment recorded"
    }
  }
}

/// What is entered with a step; which of it is needed depends on the step.
public struct AppealEntry: Sendable {
  /// The day on which it happened; a teacher’s own steps happen today.
  public var on: CivilDate?
  /// Grounds, reply, reasons of the outcome, or a note.
  public var text: String
  /// By how many terms induction is extended after all.
  public var terms: Decimal?
  /// The day of the hearing.
  public var hearingOn: CivilDate?
  /// Where it is held.
  public var place: String
  /// Why a late appeal was accepted, a short notice of hearing stands, or a hearing that was arranged was not held.
  public var note: String
  /// From when the teacher serves again.
  public var resumesOn: CivilDate?

  /// What is entered.
  public init(
    on: CivilDate? = nil, text: String = "", terms: Decimal? = nil, hearingOn: CivilDate? = nil,
    place: String = "", note: String = "", resumesOn: CivilDate? = nil
  ) {
    (self.on, self.text, self.terms) = (on, text.trimmed, terms)
    (self.hearingOn, self.place, self.note) = (hearingOn, place.trimmed, note.trimmed)
    self.resumesOn = resumesOn
  }
}
