import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Invitations that wait") struct OpenInvitationTests {
  @Test("are listed, sent again with a link that alone works, and taken back")
  func invitations() async throws {
    try await HiringDesk.run { hiring async throws in
      let school = hiring.desk.school.id
      try await InviteStaff(hiring.services)(
        email: "bea@new.example", role: .recruiter, at: school, by: hiring.head)
      let first = try await Self.token(hiring)
      let open = OpenInvitations(hiring.services)
      let line = try #require(try await open(at: school, by: hiring.head).items.first)
      #expect(line.email == "bea@new.example" && line.role == .recruiter && line.invitedBy != nil)
      hiring.clock.advance(seconds: 60)
      try await open.sendAgain("bea@new.example", .recruiter, at: school, by: hiring.head)
      #expect(try await open(at: school, by: hiring.head).items.count == 1)
      let second = try await Self.token(hiring)
      let dead = try await outcome { _ = try await ReadInvitation(hiring.services)(token: first) }
      #expect(
        dead == .gone("A newer link was sent, and only the newest works. Use the link of the last mail."))
      #expect(first != second)
      #expect(try await ReadInvitation(hiring.services)(token: second).role == .recruiter)
      try await open.takeBack("bea@new.example", .recruiter, at: school, by: hiring.head)
      let taken = try await outcome { _ = try await ReadInvitation(hiring.services)(token: second) }
      #expect(taken == .gone("This link has been used or has expired. Ask for a new one."))
      #expect(try await open(at: school, by: hiring.head).items.isEmpty)
      let gone = try await outcome {
        try await open.sendAgain("bea@new.example", .recruiter, at: school, by: hiring.head)
      }
      #expect(gone == .notFound("invitation"))
      #expect(try await hiring.audited("staff.invitation_taken_back") == 1)
      for actor in [hiring.recruiter, hiring.desk.stranger, hiring.panelMember] {
        #expect(try await outcome { _ = try await open(at: school, by: actor) } != nil)
        let refused = try await outcome {
          try await open.takeBack("bea@new.example", .recruiter, at: school, by: actor)
        }
        #expect(refused != nil)
      }
    }
  }

  @Test("are found whatever of the address is in capitals")
  func capitals() async throws {
    try await HiringDesk.run { hiring async throws in
      let (school, open) = (hiring.desk.school.id, OpenInvitations(hiring.services))
      for email in ["Cleo@new.example", "cleo@NEW.example"] {
        try await InviteStaff(hiring.services)(email: email, role: .recruiter, at: school, by: hiring.head)
        hiring.clock.advance(seconds: 60)
      }
      #expect(try await open(at: school, by: hiring.head).items.map(\.email) == ["cleo@NEW.example"])
      // One for each address and role, page by page.
      for (email, role) in [("dora@new.example", Role.head), ("cleo@new.example", .panelMember)] {
        try await InviteStaff(hiring.services)(email: email, role: role, at: school, by: hiring.head)
      }
      let all = try await readThrough { try await open(at: school, limit: 1, after: $0, by: hiring.head) }
      #expect(all.count == 3 && Set(all.map { "\($0.email) \($0.role)" }).count == 3)
      #expect(all.last?.email == "cleo@NEW.example", "the newest first")
      for line in all.dropLast() {
        try await open.takeBack(line.email, line.role, at: school, by: hiring.head)
      }
      try await open.sendAgain(" CLEO@new.example", .recruiter, at: school, by: hiring.head)
      let live = try await hiring.services.pool.value(
        "SELECT count(*) FROM single_use_link WHERE purpose = 'invitation' AND used_at IS NULL", as: Int.self)
      #expect(live == 1)
      try await open.takeBack("cleo@new.EXAMPLE", .recruiter, at: school, by: hiring.head)
      #expect(try await open(at: school, by: hiring.head).items.isEmpty)
    }
  }

  private static func token(_ hiring: HiringDesk) async throws -> String {
    let body = try await hiring.services.pool.value(
      """
      SELECT body FROM outbox_mail WHERE recipient = 'bea@new.example' ORDER BY created_at DESC, id DESC LIMIT 1
      """, as: String.self)
    let start = try #require(body.firstRange(of: "token="))
    return String(body[start.upperBound...].prefix { !$0.isWhitespace })
  }
}
