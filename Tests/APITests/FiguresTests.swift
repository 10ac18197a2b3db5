import Domain
import Postgres
import TestSupport
import Testing

@Suite("/vacancy-figures and /vacancies/{id}/schools")
struct FiguresTests {
  @Test("Officers read the figures; to heads they don't exist")
  func figures() async throws {
    try await withAPI { api, borough async throws in
      _ = try await borough.publishedVacancy()
      let figures = try await api.get("/vacancy-figures", try borough.token(.officer))
      #expect(figures["lines"].array?.first?.object?["published"] == 1)
      #expect(try await api.get("/vacancy-figures", try borough.head).status == 404)
      let turned = try await api.get(
        "/vacancy-figures?from=2026-02-01&to=2026-01-01", try borough.token(.officer))
      #expect(turned.fields == ["to"])
    }
  }

  @Test("Officers read how schools recruit and how large the pool is; to others the figures don't exist")
  func recruitment() async throws {
    try await withAPI { api, borough async throws in
      _ = try await borough.application(for: try await borough.publishedVacancy())
      let officer = try borough.token(.officer)
      let figures = try await api.get("/recruitment-figures?term=autumn", officer)
      #expect(figures["from"].string == "2026-09-01" && figures["to"].string == "2026-12-31")
      let all = figures["lines"].array?.first?.object
      #expect(all?["applications"]?.object?["sent"] == 1 && all?["posts"]?.object?["advertised"] == 1)
      #expect(all?["days_to_shortlist"]?.object?["vacancies"] == 0)
      let pool = try await api.get("/pool-figures", officer)
      #expect(pool["lines"].array?.first?.object?["people"] == 0)
      for path in [
        "/recruitment-figures", "/pool-figures", "/recruitment-figures/export", "/pool-figures/export",
        "/equality-totals/export", "/unfilled-vacancies", "/unfilled-vacancies/export",
      ] {
        #expect(try await api.get(path, try borough.head).status == 404)
      }
      #expect(figures["posts"].array?.last?.object?["name"] == "Teacher")
      try await Self.exports(api, borough, officer)
      #expect(try await api.get("/recruitment-figures?schools=none", officer).fields == ["schools"])
      #expect(try await api.get("/recruitment-figures?year=2100", officer).fields == ["year"])
      #expect(try await api.get("/pool-figures?on=2027-01-01", officer).fields == ["on"])
    }
  }

  /// The figures as files, and the list of what was not filled.
  private static func exports(_ api: APIClient, _ borough: Borough, _ officer: String) async throws {
    let file = try await api.get("/recruitment-figures/export?table=posts&term=autumn", officer)
    #expect(file.text.contains("All schools,1,0,0,1,0,0\r\n"))
    #expect(try await api.get("/recruitment-figures/export", officer).text.hasPrefix("schools,sent,"))
    #expect(try await api.get("/recruitment-figures/export?table=pool", officer).fields == ["table"])
    let subjects = try await api.get("/pool-figures/export?table=pool-subjects", officer)
    #expect(subjects.text.hasPrefix("counted_on,code,subject,nursery,primary,"))
    #expect(try await api.get("/pool-figures/export", officer).text.contains("all,,Everybody,0\r\n"))
    #expect(try await api.get("/equality-totals/export", officer).text.hasPrefix("term,question,"))
    #expect(try await api.get("/unfilled-vacancies", officer).items.isEmpty)
    try await borough.services.pool.execute("UPDATE vacancy SET state = 'closed'")
    try await borough.services.pool.execute(
      """
      UPDATE vacancy SET state = 'not_filled', filled_through = 'no-applicants', outcome_at = \(borough.clock.now)
      """)
    let unfilled = try await api.get("/unfilled-vacancies", officer)
    #expect(unfilled.items.first?.object?["standing"] == "not_filled")
    #expect(try await api.get("/unfilled-vacancies/export", officer).text.hasPrefix("school,urn,"))
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
