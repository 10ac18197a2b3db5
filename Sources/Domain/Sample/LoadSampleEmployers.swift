import Foundation
import Postgres

/// Says who employs the teachers of the sample's schools, with made-up addresses: of secondary schools a trust, of the
/// others the authority. Of one school nobody has said it, so that the sample shows that as well.
struct LoadSampleEmployers: Sendable {
  /// The school of whose employer no address is known.
  static let withoutAddress = "Dilkes Primary"

  let services: Services

  init(_ services: Services) { self.services = services }

  /// Makes what is missing.
  func callAsFunction(by actor: Actor) async throws {
    let schools = try await services.pool.query(
      """
      SELECT \(fragment: School.columns) FROM school s JOIN organisation o ON o.id = s.organisation_id
      WHERE s.la_code = \(SampleBorough.authorityCode) AND s.name <> \(Self.withoutAddress)
        AND NOT EXISTS (SELECT FROM school_employer e WHERE e.school_id = s.organisation_id)
      ORDER BY s.urn
      """, as: School.self)
    for school in schools {
      let (name, email) =
        school.phase == .secondary
        ? ("Sample Academies Trust", "notices@trust.example.org")
        : ("\(SampleBorough.authorityName) (sample authority)", "notices@authority.example.org")
      _ = try await KeepEmployer(services)(name, email: email, of: school, expectedVersion: nil, by: actor)
    }
  }
}
