import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import API

@Suite("/campaigns")
struct CampaignAPITests {
  private static let body: JSONValue = [
    "name": "Regional paper", "channel": "local-press", "cost_pence": 45_000, "starts_on": "2026-11-02",
  ]

  @Test("A campaign is started, read, changed with its ETag, reported and removed")
  func life() async throws {
    try await withAPI { api, borough async throws in
      let made = try await api.post("/campaigns", try borough.head, Self.body)
      #expect(made.status == 201)
      let path = "/campaigns/\(try #require(made["id"].string))"
      let read = try await api.get(path, try borough.head)
      #expect(read["name"] == "Regional paper" && read["link"].string?.contains("/go/") == true)
      #expect(try await api.put(path, try borough.head, Self.body).status == 428)
      #expect(try await api.put(path, try borough.head, Self.body, ifMatch: "\"9\"").status == 412)
      let changed = try await api.put(path, try borough.head, Self.body, ifMatch: read.etag)
      #expect(changed.status == 200 && changed["version"] == 2)
      #expect(try await api.get("/campaigns", try borough.token(.officer)).items.count == 1)
      let report = try await api.get("/campaigns/report", try borough.head)
      #expect(
        report["total", "cost_pence"] == 45_000 && report["total", "cost_per_application_pence"] == .null)
      let channels = try await api.get("/advertising-channels")
      #expect(channels.items.count == 7)
      #expect(try await api.delete(path, try borough.head).status == 204)
      #expect(try await api.get(path, try borough.head).status == 404)
    }
  }

  @Test("Others are refused or told nothing, and faults are named")
  func refusals() async throws {
    try await withAPI { api, borough async throws in
      let made = try await api.post("/campaigns", try borough.head, Self.body)
      let path = "/campaigns/\(try #require(made["id"].string))"
      #expect(try await api.get(path).status == 401)
      #expect(try await api.get(path, borough.otherHead).status == 404)
      #expect(try await api.get("/campaigns", try borough.applicant).status == 403)
      #expect(
        try await api.get("/campaigns?organisation_id=\(borough.school.id)", borough.otherHead).status == 403)
      let wrong = try await api.post(
        "/campaigns", try borough.head, ["name": "x", "channel": "smoke", "starts_on": "2026-11-02"])
      #expect(wrong.fields == ["name", "channel"])
    }
  }

  @Test("An application tells which campaign it came through")
  func source() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let made = try await api.post("/campaigns", try borough.head, Self.body)
      let code = try #require(made["link"].string?.suffix(8))
      try await CompleteApplication.save(by: try await borough.actor(borough.applicant), borough.services)
      let sent = try await api.post(
        "/vacancies/\(vacancy.id)/applications", try borough.applicant,
        ["campaign": .string(String(code)), "answers": ["close_relationship": "no"]])
      #expect(sent.status == 201)
      let report = try await api.get("/campaigns/report", try borough.head)
      #expect(report["total", "applications"] == 1 && report["total", "cost_per_application_pence"] == 45_000)
    }
  }
}
