import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Who has accepted an offer, in the pool") struct PoolAcceptedOfferTests {
  /// As if the person had applied, and the school had brought the application to a state.
  private static func bring(
    _ application: ApplicationID, to states: [ApplicationState], _ pool: PoolFixture
  ) async throws {
    for state in states {
      try await pool.services.pool.execute(
        "UPDATE application SET state = \(state), version = version + 1 WHERE id = \(application)")
    }
  }

  @Test("No school finds them while it stands, officers read why, and they are back once it falls through")
  func acceptedOffer() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let (school, head) = (pool.desk.school.id, pool.desk.head)
      let interest = try await ExpressPoolInterest(pool.services)(
        in: entry.id, at: school, message: "May we?", by: head)
      let answer = AnswerPoolInterest(pool.services)
      _ = try await answer.accept(interest.id, submission: UUID(), by: ada)
      let other = try await VacancyDesk.school("900103", "Third Sample School", pool.services)
      let otherHead = try await AccountsFixture(pool.services).acting(
        .head, at: other.id, email: "third@example.org")
      let later = try await ExpressPoolInterest(pool.services)(
        in: entry.id, at: other.id, message: "May we?", by: otherHead)
      #expect(try await answer.refusal(later, by: ada) == nil)
      let vacancy = try await pool.desk.published()
      let sent = try await SendApplication(pool.services)(
        vacancy: vacancy.id, answers: CompleteApplication.vacancyAnswers, submission: UUID(), by: ada
      ).application
      try await Self.bring(sent.id, to: [.underConsideration, .shortlisted, .interviewing, .offered], pool)
      #expect(try await pool.found() == [entry.id], "an offer is no answer yet")
      try await Self.bring(sent.id, to: [.accepted], pool)
      #expect(try await pool.found().isEmpty)
      let read = try await outcome {
        _ = try await ReadPoolPerson(pool.services)(entry.id, at: school, by: head)
      }
      #expect(read == .notFound("entry of the pool"))
      let asked = try await ExpressPoolInterest(pool.services).list(at: school, by: head).items
      #expect(asked.first?.isAvailable == false)
      let own = try await JoinPool(pool.services).own(entry.id, by: ada)
      #expect(own.state == .active && own.hasAcceptedOffer && !own.isOpenToOffers)
      #expect(own.standing == "Has accepted an offer")
      #expect(PoolFinding.sentence(own, isOpen: true).contains("they have accepted an offer"))
      let invited = try await outcome {
        _ = try await AssessPoolEntry(pool.services).invite(
          entry.id, at: pool.desk.clock.now.addingTimeInterval(86_400), place: "Hall", expectedVersion: nil,
          by: pool.officer)
      }
      #expect(invited?.isConflict == true)
      let yes = try await outcome { _ = try await answer.accept(later.id, submission: UUID(), by: ada) }
      #expect(yes?.isConflict == true)
      #expect(try await answer.refusal(later, by: ada) == yes)
      #expect(try await answer.read(later.id, by: ada).state == .open)
      try await Self.bring(sent.id, to: [.offerWithdrawn], pool)
      #expect(try await answer.refusal(later, by: ada) == nil)
      #expect(try await pool.found() == [entry.id])
      #expect(try await JoinPool(pool.services).own(entry.id, by: ada).standing == "Open to offers")
    }
  }
}
