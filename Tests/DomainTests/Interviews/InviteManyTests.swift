import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Inviting several to interview at once")
struct InviteManyTests {
  @Test(
    "All are invited or nobody is; who can’t be is named with why, and the same day again tells nobody twice")
  func invites() async throws {
    try await HiringDesk.run { hiring async throws in
      let day = try await InterviewInvitationTests.day(hiring)
      var applications: [SentApplication] = []
      let people: [(String, ApplicationState)] = [
        ("bo@example.org", .shortlisted), ("cy@example.org", .sent), ("di@example.org", .shortlisted),
      ]
      for (email, state) in people {
        let person = try await HiringDesk.person(email, hiring.desk)
        applications.append(try await hiring.application(state, by: person))
      }
      let ids = applications.map(\.id)
      let both = [Invitee(ids[0], version: applications[0].version), Invitee(ids[2])]
      let invite = InviteManyToInterview(hiring.services)
      func refusal(
        _ invitees: [Invitee], day: InterviewDayID? = nil, _ message: String = "", by actor: Actor? = nil
      ) async throws -> DomainError? {
        try await outcome {
          _ = try await invite(
            hiring.vacancy.id, invitees, day: day, message: message, by: actor ?? hiring.recruiter)
        }
      }
      let early = try await refusal(ids.map { Invitee($0) }, day: day.id)
      #expect(early?.fields == ["applications", "applications[1]"])
      #expect(try await hiring.audited("application.invited_to_interview") == 0)
      #expect(try await refusal(both)?.fields == ["message"])
      #expect(try await refusal([])?.fields == ["applications"])
      #expect(try await refusal([both[0], both[0]], day: day.id)?.fields == ["applications"])
      #expect(
        try await refusal([Invitee(ids[0], version: 99)], day: day.id)
          == .staleVersion(current: applications[0].version))
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant), ("panel", hiring.panelMember)]
      {
        #expect(
          try await refusal(both, day: day.id, by: actor) == .notFound("vacancy"), "\(who)")
      }
      // Two times are free, and the vacancy closes after the day: both are said, and forbid nothing.
      let reading = ReadInvitationWarnings(hiring.services)
      let closing = "Applications still come in until 20 November 2026 at midday, after the day begins."
      #expect(
        try await reading(hiring.vacancy.id, inviting: ids, by: hiring.recruiter)[day.id]
          == ["Not everybody invited finds a time: 3 people choose among 2 free times.", closing])
      #expect(
        try await reading(hiring.vacancy.id, inviting: both.map(\.application), by: hiring.recruiter)[day.id]
          == [closing])
      var mails: Set<Int> = []
      for _ in 1...2 {
        let invited = try await invite(
          hiring.vacancy.id, both, day: day.id, message: "Bring a book.", by: hiring.recruiter)
        #expect(invited.map(\.id) == [ids[0], ids[2]])
        #expect(invited.allSatisfy { $0.state == .interviewing })
        mails.insert(try await hiring.mails(to: "bo@example.org").count)
      }
      #expect(mails.count == 1)
      #expect(try await reading.of(nil, for: hiring.vacancy.id, by: hiring.recruiter).isEmpty)
      let slots = try await ChangeSlots(hiring.services).read(day.id, by: hiring.recruiter).slots
      _ = try await ChangeSlots(hiring.services)(
        day.id, SlotChange(kept: [slots[0].id: ""]), by: hiring.recruiter)
      #expect(
        try await reading.of(day.id, for: hiring.vacancy.id, by: hiring.recruiter).first
          == "Not everybody invited finds a time: 2 people choose among 1 free time.")
      #expect(try await hiring.audited("application.invited_to_interview") == 2)
      let again = try await refusal([Invitee(ids[0])], "Monday at 9am.")
      #expect(again?.fields == ["applications", "applications[0]"])
      // Nobody chooses with a closed account: the other one finds a time.
      let leaver = try await AccountsFixture(hiring.services).acting("bo@example.org")
      _ = try await CloseOwnAccount(hiring.services)(password: AccountsFixture.password, by: leaver)
      #expect(try await reading.of(day.id, for: hiring.vacancy.id, by: hiring.recruiter) == [closing])
    }
  }
}
