import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Warnings in the officer’s queue of registrations") struct QueueWarningsTests {
  @Test("Each row counts what the registration itself shows, for the body alone")
  func counts() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.begun()
      _ = try await desk.submitted(InductionDesk.content(trn: "7654321", email: "other@people.example"))
      var doubtful = InductionDesk.content(trn: "7654322", email: "third@people.example")
      doubtful.contractType = .fixedTerm
      doubtful.contractEndsOn = day("2027-02-01")
      _ = try await desk.submitted(doubtful)
      // The number of somebody who serves, and the address of somebody with another number.
      _ = try await desk.submitted(
        InductionDesk.content(email: "fourth@people.example"), by: desk.desk.stranger)
      _ = try await desk.submitted(InductionDesk.content(trn: "7654323"), by: desk.desk.stranger)
      let read = ReadRegistrations(desk.services)
      let queue = try await read.queue(of: desk.authority.place, by: desk.officer).items
      let counts = try await read.warnings(of: queue, by: desk.officer)
      #expect(queue.count >= 3 && counts.values.contains(0) && counts.values.contains { $0 > 0 })
      for one in queue {
        let whole = try await read.find(one.id, by: desk.officer)
        #expect(counts[one.id] == whole.warnings.count, "\(whole.warnings)")
      }
      #expect(
        try await outcome { _ = try await read.warnings(of: queue, by: desk.head) } == .notFound("page"))
      #expect(try await read.warnings(of: [], by: desk.officer).isEmpty)
    }
  }
}
