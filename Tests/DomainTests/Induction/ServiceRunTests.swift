import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Files of actions and claims by runs of service") struct ServiceRunTests {
  private static let header = "TRN,Date of birth,Induction period end date,Number of terms,Outcome\r\n"

  private static func actions(_ desk: InductionDesk) async throws -> [String] {
    try await ExportInductions(desk.services).actions(of: desk.authority, by: desk.officer)
  }

  private static func noon(_ text: String) throws -> Date {
    try #require(LondonTime.instant(day(text), hour: 12, minute: 0))
  }

  /// Full time to Christmas and half time from then on, by a change of hours.
  private static func halved(_ desk: InductionDesk) async throws -> InductionRecord {
    let begun = try await desk.begun(InductionDesk.content(startsOn: "2026-09-01"), on: "2026-09-01")
    return try await RecordInduction(desk.services).changeHours(
      try #require(begun.periods.first).id, of: begun.induction.id, from: day("2027-01-01"),
      fte: Decimal(string: "0.5"), expectedVersion: nil, by: desk.head)
  }

  @Test("Who only changes hours is not released; one row with the terms of both comes when the run has ended")
  func hours() async throws {
    try await InductionDesk.run { desk async throws in
      let changed = try await Self.halved(desk)
      desk.clock.set(try Self.noon("2027-02-01"))
      #expect(try await Self.actions(desk).isEmpty)
      let claims = try await ExportInductions(desk.services).claims(of: desk.authority, by: desk.officer)
      #expect(claims.joined().hasSuffix("1234567,2001-02-28,school-led,2026-09-01\r\n"), "\(claims)")
      desk.clock.set(try Self.noon("2027-08-02"))
      _ = try await RecordInduction(desk.services).endPeriod(
        try #require(changed.periods.last).id, of: changed.induction.id, on: day("2027-08-01"),
        leavesTeaching: false, expectedVersion: nil, by: desk.head)
      // One term in full and two at half time.
      #expect(try await Self.actions(desk) == ["\(Self.header)1234567,2001-02-28,2027-08-01,2.0,release\r\n"])
    }
  }

  @Test(
    "The next day is no break, a day between is one; what overlaps is one run and counts its days at most full time"
  )
  func breaks() async throws {
    for (start, ends) in [("2027-01-01", ["2027-08-01"]), ("2027-01-02", ["2026-12-31", "2027-08-01"])] {
      try await InductionDesk.run { desk async throws in
        let changed = try await Self.halved(desk)
        desk.clock.set(try Self.noon("2027-09-01"))
        let last = try #require(changed.periods.last).id
        try await desk.services.pool.execute(
          "UPDATE induction_period SET ends_on = '2027-08-01', starts_on = \(day(start)) WHERE id = \(last)")
        let rows = try await Self.actions(desk).joined().matches(of: /,([0-9-]{10}),[0-9.]+,release/)
        #expect(rows.map { String($0.1) } == ends, "\(start)")
      }
    }
    try await InductionDesk.run { desk async throws in
      let changed = try await Self.halved(desk)
      desk.clock.set(try Self.noon("2027-09-01"))
      try await desk.services.pool.execute(
        "UPDATE induction_period SET ends_on = '2027-08-01' WHERE induction_id = \(changed.induction.id)")
      #expect(try await Self.actions(desk) == ["\(Self.header)1234567,2001-02-28,2027-08-01,3.0,release\r\n"])
    }
  }

  @Test("Of two posts that begin on one day the one that ends last has the pass")
  func last() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await Self.halved(desk)
      let id = begun.induction.id
      _ = try await desk.begun(
        InductionDesk.content(startsOn: "2026-09-01"), on: "2026-09-01", by: desk.desk.stranger)
      let periods = try await ReadInductions(desk.services).find(id, by: desk.officer).periods
      let other = try #require(periods.first { $0.endsOn == nil && $0.fte == 1 })
      desk.clock.set(try Self.noon("2027-09-01"))
      try await desk.services.pool.execute(
        "UPDATE induction_period SET ends_on = '2026-12-18' WHERE id = \(other.id)")
      try await desk.passed(id)
      let actions = try await Self.actions(desk).joined()
      #expect(actions.contains("2027-09-01,2.0,pass") && !actions.contains("release"), "\(actions)")
    }
  }

  @Test(
    "A decision within the first term of a post ends induction, not the post, which counts as long as its contract lasts",
    arguments: [("", "0.8"), ("2026-12-18", "0.8"), ("2026-12-04", "0.0")])
  func decidedEarly(_ contractEnd: String, _ terms: String) async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun(InductionDesk.content(startsOn: "2026-09-01"), on: "2026-09-01").induction
        .id
      try await desk.services.pool.execute(
        "UPDATE induction_period SET contract_ends_on = nullif(\(contractEnd), '')::date")
      desk.clock.set(try Self.noon("2026-11-30"))
      try await desk.passed(id)
      #expect(
        try await Self.actions(desk) == ["\(Self.header)1234567,2001-02-28,2026-11-30,\(terms),pass\r\n"])
      let timeline = try await ReadTimeline(desk.services)(id, by: desk.officer)
      #expect((timeline.service?.warnings ?? []).isEmpty == (terms != "0.0"))
    }
  }
}
