import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/general-application")
struct GeneralApplicationTests {
  @Test("The form is open to everybody")
  func form() async throws {
    try await withAPI { api, _ async throws in
      let form = try await api.get("/application-form")
      #expect(form["version"] == 4)
      #expect(form["sections"].array?.count ?? 0 > 5)
    }
  }

  @Test("A section is saved with its tag, whatever is typed, and says what is missing")
  func saves() async throws {
    try await withAPI { api, borough async throws in
      let token = try borough.applicant
      let empty = try await api.get("/general-application/personal", token)
      #expect(empty["progress"] == "not_started")
      let path = "/general-application/personal"
      let answers: JSONValue = ["answers": ["first_names": "Ada", "postcode": "nonsense"]]
      #expect(try await api.put(path, token, answers).status == 428)
      let saved = try await api.put(path, token, answers, ifMatch: empty.etag)
      #expect(saved.status == 200)
      #expect(saved["version"] == 1)
      #expect(saved["answers", "postcode"] == "nonsense")
      #expect((saved["problems"].array ?? []).contains { $0.object?["field"] == "postcode" })
      #expect(try await api.put(path, token, answers, ifMatch: empty.etag).status == 412)
      let unknown = try await api.put(path, token, ["answers": ["shoe_size": "5"]], ifMatch: "*")
      #expect(unknown.status == 422)
      #expect(try await api.put("/general-application/hobbies", token, answers, ifMatch: "*").status == 404)
      #expect(try await api.get("/general-application/hobbies", token).status == 404)
      let whole = try await api.get("/general-application", token)
      #expect(whole["complete"] == false)
    }
  }

  @Test("Entries of a list are added, read, changed and removed")
  func entries() async throws {
    try await withAPI { api, borough async throws in
      let token = try borough.applicant
      let path = "/general-application/referees/entries"
      let added = try await api.post(path, token, ["answers": ["name": "Bea Sample"]], key: "one")
      #expect(added.status == 201)
      let location = try #require(added.headers[.location]).dropFirst("/api/v1".count)
      let again = try await api.post(path, token, ["answers": ["name": "Bea Sample"]], key: "one")
      #expect(again.headers[.location] == added.headers[.location])
      let same = try await api.post(path, token, ["answers": ["name": "Bea Sample"]], key: "two")
      #expect(same.status == 201 && same.headers[.location] == added.headers[.location])
      #expect(try await api.get(String(location), token)["answers", "name"] == "Bea Sample")
      let changed = try await api.put(
        String(location), token, ["answers": ["name": "Bea Changed"]], ifMatch: added.etag)
      #expect(changed.status == 200)
      let stale = try await api.put(
        String(location), token, ["answers": ["name": "Late"]], ifMatch: added.etag)
      #expect(stale.status == 412)
      let removed = try await api.delete(String(location), token)
      #expect(removed["answers", "entries"] == [])
      #expect(try await api.delete(String(location), token).status == 200)
      #expect(try await api.put(String(location), token, ["answers": [:]], ifMatch: "*").status == 404)
      #expect(
        try await api.post("/general-application/personal/entries", token, ["answers": [:]]).status == 404)
    }
  }
}

@Suite("/applications")
struct ApplicationTests {
  @Test("An applicant sends, the head reads and decides, the applicant sees it")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let token = try borough.applicant
      let send = "/vacancies/\(vacancy.id)/applications"
      let early = try await api.post(send, token, [:])
      #expect(early.status == 422)
      #expect(early.fields.contains("referees"))
      try await CompleteApplication.save(by: try await borough.actor(token), borough.services)
      let unasked = try await api.post(send, token, ["statement": "I know your school."])
      #expect(unasked.fields == ["close_relationship"])
      let sent = try await api.post(
        send, token, ["statement": "I know your school.", "answers": ["close_relationship": "no"]])
      #expect(sent.status == 201)
      let path = "/applications/\(try #require(sent["id"].string))"
      #expect(sent.headers[.location] == "/api/v1" + path)
      let again = try await api.post(send, token, [:])
      #expect(again.status == 200)
      #expect(again["id"] == sent["id"])

      let head = try borough.head
      #expect(try await api.get(send, head).items.count == 1)
      #expect(try await api.get("/schools/137549/applications?state=sent", head).items.count == 1)
      let whole = try await api.get(path, head)
      #expect(whole["answers", "statement", "statement"] == "I know your school.")
      #expect(whole["answers", "personal", "first_names"] == "Ada")
      #expect(try await api.get(path, head, headers: ["If-None-Match": whole.etag]).status == 304)

      let state = path + "/state"
      #expect(try await api.post(state, head, ["state": "withdrawn"]).fields == ["state"])
      #expect(try await api.post(state, head, ["state": "unsuccessful"]).fields == ["reason"])
      let recruiter = try borough.token(.recruiter)
      #expect(try await api.post(state, recruiter, ["state": "under_consideration"]).status == 200)
      #expect(try await api.post(state, recruiter, ["state": "unsuccessful", "reason": "x"]).status == 403)
      let panel = try borough.token(.panelMember)
      #expect(try await api.get(path, panel).status == 404)
      #expect(try await api.post(state, panel, ["state": "under_consideration"]).status == 404)
      let stale = try await api.post(
        state, head, ["state": "unsuccessful", "reason": "x"], headers: ["If-Match": whole.etag])
      #expect(stale.status == 412)
      let decided = try await api.post(
        state, head, ["state": "unsuccessful", "reason": "Private words.", "exception": "Alone."])
      #expect(decided["state_reason"] == "Private words.")
      let seen = try await api.get("/applications", token)
      #expect(seen.items.first?.object?["state"] == "unsuccessful")
      #expect(!seen.text.contains("Private words."))
      #expect(try await api.post(path + "/withdraw", token).status == 409)
    }
  }

  @Test("An application is taken back, and another can be sent then")
  func withdraws() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let application = try await borough.application(for: vacancy)
      let token = try borough.applicant
      let path = "/applications/\(application.id)/withdraw"
      #expect(try await api.post(path, try borough.head).status == 404)
      #expect(try await api.post(path, token)["state"] == "withdrawn")
      #expect(try await api.post(path, token)["state"] == "withdrawn")
      let another = try await api.post("/vacancies/\(vacancy.id)/applications", token, Borough.sending)
      #expect(another.status == 201)
      #expect(another["id"] != .string(application.id.description))
    }
  }

  @Test("A vacancy that is closed, withdrawn or a draft takes none")
  func closed() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let token = try borough.applicant
      try await CompleteApplication.save(by: try await borough.actor(token), borough.services)
      let draft = try await borough.draft()
      #expect(try await api.post("/vacancies/\(draft.id)/applications", token, Borough.sending).status == 404)
      let other = try await borough.publishedVacancy()
      _ = try await api.post("/vacancies/\(other.id)/withdraw", try borough.head, ["reason": "Filled."])
      #expect(try await api.post("/vacancies/\(other.id)/applications", token, Borough.sending).status == 410)
      borough.clock.advance(days: 29)
      borough.clock.advance(days: 10)
      let fresh = try #require(borough.people[.applicant])
      let later = try await Borough.token(of: fresh, Set(TokenScope.allCases), borough.services)
      #expect(
        try await api.post("/vacancies/\(vacancy.id)/applications", later, Borough.sending).status == 409)
    }
  }

  @Test("Lists come page by page")
  func pages() async throws {
    try await withAPI { api, borough async throws in
      for number in 1...3 {
        _ = try await borough.application(for: try await borough.publishedVacancy(title: "Post \(number)"))
        borough.clock.advance(seconds: 1)
      }
      let first = try await api.get("/applications?limit=2", try borough.applicant)
      #expect(first.items.count == 2)
      let cursor = try #require(first["next"].string)
      let second = try await api.get("/applications?limit=2&cursor=\(cursor)", try borough.applicant)
      #expect(second.items.count == 1)
      let school = try await api.get("/schools/137549/applications?limit=2", try borough.head)
      #expect(school["next"].string != nil)
    }
  }
}
