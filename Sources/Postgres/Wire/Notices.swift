import CLibPQ
import Logging

/// Logs what the server remarks on beside results.
final class Notices: Sendable {
  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  /// Attaches the receiver; the caller keeps it for as long as the connection lives.
  func attach(to connection: OpaquePointer) {
    PQsetNoticeReceiver(
      connection,
      { argument, result in
        guard let argument, let result else { return }
        Unmanaged<Notices>.fromOpaque(argument).takeUnretainedValue().log(result)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func log(_ result: OpaquePointer) {
    func field(_ code: UnicodeScalar) -> String {
      PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) } ?? ""
    }
    let severity = field("V")
    let level: Logger.Level =
      switch severity {
      case "WARNING", "ERROR", "FATAL", "PANIC": .warning
      case "NOTICE", "INFO": .info
      default: .debug
      }
    logger.log(
      level: level, "\(field("M"))",
      metadata: ["postgres.severity": "\(severity)", "postgres.sqlstate": "\(field("C"))"])
  }
}
