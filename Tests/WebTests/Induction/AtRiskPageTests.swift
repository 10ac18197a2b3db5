import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("/authority/inductions?at-risk=yes") struct AtRiskPageTests {
  @Test("Beside those at risk an officer reads why, and without the filter nothing of it")
  func reasons() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      let school = try await FindSchool(website.services)(
        id: try await website.services.pool.value(
          "SELECT organisation_id FROM school", as: OrganisationID.self))
      _ = try await BegunInduction.make(at: school, website.services)
      website.clock.advance(days: 300)
      let officer = try await ClosingPageTests.officer(website)
      let page = try await officer.get("/authority/inductions?at-risk=yes")
      #expect(page.shows("Why they are at risk"))
      #expect(page.shows("Something is overdue by more than two weeks."))
      #expect(try await !officer.get("/authority/inductions").shows("Why they are at risk"))
    }
  }
}
