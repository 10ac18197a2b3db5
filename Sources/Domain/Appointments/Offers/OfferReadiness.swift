public import Foundation
import Postgres

/// Whether an interview stands behind an offer: what is still missing of it, in words for whoever decides.
///
/// Safer recruitment asks for an interview of everybody who is appointed (Keeping children safe in education, part
/// three). Where it took place elsewhere, such as for the pool, or was scored on paper, the head says so with the offer.
public enum OfferReadiness: Sendable, Equatable {
  /// The interview has taken place, and everybody who interviewed has handed in their scores.
  case ready
  /// They are invited to no day.
  case withoutDay
  /// The interview has not begun; nil where they have no time.
  case notYet(Date?)
  /// These people have not handed in their scores.
  case scoresMissing([String])

  /// What is missing, in a sentence; nil when nothing is.
  public var obstacle: String? {
    switch self {
    case .ready: nil
    case .withoutDay: "No interview on a day with slots stands here, and no scores."
    case .notYet(let begins?):
      "The interview has not taken place: it begins on \(LondonTime.dateAndTime(begins))."
    case .notYet(nil): "The interview has not taken place: nobody has a time for it yet."
    case .scoresMissing(let names):
      "Scores are missing: \(names.joined(separator: ", ")) \(names.count == 1 ? "has" : "have") not handed in."
    }
  }

  /// What is decided without; nil when nothing is missing.
  var missing: String? {
    switch self {
    case .ready: nil
    case .withoutDay, .notYet: "an interview here"
    case .scoresMissing: "all scores of the interview"
    }
  }

  /// How an application stands at an instant.
  static func of(
    _ application: ApplicationID, at now: Date, in db: some Queryable
  ) async throws -> OfferReadiness {
    guard let day = try await InterviewStore.invitation(of: application, in: db) else {
      return .withoutDay
    }
    guard let held = try await InterviewStore.held(by: application, in: db) else { return .notYet(nil) }
    guard held.slot.startsAt <= now else { return .notYet(held.slot.startsAt) }
    let handedIn = Set(
      try await ScoreInterview.sheets(application, in: db).filter { $0.handedInAt != nil }.map(\.account))
    let scorers = try await InterviewStore.scorers(of: day, in: db)
    if scorers.isEmpty, handedIn.isEmpty { return .withoutDay }
    let missing = scorers.filter { !handedIn.contains($0.account) }
    return missing.isEmpty ? .ready : .scoresMissing(missing.map(\.name))
  }
}
