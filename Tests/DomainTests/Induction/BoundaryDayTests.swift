import Domain
import Postgres
import TestSupport
import Testing

@Suite("The day on which one part of induction ends and the next begins") struct BoundaryDayTests {
  @Test(
    "counts whole: terms times the part of full time come to the end, whatever day the first part ends on",
    arguments: [
      ("2025-01-06", "0.4", "2029-12-21"), ("2025-04-22", "0.4", "2030-04-05"),
      ("2025-09-01", "0.4", "2030-07-19"),
      ("2026-01-05", "0.4", "2030-12-20"), ("2024-09-02", "0.8", "2027-02-09"),
      ("2025-09-01", "0.6", "2028-12-15"),
      ("2025-09-01", "1", "2027-07-21"),
    ])
  func whole(start: String, fte: String, end: String) throws {
    let plan = try PlanInductionTests.plan(
      #"{"regime":"ect","periods":[{"start":"\#(start)","end":null,"fte":\#(fte)}]}"#)
    #expect(plan.expectedEnd == day(end) && plan.servedTerms == 6)
  }
}
