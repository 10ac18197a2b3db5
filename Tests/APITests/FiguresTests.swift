import Domain
import Postgres
import Testing

@Suite("/vacancy-figures and /vacancies/{id}/schools")
struct FiguresTests {
  @Test("Officers read the figures; heads are told who may")
  func figures() async throws {
    try await withAPI { api, borough async throws in
      _ = try await borough.publishedVacancy()
      let figures = try await api.get("/vacancy-figures", try borough.token(.officer))
      #expect(figures["lines"].array?.first?.object?["published"] == 1)
      #expect(try await api.get("/vacancy-figures", try borough.head).status == 403)
      let turned = try await api.get(
        "/vacancy-figures?from=2026-02-01&to=2026-01-01", try borough.token(.officer))
      #expect(turned.fields == ["to"])
    }
  }

  @Test("Further schools are replaced against the vacancy's version")
  func schools() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.draft()
      let path = "/vacancies/\(vacancy.id)/schools"
      let read = try await api.get(path, try borough.head)
      #expect(read.items.isEmpty)
      let body: JSONValue = ["schools": [.string(borough.other.id.description)]]
      #expect(try await api.put(path, try borough.head, body, ifMatch: read.etag).fields == ["schools"])
      try await borough.services.pool.execute("UPDATE school SET trust_name = 'Sample Trust'")
      let changed = try await api.put(path, try borough.head, body, ifMatch: read.etag)
      #expect(changed.items.count == 1)
      #expect(try await api.put(path, try borough.head, body, ifMatch: read.etag).status == 412)
    }
  }
}
