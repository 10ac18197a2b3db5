import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/me/saved-vacancies")
struct SavedVacancyRouteTests {
  @Test("A person saves a vacancy, reads the list and takes it away; each is what it is when repeated")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let token = try borough.applicant
      let path = "/me/saved-vacancies/\(vacancy.id)"
      for _ in 1...2 { #expect(try await api.send(.put, path, token).status == 204) }
      let list = try await api.get("/me/saved-vacancies", token)
      #expect(list.items.count == 1)
      #expect(list.items.first?.object?["standing"] == "open")
      #expect(try await api.delete(path, token).status == 204)
      #expect(try await api.delete(path, token).status == 404)
      #expect(try await api.get("/me/saved-vacancies", token).items.isEmpty)
      #expect(try await api.send(.put, path).status == 401)
    }
  }
}

@Suite("/alerts")
struct JobAlertRouteTests {
  private func token(_ borough: Borough) async throws -> String {
    let body = try await borough.services.pool.value(
      "SELECT body FROM outbox_mail WHERE recipient = 'ada@example.org' ORDER BY created_at DESC, id DESC LIMIT 1",
      as: String.self)
    let start = try #require(body.firstRange(of: "?token="))
    return String(body[start.upperBound...].prefix { !$0.isWhitespace })
  }

  @Test("An alert is asked for, confirmed, read, changed, renewed and ended by its secret")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let ask: JSONValue = [
        "email": "ada@example.org", "search": "phase=primary&nqts_welcome=true", "frequency": "daily",
      ]
      #expect(try await api.post("/alerts", nil, ask).status == 202)
      let confirm: JSONValue = ["token": .string(try await token(borough))]
      let started = try await api.post("/alert-confirmations", nil, confirm)
      #expect(started.status == 200)
      #expect(try await api.post("/alert-confirmations", nil, confirm).status == 410)
      let path = "/alerts/\(try #require(started["token"].string))"
      let alert = try await api.get(path)
      #expect(alert["search"] == "phase=primary&nqts_welcome=true" && alert["state"] == "active")
      #expect(alert["next_due_at"] == "2026-11-03T07:00:00Z")
      #expect(!alert.text.contains("ada@example.org"))
      borough.clock.advance(days: 10)
      let changed = try await api.put(path, nil, ["frequency": "weekly", "paused": true, "renew": true])
      #expect(changed["state"] == "paused" && changed["frequency"] == "weekly")
      #expect(changed["expires_at"] != alert["expires_at"])
      for _ in 1...2 { #expect(try await api.delete(path).status == 204) }
      #expect(try await api.get(path)["state"] == "ended")
      #expect(try await api.get("/alerts/made-up").status == 410)
    }
  }

  @Test("What isn’t a filter is a fault of the search", arguments: ["sort=newest", "phase=moon", "x=1"])
  func faults(search: String) async throws {
    try await withAPI { api, _ async throws in
      let ask: JSONValue = ["email": "ada@example.org", "search": .string(search), "frequency": "daily"]
      #expect(try await api.post("/alerts", nil, ask).fields == ["search"])
    }
  }
}
