import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/induction-quality, /induction-samples, /induction-visits and /induction-feedback")
struct InductionQualityTests {
  @Test("A sample is drawn and judged, a visit recorded, feedback sent and acknowledged")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let review = try await CompletedReview.make(
        at: borough.school.id, of: borough.authority, borough.services)
      let (officer, head, tutor) = (
        try borough.token(.officer), try borough.head, try borough.token(.inductionTutor)
      )
      let today = JSONValue.string(borough.services.today.description)
      let school = "/schools/\(borough.school.urn)"
      #expect(try await api.post("/induction-samples", head, ["term": today, "share": 10]).status == 404)
      #expect(
        try await api.post("/induction-samples", officer, ["term": today, "share": 0]).fields == ["share"])
      let sample = try await api.post(
        "/induction-samples", officer, ["term": today, "share": 10, "seed": "a"])
      #expect(sample.status == 201 && sample["candidates"] == 1 && sample["drawn"] == 1)
      let again = try await api.post(
        "/induction-samples", officer, ["term": today, "share": 10, "seed": "a"])
      #expect(again["id"] == sample["id"])
      let path = "/induction-samples/\(sample["id"].string ?? "")"
      #expect(try await api.get(path, officer)["criteria"].array?.count == 4)
      #expect(try await api.get("/induction-samples", officer).items.count == 1)
      #expect(try await api.get(path, head).status == 404)
      let items = try await api.get("\(path)/items?school_id=\(borough.school.id)", officer).items
      let item = try #require(items.first?.object)
      #expect(item["assessment_id"]?.string == review.assessment.description)
      let judge = "/induction-sample-items/\(item["id"]?.string ?? "")"
      let judgements: JSONValue = [
        "evidence": "not_applicable", "targets": "met", "teacher_view": "met", "signed_in_time": "met",
      ]
      #expect(try await api.put(judge, officer, ["judgements": [:]]).status == 422)
      #expect(try await api.put(judge, tutor, ["judgements": judgements]).status == 404)
      #expect(try await api.put(judge, officer, ["judgements": judgements])["judged_by"] != .null)

      let visit = try await api.post(
        "\(school)/induction-visits", officer,
        [
          "visited_on": today, "visitors": "Olive Officer", "purpose": "The yearly visit",
          "found": "Release time is kept.",
          "inductions": [["induction_id": .string(review.induction.description), "said": "All is well."]],
        ])
      #expect(visit.status == 201 && visit["inductions"].array?.count == 1)
      let visitPath = "/induction-visits/\(visit["id"].string ?? "")"
      let agreed = try await api.post(
        "\(visitPath)/actions", officer, ["what": "Train the mentors", "owner": "The head", "due_on": today])
      let action = try #require(agreed["actions"].array?.first?.object?["id"]?.string)
      let done = try await api.put(
        "\(visitPath)/actions/\(action)", officer, ["done_on": today, "outcome": "Both came."])
      #expect(done["actions"].array?.first?.object?["done_on"] == today)
      let repeated = try await api.put(
        "\(visitPath)/actions/\(action)", officer, ["done_on": today, "outcome": "Both came."],
        ifMatch: visit.etag)
      #expect(repeated.status == 200 && repeated.etag == done.etag)
      let late = try await api.put(
        "\(visitPath)/actions/\(action)", officer, ["done_on": .null, "outcome": ""], ifMatch: visit.etag)
      #expect(late.status == 412)
      #expect(try await api.get(visitPath, head).status == 404)
      #expect(try await api.get("\(school)/induction-visits", officer).items.count == 1)
      let written: JSONValue = [
        "visited_on": today, "visitors": "Olive Officer", "purpose": "A second look",
        "found": "Release time is kept.",
      ]
      #expect(try await api.put(visitPath, officer, written).status == 428)
      #expect(
        try await api.put(visitPath, officer, written, ifMatch: done.etag)["purpose"] == "A second look")

      let draft = try await api.post(
        "\(school)/induction-feedback", officer,
        ["body": "Targets could say by when.", "visit_id": visit["id"], "sample_id": sample["id"]])
      #expect(draft.status == 201 && draft["sent_at"] == .null)
      let feedback = "/induction-feedback/\(draft["id"].string ?? "")"
      #expect(try await api.get(feedback, head).status == 404)
      let saved = try await api.put(
        feedback, officer, ["body": "Targets should say by when."], ifMatch: draft.etag)
      #expect(saved.status == 200)
      let sent = try await api.post("\(feedback)/send", officer)
      #expect(sent["evidence"].object?["looked"] == 1)
      #expect(
        try await api.put(feedback, officer, ["body": "Other words."], ifMatch: sent.etag).status == 409)
      #expect(try await api.get("\(school)/induction-feedback", tutor).items.count == 1)
      #expect(try await api.get(feedback, borough.otherHead).status == 404)
      #expect(try await api.get(feedback, try borough.applicant).status == 404)
      #expect(try await api.post("\(feedback)/acknowledge", tutor, [:]).status == 403)
      let seen = try await api.post("\(feedback)/acknowledge", head, ["comment": "We will."])
      #expect(seen["comment"] == "We will." && seen["acknowledged_at"] != .null)

      let figures = try await api.get("\(school)/induction-quality", head)
      #expect(figures["inductions"] == 1 && figures["criteria_met"] == 3 && figures["last_visit"] == today)
      #expect(try await api.get("\(school)/induction-quality", borough.otherHead).status == 404)
      #expect(try await api.get("/induction-quality?q=First", officer).items.count == 1)
      #expect(try await api.get("/induction-quality?q=137549", officer).items.count == 1)
      #expect(try await api.get("/induction-quality", head).status == 404)
      let csv = try await api.get("/induction-quality/export", officer)
      #expect(csv.text.contains("137549,First Primary School,1,"))
    }
  }
}
