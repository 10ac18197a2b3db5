import ArgumentParser
import Foundation
import Glibc

/// PostgreSQL's own bench, the measure of what the cluster can do.
struct Pgbench: Sendable {
  let program: String
  let database: String

  func initialise(scale: Int) async throws {
    print("making pgbench's tables at scale \(scale)")
    _ = try await run(["-i", "-q", "-s", "\(scale)"])
  }

  /// Transactions per second of the prepared single-row SELECT.
  func select(seconds: Int, clients: Int) async throws -> Double {
    let threads = min(2, clients)
    let output = try await run(
      ["-S", "-n", "-M", "prepared", "-c", "\(clients)", "-j", "\(threads)", "-T", "\(seconds)"])
    for line in output.split(separator: "\n") where line.hasPrefix("tps = ") {
      if let rate = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) }) { return rate }
    }
    throw ValidationError("pgbench printed no rate")
  }

  private func run(_ arguments: [String]) async throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments + (database.isEmpty ? [] : [database])
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { process in
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        if process.terminationStatus == 0 {
          continuation.resume(returning: text)
        } else {
          continuation.resume(throwing: ValidationError("\(program) failed (\(process.terminationStatus))"))
        }
      }
      Thread.detachNewThread {
        // Swift's threads block signals, which pgbench would inherit; it ends by an alarm.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        do {
          try process.run()
        } catch {
          continuation.resume(throwing: error)
        }
      }
    }
  }
}
