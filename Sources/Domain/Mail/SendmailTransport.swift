public import Foundation

/// Hands each mail to a command that speaks as `sendmail -t -i` does: the message on its input, the
/// recipients in its headers, success told by its exit code.
///
/// A crash between the command and the database hands a mail over twice; both carry the same Message-ID, by
/// which mail systems tell that they are one.
public struct SendmailTransport: MailTransport {
  private let command: [String]
  private let message: MailMessage
  private let limit: TimeInterval

  /// What it is called in logs.
  public var name: String { "sendmail" }

  /// A command with its arguments, to which `-t -i` are added; it is stopped after `limit` seconds.
  public init(command: [String], sender: String, limit: TimeInterval = 60) throws {
    self.command = command
    self.limit = limit
    message = try MailMessage(sender: sender, carriage: .base64)
  }

  /// Runs the command with the message on its input.
  public func deliver(_ mail: QueuedMail) async throws {
    let data = try message.data(mail)
    let input = FileManager.default.temporaryDirectory
      .appending(path: "staffroom-\(mail.id)-\(UUID().uuidString)")
    guard
      FileManager.default.createFile(
        atPath: input.path, contents: data, attributes: [.posixPermissions: 0o600])
    else { throw MailFault.blocked("The folder for temporary files can't be written to.") }
    defer { try? FileManager.default.removeItem(at: input) }
    let status = try await run(input)
    switch status {
    case 0: return
    case 64, 65, 67, 68, 77:
      throw MailFault.unacceptable("The mail command refused the mail (exit code \(status)).")
    default: throw MailFault.blocked("The mail command failed (exit code \(status)).")
    }
  }

  private func run(_ input: URL) async throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst()) + ["-t", "-i"]
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let watchdog = Task {
      try await Task.sleep(for: .seconds(limit))
      if process.isRunning { process.terminate() }
    }
    defer { watchdog.cancel() }
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: MailFault.blocked("The mail command could not be started."))
      }
    }
  }
}
