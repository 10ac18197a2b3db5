import Foundation
public import Logging

/// How log lines are written.
public enum LogFormat: String, Sendable, CaseIterable {
  /// One readable line: time, level, label, message, then `key=value`.
  case text
  /// One JSON object a line, for machines that collect logs.
  case json

  /// Makes the handlers for `LoggingSystem.bootstrap`, or for a single logger.
  public func handler(
    level: Logger.Level, to sink: any LogSink = StandardStream.output
  ) -> @Sendable (String) -> any LogHandler {
    { label in
      switch self {
      case .json: JSONLogHandler(label: label, level: level, sink: sink)
      case .text: TextLogHandler(label: label, level: level, sink: sink)
      }
    }
  }
}

/// Where log lines go, one whole line at a time.
public protocol LogSink: Sendable {
  /// Writes a line and its line feed.
  func write(_ line: String)
}

/// Writes to a standard stream; a line is written at once, so lines of several threads don't mix.
public enum StandardStream: LogSink {
  /// Standard output.
  case output
  /// Standard error.
  case error

  /// Writes a line and its line feed. A stream that is gone takes nothing, and stops nothing.
  public func write(_ line: String) {
    let stream: FileHandle =
      switch self {
      case .output: .standardOutput
      case .error: .standardError
      }
    try? stream.write(contentsOf: Data((line + "\n").utf8))
  }
}

enum LogTime {
  static func now() -> String {
    Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}

enum LogKeys {
  /// The name we give to a key; Hummingbird's own name of the request's identifier is not ours.
  static func name(_ key: String) -> String { key == "hb.request.id" ? "request.id" : key }
}
