import Foundation
import Logging
import Postgres
import Synchronization

/// The product's own work: delivers mail as it comes and does what is scheduled. Any number may run.
public final class Worker: Sendable {
  private let services: Services
  private let deliver: DeliverMail
  private let tasks: [ScheduledTask]
  private let timer: Duration
  private let stopping = Mutex(false)
  private let mailWaits: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation

  /// A worker with a way out for mail; `timer` is how often it looks for mail without being woken.
  public init(
    _ services: Services, mail: any MailTransport, tasks: [ScheduledTask] = ScheduledTask.all,
    timer: Duration = .seconds(10)
  ) {
    self.services = services
    deliver = DeliverMail(services, through: mail)
    self.tasks = tasks
    self.timer = timer
    (mailWaits, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Works until ``stop()`` or cancellation; faults of the database are logged and waited out.
  public func run() async {
    wake.yield()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.listen() }
      group.addTask { await self.tick() }
      for task in tasks { group.addTask { await self.repeatedly(task) } }
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

  private func repeatedly(_ task: ScheduledTask) async {
    while !isStopping {
      do {
        let count = try await task.run(services)
        if count > 0 {
          services.logger.info(
            "Scheduled work done", metadata: ["task": "\(task.name)", "count": "\(count)"])
        }
      } catch {
        complain("Scheduled work failed", error, ["task": "\(task.name)"])
      }
      await pause(task.interval)
    }
  }

  private func pause(_ duration: Duration) async {
    try? await Task.sleep(for: duration, tolerance: duration / 10)
  }

  private func complain(_ message: Logger.Message, _ error: any Error, _ about: Logger.Metadata = [:]) {
    if isStopping { return }
    services.logger.error(message, metadata: about.merging(["error": "\(error)"]) { $1 })
  }
}
