import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Fees of schools for the service of the appropriate body") struct ServiceFeesTests {
  @Test(
    "A fee falls due on the first day and each anniversary in post, and is added up by year, school and service"
  )
  func fees() async throws {
    try await InductionDesk.run { desk async throws in
      try await ManageAppropriateBodies(desk.services).setLevel(
        "basic", "Basic assurance", pricePence: 10_000, from: day("2020-09-01"), of: desk.authority,
        by: desk.administrator)
      _ = try await desk.begun()
      var second = InductionDesk.content(
        trn: "7654321", email: "bo@people.example", startsOn: "2027-04-12")
      second.serviceLevel = "basic"
      _ = try await desk.begun(second, on: "2027-04-12")
      // What was agreed stays, whatever is asked of others later.
      try await ManageAppropriateBodies(desk.services).setLevel(
        "full", "Full assurance", pricePence: 99_000, from: day("2026-11-02"), of: desk.authority,
        by: desk.administrator)
      let report = ReportServiceFees(desk.services)
      func lines(_ years: FeeYears = .school) async throws -> [String] {
        try await report(of: desk.authority, in: years, by: desk.officer).lines.map {
          "\($0.year) \($0.level) \($0.teachers) \($0.pence)"
        }
      }
      #expect(try await lines().isEmpty)
      desk.clock.set(try TransferCase.noon("2027-01-04"))
      #expect(try await lines() == ["2026/27 full 1 40000"])
      try await desk.services.pool.execute(
        "UPDATE induction_period SET ends_on = '2028-04-11' WHERE starts_on = '2027-04-12'")
      desk.clock.set(try TransferCase.noon("2028-04-12"))
      #expect(
        try await lines() == ["2027/28 full 1 40000", "2026/27 basic 1 10000", "2026/27 full 1 40000"])
      #expect(
        try await lines(.financial) == [
          "2027/28 basic 1 10000", "2027/28 full 1 40000", "2026/27 full 1 40000",
        ])
      let whole = try await report(of: desk.authority, by: desk.administrator)
      #expect(whole.pence == 90_000 && whole.bySchool.map(\.pence) == [40_000, 50_000])
      // Two teachers, one of them for two years.
      #expect(whole.teachers == 2 && whole.fees == 3 && whole.bySchool.map(\.teachers) == [1, 2])
      #expect(
        whole.csv.hasPrefix("year,urn,school,service_level,service,teachers,fee_pence\r\n")
          && whole.csv.contains("2026/27,900101,Sample Primary School,full,Full assurance,1,40000\r\n"))
      let spring = try await report(
        of: desk.authority, from: day("2027-01-05"), until: day("2027-12-31"), by: desk.officer)
      #expect(spring.lines.map(\.pence) == [10_000])
      try await desk.services.pool.execute("UPDATE induction_period SET ends_on = NULL")
      #expect(try await report(of: desk.authority, by: desk.officer).pence == 100_000)
      for actor in [desk.head, VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await report(of: desk.authority, by: actor) } == .notFound("page"))
      }
    }
  }
}
