import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("An offer that is accepted, declined or given back, on pages") struct OfferBackPageTests {
  /// An application to which the school has made an offer.
  private static func offered(
    _ website: Website
  ) async throws -> (id: String, applicant: Browser, head: Browser) {
    let (id, applicant, head) = try await HiringTests.shortlisted(website)
    try await website.services.pool.execute("UPDATE application SET state = 'interviewing'")
    let terms = OfferTerms(
      salary: "M3", startsOn: website.services.today.adding(days: 60), contractType: .permanent, fte: 1,
      answerBy: website.services.today.adding(days: 7))
    _ = try await MakeOffer(website.services)(
      try #require(ApplicationID(id)), terms,
      because: OfferReasons("The best lesson.", exception: "By telephone."),
      by: .operatorAtCommandLine)
    return (id, applicant, head)
  }

  @Test(
    "The school reads the National Insurance number after acceptance and not before, and that is recorded")
  func number() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.offered(website)
      let address = "/received/\(id)/national-insurance"
      #expect(try await head.get(address).status == .conflict)
      #expect(try await !head.get("/received/\(id)/offer").shows(address))
      let own = "/applications/\(id)/offer"
      _ = try await applicant.submit(try await applicant.get(own), to: own, ["answer": "accept"])
      for page in ["offer", "checks"] {
        #expect(try await head.get("/received/\(id)/\(page)").shows(address), "\(page)")
      }
      #expect(try await head.get(address).shows("None is kept"))
      let keep = "/general-application/national-insurance"
      _ = try await applicant.submit(try await applicant.get(keep), to: keep, ["number": "AB123456C"])
      #expect(try await head.get(address).shows("AB 12 34 56 C"))
      #expect(try await applicant.get(address).status == .notFound)
      let read = try await website.services.pool.value(
        "SELECT count(*) FROM audit_event WHERE action = 'national_insurance.read'", as: Int.self)
      #expect(read == 2)
    }
  }

  @Test("An offer says its pay in pounds where the scales know the point, and names the point once")
  func pay() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.offered(website)
      try await website.services.pool.execute("UPDATE offer SET pay_point = 'm3', fte = 0.5")
      let day = website.services.today.adding(days: 60)
      let area = try #require(try await PayScales(website.services).area(ofAuthority: "883"))
      let point = try #require(try await PayScales(website.services).point("M3", area: area, on: day))
      for path in ["/applications/\(id)/offer", "/received/\(id)/offer"] {
        let page = try await (path.contains("received") ? head : applicant).get(path)
        #expect(page.shows("\(point.annual.share(0.5)) for 0.5 of full time"), "\(path)")
        #expect(page.shows("which pays \(point.annual). Pay area: \(area.title)."), "\(path)")
        #expect(!page.shows("<dt class=\"govuk-summary-list__key\">Pay point"), "\(path)")
      }
      try await website.services.pool.execute("UPDATE offer SET pay_point = 'L8', salary = 'As we agreed'")
      #expect(try await applicant.get("/applications/\(id)/offer").shows("Pay point"))
    }
  }

  @Test("Withdrawing after acceptance says that the offer is given back, before and after")
  func givenBack() async throws {
    try await Website.run { website async throws in
      let (id, applicant, _) = try await Self.offered(website)
      let own = "/applications/\(id)"
      _ = try await applicant.submit(
        try await applicant.get("\(own)/offer"), to: "\(own)/offer", ["answer": "accept"])
      let ask = try await applicant.get("\(own)/withdraw")
      #expect(ask.shows("You have accepted the school’s offer. If you withdraw, you give it back"))
      #expect(ask.shows("Withdraw and give the offer back") && !ask.shows("you can apply again"))
      let done = try await applicant.submit(ask, to: "\(own)/withdraw")
      #expect(done.location == "\(own)?withdrawn=offer")
      #expect(try await applicant.get("\(own)?withdrawn=offer").shows("the offer is given back"))
      let told = try await website.services.pool.value(
        "SELECT body FROM outbox_mail WHERE recipient = 'ada@example.org' AND subject LIKE '%is withdrawn'",
        as: String.self)
      #expect(told.contains("given back the school’s offer"))
    }
  }

  @Test("Whoever declined an offer reads that they did, and when")
  func declined() async throws {
    try await Website.run { website async throws in
      let (id, applicant, _) = try await Self.offered(website)
      let own = "/applications/\(id)"
      _ = try await applicant.submit(
        try await applicant.get("\(own)/offer"), to: "\(own)/offer", ["answer": "decline"])
      for page in [own, "\(own)/offer"] {
        let shown = try await applicant.get(page)
        #expect(shown.shows("You declined the offer on") && !shown.shows("or not answered"), "\(page)")
      }
    }
  }
}
