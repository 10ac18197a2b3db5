public import Foundation
public import Postgres

/// What officers look at before schools see an entry.
public struct PoolCheck: Sendable, Equatable {
  /// The general application is complete.
  public var isComplete: Bool
  /// The teacher reference number has the right form, where one is needed.
  public var trnIsRight: Bool
  /// The person has agreed that schools read the general application.
  public var hasConsented: Bool

  /// What was looked at.
  public init(isComplete: Bool, trnIsRight: Bool, hasConsented: Bool) {
    self.isComplete = isComplete
    self.trnIsRight = trnIsRight
    self.hasConsented = hasConsented
  }

  /// Whether everything is right.
  public var isPassed: Bool { isComplete && trnIsRight && hasConsented }

  /// What is not right.
  public var faults: [PoolFault] {
    let found: [PoolFault?] = [
      isComplete ? nil : .incomplete, trnIsRight ? nil : .number, hasConsented ? nil : .consent,
    ]
    return found.compactMap { $0 }
  }
}

/// The teacher reference number of a general application, as officers look at it.
public struct PoolNumber: Sendable, Equatable {
  /// The number on record, where it has the right form; nil where there is none.
  public let number: String?
  /// Whether the person needs one: whoever has qualified teacher status.
  public let isNeeded: Bool

  /// Whether it can be found right: nobody can find a number right that isn't there.
  public var mayBeRight: Bool { number != nil || !isNeeded }

  /// The number that the answers on teaching status give.
  init(_ teaching: [String: JSONValue]) {
    isNeeded = teaching["status"]?.string == "qualified"
    number = isNeeded ? TRN.digits(teaching["trn"]?.string ?? "") : nil
  }
}

/// A criterion of the interview day.
public struct PoolCriterion: Sendable, RowDecodable {
  /// Its identifier.
  public let id: UUID
  /// What is looked for.
  public let wording: String
  /// The highest score.
  public let highest: Int

  /// Reads the columns `id`, `wording` and `highest`.
  public init(row: Row) throws {
    id = try row.decode("id")
    wording = try row.decode("wording")
    highest = try row.decode("highest")
  }
}

/// A score that an officer gave for a criterion.
public struct PoolScore: Sendable, RowDecodable {
  /// The criterion.
  public let criterion: UUID
  /// Its wording; it may be one that is no longer scored by.
  public let wording: String
  /// Who gave it.
  public let by: AccountID
  /// Their name.
  public let officer: String
  /// The score.
  public let score: Int

  /// Reads a row of ``AssessPoolEntry``.
  public init(row: Row) throws {
    criterion = try row.decode("criterion_id")
    wording = try row.decode("wording")
    by = try row.decode("scored_by")
    officer = try row.decode("name")
    score = try row.decode("score")
  }
}

/// What officers have found of an entry; for officers only.
public struct PoolAssessment: Sendable {
  /// What was looked at; before anybody has, what can be seen from the application, as a suggestion.
  public let check: PoolCheck
  /// Whether somebody has looked.
  public let isChecked: Bool
  /// The teacher reference number on record.
  public let number: PoolNumber
  /// The invitation to the interview day; nil where nobody has invited.
  public let invitation: PoolInvitation?
  /// Notes for officers.
  public let notes: String
  /// The criteria of the interview day.
  public let criteria: [PoolCriterion]
  /// The scores given, as far as whoever reads may see them.
  public private(set) var scores: [PoolScore]
  /// How many officers have given scores that are not shown yet.
  public private(set) var hiddenOfficers = 0
  /// Rises with every change; 0 before the first.
  public let version: Int

  init(
    check: PoolCheck, isChecked: Bool, number: PoolNumber, invitation: PoolInvitation?, notes: String,
    criteria: [PoolCriterion], scores: [PoolScore], version: Int
  ) {
    self.check = check
    self.isChecked = isChecked
    self.number = number
    self.invitation = invitation
    self.notes = notes
    self.criteria = criteria
    self.scores = scores
    self.version = version
  }

  /// The same as an officer may see it: as members of a panel do, each scores without knowing what the others gave. The
  /// scores of others show once the officer has given one for every criterion, or once the grade is given. Whoever acts
  /// without an account can't score, and sees all.
  func seen(by officer: AccountID?, isGraded: Bool) -> PoolAssessment {
    guard let officer, !isGraded else { return self }
    let own = scores.filter { $0.by == officer }
    if Set(criteria.map(\.id)).isSubset(of: Set(own.map(\.criterion))) { return self }
    var seen = self
    seen.scores = own
    seen.hiddenOfficers = Set(scores.map(\.by)).subtracting([officer]).count
    return seen
  }

  /// Says that scores of others wait to be shown, and until when; nil where none do.
  public var hiddenScoresSentence: String? {
    switch hiddenOfficers {
    case 0: nil
    case 1:
      "One other officer has given scores. They show once you have given yours for every criterion, or once the grade is "
        + "given."
    default:
      "\(hiddenOfficers) other officers have given scores. They show once you have given yours for every criterion, or "
        + "once the grade is given."
    }
  }
}
