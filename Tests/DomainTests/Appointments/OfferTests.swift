import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Making and answering offers")
struct OfferTests {
  @Test("An offer is made to somebody who was interviewed, and everything missing is told at once")
  func makes() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let offering = MakeOffer(hiring.services)
      let early = try await outcome {
        _ = try await offering(application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      }
      #expect(early?.isConflict == true)
      try await hiring.services.pool.execute(
        "UPDATE application SET state = 'interviewing' WHERE id = \(application.id)")
      let empty = try await outcome {
        _ = try await offering(
          application.id, OfferTerms(contractType: .fixedTerm, conditions: " "),
          because: OfferReasons(" "), by: hiring.head)
      }
      #expect(
        empty?.fields == [
          "salary", "starts_on", "contract_ends_on", "fte", "conditions", "answer_by", "reason", "exception",
        ])
      let recruiter = try await outcome {
        _ = try await offering(
          application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.recruiter)
      }
      #expect(recruiter?.isNotAllowed == true)
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let refused = try await outcome {
          _ = try await offering(application.id, HiringDesk.terms, because: HiringDesk.reasons, by: actor)
        }
        #expect(refused == .notFound("application"), "\(who)")
      }
      let offered = try await offering(
        application.id, HiringDesk.terms, because: HiringDesk.reasons, expectedVersion: application.version,
        by: hiring.head)
      #expect(offered.state == .offered)
      #expect(try await hiring.audited("application.offered") == 1)
      #expect(
        try await hiring.mails(to: "ada@example.org").contains(
          "You have an offer: Year 4 class teacher, Sample Primary School"))
      let own = try await ReadOffers(hiring.services).own(application.id, by: hiring.applicant)
      #expect(own.map(\.terms) == [HiringDesk.terms])
      let panel = try await outcome {
        _ = try await ReadOffers(hiring.services).received(application.id, by: hiring.panelMember)
      }
      #expect(panel == .notFound("application"))
    }
  }

  @Test("Only the applicant answers, once; accepting begins the checks", arguments: [true, false])
  func answers(accepts: Bool) async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.interviewing)
      _ = try await MakeOffer(hiring.services)(
        application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      let answering = AnswerOffer(hiring.services)
      for actor in [hiring.head, hiring.recruiter, hiring.desk.stranger, hiring.officer, VacancyDesk.visitor]
      {
        let refused = try await outcome {
          _ = try await answering(application.id, accepts: accepts, by: actor)
        }
        #expect(refused == .notFound("application"))
      }
      let answered = try await answering(
        application.id, accepts: accepts, note: "Thank you.", by: hiring.applicant)
      #expect(answered.state == (accepts ? .accepted : .offerDeclined))
      _ = try await answering(application.id, accepts: accepts, by: hiring.applicant)
      let other = try await outcome {
        _ = try await answering(application.id, accepts: !accepts, by: hiring.applicant)
      }
      #expect(other?.isConflict == true)
      let offer = try #require(
        try await ReadOffers(hiring.services).received(application.id, by: hiring.head).first)
      #expect(offer.answerNote == "Thank you.")
      let subject = "Offer \(accepts ? "accepted" : "declined"): \(application.applicantName)"
      #expect(try await hiring.mails(to: "head@example.org").filter { $0 == subject }.count == 1)
      let checks = try await ReadChecks(hiring.services)(application.id, by: hiring.head).checks
      #expect(checks.isEmpty == !accepts)
    }
  }

  @Test("Without an answer it ends after its last day, and both are told; more time can be given before")
  func lapses() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.interviewing)
      _ = try await MakeOffer(hiring.services)(
        application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      let lapse = LapseOffers(hiring.services)
      hiring.clock.advance(days: 7)
      #expect(try await lapse() == false)
      let sooner = try await outcome {
        _ = try await ExtendOffer(hiring.services)(
          application.id, answerBy: day("2026-11-08"), by: hiring.head)
      }
      #expect(sooner?.fields == ["answer_by"])
      let extended = try await ExtendOffer(hiring.services)(
        application.id, answerBy: day("2026-11-11"), by: hiring.head)
      #expect(extended.terms.answerBy == day("2026-11-11"))
      hiring.clock.advance(days: 3)
      let late = try await outcome {
        _ = try await AnswerOffer(hiring.services)(application.id, accepts: true, by: hiring.applicant)
      }
      #expect(late?.isConflict == true)
      #expect(try await lapse())
      #expect(try await lapse() == false)
      let head = try await ReadApplication(hiring.services)(application.id, by: hiring.applicant).application
      #expect(head.state == .offerDeclined)
      #expect(head.stateReason == LapseOffers.reason)
      let mails = try await hiring.mails(to: "ada@example.org")
      #expect(mails.contains("The offer has ended: Year 4 class teacher, Sample Primary School"))
      #expect(
        try await hiring.mails(to: "head@example.org").contains(
          "Offer ended without an answer: \(application.applicantName)"))
    }
  }

  @Test("The head withdraws it with a reason that the applicant is told")
  func withdraws() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.accepted()
      let withdrawing = WithdrawOffer(hiring.services)
      let silent = try await outcome {
        _ = try await withdrawing(application.id, reason: "", by: hiring.head)
      }
      #expect(silent?.fields == ["reason"])
      let done = try await withdrawing(application.id, reason: "The post is gone.", by: hiring.head)
      #expect(done.state == .offerWithdrawn)
      let offer = try await ReadOffers(hiring.services).received(application.id, by: hiring.head).first
      #expect(offer?.outcome == "Withdrawn by the school")
    }
  }

  @Test("As many offers stand as there are posts, however many are made at the same moment")
  func posts() async throws {
    try await HiringDesk.run(posts: 2) { hiring async throws in
      var ids: [ApplicationID] = []
      for number in 1...5 {
        let person = try await HiringDesk.person("person\(number)@example.org", hiring.desk)
        ids.append(try await hiring.application(.interviewing, by: person).id)
      }
      let (services, head) = (hiring.services, hiring.head)
      let results = try await withThrowingTaskGroup(of: DomainError?.self, returning: [DomainError?].self) {
        group in
        for id in ids {
          group.addTask {
            try await outcome {
              _ = try await MakeOffer(services)(id, HiringDesk.terms, because: HiringDesk.reasons, by: head)
            }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.count { $0 == nil } == 2)
      #expect(results.count { $0?.isConflict == true } == 3)
      let standing = try await services.pool.value(
        "SELECT count(*) FROM application WHERE state = 'offered'", as: Int.self)
      #expect(standing == 2)
    }
  }

  @Test("Never more are accepted than there are posts, even where posts became fewer since")
  func accepts() async throws {
    try await HiringDesk.run(posts: 3) { hiring async throws in
      var people: [(ApplicationID, Actor)] = []
      for number in 1...3 {
        let person = try await HiringDesk.person("person\(number)@example.org", hiring.desk)
        let application = try await hiring.application(.interviewing, by: person)
        _ = try await MakeOffer(hiring.services)(
          application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
        people.append((application.id, person))
      }
      try await hiring.services.pool.execute("UPDATE vacancy SET posts = 1 WHERE id = \(hiring.vacancy.id)")
      let services = hiring.services
      let results = try await withThrowingTaskGroup(of: DomainError?.self, returning: [DomainError?].self) {
        group in
        for (id, person) in people {
          group.addTask {
            try await outcome { _ = try await AnswerOffer(services)(id, accepts: true, by: person) }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.count { $0 == nil } == 1)
      #expect(results.count { $0?.isConflict == true } == 2)
    }
  }
}
