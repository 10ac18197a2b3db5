import Domain
import Foundation
import TestSupport
import Testing

@testable import API

@Suite("GET /vacancies with filters")
struct VacancyFilterTests {
  @Test(
    "Filters are repeated for further values, and wrong ones are named",
    arguments: [
      ("phase=secondary&phase=primary", 1), ("phase=secondary&phase=nursery", 0), ("contract=permanent", 1),
      ("role=teacher&role=head", 1), ("role=head", 0), ("pay_from=46000", 1), ("pay_from=90000", 0),
      ("visa=true", 0), ("faith=none", 1), ("sort=closing", 1), ("q=class&sort=match", 1),
    ])
  func filters(_ query: String, _ total: Int) async throws {
    try await withAPI { api, borough async throws in
      _ = try await borough.publishedVacancy()
      let reply = try await api.get("/vacancies?\(query)")
      #expect(reply.status == 200, "\(query)")
      #expect(reply["total"] == .whole(total), "\(query)")
    }
  }

  @Test(
    "Faults of the query",
    arguments: [
      ("phase=moon", "phase"), ("subject=alchemy", "subject"), ("near=Atlantis", "near"),
      ("sort=nearest", "sort"),
      ("within=0&near=x", "within"), ("cursor=abc", "cursor"), ("radius=3", "radius"),
    ])
  func faults(_ query: String, _ field: String) async throws {
    try await withAPI { api, borough async throws in
      _ = try await borough.publishedVacancy()
      #expect(try await api.get("/vacancies?\(query)").fields == [field])
    }
  }

  @Test("Counts of filters come when asked for, and corrected words are named")
  func facets() async throws {
    try await withAPI { api, borough async throws in
      _ = try await borough.publishedVacancy(title: "Mathematics teacher")
      let plain = try await api.get("/vacancies")
      #expect(plain["facets"] == .null && plain["searched_words"] == .null)
      #expect(plain["measured_from"] == .null)
      let counted = try await api.get("/vacancies?facets=true&q=matehmatics")
      #expect(counted["facets"].object?["phase"] == ["primary": 1])
      #expect(counted["searched_words"] == "mathematics")
      #expect(try await api.get("/vacancies?exact=true&q=matehmatics")["total"] == 0)
    }
  }

  @Test("A cursor goes on in its own order only")
  func cursors() async throws {
    try await withAPI { api, borough async throws in
      for number in 1...3 { _ = try await borough.publishedVacancy(title: "Teacher \(number)") }
      let first = try await api.get("/vacancies?sort=closing&limit=2")
      let cursor = try #require(first["next"].string)
      #expect(try await api.get("/vacancies?sort=closing&limit=2&cursor=\(cursor)").items.count == 1)
      #expect(try await api.get("/vacancies?limit=2&cursor=\(cursor)").fields == ["cursor"])
    }
  }
}

@Suite("/schools/{urn}/profile")
struct SchoolProfileTests {
  @Test("The school’s words are read by everybody and replaced by its head with the tag that was read")
  func profile() async throws {
    try await withAPI { api, borough async throws in
      let head = try borough.head
      let empty = try await api.get("/schools/137549/profile")
      #expect(empty.status == 200 && empty["version"] == 0)
      let words: JSONValue = ["about": "By the river.", "contact_email": "office@school.example"]
      #expect(try await api.put("/schools/137549/profile", head, words).status == 428)
      let stored = try await api.put("/schools/137549/profile", head, words, ifMatch: empty.etag)
      #expect(stored.status == 200 && stored["version"] == 1)
      #expect(try await api.get("/schools/137549/profile")["about"] == "By the river.")
      #expect(try await api.put("/schools/137549/profile", head, words, ifMatch: empty.etag).status == 412)
      let faulty = try await api.put("/schools/137549/profile", head, ["contact_email": "x"], ifMatch: "*")
      #expect(faulty.fields == ["contact_email"])
      let stranger = try await api.put("/schools/137549/profile", try borough.applicant, words, ifMatch: "*")
      #expect(stranger.status == 403)
    }
  }

  @Test("A school is listed with its vacancies")
  func counts() async throws {
    try await withAPI { api, borough async throws in
      _ = try await borough.publishedVacancy()
      #expect(try await api.get("/schools/137549")["vacancies"] == 1)
      #expect(try await api.get("/schools?hiring=true").items.count == 1)
      #expect(try await api.get("/schools?faith=catholic").items.isEmpty)
    }
  }
}
