import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import API

@Suite("/vacancies")
struct VacancySearchTests {
  @Test("Everybody finds what is live, page by page, newest first")
  func pages() async throws {
    try await withAPI { api, borough async throws in
      for number in 1...5 {
        _ = try await borough.publishedVacancy(title: "Teacher \(number)")
        borough.clock.advance(seconds: 60)
      }
      _ = try await borough.draft()
      let first = try await api.get("/vacancies?limit=2")
      #expect(first["total"] == 5)
      #expect(first.items.map { $0.object?["title"] } == ["Teacher 5", "Teacher 4"])
      let cursor = try #require(first["next"].string)
      #expect(first.headers[.link] == "</api/v1/vacancies?limit=2&cursor=\(cursor)>; rel=\"next\"")
      let second = try await api.get("/vacancies?limit=2&cursor=\(cursor)")
      #expect(second.items.map { $0.object?["title"] } == ["Teacher 3", "Teacher 2"])
      let last = try #require(second["next"].string)
      let third = try await api.get("/vacancies?limit=2&cursor=\(last)")
      #expect(third.items.count == 1)
      #expect(third["next"] == .null)
      #expect(third.headers[.link] == nil)
    }
  }

  @Test(
    "Filters narrow the list",
    arguments: [
      ("q=painting", 0), ("q=class+teacher", 1), ("phase=primary", 1), ("phase=secondary", 0),
      ("working_pattern=full_time", 1), ("working_pattern=part_time", 0), ("nqts_welcome=true", 1),
      ("school=137549", 1), ("school=137550", 0), ("subject=mathematics", 0),
    ])
  func filters(_ query: String, _ total: Int) async throws {
    try await withAPI { api, borough async throws in
      _ = try await borough.publishedVacancy()
      #expect(try await api.get("/vacancies?\(query)")["total"] == .whole(total))
    }
  }

  @Test("A school that doesn’t exist is a fault of the query")
  func unknownSchool() async throws {
    try await withAPI { api, _ async throws in
      #expect(try await api.get("/vacancies?school=999999").fields == ["school"])
      #expect(try await api.get("/vacancies?school=x").fields == ["school"])
    }
  }
}

@Suite("/vacancies/{id}")
struct VacancyTests {
  @Test("Everybody reads a published vacancy; it closes by itself, and its tag changes with that")
  func reads() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let first = try await api.get("/vacancies/\(vacancy.id)")
      #expect(first.status == 200)
      #expect(first["state"] == "published")
      #expect(first["pay_minimum_pence"].number ?? 0 > 2_000_000)
      #expect(first["closes_at"] == "2026-12-04T12:00:00Z")
      let same = try await api.get("/vacancies/\(vacancy.id)", headers: ["If-None-Match": first.etag])
      #expect(same.status == 304)
      borough.clock.advance(days: 40)
      let closed = try await api.get("/vacancies/\(vacancy.id)", headers: ["If-None-Match": first.etag])
      #expect(closed.status == 200)
      #expect(closed["state"] == "closed")
    }
  }

  @Test("What isn’t there is not found", arguments: ["0193a5c8-1f00-7000-8000-000000000009", "x", "%00"])
  func missing(_ id: String) async throws {
    try await withAPI { api, _ async throws in
      #expect(try await api.get("/vacancies/\(id)").status == 404)
    }
  }

  @Test("A withdrawn vacancy is gone")
  func gone() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let reply = try await api.post(
        "/vacancies/\(vacancy.id)/withdraw", try borough.head, ["reason": "Filled."])
      #expect(reply.status == 200)
      #expect(try await api.get("/vacancies/\(vacancy.id)").status == 410)
      #expect(
        try await api.get("/vacancies/\(vacancy.id)", try borough.head)["withdrawn_reason"] == "Filled.")
    }
  }
}

@Suite("/schools/{urn}/vacancies and what follows")
struct SchoolVacancyTests {
  private static let content: JSONValue = [
    "title": "Year 4 class teacher", "job_roles": ["teacher"], "phases": ["primary"], "key_stages": ["ks2"],
    "contract_type": "permanent",
    "working_patterns": ["part_time"], "fte": .number(0.6), "pay_minimum": "M1", "pay_maximum": "M6",
    "starts_on": "2027-01-04", "closes_on": "2026-12-04", "closes_at_time": "12:00",
    "description": "A class of 28 in a two-form school by the river, with a partner teacher next door.",
  ]

  @Test("A vacancy is drafted, changed with its tag, published and withdrawn")
  func life() async throws {
    try await withAPI { api, borough async throws in
      let head = try borough.head
      let draft = try await api.post(
        "/schools/137549/vacancies", head, ["title": "Teacher", "working_patterns": ["full_time"]])
      #expect(draft.status == 201 && draft["fte"] == .number(1))
      let location = try #require(draft.headers[.location])
      #expect(location == "/api/v1/vacancies/\(draft["id"].string ?? "")")
      let path = String(location.dropFirst("/api/v1".count))
      let unready = try await api.post(path + "/publish", head)
      #expect(unready.status == 422)
      #expect(unready.fields.contains("phases"))

      #expect(try await api.put(path, head, Self.content).status == 428)
      #expect(try await api.put(path, head, Self.content, ifMatch: "\"7\"").status == 412)
      #expect(try await api.put(path, head, Self.content, ifMatch: "nonsense").status == 400)
      let changed = try await api.put(path, head, Self.content, ifMatch: draft.etag)
      #expect(changed.status == 200)
      #expect(changed["fte"] == .number(0.6))
      let stale = try await api.put(path, head, Self.content, ifMatch: draft.etag)
      #expect(stale.status == 412)
      #expect(stale["current_version"] == 2)
      #expect(try await api.put(path, head, Self.content, ifMatch: "*").status == 200)

      let published = try await api.post(path + "/publish", head)
      #expect(published.status == 200)
      #expect(published["state"] == "published")
      #expect(try await api.post(path + "/publish", head).status == 200)
      let own = try await api.get("/schools/137549/vacancies?state=published", head)
      #expect(own.items.count == 1)
      #expect(try await api.post(path + "/withdraw", head, ["reason": " "]).fields == ["reason"])
      #expect(try await api.post(path + "/withdraw", head, ["reason": "Filled."])["state"] == "withdrawn")
      let late = try await api.put(path, head, Self.content, ifMatch: "*")
      #expect(late.status == 409)
    }
  }

  @Test("A recruiter prepares but does not publish")
  func recruiter() async throws {
    try await withAPI { api, borough async throws in
      let recruiter = try borough.token(.recruiter)
      let draft = try await api.post("/schools/137549/vacancies", recruiter, Self.content)
      #expect(draft.status == 201)
      let path = "/vacancies/\(try #require(draft["id"].string))"
      #expect(try await api.post(path + "/publish", recruiter).status == 403)
      #expect(try await api.post(path + "/withdraw", recruiter, ["reason": "x"]).status == 403)
      for stranger in [borough.otherHead, try borough.applicant] {
        #expect(try await api.post(path + "/publish", stranger).status == 404)
      }
      #expect(
        try await api.post(path + "/publish", try borough.head, headers: ["If-Match": draft.etag]).status
          == 200)
    }
  }

  @Test("What came of a vacancy is told to its school only; for others it has closed, and they take no step")
  func outsiders() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let (path, head) = ("/vacancies/\(vacancy.id)", try borough.head)
      // A recruiter who has applied for it is a stranger to it like others.
      let rival = try borough.token(.recruiter)
      try await CompleteApplication.save(by: try await borough.actor(rival), borough.services)
      #expect(try await api.post(path + "/applications", rival, Borough.sending).status == 201)
      #expect(try await api.post(path + "/close", head).status == 200)
      #expect(try await api.post(path + "/outcome", head, ["outcome": "none-suitable"]).status == 200)
      #expect(try await api.get(path, head)["state"] == "not_filled")
      for read in ["/advice", "/history", "/agency-releases"] {
        #expect(try await api.get(path + read, head).status == 200, "\(read)")
        #expect(try await api.get(path + read, rival).status == 404, "\(read)")
      }
      #expect(try await api.post(path + "/template", rival, ["name": "Ours"]).status == 404)
      for stranger in [borough.otherHead, try borough.applicant, rival] {
        let seen = try await api.get(path, stranger)
        #expect(seen["state"] == "closed" && seen["outcome"] == .null)
        #expect(try await api.post(path + "/publish", stranger).status == 404)
        #expect(try await api.post(path + "/close", stranger).status == 404)
        #expect(try await api.post(path + "/copy", stranger).status == 404)
        #expect(try await api.post(path + "/readvertise", stranger).status == 404)
      }
      #expect(try await api.get(path)["state"] == "closed")
    }
  }

  @Test("Faults of the content are named all at once")
  func invalid() async throws {
    try await withAPI { api, borough async throws in
      let reply = try await api.post(
        "/schools/137549/vacancies", try borough.head,
        ["title": "", "subjects": ["alchemy"], "fte": 2, "closes_at_time": "late"])
      #expect(reply.status == 422)
      #expect(Set(reply.fields) == ["title", "subjects[0]", "fte", "closes_at_time"])
    }
  }
}

@Suite("/schools")
struct SchoolTests {
  @Test("Schools are listed page by page and found by words, phase and number")
  func lists() async throws {
    try await withAPI { api, _ async throws in
      let first = try await api.get("/schools?limit=1")
      #expect(first.items.first?.object?["name"] == "First Primary School")
      let cursor = try #require(first["next"].string)
      let second = try await api.get("/schools?limit=1&cursor=\(cursor)")
      #expect(second.items.first?.object?["name"] == "Second Primary School")
      #expect(second["next"] == .null)
      #expect(try await api.get("/schools?q=seco").items.count == 1)
      #expect(try await api.get("/schools?phase=secondary").items.isEmpty)
      #expect(try await api.get("/schools?authority=883").items.count == 2)
    }
  }

  @Test("One school is read by its number")
  func reads() async throws {
    try await withAPI { api, _ async throws in
      let school = try await api.get("/schools/137549")
      #expect(school["name"] == "First Primary School")
      #expect(try await api.get("/schools/137549", headers: ["If-None-Match": school.etag]).status == 304)
      #expect(try await api.get("/schools/999999").status == 404)
      #expect(try await api.get("/schools/x").status == 404)
    }
  }
}

@Suite("Reference data")
struct ReferenceTests {
  @Test(
    "Subjects, key stages and pay scales are open", arguments: ["/subjects", "/key-stages", "/pay-scales"])
  func lists(_ path: String) async throws {
    try await withAPI { api, _ async throws in
      let reply = try await api.get(path)
      #expect(reply.status == 200)
      #expect(!reply.items.isEmpty)
    }
  }

  @Test("Pay scales are of an area and a day")
  func pay() async throws {
    try await withAPI { api, _ async throws in
      let fringe = try await api.get("/pay-scales?area=fringe&on=2026-11-02")
      let england = try await api.get("/pay-scales?on=2026-11-02")
      #expect(fringe["area"] == "fringe")
      #expect(fringe.items.first != england.items.first)
      #expect(try await api.get("/pay-scales?area=mars").fields == ["area"])
      #expect(try await api.get("/pay-scales?on=today").fields == ["on"])
    }
  }
}
