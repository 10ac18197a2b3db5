import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/retention and /messages")
struct RetentionTests {
  @Test("Periods are read and set, people and applications held and let go")
  func retention() async throws {
    try await withAPI { api, borough async throws in
      let (administrator, officer) = (try borough.token(.administrator), try borough.token(.officer))
      let application = try await borough.application(for: try await borough.publishedVacancy())
      let periods = try await api.get("/retention", officer)
      #expect(periods.status == 200 && periods["periods"].array?.count == 15)
      #expect(try await api.get("/retention", try borough.head).status == 404)
      let change: JSONValue = ["months": 9, "reason": "Equality Act 2010, section 123."]
      #expect(try await api.put("/retention/application", officer, change, ifMatch: "*").status == 404)
      #expect(try await api.put("/retention/application", administrator, change, ifMatch: "*").status == 204)
      #expect(try await api.put("/retention/mail", administrator, change, ifMatch: "*").status == 403)
      let own = try await api.get("/retention", officer)["periods"].array?.first
      #expect(own?.object?["months"] == 9 && own?.object?["own"] == true)
      let hold: JSONValue = ["reason": "The applicant has complained.", "review_on": "2027-06-01"]
      let path = "/applications/\(application.id)/hold"
      #expect(try await api.put(path, try borough.token(.recruiter), hold, ifMatch: "*").status == 403)
      #expect(try await api.put(path, borough.otherHead, hold, ifMatch: "*").status == 404)
      #expect(try await api.put(path, try borough.head, hold, ifMatch: "*")["review_on"] == "2027-06-01")
      let late = try await api.put(path, try borough.head, hold, ifMatch: "\"0\"")
      #expect(late.status == 412)
      var person = hold.object ?? [:]
      person["email"] = "applicant@example.org"
      let held = try await api.post("/retention-holds", officer, .object(person))
      #expect(held.status == 201)
      #expect(try await api.get("/retention-holds", officer).items.count == 2)
      let first = try await api.get("/retention-holds?limit=1", officer)
      let next = try #require(first["next"].string)
      let second = try await api.get("/retention-holds?limit=1&cursor=\(next)", officer)
      #expect(first.items.count == 1 && second.items.count == 1 && second.items != first.items)
      let id = try #require(held["id"].string)
      // Nobody lifts a hold that was changed since they read it.
      #expect(try await api.delete("/retention-holds/\(id)", officer, ifMatch: "\"7\"").status == 412)
      #expect(try await api.delete(path, try borough.head, ifMatch: "\"7\"").status == 412)
      #expect(try await api.delete("/retention-holds/\(id)", officer, ifMatch: "\"1\"").status == 204)
      #expect(try await api.delete("/retention-holds/\(id)", officer).status == 404)
      #expect(try await api.delete(path, try borough.head).status == 204)
      let left = try await api.put(
        "/applications/\(application.id)/leaving", try borough.head, ["left_on": "2026-11-02"])
      #expect(left.status == 409)
      for state in ["under_consideration", "shortlisted", "interviewing", "offered", "accepted", "appointed"]
      {
        try await borough.services.pool.execute("UPDATE application SET state = \(state)")
      }
      #expect(
        try await api.put("/applications/\(application.id)/leaving", try borough.head, ["left_on": .null])
          .status
          == 204)
    }
  }

  @Test("An applicant and a school write to each other")
  func messages() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let application = try await borough.application(for: vacancy)
      let path = "/applications/\(application.id)/messages"
      #expect(try await api.post(path, try borough.applicant, ["message": ""]).fields == ["message"])
      #expect(try await api.post(path, try borough.applicant, ["message": "May I come?"]).status == 201)
      #expect(try await api.get(path, try borough.token(.panelMember)).status == 404)
      #expect(try await api.get(path, borough.otherHead).status == 404)
      let seen = try await api.get(path, try borough.token(.recruiter))
      #expect(seen["unread"] == 1 && seen.text.contains("May I come?"))
      let several = try await api.post(
        "/vacancies/\(vacancy.id)/messages", try borough.head,
        ["applications": [.string(application.id.description)], "message": "Yes, on Tuesday."])
      #expect(several["written"] == 1)
      #expect(try await api.get(path, try borough.applicant)["messages"].array?.count == 2)
    }
  }
}
