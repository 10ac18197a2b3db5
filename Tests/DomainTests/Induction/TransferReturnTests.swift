import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Teachers who were transferred and are registered again") struct TransferReturnTests {
  /// An induction that has gone to another body on 12 April 2027.
  private static func gone(_ desk: InductionDesk) async throws -> InductionRecord {
    let begun = try await desk.begun()
    _ = try await TransferInduction(desk.services).begin(
      begun.induction.id, TransferCase.content(on: "2027-04-12"), expectedVersion: nil, by: desk.officer)
    desk.clock.set(try TransferCase.noon("2027-04-12"))
    while try await SettleInductions(desk.services)() > 0 {}
    return try await ReadInductions(desk.services).find(begun.induction.id, by: desk.officer)
  }

  @Test("Who comes back is registered from our own record, and goes on with both times served")
  func back() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.gone(desk).induction.id
      let (draft, school) = (DraftRegistration(desk.services), desk.desk.school.id)
      desk.clock.set(try TransferCase.noon("2027-09-01"))
      let foreign = try #require(desk.desk.stranger.account?.memberships.first?.organisation)
      #expect(
        try await outcome { _ = try await draft(returning: id, at: foreign, by: desk.desk.stranger) }
          == .notFound("induction"))
      let made = try await draft(returning: id, at: school, by: desk.head)
      #expect(try await draft(returning: id, at: school, by: desk.head).id == made.id)
      var content = made.content
      #expect(content.trn == "1234567" && content.name == "Nia Sample" && content.servedElsewhere == true)
      #expect(content.earlierBody == "Example Teaching School Hub" && content.qtsAwardedOn != nil)
      let rest = InductionDesk.content(startsOn: "2027-09-01")
      (content.post, content.phase, content.keyStage) = (rest.post, rest.phase, rest.keyStage)
      (content.postConcerns, content.contractType, content.fte) = (["none"], .permanent, 1)
      (content.courseBegunOn, content.startsOn) = (rest.courseBegunOn, rest.startsOn)
      (content.tutorName, content.tutorEmail) = (rest.tutorName, rest.tutorEmail)
      (content.mentorName, content.mentorEmail) = (rest.mentorName, rest.mentorEmail)
      (content.timetableReduced, content.institution) = (true, rest.institution)
      (content.supportQualified, content.specialMeasures, content.serviceLevel) = (true, false, "full")
      (content.earlierTerms, content.earlierAbsenceDays) = ("1", 12)
      _ = try await draft.save(made.id, content, expectedVersion: nil, by: desk.head)
      _ = try await KeepEvidence(desk.services).add(
        "record.pdf", SampleDocuments.pdf, to: made.id, by: desk.head)
      _ = try await SubmitRegistration(desk.services)(made.id, expectedVersion: nil, by: desk.head)
      let review = try await ReadRegistrations(desk.services).find(made.id, by: desk.officer)
      #expect(review.overlaps.contains { $0.contains("given over to Example Teaching School Hub") })
      let decide = DecideRegistration(desk.services)
      _ = try await decide.verify(made.id, expectedVersion: nil, by: desk.officer)
      let accepted = try await decide.accept(
        made.id, startsOn: day("2027-09-01"), expectedVersion: nil, by: desk.officer)
      #expect(accepted.induction == id)
      let record = try await ReadInductions(desk.services).find(id, by: desk.officer)
      #expect(record.induction.state == .serving && record.periods.count == 2)
      #expect(record.induction.earlierTerms == "1")
      let plan = try #require(record.induction.plan)
      // One term was served here, one there: four of six are left, which is up to December 2028.
      #expect(plan.expectedEnd == day("2028-12-15") || plan.servedTerms == 5, "\(plan)")
      #expect(plan.explanation.contains { $0.text.contains("12 days of that under the appropriate body") })
      let transfers = try await TransferInduction(desk.services).list(id, by: desk.officer)
      #expect(transfers.map(\.transfer.state) == [.returned])
    }
  }

  @Test("Another authority here may begin where one was given over, and then it is not undone")
  func otherAuthority() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.gone(desk).induction.id
      let begun = try await TransferCase.begunElsewhere(desk)
      #expect(begun != nil && begun != id)
      let transfer = try #require(
        try await TransferInduction(desk.services).list(id, by: desk.officer).first)
      let found = try await outcome {
        _ = try await TransferInduction(desk.services).record(
          .undo, TransferEntry(reason: "It was an error."), of: transfer.transfer.id, expectedVersion: nil,
          by: desk.officer)
      }
      #expect(found?.isConflict == true)
    }
  }

  @Test(
    "Less than a term in a post that goes on under another body counts, and in one that ends it does not",
    arguments: [TransferCause.moves, .schoolChangesBody])
  func shortPost(cause: TransferCause) async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      var content = TransferCase.content(on: "2027-02-22")
      content.cause = cause
      let made = try await TransferInduction(desk.services).begin(
        id, content, expectedVersion: nil, by: desk.officer)
      let bundle = try await TransferInduction(desk.services).bundle(made.transfer.id, by: desk.officer)
        .bundle
      let terms = try #require(bundle.terms)
      #expect(cause == .moves ? terms.servedHere == 0 : (0.4...0.7).contains(terms.servedHere))
      #expect(abs(terms.servedHere + terms.outstanding - 6) < 0.001)
      #expect(bundle.explanation.last?.text.contains("the post goes on") == (cause == .schoolChangesBody))
    }
  }

  @Test("Absence is given over as the plan counts it, with the part under way and leave on request apart")
  func absence() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, record) = (try await desk.begun().induction.id, RecordInduction(desk.services))
      desk.clock.set(try TransferCase.noon("2028-06-20"))
      for (first, last, days, kind) in [
        ("2027-02-01", "2027-03-25", 30, "sickness"), ("2027-05-10", "2027-05-14", 5, "sickness"),
        ("2028-05-08", "2028-05-12", 5, "sickness"), ("2028-06-12", "2028-06-16", 5, "maternity"),
      ] {
        _ = try await record.absence(
          id, from: day(first), until: day(last), days: Decimal(days), kind: kind, expectedVersion: nil,
          by: desk.head)
      }
      _ = try await record.extend(
        id, byTerms: 1, reason: "Agreed with the teacher.", expectedVersion: nil, by: desk.officer)
      let use = TransferInduction(desk.services)
      let made = try await use.begin(
        id, TransferCase.content(on: "2028-07-10"), expectedVersion: nil, by: desk.officer)
      let bundle = try await use.bundle(made.transfer.id, by: desk.officer).bundle
      #expect(bundle.daysAbsent == 40 && bundle.daysAbsentInPart == 5 && bundle.daysOnLeave == 5)
      let terms = try #require(bundle.terms)
      #expect(terms.extendedByDecision == 1 && terms.extended > 1.4)
      #expect(bundle.csv.contains("Days that count in the part under way,,,5,"))
    }
  }

  @Test("The record holds everything, as JSON and CSV without formulas")
  func bundle() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      desk.clock.set(try TransferCase.noon("2027-02-10"))
      _ = try await RecordInduction(desk.services).absence(
        id, from: day("2027-02-01"), until: day("2027-02-03"), days: 3, kind: "sickness",
        reason: "=Flu", expectedVersion: nil, by: desk.head)
      _ = try await RecordInduction(desk.services).extend(
        id, byTerms: 1, reason: "Agreed with the teacher.", expectedVersion: nil, by: desk.officer)
      _ = try await CompletedReview.complete(id, progress: "unsatisfactory", desk.services)
      let use = TransferInduction(desk.services)
      let made = try await use.begin(
        id, TransferCase.content(on: "2027-03-26"), expectedVersion: nil, by: desk.officer)
      let bundle = try await use.bundle(made.transfer.id, by: desk.officer).bundle
      #expect(bundle.periods.map(\.until) == [day("2027-03-25")] && bundle.daysAbsent == 3)
      let terms = try #require(bundle.terms)
      #expect(terms.servedHere == 1 && terms.outstanding == 6 && terms.countedUntil == day("2027-03-25"))
      #expect(bundle.changes.map(\.what) == ["Extended by 1 term"] && bundle.concerns.count == 1)
      #expect(bundle.assessments.first?.answers.contains { $0.question == "Support plan" } == true)
      let json = try JSONDecoder().decode(JSONValue.self, from: try bundle.json())
      #expect(json.object?["transfers_on"] == "2027-03-26" && json.object?["days_absent"] == 3)
      #expect(bundle.csv.contains("\r\n") && !bundle.csv.contains(",=Flu"))
      #expect(json.object?["days_absent_in_part"] == 3 && json.object?["days_on_leave"] == 0)
      #expect(terms.extendedByDecision == 1 && terms.extended == 1)
      // For nobody but officers is there a whole one here.
      for actor in [desk.head, try await desk.teacher()] {
        let found = try await outcome { _ = try await use.bundle(made.transfer.id, by: actor) }
        #expect(found == .notFound("record"))
      }
    }
  }
}

extension TransferCase {
  /// The induction of the same teacher that another authority here has begun.
  static func begunElsewhere(_ desk: InductionDesk) async throws -> InductionID? {
    let other = try await desk.accounts.authority("884")
    try await InductionDesk.serve(other, desk.services)
    let school = try await CreateSchool(desk.services)(
      SchoolDraft(urn: "123499", name: "Far Academy", phase: .primary, authority: "884"),
      by: .operatorAtCommandLine)
    let head = try await desk.accounts.acting(.head, at: school.id, email: "far@example.org")
    var content = InductionDesk.content(startsOn: "2027-04-12")
    (content.servedElsewhere, content.earlierTerms, content.earlierBody) = (true, "1", "Sample Body")
    let draft = try await DraftRegistration(desk.services)(at: school.id, content, by: head)
    _ = try await KeepEvidence(desk.services).add(
      "record.pdf", SampleDocuments.pdf, to: draft.id, by: head)
    _ = try await SubmitRegistration(desk.services)(draft.id, expectedVersion: nil, by: head)
    let officer = try await desk.accounts.acting(
      .officer, at: other.organisation, email: "farofficer@example.org")
    let decide = DecideRegistration(desk.services)
    _ = try await decide.verify(draft.id, expectedVersion: nil, by: officer)
    let accepted = try await decide.accept(
      draft.id, startsOn: day("2027-04-12"), expectedVersion: nil, by: officer)
    return accepted.induction
  }
}
