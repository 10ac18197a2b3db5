import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird
import Logging
import Postgres

/// What load balancers and service managers ask.
struct HealthRoutes: Sendable {
  let installation: Installation
  let migrator: Migrator

  func add(to router: Router<AppRequestContext>) {
    router.get("/healthz") { _, _ in Self.plain("alive\n") }
    router.get("/readyz") { request, context in try await ready(request, context) }
  }

  /// Ready when the database answers within two seconds and has every migration that this version needs. One
  /// with more is fine: while a newer version is rolled out, this one goes on serving.
  private func ready(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do {
      if try await isCurrent() { return Self.plain("ready\n") }
      return Self.notReady("The database is not up to date.", request, context)
    } catch {
      context.logger.warning("Not ready", metadata: ["error": "\(error)"])
      return Self.notReady("The database can't be reached.", request, context)
    }
  }

  private func isCurrent() async throws -> Bool {
    let pool = installation.services.pool
    return try await pool.run(
      "SELECT 1 FROM schema_migration WHERE version = \(migrator.files.count)", deadline: .seconds(2)
    )
    .rows.isEmpty == false
  }

  private static func plain(_ text: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
      body: .init(byteBuffer: .init(string: text)))
  }

  private static func notReady(_ detail: String, _ request: Request, _ context: AppRequestContext) -> Response
  {
    var failure = FailureDescription(of: HTTPError(.serviceUnavailable))
    failure.title = "Not ready"
    failure.detail = detail
    return Problem(failure, instance: request.uri.path, requestID: context.requestID).response(retryAfter: 5)
  }
}
