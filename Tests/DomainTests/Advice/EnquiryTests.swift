import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Enquiries of schools") struct EnquiryTests {
  /// An enquiry of the head, with two officers of the authority.
  private struct Asked {
    let desk: VacancyDesk
    let enquiry: Enquiry
    let olive: Actor
    let oscar: Actor

    static func run(_ body: (Asked) async throws -> Void) async throws {
      try await VacancyDesk.run { desk async throws in
        let accounts = AccountsFixture(desk.services)
        let authority = try await Authority.find(code: "883", in: desk.services.pool)
        func officer(_ email: String) async throws -> Actor {
          try await accounts.acting(.officer, at: authority.organisation, email: email)
        }
        let (olive, oscar) = (try await officer("olive@example.org"), try await officer("oscar@example.org"))
        let enquiry = try await AskEnquiry(desk.services)(
          for: desk.school.id, subject: "Panels", message: "Who must sit on one?", by: desk.head)
        try await body(Asked(desk: desk, enquiry: enquiry, olive: olive, oscar: oscar))
      }
    }

    var manage: ManageEnquiry { ManageEnquiry(desk.services) }

    /// The subjects and texts of the mails to somebody.
    func mail(to email: String) async throws -> String {
      try await desk.services.pool.value(
        "SELECT string_agg(subject || ': ' || body, ' ') FROM outbox_mail WHERE recipient = \(email)",
        as: String.self)
    }
    func mails(to email: String) async throws -> Int {
      try await AccountsFixture(desk.services).subjects(to: email).count
    }
  }

  @Test("is to be answered by a day that is not over; a day that is set stays, however late it is")
  func due() async throws {
    try await Asked.run { asked async throws in
      let id = asked.enquiry.id
      let past = try await outcome {
        _ = try await asked.manage.assign(
          id, dueOn: day("2026-11-01"), expectedVersion: nil, by: asked.olive)
      }
      #expect(past?.fields == ["due_on"])
      let today = try await asked.manage.assign(
        id, dueOn: day("2026-11-02"), expectedVersion: nil, by: asked.olive)
      #expect(today.dueOn == day("2026-11-02"))
      asked.desk.clock.advance(days: 3)
      let olive = try asked.olive.requireAccount().id
      let handed = try await asked.manage.assign(
        id, to: .officer(olive), dueOn: day("2026-11-02"), expectedVersion: nil, by: asked.oscar)
      #expect(handed.owner == olive && handed.dueOn == day("2026-11-02"))
    }
  }

  @Test("keeps whoever sees to it when only the day is set, and tells an officer that it is theirs now")
  func owner() async throws {
    try await Asked.run { asked async throws in
      let id = asked.enquiry.id
      let oscar = try asked.oscar.requireAccount().id
      let before = try await asked.mails(to: "oscar@example.org")
      _ = try await asked.manage.assign(id, to: .officer(oscar), expectedVersion: nil, by: asked.olive)
      let told = try await asked.mail(to: "oscar@example.org")
      #expect(told.contains("is yours to see to: Panels") && told.contains("/enquiries/\(id)"))
      let kept = try await asked.manage.assign(
        id, dueOn: day("2026-11-20"), expectedVersion: nil, by: asked.olive)
      #expect(kept.owner == oscar && kept.dueOn == day("2026-11-20"))
      #expect(try await asked.mails(to: "oscar@example.org") == before + 1)
      let free = try await asked.manage.assign(id, to: .nobody, expectedVersion: nil, by: asked.olive)
      #expect(free.owner == nil && free.dueOn == day("2026-11-20"))
      // Who takes it on themselves needs no mail about it.
      _ = try await asked.manage.assign(id, to: .officer(oscar), expectedVersion: nil, by: asked.oscar)
      #expect(try await asked.mails(to: "oscar@example.org") == before + 1)
    }
  }

  @Test("is closed without an answer only with a reason; the school is told how to open it again")
  func closing() async throws {
    try await Asked.run { asked async throws in
      let id = asked.enquiry.id
      let bare = try await outcome { _ = try await asked.manage.close(id, by: asked.olive) }
      #expect(bare?.fields == ["reason"])
      // Messages are ordered by time.
      asked.desk.clock.advance(seconds: 60)
      let closed = try await asked.manage.close(id, reason: "Asked twice: see E-1.", by: asked.olive)
      #expect(closed.state == .closed)
      let told = try await asked.mail(to: "head@example.org")
      #expect(told.contains("is closed: Panels") && told.contains("Asked twice: see E-1."))
      #expect(told.contains("write again"))
      let thread = try await ReadEnquiries(asked.desk.services).find(id, by: asked.desk.head)
      #expect(thread.messages.last?.body == "Asked twice: see E-1." && thread.earlier == nil)
      let newest = try await ReadEnquiries(asked.desk.services).find(id, limit: 1, by: asked.desk.head)
      let first = try await ReadEnquiries(asked.desk.services).find(
        id, limit: 1, before: newest.earlier, by: asked.desk.head)
      #expect(newest.messages.map(\.body) == ["Asked twice: see E-1."] && first.earlier == nil)
      #expect(first.messages.map(\.body) == ["Who must sit on one?"])
      let count = try await asked.mails(to: "head@example.org")
      #expect(try await asked.manage.close(id, by: asked.oscar).version == closed.version)
      #expect(try await asked.mails(to: "head@example.org") == count)
    }
  }

  @Test("sent again from another showing of the form is the same for ten minutes; other words are another")
  func sentAgain() async throws {
    try await Asked.run { asked async throws in
      let (services, school) = (asked.desk.services, asked.desk.school.id)
      let told = try await asked.mails(to: "olive@example.org")
      @Sendable func send(
        _ subject: String = "Panels", _ message: String = "Who must sit on one?"
      ) async throws -> EnquiryID {
        try await AskEnquiry(services)(
          for: school, subject: subject, message: message, submission: UUID(), by: asked.desk.head
        ).id
      }
      asked.desk.clock.advance(seconds: 540)
      #expect(try await send(" Panels ") == asked.enquiry.id)
      #expect(try await AccountsFixture(services).audited("enquiry.asked") == 1)
      #expect(try await asked.mails(to: "olive@example.org") == told)
      let others = [try await send("Panel"), try await send("Panels", "Who leads one?")]
      #expect(Set(others + [asked.enquiry.id]).count == 3)
      asked.desk.clock.advance(seconds: 60)
      // Two tabs at once, once the first is long ago.
      async let one = send()
      async let two = send()
      let later = try await [one, two]
      #expect(later[0] == later[1] && later[0] != asked.enquiry.id)
      #expect(try await AccountsFixture(services).audited("enquiry.asked") == 4)
      #expect(try await asked.mails(to: "olive@example.org") == told + 3)
    }
  }

  @Test("that the school opens again is due on the day that the officer is told of; a day that is set stays")
  func reopened() async throws {
    try await Asked.run { asked async throws in
      let id = asked.enquiry.id
      let reply = ReplyToEnquiry(asked.desk.services)
      _ = try await reply(id, message: "Three governors.", by: asked.olive)
      _ = try await asked.manage.close(id, by: asked.olive)
      asked.desk.clock.advance(days: 10)
      let open = try await reply(id, message: "And who is trained?", by: asked.desk.head)
      #expect(open.state == .open && open.dueOn > asked.enquiry.dueOn)
      let told = try await asked.mail(to: "olive@example.org")
      #expect(told.contains("Answer by \(LondonTime.longDate(open.dueOn))"))
      let set = open.dueOn.adding(days: -2)
      _ = try await asked.manage.assign(id, dueOn: set, expectedVersion: nil, by: asked.olive)
      for (days, stays) in [(1.0, true), (30.0, false)] {
        _ = try await reply(id, message: "The chair.", by: asked.olive)
        asked.desk.clock.advance(days: days)
        let again = try await reply(id, message: "And since when?", by: asked.desk.head)
        #expect(again.state == .open && (again.dueOn == set) == stays, "\(again.dueOn)")
      }
    }
  }
}
