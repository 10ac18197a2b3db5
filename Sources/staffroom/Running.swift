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

/// Lets the server keep answers of searches for as long as it hears of every change.
struct SearchCacheService: Service {
  let services: Services

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await services.searchCache.run(services)
    }
    // Searches go on without it when the connection has ended for good; the server does not stop for that.
    try? await gracefulShutdown()
  }
}
