import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/inductions/{id}/death and recommendations that come back") struct InductionEndsAPITests {
  @Test("A recommendation is taken back by its head or sent back by an officer, each with a reason")
  func returned() async throws {
    try await withAPI { api, borough async throws in
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let path = "/inductions/\(try await BegunInduction.make(at: borough.school, borough.services))"
      let body: JSONValue = [
        "outcome": "satisfactory", "reasons": "Every Standard is met.",
        "early_reason": "Two years were served abroad.",
      ]
      let reason: JSONValue = ["reason": "The last assessment is not signed."]
      #expect(try await api.post("\(path)/recommendation/take-back", head, reason).status == 409)
      let made = try await api.post("\(path)/recommendation", head, body)
      #expect(made.items.first?.object?["missing_assessments"] == 2)
      #expect(try await api.post("\(path)/recommendation/take-back", officer, reason).status == 403)
      #expect(try await api.post("\(path)/recommendation/send-back", head, reason).status == 403)
      #expect(
        try await api.post("\(path)/recommendation/take-back", head, ["reason": "No"]).fields == ["reason"])
      let taken = try await api.post("\(path)/recommendation/take-back", head, reason)
      #expect(taken.items.last?.object?["returned"] == "taken_back")
      #expect(try await api.post("\(path)/recommendation", head, body).status == 200)
      let sent = try await api.post("\(path)/recommendation/send-back", officer, reason)
      #expect(Set(sent.items.map { $0.object?["returned"]?.string }) == ["taken_back", "sent_back"])
      #expect(sent.items.last?.object?["returned_reason"] == "The last assessment is not signed.")
      #expect(try await api.get(path, head)["state"] == "serving")
    }
  }

  @Test("A death ends the induction, for the head and officers; an officer puts a mistake right")
  func death() async throws {
    try await withAPI { api, borough async throws in
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let path = "/inductions/\(try await BegunInduction.make(at: borough.school, borough.services))"
      let today = JSONValue.string(borough.services.today.description)
      #expect(try await api.post("\(path)/death", try borough.applicant, ["died_on": today]).status == 404)
      #expect(try await api.post("\(path)/death", head, ["died_on": "2099-01-01"]).fields == ["died_on"])
      let ended = try await api.post("\(path)/death", head, ["died_on": today])
      #expect(ended["state"] == "died" && ended["died_on"] == today && ended["ended_on"] == today)
      #expect(ended["due"].array?.isEmpty == true)
      let board = try await api.get("/induction-board", officer)
      #expect(board["cohorts"].array?.first?.object?["died"] == 1)
      #expect(try await api.get("/inductions?state=died", officer).items.count == 1)
      let reason: JSONValue = ["reason": "It was another teacher of the same name."]
      #expect(try await api.post("\(path)/death/undo", head, reason).status == 403)
      let back = try await api.post("\(path)/death/undo", officer, reason)
      #expect(back["state"] == "serving" && back["died_on"] == .null && back["ended_on"] == .null)
    }
  }
}
