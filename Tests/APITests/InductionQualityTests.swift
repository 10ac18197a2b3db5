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
      #expect(sample["scope"] == "both")
      #expect(try await api.get(path, officer)["criteria"].array?.count == 9)
      #expect(try await api.get("/induction-samples", officer).items.count == 1)
      #expect(try await api.get(path, head).status == 404)
      let items = try await api.get("\(path)/items?school_id=\(borough.school.id)", officer).items
      let item = try #require(items.first?.object)
      #expect(item["assessment_id"]?.string == review.assessment.description)
      let judge = "/induction-sample-items/\(item["id"]?.string ?? "")"
      let judgements: JSONValue = [
        "evidence": "not_applicable", "targets": "met", "teacher_view": "met", "signed_in_time": "met",
      ]
      #expect(try await api.put(judge, officer, ["judgements": [:]], ifMatch: "*").status == 422)
      #expect(try await api.put(judge, tutor, ["judgements": judgements], ifMatch: "*").status == 404)
      let judged = try await api.put(judge, officer, ["judgements": judgements], ifMatch: "*")
      #expect(judged["judged_by"] != .null)
      let drawn = try await api.get("\(path)/items/export?school_id=\(borough.school.id)", officer)
      #expect(drawn.text.hasPrefix("school,teacher,subject,what,risks,evidence,targets,teacher_view,"))
      #expect(drawn.text.contains(",not_applicable,met,met,met,"))
      #expect(try await api.get("\(path)/items/export", head).status == 404)

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
        "\(visitPath)/actions/\(action)", officer, ["done_on": today, "outcome": "Both came."], ifMatch: "*")
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
      let visits = try await api.get("\(school)/induction-visits/export", officer)
      #expect(visits.text.contains("The yearly visit,Release time is kept.,"))
      #expect(visits.text.contains(": All is well.,Train the mentors,The head,"))
      #expect(try await api.get("\(school)/induction-visits/export", head).status == 404)
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
      let export = "\(school)/induction-feedback/export"
      #expect(try await api.get(export, officer).text.contains(",draft,Targets could say by when.,"))
      #expect(try await !api.get(export, head).text.contains("Targets"))
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

      try await lessons(api, borough, of: review.induction)
      let figures = try await api.get("\(school)/induction-quality", head)
      #expect(figures["observations_sampled"] == 1 && figures["observation_criteria_judged"] == 4)
      #expect(figures["observation_criteria_met"] == 3)
      #expect(figures["inductions"] == 1 && figures["criteria_met"] == 3 && figures["last_visit"] == today)
      #expect(try await api.get("\(school)/induction-quality", borough.otherHead).status == 404)
      #expect(try await api.get("/induction-quality?q=First", officer).items.count == 1)
      #expect(try await api.get("/induction-quality?q=137549", officer).items.count == 1)
      #expect(try await api.get("/induction-quality", head).status == 404)
      let csv = try await api.get("/induction-quality/export", officer)
      #expect(csv.text.contains("137549,First Primary School,1,") && csv.text.contains(",1,4,3\r\n"))
    }
  }

  /// A lesson observation is drawn, judged by criteria of its own and told in feedback.
  private func lessons(_ api: APIClient, _ borough: Borough, of induction: InductionID) async throws {
    let officer = try borough.token(.officer)
    let today = JSONValue.string(borough.services.today.description)
    let observation = try await SharedObservation.make(of: induction, borough.services)
    let wrong = try await api.post(
      "/induction-samples", officer, ["term": today, "share": 10, "scope": "visits"])
    #expect(wrong.fields == ["scope"])
    let sample = try await api.post(
      "/induction-samples", officer, ["term": today, "share": 10, "scope": "observations"])
    #expect(sample["candidates"] == 1 && sample["observations"].object?["drawn"] == 1)
    let path = "/induction-samples/\(sample["id"].string ?? "")"
    let criteria = try #require(try await api.get(path, officer)["criteria"].array)
    #expect(criteria.count == 5 && criteria.allSatisfy { $0.object?["applies_to"] == "observation" })
    let item = try #require(try await api.get("\(path)/items", officer).items.first?.object)
    #expect(item["subject"] == "observation" && item["assessment_id"] == .null)
    #expect(item["observation_id"]?.string == observation.description)
    let judge = "/induction-sample-items/\(item["id"]?.string ?? "")"
    #expect(
      try await api.put(judge, officer, ["judgements": ["evidence": "met"]], ifMatch: "*").status == 422)
    let version = Int(try #require(item["version"]?.number))
    let judged = try await api.put(
      judge, officer,
      [
        "judgements": [
          "observer_qualified": "met", "discussed": "partly", "standards_named": "met", "next_steps": "met",
          "regular": "not_applicable",
        ], "notes": "Nothing says that they met.",
      ], ifMatch: "\"\(version)\"")
    #expect(judged["judged_by"] != .null)
    let draft = try await api.post(
      "/schools/\(borough.school.urn)/induction-feedback", officer,
      ["body": "Please write down when you met.", "sample_id": sample["id"]])
    let sent = try await api.post("/induction-feedback/\(draft["id"].string ?? "")/send", officer)
    #expect(sent["evidence"].object?["observations_looked"] == 1)
    #expect(sent["evidence"].object?["observation_criteria"]?.array?.count == 5)
  }
}
