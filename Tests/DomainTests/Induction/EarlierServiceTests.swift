import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Service elsewhere lies before service here, and no more of it than the calendar has.
@Suite struct EarlierServiceTests {
  private static func plan(_ start: String, _ rest: String) throws -> InductionPlan {
    try PlanInductionTests.plan(#"{"periods":[{"start":"\#(start)","end":null,"fte":1}]\#(rest)}"#)
  }

  @Test(
    "More terms than there were since the start elsewhere are warned of, with both days; a term begun is whole",
    arguments: [
      ("2025-09-01", "2026-01-05", "1", nil), ("2025-09-01", "2026-01-05", "1.1", "is only 1 school term:"),
      ("2025-12-19", "2026-01-05", "1", nil), ("2025-12-20", "2026-01-05", "1", "is no school term:"),
      ("2025-09-01", "2026-04-13", "2", nil), ("2025-09-01", "2026-04-13", "2.5", "are only 2 school terms:"),
      // Before the terms that are known there are three a year.
      ("2012-01-09", "2012-09-03", "2", nil), ("2012-01-09", "2012-09-03", "2.5", "are only 2 school terms:"),
    ] as [(String, String, String, String?)])
  func fits(_ from: String, _ start: String, _ terms: String, _ words: String?) throws {
    let plan = try Self.plan(start, #","brought_forward":\#(terms),"brought_forward_from":"\#(from)""#)
    #expect(plan.warnings.count == (words == nil ? 0 : 1), "\(plan.warnings)")
    guard let words, let warning = plan.warnings.first else { return }
    #expect(warning.contains(words) && warning.contains(LondonTime.shortDate(day(from))), "\(warning)")
    #expect(warning.contains(LondonTime.shortDate(day(start))) && warning.contains("Check the day"))
  }

  @Test("A registration warns of it too, and is sent all the same; the plan says so after it")
  func registered() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      (content.servedElsewhere, content.earlierTerms, content.earlierBody) = (true, "2", "Another Body")
      content.earlierBeganOn = day("2026-09-01")
      let draft = try await DraftRegistration(desk.services)(at: desk.desk.school.id, content, by: desk.head)
      _ = try await KeepEvidence(desk.services).add(
        "record.pdf", SampleDocuments.pdf, to: draft.id, by: desk.head)
      let review = try await ReadRegistrations(desk.services).find(draft.id, by: desk.head)
      #expect(review.problems.isEmpty && review.warnings.count == 1)
      #expect(review.warnings.first?.hasPrefix("Between 1 September 2026, when induction began") == true)
      _ = try await SubmitRegistration(desk.services)(draft.id, expectedVersion: nil, by: desk.head)
      let decide = DecideRegistration(desk.services)
      _ = try await decide.verify(draft.id, expectedVersion: nil, by: desk.officer)
      // The start here is after the start elsewhere.
      let early = try await outcome {
        _ = try await decide.accept(
          draft.id, startsOn: day("2026-09-01"), reason: "Agreed with the school before.",
          expectedVersion: nil, by: desk.officer)
      }
      #expect(
        early
          == .invalid([
            FieldProblem(
              field: "starts_on",
              message: "Enter a first day after 1 September 2026, when induction began elsewhere.")
          ]))
      let row = "1234567,2001-02-28,school-led,2026-09-01"
      let claims = try await ImportClaims(desk.services)(
        Array("\(ClaimsTests.header)\r\n\(row)".utf8), of: desk.authority, isVerified: true, isDryRun: true,
        by: desk.officer)
      #expect(claims.rows[0].problems.count == 1 && claims.rows[0].problems[0].contains("began elsewhere"))
      let accepted = try await decide.accept(
        draft.id, startsOn: day("2026-09-02"), reason: "Agreed with the school before.", expectedVersion: nil,
        by: desk.officer)
      let induction = try #require(accepted.induction)
      let plan = try #require(try await desk.record(induction).induction.plan)
      #expect(plan.warnings.contains { $0.contains("can’t have been served in that time") })
    }
  }

  @Test("A beginning elsewhere on or after the first day here, or between posts here, is refused")
  func order() throws {
    func plan(_ from: String) throws -> InductionPlan {
      try PlanInductionTests.plan(
        """
        {"periods":[{"start":"2024-09-02","end":"2024-12-20","fte":1},{"start":"2025-09-01","end":null,"fte":1}],
        "brought_forward":1,"brought_forward_from":"\(from)"}
        """)
    }
    #expect(try plan("2024-04-15").warnings.isEmpty)
    for from in ["2024-09-02", "2025-01-06", "2025-09-01"] {
      let error = #expect(throws: DomainError.self) { try plan(from) }
      #expect(error?.fields == ["brought_forward_from"], "\(from)")
    }
  }

  @Test("An explanation says of terms brought forward only what counts beside a reduction")
  func reduced() throws {
    func texts(_ served: String, _ to: String, _ more: String = "") throws -> [String] {
      try Self.plan(
        "2026-09-01", #","brought_forward":\#(served),"reductions":[{"to_terms":\#(to)}]\#(more)"#
      ).explanation.map(\.text)
    }
    let less = try texts("4", "3")
    #expect(less.contains("Served under another appropriate body: 4 terms, of which 3 terms count."))
    #expect(less.contains { $0.hasPrefix("That is more than the reduction leaves: nothing more is served") })
    #expect(!less.contains { $0.contains("and counted") })
    let same = try texts("3", "3")
    #expect(same.contains("Served under another appropriate body and counted: 3 terms."))
    #expect(same.contains { $0.hasPrefix("That is all that the reduction leaves: nothing more is served") })
    // What is made up for is served, whatever the reduction.
    let absent = try texts("4", "3.5", #","brought_forward_absence":30"#)
    #expect(!absent.contains { $0.contains("nothing more is served") })
    #expect(absent.contains { $0.contains("is the 30 days of absence that extend it, with the final") })
  }

  @Test("A part of full time that can’t be taken says what can", arguments: ["0.3333333333", "0", "1.001"])
  func hours(_ fte: String) throws {
    let error = #expect(throws: DomainError.self) {
      try PlanInductionTests.plan(#"{"periods":[{"start":"2026-09-01","end":null,"fte":\#(fte)}]}"#)
    }
    guard case .invalid(let problems)? = error else { return }
    #expect(problems.map(\.field) == ["periods[0].fte"])
    #expect(problems.first?.message.contains("at most nine decimals, such as 0.6, or 0.333333") == true)
  }

  @Test(
    "A reduced induction keeps the formal assessments before its end, and says so",
    arguments: [
      ("ect", "2025-09-01", "3.5", 2, "Assessed formally after 3 full-time terms and at the end"),
      ("ect", "2025-09-01", "4", 2, "Assessed formally after 3 full-time terms and at the end"),
      ("ect", "2025-09-01", "3", 1, "Only the final assessment is made"),
      ("ect", "2025-09-01", "1", 1, "Only the final assessment is made"),
      ("nqt", "2018-09-03", "2", 2, "Assessed formally after 1 full-time term and at the end"),
      ("nqt", "2018-09-03", "2.5", 3, "Assessed formally after 1 and 2 full-time terms and at the end"),
      ("nqt", "2018-09-03", "1", 1, "Only the final assessment is made"),
    ])
  func assessments(_ regime: String, _ start: String, _ terms: String, _ count: Int, _ words: String) throws {
    let plan = try Self.plan(start, #","regime":"\#(regime)","reductions":[{"to_terms":\#(terms)}]"#)
    let whole = try Self.plan(start, #","regime":"\#(regime)""#)
    #expect(plan.formalAssessments.count == count && plan.formalAssessments.last?.due == plan.expectedEnd)
    #expect(plan.formalAssessments.dropLast() == whole.formalAssessments.prefix(count - 1))
    let step = try #require(plan.explanation.last { $0.rule == "assessment" })
    #expect(step.text.hasPrefix(words) && step.text.contains("The reduction"), "\(step.text)")
    #expect(whole.explanation.last?.text.contains("reduction") == false)
  }
}
