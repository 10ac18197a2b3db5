import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Who has said no to a school, has left the pool, or waits to be checked") struct PoolAgainTests {
  @Test("Whoever said no is asked in general only with what is new, and reads it")
  func newReason() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let express = ExpressPoolInterest(pool.services)
      func ask(_ reason: String = "", _ message: String = "May we?") async throws -> PoolInterest {
        try await express(
          in: entry.id, at: pool.desk.school.id, message: message, newReason: reason, by: pool.desk.head)
      }
      _ = try await AnswerPoolInterest(pool.services).decline(try await ask().id, by: ada)
      #expect(try await outcome { _ = try await ask(" ") }?.fields == ["new_reason"])
      #expect(try await outcome { _ = try await ask("", " ") }?.fields == ["message", "new_reason"])
      let person = try await ReadPoolPerson(pool.services)(
        entry.id, at: pool.desk.school.id, by: pool.desk.head)
      #expect(person.declinedAt == pool.desk.clock.now)
      let asked = try await ask("We have a choir now.")
      #expect(asked.message == "May we?\n\nNew since you declined on 2 November 2026: We have a choir now.")
      #expect(try await ask("We have a choir now.").id == asked.id)
      // Another school knows nothing of that no.
      let elsewhere = try #require(pool.desk.stranger.account?.memberships.first?.organisation)
      let theirs = try await express(
        in: entry.id, at: elsewhere, message: "May we?", by: pool.desk.stranger)
      #expect(theirs.state == .open)
    }
  }

  @Test("A question sent twice at once is one, however its lines are broken; other words are refused")
  func twice() async throws {
    try await PoolFixture.run { pool async throws in
      let (_, entry) = try await pool.entrant()
      let express = ExpressPoolInterest(pool.services)
      let vacancy = try await pool.desk.published()
      @Sendable func ask(_ message: String) async throws -> PoolInterest {
        try await express(
          in: entry.id, at: pool.desk.school.id, vacancy: vacancy.id, message: message, by: pool.desk.head)
      }
      async let first = ask("We have a choir.\nMay we?")
      async let second = ask("We have a choir.\r\nMay we? ")
      let (one, other) = (try await first, try await second)
      #expect(one.id == other.id && one.state == .open)
      #expect(try await outcome { _ = try await ask("Something else.") }?.isConflict == true)
      let mails = try await AccountsFixture(pool.services).subjects(to: "ada@example.org")
      #expect(mails.filter { $0.hasSuffix("is interested in you") }.count == 1)
    }
  }

  @Test(
    "The first day lies ahead, unless it stood so before; everything wrong is told in the order of the form")
  func firstDay() async throws {
    try await PoolFixture.run { pool async throws in
      let ada = try await pool.person()
      let join = JoinPool(pool.services)
      var wanted = PoolFixture.wanted()
      wanted.availableFrom = day("2026-11-01")
      wanted.places = [PoolPlace("Nowhere at all", withinMiles: nil)]
      wanted.hours = nil
      let refused = try await outcome {
        _ = try await join(2027, of: pool.authority.id, wanted, consents: false, by: ada)
      }
      #expect(
        refused?.fields
          == ["places[0].place", "places[0].within_miles", "available_from", "hours", "consents"])
      wanted = PoolFixture.wanted()
      wanted.availableFrom = day("2026-11-02")
      let entry = try await join(2027, of: pool.authority.id, wanted, consents: true, by: ada)
      pool.desk.clock.advance(days: 3)
      wanted.about = "Choirs."
      _ = try await join.change(entry.id, wanted, expectedVersion: nil, by: ada)
      wanted.availableFrom = day("2026-11-03")
      let past = try await outcome {
        _ = try await join.change(entry.id, wanted, expectedVersion: nil, by: ada)
      }
      #expect(past?.fields == ["available_from"])
    }
  }

  @Test("A grade, a score or an invitation is no check: what can be seen is suggested until somebody checks")
  func suggestion() async throws {
    try await PoolFixture.run { pool async throws in
      let (_, entry) = try await pool.entrant(isChecked: false)
      let assess = AssessPoolEntry(pool.services)
      let graded = try await assess.grade(entry.id, "A", notes: "", expectedVersion: nil, by: pool.officer)
      #expect(graded.check.isPassed && graded.version == 1)
      #expect(try await pool.found().isEmpty)
      let nothing = PoolCheck(isComplete: false, trnIsRight: false, hasConsented: false)
      _ = try await assess.check(entry.id, nothing, expectedVersion: nil, by: pool.officer)
      #expect(try await assess.read(entry.id, by: pool.officer).check == nothing)
    }
  }

  @Test(
    "Of who has left or taken a post, officers read no application and record nothing, and nothing is asked",
    arguments: [PoolState.left, .placed])
  func left(_ state: PoolState) async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant()
      let assess = AssessPoolEntry(pool.services)
      let tomorrow = pool.desk.clock.now.addingTimeInterval(86_400)
      _ = try await assess.invite(
        entry.id, at: tomorrow, place: "Town Hall", expectedVersion: nil, by: pool.officer)
      _ = try await ChangePoolEntry(pool.services)(entry.id, to: state, by: ada)
      let seen = try await ReadPoolPerson(pool.services).forAuthority(entry.id, by: pool.officer)
      #expect(seen.answers.isEmpty && seen.form.sections.isEmpty && seen.email == nil)
      let refused = try await outcome {
        _ = try await assess.grade(entry.id, "A", notes: "", expectedVersion: nil, by: pool.officer)
      }
      #expect(refused?.isConflict == true)
      let answering = AnswerPoolInvitation(pool.services)
      #expect(try await answering.read(entry.id, by: ada) == nil)
      let late = try await outcome { try await answering(entry.id, .accepted, by: ada) }
      #expect(late?.isConflict == true)
      let cancelled = try await assess.cancelInvitation(entry.id, expectedVersion: nil, by: pool.officer)
      #expect(cancelled.invitation == nil)
      _ = try await ChangePoolEntry(pool.services)(entry.id, to: .active, by: ada)
      #expect(
        try await ReadPoolPerson(pool.services).forAuthority(entry.id, by: pool.officer).email
          == "ada@example.org")
    }
  }

  @Test("Whether schools can find somebody is said with the reason why not")
  func finding() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, entry) = try await pool.entrant(isChecked: false)
      func sentence(isOpen: Bool = true) async throws -> String {
        PoolFinding.sentence(try await JoinPool(pool.services).own(entry.id, by: ada), isOpen: isOpen)
      }
      #expect(try await sentence().contains("can’t find this person yet"))
      try await pool.check(entry)
      #expect(try await sentence().hasPrefix("Schools can find this person now"))
      #expect(try await sentence(isOpen: false).contains("is not open now"))
      _ = try await ChangePoolEntry(pool.services)(entry.id, to: .paused, by: ada)
      #expect(try await sentence().contains("they have paused"))
    }
  }

  @Test("A teacher reference number waits for the person's yes, for schools and officers alike")
  func number() {
    let answers: [String: [String: JSONValue]] = ["teaching": ["status": "qualified", "trn": "7010405"]]
    #expect(PoolPrivacy.shown(answers, isAgreed: false) == ["teaching": ["status": "qualified"]])
    #expect(PoolPrivacy.shown(answers, isAgreed: true) == answers)
    let section = FormSection(
      key: "teaching", title: "Teaching", intro: nil,
      questions: [Question("status", "Status", .text), Question("trn", "Number", .trn)], entries: nil,
      rule: nil)
    let form = ApplicationForm(version: 1, sections: [section])
    let hidden = PoolPrivacy.form(form, isAgreed: false).sections.flatMap(\.questions).map(\.key)
    #expect(hidden == ["status"])
  }
}
