import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/inductions/{id}/observations and /induction-observations")
struct LessonObservationTests {
  static func content(_ borough: Borough) -> JSONValue {
    [
      "observer_name": "Tara Tutor", "observer_role": "tutor", "observer_qualified": true,
      "observed_on": .string(borough.services.today.description), "context": "Year 4, mathematics",
      "standards": ["4", "part_two"], "strengths": "Questions reach every table.",
      "areas": "Time for pupils to explain.", "steps": "Two questions a lesson in pairs.",
      "steps_by": .string(borough.services.today.adding(days: 14).description),
    ]
  }

  /// The teacher’s token.
  static func teacher(_ borough: Borough, _ email: String) async throws -> String {
    let (account, token) = try await Borough.person(email, .applicant, nil, borough.services)
    try await borough.services.pool.execute(
      "UPDATE account SET email_confirmed_at = \(borough.services.now()) WHERE id = \(account)")
    return token
  }

  @Test("A draft is written, shared, confirmed and opened again; for everybody else it doesn’t exist")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let induction = try await BegunInduction.make(at: borough.school, borough.services)
      let (officer, head, tutor) = (
        try borough.token(.officer), try borough.head, try borough.token(.inductionTutor)
      )
      let teacher = try await Self.teacher(borough, BegunInduction.email)
      let list = "/inductions/\(induction)/observations"
      #expect(try await api.post(list, borough.otherHead, [:]).status == 404)
      #expect(try await api.post(list, officer, [:]).status == 403)
      #expect(try await api.post(list, tutor, ["standards": ["9"]]).fields == ["standards"])
      let begun = try await api.post(list, tutor, ["context": "Year 4"])
      #expect(begun.status == 201 && begun["state"] == "draft" && begun["problems"].array?.isEmpty == false)
      let path = "/induction-observations/\(begun["id"].string ?? "")"
      for reader in [officer, teacher, borough.otherHead, try borough.token(.administrator)] {
        #expect(try await api.get(path, reader).status == 404)
      }
      #expect(try await api.post("\(path)/share", tutor).status == 422)
      #expect(try await api.put(path, head, Self.content(borough)).status == 428)
      let wrong: [(field: String, value: JSONValue)] = [("observer_role", "zzz"), ("standards", ["9"])]
      for (field, value) in wrong {
        #expect(try await api.put(path, head, [field: value], ifMatch: begun.etag).fields == [field])
      }
      let saved = try await api.put(path, head, Self.content(borough), ifMatch: begun.etag)
      #expect(saved["problems"].array?.isEmpty == true && saved["may_write"] == true)
      #expect(try await api.put(path, head, Self.content(borough), ifMatch: begun.etag).status == 412)
      let tasks = "/schools/\(borough.school.urn)/induction-support-tasks"
      #expect(try await api.get(tasks, head).items.first?.object?["kind"] == "share_observation")
      #expect(try await api.get(tasks, officer).status == 404)
      #expect(try await api.get(tasks, borough.otherHead).status == 404)
      let shared = try await api.post("\(path)/share", tutor)
      #expect(shared["state"] == "shared" && shared["may_write"] == false)
      #expect(try await api.put(path, head, Self.content(borough), ifMatch: shared.etag).status == 409)
      #expect(try await api.delete(path, head).status == 409)
      #expect(try await api.get(path, officer)["may_confirm"] == false)
      #expect(try await api.get("/own-induction-tasks", teacher).items.count == 1)
      #expect(try await api.post("\(path)/confirm", officer, [:]).status == 409)
      let seen = try await api.post("\(path)/confirm", teacher, ["comment": "Thank you."])
      #expect(seen["state"] == "seen" && seen["comment"] == "Thank you.")
      #expect(try await api.get("/own-induction-tasks", teacher).items.isEmpty)
      let reopened = try await api.post("\(path)/reopen", head, ["reason": "It was Year 5."])
      #expect(reopened["state"] == "draft" && reopened["history"].array?.count == 3)
      #expect(try await api.get(path, teacher)["shows_last_shared"] == true)
      let other = try await api.post(list, tutor, [:])
      #expect(try await api.get(list, tutor).items.count == 2)
      #expect(try await api.get(list, teacher).items.count == 1)
      let unshared = "/induction-observations/\(other["id"].string ?? "")"
      let stale = try await api.send(.delete, unshared, tutor, headers: ["If-Match": "\"99\""])
      #expect(stale.status == 412)
      #expect(try await api.delete(unshared, tutor).status == 204)
      #expect(try await api.get(unshared, tutor).status == 404)
      #expect(try await api.get(list, borough.otherHead).status == 404)
    }
  }
}
