import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("A registration with the number of an induction, on its page") struct SameNumberPageTests {
  @Test("The officer sees both names and addresses, and accepts another one only as the same person")
  func confirm() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      let (services, system) = (website.services, Actor.operatorAtCommandLine)
      let officer = try await RegistrationPageTests.officer(website)
      let school = try await services.pool.value(
        "SELECT organisation_id FROM school", as: OrganisationID.self)
      let id = try await BegunInduction.make(at: try await FindSchool(services)(id: school), services)
      let first = try #require(
        try await ReadRegistrations(services).list(of: school, by: system).items.first)
      var content = first.content
      (content.lastName, content.email) = ("Stranger", "xavier@people.example")
      let draft = try await DraftRegistration(services)(at: school, content, by: system)
      _ = try await SubmitRegistration(services)(draft.id, expectedVersion: nil, by: system)
      _ = try await DecideRegistration(services).verify(draft.id, expectedVersion: nil, by: system)
      let address = "/authority/inductions/registrations/\(draft.id)"
      let page = try await officer.get(address)
      for words in ["Who has this number now", "nia@people.example", "Is it the same person?"] {
        #expect(page.shows(words), "\(words)")
      }
      let refused = try await officer.submit(page, to: "\(address)/accept")
      #expect(
        refused.status == .unprocessableContent && refused.shows("Confirm that this is the same person"))
      let today = services.today
      let accepted = try await officer.submit(
        page, to: "\(address)/accept",
        [
          "same_person": "yes", "starts_on-day": "\(today.day)", "starts_on-month": "\(today.month)",
          "starts_on-year": "\(today.year)",
        ])
      let news = try await officer.get(try #require(accepted.location))
      // The school of this test has no head: nobody is said to be told who isn’t.
      #expect(
        news.shows(
          "Accepted. Nia Stranger and the induction tutor have been told by mail. The school has no head here"
        ))
      #expect(!news.shows("Who has this number now"))
      #expect(
        try await officer.get("/inductions/\(id)/timeline").shows(
          "Name changed from Nia Sample to Nia Stranger"))
    }
  }
}
