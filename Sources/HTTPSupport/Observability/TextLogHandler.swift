public import Logging

/// Writes each log entry as one line for people to read.
public struct TextLogHandler: LogHandler {
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
    var line = "\(LogTime.now()) \(event.level.rawValue) \(label): \(Self.oneLine(event.message.description))"
    if let error = event.error { line += " error=\(Self.oneLine(String(describing: error)))" }
    var all = metadata
    if let own = event.metadata { all.merge(own) { _, new in new } }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      line += " \(LogKeys.name(key))=\(Self.oneLine(value.description))"
    }
    sink.write(line)
  }

  /// Keeps what came from outside from starting a line of its own.
  private static func oneLine(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
