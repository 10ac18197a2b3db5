import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Who employs a school’s teachers, and letters to the employer") struct KeepEmployerTests {
  private static let address = "notices@sample-trust.example"

  private static func letter(_ id: InductionID, _ desk: InductionDesk) async throws -> InductionLetter {
    let all = try await InductionLetters(desk.services).list(id, by: desk.officer)
    return try #require(all.last { $0.recipient == .employer })
  }

  private static func mails(_ desk: InductionDesk, to address: String = address) async throws -> [String] {
    try await desk.services.pool.query(
      "SELECT body FROM outbox_mail WHERE recipient = \(address) ORDER BY created_at, id"
    ).map { try $0.decode("body", as: String.self) }
  }

  @Test(
    "Where the address is known, the decision mails the employer’s letter to it, and the head passes nothing on"
  )
  func known() async throws {
    try await InductionDesk.run { desk async throws in
      let keep = KeepEmployer(desk.services)
      let set = try await keep(
        " Sample Trust ", email: Self.address, of: desk.desk.school, expectedVersion: 0, by: desk.officer)
      #expect(set.mailed == 0 && set.employer.name == "Sample Trust" && set.employer.version == 1)
      #expect(set.employer.changedAt == desk.services.now())
      let id = try await desk.begun().induction.id
      try await desk.decided(id, .notSatisfactory, teacher: try await desk.teacher())
      let letter = try await Self.letter(id, desk)
      #expect(letter.addressee == "Sample Trust" && letter.address == "E-mail: \(Self.address)")
      #expect(letter.mailedTo == Self.address && !letter.isThroughSchool && letter.means == .electronic)
      #expect(letter.way == "By e-mail to \(Self.address)" && letter.sentOn == desk.services.today)
      let mails = try await Self.mails(desk)
      let reference = try await desk.record(id).induction.reference
      #expect(
        mails.count == 1
          && mails[0].hasPrefix(
            "To Sample Trust.\n\nDear Sir or Madam,\n\nSample Appropriate Body has decided")
      )
      // The reference lets the mail be found when the induction is erased; the page is not the employer’s to read.
      #expect(mails[0].contains("Reference: \(reference)") && !mails[0].contains("/inductions/"))
      let subjects = try await desk.accounts.subjects(to: "head@example.org")
      #expect(!subjects.contains { $0.hasPrefix("For the employer") })
      // An appeal's outcome goes there as well.
      let appeals = AppealInduction(desk.services)
      let open = try #require(try await appeals.list(id, by: desk.officer).first)
      let today = desk.services.today
      desk.clock.advance(seconds: 1)
      _ = try await appeals.record(
        .lodge, AppealEntry(on: today, text: "My support plan was never put into practice."), of: open.id,
        expectedVersion: nil, by: desk.officer)
      desk.clock.advance(seconds: 1)
      _ = try await appeals.record(
        .dismiss, AppealEntry(on: today, text: "The decision was sound."), of: open.id, expectedVersion: nil,
        by: desk.officer)
      #expect(try await Self.mails(desk).count == 2)
    }
  }

  @Test(
    "Where it is not known the head passes the letter on; entering it mails what waits, within the notice’s time"
  )
  func waiting() async throws {
    try await InductionDesk.run { desk async throws in
      let (keep, school) = (KeepEmployer(desk.services), desk.desk.school)
      let id = try await desk.begun().induction.id
      try await desk.decided(id, .extension, teacher: try await desk.teacher())
      let before = try await Self.letter(id, desk)
      #expect(before.isThroughSchool && before.mailedTo == nil)
      #expect(before.way == "By e-mail to the head, who passes it on")
      let passOn = try await Self.mails(desk, to: "head@example.org").filter {
        $0.contains("Pass this letter on")
      }
      #expect(passOn.count == 1 && passOn[0].contains("/school/\(school.urn)/employer"))
      #expect(
        try await outcome { _ = try await keep.mail(before.id, by: desk.head) }?.isConflict == true)
      #expect(try await keep.waiting(at: school, by: desk.head) == 1)
      let letters = try await InductionLetters(desk.services).list(id, by: desk.head)
      #expect(try await keep.missing(for: letters, by: desk.head).map(\.id) == [school.id])
      let set = try await keep(
        "Sample Trust", email: Self.address, of: school, expectedVersion: nil, by: desk.head)
      #expect(set.mailed == 1)
      let after = try await Self.letter(id, desk)
      #expect(after.mailedTo == Self.address && !after.isThroughSchool && after.body == before.body)
      #expect(after.addressee == "Sample Trust" && after.address == "E-mail: \(Self.address)")
      #expect(after.mailedBefore.isEmpty && after.way == "By e-mail to \(Self.address)")
      #expect(try await Self.mails(desk).count == 1)
      #expect(try await keep.missing(for: [after], by: desk.head).isEmpty)
      #expect(
        try await outcome { _ = try await keep.mail(after.id, by: desk.head) }?.isConflict == true)
      // To another address it may go again; and what was sent by post is recorded as that.
      _ = try await keep(
        "Sample Trust", email: "other@sample-trust.example", of: school, expectedVersion: 1, by: desk.head)
      let again = try await keep.mail(after.id, by: desk.officer)
      #expect(again.mailedTo == "other@sample-trust.example" && again.mailedBefore == [Self.address])
      #expect(again.way == "By e-mail to other@sample-trust.example, before that to \(Self.address)")
      #expect(again.address == "E-mail: other@sample-trust.example")
      let told = try await ReadTimeline(desk.services)(id, by: desk.officer).entries
      #expect(told.contains { $0.detail.contains("before that to \(Self.address)") })
      let head = try #require(
        try await InductionLetters(desk.services).list(id, by: desk.officer).first { $0.recipient == .head })
      #expect(head.way == "By e-mail")
      let posted = try await InductionLetters(desk.services).markSent(
        after.id, .post, on: desk.services.today, by: desk.officer)
      #expect(posted.mailedTo == nil && posted.way == "By post" && posted.address == before.address)
    }
  }

  @Test(
    "A letter whose time is over waits for nobody, but can be mailed by hand; a letter of before is mailed without what it says of the school"
  )
  func late() async throws {
    try await InductionDesk.run { desk async throws in
      let (keep, school) = (KeepEmployer(desk.services), desk.desk.school)
      let id = try await desk.begun().induction.id
      try await desk.decided(id, .extension, teacher: try await desk.teacher())
      let letter = try await Self.letter(id, desk)
      try await desk.services.pool.execute(
        "ALTER TABLE induction_letter DISABLE TRIGGER induction_letter_is_frozen")
      let old =
        "To X, through the school.\n\nDecided.\n\nReasons:\nA.\n\nB keeps no address of the employer. The school passes this letter on."
      try await desk.services.pool.execute(
        "UPDATE induction_letter SET body = \(old) WHERE id = \(letter.id)")
      desk.clock.advance(days: 3)
      #expect(try await keep.waiting(at: school, by: desk.officer) == 0)
      let set = try await keep(
        "Sample Trust", email: Self.address, of: school, expectedVersion: nil, by: desk.officer)
      #expect(set.mailed == 0)
      #expect(try await keep.mail(letter.id, by: desk.head).mailedTo == Self.address)
      #expect(try await Self.mails(desk) == ["To Sample Trust.\n\nDecided.\n\nReasons:\nA."])
      try await keep.forget(of: school, expectedVersion: 1, by: desk.head)
      #expect(try await keep.find(of: school, by: desk.head) == nil)
      #expect(
        try await outcome { try await keep.forget(of: school, expectedVersion: nil, by: desk.head) }
          == .notFound("employer"))
    }
  }

  @Test("Only head, tutors and officers know it, only head and officers set it; faults are told by field")
  func access() async throws {
    try await InductionDesk.run { desk async throws in
      let (keep, school) = (KeepEmployer(desk.services), desk.desk.school)
      _ = try await keep("Sample Trust", email: Self.address, of: school, expectedVersion: 0, by: desk.head)
      for reader in [desk.head, desk.tutor, desk.officer] {
        #expect(try await keep.find(of: school, by: reader)?.email == Self.address)
      }
      for stranger in [desk.administrator, desk.desk.stranger, try await desk.teacher()] {
        #expect(
          try await outcome { _ = try await keep.find(of: school, by: stranger) } == .notFound("page"))
        #expect(
          try await outcome {
            _ = try await keep("A", email: "", of: school, expectedVersion: nil, by: stranger)
          } == .notFound("page"))
      }
      #expect(
        try await outcome {
          _ = try await keep("Other", email: Self.address, of: school, expectedVersion: nil, by: desk.tutor)
        }?.isNotAllowed == true)
      #expect(
        try await outcome {
          _ = try await keep("T", email: "nobody", of: school, expectedVersion: nil, by: desk.head)
        }?.fields == ["name", "email"])
      #expect(
        try await outcome {
          _ = try await keep("Other", email: Self.address, of: school, expectedVersion: 0, by: desk.head)
        } == .staleVersion(current: 1))
      let trail = try await desk.services.pool.query(
        "SELECT action FROM audit_event WHERE action LIKE 'school.employer%'"
      ).map { try $0.decode("action", as: String.self) }
      #expect(trail == ["school.employer_set"])
    }
  }
}
