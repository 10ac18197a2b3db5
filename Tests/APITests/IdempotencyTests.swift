import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("Idempotency-Key")
struct IdempotencyTests {
  @Test("Twenty identical requests at once make one application, and each is told of it")
  func concurrent() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let token = try borough.applicant
      try await CompleteApplication.save(by: try await borough.actor(token), borough.services)
      let replies = try await withThrowingTaskGroup(of: APIClient.Reply.self) { group async throws in
        for _ in 0..<20 {
          group.addTask {
            try await api.post(
              "/vacancies/\(vacancy.id)/applications", token, Borough.sending, key: "send-once")
          }
        }
        return try await group.reduce(into: [APIClient.Reply]()) { $0.append($1) }
      }
      #expect(replies.map(\.status) == Array(repeating: 201, count: 20))
      #expect(Set(replies.map { $0["id"] }).count == 1)
      #expect(try await Self.count("application", borough) == 1)
      let mails = try await borough.services.pool.value(
        "SELECT count(*) FROM outbox_mail WHERE subject LIKE 'Application sent%'", as: Int.self)
      #expect(mails == 1)
    }
  }

  @Test("Without a key, twenty at once still make one application")
  func concurrentWithoutKey() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let token = try borough.applicant
      try await CompleteApplication.save(by: try await borough.actor(token), borough.services)
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group async throws in
        for _ in 0..<20 {
          group.addTask {
            try await api.post("/vacancies/\(vacancy.id)/applications", token, Borough.sending).status
          }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.sorted() == Array(repeating: 200, count: 19) + [201])
      #expect(try await Self.count("application", borough) == 1)
    }
  }

  @Test("A repeat has the same answer and does nothing; another body with the same key is refused")
  func repeats() async throws {
    try await withAPI { api, borough async throws in
      let path = "/schools/137549/vacancies"
      let head = try borough.head
      let first = try await api.post(path, head, ["title": "Teacher"], key: "draft-1")
      let second = try await api.post(path, head, ["title": "Teacher"], key: "draft-1")
      #expect(second.status == 201)
      #expect(second.text == first.text)
      #expect(second.headers[.location] == first.headers[.location])
      #expect(second.headers[.eTag] == first.headers[.eTag])
      #expect(second.headers[.idempotencyReplayed] == "true")
      #expect(try await Self.count("vacancy", borough) == 1)
      let other = try await api.post(path, head, ["title": "Another"], key: "draft-1")
      #expect(other.status == 422)
      #expect(other.type == "/api/problems/idempotency-key-reused")
      #expect(
        try await api.post(path, try borough.token(.recruiter), ["title": "Teacher"], key: "draft-1")["id"]
          != first["id"])
    }
  }

  @Test("A request that failed may be put right and sent again with its key")
  func failure() async throws {
    try await withAPI { api, borough async throws in
      let path = "/schools/137549/vacancies"
      #expect(try await api.post(path, try borough.head, ["title": ""], key: "k").status == 422)
      #expect(try await api.post(path, try borough.head, ["title": "Teacher"], key: "k").status == 201)
    }
  }

  @Test("A secret is answered again to its owner, and can’t be read in the database")
  func secrets() async throws {
    try await withAPI { api, borough async throws in
      let wanted: JSONValue = ["name": "Import", "scopes": ["vacancies:read"], "expires_in_days": 5]
      let first = try await api.post("/tokens", try borough.head, wanted, key: "token-1")
      let second = try await api.post("/tokens", try borough.head, wanted, key: "token-1")
      let secret = try #require(first["secret"].string)
      #expect(second["secret"].string == secret)
      let stored = try await borough.services.pool.value(
        "SELECT string_agg(r::text, ' ') FROM idempotent_request r", as: String.self)
      #expect(!stored.contains(secret))
      #expect(!stored.contains("token-1"))
      let signIn: JSONValue = [
        "email": "head@example.org", "password": .string(Borough.password), "name": "Laptop",
        "scopes": ["audit:read"],
      ]
      let made = try await api.post("/session-tokens", nil, signIn, key: "laptop")
      #expect(try await api.post("/session-tokens", nil, signIn, key: "laptop").text == made.text)
    }
  }

  @Test(
    "A key must be of visible characters", arguments: ["", "two words", String(repeating: "k", count: 201)])
  func malformed(_ key: String) async throws {
    try await withAPI { api, borough async throws in
      let reply = try await api.post(
        "/schools/137549/vacancies", try borough.head, ["title": "Teacher"], key: key)
      #expect(reply.status == 400)
    }
  }

  @Test("A claim that a crash left behind is taken over, and makes no second application")
  func crash() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let token = try borough.applicant
      try await CompleteApplication.save(by: try await borough.actor(token), borough.services)
      let path = "/vacancies/\(vacancy.id)/applications"
      let first = try await api.post(path, token, Borough.sending, key: "k")
      // As if the server had died after the application was stored and before its answer was.
      try await borough.services.pool.execute("UPDATE idempotent_request SET status = NULL, response = NULL")
      borough.clock.advance(seconds: IdempotentRequest.abandonedAfter + 1)
      let second = try await api.post(path, token, Borough.sending, key: "k")
      #expect(second.status == 200)
      #expect(second["id"] == first["id"])
      #expect(try await Self.count("application", borough) == 1)
    }
  }

  @Test("An answer that can’t be read any more is not another’s, and nothing is carried out twice")
  func unreadable() async throws {
    try await withAPI { api, borough async throws in
      let path = "/schools/137549/vacancies"
      #expect(try await api.post(path, try borough.head, ["title": "Teacher"], key: "k").status == 201)
      try await borough.services.pool.execute(
        """
        UPDATE idempotent_request SET response = jsonb_build_object(
          'sealed', encode(sha256('changed') || substring(sha256('since') FOR 20), 'base64'))
        """)
      let repeated = try await api.post(path, try borough.head, ["title": "Teacher"], key: "k")
      #expect(repeated.status == 409)
      #expect(repeated.text.contains("Look at what came of it"))
      #expect(try await Self.count("vacancy", borough) == 1)
    }
  }

  private static func count(_ table: String, _ borough: Borough) async throws -> Int {
    switch table {
    case "application":
      try await borough.services.pool.value("SELECT count(*) FROM application", as: Int.self)
    default: try await borough.services.pool.value("SELECT count(*) FROM vacancy", as: Int.self)
    }
  }
}
