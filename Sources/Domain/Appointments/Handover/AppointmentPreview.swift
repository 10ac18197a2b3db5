public import Foundation

/// What an appointment does to its vacancy, and who waits then: to be read before it is made.
public struct AppointmentPreview: Sendable {
  /// How many posts are free after it.
  public let postsLeft: Int
  /// Whether the vacancy is still advertised.
  public let isAdvertised: Bool
  /// When it closes otherwise.
  public let closesAt: Date?
  /// Those on whom nothing is decided.
  public let waiting: [SentApplication]

  /// Whether all posts are taken by it.
  public var fillsVacancy: Bool { postsLeft <= 0 }

  /// What becomes of the vacancy, in a sentence.
  public var vacancySentence: String {
    guard fillsVacancy else {
      let posts = postsLeft == 1 ? "1 post is" : "\(postsLeft) posts are"
      return "After this appointment \(posts) free, so the vacancy stays as it is."
    }
    let closes = closesAt.map { " It would have closed on \(LondonTime.dateAndTime($0))." } ?? ""
    return isAdvertised
      ? "With this appointment all posts are filled: the vacancy closes at once and takes no more applications.\(closes)"
      : "With this appointment all posts are filled."
  }

  /// Who waits, in a sentence; nil where nobody does.
  public var waitingSentence: String? {
    if waiting.isEmpty { return nil }
    let names = waiting.prefix(10).map(\.applicantName).joined(separator: ", ")
    let more = waiting.count > 10 ? " and \(waiting.count - 10) more" : ""
    return waiting.count == 1
      ? "1 person still waits for an answer: \(names)."
      : "\(waiting.count) people still wait for an answer: \(names)\(more)."
  }
}
