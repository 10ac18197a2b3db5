import Foundation
import Logging
import Postgres

/// Takes scheduled work that is due, one piece at a time.
///
/// A task's row is locked for as long as it runs, so of any number of workers one runs it; the lock goes with
/// the worker that dies, and the task is still due for the next. Each run that does something is recorded.
struct TaskRunner: Sendable {
  let services: Services
  let tasks: [ScheduledTask]
  /// The worker's name in the records.
  let worker: String

  /// Makes the rows of tasks that are new; they are due at once.
  func register() async throws {
    let names = tasks.map(\.name).sorted()
    try await services.pool.execute(
      """
      INSERT INTO scheduled_task (name, next_run_at)
      SELECT name, \(services.now()) FROM unnest(\(names)) AS task (name) ON CONFLICT (name) DO NOTHING
      """)
  }

  /// Does something while no worker takes up a task; what runs already is waited for. Takes a connection for
  /// as long as it goes on.
  nonisolated(nonsending) func holding<R>(_ work: nonisolated(nonsending) () async throws -> R) async throws
    -> R
  {
    try await register()
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT FROM scheduled_task ORDER BY name FOR UPDATE")
      return try await work()
    }
  }

  /// Runs the task that has been due longest and that no other worker has; false when there is none.
  func runNext() async throws -> Bool {
    try await services.pool.withTransaction { tx in
      let due = try await tx.firstRow(
        """
        SELECT name, failures FROM scheduled_task
        WHERE name = ANY(\(tasks.map(\.name))) AND next_run_at <= \(services.now())
        ORDER BY next_run_at, name LIMIT 1 FOR UPDATE SKIP LOCKED
        """)
      guard let due else { return false }
      let name = try due.decode("name", as: String.self)
      guard let task = tasks.first(where: { $0.name == name }) else { return false }
      try await run(task, failures: Int(try due.decode("failures", as: Int32.self)), tx)
      return true
    }
  }

  private func run(_ task: ScheduledTask, failures: Int, _ tx: Transaction) async throws {
    let started = services.now()
    let run = try await open(task, started)
    var count: Int?
    var fault: String?
    do {
      count = try await task.run(services)
    } catch let error where Task.isCancelled {
      throw error
    } catch {
      fault = String("\(error)".prefix(500))
    }
    let finished = services.now()
    let failures = fault == nil ? 0 : failures + 1
    let wait = ScheduledRetry.wait(afterFailures: failures, every: task.interval)
    try await tx.execute(
      """
      UPDATE scheduled_task SET next_run_at = \(finished + wait), failures = \(Int32(failures)),
        last_started_at = \(started), last_finished_at = \(finished), last_count = \(count),
        last_error = \(fault), last_worker = \(worker)
      WHERE name = \(task.name)
      """)
    if fault == nil && count == 0 {
      try await tx.execute("DELETE FROM scheduled_run WHERE id = \(run)")
    } else {
      try await tx.execute(
        """
        UPDATE scheduled_run SET finished_at = \(finished), count = \(count), error = \(fault) WHERE id = \(run)
        """)
    }
    log(task, count, fault, failures)
  }

  /// Notes that a run begins, outside the transaction, so that it is seen while it goes on. Whoever holds the
  /// task's row is alone: a run that is still open was left by a worker that died.
  private func open(_ task: ScheduledTask, _ now: Date) async throws -> UUID {
    let id = UUIDv7.make(at: now, random: services.random(10))
    try await services.pool.execute(
      """
      WITH left_open AS (
        UPDATE scheduled_run SET finished_at = \(now), error = 'The worker ended before the work was done.'
        WHERE task = \(task.name) AND finished_at IS NULL
      )
      INSERT INTO scheduled_run (id, task, worker, started_at)
      VALUES (\(id), \(task.name), \(worker), \(now))
      """)
    return id
  }

  private func log(_ task: ScheduledTask, _ count: Int?, _ fault: String?, _ failures: Int) {
    if let fault {
      services.logger.error(
        "Scheduled work failed",
        metadata: ["task": "\(task.name)", "error": "\(fault)", "failures": "\(failures)"])
    } else if let count, count > 0 {
      services.logger.info("Scheduled work done", metadata: ["task": "\(task.name)", "count": "\(count)"])
    }
  }
}

/// When a piece of scheduled work is due again.
public enum ScheduledRetry {
  /// The longest wait after failures of work that is done often.
  static let longest: Double = 900

  /// How many seconds to wait: the interval after a success; after failures five seconds, ten, twenty …, but
  /// no longer than the interval or a quarter of an hour, whichever is more.
  public static func wait(afterFailures failures: Int, every interval: Duration) -> Double {
    let seconds = Double(interval.components.seconds) + Double(interval.components.attoseconds) / 1e18
    guard failures > 0 else { return seconds }
    return min(5 * Double(1 << min(failures - 1, 20)), max(seconds, longest))
  }
}
