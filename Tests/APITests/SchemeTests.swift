import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/schemes")
struct SchemeTests {
  static let body: JSONValue = [
    "name": "Leadership course", "kind": "leadership", "summary": "A course for those who want to lead.",
    "description": "Six afternoons at **Sample Hall**.", "opens_on": "2026-11-01", "closes_on": "2027-06-30",
    "amount_pence": 75_000, "amount_is_fixed": true, "answer_days": 14,
    "criteria": [
      ["kind": "induction", "choices": ["serving", "completed"]], ["kind": "judged", "wording": "A plan."],
    ],
  ]

  /// A published scheme: its identifier.
  static func published(_ api: APIClient, _ officer: String) async throws -> String {
    let id = try #require(try await api.post("/schemes", officer, body)["id"].string)
    let budget = try await api.put(
      "/schemes/\(id)/budgets/2026", officer, ["budget_pence": 100_000, "places": 5], ifMatch: "*")
    #expect(budget.status == 200)
    #expect(try await api.post("/schemes/\(id)/publish", officer, [:])["state"] == "published")
    return id
  }

  /// A teacher in induction, with a token.
  static func teacher(_ api: APIClient, _ borough: Borough) async throws -> String {
    let (officer, head) = (try borough.token(.officer), try borough.head)
    try await InductionRegistrationTests.serve(api, officer)
    let begun = try await api.post("/schools/\(borough.school.urn)/induction-registrations", head, [:])
    let path = "/induction-registrations/\(begun["id"].string ?? "")"
    _ = try await api.put(path, head, InductionRegistrationTests.content(borough), ifMatch: begun.etag)
    _ = try await api.post("\(path)/submit", head, [:])
    _ = try await api.post("\(path)/verify", officer, [:])
    let accepted = try await api.post(
      "\(path)/accept", officer, ["starts_on": .string(borough.services.today.adding(days: -5).description)])
    #expect(accepted.status == 200)
    let (account, _) = try await Borough.person("nia@people.example", .applicant, nil, borough.services)
    return try await Borough.token(of: account, Set(TokenScope.allCases), borough.services)
  }

  @Test("An officer makes, changes and publishes a scheme; the public reads it; drafts are hidden")
  func life() async throws {
    try await withAPI { api, borough async throws in
      let officer = try borough.token(.officer)
      #expect(try await api.get("/scheme-kinds").items.count == 5)
      #expect(try await api.post("/schemes", try borough.head, Self.body).status == 404)
      let made = try await api.post("/schemes", officer, Self.body)
      #expect(made.status == 201)
      let path = "/schemes/\(try #require(made["id"].string))"
      #expect(try await api.get(path).status == 404)
      #expect(try await api.post("\(path)/publish", officer, [:]).fields == ["budget_pence"])
      let set = try await api.put(
        "\(path)/budgets/2026", officer, ["budget_pence": 100_000, "places": 5], ifMatch: made.etag)
      #expect(set["budgets"].array?.first?.object?["left_pence"]?.number == 100_000)
      #expect(try await api.put(path, officer, Self.body).status == 428)
      #expect(try await api.put(path, officer, Self.body, ifMatch: made.etag).status == 412)
      #expect(try await api.put(path, officer, Self.body, ifMatch: set.etag).status == 200)
      #expect(try await api.post("\(path)/publish", officer, [:]).status == 200)
      #expect(try await api.get(path)["can_be_applied_for"] == true)
      #expect(try await api.get("/schemes?kind=leadership").items.count == 1)
      #expect(try await api.get("/schemes?kind=travel").items.isEmpty)
      #expect(try await api.get("/schemes?limit=1")["next"] == .null)
      let second = try await Self.published(api, officer)
      let first = try await api.get("/schemes?limit=1")
      let next = try #require(first["next"].string)
      let rest = try await api.get("/schemes?limit=1&cursor=\(next)")
      #expect(first.items.count == 1 && rest.items.count == 1 && rest.items != first.items)
      #expect(rest["next"] == .null)
      #expect(
        try await api.post("/schemes/\(second)/withdraw", officer, ["reason": "It was made twice."]).status
          == 200)
      #expect(try await api.get("/managed-schemes?state=published", officer).items.count == 1)
      #expect(try await api.post("\(path)/close", officer, [:])["state"] == "closed")
      #expect(try await api.delete(path, officer).status == 409)
      let report = try await api.get("/scheme-budgets", officer)
      #expect(report.items.first?.object?["budget_pence"]?.number == 100_000)
      #expect(
        try await api.get("/scheme-budgets/export?year=2026", officer).text.contains("Leadership course"))
      #expect(try await api.post("\(path)/withdraw", officer, ["reason": "No."]).fields == ["reason"])
      #expect(
        try await api.post("\(path)/withdraw", officer, ["reason": "The grant has ended."])["state"]
          == "withdrawn")
      let draft = try await api.post("/schemes", officer, Self.body, key: "once")
      let repeated = try await api.post("/schemes", officer, Self.body, key: "once")
      #expect(draft["id"] == repeated["id"])
      #expect(try await api.delete("/schemes/\(draft["id"].string ?? "")", officer).status == 204)
    }
  }

  @Test("A teacher applies, an officer checks and awards, the teacher accepts, and it is paid")
  func award() async throws {
    try await withAPI { api, borough async throws in
      let officer = try borough.token(.officer)
      let id = try await Self.published(api, officer)
      let teacher = try await Self.teacher(api, borough)
      let offer = try #require(try await api.get("/scheme-offers", teacher).items.first?.object)
      #expect(offer["can_apply"] == true && offer["facts"]?.object?["trn"] == "1234567")
      #expect(try await api.get("/schemes/\(id)/own-offer", try borough.applicant)["can_apply"] == false)
      let saved = try await api.put("/schemes/\(id)/own-application", teacher, ["statement": "I would"])
      #expect(saved["state"] == "draft")
      let sent = try await api.post(
        "/schemes/\(id)/applications", teacher, ["statement": "I would like to lead mathematics."])
      #expect(sent.status == 201 && sent["id"] == saved["id"])
      let number = try #require(sent["id"].string)
      let (own, desk) = ("/own-scheme-applications/\(number)", "/scheme-applications/\(number)")
      #expect(try await api.get(desk, try borough.token(.administrator)).status == 404)
      #expect(try await api.get("/scheme-applications?state=sent", officer).items.count == 1)
      let export = "/scheme-applications/export"
      let file = try await api.get("\(export)?state=sent&scheme_id=\(id)", officer)
      #expect(file.text.hasPrefix("reference,scheme,name,email,state,"))
      #expect(file.text.contains(",I would like to lead mathematics.,"))
      #expect(try await !api.get("\(export)?state=refused", officer).text.contains("mathematics"))
      #expect(try await api.get(export, try borough.token(.administrator)).status == 404)
      #expect(try await api.post("\(desk)/award", officer, [:]).status == 409)
      let found = try await api.get(desk, officer)
      let judged = try #require(found["criteria"].array?.last?.object?["id"]?.string)
      let met = try await api.put(
        "\(desk)/criteria/\(judged)", officer, ["is_met": true], ifMatch: found.etag)
      #expect(met.status == 200)
      let offered = try await api.post("\(desk)/award", officer, [:])
      #expect(offered["state"] == "offered" && offered["financial_year"] == "2026/27")
      #expect(try await api.post("\(own)/accept", try borough.applicant, [:]).status == 404)
      #expect(try await api.post("\(own)/accept", teacher, [:])["state"] == "accepted")
      let planned = try await api.post(
        "\(desk)/payments", officer, ["pence": 50_000, "due_on": "2026-11-02"])
      let payment = try #require(planned["payments"].array?.first?.object?["id"]?.string)
      #expect(
        try await api.post("/scheme-payments/\(payment)/pay", officer, ["paid_on": "2026-11-02"]).status
          == 200)
      #expect(try await api.delete("/scheme-payments/\(payment)", officer).status == 409)
      let tooMuch = try await api.post(
        "\(desk)/release", officer, ["pence": 9_000_000, "reason": "The course cost less."])
      #expect(tooMuch.status == 422 && tooMuch.fields == ["pence"])
      let released = try await api.post(
        "\(desk)/release", officer, ["pence": 25_000, "reason": "The course cost less."])
      #expect(released["state"] == "ended")
      #expect(try await api.post("/scheme-payments/\(payment)/undo", officer, [:])["state"] == "accepted")
      #expect(try await api.get(own, teacher)["payments"].array?.count == 1)
      #expect(try await api.get("/own-scheme-applications", teacher).items.count == 1)
    }
  }

  @Test(
    "Refused, looked at again, put on the waiting list, declined and withdrawn: each by the table of states")
  func others() async throws {
    try await withAPI { api, borough async throws in
      let officer = try borough.token(.officer)
      let id = try await Self.published(api, officer)
      let teacher = try await Self.teacher(api, borough)
      let sent = try await api.post(
        "/schemes/\(id)/applications", teacher, ["statement": "I would like to lead mathematics."])
      let number = try #require(sent["id"].string)
      let (own, desk) = ("/own-scheme-applications/\(number)", "/scheme-applications/\(number)")
      #expect(try await api.post("\(desk)/refuse", officer, ["reason": "No."]).fields == ["reason"])
      #expect(
        try await api.post("\(desk)/refuse", officer, ["reason": "There is no plan yet."])["state"]
          == "refused")
      #expect(try await api.post("\(desk)/reopen", officer, [:])["state"] == "sent")
      let found = try await api.get(desk, officer)
      let judged = try #require(found["criteria"].array?.last?.object?["id"]?.string)
      _ = try await api.put("\(desk)/criteria/\(judged)", officer, ["is_met": true], ifMatch: "*")
      #expect(try await api.post("\(desk)/wait", officer, [:])["position"].number == 1)
      #expect(try await api.get("/schemes/\(id)/waiting-list", officer).items.count == 1)
      #expect(try await api.get("/schemes/\(id)/waiting-list", try borough.head).status == 404)
      #expect(try await api.post("\(desk)/award", officer, ["pence": 75_000])["state"] == "offered")
      #expect(try await api.post("\(own)/decline", teacher, [:])["state"] == "declined")
      let second = try await api.post(
        "/schemes/\(id)/applications", teacher, ["statement": "I would still like to lead."])
      let again = "/own-scheme-applications/\(second["id"].string ?? "")"
      #expect(try await api.post("\(again)/withdraw", teacher, [:])["state"] == "withdrawn")
    }
  }
}
