import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Domain

@Suite("Scheduled work")
struct TaskRunnerTests {
  private struct Broken: Error {}

  private func task(
    _ name: String = "vacancies.count", every seconds: Int = 60,
    _ run: @escaping @Sendable (Services) async throws -> Int
  ) -> ScheduledTask {
    ScheduledTask(name, every: .seconds(seconds), run: run)
  }

  @Test("is due at once, then after its interval, and is recorded when it did something")
  func intervals() async throws {
    try await withServices { services, clock async throws in
      let counts = Mutex([3, 0, 0])
      let runner = TaskRunner(
        services: services, tasks: [task { _ in counts.withLock { $0.removeFirst() } }], worker: "1@test")
      try await runner.register()
      #expect(try await runner.runNext())
      #expect(try await !runner.runNext())
      clock.advance(seconds: 59)
      #expect(try await !runner.runNext())
      clock.advance(seconds: 1)
      #expect(try await runner.runNext())
      try await runner.register()
      #expect(try await !runner.runNext())
      let read = ReadScheduledWork(services)
      let status = try #require(try await read.tasks(by: .operatorAtCommandLine).first)
      #expect(status.lastCount == 0 && status.failures == 0 && !status.isRunning)
      #expect(status.nextRunAt == clock.now.addingTimeInterval(60))
      let runs = try await read.runs(by: .operatorAtCommandLine)
      #expect(runs.map(\.count) == [3])
      #expect(runs.first?.worker == "1@test")
    }
  }

  @Test("that fails is tried again sooner, waits longer each time, and says what went wrong")
  func failures() async throws {
    try await withServices { services, clock async throws in
      let runner = TaskRunner(
        services: services, tasks: [task(every: 3_600) { _ in throw Broken() }], worker: "w")
      try await runner.register()
      #expect(try await runner.runNext())
      clock.advance(seconds: 5)
      #expect(try await runner.runNext())
      clock.advance(seconds: 9)
      #expect(try await !runner.runNext())
      clock.advance(seconds: 1)
      #expect(try await runner.runNext())
      let status = try #require(try await ReadScheduledWork(services).tasks(by: .worker).first)
      #expect(status.failures == 3)
      #expect(status.lastError == "Broken()")
      #expect(try await ReadScheduledWork(services).runs(by: .worker).count == 3)
    }
  }

  @Test("waits as long as its interval, or after failures in steps that double")
  func waits() {
    #expect(ScheduledRetry.wait(afterFailures: 0, every: .seconds(15)) == 15)
    #expect(ScheduledRetry.wait(afterFailures: 1, every: .seconds(15)) == 5)
    #expect(ScheduledRetry.wait(afterFailures: 4, every: .seconds(15)) == 40)
    #expect(ScheduledRetry.wait(afterFailures: 40, every: .seconds(15)) == 900)
    #expect(ScheduledRetry.wait(afterFailures: 40, every: .seconds(86_400)) == 86_400)
  }

  @Test("is run by one worker at a time, and at once by another when its worker dies")
  func oneAtATime() async throws {
    struct Death: Error {}
    try await withServices { services, _ async throws in
      let runs = Mutex(0)
      let work = task { _ in
        runs.withLock {
          $0 += 1
          return $0
        }
      }
      let runner = TaskRunner(services: services, tasks: [work], worker: "living")
      try await runner.register()
      await #expect(throws: Death.self) {
        try await services.pool.withTransaction { tx in
          // What a worker that is running the task has done when it is killed.
          try await tx.execute("SELECT 1 FROM scheduled_task FOR UPDATE")
          try await services.pool.execute(
            """
            INSERT INTO scheduled_run (id, task, worker, started_at)
            VALUES (\(UUID()), 'vacancies.count', 'dead', \(services.now()))
            """)
          #expect(try await !runner.runNext())
          #expect(try await ReadScheduledWork(services).tasks(by: .worker).first?.isRunning == true)
          throw Death()
        }
      }
      #expect(try await runner.runNext())
      #expect(runs.withLock { $0 } == 1)
      let recorded = try await ReadScheduledWork(services).runs(by: .worker)
      let dead = try #require(recorded.first { $0.worker == "dead" })
      #expect(dead.error == "The worker ended before the work was done.")
      #expect(dead.finishedAt != nil)
      #expect(recorded.contains { $0.worker == "living" && $0.count == 1 && $0.error == nil })
    }
  }

  @Test("is shared by several workers: each run happens once")
  func severalWorkers() async throws {
    try await withServices { services, clock async throws in
      let runs = Mutex<[String: Int]>([:])
      let tasks = (1...5).map { number in
        task("task.\(number)") { _ in
          runs.withLock { $0["task.\(number)", default: 0] += 1 }
          return 1
        }
      }
      for worker in 1...3 {
        try await TaskRunner(services: services, tasks: tasks, worker: "\(worker)").register()
      }
      for _ in 1...4 {
        try await withThrowingTaskGroup(of: Void.self) { group async throws in
          for worker in 1...3 {
            group.addTask {
              let runner = TaskRunner(services: services, tasks: tasks, worker: "\(worker)")
              while try await runner.runNext() {}
            }
          }
          try await group.waitForAll()
        }
        clock.advance(seconds: 60)
      }
      #expect(runs.withLock { $0 } == Dictionary(uniqueKeysWithValues: tasks.map { ($0.name, 4) }))
    }
  }

  @Test("of a worker begins when the worker does")
  func worker() async throws {
    struct Nowhere: MailTransport {
      let name = "nowhere"
      func deliver(_ mail: QueuedMail) async throws {}
    }
    try await withServices { services, _ async throws in
      let runs = Mutex(0)
      let work = task { _ in
        runs.withLock { $0 += 1 }
        return 1
      }
      let worker = Worker(services, mail: Nowhere(), tasks: [work], timer: .milliseconds(50))
      async let running: Void = worker.run()
      while try await ReadScheduledWork(services).runs(by: .worker).first?.finishedAt == nil {
        await Task.yield()
      }
      worker.stop()
      await running
      #expect(runs.withLock { $0 } == 1)
    }
  }

  @Test("is shown to administrators and the operator only")
  func permissions() async throws {
    try await withServices { services, _ async throws in
      func actor(_ role: Role, _ kind: OrganisationKind) -> Actor {
        let seat = Membership(
          role: role, organisation: OrganisationID(rawValue: UUID()), organisationName: "Own", kind: kind,
          authority: AuthorityID(rawValue: UUID()))
        return Actor(
          .account(
            ActingAccount(
              id: AccountID(rawValue: UUID()), email: "a@example.org", name: "Ada", emailConfirmed: true,
              memberships: [seat])), face: .web)
      }
      let read = ReadScheduledWork(services)
      #expect(try await read.tasks(by: actor(.administrator, .authority)).isEmpty)
      for (role, kind) in [(Role.head, OrganisationKind.school), (.officer, .authority)] {
        await #expect(throws: DomainError.self) { try await read.tasks(by: actor(role, kind)) }
        await #expect(throws: DomainError.self) { try await read.runs(by: actor(role, kind)) }
      }
      await #expect(throws: DomainError.signInRequired) {
        try await read.tasks(by: Actor(.anonymous, face: .web))
      }
    }
  }
}
