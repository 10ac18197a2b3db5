import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@Suite("/accounts and /me")
struct AccountTests {
  private static func linkToken(_ borough: Borough) async throws -> String {
    let body = try await borough.services.pool.value(
      "SELECT body FROM outbox_mail WHERE recipient = 'ada@example.org' ORDER BY id DESC LIMIT 1",
      as: String.self)
    let link = try #require(body.firstMatch(of: /confirm-email\?token=([A-Za-z0-9_-]+)/))
    return String(link.1)
  }

  @Test("Sign up, confirm, make a token by password, and read who one is")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let person: JSONValue = [
        "email": "ada@example.org", "name": "Ada Example", "password": "a long and unusual phrase",
      ]
      #expect(try await api.post("/accounts", nil, person).status == 202)
      let wanted: JSONValue = [
        "email": "ada@example.org", "password": "a long and unusual phrase", "name": "Laptop",
        "scopes": ["applications:read", "applications:write"],
      ]
      borough.clock.advance(seconds: 1)
      #expect(try await api.post("/session-tokens", nil, wanted).fields == ["email"])
      let token = try await Self.linkToken(borough)
      #expect(try await api.post("/accounts/confirm", nil, ["token": .string(token)]).status == 204)
      #expect(try await api.post("/accounts/confirm", nil, ["token": .string(token)]).status == 410)
      let made = try await api.post("/session-tokens", nil, wanted)
      #expect(made.status == 201)
      let secret = try #require(made["secret"].string)
      let me = try await api.get("/me", secret)
      #expect(me["name"] == "Ada Example")
      #expect(me["email_confirmed"] == true)
      #expect(me["scopes"] == ["applications:read", "applications:write"])
      #expect(me["roles"] == [])
      let sessions = try await borough.services.pool.value(
        "SELECT count(*) FROM session WHERE ended_at IS NULL", as: Int.self)
      #expect(sessions == 0)
    }
  }

  @Test("Name and address are changed, the address by the link in the mail")
  func details() async throws {
    try await withAPI { api, borough async throws in
      let token = try borough.head
      #expect(try await api.put("/me/name", token, ["name": ""]).fields == ["name"])
      #expect(try await api.put("/me/name", token, ["name": "Hanna Sample-Married"]).status == 204)
      #expect(try await api.get("/me", token)["name"] == "Hanna Sample-Married")
      let wrong = try await api.post(
        "/me/email-changes", token, ["email": "hanna", "current_password": "wrong"])
      #expect(wrong.fields == ["email", "current_password"])
      let reply = try await api.post("/accounts/email-changes/confirm", nil, ["token": "none"])
      #expect(reply.status == 410)
    }
  }

  @Test("Signing up with a known address is answered the same")
  func known() async throws {
    try await withAPI { api, _ async throws in
      let person: JSONValue = [
        "email": "head@example.org", "name": "Ada Example", "password": "a long and unusual phrase",
      ]
      let first = try await api.post("/accounts", nil, person)
      #expect(first.status == 202)
      #expect(first.text.isEmpty)
    }
  }

  @Test("What can’t be accepted is named field by field")
  func invalid() async throws {
    try await withAPI { api, _ async throws in
      let reply = try await api.post("/accounts", nil, ["email": "ada", "name": "", "password": "short"])
      #expect(reply.status == 422)
      #expect(Set(reply.fields) == ["email", "name", "password"])
    }
  }

  @Test("Signing up is throttled by address of mail")
  func throttled() async throws {
    try await withAPI { api, _ async throws in
      let person: JSONValue = [
        "email": "ada@example.org", "name": "Ada Example", "password": "a long and unusual phrase",
      ]
      for _ in 0..<5 { #expect(try await api.post("/accounts", nil, person).status == 202) }
      let sixth = try await api.post("/accounts", nil, person)
      #expect(sixth.status == 429)
      #expect(sixth.headers[.retryAfter] != nil)
    }
  }

  @Test("The confirmation mail can be had again, and nobody learns who has an account")
  func resend() async throws {
    try await withAPI { api, _ async throws in
      for email in ["head@example.org", "nobody@example.org"] {
        let reply = try await api.post("/accounts/confirmation-mails", nil, ["email": .string(email)])
        #expect(reply.status == 202)
        #expect(reply.text.isEmpty)
      }
    }
  }

  @Test("A wrong password and an unknown address are not told apart")
  func wrongPassword() async throws {
    try await withAPI { api, _ async throws in
      var answers: Set<JSONValue> = []
      for email in ["head@example.org", "nobody@example.org"] {
        let reply = try await api.post(
          "/session-tokens", nil,
          ["email": .string(email), "password": "not the one", "name": "x", "scopes": ["audit:read"]])
        #expect(reply.status == 422)
        answers.insert(reply["errors"])
      }
      #expect(answers.count == 1)
    }
  }

  @Test("Me names roles and organisations")
  func roles() async throws {
    try await withAPI { api, borough async throws in
      let me = try await api.get("/me", try borough.head)
      let role = try #require(me["roles"].array?.first?.object)
      #expect(role["role"] == "head")
      #expect(role["organisation_id"] == .string(borough.school.id.description))
    }
  }
}

@Suite("/tokens")
struct TokenTests {
  @Test("A token makes another within itself, which is listed, used and revoked")
  func life() async throws {
    try await withAPI { api, borough async throws in
      let made = try await api.post(
        "/tokens", try borough.head, ["name": "Import", "scopes": ["vacancies:read"], "expires_in_days": 10])
      #expect(made.status == 201)
      let secret = try #require(made["secret"].string)
      let id = try #require(made["id"].string)
      #expect(try await api.get("/schools/137549/vacancies", secret).status == 200)
      let list = try await api.get("/tokens", try borough.head)
      #expect(list.items.first?.object?["name"] == "Import")
      #expect(!list.text.contains(secret))
      #expect(try await api.delete("/tokens/\(id)", try borough.applicant).status == 404)
      #expect(try await api.delete("/tokens/\(id)", try borough.head).status == 204)
      #expect(try await api.delete("/tokens/\(id)", try borough.head).status == 204)
      #expect(try await api.get("/schools/137549/vacancies", secret).status == 401)
      #expect(try await api.delete("/tokens/none", try borough.head).status == 404)
    }
  }

  @Test("A token can’t make one that does more or lasts longer")
  func within() async throws {
    try await withAPI { api, borough async throws in
      let head = try #require(borough.people[.head])
      let small = try await Borough.token(of: head, [.accountsWrite], borough.services)
      let more = try await api.post("/tokens", small, ["name": "More", "scopes": ["audit:read"]])
      #expect(more.status == 403)
      let longer = try await api.post(
        "/tokens", small, ["name": "Longer", "scopes": ["accounts:write"], "expires_in_days": 300])
      #expect(longer.status == 403)
      let none = try await api.post("/tokens", small, ["name": "", "scopes": []])
      #expect(none.status == 422)
      #expect(try await api.post("/tokens", small, ["name": "x", "scopes": ["all"]]).fields == ["scopes[0]"])
    }
  }
}
