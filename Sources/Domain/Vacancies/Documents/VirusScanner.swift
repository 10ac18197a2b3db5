/// Looks for viruses in what strangers send.
public protocol VirusScanner: Sendable {
  /// Looks at a file; throws when it could not.
  func scan(_ bytes: [UInt8]) async throws -> VirusScan
}

/// What a scanner found.
public enum VirusScan: Sendable, Equatable {
  /// Nothing.
  case clean
  /// Something, by the scanner's name for it.
  case infected(String)
}
