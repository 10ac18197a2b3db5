import Domain
import Postgres

/// What a command tells its caller by its exit code (the values of sysexits.h), in one table.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  /// It was done.
  case done = 0
  /// The command, a flag or a setting is wrong.
  case usage = 64
  /// What was entered can't be accepted, or what is stored stands against it.
  case invalidData = 65
  /// The thing does not exist.
  case notFound = 66
  /// The database or another service can't be reached, or is not in a state to be used.
  case unavailable = 69
  /// A fault of the program.
  case software = 70
  /// Try again later.
  case tryLater = 75
  /// The actor may not do this.
  case notAllowed = 77

  /// What the code means, for the help.
  public var meaning: String {
    switch self {
    case .done: "done"
    case .usage: "wrong command, flag or setting"
    case .invalidData: "what was entered can't be accepted"
    case .notFound: "no such thing"
    case .unavailable: "the database can't be reached or needs migrating"
    case .software: "a fault of the program"
    case .tryLater: "too many tries; come back later"
    case .notAllowed: "not allowed"
    }
  }

  /// The table for `staffroom --help`.
  public static var help: String {
    allCases.map { status in
      let code = String(status.rawValue)
      return "  \(String(repeating: " ", count: 2 - min(2, code.count)))\(code)  \(status.meaning)"
    }.joined(separator: "\n")
  }
}

/// What is said about a failure, and the exit code that goes with it.
public struct Failure: Error, Sendable, Equatable {
  /// The exit code.
  public let status: ExitStatus
  /// What is said, in whole lines.
  public let lines: [String]

  /// A failure with what is said about it.
  public init(_ status: ExitStatus, _ lines: String...) {
    self.status = status
    self.lines = lines
  }

  /// The failure that an error amounts to.
  public init(describing error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as DomainError: self.init(domain: error)
    case let problem as SettingProblem: self.init(.usage, problem.description)
    case let error as PostgresError: self.init(postgres: error)
    case let error as MigrationError: self.init(.unavailable, error.description)
    default: self.init(.software, "Something went wrong: \(error)")
    }
  }

  private init(status: ExitStatus, lines: [String]) {
    self.status = status
    self.lines = lines
  }

  private init(domain error: DomainError) {
    switch error {
    case .invalid(let problems):
      self.init(status: .invalidData, lines: problems.map { "\($0.field): \($0.message)" })
    case .notFound(let thing): self.init(.notFound, "There is no such \(thing).")
    case .notAllowed(let sentence): self.init(.notAllowed, sentence)
    case .signInRequired: self.init(.notAllowed, "Nobody has signed in.")
    case .conflict(let sentence): self.init(.invalidData, sentence)
    case .staleVersion(let current):
      self.init(.invalidData, "Somebody else changed it in the meantime; it is at version \(current) now.")
    case .throttled(let seconds): self.init(.tryLater, "Too many tries. Try again in \(seconds) seconds.")
    case .gone(let sentence): self.init(.notFound, sentence)
    }
  }

  private init(postgres error: PostgresError) {
    switch error.kind {
    case .connectionFailed, .connectionLost, .adminShutdown, .poolShutDown:
      self.init(.unavailable, "The database can't be reached: \(error.message)")
    case .poolExhausted, .deadlineExceeded, .queryCancelled, .lockNotAvailable, .deadlock,
      .serializationFailure:
      self.init(.tryLater, "The database is busy. Try again in a moment.")
    default: self.init(.software, "The database refused: \(error)")
    }
  }
}
