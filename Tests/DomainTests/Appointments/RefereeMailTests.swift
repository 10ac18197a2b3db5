import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Mails to referees, and what their answers tell whom")
struct RefereeMailTests {
  private static let bea = "bea@university.example"

  /// Gives up, or hands over, the newest mail to Bea, as the worker does.
  private static func newest(_ hiring: HiringDesk, isSent: Bool) async throws {
    try await hiring.services.pool.execute(
      """
      UPDATE outbox_mail SET attempts = \(Int32(isSent ? 1 : MailRetry.attempts)),
        sent_at = \(isSent ? hiring.clock.now : nil)
      WHERE id = (SELECT id FROM outbox_mail WHERE recipient = \(bea) ORDER BY created_at DESC, id DESC LIMIT 1)
      """)
  }

  private static func state(_ id: ReferenceID, _ hiring: HiringDesk) async throws -> ReferenceState {
    try await ReadReferences(hiring.services).whole(id, by: hiring.head).reference.state(at: hiring.clock.now)
  }

  @Test("One mail that is given up says nothing of another request to the same address")
  func ownMail() async throws {
    try await HiringDesk.run { hiring async throws in
      let ask = RequestReferences(hiring.services)
      let other = try await HiringDesk.person("bo@example.org", hiring.desk)
      let one = try await ask(try await hiring.application(.shortlisted).id, by: hiring.head)[0]
      hiring.clock.advance(seconds: 1)
      let two = try await ask(
        try await hiring.application(.shortlisted, by: other).id, by: hiring.head)[0]
      #expect(one.email == two.email)
      try await Self.newest(hiring, isSent: false)
      #expect(try await Self.state(one.id, hiring) == .requested)
      #expect(try await Self.state(two.id, hiring) == .undelivered)
      #expect(try await hiring.referenceCounts() == [.requested: 1, .undelivered: 1])
      // Other mail to the same person, about something else, neither.
      try await hiring.services.pool.execute(
        """
        INSERT INTO outbox_mail (id, recipient, subject, body, created_at, next_attempt_at, attempts)
        VALUES (\(UUID()), \(Self.bea), 'Another', 'https://school.example/references/of-others', \(hiring.clock.now),
          \(hiring.clock.now), \(Int32(MailRetry.attempts)))
        """)
      #expect(try await Self.state(one.id, hiring) == .requested)
    }
  }

  @Test("A reminder that arrives says that the referee was reached; asking again begins anew")
  func reminded() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)[0]
      try await Self.newest(hiring, isSent: false)
      hiring.clock.advance(days: 7.5)
      #expect(try await RemindReferees(hiring.services)() == 1)
      #expect(try await Self.state(asked.id, hiring) == .undelivered)
      try await Self.newest(hiring, isSent: true)
      #expect(try await Self.state(asked.id, hiring) == .requested)
      hiring.clock.advance(seconds: 1)
      _ = try await ManageReference(hiring.services).resend(asked.id, by: hiring.head)
      #expect(try await Self.state(asked.id, hiring) == .requested)
      try await Self.newest(hiring, isSent: false)
      #expect(try await Self.state(asked.id, hiring) == .undelivered)
    }
  }

  @Test("That nothing reached a referee stays known when the mail is erased, until it is sent again")
  func erased() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)[0]
      try await Self.newest(hiring, isSent: false)
      hiring.clock.advance(days: 120)
      _ = try await RunRetention(hiring.services)()
      let left = try await hiring.services.pool.value(
        "SELECT count(*) FROM outbox_mail WHERE recipient = \(Self.bea)", as: Int.self)
      #expect(left == 0)
      #expect(try await Self.state(asked.id, hiring) == .undelivered)
      hiring.clock.advance(seconds: 1)
      _ = try await ManageReference(hiring.services).resend(asked.id, by: hiring.head)
      #expect(try await Self.state(asked.id, hiring) == .requested)
      try await Self.newest(hiring, isSent: true)
      hiring.clock.advance(days: 120)
      _ = try await RunRetention(hiring.services)()
      #expect(try await Self.state(asked.id, hiring) == .late)
    }
  }

  @Test("An applicant whose referee never got the mail is told so, and not that they kept silent")
  func toldWhy() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      _ = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      try await Self.newest(hiring, isSent: false)
      hiring.clock.advance(days: 14.5)
      #expect(try await RemindReferees(hiring.services)() == 1)
      let told = try await hiring.services.pool.value(
        "SELECT body FROM outbox_mail WHERE recipient = 'ada@example.org' AND subject LIKE 'A reference is missing%'",
        as: String.self)
      #expect(told.contains("did not reach") && !told.contains("has not answered"))
    }
  }

  @Test("An applicant sees that a referee can't give a reference, and nowhere why")
  func declined() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      _ = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      _ = try await AnswerReference(hiring.services).decline(
        try await hiring.token(to: Self.bea), reason: "Her conduct troubled us.", by: VacancyDesk.visitor)
      let own = try await ReadReferences(hiring.services).own(application.id, by: hiring.applicant)
      #expect(own.map(\.sentence) == ["Can’t give a reference"])
      let known = try await NameReferee(hiring.services).own(application.id, by: hiring.applicant)
      #expect(known.openings.map(\.reason) == [.declined])
      let data = try await DownloadOwnData(hiring.services)(by: hiring.applicant)
      let held = "\(data["applications"] ?? .null)"
      #expect(held.contains("Can’t give a reference") && held.contains("asked_at"))
      let mails = try await hiring.services.pool.value(
        "SELECT string_agg(subject || body, '') FROM outbox_mail WHERE recipient = 'ada@example.org'",
        as: String.self)
      for text in ["\(own)", "\(known)", "\(data)", mails] { #expect(!text.contains("troubled")) }
      #expect(DownloadOwnData.leftOut.joined().contains("in confidence"))
    }
  }

  @Test("The school that records a referee reads its own words, the applicant theirs")
  func words() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      _ = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      _ = try await AnswerReference(hiring.services).decline(
        try await hiring.token(to: Self.bea), reason: "No.", by: VacancyDesk.visitor)
      let naming = NameReferee(hiring.services)
      func messages(_ body: () async throws -> Void) async throws -> String {
        guard case .invalid(let problems) = try await outcome(body) else { return "" }
        return problems.map(\.message).joined(separator: "\n")
      }
      let empty = try await messages {
        _ = try await naming.record(
          application.id, replaces: 1, answers: [:], consent: "By telephone.", by: hiring.head)
      }
      #expect(empty.contains("how they know the applicant") && !empty.lowercased().contains("you"))
      for (email, school, own) in [
        ("ada@example.org", "the applicant’s own", "your own"),
        ("cy@school.example", "You can send", "The school can send"),
        ("dee@second.example", "partner of the applicant", "partner of yours"),
      ] {
        let answers = OtherRefereeTests.dee.merging(["email": .string(email), "is_relative": "yes"]) { $1 }
        let atSchool = try await messages {
          _ = try await naming.record(
            application.id, replaces: 1, answers: answers, consent: "By telephone.", by: hiring.head)
        }
        let atHome = try await messages {
          _ = try await naming(application.id, replaces: 1, answers: answers, by: hiring.applicant)
        }
        #expect(atSchool.contains(school) && atHome.contains(own), "\(email)")
      }
      let asked = try await AskForReferee(hiring.services)(
        application.id, replaces: 2, message: "", by: hiring.head)
      #expect(asked.openings.map(\.sentence).allSatisfy { !$0.contains("the school") })
      #expect(asked.section.questions.contains { $0.label.contains("the applicant") })
      #expect(asked.openings.allSatisfy { $0.section.questions.allSatisfy { !$0.label.contains("yours") } })
    }
  }
}
