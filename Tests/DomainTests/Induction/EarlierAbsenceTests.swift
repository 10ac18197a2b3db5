import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Absence under the appropriate body before") struct EarlierAbsenceTests {
  private static func nqt(_ rest: String) throws -> InductionPlan {
    try PlanInductionTests.full(
      PlanInductionTests.threeTerms, ",\"brought_forward\":1\(rest)", from: "2019-01-07")
  }

  private static func here(_ days: Int) -> String {
    #","absences":[{"start":"2019-02-04","end":"2019-04-05","days":\#(days),"kind":"sickness"}]"#
  }

  @Test(
    "Thirty days of the whole extend induction by all of them, wherever they were served",
    arguments: [(0, 29), (25, 4), (29, 0), (0, 30), (25, 5), (29, 1), (30, 0)])
  func whole(there: Int, here: Int) throws {
    let plan = try Self.nqt(
      ",\"brought_forward_absence\":\(there)" + (here == 0 ? "" : Self.here(here)))
    let as30 = try Self.nqt(Self.here(30))
    let none = try Self.nqt("")
    #expect(plan.expectedEnd == (there + here < 30 ? none.expectedEnd : as30.expectedEnd))
    #expect(
      plan.explanation.contains { $0.text.contains("under the appropriate body before") } == (there > 0))
  }

  @Test(
    "Of early career teachers the days count with the part under way, and not with one completed there",
    arguments: [("2.5", true), ("3", false), ("3.5", true)])
  func part(terms: String, counts: Bool) throws {
    func plan(_ days: Int) throws -> InductionPlan {
      try PlanInductionTests.full(
        PlanInductionTests.sixTerms,
        ",\"brought_forward\":\(terms),\"brought_forward_absence\":\(days)", from: "2024-09-02")
    }
    let (without, few, many) = (try plan(0), try plan(29), try plan(30))
    #expect(few.expectedEnd == without.expectedEnd && few.extensionTerms == 0)
    #expect((many.extensionTerms > 0) == counts)
    #expect((try #require(many.expectedEnd) > (try #require(without.expectedEnd))) == counts)
  }

  @Test("An extension granted there is as good as one granted here, and both are bounded")
  func extended() throws {
    let there = try Self.nqt(#","brought_forward_extension":0.5"#)
    let here = try Self.nqt(#","extensions":[{"terms":0.5}]"#)
    #expect(there.expectedEnd == here.expectedEnd && there.extensionTerms == 0.5)
    for wrong in [#","brought_forward_absence":-1"#, #","brought_forward_extension":6.5"#] {
      #expect(throws: DomainError.self) { _ = try Self.nqt(wrong) }
    }
  }

  @Test("A registration takes when induction began there and at what hours, and the plan goes by both")
  func begunElsewhere() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      (content.servedElsewhere, content.earlierTerms, content.earlierBody) = (true, "0.5", "Another Body")
      (content.earlierAbsenceDays, content.fte) = (18, 1)
      (content.earlierBeganOn, content.earlierFTE) = (day("2026-07-09"), 1.2)
      let draft = try await DraftRegistration(desk.services)(at: desk.desk.school.id, content, by: desk.head)
      let review = try await ReadRegistrations(desk.services).find(draft.id, by: desk.head)
      #expect(review.problems.map(\.field) == ["earlier_began_on", "earlier_fte", "evidence"])
      (content.earlierBeganOn, content.earlierFTE) = (day("2026-09-01"), 0.6)
      let members = try content.members()
      #expect(try RegistrationContent(members: members) == content)
      _ = try await DraftRegistration(desk.services).save(
        draft.id, content, expectedVersion: nil, by: desk.head)
      _ = try await KeepEvidence(desk.services).add(
        "record.pdf", SampleDocuments.pdf, to: draft.id, by: desk.head)
      _ = try await SubmitRegistration(desk.services)(draft.id, expectedVersion: nil, by: desk.head)
      let decide = DecideRegistration(desk.services)
      _ = try await decide.verify(draft.id, expectedVersion: nil, by: desk.officer)
      let accepted = try await decide.accept(
        draft.id, startsOn: day("2027-01-04"), expectedVersion: nil, by: desk.officer)
      let record = try await ReadInductions(desk.services).find(
        try #require(accepted.induction), by: desk.officer)
      // 18 days at 0.6 are 30 of full time.
      let plan = try #require(record.induction.plan)
      #expect(plan.extensionTerms > 0 && plan.warnings.isEmpty)
      #expect(plan.explanation.contains { $0.text.contains("began under another appropriate body on 1 Sep") })
    }
  }

  @Test(
    "A registration is under the regime of the day on which induction began anywhere, until that was moved",
    arguments: [
      ("2022-01-04", "2021-08-31", RegimeCode.nqt), ("2022-01-04", "2021-09-01", .ect),
      ("2023-09-01", "2020-09-01", .nqt), ("2023-09-04", "2020-09-01", .ect), ("2022-01-04", nil, .ect),
    ] as [(String, String?, RegimeCode)])
  func registeredRegime(_ start: String, _ began: String?, _ regime: RegimeCode) throws {
    var content = InductionDesk.content(startsOn: start)
    (content.servedElsewhere, content.earlierTerms) = (true, "1")
    content.earlierBeganOn = began.map { day($0) }
    #expect(try content.regime(InductionRules.load()) == regime)
    content.servedElsewhere = false
    #expect(try content.regime(InductionRules.load()) == .ect)
  }

  @Test("A registration takes both, and the thirtieth day extends with its reason", arguments: [28, 29])
  func registered(there: Int) async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      (content.servedElsewhere, content.earlierTerms, content.earlierBody) = (true, "1", "Another Body")
      (content.earlierAbsenceDays, content.earlierExtensionTerms) = (-1, 7)
      let draft = try await DraftRegistration(desk.services)(at: desk.desk.school.id, content, by: desk.head)
      let review = try await ReadRegistrations(desk.services).find(draft.id, by: desk.head)
      #expect(
        review.problems.map(\.field) == ["earlier_absence_days", "earlier_extension_terms", "evidence"])
      (content.earlierAbsenceDays, content.earlierExtensionTerms) = (Decimal(there), 0.5)
      _ = try await DraftRegistration(desk.services).save(
        draft.id, content, expectedVersion: nil, by: desk.head)
      _ = try await KeepEvidence(desk.services).add(
        "record.pdf", SampleDocuments.pdf, to: draft.id, by: desk.head)
      _ = try await SubmitRegistration(desk.services)(draft.id, expectedVersion: nil, by: desk.head)
      let decide = DecideRegistration(desk.services)
      _ = try await decide.verify(draft.id, expectedVersion: nil, by: desk.officer)
      let accepted = try await decide.accept(
        draft.id, startsOn: day("2027-01-04"), expectedVersion: nil, by: desk.officer)
      desk.clock.advance(days: 91)
      let record = try await RecordInduction(desk.services).absence(
        try #require(accepted.induction), from: day("2027-02-01"), until: day("2027-02-01"), days: 1,
        kind: "sickness", expectedVersion: nil, by: desk.head)
      let plan = try #require(record.induction.plan)
      #expect(there == 29 ? plan.extensionTerms > 0.5 : plan.extensionTerms == 0.5)
      #expect(
        plan.explanation.contains {
          $0.text.contains("\(there) days of that under the appropriate body before")
        })
    }
  }
}
