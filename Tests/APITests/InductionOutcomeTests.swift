import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/inductions/{id}/letters and appeals") struct InductionOutcomeTests {
  private static func decide(
    _ api: APIClient, _ borough: Borough, _ outcome: String, _ more: [String: JSONValue] = [:]
  ) async throws -> (path: String, teacher: String) {
    let id = try await BegunInduction.make(at: borough.school, borough.services)
    let teacher = try await Borough.person(BegunInduction.email, .applicant, nil, borough.services).1
    let path = "/inductions/\(id)"
    let body: [String: JSONValue] = ["outcome": .string(outcome), "reasons": "Standards 2 and 6."]
    if outcome != "extension" {
      #expect(
        try await api.post("\(path)/recommendation", try borough.head, .object(body)).fields == [
          "early_reason"
        ])
    }
    let early: [String: JSONValue] = ["early_reason": "Two years were served abroad."]
    let recommended = try await api.post(
      "\(path)/recommendation", try borough.head, .object(body.merging(early, uniquingKeysWith: { $1 })))
    #expect(recommended.status == 200)
    #expect(
      try await api.post("\(path)/representations", teacher, ["text": "My class changed."]).status == 200)
    let decided = try await api.post(
      "\(path)/decision", try borough.token(.officer), .object(body.merging(more, uniquingKeysWith: { $1 })))
    if more.isEmpty {
      #expect(decided.fields == ["early_reason"])
    } else {
      #expect(decided.status == 200, "\(decided.text)")
    }
    return (path, teacher)
  }

  @Test(
    "An early completion takes its reason; letters, duties and the confirmation are each for their readers")
  func completed() async throws {
    try await withAPI { api, borough async throws in
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let (path, teacher) = try await Self.decide(api, borough, "satisfactory")
      #expect(try await api.get("\(path)/confirmation", teacher).status == 409)
      #expect(try await api.get("\(path)/confirmation/pdf", teacher).status == 409)
      let decided = try await api.post(
        "\(path)/decision", officer,
        [
          "outcome": "satisfactory", "reasons": "Standards 2 and 6.", "early_reason": "Two years abroad.",
        ])
      #expect(decided.items.last?.object?["early_reason"] == "Two years abroad.")
      #expect(decided.items.last?.object?["missing_assessments"] == 2)
      #expect(try await api.get("\(path)/letters", teacher).items.count == 1)
      #expect(try await api.get("\(path)/letters", head).items.count == 2)
      let all = try await api.get("\(path)/letters", officer).items
      #expect(all.count == 4)
      #expect(all.first?.object?["kind"] == "decision")
      #expect(
        all.first?.object?["file_name"]?.string?.hasPrefix("decision-letter-teacher-nia-sample-") == true)
      let reference = try await api.get(path, officer)["reference"].string ?? ""
      #expect(try await api.get("/inductions/\(reference)/letters", officer).items.count == 4)
      #expect(try await api.get("/inductions/I-00000000/letters", officer).status == 404)
      let last = "/induction-letters/\(all.last?.object?["id"]?.string ?? "")"
      #expect(try await api.get(last, teacher).status == 404)
      #expect(try await api.get("\(last)/pdf", teacher).status == 404)
      let first = "/induction-letters/\(all.first?.object?["id"]?.string ?? "")"
      try await api.checkPDF("\(first)/pdf", teacher, named: "decision-letter-teacher-nia-sample-")
      #expect(try await api.get("/induction-duties", head).status == 404)
      #expect(try await api.get("/induction-duties/export", head).status == 404)
      #expect(try await api.get("/induction-duties/export", officer).text.contains(",termly_return,"))
      #expect(
        try await api.get("/induction-duties", officer).items.first?.object?["kind"]
          == "termly_return")
      let today = JSONValue.string(borough.services.today.description)
      let sent: JSONValue = ["means": "termly_return", "sent_on": today]
      #expect(try await api.post("\(last)/sent", head, sent).status == 404)
      #expect(try await api.post("\(last)/sent", officer, sent)["means"] == "termly_return")
      #expect(try await api.get("/induction-duties", officer).items.isEmpty)
      let confirmed = try await api.get("\(path)/confirmation", teacher)
      #expect(confirmed["name"] == "Nia Sample" && confirmed["decided_on"] == today)
      try await api.checkPDF(
        "\(path)/confirmation/pdf", teacher, named: "induction-confirmation-nia-sample-")
      #expect(try await api.get("\(path)/confirmation/pdf", borough.otherHead).status == 404)
    }
  }

  @Test(
    "What stands against completion is told; a proposed failure is withdrawn before it is decided otherwise")
  func proposal() async throws {
    try await withAPI { api, borough async throws in
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let path = "/inductions/\(try await BegunInduction.make(at: borough.school, borough.services))"
      let teacher = try await Borough.person(BegunInduction.email, .applicant, nil, borough.services).1
      let before = try await api.get("\(path)/decisions", head)
      #expect(before["objections"].array?.first == "2 formal assessments are not received.")
      let body: JSONValue = ["outcome": "not_satisfactory", "reasons": "Standards 2 and 6."]
      let recommended: JSONValue = [
        "outcome": "not_satisfactory", "reasons": "Standards 2 and 6.",
        "early_reason": "Told so in March already.",
      ]
      #expect(try await api.post("\(path)/recommendation", head, recommended).status == 200)
      #expect(
        try await api.post("\(path)/representations", teacher, ["text": "My class changed."]).status == 200)
      #expect(try await api.post("\(path)/decision", officer, body).fields == ["early_reason"])
      let failure: JSONValue = [
        "outcome": "not_satisfactory", "reasons": "Standards 2 and 6.",
        "early_reason": "The whole of it was served elsewhere.",
      ]
      #expect(try await api.post("\(path)/decision", officer, failure).status == 200)
      for reader in [teacher, head] {
        let seen = try await api.get("\(path)/decisions", reader).items.first?.object
        #expect(seen?["representations"] == "My class changed." && seen?["outcome"] == .null)
      }
      let other: JSONValue = [
        "outcome": "extension", "reasons": "One more term will do.", "extension_terms": 1,
      ]
      #expect(try await api.post("\(path)/decision", officer, other).status == 409)
      #expect(try await api.post("\(path)/decision/withdraw", officer, ["reason": ""]).fields == ["reason"])
      #expect(
        try await api.post("\(path)/decision/withdraw", head, ["reason": "It is wrong."]).status == 403)
      let taken = try await api.post(
        "\(path)/decision/withdraw", officer, ["reason": "The support plan is not over."])
      #expect(taken.items.last?.object?["withdrawn_proposals"]?.array?.count == 1, "\(taken.text)")
      #expect(try await api.post("\(path)/decision", officer, other).status == 200)
    }
  }

  @Test(
    "The head’s recommendation stands in the tasks of the school; actions that were sent come again on request"
  )
  func tasksAndActions() async throws {
    try await withAPI { api, borough async throws in
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let id = try await BegunInduction.make(at: borough.school, borough.services)
      try await borough.services.pool.execute(
        "UPDATE induction_due SET due_on = \(borough.services.today) WHERE kind = 'recommendation'")
      let tasks = try await api.get("/schools/\(borough.school.urn)/induction-tasks", head).items
      let task = tasks.compactMap(\.object).first { $0["title"] == "The head’s recommendation" }
      #expect(task?["turn"] == "head" && task?["induction_id"] == .string("\(id)"))
      #expect(try await api.get("/induction-actions/export", officer).status == 404)
      #expect(try await api.get("/induction-actions/export?all=true", officer).status == 404)
    }
  }

  @Test(
    "Who employs is set by head and officer, which mails the employer’s letter that waits; nobody else knows")
  func employer() async throws {
    try await withAPI { api, borough async throws in
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let (path, teacher) = try await Self.decide(api, borough, "extension", ["extension_terms": 1])
      let employer = "/schools/\(borough.school.urn)/employer"
      for token in [officer, head] { #expect(try await api.get(employer, token).status == 404) }
      let before = try await api.get("\(path)/letters", head).items.last?.object
      #expect(before?["recipient"] == "employer" && before?["is_through_school"] == true)
      let letter = "/induction-letters/\(before?["id"]?.string ?? "")"
      #expect(try await api.post("\(letter)/mail", head, [:]).status == 409)
      let body: JSONValue = ["name": "Sample Trust", "email": "notices@trust.example"]
      #expect(
        try await api.put(
          employer, head, ["name": "Sample Trust", "email": "nobody"], ifMatch: "\"0\""
        ).fields == ["email"])
      #expect([403, 404].contains(try await api.put(employer, teacher, body, ifMatch: "*").status))
      let set = try await api.put(employer, head, body, ifMatch: "\"0\"")
      #expect(set.status == 200 && set["mailed"] == 1, "\(set.text)")
      let after = try await api.get(letter, officer)
      #expect(after["mailed_to"] == "notices@trust.example" && after["is_through_school"] == false)
      #expect(try await api.get(employer, officer)["name"] == "Sample Trust")
      #expect([403, 404].contains(try await api.get(employer, teacher).status))
      #expect(try await api.delete(employer, officer).status == 204)
      #expect(try await api.get(employer, head).status == 404)
    }
  }

  @Test("An appeal goes step by step, each step for those it is for")
  func appealed() async throws {
    try await withAPI { api, borough async throws in
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let (path, teacher) = try await Self.decide(api, borough, "extension", ["extension_terms": 1])
      let open = try #require(try await api.get("\(path)/appeals", teacher).items.first?.object)
      #expect(open["state"] == "open" && open["appeal_by"]?.string != nil)
      #expect(try await api.get("\(path)/appeals", try borough.token(.inductionTutor)).items.isEmpty)
      let steps = "/induction-appeals/\(open["id"]?.string ?? "")/steps"
      #expect(try await api.post(steps, teacher, ["step": "lodge", "text": "No."]).fields == ["text"])
      let lodged = try await api.post(
        steps, teacher, ["step": "lodge", "text": "My support plan was never put into practice."])
      #expect(lodged["state"] == "lodged" && lodged["reply_by"].string != nil)
      let today = JSONValue.string(borough.services.today.description)
      let reply: JSONValue = ["step": "reply", "on": today, "text": "We uphold the extension."]
      #expect(try await api.post(steps, head, reply).status == 403)
      #expect(try await api.post(steps, borough.otherHead, reply).status == 404)
      borough.clock.advance(seconds: 1)
      #expect(try await api.post(steps, officer, reply)["state"] == "replied")
      // Whoever is too late reads who was first, and when.
      let stale = try await api.post(steps, officer, reply, headers: ["If-Match": lodged.etag])
      let replied = "Meanwhile this was recorded: the appropriate body has replied, by "
      #expect(stale.status == 412 && stale["detail"].string?.hasPrefix(replied) == true, "\(stale.text)")
      let dismissed = try await api.post(
        steps, officer, ["step": "dismiss", "on": today, "text": "The decision was sound."])
      #expect(dismissed["state"] == "dismissed" && dismissed["failed_list_from"] == .null)
      // What the board counts as overdue is listed with it: here the notice to the Secretary of State.
      borough.clock.advance(days: 20)
      let overdue = try await api.get("/induction-board/overdue?turn=body", try borough.token(.officer))
      let duties = (overdue["duties"].array ?? []).compactMap { $0.object }
      #expect(duties.contains { $0["kind"] == "letter_secretary_of_state" }, "\(overdue.text)")
      #expect(duties.allSatisfy { $0["is_overdue"] == true } && overdue["next_duties"] == .null)
      let wrong = try await api.get("/induction-board/overdue?duties_cursor=x", try borough.token(.officer))
      #expect(wrong.fields == ["duties_cursor"])
      let export = "/induction-board/overdue/export?turn="
      let file = try await api.get("\(export)body", try borough.token(.officer))
      #expect(file.text.contains(",overdue,letter_secretary_of_state,"))
      let others = try await api.get("\(export)head", try borough.token(.officer))
      #expect(others.status == 200 && !others.text.contains("letter_secretary_of_state"))
      borough.clock.advance(days: -20)
      let late = try await api.post(steps, officer, reply)
      let ended = "Meanwhile this was recorded: appeal dismissed, by "
      #expect(late.status == 409 && late["detail"].string?.hasPrefix(ended) == true, "\(late.text)")
    }
  }
}
