import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/agencies")
struct AgencyTests {
  /// Two agencies with a consultant's token each.
  private func prepare(_ borough: Borough) async throws -> (id: String, kit: String, rival: String) {
    var agencies: [(OrganisationID, String)] = []
    for name in ["First", "Second"] {
      let agency = try await CreateOrganisation(borough.services)(
        kind: .agency, name: "\(name) Agency", authority: borough.authority.id, by: .operatorAtCommandLine)
      let (_, token) = try await Borough.person(
        "\(name.lowercased())@agency.example", .consultant, agency.id, borough.services)
      agencies.append((agency.id, token))
      borough.clock.advance(seconds: 1)
    }
    return (agencies[0].0.description, agencies[0].1, agencies[1].1)
  }

  private static func terms(_ borough: Borough) -> JSONValue {
    let today = borough.services.today
    func day(_ days: Int) -> JSONValue { .string(today.adding(days: days).description) }
    return [
      "valid_from": day(-10), "valid_until": day(300), "rate_basis_points": 1_250,
      "vetting": [
        "confirmed_on": day(-12), "expires_on": day(300), "confirmed_by": "Robin Sample",
        "checks": "Identity and DBS checks of ten people.",
      ],
    ]
  }

  private func token(to email: String, _ borough: Borough) async throws -> String {
    let body = try await borough.services.pool.value(
      "SELECT body FROM outbox_mail WHERE recipient = \(email) ORDER BY created_at DESC, id DESC LIMIT 1",
      as: String.self)
    let start = try #require(body.firstRange(of: "/candidates/"))
    return String(body[start.upperBound...].prefix { !$0.isWhitespace })
  }

  @Test("Terms, release, candidate, consent, application: each step for those it is for")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let (id, kit, rival) = try await prepare(borough)
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let vacancy = try await borough.publishedVacancy()
      #expect(try await api.get("/agencies", officer).items.count == 2)
      #expect(try await api.get("/agencies", kit).items.count == 1)
      #expect(try await api.get("/agencies", head).status == 404)
      let path = "/agencies/\(id)"
      #expect(try await api.get(path, rival).status == 404)
      #expect(try await api.post("\(path)/terms", kit, Self.terms(borough)).status == 403)
      let recorded = try await api.post("\(path)/terms", officer, Self.terms(borough))
      #expect(recorded.status == 201 && recorded["standing"] == "in_force" && recorded["versions"] == 1)
      #expect(try await api.get("\(path)/terms", kit).items.count == 1)
      guard case .object(var both) = Self.terms(borough) else { return }
      both["fixed_fee_pence"] = 50_000
      #expect(try await api.post("\(path)/terms", officer, .object(both)).status == 422)
      #expect(try await api.get("\(path)/terms", officer).items.count == 1)

      let releases = "/vacancies/\(vacancy.id)/agency-releases"
      let body: JSONValue = ["agency_ids": [.string(id)], "note": "Sing!"]
      #expect(try await api.post(releases, try borough.token(.recruiter), body).status == 403)
      #expect(try await api.post(releases, borough.otherHead, body).status == 404)
      let released = try await api.post(releases, head, body)
      #expect(released.items.count == 1 && released.items[0].object?["is_open"] == true)
      let release = try #require(released.items[0].object?["id"]?.string)
      #expect(try await api.get("\(path)/releases?open=true", kit).items.count == 1)
      #expect(try await api.get("\(path)/releases", rival).status == 404)

      let person: JSONValue = [
        "name": "Ada Sample", "email": "ada@people.example", "statement": "Ada sings.",
      ]
      let candidates = "/agency-releases/\(release)/candidates"
      #expect(try await api.post(candidates, rival, person).status == 404)
      let asked = try await api.post(candidates, kit, person)
      #expect(asked.status == 201 && asked["standing"] == "waiting")
      let candidate = "/agency-candidates/\(try #require(asked["id"].string))"
      for who in [rival, head, officer, borough.otherHead] {
        #expect(try await api.get(candidate, who).status == 404)
      }
      let received = "/vacancies/\(vacancy.id)/agency-candidates"
      #expect(try await api.get(received, head).items.isEmpty)
      _ = try await AnswerCandidate(borough.services).agree(
        try await token(to: "ada@people.example", borough), agrees: true, wordingVersion: 1,
        name: "Ada Sample", password: Borough.password, by: Actor(.anonymous, face: .web))
      #expect(try await api.get(candidate, kit)["standing"] == "agreed")
      let seen = try await api.get(received, head)
      #expect(seen.items.count == 1 && seen.text.contains("Ada sings."))
      #expect(try await api.get(received, officer).status == 404)
      #expect(try await api.post("\(candidate)/retract", kit, [:]).status == 409)

      let account = try await borough.services.pool.value(
        "SELECT id FROM account WHERE email_normal = 'ada@people.example'", as: AccountID.self)
      let ada = try await Borough.token(of: account, Set(TokenScope.allCases), borough.services)
      let own = try await api.get("/me/representations", ada)
      #expect(own.items.count == 1)
      let consent = "/me/representations/\(try #require(own.items[0].object?["id"]?.string))"
      #expect(try await api.delete(consent, kit).status == 404)
      #expect(try await api.delete(consent, ada).status == 204)
      #expect(try await api.get(candidate, kit)["standing"] == "consent_withdrawn")
      #expect(try await api.delete("/agency-releases/\(release)", head).status == 204)
      #expect(try await api.post(candidates, kit, person).status == 409)
      let stopped = try await api.post("\(path)/terms/stop", officer, ["reason": "Enough."])
      #expect(stopped["standing"] == "stopped")
    }
  }

  @Test("The report is for the authority, the school's head and the agency, each their own")
  func report() async throws {
    try await withAPI { api, borough async throws in
      let (id, kit, rival) = try await prepare(borough)
      for who in [try borough.token(.officer), try borough.head, kit, rival] {
        let report = try await api.get("/agency-report", who)
        #expect(report.status == 200 && report["total"].object?["submissions"] == 0)
        #expect(try await api.get("/agency-report/fees", who).items.isEmpty)
        #expect(try await api.get("/agency-report/export", who).text.hasPrefix("agency,school,submissions"))
      }
      #expect(try await api.get("/agency-report?organisation_id=\(id)", rival).status == 404)
      #expect(
        try await api.get("/agency-report?organisation_id=\(id)", try borough.token(.officer)).status == 200)
      #expect(try await api.get("/agency-report", try borough.token(.recruiter)).status == 403)
      let backwards = try await api.get("/agency-report?from=2026-11-03&until=2026-11-02", kit)
      #expect(backwards.fields == ["until"])
    }
  }
}
