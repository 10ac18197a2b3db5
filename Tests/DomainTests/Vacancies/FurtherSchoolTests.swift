import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Further schools of a vacancy") struct FurtherSchoolTests {
  /// Three schools of one trust beside the desk's, of which one is closed.
  private static func trust(_ desk: VacancyDesk) async throws -> [School] {
    var schools: [School] = []
    for (urn, name) in [("900111", "Ash School"), ("900112", "Birch School"), ("900113", "Closed School")] {
      schools.append(try await VacancyDesk.school(urn, name, desk.services))
    }
    let ids = ([desk.school] + schools).map(\.id.rawValue)
    try await desk.services.pool.execute(
      "UPDATE school SET trust_name = 'Sample Trust' WHERE organisation_id = ANY (\(ids))")
    try await desk.services.pool.execute(
      "UPDATE school SET status = 'closed' WHERE organisation_id = \(schools[2].id)")
    return schools
  }

  @Test("are open schools of the same trust; the version rises with a change and with nothing else")
  func chosen() async throws {
    try await VacancyDesk.run { desk async throws in
      let schools = try await Self.trust(desk)
      let vacancy = try await desk.draft()
      let reading = ReadFurtherSchools(desk.services)
      let possible = try await reading.possible(vacancy.id, by: desk.recruiter)
      #expect(possible.map(\.name) == ["Ash School", "Birch School"])
      let set = SetFurtherSchools(desk.services)
      let changed = try await set(
        vacancy.id, [schools[1].id, schools[0].id, schools[1].id], expectedVersion: vacancy.version,
        by: desk.recruiter)
      #expect(changed.version == vacancy.version + 1)
      #expect(try await reading(vacancy.id, by: desk.head).map(\.name) == ["Ash School", "Birch School"])
      let same = try await set(
        vacancy.id, schools.prefix(2).map(\.id), expectedVersion: changed.version, by: desk.head)
      #expect(same.version == changed.version)
      _ = try await set(vacancy.id, [], expectedVersion: nil, by: desk.head)
      #expect(try await reading(vacancy.id, by: desk.head).isEmpty)
    }
  }

  @Test("of another trust, closed, or the school itself are refused")
  func refused() async throws {
    try await VacancyDesk.run { desk async throws in
      let schools = try await Self.trust(desk)
      let vacancy = try await desk.draft()
      let elsewhere = try await VacancyDesk.school("900114", "Elsewhere School", desk.services)
      for school in [schools[2].id, elsewhere.id, desk.school.id] {
        let refusal = try await outcome {
          _ = try await SetFurtherSchools(desk.services)(
            vacancy.id, [school], expectedVersion: nil, by: desk.head)
        }
        #expect(refusal?.fields == ["schools"])
      }
      let stale = try await outcome {
        _ = try await SetFurtherSchools(desk.services)(vacancy.id, [], expectedVersion: 0, by: desk.head)
      }
      #expect(stale == .staleVersion(current: vacancy.version))
      await #expect(throws: DomainError.notFound("vacancy")) {
        try await SetFurtherSchools(desk.services)(vacancy.id, [], expectedVersion: nil, by: desk.stranger)
      }
    }
  }
}
