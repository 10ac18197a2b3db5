import FoundationEssentials
import Glibc
import Testing

@testable import Postgres

/// A cluster of the test's own, to be stopped and started at will.
struct PrivateCluster {
  let directory: String
  var connectionString: String { "host=\(directory) user=postgres dbname=postgres" }

  /// Runs the closure with a new cluster that listens on a Unix socket only.
  static func with(_ body: (PrivateCluster) async throws -> Void) async throws {
    let directory = "/tmp/postgres-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    let cluster = PrivateCluster(directory: directory)
    if getuid() == 0, let user = getpwnam("postgres") {
      #expect(chown(directory, user.pointee.pw_uid, user.pointee.pw_gid) == 0)
    }
    let outcome: Result<Void, any Error>
    do {
      try await cluster.run("initdb -D \(directory)/data -U postgres -A trust -N --locale=C.UTF-8 -E UTF8")
      try await cluster.start()
      outcome = .success(try await body(cluster))
    } catch {
      outcome = .failure(error)
    }
    try? await cluster.stop()
    try? FileManager.default.removeItem(atPath: directory)
    try outcome.get()
  }

  func start() async throws {
    let options = "-c listen_addresses= -c unix_socket_directories=\(directory) -c fsync=off"
    try await run("pg_ctl -D \(directory)/data -l \(directory)/log -w -o '\(options)' start")
  }

  func stop(mode: String = "immediate") async throws {
    try await run("pg_ctl -D \(directory)/data -w -m \(mode) stop")
  }

  private struct Failed: Error { var command: String }

  /// Runs one of PostgreSQL's programs, as an unprivileged user, on a thread that may block.
  private func run(_ command: String) async throws {
    let asUser = getuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --clear-groups " : ""
    let script = """
      cd \(directory)
      PATH=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1):$(pg_config --bindir):$PATH
      export PATH
      \(asUser)\(command) >\(directory)/output 2>&1
      """
    let promise = Promise<Void>()
    try await promise.value {
      BlockingThread.run {
        // Swift's threads block signals, which a program started from one would inherit; PostgreSQL's need them.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        promise.fulfil(system(script) == 0 ? .success(()) : .failure(Failed(command: command)))
      }
    }
  }
}
