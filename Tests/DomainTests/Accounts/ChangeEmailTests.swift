import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Change an account’s address and name")
struct ChangeEmailTests {
  private static let old = "robin@university.example"
  private static let new = "Robin@example.org"
  private static let subject = "Use this e-mail address for your account"

  private func ask(_ services: Services, _ actor: Actor, to email: String = new) async throws -> DomainError?
  {
    try await outcome {
      try await AskForEmailChange(services)(to: email, password: AccountsFixture.password, by: actor)
    }
  }

  private func open(_ services: Services, to email: String = new) async throws -> DomainError? {
    let token = try await AccountsFixture(services).token(to: email, Self.subject)
    return try await outcome { try await ChangeEmail(services)(token: token, by: AccountsFixture.visitor) }
  }

  @Test("Nothing changes until the link is opened; then the new address signs in, and the old one is told")
  func works() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.old)
      let actor = try await fixture.acting(Self.old)
      try await RequestPasswordReset(services)(email: Self.old, by: AccountsFixture.visitor)
      let reset = try await fixture.token(to: Self.old, "Choose a new password")
      #expect(try await ask(services, actor) == nil)
      _ = try await fixture.signedIn(Self.old)
      #expect(try await open(services) == nil)
      #expect(try await fixture.signedIn(Self.new.lowercased()).account.emailConfirmed)
      #expect(try await outcome { _ = try await fixture.signedIn(Self.old) } != nil)
      #expect(
        try await fixture.subjects(to: Self.old).contains("Your account has another e-mail address now"))
      #expect(try await !ResetPassword(services).isUsable(token: reset))
      #expect(try await open(services)?.isGone == true)
      #expect(try await fixture.audited("account.email_changed") == 1)
    }
  }

  @Test("A wrong password, what is no address and one’s own are refused by field")
  func refused() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.old)
      let actor = try await fixture.acting(Self.old)
      let wrong = try await outcome {
        try await AskForEmailChange(services)(to: "robin", password: "wrong", by: actor)
      }
      #expect(wrong?.fields == ["email", "current_password"])
      #expect(try await ask(services, actor, to: Self.old)?.fields == ["email"])
      #expect(try await fixture.subjects(to: Self.new).isEmpty)
    }
  }

  @Test("An address with an account of its own gets a mail without a link; one taken meanwhile is refused")
  func taken() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.old)
      try await fixture.person("other@example.org")
      let actor = try await fixture.acting(Self.old)
      #expect(try await ask(services, actor, to: "other@example.org") == nil)
      #expect(
        try await fixture.subjects(to: "other@example.org") == [
          "You have an account with this e-mail address"
        ])
      #expect(try await ask(services, actor) == nil)
      try await fixture.person(Self.new)
      #expect(try await open(services)?.isConflict == true)
      _ = try await fixture.signedIn(Self.old)
    }
  }

  private func move(_ services: Services, _ actor: Actor, to email: String) async throws {
    #expect(try await ask(services, actor, to: email) == nil)
    #expect(try await open(services, to: email) == nil)
  }

  @Test("A teacher’s induction and a tutor’s teachers go along, and the old address sees nothing any more")
  func followsInduction() async throws {
    try await InductionDesk.run { desk async throws in
      let fixture = desk.accounts
      let begun = try await desk.begun()
      try await fixture.person("nia@people.example")
      try await move(desk.services, try await fixture.acting("nia@people.example"), to: "nia@home.example")
      try await move(desk.services, desk.tutor, to: "tutor@home.example")
      let read = ReadInductions(desk.services)
      let record = try await read.find(begun.induction.id, by: try await fixture.acting("nia@home.example"))
      #expect(record.induction.email == "nia@home.example")
      #expect(record.periods.map(\.tutorEmail) == ["tutor@home.example"])
      #expect(record.induction.version > begun.induction.version)
      try await fixture.person("nia@people.example")
      let stranger = try await fixture.acting("nia@people.example")
      let left = try await desk.services.pool.value(
        "SELECT count(*) FROM induction_registration WHERE content::text LIKE '%nia@people.example%'",
        as: Int.self)
      #expect(left == 0)
      await #expect(throws: DomainError.notFound("induction")) {
        try await read.find(begun.induction.id, by: stranger)
      }
    }
  }

  @Test("A place in an activity goes along, also where the new address has one")
  func followsBookings() async throws {
    try await ActivityDesk.run { desk async throws in
      let fixture = desk.accounts
      let activity = try await desk.published(ActivityDesk.content("Phonics"), on: ["2026-12-01"])
      _ = try await BookActivity(desk.services).colleagues(
        activity.id,
        people: ["ada@old.example", "ada@new.example"].map { ActivityPerson(name: "Ada", email: $0) },
        of: desk.desk.school.id, isConfirmed: true, by: desk.head)
      try await fixture.person("ada@old.example")
      try await move(desk.services, try await fixture.acting("ada@old.example"), to: "ada@new.example")
      let own = try await ReadBookings(desk.services).own(by: try await fixture.acting("ada@new.example"))
        .items
      #expect(own.count == 2 && own.allSatisfy { $0.email == "ada@new.example" })
      try await fixture.person("ada@old.example")
      let stranger = try await fixture.acting("ada@old.example")
      #expect(try await ReadBookings(desk.services).own(by: stranger).items.isEmpty)
    }
  }

  @Test("Job alerts go along")
  func followsAlerts() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.old)
      try await services.pool.execute(
        """
        INSERT INTO job_alert (id, email, email_normal, criteria, frequency, state, seen_until, next_due_at,
          expires_at, created_at, confirmed_at)
        VALUES (gen_random_uuid(), \(Self.old), \(Self.old), '', 'daily', 'active', now(), now(),
          now() + interval '1 year', now(), now())
        """)
      try await move(services, try await fixture.acting(Self.old), to: Self.new)
      #expect(
        try await services.pool.value("SELECT email_normal FROM job_alert", as: String.self)
          == Self.new.lowercased())
    }
  }

  @Test("The operator may start it for somebody who has lost their mailbox; nobody else may")
  func byOperator() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      let account = try await fixture.person(Self.old)
      try await fixture.person("other@example.org")
      let other = try await fixture.acting("other@example.org")
      let refusal = try await outcome {
        try await AskForEmailChange(services)(to: Self.new, of: account, by: other)
      }
      #expect(refusal != nil)
      try await AskForEmailChange(services)(to: Self.new, of: account, by: .operatorAtCommandLine)
      #expect(try await open(services) == nil)
      _ = try await fixture.signedIn(Self.new)
    }
  }

  @Test("A name is changed, with its entry in the trail, and an empty one is refused")
  func name() async throws {
    try await withServices { services, _ async throws in
      let fixture = AccountsFixture(services)
      try await fixture.person(Self.old)
      let actor = try await fixture.acting(Self.old)
      #expect(try await outcome { try await ChangeName(services)(" ", by: actor) }?.fields == ["name"])
      try await ChangeName(services)("Robin Sample-Example", by: actor)
      #expect(try await fixture.signedIn(Self.old).account.name == "Robin Sample-Example")
      #expect(try await fixture.audited("account.renamed") == 1)
    }
  }
}
