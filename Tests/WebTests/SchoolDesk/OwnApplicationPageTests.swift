import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("/school/vacancies/:id for somebody there who has applied for it")
struct OwnApplicationPageTests {
  @Test("For them the vacancy has no page at the school any more, and nothing of how many came when")
  func hidden() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let address = "/school/vacancies/\(vacancy.id)"
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
      try await CompleteApplication.save(by: actor, site.services)
      #expect(try await recruiter.get(address).status == .ok)
      _ = try await SendApplication(site.services)(vacancy: vacancy.id, submission: UUID(), by: actor)
      #expect(try await head.get(address).shows("Applications by week"))
      #expect(try await recruiter.get(address).status == .notFound)
    }
  }
}
