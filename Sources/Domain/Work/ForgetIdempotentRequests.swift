import Foundation
import Postgres

/// The worker removes answers that were kept for requests a client may repeat: it does so within a day.
public struct ForgetIdempotentRequests: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  private static let kept: Double = 2 * 86_400

  /// Removes them and returns how many went. They are nobody's record, so no audit entry is due.
  @discardableResult
  public func callAsFunction() async throws -> Int {
    let past = services.now().addingTimeInterval(-Self.kept)
    return try await services.pool.execute("DELETE FROM idempotent_request WHERE created_at < \(past)")
  }
}
