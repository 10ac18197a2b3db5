import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct TasksTests {
  @Test func `tasks and their runs are listed`() async throws {
    try await withServices { services, _ async throws in
      #expect(try await run("tasks", with: services).remarks.count == 1)
      let now = services.now()
      try await services.pool.execute(
        """
        INSERT INTO scheduled_task (name, next_run_at, failures, last_finished_at, last_error)
        VALUES ('vacancies.close', \(now), 2, \(now), 'Broken')
        """)
      try await services.pool.execute(
        """
        INSERT INTO scheduled_run (id, task, worker, started_at, finished_at, count)
        VALUES (\(UUID()), 'vacancies.close', '1@test', \(now), \(now), 4)
        """)
      let table = try await run("tasks", "list", with: services)
      #expect(table.lines.contains { $0.contains("vacancies.close") && $0.contains("failed 2×") })
      let runs = try #require(
        try await run("tasks", "runs", "--task", "vacancies.close", "--json", with: services).json()
          as? [[String: Any]])
      #expect(runs.first?["count"] as? Int == 4)
      #expect(try await run("tasks", "runs", "--task", "other", with: services).remarks == ["No runs."])
    }
  }
}
