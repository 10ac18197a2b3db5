import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/inductions/{id}/support-plans and /induction-support-plans")
struct SupportPlanTests {
  @Test("A plan is opened, gets a target and a meeting, is reviewed and closed; strangers see none")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let induction = try await BegunInduction.make(at: borough.school, borough.services)
      let (officer, head, tutor) = (
        try borough.token(.officer), try borough.head, try borough.token(.inductionTutor)
      )
      let teacher = try await LessonObservationTests.teacher(borough, BegunInduction.email)
      let today = borough.services.today
      func date(_ days: Int) -> JSONValue { .string(today.adding(days: days).description) }
      let list = "/inductions/\(induction)/support-plans"
      let reason: JSONValue = ["ground": "concern", "reason": "Lessons begin late."]
      #expect(try await api.post(list, borough.otherHead, reason).status == 404)
      #expect(try await api.post(list, officer, reason).status == 403)
      #expect(try await api.post(list, tutor, ["ground": "concern", "reason": "Late"]).fields == ["reason"])
      let named: JSONValue = [
        "ground": "concern", "reason": "Lessons begin late.", "assessment_id": .string("\(induction)"),
      ]
      #expect(try await api.post(list, tutor, named).fields == ["assessment_id"])
      let opened = try await api.post(list, tutor, reason)
      #expect(opened.status == 201 && opened["is_open"] == true)
      #expect(try await api.post(list, tutor, reason).status == 409)
      let path = "/induction-support-plans/\(opened["id"].string ?? "")"
      for reader in [borough.otherHead, try borough.token(.administrator), try borough.applicant] {
        #expect(try await api.get(path, reader).status == 404)
      }
      let target: JSONValue = [
        "standard": "7", "success": "Lessons begin within two minutes.", "support": "Two visits a week.",
        "supporter": "Mo Mentor", "review_on": date(14),
      ]
      #expect(try await api.post("\(path)/targets", teacher, target).status == 403)
      let set = try await api.post("\(path)/targets", tutor, target)
      let id = try #require(set["targets"].array?.first?.object?["id"]?.string)
      #expect(try await api.put("\(path)/targets/\(id)", head, target).status == 428)
      #expect(try await api.put("\(path)/targets/\(id)", head, target, ifMatch: opened.etag).status == 412)
      let changed = try await api.put("\(path)/targets/\(id)", head, target, ifMatch: set.etag)
      #expect(changed.status == 200)
      let met = try await api.post(
        "\(path)/meetings", tutor, ["held_on": date(0), "present": "Nia, Tara", "notes": "It gets quicker."])
      #expect(met["meetings"].array?.count == 1)
      #expect(
        try await api.post("\(path)/close", head, ["outcome": "on_track", "closing": "It went well."]).fields
          == ["outcome"])
      let tasks = "/schools/\(borough.school.urn)/induction-support-tasks"
      #expect(try await api.get(tasks, head).items.first?.object?["kind"] == "review_targets")
      let reviewed = try await api.post("\(path)/targets/\(id)/review", tutor, ["outcome": "met"])
      #expect(reviewed["targets"].array?.first?.object?["outcome"] == "met")
      #expect(try await api.post("\(path)/targets/\(UUID())/review", tutor, ["outcome": "met"]).status == 404)
      let closed = try await api.post(
        "\(path)/close", head, ["outcome": "on_track", "closing": "It went well."])
      #expect(closed["outcome"] == "on_track" && closed["may_close"] == false)
      for reader in [officer, teacher, tutor] {
        #expect(try await api.get(list, reader).items.count == 1)
        #expect(try await api.get(path, reader)["closing"] == "It went well.")
      }
    }
  }
}
