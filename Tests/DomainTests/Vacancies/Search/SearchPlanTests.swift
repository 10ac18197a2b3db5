import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Plans of the search")
struct SearchPlanTests {
  /// Thousands of live vacancies, and the plan of a query's statement.
  private func plan(_ address: String, _ fixture: SearchFixture) async throws -> String {
    var problems = Problems()
    let query = VacancyQuery([QueryItem](query: address), problems: &problems)
    let found = try await SearchVacancies(fixture.services).prepared(query)
    let statement = SearchStatement(query: found.query, conditions: found.conditions).statement
    let rows = try await fixture.pool.query("EXPLAIN (COSTS OFF) \(fragment: statement)")
    return try rows.map { try $0.decode("QUERY PLAN", as: String.self) }.joined(separator: "\n")
  }

  @Test("No search reads all vacancies, and words go through their index, whatever the order")
  func plans() async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School", town: "Grays")
      try await borough.pool.execute(
        """
        INSERT INTO vacancy (id, reference, school_id, authority_id, state, title, phases, subjects, job_roles,
          contract_type, working_patterns, fte, pay_minimum_pence, pay_maximum_pence, starts_on, closes_at,
          created_at, updated_at, published_at)
        SELECT gen_random_uuid(), 'V-' || i, \(school), \(SearchFixture.authority), 'published',
          'Teacher ' || md5(i::text), '{primary}', CASE WHEN i % 1000 = 0 THEN '{music}' ELSE '{history}' END::text[],
          '{teacher}', 'permanent', '{full_time}', 1, 3000000, 4000000, '2027-09-01',
          \(borough.clock.now) + i * interval '1 minute', now(), now(), now() - i * interval '1 minute'
        FROM generate_series(1, 5000) i
        """)
      for statement: Statement in ["ANALYZE vacancy", "ANALYZE live_vacancy"] {
        try await borough.pool.execute(statement)
      }
      for address in [
        "", "sort=closing", "q=music", "q=music&sort=newest", "q=music&sort=closing", "school=100001",
        "near=Grays&within=1&sort=nearest", "subject=music", "q=music&phase=primary&after=match_0_\(UUID())",
      ] {
        let plan = try await plan(address, borough)
        #expect(!plan.contains("Seq Scan on vacancy"), "\(address)\n\(plan)")
        #expect(!plan.contains("Seq Scan on school"), "\(address)\n\(plan)")
        if address.contains("q=") { #expect(plan.contains("live_vacancy_words"), "\(address)\n\(plan)") }
      }
      let walked = try await plan("sort=closing", borough)
      #expect(walked.contains("live_vacancy_closing"))
      #expect(try await plan("", borough).contains("live_vacancy_newest"))
    }
  }

  @Test("The statement that is measured is the one that is sent")
  func benchmark() async throws {
    try await SearchFixture.run { borough in
      var problems = Problems()
      let query = VacancyQuery([QueryItem](query: "q=mathematics&sort=newest"), problems: &problems)
      let found = try await SearchVacancies(borough.services).prepared(query)
      let sent = SearchStatement(query: found.query, conditions: found.conditions).statement.sql
      var folder = URL(filePath: #filePath)
      for _ in 0..<5 { folder.deleteLastPathComponent() }
      let file = try String(contentsOf: folder.appending(path: "deploy/bench/search.sql"), encoding: .utf8)
      let measured = file.split(separator: "\n").filter { !$0.hasPrefix("--") }.joined(separator: "\n")
      // The file has the values themselves where the program binds them.
      var bound = sent
      for (index, value) in ["mathematics", "math", "maths", "numeracy"].enumerated() {
        bound = bound.replacing("'english', $\(index + 2)", with: "'english', '\(value)'")
      }
      bound = bound.replacing("$1", with: "now()").replacing("$6", with: "21")
      func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      }
      #expect(words(bound) == words(measured))
    }
  }
}
