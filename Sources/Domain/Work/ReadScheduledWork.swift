public import Foundation
public import Postgres

/// A piece of scheduled work: when it ran last and when it is due.
public struct ScheduledTaskStatus: Sendable, Encodable, RowDecodable {
  /// What it is called.
  public let name: String
  /// Whether a worker is running it at this moment.
  public let isRunning: Bool
  /// When it is due.
  public let nextRunAt: Date
  /// How often it has failed since it last went well.
  public let failures: Int
  /// When its last run began.
  public let lastStartedAt: Date?
  /// When its last run ended.
  public let lastFinishedAt: Date?
  /// How many things the last run did.
  public let lastCount: Int?
  /// What went wrong in the last run.
  public let lastError: String?
  /// Which worker ran it last.
  public let lastWorker: String?

  /// Reads a row of ``ReadScheduledWork/tasks(by:)``.
  public init(row: Row) throws {
    name = try row.decode("name")
    isRunning = try row.decode("is_running")
    nextRunAt = try row.decode("next_run_at")
    failures = Int(try row.decode("failures", as: Int32.self))
    lastStartedAt = try row.decodeIfPresent("last_started_at")
    lastFinishedAt = try row.decodeIfPresent("last_finished_at")
    lastCount = try row.decodeIfPresent("last_count")
    lastError = try row.decodeIfPresent("last_error")
    lastWorker = try row.decodeIfPresent("last_worker")
  }
}

/// A run of scheduled work that did something, failed, or goes on.
public struct ScheduledRun: Sendable, Encodable, RowDecodable {
  /// Its identifier.
  public let id: UUID
  /// Which task.
  public let task: String
  /// Which worker.
  public let worker: String
  /// When it began.
  public let startedAt: Date
  /// When it ended; nil while it goes on.
  public let finishedAt: Date?
  /// How many things it did.
  public let count: Int?
  /// What went wrong.
  public let error: String?

  /// Reads a row of the table.
  public init(row: Row) throws {
    id = try row.decode("id")
    task = try row.decode("task")
    worker = try row.decode("worker")
    startedAt = try row.decode("started_at")
    finishedAt = try row.decodeIfPresent("finished_at")
    count = try row.decodeIfPresent("count")
    error = try row.decodeIfPresent("error")
  }
}

/// Reads how the scheduled work goes; the operator and administrators of an authority may.
public struct ReadScheduledWork: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Every task, by name. Throws ``DomainError``.
  public func tasks(by actor: Actor) async throws -> [ScheduledTaskStatus] {
    try require(actor)
    return try await services.pool.query(
      """
      SELECT name, next_run_at, failures, last_started_at, last_finished_at, last_count, last_error, last_worker,
        EXISTS (SELECT 1 FROM scheduled_run r WHERE r.task = t.name AND r.finished_at IS NULL) AS is_running
      FROM scheduled_task t ORDER BY name
      """, as: ScheduledTaskStatus.self)
  }

  /// The newest runs that did something or failed, of one task or of all. Throws ``DomainError``.
  public func runs(of task: String? = nil, limit: Int = 50, by actor: Actor) async throws -> [ScheduledRun] {
    try require(actor)
    return try await services.pool.query(
      """
      SELECT id, task, worker, started_at, finished_at, count, error FROM scheduled_run
      WHERE \(task)::text IS NULL OR task = \(task) ORDER BY id DESC LIMIT \(min(max(limit, 1), 500))
      """, as: ScheduledRun.self)
  }

  private func require(_ actor: Actor) throws {
    if actor.isSystem { return }
    for seat in try actor.requireAccount().memberships where seat.kind == .authority {
      let place = Place(organisation: seat.organisation, authority: seat.authority)
      if actor.may(.readScheduledWork, at: place) { return }
    }
    throw DomainError.notAllowed(Permissions.grant(for: .readScheduledWork).refusal)
  }
}
