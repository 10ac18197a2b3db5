import API
import CLI
import Domain
import HTTPSupport
import Hummingbird
import Logging
import NIOCore
import Web

/// Everything that answers over HTTP, put together in one place.
enum Website {
  /// The pages of an installation.
  static func pages(of installation: Installation) throws -> WebPages {
    let baseURL = installation.services.settings.baseURL
    return try WebPages(
      services: installation.services, settings: installation.server,
      apiDocument: { APIRoutes.document(baseURL: baseURL) })
  }

  static func application(
    of installation: Installation, pages: WebPages
  ) throws -> some ApplicationProtocol {
    let router = Router(context: AppRequestContext.self, options: .autoGenerateHeadEndpoints)
    // The pages come first: they put the request's scope and the security headers before everything.
    pages.add(to: router)
    APIRoutes.add(to: router, services: installation.services)
    HealthRoutes(installation: installation, migrator: try installation.migrator()).add(to: router)
    let settings = installation.settings
    let logger = Logger(label: "http")
    return Application(
      router: router,
      configuration: ApplicationConfiguration(address: .hostname(settings.host, port: settings.port)),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? settings.port
        logger.info("Listening", metadata: ["address": "http://\(settings.host):\(port)"])
      },
      logger: logger)
  }
}
