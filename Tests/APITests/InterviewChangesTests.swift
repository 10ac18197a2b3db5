import Domain
import Foundation
import Postgres
import Testing

@testable import API

@Suite("Days of interviews that change, and who can’t come")
struct InterviewChangesTests {
  @Test(
    "Times, rooms and tasks are changed; a candidate gives the time back, and takes another one after all")
  func changes() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let application = try await borough.application(for: vacancy)
      try await borough.services.pool.execute("UPDATE application SET state = 'shortlisted'")
      let (head, applicant, panel) = (
        try borough.head, try borough.applicant, try borough.token(.panelMember)
      )
      let days = "/vacancies/\(vacancy.id)/interviews"
      let made = try await api.post(
        days, head,
        [
          "held_on": "2026-11-16", "place": "The school", "choose_by": "2026-11-13",
          "panel": [.string(try #require(borough.people[.panelMember]).description)],
          "times": ["09:00", "09:45"], "minutes": 40,
        ])
      let day = "/interview-days/\(try #require(made["id"].string))"
      try await tasks(day, head, panel, api)
      let path = "/applications/\(application.id)"
      _ = try await api.post(path + "/interview-invitation", head, ["day": made["id"]])
      let own = try await api.get(path + "/interview", applicant)
      #expect(own["day", "task_list"].array?.count == 1 && own["answer"] == .null)
      let free = (own["free"].array ?? []).compactMap { $0.object?["id"] }
      _ = try await api.post(path + "/interview/slot", applicant, ["slot": free[0]])
      try await slots(day, free, head, panel, api)
      try await answer(path, days, free, borough, api)
      try await callOff(day, path, days, free, borough, api)
    }
  }

  private func tasks(_ day: String, _ head: String, _ panel: String, _ api: APIClient) async throws {
    let lesson: JSONValue = [
      "tasks": [["title": "A lesson", "timing": "before", "minutes_apart": 30, "minutes": 20]]
    ]
    let none: JSONValue = ["tasks": [["title": "", "timing": "at"]]]
    #expect(try await api.put(day + "/tasks", panel, lesson, ifMatch: "*").status == 403)
    #expect(try await api.put(day + "/tasks", head, none).status == 428)
    #expect(try await api.put(day + "/tasks", head, lesson, ifMatch: "\"v9\"").status == 412)
    #expect(
      try await api.put(day + "/tasks", head, none, ifMatch: "*").fields == [
        "tasks[0].title", "tasks[0].starts_at", "tasks[0].minutes",
      ])
    let timed: JSONValue = ["tasks": [["title": "A tour", "timing": "after", "starts_at": "10:15"]]]
    #expect(
      try await api.put(day + "/tasks", head, timed, ifMatch: "*").fields == ["tasks[0].starts_at"])
    let set = try await api.put(day + "/tasks", head, lesson, ifMatch: "*")
    let task = try #require(set["task_list"].array?.first?.object)
    #expect(set["version"] == 2 && task["title"] == "A lesson" && task["starts_at"] == .null)
  }

  private func slots(
    _ day: String, _ free: [JSONValue], _ head: String, _ panel: String, _ api: APIClient
  ) async throws {
    let path = day + "/slots"
    #expect(try await api.get(path, panel).status == 403)
    let read = try await api.get(path, head)
    #expect(read["slots"].array?.count == 2)
    let taken: JSONValue = ["slots": [["id": free[1], "room": ""]]]
    #expect(try await api.put(path, head, taken, ifMatch: read.etag).fields == ["slots"])
    let change: JSONValue = [
      "slots": [["id": free[0], "room": "Hall"]], "times": ["13:00"], "minutes": 40, "rooms": ["Hall"],
    ]
    #expect(try await api.put(path, panel, change, ifMatch: "*").status == 403)
    #expect(try await api.put(path, head, change).status == 428)
    let changed = try await api.put(path, head, change, ifMatch: read.etag)
    #expect(changed["slots"].array?.compactMap { $0.object?["room"] } == ["Hall", "Hall"])
    #expect(try await api.put(path, head, change, ifMatch: read.etag).status == 412)
  }

  private func answer(
    _ path: String, _ days: String, _ free: [JSONValue], _ borough: Borough, _ api: APIClient
  ) async throws {
    let (head, applicant) = (try borough.head, try borough.applicant)
    let answer = path + "/interview/answer"
    let open = try await api.get(answer, applicant)
    #expect(open["may_answer"] == true && open["called_off"] == .null)
    #expect(try await api.put(answer, applicant, ["answer": "another_time"]).fields == ["slot"])
    let blind: JSONValue = ["answer": "another_time", "suits": "Any afternoon.", "slot": .null]
    let unaware = try await api.put(answer, applicant, blind)
    #expect(unaware.status == 409 && unaware.text.contains("it must name that time"))
    let mute: JSONValue = ["answer": "another_time", "slot": free[0]]
    #expect(try await api.put(answer, applicant, mute).fields == ["suits"])
    let other: JSONValue = ["answer": "another_time", "suits": "Any afternoon.", "slot": free[0]]
    #expect(try await api.put(answer, head, other).status == 404)
    let given = try await api.put(answer, applicant, other)
    #expect(given["slot"] == .null && given["answer", "suits"] == "Any afternoon.")
    let seen = try await api.get(answer, head)
    #expect(seen["answer", "suits"] == "Any afternoon." && seen["may_answer"] == false)
    #expect(try await api.get(answer, try borough.token(.panelMember)).status == 403)
    #expect(try await api.get(answer, borough.otherHead).status == 404)
    let listed = try await api.get(days, head)
    #expect(listed["answers"].array?.first?.object?["answer"] == "another_time")
    #expect(try await api.get(days, try borough.token(.panelMember))["answers"] == [])
    let slot = path + "/interview/slot"
    #expect(try await api.post(slot, applicant, ["slot": free[0]]).status == 409)
    let back = try await api.post(slot, applicant, ["slot": free[0], "takes_answer_back": true])
    #expect(back["answer"] == .null && back["slot", "id"] == free[0])
  }

  /// A day is called off after an answer, which the school still reads.
  private func callOff(
    _ day: String, _ path: String, _ days: String, _ free: [JSONValue], _ borough: Borough, _ api: APIClient
  ) async throws {
    let (head, applicant) = (try borough.head, try borough.applicant)
    let answer = path + "/interview/answer"
    let declined: JSONValue = ["answer": "declined", "slot": free[0]]
    #expect(try await api.put(answer, applicant, declined)["answer", "is_of_day_called_off"] == false)
    #expect(try await api.post(day + "/call-off", head, ["reason": "Snow"]).status == 204)
    let seen = try await api.get(answer, head)
    #expect(seen["answer", "answer"] == "declined" && seen["answer", "is_of_day_called_off"] == true)
    let own = try await api.get(answer, applicant)
    #expect(own["answer", "answer"] == "declined" && own["may_answer"] == false)
    #expect(own["called_off", "held_on"] == "2026-11-16" && own["called_off", "reason"] == "Snow")
    #expect(own["called_off", "starts_at"] == .null)
    #expect(try await api.get(answer, borough.otherHead).status == 404)
    #expect(try await api.get(days, head)["answers"].array?.count == 1)
  }
}
