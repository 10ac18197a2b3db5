public import Foundation

/// What came of one interview, as it is set beside others: nothing of it before all scores are in.
public struct ComparedInterview: Sendable {
  /// How many interview.
  public let members: Int
  /// How many of them have handed in their scores.
  public let handedIn: Int
  /// What each of them gave and wrote; empty before all are in.
  public let sheets: [InterviewSheet]

  /// The mean of the members' totals, once all are in.
  public var average: Double? {
    sheets.isEmpty ? nil : Double(sheets.map(\.total).reduce(0, +)) / Double(sheets.count)
  }

  /// What the members gave for a question, by member.
  public func scores(of question: UUID?) -> [(member: String, score: Int)] {
    sheets.compactMap { sheet in question.flatMap { sheet.scores[$0] }.map { (sheet.name, $0) } }
  }

  /// The interview of an application, for those who may read its scores and as far as they may: see ``ScoreInterview``.
  static func read(
    _ application: ApplicationID, by actor: Actor, _ services: Services
  ) async throws -> ComparedInterview? {
    do {
      let scoring = try await ScoreInterview(services).read(application, by: actor)
      guard !scoring.panel.isEmpty else { return nil }
      return ComparedInterview(
        members: scoring.panel.count, handedIn: scoring.panel.count { $0.hasHandedIn },
        sheets: scoring.sheets.filter { $0.handedInAt != nil })
    } catch DomainError.notFound, DomainError.notAllowed {
      return nil
    }
  }
}
