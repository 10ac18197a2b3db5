import Foundation
import Logging
import Postgres
import Synchronization

/// The product's own work: delivers mail as it comes and does what is scheduled. Any number may run.
public final class Worker: Sendable {
  private let services: Services
  private let deliver: DeliverMail
  private let runner: TaskRunner
  private let lanes: Int
  private let timer: Duration
  private let stopping = Mutex(false)
  private let mailWaits: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation

  /// A worker with a way out for mail; `timer` is how often it looks for mail without being woken, `lanes`
  /// how many scheduled tasks it runs at once, each of which keeps a connection while it runs.
  public init(
    _ services: Services, mail: any MailTransport, tasks: [ScheduledTask] = ScheduledTask.all,
    timer: Duration = .seconds(10), lanes: Int = 2, name: String = Worker.processName
  ) {
    self.services = services
    deliver = DeliverMail(services, through: mail)
    runner = TaskRunner(services: services, tasks: tasks, worker: name)
    self.lanes = tasks.isEmpty ? 0 : min(max(lanes, 1), max(1, services.pool.size / 4))
    self.timer = timer
    (mailWaits, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Works until ``stop()`` or cancellation; faults of the database are logged and waited out.
  public func run() async {
    wake.yield()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.listen() }
      group.addTask { await self.tick() }
      if lanes > 0 { group.addTask { await self.schedule() } }
      await deliverAsMailComes()
      group.cancelAll()
    }
  }

  /// Lets the mail in hand be finished, then ends ``run()``.
  public func stop() {
    stopping.withLock { $0 = true }
    wake.finish()
  }

  private var isStopping: Bool { stopping.withLock { $0 } || Task.isCancelled }

  private func deliverAsMailComes() async {
    for await _ in mailWaits {
      do {
        while !isStopping, try await deliver() != .nothingDue {}
      } catch {
        complain("Mail could not be taken from the outbox", error)
      }
    }
  }

  private func listen() async {
    while !isStopping {
      do {
        for try await _ in services.pool.listen(Outbox.channel) { wake.yield() }
      } catch {
        complain("Listening for mail was interrupted", error)
      }
      await pause(timer)
    }
  }

  private func tick() async {
    while !isStopping {
      await pause(timer)
      wake.yield()
    }
  }

  private func schedule() async {
    while !isStopping {
      do {
        try await runner.register()
        break
      } catch {
        complain("Scheduled work could not be taken up", error)
      }
      await pause(timer)
    }
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<lanes { group.addTask { await self.runDueTasks() } }
    }
  }

  private func runDueTasks() async {
    while !isStopping {
      do {
        while !isStopping, try await runner.runNext() {}
      } catch {
        complain("Scheduled work was interrupted", error)
      }
      await pause(min(timer, .seconds(5)))
    }
  }

  private func pause(_ duration: Duration) async {
    try? await Task.sleep(for: duration, tolerance: duration / 10)
  }

  private func complain(_ message: Logger.Message, _ error: any Error) {
    if isStopping { return }
    services.logger.error(message, metadata: ["error": "\(error)"])
  }

  /// What a worker is called in the records of its runs: its process and its machine.
  public static var processName: String {
    let process = ProcessInfo.processInfo
    return "\(process.processIdentifier)@\(process.hostName)"
  }
}
