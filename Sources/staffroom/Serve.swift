import ArgumentParser
import CLI
import Domain
import Foundation
import Hummingbird
import Logging
import NIOCore
import Postgres
import ServiceLifecycle
import UnixSignals
import Web

/// Serves the pages and the API.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve the web pages and the API.",
    discussion: """
      Starts only on a database that is up to date (see 'staffroom migrate'). SIGTERM or SIGINT ends it \
      gracefully: requests that are running are finished, within 30 seconds.
      /healthz says that the process lives, /readyz that it can do its work.
      """)

  @OptionGroup var options: InstallationOptions

  @Option(help: ArgumentHelp("Address to listen on [STAFFROOM_HOST, 127.0.0.1].", valueName: "address"))
  var host: String?

  @Option(
    help: ArgumentHelp("Port to listen on; 0 takes a free one [STAFFROOM_PORT, 8080].", valueName: "port"))
  var port: String?

  @Flag(help: "Do the worker's work (mail, scheduled work) in this process as well.")
  var withWorker = false

  func run() async throws {
    var flags: [Setting: String] = [:]
    flags[.host] = host
    flags[.port] = port
    let installation = try await Installation.open(options, flags: flags)
    try await installation.requireCurrentSchemaOrClose()
    var services: [any Service] = [PoolService(pool: installation.services.pool)]
    if withWorker {
      services.append(WorkerService(worker: try installation.worker()))
    }
    services.append(SearchCacheService(services: installation.services))
    let pages = try Website.pages(of: installation)
    services.append(ViewsService(views: pages.views))
    services.append(try Website.application(of: installation, pages: pages))
    do {
      try await installation.runUntilSignalled(services)
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      let settings = installation.settings
      throw Failure(
        .unavailable, "Port \(settings.port) on \(settings.host) is in use.",
        "Stop what uses it, or choose another with --port or STAFFROOM_PORT.")
    }
  }
}

/// Does the worker's work.
struct Work: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Deliver mail and do what is scheduled.",
    discussion: """
      Any number of workers may run beside any number of servers. SIGTERM or SIGINT ends it once the mail in \
      hand is delivered.
      """)

  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let installation = try await Installation.open(options)
    try await installation.requireCurrentSchemaOrClose()
    installation.logger.info("Working")
    try await installation.runUntilSignalled([
      PoolService(pool: installation.services.pool), WorkerService(worker: try installation.worker()),
    ])
  }
}

extension Installation {
  func worker() throws -> Worker { Worker(services, mail: try mailTransport()) }

  func requireCurrentSchemaOrClose() async throws {
    do {
      try await requireCurrentSchema()
    } catch {
      await services.pool.shutdown()
      throw error
    }
  }

  /// Runs services until SIGTERM or SIGINT, then stops them in the opposite order: the pool last.
  func runUntilSignalled(_ services: [any Service]) async throws {
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "lifecycle"))
    configuration.maximumGracefulShutdownDuration = .seconds(30)
    try await ServiceGroup(configuration: configuration).run()
    logger.info("Stopped")
  }
}
