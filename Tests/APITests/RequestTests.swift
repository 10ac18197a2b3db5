import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport
import Testing

@testable import API

@Suite("Requests that are not understood")
struct RequestTests {
  @Test("Unknown addresses and wrong methods get a problem")
  func unknownRoutes() async throws {
    try await withAPI { api, _ async throws in
      let missing = try await api.get("/vacancys")
      #expect(missing.status == 404)
      #expect(missing.type == "/api/problems/unknown-route")
      #expect(missing["instance"].string == "/api/v1/vacancys")
      #expect(try await api.get("/vacancies/1/2/3/4").status == 404)
      #expect(try await api.get("").type == "/api/problems/unknown-route")
      let wrong = try await api.delete("/vacancies")
      #expect(wrong.status == 405)
      #expect(wrong.headers[.allow] == "GET, HEAD")
      #expect(try await api.send(.head, "/vacancies").status == 200)
      for reply in [missing, wrong] { #expect(reply.headers[.rateLimit] != nil) }
    }
  }

  @Test("A body must be JSON, of the type, whole and not too large")
  func bodies() async throws {
    try await withAPI { api, borough async throws in
      let path = "/schools/137549/vacancies"
      let headers = ["Authorization": "Bearer \(try borough.head)", "Content-Type": "application/json"]
      func sent(_ text: String, type: String = "application/json") async throws -> APIClient.Reply {
        var headers = headers
        headers["Content-Type"] = type
        return try await api.raw(.post, path, Array(text.utf8), headers: headers)
      }
      let cut = try await sent(#"{"title": "#)
      #expect(cut.status == 400)
      #expect(cut["detail"].string?.contains("byte") == true)
      #expect(try await sent("").status == 400)
      #expect(try await sent(#"{"title": "Teacher"}"#, type: "text/plain").status == 415)
      #expect(
        try await sent(#"{"title": "Teacher"}"#, type: "application/json; charset=latin1").status == 415)
      #expect(try await sent(#"{"title": "Teacher"}"#, type: "application/json; charset=UTF-8").status == 201)
      #expect(try await sent(#"{"title": "\#(String(repeating: "a", count: 1_100_000))"}"#).status == 413)
      let list = try await sent("[]")
      #expect(list.status == 422)
      let wrong = try await sent(#"{"title": "Teacher", "fte": "half", "favourite": 1}"#)
      #expect(wrong.status == 422)
      #expect(wrong.fields == ["fte", "favourite"])
      let nul = try await sent(#"{"title": "a\u0000b"}"#)
      #expect(nul.status == 400)
    }
  }

  @Test(
    "A body that is too large is read on, up to a bound, where the client closes the connection after it",
    arguments: [("close", 3, 0), ("keep-alive", 3, 3), ("close", 20, 20)])
  func closing(connection: String, megabytes: Int, left: Int) async throws {
    let (body, pieces) = AsyncStream.makeStream(of: ByteBuffer.self)
    for _ in 0..<megabytes { pieces.yield(ByteBuffer(repeating: 0x20, count: 1_048_576)) }
    pieces.finish()
    let headers: HTTPFields = [.connection: connection, .contentLength: "\(megabytes * 1_048_576)"]
    let request = Request(
      head: .init(method: .post, scheme: "http", authority: "localhost", path: "/", headerFields: headers),
      body: .init(asyncSequence: body))
    await #expect(throws: APIFailure.self) { _ = try await API.RequestBody.read(request, as: nil) }
    var unread = 0
    for await _ in body { unread += 1 }
    #expect(unread == left)
  }

  @Test("A query must be known and of its type")
  func queries() async throws {
    try await withAPI { api, _ async throws in
      #expect(try await api.get("/vacancies?color=red").fields == ["color"])
      #expect(try await api.get("/vacancies?limit=0").fields == ["limit"])
      #expect(try await api.get("/vacancies?limit=many").fields == ["limit"])
      #expect(try await api.get("/vacancies?phase=tertiary").fields == ["phase"])
      #expect(try await api.get("/vacancies?nqts_welcome=1").fields == ["nqts_welcome"])
      #expect(try await api.get("/vacancies?cursor=nonsense").fields == ["cursor"])
      #expect(try await api.get("/schools?cursor=nonsense").fields == ["cursor"])
      #expect(try await api.get("/vacancies?q=a&q=b").fields == ["q"])
      #expect(try await api.get("/vacancies?q=a%00b").status == 200)
      #expect(try await api.get("/vacancies?q=&phase=").status == 200)
      #expect(try await api.get("/vacancies?q=%27%22%29%28%21%7C%26").status == 200)
    }
  }
}

@Suite("Authorization")
struct AuthorizationTests {
  @Test("Without a token, 401 says how to sign in")
  func missing() async throws {
    try await withAPI { api, _ async throws in
      let reply = try await api.get("/me")
      #expect(reply.status == 401)
      #expect(reply.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
    }
  }

  @Test(
    "A token that is not accepted is refused, on open lists too",
    arguments: ["Bearer staffroom_wrong", "Bearer nonsense", "Basic YTpi", "Bearer", "staffroom_x"])
  func bad(_ header: String) async throws {
    try await withAPI { api, _ async throws in
      for path in ["/me", "/vacancies"] {
        let reply = try await api.get(path, headers: ["Authorization": header])
        #expect(reply.status == 401)
        #expect(reply.headers[.wwwAuthenticate]?.contains("invalid_token") == true)
      }
    }
  }

  @Test("An expired token is refused")
  func expired() async throws {
    try await withAPI { api, borough async throws in
      #expect(try await api.get("/me", try borough.head).status == 200)
      borough.clock.advance(days: 31)
      #expect(try await api.get("/me", try borough.head).status == 401)
    }
  }

  @Test("A token without the scope is told which one is missing")
  func scope() async throws {
    try await withAPI { api, borough async throws in
      let head = try #require(borough.people[.head])
      let token = try await Borough.token(of: head, [.vacanciesRead], borough.services)
      let reply = try await api.post("/schools/137549/vacancies", token, ["title": "Teacher"])
      #expect(reply.status == 403)
      #expect(reply.headers[.wwwAuthenticate]?.contains(#"scope="vacancies:write""#) == true)
      #expect(try await api.get("/schools/137549/vacancies", token).status == 200)
    }
  }
}

@Suite("Rate limits")
struct RateLimitTests {
  @Test("Each token has its own limit, told in headers; beyond it 429 says when to come back")
  func tokens() async throws {
    try await withAPI(limits: .init(perToken: 2, perAddress: 1_000)) { api, borough async throws in
      let first = try await api.get("/me", try borough.head)
      #expect(first.status == 200)
      #expect(first.headers[.rateLimit]?.contains("r=1") == true)
      let second = try await api.get("/me", try borough.head)
      #expect(second.status == 200)
      #expect(second.headers[.rateLimit]?.contains("r=0") == true)
      #expect(second.headers[.retryAfter] == nil)
      let third = try await api.get("/me", try borough.head)
      #expect(third.status == 429)
      let seconds = try #require(third.headers[.retryAfter].flatMap { Int($0) })
      #expect((1...60).contains(seconds))
      #expect(try await api.get("/me", try borough.applicant).status == 200)
      borough.clock.advance(seconds: 61)
      #expect(try await api.get("/me", try borough.head).status == 200)
    }
  }

  @Test("Visitors are limited by address, and tokens that are not accepted count there too")
  func visitors() async throws {
    try await withAPI(limits: .init(perToken: 100, perAddress: 2)) { api, borough async throws in
      #expect(try await api.get("/vacancies").status == 200)
      #expect(try await api.get("/me", "staffroom_wrong").status == 401)
      #expect(try await api.get("/me", "staffroom_wrong").status == 429)
      #expect(try await api.get("/vacancies").status == 429)
      #expect(try await api.get("/me", try borough.head).status == 200)
    }
  }
}
