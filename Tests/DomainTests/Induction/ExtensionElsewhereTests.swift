import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Who has served every term under another body and was extended there serves the extension, and only that.
@Suite("An extension granted under another body") struct ExtensionElsewhereTests {
  private static func nqt(_ rest: String) throws -> InductionPlan {
    try PlanInductionTests.full(PlanInductionTests.threeTerms, rest, from: "2019-01-07")
  }

  private static func ect(_ rest: String) throws -> InductionPlan {
    try PlanInductionTests.full(PlanInductionTests.sixTerms, rest, from: "2024-09-02")
  }

  @Test("is all that is planned, from the first day in post, with the final assessment at its end")
  func alone() throws {
    let plan = try Self.nqt(#","brought_forward":3,"brought_forward_extension":1"#)
    #expect(plan.regime == .nqt && plan.requiredTerms == 3 && plan.extensionTerms == 1)
    #expect(plan.expectedEnd == day("2019-04-05") && plan.servedTerms == 1 && plan.warnings.isEmpty)
    #expect(plan.formalAssessments.map(\.number) == [3])
    #expect(plan.formalAssessments.map(\.due) == [day("2019-04-05")])
    #expect(PlanExplanationTests.counted(plan) == [1])
    let texts = plan.explanation.map(\.text)
    #expect(
      texts.contains {
        $0.hasSuffix(
          "What is left to serve here is the extension of 1 term, with the final assessment at the end of it."
        )
      }, "\(texts)")
    #expect(
      texts.contains { $0.hasPrefix("Only the final assessment is made here; those after 1 and 2 full-time") }
    )
    #expect(!texts.contains { $0.contains("reduction") } && !plan.explanation.contains { $0.source.isEmpty })
  }

  @Test(
    "of an early career teacher has reviews in its other terms",
    arguments: [(1, "2024-12-20"), (2, "2025-04-04")])
  func reviews(_ terms: Int, _ end: String) throws {
    let plan = try Self.ect(#","brought_forward":6,"brought_forward_extension":\#(terms)"#)
    #expect(plan.expectedEnd == day(end) && plan.servedTerms == Double(terms))
    #expect(plan.formalAssessments.map(\.number) == [2])
    #expect(plan.formalAssessments.map(\.due) == [day(end)])
    #expect(plan.progressReviews.map(\.due) == (terms == 1 ? [] : [day("2024-12-20")]))
  }

  @Test("that was begun there is served to its end here, and one that is served leaves nothing")
  func begun() throws {
    let rest = try Self.nqt(#","brought_forward":3.5,"brought_forward_extension":1"#)
    let half = try Self.nqt(#","brought_forward":3,"brought_forward_extension":0.5"#)
    #expect(rest.expectedEnd == half.expectedEnd && rest.servedTerms == 0.5 && rest.extensionTerms == 1)
    #expect(rest.explanation.contains { $0.text.contains("the rest of the extension, 0.5 terms") })
    #expect(
      rest.explanation.contains {
        $0.text.hasPrefix(
          "3 full-time terms required, extended by 1, 3.5 of all that brought forward: with 0.5 served")
      })
    for nothing in [
      #","brought_forward":3"#, #","brought_forward":4,"brought_forward_extension":1"#,
      #","brought_forward":3,"brought_forward_absence":29"#,
      #","brought_forward":3,"reductions":[{"to_terms":2}]"#,
      #","brought_forward":3.5,"extensions":[{"terms":1}]"#,
    ] {
      #expect(throws: DomainError.self, "\(nothing)") { try Self.nqt(nothing) }
    }
  }

  @Test("Absence there and an extension granted here are owed as well, one after the other")
  func others() throws {
    let here = try Self.nqt(#","brought_forward":3,"extensions":[{"terms":1}]"#)
    #expect(here.expectedEnd == day("2019-04-05") && here.servedTerms == 1)
    // Thirty school days from Monday 7 January 2019, the first of them included.
    let absent = try Self.nqt(#","brought_forward":3,"brought_forward_absence":30"#)
    #expect(absent.expectedEnd == day("2019-02-15"))
    #expect(absent.servedTerms == absent.extensionTerms && absent.servedTerms > 0.4)
    let both = try Self.nqt(
      #","brought_forward":3,"brought_forward_absence":30,"brought_forward_extension":0.25"#)
    #expect(try #require(both.expectedEnd) > day("2019-02-15"))
    #expect(abs(both.servedTerms - absent.servedTerms - 0.25) < 0.0002)
    // Days of early career teachers are measured by the part of full time there.
    #expect(
      try Self.ect(#","brought_forward":6,"brought_forward_absence":15,"brought_forward_fte":0.5"#)
        .extensionTerms > 0)
    #expect(throws: DomainError.self) {
      try Self.ect(#","brought_forward":6,"brought_forward_absence":15,"brought_forward_fte":1"#)
    }
  }

  @Test("ends on the day on which as many terms of induction would", arguments: 0..<60)
  func same(_ seed: Int) throws {
    var random = SplitRandom(seed)
    let start = day("2022-09-01").adding(days: random.next(700))
    let fte = ["0.2", "0.333", "0.6", "0.8", "1"][random.next(5)]
    let tenths = 1 + random.next(20)
    func plan(_ before: Int, _ more: String) throws -> InductionPlan {
      try PlanInductionTests.plan(
        """
        {"regime":"ect","periods":[{"start":"\(start)","end":null,"fte":\(fte)}],
        "brought_forward":\(Decimal(before) / 10)\(more)}
        """)
    }
    let ofInduction = try plan(60 - tenths, "")
    let extended = try plan(60, #","brought_forward_extension":\#(Decimal(tenths) / 10)"#)
    #expect(
      extended.expectedEnd == ofInduction.expectedEnd && extended.servedTerms == ofInduction.servedTerms)
    #expect(extended.formalAssessments == ofInduction.formalAssessments)
    #expect(extended.progressReviews == ofInduction.progressReviews)
  }

  @Test("runs on after September 2023 by the rules of newly qualified teachers, with a word to check that")
  func late() throws {
    let rest = #","brought_forward":3,"brought_forward_from":"2020-09-01""#
    let plan = try PlanInductionTests.plan(
      #"{"periods":[{"start":"2024-01-08","end":null,"fte":1}],"brought_forward_extension":1\#(rest)}"#)
    #expect(plan.regime == .nqt && plan.requiredTerms == 3 && plan.servedTerms == 1)
    #expect(plan.warnings.count == 1 && plan.warnings[0].contains("completed by 1 September 2023"))
    // Without an extension nothing says that it was completed there: the rest of six terms is served.
    let moved = try PlanInductionTests.plan(
      #"{"periods":[{"start":"2024-01-08","end":null,"fte":1}]\#(rest)}"#)
    #expect(moved.regime == .ect && moved.servedTerms == 3 && moved.warnings.isEmpty)
    // Four terms may as well be of the six of somebody who was moved, so these are what is served unless it is said.
    let more = #""brought_forward":4,"brought_forward_from":"2020-09-01","brought_forward_extension":2"#
    let unsure = try PlanInductionTests.plan(
      #"{"periods":[{"start":"2024-01-08","end":null,"fte":1}],\#(more)}"#)
    #expect(unsure.regime == .ect && unsure.servedTerms == 4)
    let said = try PlanInductionTests.plan(
      #"{"regime":"nqt","periods":[{"start":"2024-01-08","end":null,"fte":1}],\#(more)}"#)
    #expect(said.regime == .nqt && said.servedTerms == 1)
    var content = InductionDesk.content(startsOn: "2024-01-08")
    (content.servedElsewhere, content.earlierTerms) = (true, "3")
    content.earlierBeganOn = day("2020-09-01")
    #expect(try content.regime(InductionRules.load()) == .ect)
    content.earlierExtensionTerms = 1
    #expect(try content.regime(InductionRules.load()) == .nqt)
    content.earlierTerms = "3.5"
    #expect(try content.regime(InductionRules.load()) == .ect)
  }

  @Test("A registration with all terms is accepted with the extension and the evidence, and not without")
  func registered() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      (content.servedElsewhere, content.earlierTerms, content.earlierBody) = (true, "6", "Another Body")
      (content.qtsAwardedOn, content.earlierBeganOn) = (day("2023-07-10"), day("2023-09-01"))
      content.courseBegunOn = day("2022-09-01")
      let draft = try await DraftRegistration(desk.services)(at: desk.desk.school.id, content, by: desk.head)
      let read = ReadRegistrations(desk.services)
      #expect(
        try await read.find(draft.id, by: desk.head).problems.map(\.field) == ["earlier_terms", "evidence"])
      content.earlierExtensionTerms = 1
      _ = try await DraftRegistration(desk.services).save(
        draft.id, content, expectedVersion: nil, by: desk.head)
      #expect(try await read.find(draft.id, by: desk.head).problems.map(\.field) == ["evidence"])
      _ = try await KeepEvidence(desk.services).add(
        "record.pdf", SampleDocuments.pdf, to: draft.id, by: desk.head)
      _ = try await SubmitRegistration(desk.services)(draft.id, expectedVersion: nil, by: desk.head)
      let decide = DecideRegistration(desk.services)
      _ = try await decide.verify(draft.id, expectedVersion: nil, by: desk.officer)
      let accepted = try await decide.accept(
        draft.id, startsOn: day("2027-01-04"), expectedVersion: nil, by: desk.officer)
      let record = try await desk.record(try #require(accepted.induction))
      let plan = try #require(record.induction.plan)
      #expect(plan.expectedEnd == day("2027-03-25") && plan.warnings.isEmpty)
      #expect(record.due.filter { $0.kind == .assessment }.map(\.dueOn) == [day("2027-03-25")])
    }
  }
}

@Suite("The day on which induction ends and its extension begins") struct ExtensionBoundaryTests {
  @Test("counts whole: an extension ends on the day on which a longer induction would", arguments: 0..<60)
  func whole(_ seed: Int) throws {
    var random = SplitRandom(seed)
    let start = day("2022-09-01").adding(days: random.next(700))
    let fte = ["0.2", "0.333", "0.4", "0.6", "0.8", "1"][random.next(6)]
    let tenths = 1 + random.next(20)
    func plan(_ more: String) throws -> InductionPlan {
      try PlanInductionTests.plan(
        #"{"regime":"ect","periods":[{"start":"\#(start)","end":null,"fte":\#(fte)}]\#(more)}"#)
    }
    let extra = Decimal(tenths) / 10
    let longer = try plan(#","reductions":[{"to_terms":\#(3 + extra)}]"#)
    let extended = try plan(#","reductions":[{"to_terms":3}],"extensions":[{"terms":\#(extra)}]"#)
    #expect(extended.expectedEnd == longer.expectedEnd && extended.servedTerms == longer.servedTerms)
    #expect(
      abs(PlanExplanationTests.counted(extended).reduce(0, +) - extended.servedTerms) < 0.000_01,
      "\(extended.explanation)")
  }
}
