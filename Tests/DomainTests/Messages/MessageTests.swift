import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Messages about an application") struct MessageTests {
  private static let told = "A new message about application"

  private func told(_ email: String, _ hiring: HiringDesk) async throws -> Int {
    try await hiring.mails(to: email).filter { $0.hasPrefix(Self.told) }.count
  }

  @Test("Both sides write and read; a mail without the words comes once until it is read")
  func thread() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.sent)
      let (write, read) = (WriteMessage(hiring.services), ReadMessages(hiring.services))
      let empty = try await outcome {
        try await write(application.id, "  ", submission: UUID(), by: hiring.applicant)
      }
      #expect(empty?.fields == ["message"])
      let submission = UUID()
      for _ in 0..<2 {
        try await write(application.id, "May I come and see?", submission: submission, by: hiring.applicant)
      }
      hiring.clock.advance(seconds: 60)
      let same = try await write(
        application.id, "May I come and see? ", submission: UUID(), by: hiring.applicant)
      #expect(same.messages.count == 1 && same.sentBefore == same.messages.first?.writtenAt)
      try await write(application.id, "Tuesday would suit.", submission: UUID(), by: hiring.applicant)
      #expect(try await told("head@example.org", hiring) == 1)
      #expect(try await told("recruiter@example.org", hiring) == 1)
      #expect(try await told("panel@example.org", hiring) == 0)
      let bodies = try await hiring.services.pool.value(
        "SELECT count(*) FROM outbox_mail WHERE body LIKE '%Tuesday%' OR body LIKE '%May I come%'",
        as: Int.self)
      #expect(bodies == 0)
      #expect(try await read.unread(application, by: hiring.recruiter) == 2)
      let seen = try await read(application.id, by: hiring.recruiter)
      #expect(seen.messages.map(\.body) == ["May I come and see?", "Tuesday would suit."])
      #expect(seen.unread == 2 && seen.messages.allSatisfy { !$0.isFromSchool && $0.authorName == nil })
      #expect(try await read.unread(application, by: hiring.head) == 0)
      hiring.clock.advance(seconds: 60)
      try await write(application.id, "Come at four.", submission: UUID(), by: hiring.recruiter)
      #expect(try await told("ada@example.org", hiring) == 1)
      let own = try await read(application.id, by: hiring.applicant)
      #expect(own.unread == 1 && own.messages.last?.authorName == "Robin Sample")
      #expect(own.readers == .headAndRecruiters)
      hiring.clock.advance(seconds: 60)
      try await write(application.id, "Thank you.", submission: UUID(), by: hiring.applicant)
      #expect(try await told("head@example.org", hiring) == 2)
      hiring.clock.advance(seconds: 60)
      // Writing reads nothing.
      let sent = try await write(application.id, "Bring a song.", submission: UUID(), by: hiring.head)
      #expect(sent.unread == 1)
      #expect(try await read.unread(application, by: hiring.recruiter) == 1)
      #expect(try await hiring.audited("message.sent_to_school") == 3)
      #expect(try await hiring.audited("message.sent_to_applicant") == 2)
      // After an answer, or ten minutes, the same words are a message of their own.
      for seconds in [60.0, 601] {
        hiring.clock.advance(seconds: seconds)
        let anew = try await write(application.id, "Thank you.", submission: UUID(), by: hiring.applicant)
        #expect(anew.sentBefore == nil)
      }
      // The newest come first, then those before them; however long the thread, all are there.
      let everything = try await read(application.id, by: hiring.applicant).messages
      var (paged, before): ([ApplicationMessage], Cursor?) = ([], nil)
      repeat {
        let page = try await read(application.id, limit: 2, before: before, by: hiring.applicant)
        #expect(page.messages.count <= 2 && page.total == everything.count)
        paged = page.messages + paged
        before = page.earlier.flatMap { Cursor($0.description) }
      } while before != nil
      #expect(everything.count == 7 && paged.map(\.id) == everything.map(\.id))
      let data = "\(try await DownloadOwnData(hiring.services)(by: hiring.applicant))"
      #expect(data.contains("Come at four.") && data.contains("Tuesday would suit."))
    }
  }

  @Test("For everybody else there is no thread")
  func permissions() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.sent)
      let eve = try await HiringDesk.person("eve@example.org", hiring.desk)
      for (who, actor) in hiring.strangers + [("another applicant", eve)] {
        let reads = try await outcome {
          _ = try await ReadMessages(hiring.services)(application.id, by: actor)
        }
        #expect(reads == .notFound("application"), "\(who)")
        let writes = try await outcome {
          try await WriteMessage(hiring.services)(application.id, "Hello.", submission: UUID(), by: actor)
        }
        #expect(writes == .notFound("application") || writes == .signInRequired, "\(who)")
      }
      let panel = try await outcome {
        _ = try await ReadMessages(hiring.services)(application.id, by: hiring.panelMember)
      }
      #expect(panel == .notFound("application"))
      #expect(try await ReadMessages(hiring.services).unread(application, by: hiring.panelMember) == nil)
    }
  }

  @Test("While names are hidden those on the panel see nothing of it, whoever they are")
  func anonymous() async throws {
    try await SelectionDesk.run { desk async throws in
      _ = try await NamePanel(desk.services)(
        desk.vacancy.id, members: try [desk.head, desk.member].map { try $0.requireAccount().id },
        chair: desk.head.requireAccount().id, isAnonymous: true, expectedVersion: nil, by: desk.head)
      let id = desk.applications[0]
      try await WriteMessage(desk.services)(
        id, "I am Ada Mysterious.", submission: UUID(), by: desk.applicants[0])
      let head = try await outcome { _ = try await ReadMessages(desk.services)(id, by: desk.head) }
      #expect(head?.isNotAllowed == true)
      let bulk = try await outcome {
        try await WriteMessage(desk.services)(
          vacancy: desk.vacancy.id, to: [id], "Hello.", submission: UUID(), by: desk.head)
      }
      #expect(bulk?.isNotAllowed == true)
      let read = ReadMessages(desk.services)
      let hidden = try await ReadApplication(desk.services)(id, by: desk.head).application
      #expect(try await read.unread(hidden, by: desk.head) == nil, "nothing leads to what is not shown")
      #expect(try await read.unread(among: [hidden], by: desk.head) == [:])
      #expect(try await read.unread(hidden, by: desk.recruiter) == 1)
      #expect(try await read.unread(among: [hidden], by: desk.recruiter) == [id: 1])
      let seen = try await ReadMessages(desk.services)(id, by: desk.recruiter)
      #expect(seen.messages.map(\.body) == ["I am [name]."])
      #expect(seen.application.applicantName.hasPrefix("Applicant"))
      let own = try await ReadMessages(desk.services)(id, by: desk.applicants[0])
      #expect(own.messages.map(\.body) == ["I am Ada Mysterious."])
      #expect(own.readers == .outsidePanel, "the head is on the panel")
      #expect(try await read.warning(id, by: desk.recruiter) == nil)
      let accounts = AccountsFixture(desk.services)
      func told(_ email: String) async throws -> Int {
        try await accounts.subjects(to: email).filter { $0.hasPrefix(Self.told) }.count
      }
      #expect(try await told("head@example.org") == 0, "who can’t read it is not asked to")
      #expect(try await told("recruiter@example.org") == 1)
      #expect(try await !read.mayWrite(among: [hidden], for: desk.vacancy, by: desk.head))
      #expect(try await read.mayWrite(among: [hidden], for: desk.vacancy, by: desk.recruiter))
      // Once the recruiter applies too, nobody outside the panel reads it: then those on it do.
      try await CompleteApplication.save(by: desk.recruiter, desk.services)
      _ = try await SendApplication(desk.services)(
        vacancy: desk.vacancy.id, submission: UUID(), by: desk.recruiter)
      #expect(try await read(id, by: desk.applicants[0]).readers == .everybodyOnPanel)
      #expect(try await read.unread(hidden, by: desk.head) == 0)
      #expect(try await read.mayWrite(among: [hidden], for: desk.vacancy, by: desk.head))
    }
  }

  @Test("Where everybody who could read is on the panel, they read all the same, warned of what they learn")
  func everybodyOnPanel() async throws {
    try await SelectionDesk.run { desk async throws in
      try await desk.panel(anonymous: true)
      let (id, read) = (desk.applications[0], ReadMessages(desk.services))
      try await WriteMessage(desk.services)(
        id, "May I see the school?", submission: UUID(), by: desk.applicants[0])
      let mails = try await desk.services.pool.query(
        "SELECT recipient, body FROM outbox_mail WHERE subject LIKE \(Self.told + "%") ORDER BY recipient")
      #expect(try mails.map { try $0.decode("recipient") } == ["head@example.org", "recruiter@example.org"])
      for mail in mails {
        #expect(try mail.decode("body", as: String.self).contains("everybody at the school who could read"))
      }
      for actor in [desk.head, desk.recruiter] {
        #expect(try await read.warning(id, by: actor)?.contains("give your scores first") == true)
        let hidden = try await ReadApplication(desk.services)(id, by: actor).application
        #expect(try await read.unread(hidden, by: actor) == 1)
        #expect(try await read.unread(among: [hidden], by: actor) == [id: 1])
      }
      let thread = try await read(id, by: desk.head)
      #expect(thread.messages.map(\.body) == ["May I see the school?"])
      #expect(thread.application.applicantName.hasPrefix("Applicant"))
      try await WriteMessage(desk.services)(
        id, "ada here: ada@people.example, 01375000000", submission: UUID(), by: desk.applicants[0])
      let told = "[name] here: [contact details], [contact details]"
      #expect(try await read(id, by: desk.head).messages.contains { $0.body == told })
      let answered = try await WriteMessage(desk.services)(
        id, "On Friday.", submission: UUID(), by: desk.head)
      #expect(answered.messages.contains { $0.body == told })
      try await desk.panel(anonymous: false)
      #expect(try await read(id, by: desk.head).messages.contains { $0.body.hasPrefix("ada here") })
      try await desk.panel(anonymous: true)
      // A member of the panel who is neither head nor recruiter has no part in it, now as ever.
      #expect(try await outcome { _ = try await read(id, by: desk.member) }?.isNotAllowed == true)
    }
  }

  @Test("The same goes to several, each in their own thread: to all or to none")
  func several() async throws {
    try await SelectionDesk.run(applicants: 3) { desk async throws in
      let write = WriteMessage(desk.services)
      let nobody = try await outcome {
        try await write(vacancy: desk.vacancy.id, to: [], "", submission: UUID(), by: desk.head)
      }
      #expect(nobody?.fields == ["applications", "message"])
      _ = try await CloseOwnAccount(desk.services)(
        password: AccountsFixture.password, by: desk.applicants[2])
      let closed = try await outcome {
        try await write(
          vacancy: desk.vacancy.id, to: desk.applications, "Thank you.", submission: UUID(), by: desk.head)
      }
      #expect(closed?.isConflict == true)
      #expect(try await AccountsFixture(desk.services).count("application_message") == 0)
      let submission = UUID()
      for _ in 0..<2 {
        let written = try await write(
          vacancy: desk.vacancy.id, to: Array(desk.applications.prefix(2)), "Thank you.",
          submission: submission, by: desk.recruiter)
        #expect(written == 2)
      }
      #expect(try await AccountsFixture(desk.services).count("application_message") == 2)
      for applicant in 0..<2 {
        let own = try await ReadMessages(desk.services)(
          desk.applications[applicant], by: desk.applicants[applicant])
        #expect(own.messages.map(\.body) == ["Thank you."])
      }
    }
  }
}
