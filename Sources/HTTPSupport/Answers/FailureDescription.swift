public import Domain
import HTTPTypes
public import Hummingbird
import Postgres

/// What every face says of a failure: one table, from which the API makes its problem and the pages their
/// page.
public struct FailureDescription: Sendable, Equatable {
  /// The HTTP status.
  public var status: HTTPResponse.Status
  /// The last part of the problem type's address, and the name of it that never changes.
  public var type: String
  /// What kind of failure it is, in a few words; the page's heading.
  public var title: String
  /// What happened this time and what to do, in plain sentences.
  public var detail: String
  /// The faults of single fields.
  public var problems: [FieldProblem] = []
  /// In how many seconds to try again.
  public var retryAfter: Int?
  /// The stored version, when an outdated one was sent.
  public var currentVersion: Int?

  /// Whether the operator must look at it: it is our fault, and is logged as an error.
  public var isFault: Bool { status.code >= 500 }

  /// What is said of an error. One that nobody foresaw tells nothing about itself.
  public init(of error: any Error) {
    switch error {
    case let error as DomainError: self.init(of: error)
    case let error as PostgresError: self.init(of: error)
    case let error as any HTTPResponseError: self.init(of: error.status)
    default: self = Self.unforeseen
    }
  }

  private init(of error: DomainError) {
    switch error {
    case .invalid(let problems):
      self.init(.unprocessableContent, "invalid", "There is a problem", "Some answers need to be put right.")
      self.problems = problems
    case .notFound(let what):
      self.init(
        .notFound, "not-found", "Page not found", "There is no such \(what), or you may not see it.")
    case .notAllowed(let sentence):
      self.init(.forbidden, "not-allowed", "You can’t do this", sentence)
    case .signInRequired:
      self.init(.unauthorized, "sign-in-required", "Sign in to go on", "You need to sign in first.")
    case .conflict(let sentence):
      self.init(.conflict, "conflict", "This can’t be done now", sentence)
    case .staleVersion(let current):
      self.init(
        .preconditionFailed, "stale-version", "Somebody else changed this",
        "It was changed after you opened it. Look at the newer version, then decide.")
      currentVersion = current
    case .throttled(let seconds):
      self.init(
        .tooManyRequests, "throttled", "Too many tries", "Wait \(Self.duration(seconds)), then try again.")
      retryAfter = seconds
    case .gone(let what):
      self.init(.gone, "gone", "No longer here", what)
    }
  }

  private init(of error: PostgresError) {
    switch error.kind {
    case .poolExhausted, .poolShutDown, .connectionLost, .connectionFailed, .adminShutdown, .deadlineExceeded,
      .serializationFailure, .deadlock, .lockNotAvailable:
      self = Self.busy
    default: self = Self.unforeseen
    }
  }

  private init(of status: HTTPResponse.Status) {
    switch status.code {
    case 400: self.init(status, "bad-request", "Not understood", "The request could not be understood.")
    case 401: self.init(of: DomainError.signInRequired)
    case 403: self.init(status, "not-allowed", "You can’t do this", "You may not see or do this.")
    case 404:
      self.init(
        status, "not-found", "Page not found",
        "Check the address for slips. If it is right, the page may have moved.")
    case 405:
      self.init(
        status, "method-not-allowed", "Not possible here", "This address does not take such requests.")
    case 413:
      self.init(
        status, "too-large", "Too much at once",
        "What you sent is larger than we take. A file may have at most \(UploadedFile.maximumSize / 1_048_576) MB. "
          + "Go back in your browser, where what you typed is kept in most cases, and choose a smaller file or "
          + "shorten your answers.")
    case 415:
      self.init(status, "unsupported-media-type", "Wrong format", "The content type is not one we take here.")
    case 422: self.init(status, "invalid", "There is a problem", "Some answers need to be put right.")
    case 503: self = Self.busy
    case 400..<500:
      self.init(status, "refused", "Not possible", "The request could not be carried out as it was sent.")
    default: self = Self.unforeseen
    }
  }

  private init(_ status: HTTPResponse.Status, _ type: String, _ title: String, _ detail: String) {
    self.status = status
    self.type = type
    self.title = title
    self.detail = detail
  }

  private static let unforeseen = FailureDescription(
    .internalServerError, "unforeseen", "Something went wrong on our side",
    "Nothing you entered caused this. Try again; if it happens again, tell us the number below.")

  private static let busy: FailureDescription = {
    var busy = FailureDescription(
      .serviceUnavailable, "busy", "The service is busy", "Wait a few seconds, then try again.")
    busy.retryAfter = 5
    return busy
  }()

  private static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ...1: "a second"
    case ..<90: "\(seconds) seconds"
    case ..<5_400: "\((seconds + 59) / 60) minutes"
    default: "\((seconds + 3_599) / 3_600) hours"
    }
  }
}
