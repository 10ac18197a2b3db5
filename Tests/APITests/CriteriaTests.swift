import Domain
import Testing

@Suite("/vacancies/{id}/criteria")
struct CriteriaTests {
  @Test("The criteria are replaced as a whole, against the vacancy's version")
  func replace() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.draft()
      let path = "/vacancies/\(vacancy.id)/criteria"
      let head = try borough.head
      let empty = try await api.get(path, head)
      #expect(empty.status == 200 && empty.items.isEmpty)
      let body: JSONValue = [
        "items": [["essential": false, "category": "skills", "wording": "Sings in tune"]]
      ]
      #expect(try await api.put(path, head, body).status == 428)
      let changed = try await api.put(path, head, body, ifMatch: empty.etag)
      #expect(changed.items.first?.object?["assessed_by"] == ["application"])
      #expect(try await api.put(path, head, body, ifMatch: empty.etag).status == 412)
      let wrong: JSONValue = ["items": [["essential": true, "category": "skills", "wording": "x"]]]
      let refused = try await api.put(path, head, wrong, ifMatch: changed.etag)
      #expect(refused.fields == ["criteria[0].wording"])
      #expect(try await api.get(path).status == 404)
      #expect(try await api.put(path, borough.otherHead, body, ifMatch: "*").status == 404)
    }
  }
}
