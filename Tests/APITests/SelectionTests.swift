import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("Selection") struct SelectionTests {
  /// A vacancy with two criteria, an application, and a panel of head, recruiter and panel member.
  private static func sift(
    _ api: APIClient, _ borough: Borough, anonymous: Bool = false
  ) async throws -> (vacancy: String, application: String, criteria: [JSONValue]) {
    let vacancy = try await borough.publishedVacancy()
    _ = try await SetCriteria(borough.services)(
      vacancy.id,
      [Criterion(wording: "Teaching this age"), Criterion(isEssential: false, wording: "A choir")],
      expectedVersion: nil, by: .operatorAtCommandLine)
    let application = try await borough.application(for: vacancy)
    let path = "/vacancies/\(vacancy.id)"
    let empty = try await api.get(path + "/panel", try borough.head)
    #expect(empty["members"] == [] && empty["version"] == 0)
    let people = try [Role.head, .recruiter, .panelMember].map {
      JSONValue.string(try #require(borough.people[$0]).description)
    }
    let body: JSONValue = [
      "members": .array(people), "chair": people[0], "anonymous": .bool(anonymous),
    ]
    #expect(try await api.put(path + "/panel", try borough.head, body).status == 428)
    let named = try await api.put(path + "/panel", try borough.head, body, ifMatch: empty.etag)
    #expect(named.status == 200 && named["warning"].string?.contains("safer recruitment") == true)
    #expect(try await api.put(path + "/panel", try borough.head, body, ifMatch: empty.etag).status == 412)
    let view = try await api.get("/applications/\(application.id)/sift", try borough.token(.panelMember))
    return (path, "/applications/\(application.id)", view["criteria"].array ?? [])
  }

  private static func sheet(_ criteria: [JSONValue], _ score: Int, submit: Bool) -> JSONValue {
    [
      "scores": .array(
        criteria.map {
          ["criterion_id": $0.object?["id"] ?? .null, "score": .whole(score), "note": "Seen."]
        }), "recommendation": "shortlist", "submit": .bool(submit),
    ]
  }

  @Test("A panel sifts, each on their own; the head agrees the shortlist and turns another down")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let (vacancy, application, criteria) = try await Self.sift(api, borough)
      #expect(criteria.count == 2)
      for (role, score) in [(Role.head, 3), (.recruiter, 1)] {
        let token = try borough.token(role)
        let empty = try await api.get(application + "/sift", token)
        #expect(empty["own", "version"] == 0)
        let half = try await api.put(
          application + "/sift", token, ["scores": [], "submit": true], ifMatch: empty.etag)
        #expect(half.fields == ["scores[0].score", "scores[1].score", "recommendation"])
        let saved = try await api.put(
          application + "/sift", token, Self.sheet(criteria, score, submit: true), ifMatch: empty.etag)
        #expect(saved.status == 200 && saved["others"] == [] && saved["revealed"] == false)
        #expect(
          try await api.put(
            application + "/sift", token, Self.sheet(criteria, 0, submit: false), ifMatch: "*"
          ).status == 409)
      }
      let early = try await api.get(vacancy + "/shortlist", try borough.head)
      #expect(early.items.first?.object?["totals"] == .object([:]))
      #expect(early.items.first?.object?["likely_duplicates"] == [])
      #expect(try await api.get(application, try borough.head)["likely_duplicates"] == [])
      let back = try await api.post(application + "/sift/reopen", try borough.token(.recruiter))
      #expect(back["own", "submitted_at"] == .null)
      for role in [Role.recruiter, .panelMember] {
        _ = try await api.put(
          application + "/sift", try borough.token(role), Self.sheet(criteria, 2, submit: true), ifMatch: "*")
      }
      let shown = try await api.get(application + "/sift", try borough.token(.panelMember))
      #expect(shown["others"].array?.count == 2 && shown["revealed"] == true)
      let sift = try await api.get(vacancy + "/sift", try borough.token(.panelMember))
      #expect(sift.items.first?.object?["progress"] == ["submitted": 3, "members": 3])
      let list = try await api.get(
        vacancy + "/shortlist?order=spread&state=sent&essentials=met&words=curiosity", try borough.head)
      #expect(list["total"] == 1 && list.items.first?.object?["spread"] == 2)
      #expect(try await api.get(vacancy + "/shortlist?cursor=x", try borough.head).status == 422)
      let file = try await api.get(vacancy + "/shortlist/export", try borough.head)
      #expect(file.text.hasPrefix("applicant,reference,") && file.text.contains("Ada Sample"))
      #expect(file.text.contains(",agency,account_closed\r\n") && file.text.contains(",false\r\n"))

      let id = JSONValue.string(String(application.dropFirst("/applications/".count)))
      let body: JSONValue = [
        "stage": "shortlist", "applications": [["id": id, "version": 1, "chosen": true]],
      ]
      #expect(
        try await api.put(vacancy + "/shortlist", try borough.token(.panelMember), body).status == 404)
      #expect(try await api.put(vacancy + "/shortlist", try borough.head, body)["listed"] == 1)
      #expect(try await api.put(vacancy + "/shortlist", try borough.head, body).status == 412)
      let rejection: JSONValue = [
        "rejections": [
          [
            "application_id": id, "version": 2, "criteria": [criteria[0].object?["id"] ?? .null],
            "reason": "Private words.",
          ]
        ], "message": "Thank you for applying.",
      ]
      #expect(
        try await api.post(vacancy + "/rejections", try borough.token(.recruiter), rejection).status == 403)
      let down = try await api.post(vacancy + "/rejections", try borough.head, rejection)
      #expect(down.items.first?.object?["state"] == "unsuccessful")
      let other: JSONValue = [
        "rejections": [["application_id": id, "version": .null, "reason": "Other words."]],
        "message": "Thank you for applying.",
      ]
      #expect(try await api.post(vacancy + "/rejections", try borough.head, other).status == 409)
      let decided = try await api.get(application + "/decisions", try borough.head)
      #expect(decided.items.count == 1 && decided.items[0].object?["decision"] == "rejection")
      #expect(try await api.get(application + "/decisions", try borough.applicant).status == 404)
      let told = try await api.get(application + "/feedback", try borough.applicant)
      #expect(told["message"] == "Thank you for applying." && !told.text.contains("Private"))
    }
  }

  @Test("While names are hidden, no route of the school shows one")
  func anonymous() async throws {
    try await withAPI { api, borough async throws in
      let (vacancy, application, criteria) = try await Self.sift(api, borough, anonymous: true)
      _ = try await api.put(
        application + "/sift", try borough.head, Self.sheet(criteria, 3, submit: true), ifMatch: "*")
      for role in [Role.head, .recruiter, .panelMember] {
        let token = try borough.token(role)
        for path in [
          application, application + "/sift", vacancy + "/applications", vacancy + "/sift",
          vacancy + "/shortlist", vacancy + "/shortlist/export", "/schools/137549/applications",
        ] {
          let reply = try await api.get(path, token)
          #expect(reply.status == 200, "\(path)")
          for secret in ["Ada", "Bea Sample", "bea@university", "RM17", "lived_abroad", "has_left"] {
            #expect(!reply.text.contains(secret), "\(role) \(path) shows \(secret)")
          }
        }
        let found = try await api.get(vacancy + "/shortlist?words=ada", token)
        #expect(found["total"] == 0)
      }
      let moved = try await api.post(
        application + "/state", try borough.head, ["state": "under_consideration"])
      #expect(moved["applicant_name"] == "Applicant 1")
      let own = try await api.get(application, try borough.applicant)
      #expect(own["applicant_name"] == "Ada Sample" && own["answers", "personal", "first_names"] == "Ada")
    }
  }

  @Test("The head closes and reopens a sift; training is recorded and struck out; two are compared")
  func others() async throws {
    try await withAPI { api, borough async throws in
      let (vacancy, application, _) = try await Self.sift(api, borough)
      let head = try borough.head
      #expect(try await api.post(vacancy + "/sift/close", try borough.token(.recruiter)).status == 403)
      #expect(try await api.post(vacancy + "/sift/close", head)["sift_closed_at"] != .null)
      #expect(try await api.post(vacancy + "/sift/reopen", head, ["reason": ""]).fields == ["reason"])
      #expect(
        try await api.post(vacancy + "/sift/reopen", head, ["reason": "Late."])["sift_closed_at"] == .null)
      let school = "/schools/137549/safer-recruitment-training"
      let body: JSONValue = [
        "account_id": .string(try #require(borough.people[.recruiter]).description),
        "provider": "Example Training", "completed_on": "2026-09-04", "valid_until": "2029-09-04",
      ]
      let officer = try borough.token(.officer)
      let untrained = try await api.get("/untrained-panels", officer)
      #expect(untrained.items.compactMap { $0.object?["kind"]?.string } == ["panel"])
      #expect(try await api.get("/untrained-panels/export", officer).text.contains("\r\npanel,"))
      let record = try await api.post(school, head, body)
      #expect(record.status == 201)
      #expect(try await api.get("/untrained-panels", officer).items.isEmpty)
      let trained = try await api.get("/safer-recruitment-training", officer)
      #expect(trained.items.compactMap { $0.object?["standing"]?.string } == ["valid"])
      #expect(try await api.get("/safer-recruitment-training?show=expired", officer).items.isEmpty)
      let people = try await api.get("/safer-recruitment-training/export", officer)
      #expect(people.text.contains("Example Training,2026-09-04,2029-09-04,valid\r\n"))
      for path in ["/safer-recruitment-training", "/untrained-panels"] {
        #expect(try await api.get(path, head).status == 404)
      }
      #expect(try await api.get(vacancy + "/panel", head)["warning"] == .null)
      #expect(try await api.get(school, head).items.count == 1)
      let struck = school + "/" + (record["id"].string ?? "")
      #expect(try await api.delete(struck, borough.otherHead).status == 403)
      #expect(try await api.delete(struck, head).status == 204)
      #expect(try await api.delete(struck, head).status == 404)
      let id = application.dropFirst("/applications/".count)
      #expect(try await api.get(vacancy + "/comparison?application=\(id)", head).fields == ["application"])
      let long = body.object?.merging(["valid_until": "2090-01-01"]) { _, new in new } ?? [:]
      #expect(try await api.post(school, head, .object(long)).fields == ["valid_until"])
      #expect(try await api.get("/applications/\(id)", head)["applicant_email"] == "applicant@example.org")
    }
  }

  @Test("Nobody decides alone without a reason, which stands with the selection")
  func alone() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let application = try await borough.application(for: vacancy)
      let (path, head) = ("/vacancies/\(vacancy.id)", try borough.head)
      var body: [String: JSONValue] = [
        "stage": "shortlist", "applications": [["id": .id(application.id), "version": 1, "chosen": true]],
      ]
      #expect(try await api.put(path + "/shortlist", head, .object(body)).fields == ["exception"])
      body["exception"] = "The only teacher of the school is its head."
      #expect(try await api.put(path + "/shortlist", head, .object(body))["listed"] == 1)
      let exceptions = try await api.get(path + "/sift-exceptions", try borough.token(.recruiter))
      #expect(exceptions.items.first?.object?["decision"] == "shortlist")
      #expect(exceptions.text.contains("The only teacher"))
      for token in [try borough.applicant, borough.otherHead] {
        #expect(try await api.get(path + "/sift-exceptions", token).status == 404)
      }
    }
  }

  @Test("No route takes an application from a state to one that may not follow it: 409, for every pair")
  func everyPair() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let application = try await borough.application(for: vacancy)
      let pool = borough.services.pool
      try await pool.execute("ALTER TABLE application DISABLE TRIGGER application_is_frozen")
      let head = try borough.head
      let path = "/applications/\(application.id)"
      func put(_ state: ApplicationState) async throws {
        try await pool.execute("UPDATE application SET state = \(state), state_reason = NULL, version = 1")
      }
      for from in ApplicationState.allCases {
        for to in ApplicationState.allCases where to != from {
          try await put(from)
          let reply = try await api.post(
            path + "/state", head,
            ["state": .code(to), "reason": "Because.", "exception": "Alone."])
          let isStep = to == .underConsideration || to == .unsuccessful
          #expect(
            reply.status == (from.mayBecome(to) ? isStep ? 200 : 422 : 409), "\(from) to \(to): \(reply.text)"
          )
        }
        try await put(from)
        let withdrawn = try await api.post(path + "/withdraw", try borough.applicant)
        #expect(
          withdrawn.status == (from.mayBecome(.withdrawn) || from == .withdrawn ? 200 : 409), "\(from)")
        try await put(from)
        let listed = try await api.put(
          "/vacancies/\(vacancy.id)/shortlist", head,
          [
            "stage": "shortlist",
            "applications": [["id": .id(application.id), "version": 1, "chosen": true]],
            "exception": "Alone.",
          ])
        let isCandidate = SelectionStage.shortlist.candidates.contains(from)
        #expect(listed.status == (isCandidate ? 200 : 409), "\(from) to the shortlist: \(listed.text)")
        #expect(!isCandidate || from == .shortlisted || from.mayBecome(.shortlisted))
        try await put(from)
        let down = try await api.post(
          "/vacancies/\(vacancy.id)/rejections", head,
          [
            "rejections": [["application_id": .id(application.id), "version": 1, "reason": "Because."]],
            "message": "Thank you.", "exception": "Alone.",
          ])
        #expect(down.status == (from.mayBecome(.unsuccessful) ? 200 : 409), "\(from): \(down.text)")
      }
    }
  }
}
