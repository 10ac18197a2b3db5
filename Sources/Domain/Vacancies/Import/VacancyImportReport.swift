/// One fault of a file of vacancies.
public struct VacancyImportProblem: Sendable, Encodable, Equatable {
  /// The line in the file, from 1.
  public let line: Int
  /// The column; nil when it is the whole line.
  public let column: String?
  /// A sentence that says what to do.
  public let message: String
}

/// What an import of vacancies did, or would do.
public struct VacancyImportReport: Sendable, Encodable {
  /// What becomes of a row.
  public enum Action: String, Sendable, Encodable {
    /// A new draft.
    case created
    /// A draft that is there says something else now.
    case changed
    /// It is there and says the same.
    case unchanged
  }

  /// A row and its vacancy.
  public struct Row: Sendable, Encodable {
    /// The line in the file.
    public let line: Int
    /// The name that the other system gave it.
    public let externalReference: String?
    /// What it is called.
    public let title: String
    /// What became of it.
    public let action: Action
    /// The vacancy, once there is one.
    public internal(set) var vacancy: VacancyID?
    /// Its reference, once there is one.
    public internal(set) var reference: String?
    /// Whether it was published.
    public internal(set) var isPublished = false
  }

  /// How many rows the file has.
  public internal(set) var rows = 0
  /// Everything that is wrong, by line. When anything is, nothing was stored.
  public internal(set) var problems: [VacancyImportProblem] = []
  /// The rows that are right.
  public internal(set) var vacancies: [Row] = []
  /// Whether it was stored; false after a dry run.
  public internal(set) var isStored = false

  /// How many rows come to an action.
  public func count(_ action: Action) -> Int { vacancies.count { $0.action == action } }
  /// How many were published.
  public var published: Int { vacancies.count(where: \.isPublished) }
}
