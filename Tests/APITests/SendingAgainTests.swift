import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/vacancies/{id}/applications, again")
struct SendingAgainTests {
  @Test("What comes again with other answers is refused and given back")
  func again() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let token = try borough.applicant
      let send = "/vacancies/\(vacancy.id)/applications"
      try await CompleteApplication.save(by: try await borough.actor(token), borough.services)
      let body: JSONValue = ["statement": "I know your school.", "answers": ["close_relationship": "no"]]
      let sent = try await api.post(send, token, body)
      #expect(sent.status == 201)
      #expect(try await api.post(send, token, body).status == 200)
      let cousin: JSONValue = [
        "close_relationship": "yes", "relationship_details": "My cousin is a governor.",
      ]
      let refused = try await api.post(send, token, ["answers": cousin])
      #expect(refused.status == 409 && refused["type"] == "/api/problems/already-sent")
      #expect(refused["not_sent", "answers"] == cousin && refused["not_sent", "statement"] == .null)
      #expect(refused["existing"] == .string("/api/v1/applications/\(try #require(sent["id"].string))"))
      #expect(refused["detail"].string?.contains("For this vacancy") == true)
    }
  }

  @Test("A school's history of a vacancy says nothing of who has begun to apply")
  func history() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let token = try borough.applicant
      let draft = "/me/application-drafts/\(vacancy.id)"
      let saved = try await api.put(draft, token, ["statement": "Begun", "answers": [:]], ifMatch: "*")
      #expect(saved["is_open"] == true)
      let history = try await api.get("/vacancies/\(vacancy.id)/history", try borough.head)
      #expect(history.status == 200 && !history.items.isEmpty && !history.text.contains("application_draft"))
    }
  }
}
