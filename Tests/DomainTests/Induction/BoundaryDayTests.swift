import Domain
import Postgres
import TestSupport
import Testing

@Suite("Days on which something of induction ends and something else begins") struct BoundaryDayTests {
  @Test(
    "The day between two parts counts whole: terms times the part of full time come to the end, wherever it falls",
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

  /// Four of the nine days of the first term are served, and five of the nine of the last, which spans 1 September 2023.
  @Test(
    "Begun before September 2021, completed on 1 September 2023 it is of three terms; a school day later it is moved",
    arguments: [
      ("2023-09-07", "", "2023-09-01"),
      // An extension that was decided is served after that day, and moves nobody.
      ("2023-09-07", #","extensions":[{"terms":0.2}]"#, "2023-09-05"),
      // Closed on the day before, the fifth day is Monday 4 September.
      ("2023-09-08", #","closures":["2023-08-31"]"#, ""),
    ])
  func completed(lastDay: String, more: String, end: String) throws {
    let plan = try PlanInductionTests.plan(
      """
      {"terms":[{"start":"2021-08-23","end":"2021-09-03"},{"start":"2021-09-06","end":"2021-12-17"},
      {"start":"2022-01-04","end":"2022-04-01"},{"start":"2023-08-25","end":"\(lastDay)"}],
      "periods":[{"start":"2021-08-31","end":null,"fte":1}]\(more)}
      """)
    #expect(plan.regime == (end.isEmpty ? .ect : .nqt) && plan.requiredTerms == (end.isEmpty ? 6 : 3))
    #expect(plan.expectedEnd == (end.isEmpty ? nil : day(end)))
    #expect(plan.explanation.contains { $0.rule == "transition" } == end.isEmpty)
  }

  @Test(
    "Part time may finish two years after the day on which induction began, wherever that was",
    arguments: [
      ("2024-09-30", "", "30 September 2026"), ("2024-08-31", "", "31 August 2026"),
      ("2024-02-29", "", "28 February 2026"), ("2026-02-28", "", "28 February 2028"),
      (
        "2025-01-06", #","brought_forward":1.3,"brought_forward_from":"2024-01-31""#, "31 January 2026"
      ),
    ])
  func twoYears(start: String, more: String, from: String) throws {
    let plan = try PlanInductionTests.plan(
      #"{"periods":[{"start":"\#(start)","end":null,"fte":0.5}]\#(more)}"#)
    let told = plan.explanation.map(\.text).filter { $0.contains("may ask to finish after two years") }
    #expect(told.count == 1 && told.first?.hasSuffix(", from \(from).") == true, "\(told)")
  }

  @Test(
    "Time without a post is none of the two years, and no day is given then",
    arguments: [
      // One term of three at half time elsewhere; then one whose beginning isn’t known; then a break here.
      #"{"start":"2025-01-06","end":null,"fte":0.5}],"brought_forward":0.5,"brought_forward_from":"2024-01-31""#,
      #"{"start":"2025-01-06","end":null,"fte":0.5}],"brought_forward":0.5"#,
      """
      {"start":"2024-09-02","end":"2025-07-18","fte":0.5},{"start":"2026-01-05","end":null,"fte":0.5}]
      """,
    ])
  func broken(periods: String) throws {
    let plan = try PlanInductionTests.plan(#"{"periods":[\#(periods)}"#)
    let told = plan.explanation.map(\.text).filter { $0.contains("may ask to finish after two years") }
    #expect(told.count == 1 && told.first?.contains("no day can be given here") == true, "\(told)")
  }
}
