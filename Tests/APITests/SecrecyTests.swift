import Domain
import HTTPTypes
import Postgres
import Testing

@testable import API

/// Walks every route as everybody who has no business with a school's drafts and applications.
@Suite("What is another’s")
struct SecrecyTests {
  @Test("No route shows or changes another school’s draft or application, whoever asks")
  func walk() async throws {
    try await withAPI { api, borough async throws in
      let draft = try await borough.draft()
      let vacancy = try await borough.publishedVacancy()
      let application = try await borough.application(for: vacancy)
      let (_, otherRecruiter) = try await Borough.person(
        "recruiter@second.example.org", .recruiter, borough.other.id, borough.services)
      let (_, otherPanel) = try await Borough.person(
        "panel@second.example.org", .panelMember, borough.other.id, borough.services)
      let (_, stranger) = try await Borough.person("stranger@example.org", .applicant, nil, borough.services)
      let before = try await Self.state(borough)
      let callers: [(String, String?)] = [
        ("visitor", nil), ("other head", borough.otherHead), ("other recruiter", otherRecruiter),
        ("other panel member", otherPanel), ("stranger", stranger),
        ("induction tutor", try borough.token(.inductionTutor)),
        ("officer", try borough.token(.officer)), ("administrator", try borough.token(.administrator)),
      ]
      for endpoint in APIRoutes.endpoints where endpoint.path.contains("{") {
        for id in [draft.id.description, application.id.description, vacancy.id.description] {
          for (who, token) in callers {
            let path = endpoint.path.replacing("{id}", with: id).replacing("{urn}", with: "137549")
              .replacing("{section}", with: "personal").replacing("{role}", with: "head")
              .replacing("{entry}", with: id).replacing("{year}", with: "2027")
              .replacing("{account_id}", with: try #require(borough.people[.head]).description)
            // A stranger may send an application of their own for a live vacancy; it is not complete.
            let reply = try await Self.call(endpoint, path, token, api)
            let told = "\(who): \(endpoint.method) \(path) → \(reply.status)"
            #expect(!reply.text.contains("Secret plans"), "\(told)")
            #expect(!reply.text.contains("patience and curiosity"), "\(told)")
            #expect(!reply.text.contains(application.reference), "\(told)")
            if path.contains(draft.id.description) || path.contains(application.id.description) {
              #expect([401, 403, 404].contains(reply.status), "\(told)")
            }
          }
        }
      }
      #expect(try await Self.state(borough) == before)
    }
  }

  /// Calls a route with what it takes: its own example, or a document.
  private static func call(
    _ endpoint: Endpoint, _ path: String, _ token: String?, _ api: APIClient
  ) async throws -> APIClient.Reply {
    var headers = endpoint.condition == .none ? [:] : ["If-Match": "*"]
    guard endpoint.upload != nil else {
      return try await api.send(endpoint.method, path, token, endpoint.body?.example, headers: headers)
    }
    headers["Content-Type"] = "application/pdf"
    headers["Authorization"] = token.map { "Bearer \($0)" }
    let hasKind = endpoint.query.contains { $0.name == "kind" }
    let query = hasKind ? "?kind=job_description&name=Plan.pdf" : "?name=Plan.pdf"
    return try await api.raw(endpoint.method, path + query, Array("%PDF-1.7\n%%EOF\n".utf8), headers: headers)
  }

  @Test("A draft and an application that are another’s look like ones that don’t exist")
  func hidden() async throws {
    try await withAPI { api, borough async throws in
      let draft = try await borough.draft()
      let application = try await borough.application(for: try await borough.publishedVacancy())
      let missing = "0193a5c8-1f00-7000-8000-000000000009"
      for (kind, id) in [("vacancies", draft.id.description), ("applications", application.id.description)] {
        let real = try await api.get("/\(kind)/\(id)", borough.otherHead)
        let none = try await api.get("/\(kind)/\(missing)", borough.otherHead)
        #expect(real.status == 404)
        #expect(real["detail"] == none["detail"])
        #expect(real["type"] == none["type"])
      }
    }
  }

  /// The state of everything at the school that a caller might have changed.
  private static func state(_ borough: Borough) async throws -> String {
    try await borough.services.pool.value(
      """
      SELECT concat((SELECT string_agg(concat(id, state, version), ',' ORDER BY id) FROM vacancy), ';',
        (SELECT string_agg(concat(id, state, version), ',' ORDER BY id) FROM application), ';',
        (SELECT count(*) FROM membership WHERE ended_at IS NULL))
      """, as: String.self)
  }
}
