import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Actions sent to the national service, on their page") struct SentActionPageTests {
  /// The next page of a list of several on one page.
  private static func next(_ page: ShownPage, of what: String) throws -> String {
    let pattern = try Regex(#"aria-label="Pages of \#(what)">.*?href="([^"]+)" rel="next""#)
    let found = try #require(try pattern.firstMatch(in: page.text)?.output[1].substring)
    return String(found).replacing("&amp;", with: "&")
  }

  @Test("What was sent and what was refused are two lists, each with pages of its own")
  func pages() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      let services = website.services
      let school = try await FindSchool(services)(
        id: try await services.pool.value("SELECT organisation_id FROM school", as: OrganisationID.self))
      _ = try await BegunInduction.make(at: school, services)
      try await services.pool.execute(
        """
        INSERT INTO induction_action (id, authority_id, induction_id, ends_on, terms, outcome, sent_at, faults,
          answered_at)
        SELECT gen_random_uuid(), i.authority_id, i.id, date '2020-02-27' + n, 1, 'release',
          timestamptz '2026-01-01 12:00Z' + n * interval '1 minute',
          CASE WHEN n % 2 = 0 THEN 'Not known.' ELSE '' END, CASE WHEN n % 2 = 0 THEN now() END
        FROM induction i, generate_series(1, 60) n
        """)
      let authority = try await Authority.find(code: "883", in: services.pool)
      let account = try await website.account("officer@authority.example", name: "Olive Sample")
      try await GrantRole(services)(
        .officer, to: account.id, at: authority.organisation, by: .operatorAtCommandLine)
      let officer = website.browser()
      try await officer.signIn("officer@authority.example")
      let first = try await officer.get("/authority/inductions/files/actions")
      let (oldest, refused) = (
        LondonTime.shortDate(day("2020-02-28")), LondonTime.shortDate(day("2020-02-29"))
      )
      #expect(!first.shows(oldest) && !first.shows(refused))
      let more = try await officer.get(try Self.next(first, of: "refused actions"))
      #expect(more.shows(refused) && !more.shows(oldest))
      let last = try await officer.get(try Self.next(more, of: "actions sent"))
      #expect(last.shows(refused) && last.shows(oldest) && last.shows("Previous page"))
    }
  }
}
