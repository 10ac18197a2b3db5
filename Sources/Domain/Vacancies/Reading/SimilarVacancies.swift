import Foundation
import Postgres

/// Finds live vacancies that are like one that can't be applied for any more.
public struct SimilarVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Among how many of the newest vacancies is looked; keeps the search quick however many there are.
  static let lookedAt = 2_000

  /// Those that share a subject or a phase with a vacancy that was published: of the same subject first, then
  /// phase, then role; among equals the nearest school, then what closes first. Open to everybody.
  public func callAsFunction(to id: VacancyID, limit: Int = 5) async throws -> [VacancyListing] {
    let now = services.now()
    return try await services.pool.query(
      """
      WITH one AS (
        SELECT v.id, v.subjects, v.phases, v.job_roles, s.easting::float8 AS x, s.northing::float8 AS y
        FROM vacancy v JOIN school s ON s.organisation_id = v.school_id
        WHERE v.id = \(id) AND v.published_at IS NOT NULL
      ), live AS (
        SELECT v.id, v.school_id, v.subjects, v.phases, v.job_roles, v.closes_at FROM vacancy v
        WHERE v.state = 'published' AND v.closes_at > \(now)
        ORDER BY v.published_at DESC, v.id DESC LIMIT \(Self.lookedAt)
      ), ranked AS (
        SELECT live.id, live.closes_at,
          4 * (live.subjects && one.subjects)::int + 2 * (live.phases && one.phases)::int
            + (live.job_roles && one.job_roles)::int AS likeness,
          (s.easting - one.x) ^ 2 + (s.northing - one.y) ^ 2 AS distance
        FROM one CROSS JOIN live JOIN school s ON s.organisation_id = live.school_id
        WHERE live.id <> one.id AND (live.subjects && one.subjects OR live.phases && one.phases)
        ORDER BY likeness DESC, distance NULLS LAST, live.closes_at, live.id LIMIT \(min(max(limit, 1), 20))
      )
      SELECT \(fragment: VacancyListing.columns)
      FROM ranked JOIN vacancy v ON v.id = ranked.id JOIN organisation o ON o.id = v.school_id
        JOIN school s ON s.organisation_id = v.school_id
      ORDER BY ranked.likeness DESC, ranked.distance NULLS LAST, ranked.closes_at, ranked.id
      """, as: VacancyListing.self)
  }
}
