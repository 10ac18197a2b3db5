import Domain
import Postgres
import TestSupport
import Testing

@Suite("Criteria of the pool's interview day")
struct PoolCriteriaTests {
  @Test(
    "Officers write their own; what was scored by one that goes is kept, and none brings the usual ones back")
  func own() async throws {
    try await PoolFixture.run { pool async throws in
      let criteria = SetPoolCriteria(pool.services)
      let usual = try await criteria.read(pool.authority, by: pool.officer)
      #expect(!usual.areOwn && usual.version == 0 && usual.criteria.count == 5)
      let wrong = try await outcome {
        _ = try await criteria(
          pool.authority,
          [.init(wording: " "), .init(wording: "Warmth", highest: 11), .init(wording: "warmth")],
          expectedVersion: nil, by: pool.officer)
      }
      #expect(wrong?.fields == ["criteria[0].wording", "criteria[1].highest", "criteria[2].wording"])
      let drafts: [SetPoolCriteria.Draft] = [.init(wording: "Warmth"), .init(wording: "Voice", highest: 2)]
      let set = try await criteria(pool.authority, drafts, expectedVersion: 0, by: pool.officer)
      #expect(set.areOwn && set.version == 1 && set.criteria.map(\.wording) == ["Warmth", "Voice"])
      let (_, entry) = try await pool.entrant()
      let assess = AssessPoolEntry(pool.services)
      try await PoolFixture.interviewToday(entry.id, pool.services)
      let high = try await outcome {
        _ = try await assess.score(entry.id, [set.criteria[1].id: 3], by: pool.officer)
      }
      #expect(high?.fields == ["scores"])
      _ = try await assess.score(entry.id, [set.criteria[0].id: 3, set.criteria[1].id: 2], by: pool.officer)
      let stale = try await outcome {
        _ = try await criteria(pool.authority, [], expectedVersion: 0, by: pool.officer)
      }
      #expect(stale == .staleVersion(current: 1))
      let fewer = try await criteria(
        pool.authority, [.init(wording: "Voice", highest: 2)], expectedVersion: 1, by: pool.officer)
      #expect(fewer.criteria.map(\.id) == [set.criteria[1].id])
      let found = try await assess.read(entry.id, by: pool.officer)
      #expect(found.criteria.map(\.wording) == ["Voice"])
      #expect(found.scores.map(\.wording).sorted() == ["Voice", "Warmth"])
      let back = try await criteria(pool.authority, [], expectedVersion: 2, by: pool.officer)
      #expect(!back.areOwn && back.criteria.map(\.id) == usual.criteria.map(\.id))
      for actor in [pool.desk.head, try await pool.person("eve@example.org")] {
        #expect(
          try await outcome { _ = try await criteria.read(pool.authority, by: actor) } == .notFound("page"))
      }
    }
  }
}
