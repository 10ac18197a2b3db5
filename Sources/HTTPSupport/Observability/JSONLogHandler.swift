public import Logging

/// Writes each log entry as one JSON object on one line.
public struct JSONLogHandler: LogHandler {
  /// The lowest level that is written.
  public var logLevel: Logger.Level
  /// What every entry of this logger carries.
  public var metadata: Logger.Metadata = [:]
  private let label: String
  private let sink: any LogSink

  /// A handler for the logger of a label.
  public init(label: String, level: Logger.Level = .info, sink: any LogSink = StandardStream.output) {
    self.label = label
    self.logLevel = level
    self.sink = sink
  }

  /// Gets and sets what every entry carries.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes an entry.
  public func log(event: LogEvent) {
    var line = "{\"time\":\"\(LogTime.now())\",\"level\":\"\(event.level.rawValue)\",\"logger\":"
    Self.append(label, to: &line)
    line += ",\"message\":"
    Self.append(event.message.description, to: &line)
    if let error = event.error {
      line += ",\"error\":"
      Self.append(String(describing: error), to: &line)
    }
    var all = metadata
    if let own = event.metadata { all.merge(own) { _, new in new } }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      let name = LogKeys.name(key)
      line += ","
      Self.append(Self.reserved.contains(name) ? "metadata.\(name)" : name, to: &line)
      line += ":"
      Self.append(value, to: &line)
    }
    line += "}"
    sink.write(line)
  }

  private static let reserved: Set<String> = ["time", "level", "logger", "message", "error"]

  private static func append(_ value: Logger.MetadataValue, to line: inout String) {
    switch value {
    case .string(let text): append(text, to: &line)
    case .stringConvertible(let value):
      switch value {
      case let number as Int: line += String(number)
      case let flag as Bool: line += flag ? "true" : "false"
      case let number as Double where number.isFinite: line += String(number)
      default: append(value.description, to: &line)
      }
    case .array(let values):
      line += "["
      for (index, value) in values.enumerated() {
        if index > 0 { line += "," }
        append(value, to: &line)
      }
      line += "]"
    case .dictionary(let values):
      line += "{"
      for (index, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { line += "," }
        append(key, to: &line)
        line += ":"
        append(value, to: &line)
      }
      line += "}"
    }
  }

  /// Appends a JSON string; every control character is escaped, so an entry never breaks its line.
  private static func append(_ text: String, to line: inout String) {
    line += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": line += "\\\""
      case "\\": line += "\\\\"
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      case "\t": line += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        line += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: line.unicodeScalars.append(scalar)
      }
    }
    line += "\""
  }
}
