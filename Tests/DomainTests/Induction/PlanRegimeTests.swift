import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// The regime is that of the day on which induction began, under whichever body.
@Suite struct PlanRegimeTests {
  private static func plan(
    _ start: String, _ more: String, end: String? = nil, fte: Double = 1
  ) throws -> InductionPlan {
    try PlanInductionTests.plan(
      """
      {"periods":[{"start":"\(start)","end":\(end.map { "\"\($0)\"" } ?? "null"),"fte":\(fte)}]\(more)}
      """)
  }

  @Test("Terms brought forward that can’t have been served since September 2021 began before")
  func inferred() throws {
    let plan = try Self.plan("2021-09-01", #","brought_forward":2"#)
    #expect(plan.regime == .nqt && plan.expectedEnd == day("2021-12-17"))
    #expect(plan.warnings.isEmpty)
    #expect(plan.explanation.contains { $0.text.contains("induction began before that day") })
    // One term may have been served in the autumn of 2021, and may not.
    let open = try Self.plan("2022-01-04", #","brought_forward":1"#)
    #expect(open.regime == .ect && open.warnings.contains { $0.hasSuffix("Say when it began there.") })
    #expect(try Self.plan("2022-01-04", #","brought_forward":1.1"#).regime == .nqt)
    // From September 2023 on it is the later regime either way.
    #expect(try Self.plan("2023-09-04", #","brought_forward":1"#).warnings.isEmpty)
  }

  @Test(
    "The day on which induction began elsewhere decides",
    arguments: [("2021-08-31", RegimeCode.nqt), ("2021-09-01", .ect)])
  func known(_ from: String, _ regime: RegimeCode) throws {
    let plan = try Self.plan("2022-01-04", #","brought_forward":1,"brought_forward_from":"\#(from)""#)
    #expect(plan.regime == regime && plan.warnings.isEmpty)
    #expect(plan.expectedEnd == day(regime == .nqt ? "2022-07-22" : "2023-07-21"))
    // Not completed by September 2023, it is moved.
    let slow = try Self.plan(
      "2022-09-01", #","brought_forward":1,"brought_forward_from":"\#(from)""#, fte: 0.4)
    #expect(slow.regime == .ect && slow.requiredTerms == 6)
  }

  @Test("A day after the post here is none on which induction began elsewhere")
  func wrong() {
    let error = #expect(throws: DomainError.self) {
      try Self.plan("2022-01-04", #","brought_forward":1,"brought_forward_from":"2022-01-05""#)
    }
    #expect(error?.fields == ["brought_forward_from"])
  }

  @Test("Begun before, and not gone on with, the rest of six terms is served in the next post")
  func stopped() throws {
    let plan = try Self.plan("2020-09-01", "", end: "2020-12-18")
    #expect(plan.regime == .ect && plan.requiredTerms == 6 && plan.servedTerms == 1)
    #expect(plan.expectedEnd == nil)
    #expect(plan.warnings.count == 1)
    #expect(plan.warnings.first?.hasPrefix("No post is under way after ") == true)
    #expect(plan.warnings.first?.contains(", so no end can be planned: what is left, ") == true)
    #expect(plan.explanation.contains { $0.rule == "transition" })
    // Completed in time it stays as it is.
    let whole = try Self.plan("2020-09-01", "", end: "2021-07-22")
    #expect(whole.regime == .nqt && whole.expectedEnd == day("2021-07-22") && whole.warnings.isEmpty)
  }

  @Test(
    "A member that is none is named, wherever it stands",
    arguments: [
      (#","absence":[]"#, "absence"), (#","Regime":"ect""#, "Regime"),
      (
        #","absences":[{"start":"2025-09-01","end":"2025-09-01","days":1,"kind":"other","reason":""}]"#,
        "absences[0].reason"
      ),
      (#","reductions":[{"to_terms":2,"terms":2}]"#, "reductions[0].terms"),
      (#","extensions":[{"terms":1,"to_terms":2}]"#, "extensions[0].to_terms"),
      (#","terms":[{"start":"2025-09-01","end":"2025-12-19","name":"Autumn"}]"#, "terms[0].name"),
    ])
  func unknown(_ more: String, _ field: String) {
    let error = #expect(throws: DomainError.self) { try Self.plan("2025-09-01", more) }
    let message = "There is no field with this name here."
    #expect(error == .invalid([FieldProblem(field: field, message: message)]))
  }
}
