import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("/school/:urn for somebody there who has applied for one of its vacancies")
struct OwnApplicationDeskTests {
  @Test("The vacancy stands there without counts and without links, and with the reason")
  func told() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let desk = "/school/\(vacancy.urn)"
      let link = "href=\"/school/vacancies/\(vacancy.id)\""
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
      try await CompleteApplication.save(by: actor, site.services)
      _ = try await SendApplication(site.services)(vacancy: vacancy.id, submission: UUID(), by: actor)
      let page = try await recruiter.get(desk)
      #expect(page.status == .ok && page.shows("You have applied for this post"))
      #expect(page.shows(vacancy.content.title) && !page.shows(link) && !page.shows("1 sent"))
      #expect(!page.shows("Applications by week"))
      let heads = try await head.get(desk)
      #expect(heads.shows(link) && heads.shows("1 sent") && !heads.shows("You have applied for this post"))
    }
  }
}
