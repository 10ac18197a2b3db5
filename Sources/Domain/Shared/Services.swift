public import Foundation
public import Logging
public import Postgres

/// What an installation is set up with.
public struct Settings: Sendable {
  /// The address people reach it at, without a slash at the end; links in mails start with it.
  public var baseURL: String
  /// Where outgoing mail is written as files; nil when it goes elsewhere.
  public var mailFolder: String?

  /// Settings of an installation.
  public init(baseURL: String = "http://127.0.0.1:8080", mailFolder: String? = nil) {
    self.baseURL = baseURL
    self.mailFolder = mailFolder
  }
}

/// Everything a use case needs besides its input; passed down, never global.
public struct Services: Sendable {
  /// The database.
  public let pool: Pool
  /// What time it is.
  public let now: @Sendable () -> Date
  /// Fresh random bytes, as many as asked.
  public let random: @Sendable (Int) -> [UInt8]
  /// Hashes and checks passwords on its own bounded workers.
  public let passwords: PasswordHasher
  /// What the installation is set up with.
  public let settings: Settings
  /// Looks for viruses in uploads; nil when no scanner is set up.
  public let scanner: (any VirusScanner)?
  /// Where the domain logs.
  public let logger: Logger
  /// What this process has counted of everybody's requests.
  public let requestCounts: RequestCounts
  /// Answers of public searches, kept in this process while it is told of every change.
  public let searchCache: SearchCache
  /// Wakes the workers when mail waits.
  public let outboxBell: OutboxBell

  /// Services over a database.
  public init(
    pool: Pool, settings: Settings, logger: Logger, passwords: PasswordHasher,
    scanner: (any VirusScanner)? = nil,
    now: @escaping @Sendable () -> Date = { Date() },
    random: @escaping @Sendable (Int) -> [UInt8] = Randomness.bytes,
    requestCounts: RequestCounts = RequestCounts(), searchCache: SearchCache = SearchCache(),
    outboxBell: OutboxBell = OutboxBell()
  ) {
    self.outboxBell = outboxBell
    self.requestCounts = requestCounts
    self.pool = pool
    self.settings = settings
    self.logger = logger
    self.passwords = passwords
    self.scanner = scanner
    self.now = now
    self.random = random
    self.searchCache = searchCache
  }

  /// A new identifier of the kind that is wanted.
  public func newID<ID: Identifier>(_ type: ID.Type = ID.self) -> ID {
    ID(rawValue: UUIDv7.make(at: now(), random: random(10)))
  }

  /// The same services with the clock standing at an instant, to record what happened then.
  func standing(at instant: Date) -> Services {
    Services(
      pool: pool, settings: settings, logger: logger, passwords: passwords, scanner: scanner,
      now: { instant }, random: random, requestCounts: requestCounts, searchCache: searchCache,
      outboxBell: outboxBell)
  }

  /// Today's date in London.
  public var today: CivilDate { LondonTime.date(of: now()) }
}

/// Random bytes from the operating system.
public enum Randomness {
  /// As many fresh random bytes as asked.
  public static let bytes: @Sendable (Int) -> [UInt8] = { count in
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
