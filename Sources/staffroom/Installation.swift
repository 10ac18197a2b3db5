import CLI
import Domain
import Foundation
import HTTPSupport
import Logging
import Postgres

/// An installation as this process sees it: its settings, its database, its services.
struct Installation: Sendable {
  let settings: InstallationSettings
  let services: Services
  let logger: Logger

  /// Reads the settings and sets up logging and the pool; the first statement connects.
  static func open(_ options: InstallationOptions, flags: [Setting: String] = [:]) async throws
    -> Installation
  {
    let settings = try await InstallationSettings.read(
      flags: options.flags.merging(flags) { $1 }, file: options.file)
    let format = LogFormat(rawValue: settings.logFormat.rawValue) ?? .text
    LoggingSystem.bootstrap(format.handler(level: settings.logLevel, to: StandardStream.error))
    let logger = Logger(label: "staffroom")
    let pool = Pool(
      configuration: PoolConfiguration(
        connectionString: settings.databaseURL, size: settings.poolSize, applicationName: "staffroom"),
      logger: Logger(label: "postgres"))
    let services = Services(
      pool: pool, settings: settings.domain, logger: Logger(label: "domain"), passwords: PasswordHasher(),
      scanner: try settings.clamd.map { address in
        guard let scanner = ClamdScanner(address: address) else {
          throw SettingProblem(
            "\(Setting.clamd.variable) must be the path of clamd's socket, such as "
              + "/run/clamav/clamd.ctl, or host:port, not '\(address)'.")
        }
        return scanner
      })
    return Installation(settings: settings, services: services, logger: logger)
  }

  /// Runs a short piece of work and closes the pool behind it.
  func use<R>(_ body: (Installation) async throws -> R) async throws -> R {
    do {
      let result = try await body(self)
      await services.pool.shutdown()
      return result
    } catch {
      await services.pool.shutdown()
      throw error
    }
  }

  /// The way out for mail.
  func mailTransport() throws -> any MailTransport {
    do {
      if let command = settings.sendmail {
        return try SendmailTransport(command: command, sender: settings.mailFrom)
      }
      return try FileTransport(
        folder: settings.mailFolder ?? settings.data + "/mail", sender: settings.mailFrom)
    } catch is MailFault {
      throw SettingProblem(
        "\(Setting.mailFrom.variable) must be an address such as 'Staffroom <staffroom@example.org>'.")
    }
  }

  /// What the HTTP server is set up with.
  var server: ServerSettings {
    ServerSettings(
      secureCookies: cookiesCanBeSecure, trustedProxies: settings.trustedProxies,
      kitFolder: FileManager.default.fileExists(atPath: settings.kitFolder) ? settings.kitFolder : nil)
  }

  /// Browsers keep secure cookies over TLS, and from the machine itself.
  private var cookiesCanBeSecure: Bool {
    guard let url = URL(string: settings.baseURL), url.scheme == "http" else { return true }
    return ["127.0.0.1", "localhost", "::1", "[::1]"].contains(url.host() ?? "")
  }
}
