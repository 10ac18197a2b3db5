import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/induction-board while plans are reckoned again")
struct StalePlanAPITests {
  @Test("New term dates leave out what is due until the worker has come, and say of how many")
  func between() async throws {
    try await withAPI { api, borough async throws in
      let id = try await BegunInduction.make(at: borough.school, borough.services)
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let (path, tasks) = ("/inductions/\(id)", "/schools/\(borough.school.urn)/induction-tasks")
      #expect(try await api.get(path, officer)["is_reckoning"] == false)
      #expect(try await !api.get(tasks, head).items.isEmpty)
      let dates = "/schools/\(borough.school.urn)/term-dates/2027"
      let usual = try await api.get(dates)
      #expect(
        try await api.put(dates, head, ["halves": usual["halves"]], ifMatch: usual.etag).status == 204)
      #expect(try await api.get("/induction-board", officer)["plans_to_reckon"] == 1)
      #expect(try await api.get("/induction-board/overdue", officer)["plans_to_reckon"] == 1)
      let waiting = try await api.get(tasks, head)
      #expect(waiting["plans_to_reckon"] == 1 && waiting.items.isEmpty)
      let read = try await api.get(path, officer)
      #expect(read["is_reckoning"] == true && read["plan"] == .null && read["expected_end"] == .null)
      _ = try await ReplanStaleInductions(borough.services)()
      #expect(try await api.get("/induction-board", officer)["plans_to_reckon"] == 0)
      #expect(try await api.get(path, officer)["expected_end"] != .null)
    }
  }
}
