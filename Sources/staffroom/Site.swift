import CLI
import Domain
import HTTPSupport
import Hummingbird
import Logging
import NIOCore

/// Everything that answers over HTTP, put together in one place.
enum Site {
  static func application(of installation: Installation) throws -> some ApplicationProtocol {
    let router = Router(context: AppRequestContext.self)
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
