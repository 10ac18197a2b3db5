import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Interview day of the pool on pages") struct PoolInvitationPageTests {
  @Test("An officer invites and moves, the person says whether they can come")
  func journey() async throws {
    try await Website.run { site async throws in
      _ = try await site.vacancy()
      let officer = try await site.officer()
      let applicant = try await site.applicant()
      let account = try await site.services.pool.value(
        "SELECT id FROM account WHERE email = 'ada@example.org'", as: AccountID.self)
      let ada = Actor(
        .account(
          ActingAccount(
            id: account, email: "ada@example.org", name: "Ada Sample", emailConfirmed: true, memberships: [])),
        face: .web)
      let authority = try await Authority.find(code: "883", in: site.services.pool)
      let today = site.services.today
      _ = try await OpenPoolYear(site.services)(
        today.year + 1, of: authority, from: today.adding(days: -10), to: today.adding(days: 300),
        by: .operatorAtCommandLine)
      var wanted = PoolPreferences()
      wanted.phases = [.primary]
      wanted.subjects = ["music"]
      wanted.hours = .either
      wanted.availableFrom = today.adding(days: 200)
      let entry = try await JoinPool(site.services)(
        today.year + 1, of: authority.id, wanted, consents: true, by: ada)
      let (desk, own) = ("/authority/pool/\(entry.id)", "/pool/\(entry.id)")
      #expect(try await !applicant.get(own).shows("I will come"))
      let day = today.adding(days: 20)
      let when: KeyValuePairs = [
        "interview_at-day": "\(day.day)", "interview_at-month": "\(day.month)",
        "interview_at-year": "\(day.year)", "interview_time": "9:30am", "interview_place": "Town <Hall>",
      ]
      let invited = try await officer.submit(
        try await officer.get("\(desk)/invite"), to: "\(desk)/invite", when)
      #expect(invited.location == "\(desk)?saved=invite")
      let asked = try await applicant.get(own)
      #expect(asked.shows("Town &lt;Hall&gt;") && asked.shows("Not answered yet"))
      #expect(try await applicant.get("/pool").shows("Say whether you can come to the interview of"))
      let nothing = try await applicant.submit(asked, to: "\(own)/invitation", ["reason": "Perhaps"])
      #expect(nothing.status == .unprocessableContent && nothing.shows("Say whether you can come."))
      let answered = try await applicant.submit(
        asked, to: "\(own)/invitation", ["answer": "declined", "reason": "I teach <then>."])
      #expect(answered.location == "\(own)?saved=answered")
      #expect(try await !applicant.get("/pool").shows("Waiting for your answer"))
      let told = try await officer.get(desk)
      #expect(
        told.shows("I teach &lt;then&gt;.") && told.shows("Move the interview")
          && told.shows("9:30am"))
      let move = try await officer.get("\(desk)/invite")
      #expect(move.shows("value=\"9:30\""))
      _ = try await officer.submit(
        move, to: "\(desk)/invite",
        [
          "interview_at-day": "\(day.day)", "interview_at-month": "\(day.month)",
          "interview_at-year": "\(day.year)", "interview_time": "2pm", "interview_place": "Library",
        ])
      let late = try await applicant.submit(
        asked, to: "\(own)/invitation", ["answer": "accepted", "reason": "Yes"])
      #expect(late.status == .unprocessableContent && late.shows("has just been moved"))
      let again = try await officer.get(desk)
      #expect(again.shows("Not answered yet"))
      _ = try await officer.submit(again, to: "\(desk)/cancel")
      #expect(try await officer.get(desk).shows("Invite to the interview day"))
      #expect(try await !applicant.get(own).shows("Your interview for the pool"))
    }
  }
}
