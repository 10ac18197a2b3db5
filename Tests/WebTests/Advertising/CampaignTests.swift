import Domain
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Campaigns on pages")
struct CampaignPageTests {
  @Test("a head starts one, gives its link out, and sees how many applied through it")
  func journey() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let head = try await site.staff()
      #expect(try await head.get("/campaigns").shows("No campaigns yet"))
      let organisation = vacancy.place.organisation
      let action = "/campaigns/new?organisation=\(organisation)"
      let form = try await head.get(action)
      let fields: KeyValuePairs<String, String> = [
        "name": "Regional paper <1>", "channel": "local-press", "cost": "1,450.50", "starts_on-day": "2",
        "starts_on-month": "11", "starts_on-year": "2026",
        "vacancy_id": "https://x.test/vacancies/\(vacancy.id)",
      ]
      let made = try await head.submit(form, to: action, fields)
      let address = try #require(made.location)
      let page = try await head.get(address)
      #expect(page.shows("Regional paper &lt;1&gt;") && page.shows("£1,450.50"))
      let link = String(try #require(page.text.firstMatch(of: /\/go\/[0-9a-z]{8}/)).0)

      let applicant = try await site.applicant()
      let followed = try await applicant.get(link)
      #expect(followed.status == .found && followed.location == "/vacancies/\(vacancy.id)")
      let cookie = try #require(followed.headers[values: .setCookie].first { $0.contains("campaign") })
      #expect(cookie.contains(link.suffix(8)) && cookie.contains("HttpOnly") && !cookie.contains("Max-Age"))
      let apply = "/vacancies/\(vacancy.id)/apply"
      let sent = try await applicant.submit(
        try await applicant.get(apply), to: apply,
        ["statement": "I would like to teach here.", "close_relationship": "no"])
      #expect(sent.status == .seeOther)
      let report = try await head.get("/campaigns")
      #expect(
        report.shows("role=\"img\" aria-label=\"Applications by campaign. Regional paper &lt;1&gt;: 1.\""))
      #expect(!report.shows("style="))
      let csv = try await head.get("/campaigns/report.csv")
      #expect(csv.headers[.contentType] == "text/csv; charset=utf-8" && csv.shows(",145050,1,1,0,145050,"))
    }
  }

  @Test("one with faults comes back with what was typed; an outdated change shows both versions")
  func faults() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let head = try await site.staff()
      let action = "/campaigns/new?organisation=\(vacancy.place.organisation)"
      let form = try await head.get(action)
      let wrong = try await head.submit(form, to: action, ["name": "No", "cost": "much", "channel": ""])
      #expect(
        wrong.status == .unprocessableContent && wrong.shows("Enter the cost in pounds")
          && wrong.shows("much"))
      let campaign = try await CreateCampaign(site.services)(
        of: vacancy.place.organisation,
        CampaignContent(name: "Paper", channel: "local-press", startsOn: site.services.today),
        by: .operatorAtCommandLine)
      let edit = "/campaigns/\(campaign.id)/edit"
      let shown = try await head.get(edit)
      _ = try await ChangeCampaign(site.services)(
        campaign.id, CampaignContent(name: "Paper, changed", channel: "other", startsOn: site.services.today),
        expectedVersion: 1, by: .operatorAtCommandLine)
      let fields: KeyValuePairs<String, String> = [
        "name": "Paper, mine", "channel": "agency", "cost": "1", "starts_on-day": "3",
        "starts_on-month": "11",
        "starts_on-year": "2026",
      ]
      let conflict = try await head.submit(shown, to: edit, fields)
      #expect(
        conflict.status == .conflict && conflict.shows("Paper, changed") && conflict.shows("Paper, mine"))
      #expect(conflict.shows("Monday 2 November 2026") && conflict.shows("Tuesday 3 November 2026"))
      let removed = try await head.submit(
        try await head.get("/campaigns/\(campaign.id)"), to: "/campaigns/\(campaign.id)/remove")
      #expect(removed.status == .seeOther)
    }
  }

  @Test("a link leaves no cookie with who asks not to be followed", arguments: ["Sec-GPC", "DNT"])
  func notFollowed(header: String) async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let campaign = try await CreateCampaign(site.services)(
        of: vacancy.place.organisation,
        CampaignContent(
          name: "Paper", channel: "local-press", startsOn: site.services.today, vacancy: vacancy.id),
        by: .operatorAtCommandLine)
      let name = try #require(HTTPField.Name(header))
      for (value, expected) in [("1", 0), ("0", 1)] {
        let answer = try await site.client.execute(uri: campaign.path, method: .get, headers: [name: value])
        #expect(answer.headers[.location] == "/vacancies/\(vacancy.id)")
        #expect(answer.headers[values: .setCookie].filter { $0.contains("campaign") }.count == expected)
      }
    }
  }

  @Test("a link with a slip leads to all vacancies without a cookie")
  func unknownLink() async throws {
    try await Website.run { site async throws in
      let answer = try await site.browser().get("/go/nonsense")
      #expect(answer.location == "/vacancies" && answer.headers[values: .setCookie].isEmpty)
      #expect(try await site.browser().get("/campaigns").status != .ok)
      #expect(try await site.signedIn().get("/campaigns").status == .forbidden)
      #expect(try await site.browser().get("/privacy").shows("name of that advertisement"))
    }
  }
}
