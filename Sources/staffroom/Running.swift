import Domain
import Postgres
import ServiceLifecycle

/// Keeps the pool until everything that uses it has stopped, then drains it.
struct PoolService: Service {
  let pool: Pool

  func run() async throws {
    try? await gracefulShutdown()
    await pool.shutdown()
  }
}

/// Runs the worker, and lets it finish the mail in hand when it is to stop.
struct WorkerService: Service {
  let worker: Worker

  func run() async throws {
    await withGracefulShutdownHandler {
      await worker.run()
    } onGracefulShutdown: {
      worker.stop()
    }
  }
}

/// Stores how often vacancies are read, every few seconds and once more when no request is answered any
/// longer.
struct ViewsService: Service {
  let views: VacancyViews

  func run() async throws {
    await cancelWhenGracefulShutdown { await views.run() }
  }
}
