import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/inductions/{id}/lead-school and corrections") struct CorrectionAPITests {
  @Test("A change of hours is corrected and taken back; strangers see nothing")
  func hours() async throws {
    try await withAPI { api, borough async throws in
      _ = try await BegunInduction.make(at: borough.school, borough.services)
      // By the reference that pages show.
      let reference = try await borough.services.pool.value(
        "SELECT reference FROM induction", as: String.self)
      let path = "/inductions/\(reference)"
      let (head, officer, day) = (try borough.head, try borough.token(.officer), borough.services.today)
      let first = try #require(try await api.get(path, head)["periods"].array?.first?.object?["id"]?.string)
      let changed = try await api.post(
        "\(path)/periods/\(first)/hours", head,
        ["starts_on": .string(day.adding(days: 60).description), "fte": .number(0.6)])
      let second = try #require(changed["periods"].array?.last?.object?["id"]?.string)
      let wanted: [String: JSONValue] = [
        "starts_on": .string(day.adding(days: 30).description), "ends_on": .null, "fte": .number(0.8),
        "reason": "It was entered for another teacher.",
      ]
      let address = "\(path)/periods/\(second)"
      #expect(try await api.post("\(address)/correct", borough.otherHead, .object(wanted)).status == 404)
      let empty = wanted.merging(["reason": ""], uniquingKeysWith: { $1 })
      #expect(try await api.post("\(address)/correct", head, .object(empty)).fields == ["reason"])
      let corrected = try await api.post("\(address)/correct", head, .object(wanted))
      #expect(corrected.status == 200, "\(corrected.text)")
      #expect(corrected["periods"].array?.last?.object?["fte"] == .number(0.8))
      #expect(corrected["events"].array?.last?.object?["kind"] == "correction")
      let reason: JSONValue = ["reason": "The hours were not changed after all."]
      #expect(try await api.post("\(address)/take-back", head, ["reason": ""]).fields == ["reason"])
      let back = try await api.post("\(address)/take-back", officer, reason)
      #expect(back["periods"].array?.count == 1 && back["events"].array?.count == 2)
      #expect(try await api.post("\(path)/periods/\(first)/take-back", head, reason).status == 409)
      for step in ["take-back", "send-back"] {
        let token = step == "take-back" ? head : officer
        #expect(try await api.post("\(path)/recommendation/\(step)", token, reason).status == 409)
      }
      let died = try await api.post("\(path)/death", officer, ["died_on": .string(day.description)])
      #expect(died["state"] == "died")
      #expect(try await api.post("\(path)/death/undo", officer, reason)["state"] == "serving")
      let registration = try await borough.services.pool.value(
        "SELECT reference FROM induction_registration", as: String.self)
      #expect(try await api.get("/induction-registrations/\(registration)", head).status == 200)
    }
  }

  @Test("Of two posts one school leads, and which is set with a reason")
  func lead() async throws {
    try await withAPI { api, borough async throws in
      let id = try await BegunInduction.make(at: borough.school, borough.services)
      let (path, head) = ("/inductions/\(id)", try borough.head)
      let body: JSONValue = [
        "school_id": .string(borough.other.id.description),
        "starts_on": .string(borough.services.today.description), "reason": "Most of the teaching is there.",
      ]
      #expect(try await api.put("\(path)/lead-school", head, body, ifMatch: "*").status == 409)
      borough.clock.advance(seconds: 1)
      _ = try await BegunInduction.also(at: borough.other, borough.services)
      #expect(try await api.put("\(path)/lead-school", borough.otherHead, body, ifMatch: "*").status == 403)
      let set = try await api.put("\(path)/lead-school", head, body, ifMatch: "*")
      #expect(set.status == 200, "\(set.text)")
      #expect(set["lead_schools"].array?.last?.object?["school_name"] == .string(borough.other.name))
      let recommendation: JSONValue = [
        "outcome": "satisfactory", "reasons": "Every Standard is met.",
        "early_reason": "Agreed with the appropriate body.",
      ]
      #expect(try await api.post("\(path)/recommendation", head, recommendation).status == 403)
      #expect(try await api.post("\(path)/recommendation", borough.otherHead, recommendation).status == 200)
    }
  }
}
