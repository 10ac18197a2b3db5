import Foundation
import Postgres

/// The worker removes what has had its time: sessions and links a month after their end, counts after two days,
/// runs of scheduled work after a month, whom a body has asked for what is overdue after the day,
/// what people asked their school for three months after it took place, files held for an import after a day, who may not be asked again for a vacancy
/// once it has closed.
public struct ForgetExpired: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  private static let kept: Double = 30 * 86_400
  private static let countsKept: Double = 2 * 86_400

  /// Removes them and returns how many rows went. Nothing here is anybody's record, so no audit entry is due.
  @discardableResult
  public func callAsFunction() async throws -> Int {
    let now = services.now()
    let past = now.addingTimeInterval(-Self.kept)
    return try await services.pool.withTransaction { tx in
      let sessions = try await tx.execute("DELETE FROM session WHERE expires_at < \(past)")
      let links = try await tx.execute("DELETE FROM single_use_link WHERE expires_at < \(past)")
      let places = try await tx.execute("DELETE FROM activity_booking_link WHERE expires_at < \(now)")
      let answers = try await tx.execute("DELETE FROM agency_candidate_link WHERE expires_at < \(now)")
      let counts = try await tx.execute(
        "DELETE FROM throttle WHERE window_start < \(now.addingTimeInterval(-Self.countsKept))")
      let runs = try await tx.execute("DELETE FROM scheduled_run WHERE started_at < \(past)")
      let files = try await tx.execute(
        "DELETE FROM held_import WHERE created_at < \(now.addingTimeInterval(-86_400))")
      let refusals = try await AgencyRefusal.forget(at: now, in: tx)
      let claims = try await tx.execute(
        "DELETE FROM held_claims WHERE created_at < \(now.addingTimeInterval(-86_400))")
      let chases = try await tx.execute("DELETE FROM induction_chase WHERE chased_on < \(services.today)")
      let requests = try await PlaceRequest.forget(at: now, in: tx)
      return answers + requests + sessions + links + places + counts + runs + files + claims + refusals
        + chases
    }
  }
}
