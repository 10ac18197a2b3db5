import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("/school/:urn and its vacancies for somebody there who has applied for one")
struct OwnApplicationDeskTests {
  @Test(
    "The vacancy stands there without counts and links, with the reason, and has no page of its own any more")
  func told() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let desk = "/school/\(vacancy.urn)"
      let address = "/school/vacancies/\(vacancy.id)"
      let link = "href=\"\(address)\""
      let (head, recruiter) = (
        try await site.staff(), try await site.staff(.recruiter, "recruiter@school.example")
      )
      let account = try await site.services.pool.value(
        "SELECT id FROM account WHERE email = 'recruiter@school.example'", as: AccountID.self)
      let actor = Actor(
        .account(
          ActingAccount(
            id: account, email: "recruiter@school.example", name: "Hester Sample", emailConfirmed: true,
            memberships: [])), face: .web)
      #expect(try await recruiter.get(desk).shows(link))
      let open = try await recruiter.get(address)
      let template = try await recruiter.get("\(address)/template")
      #expect(open.status == .ok && template.status == .ok)
      try await CompleteApplication.save(by: actor, site.services)
      _ = try await SendApplication(site.services)(vacancy: vacancy.id, submission: UUID(), by: actor)
      let page = try await recruiter.get(desk)
      #expect(page.status == .ok && page.shows("You have applied for this post"))
      #expect(page.shows(vacancy.content.title) && !page.shows(link) && !page.shows("1 sent"))
      #expect(!page.shows("Applications by week"))
      #expect(try await recruiter.get(address).status == .notFound)
      for page in [
        "parts", "edit/role", "criteria", "documents", "schools", "questions", "preview", "extend", "reopen",
        "close", "withdraw", "outcome", "history", "template", "agencies", "appointment-rules", "interviews",
      ] {
        #expect(try await recruiter.get("\(address)/\(page)").status == .notFound, "\(page)")
      }
      #expect(try await recruiter.submit(open, to: "\(address)/copy").status == .notFound)
      let kept = try await recruiter.submit(template, to: "\(address)/template", ["name": "Ours"])
      #expect(kept.status == .notFound)
      #expect(try await recruiter.get("/vacancies/\(vacancy.id)").shows("You have applied for this vacancy"))
      #expect(try await head.get(address).shows("Applications by week"))
      let heads = try await head.get(desk)
      #expect(heads.shows(link) && heads.shows("1 sent") && !heads.shows("You have applied for this post"))
    }
  }
}
