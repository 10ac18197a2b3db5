public import Foundation
public import Postgres

/// What a member of the panel thinks should happen with an application.
public enum Recommendation: String, Sendable, Codable, CaseIterable, PostgresValue {
  case shortlist, unsure
  case notShortlist = "not_shortlist"

  /// The words for it.
  public var title: String {
    switch self {
    case .shortlist: "Shortlist"
    case .unsure: "Not sure"
    case .notShortlist: "Do not shortlist"
    }
  }
}

/// The scale by which criteria are scored.
public enum SiftScale {
  /// The scores there are.
  public static let range = 0...3
  /// An essential criterion counts as failed when the mean of its scores is below this.
  public static let passing = 1.0
  /// The rule by which an essential criterion is failed, as it is said where failed ones are shown.
  public static let failing =
    "An essential criterion counts as failed when the average of the panel’s scores for it is below 1, the score for "
    + "some evidence."
  /// How long a note on a criterion may be, in characters.
  public static let longestNote = 2000
  /// How long the note on the whole application may be, in characters.
  public static let longestOverallNote = 4000

  /// What a score means.
  public static func title(_ score: Int) -> String {
    switch score {
    case 0: "0 – no evidence"
    case 1: "1 – some evidence"
    case 2: "2 – meets it"
    default: "3 – more than meets it"
    }
  }

  /// The criteria that can be judged by the application: those that say so, or all where none does.
  public static func criteria(_ all: [Criterion]) -> [Criterion] {
    let judged = all.filter { $0.assessedBy.contains(.application) }
    return judged.isEmpty ? all : judged
  }

  /// Whether an essential criterion is failed by these scores; false without any.
  public static func isFailed(_ scores: [Int]) -> Bool {
    guard !scores.isEmpty else { return false }
    return Double(scores.reduce(0, +)) / Double(scores.count) < passing
  }
}

/// What a member gave for one criterion.
public struct CriterionScore: Sendable, Equatable {
  /// The criterion.
  public var criterion: CriterionID
  /// From 0 to 3; nil while it isn't scored.
  public var score: Int?
  /// Why.
  public var note: String

  /// A score.
  public init(criterion: CriterionID, score: Int?, note: String = "") {
    self.criterion = criterion
    self.score = score
    self.note = note
  }
}

/// What a member writes on a sheet.
public struct SheetContent: Sendable, Equatable {
  /// What they gave for criteria; those that are left out have neither score nor note.
  public var scores: [CriterionScore]
  /// What they think should happen.
  public var recommendation: Recommendation?
  /// A note on the whole.
  public var note: String

  /// What stands on a sheet.
  public init(scores: [CriterionScore] = [], recommendation: Recommendation? = nil, note: String = "") {
    self.scores = scores
    self.recommendation = recommendation
    self.note = note
  }
}

/// One member's own judgement of one application.
public struct SiftSheet: Sendable {
  /// The application.
  public let application: ApplicationID
  /// Whose sheet it is.
  public let account: AccountID
  /// Their name.
  public let memberName: String
  /// What stands on it.
  public let content: SheetContent
  /// Rises by one with every change; 0 for one that hasn't been begun.
  public let version: Int
  /// When it was submitted; nil while it is being written.
  public let submittedAt: Date?

  /// The sum of its scores.
  public var total: Int { content.scores.compactMap(\.score).reduce(0, +) }

  /// The score of a criterion.
  public func score(of criterion: CriterionID?) -> CriterionScore? {
    content.scores.first { $0.criterion == criterion }
  }
}

/// An application as a member of the panel judges it.
public struct SiftView: Sendable {
  /// The application, as far as those who choose may see it.
  public let whole: WholeApplication
  /// The criteria to score, in order.
  public let criteria: [Criterion]
  /// The acting person's own sheet, empty when they haven't begun; nil for those who aren't on the panel.
  public let own: SiftSheet?
  /// What others submitted, once it is shown.
  public let others: [SiftSheet]
  /// Whether everybody has submitted, or the head closed the sift: own sheets can't be reopened then.
  public let isRevealed: Bool
  /// How the school goes about it.
  public let selection: Selection
  /// How many members have submitted, of how many.
  public let progress: SiftProgress

  /// Whether the acting person may write on their sheet.
  public var mayWrite: Bool {
    own.map { $0.submittedAt == nil } ?? false && selection.isSiftOpen
      && SiftRules.canBeScored(whole.application.state)
  }
}

/// How many members of a panel have submitted their sheet on an application.
public struct SiftProgress: Sendable, Equatable {
  /// How many have.
  public let submitted: Int
  /// How many are to.
  public let members: Int

  /// So many of so many.
  public init(submitted: Int, members: Int) {
    self.submitted = submitted
    self.members = members
  }
}

/// What is asked of a sheet.
enum SiftRules {
  /// Whether applications in a state are still sifted.
  static func canBeScored(_ state: ApplicationState) -> Bool {
    state == .sent || state == .underConsideration || state == .longlisted
  }

  /// Why a criterion of the vacancy, or of another, has no score in the sift.
  private static func refusal(_ id: CriterionID, of all: [Criterion]) -> String {
    guard let criterion = all.first(where: { $0.id == id }) else {
      return "Score the criteria of this vacancy only: \(id) is none of them."
    }
    let ways = criterion.assessedBy.map { way in
      switch way {
      case .application: "by the application"
      case .interview: "at interview"
      case .task: "by a task or lesson"
      case .references: "by references"
      }
    }
    let judged = ways.isEmpty ? "not judged by the application" : "judged \(ways.joined(separator: " and "))"
    return "“\(criterion.wording)” is \(judged), so it has no score in the sift. Leave it out."
  }

  /// Everything that keeps a sheet from being stored or submitted; `all` are the vacancy's criteria with those that the
  /// sift doesn't go by. Fields are `scores[n].score`,
  /// `scores[n].note` (n counts the criteria), `recommendation` and `note`.
  static func problems(
    _ content: SheetContent, criteria: [Criterion], of all: [Criterion], isSubmitted: Bool
  ) -> Problems {
    var problems = Problems()
    for score in content.scores where !criteria.contains(where: { $0.id == score.criterion }) {
      problems.add("scores", refusal(score.criterion, of: all))
    }
    for (index, criterion) in criteria.enumerated() {
      let given = content.scores.filter { $0.criterion == criterion.id }
      let field = "scores[\(index)]"
      problems.require(given.count < 2, field, "Score criterion \(index + 1) once.")
      let score = given.first?.score
      if let score, !SiftScale.range.contains(score) {
        problems.add("\(field).score", "Give criterion \(index + 1) a score from 0 to 3.")
      }
      problems.require(
        !isSubmitted || score != nil, "\(field).score", "Choose a score for criterion \(index + 1).")
      problems.require(
        (given.first?.note.count ?? 0) <= SiftScale.longestNote, "\(field).note",
        "Shorten the note on criterion \(index + 1) to 2,000 characters or fewer.")
    }
    problems.require(
      !isSubmitted || content.recommendation != nil, "recommendation",
      "Choose what you recommend for this application.")
    problems.require(
      content.note.count <= SiftScale.longestOverallNote, "note",
      "Shorten your note on the application to 4,000 characters or fewer.")
    return problems
  }
}
