import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("How offers end, and what comes next")
struct OfferEndTests {
  private static func offered(_ hiring: HiringDesk) async throws -> SentApplication {
    let application = try await hiring.application(.interviewing)
    return try await MakeOffer(hiring.services)(
      application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
  }

  @Test(
    "The first day is not in the past, and the answer is not later than it",
    arguments: [
      ("2026-11-01", "2026-11-09", ["starts_on"]), ("2026-11-02", "2026-11-02", []),
      ("2026-11-08", "2026-11-09", ["answer_by"]), ("2027-01-04", "2026-11-09", []),
    ])
  func days(startsOn: String, answerBy: String, faults: [String]) {
    var terms = HiringDesk.terms
    (terms.startsOn, terms.answerBy) = (day(startsOn), day(answerBy))
    #expect(terms.problems(today: day("2026-11-02")).map(\.field) == faults)
  }

  @Test("What could not be read is told together with everything else that is wrong")
  func allAtOnce() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.interviewing)
      let unread = [FieldProblem(field: "starts_on", message: "Enter a real date.")]
      let refused = try await outcome {
        _ = try await MakeOffer(hiring.services)(
          application.id, OfferTerms(contractType: .permanent, fte: 1), because: OfferReasons(""),
          unread: unread,
          by: hiring.head)
      }
      #expect(refused?.fields == ["starts_on", "salary", "answer_by", "reason", "exception"])
    }
  }

  @Test("An offer that lapsed frees the post: the next is offered it, and the first can be taken up again")
  func nextBest() async throws {
    try await HiringDesk.run { hiring async throws in
      let first = try await Self.offered(hiring)
      let other = try await HiringDesk.person("ben@example.org", hiring.desk)
      let second = try await hiring.application(.interviewing, by: other)
      let offering = MakeOffer(hiring.services)
      let taken = try await outcome {
        _ = try await offering(second.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      }
      #expect(taken?.isConflict == true)
      hiring.clock.advance(days: 8)
      #expect(try await LapseOffers(hiring.services)())
      var terms = HiringDesk.terms
      terms.answerBy = day("2026-11-16")
      let reopening = ReopenOffer(hiring.services)
      #expect(try await reopening.isOpen(first.id, by: hiring.head))
      let silent = try await outcome { _ = try await reopening(first.id, reason: "", by: hiring.head) }
      #expect(silent?.fields == ["reason"])
      let recruiter = try await outcome {
        _ = try await reopening(first.id, reason: "Late.", by: hiring.recruiter)
      }
      #expect(recruiter?.isNotAllowed == true)
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let refused = try await outcome { _ = try await reopening(first.id, reason: "Late.", by: actor) }
        #expect(refused == .notFound("application"), "\(who)")
      }
      #expect(
        try await reopening(first.id, reason: "Was in hospital.", by: hiring.head).state == .interviewing)
      #expect(
        try await hiring.mails(to: "ada@example.org").contains(
          "You are considered again: Year 4 class teacher, Sample Primary School"))
      #expect(
        try await offering(second.id, terms, because: HiringDesk.reasons, by: hiring.head).state == .offered)
      let full = try await outcome {
        _ = try await offering(first.id, terms, because: HiringDesk.reasons, by: hiring.head)
      }
      #expect(full?.isConflict == true)
      _ = try await AnswerOffer(hiring.services)(second.id, accepts: false, by: other)
      #expect(
        try await offering(first.id, terms, because: HiringDesk.reasons, by: hiring.head).state == .offered)
    }
  }

  @Test("Who was turned down after the interview can be taken up again, who never came so far cannot")
  func turnedDown() async throws {
    try await HiringDesk.run { hiring async throws in
      let reopening = ReopenOffer(hiring.services)
      let interviewed = try await hiring.application(.interviewing)
      let other = try await HiringDesk.person("ben@example.org", hiring.desk)
      let shortlisted = try await hiring.application(.shortlisted, by: other)
      for application in [interviewed, shortlisted] {
        _ = try await MoveApplication(hiring.services)(
          application.id, to: .unsuccessful, reason: "Not now.", expectedVersion: nil, by: hiring.head)
      }
      #expect(try await reopening.isOpen(shortlisted.id, by: hiring.head) == false)
      let refused = try await outcome {
        _ = try await reopening(shortlisted.id, reason: "After all.", by: hiring.head)
      }
      #expect(refused?.isConflict == true)
      let taken = try await reopening(interviewed.id, reason: "After all.", by: hiring.head)
      #expect(taken.state == .interviewing)
    }
  }

  @Test(
    "Withdrawing an application ends its offer, answered or not, and the school reads that",
    arguments: [true, false])
  func withdrawn(isAccepted: Bool) async throws {
    try await HiringDesk.run { hiring async throws in
      let application = isAccepted ? try await hiring.accepted() : try await Self.offered(hiring)
      _ = try await WithdrawApplication(hiring.services)(application.id, by: hiring.applicant)
      let offer = try #require(
        try await ReadOffers(hiring.services).received(application.id, by: hiring.head).first)
      #expect(!offer.isUnanswered)
      #expect(offer.outcome == (isAccepted ? "Accepted, and given up later by the applicant" : "Declined"))
      let told = try await hiring.services.pool.value(
        """
        SELECT count(*) FROM outbox_mail WHERE recipient = 'head@example.org' AND body LIKE '%The post is free again%'
        """, as: Int.self)
      #expect(told == 1)
    }
  }
}

@Suite("What checks must state")
struct CheckNeedTests {
  @Test(
    "A satisfactory check says what its kind needs, and which field is missing; another outcome needs none of it",
    arguments: [
      ("identity", ["document_type"]), ("right_to_work", ["document_type"]), ("qualifications", ["evidence"]),
      ("qts", ["document_number", "document_date"]), ("prohibition", ["evidence"]),
      ("enhanced_dbs", ["document_number", "document_date"]), ("barred_list", []), ("medical", []),
    ])
  func needs(code: String, fields: [String]) async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.accepted()
      let recording = RecordCheck(hiring.services)
      var entry = CheckEntry(
        outcome: .satisfactory, checkedOn: day("2026-11-02"), checkedBy: "Robin Sample")
      let bare = try await outcome {
        _ = try await recording(application.id, code, entry, by: hiring.recruiter)
      }
      #expect((bare?.fields ?? []) == fields)
      entry.outcome = .notSatisfactory
      entry.reason = "Not seen."
      _ = try await recording(application.id, code, entry, by: hiring.recruiter)
      let kind = try #require(
        try await ReadChecks(hiring.services)(application.id, by: hiring.head).checks.first {
          $0.kind.code == code
        }?.kind)
      let whole = try await recording(
        application.id, code, HiringDesk.satisfactory(kind), by: hiring.recruiter)
      #expect(whole.entry.outcome == .satisfactory)
    }
  }

  @Test("A certificate has twelve digits and is not issued after it was seen")
  func certificate() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.accepted()
      for (number, date, fields) in [
        ("12345", "2026-11-01", ["document_number"]), ("0012 3456 7890", "2026-11-02", ["document_date"]),
        ("0012 3456 7890", "2026-11-01", []),
      ] {
        let entry = CheckEntry(
          outcome: .satisfactory, checkedOn: day("2026-11-01"), checkedBy: "Robin Sample",
          documentNumber: number,
          documentDate: day(date))
        let refused = try await outcome {
          _ = try await RecordCheck(hiring.services)(
            application.id, CheckKind.certificate, entry, by: hiring.recruiter)
        }
        #expect((refused?.fields ?? []) == fields, "\(number) \(date)")
      }
    }
  }
}
