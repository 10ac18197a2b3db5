import HTTPSupport
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport
import Testing

@testable import Web

@Suite("Forms on pages") struct FormProtectionTests {
  private let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

  /// Opens the form and gives its cookie and token.
  private func open(_ client: TestClient) async throws -> (cookie: String, token: String) {
    let page = try await client.execute(uri: "/visits/new", method: .get, headers: [:], body: nil)
    #expect(page.status == .ok)
    let header = try #require(page.headers[.setCookie])
    return (String(header.prefix { $0 != ";" }), try page.hidden("_token"))
  }

  @Test("go through with the token of the page they are from, and lead on")
  func accepted() async throws {
    let client = try TestSite.client()
    let (cookie, token) = try await open(client)
    let body = "_token=\(token)&school=Dilkes&day-day=1&day-month=9&day-year=2027"
    let response = try await client.execute(
      uri: "/visits", method: .post,
      headers: form + [.cookie: cookie, .init("Sec-Fetch-Site")!: "same-origin"],
      body: ByteBuffer(string: body))
    #expect(response.status == .seeOther)
    #expect(response.headers[.location] == "/visits/booked")
  }

  @Test("with problems come back with what was typed, the faults, and the same submission")
  func problems() async throws {
    let client = try TestSite.client()
    let (cookie, token) = try await open(client)
    let submission = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
    let body =
      "_token=\(token)&submission=\(submission)&school=&day-day=31&day-month=2&day-year=2027"
      + "&subjects=music&note=%3Cb%3E%22hello%22"
    let response = try await client.execute(
      uri: "/visits", method: .post, headers: form + [.cookie: cookie], body: ByteBuffer(string: body))
    #expect(response.status == .unprocessableContent)
    #expect(response.text.contains("<title>Error: Book a visit – Teaching in Thurrock</title>"))
    #expect(response.text.contains("<a href=\"#school\">Enter the name of the school</a>"))
    #expect(
      response.text.contains(
        "<a href=\"#day\">There is no 31 February 2027. Enter the day of the visit</a>"))
    #expect(
      response.text.contains("id=\"day\" name=\"day-day\" type=\"text\" inputmode=\"numeric\" value=\"31\"")
    )
    #expect(response.text.contains("value=\"music\" checked"))
    #expect(response.text.contains("&lt;b&gt;&quot;hello&quot;</textarea>"))
    #expect(try response.hidden("submission") == submission)
  }

  @Test("without the right token are offered to be sent again, nothing lost", arguments: ["", "wrong"])
  func outdated(token: String) async throws {
    let client = try TestSite.client()
    let (cookie, _) = try await open(client)
    let body = "_token=\(token)&school=A%26B&subjects=art&subjects=music&password=secret1"
    let response = try await client.execute(
      uri: "/visits?a=1", method: .post, headers: form + [.cookie: cookie], body: ByteBuffer(string: body))
    #expect(response.status == .forbidden)
    #expect(response.text.contains("action=\"/visits?a=1\""))
    #expect(response.text.contains("<input type=\"hidden\" name=\"school\" value=\"A&amp;B\">"))
    #expect(response.text.contains("name=\"subjects\" value=\"art\""))
    #expect(response.text.contains("name=\"subjects\" value=\"music\""))
    #expect(!response.text.contains("secret1"))
    #expect(response.text.contains("name=\"password\" type=\"password\""))
    let fresh = try response.hidden("_token")
    let again = try await client.execute(
      uri: "/visits", method: .post, headers: form + [.cookie: cookie],
      body: ByteBuffer(string: "_token=\(fresh)&school=D&day-day=1&day-month=9&day-year=2027"))
    #expect(again.status == .seeOther)
  }

  @Test("without any cookie get one with the page that offers to send them again")
  func withoutCookie() async throws {
    let client = try TestSite.client()
    let response = try await client.execute(
      uri: "/visits", method: .post, headers: form, body: ByteBuffer(string: "school=D"))
    #expect(response.status == .forbidden)
    let cookie = try #require(response.headers[.setCookie])
    #expect(cookie.hasPrefix("__Host-staffroom-visit="))
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
      #expect(cookie.contains(attribute))
    }
    #expect(!cookie.contains("Domain"))
  }

  @Test(
    "from another site are refused outright, with the token or without",
    arguments: [
      ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Origin": "https://evil.example"],
    ])
  func otherSite(headers: [String: String]) async throws {
    let client = try TestSite.client()
    let (cookie, token) = try await open(client)
    var fields = form + [.cookie: cookie]
    for (name, value) in headers { fields[.init(name)!] = value }
    let response = try await client.execute(
      uri: "/visits", method: .post, headers: fields, body: ByteBuffer(string: "_token=\(token)&school=D"))
    #expect(response.status == .forbidden)
    #expect(!response.text.contains("name=\"school\""))
  }

  @Test("larger than allowed are refused")
  func tooLarge() async throws {
    let client = try TestSite.client()
    let body = "a=" + String(repeating: "x", count: FormData.maximumSize)
    let response = try await client.execute(
      uri: "/visits", method: .post, headers: form, body: ByteBuffer(string: body))
    #expect(response.status == .contentTooLarge)
    #expect(response.text.contains("<main"))
    #expect(response.text.contains("A file may have at most 10 MB. Go back in your browser"))
  }

  @Test("are tied to one browser's secret")
  func tokens() {
    let (one, other) = (FormGuard(secret: "secret-of-one-browser"), FormGuard(secret: "another-browser’s"))
    #expect(one.accepts(one.token))
    #expect(!other.accepts(one.token))
    #expect(!one.accepts(""))
    #expect(one.freshSecret == nil)
    let visitor = FormGuard(secret: nil)
    #expect(!visitor.accepts(FormGuard(secret: "").token))
    #expect(visitor.freshSecret == nil)
    #expect(visitor.accepts(visitor.token))
    #expect(visitor.freshSecret != nil)
    let after = FormGuard(secret: nil, earlier: "secret-of-one-browser")
    #expect(after.accepts(one.token) && !after.accepts(other.token))
    #expect(after.token != one.token && after.freshSecret != nil)
    #expect(after.accepts(after.token) && after.accepts(one.token))
  }
}

func + (left: HTTPFields, right: HTTPFields) -> HTTPFields {
  var both = left
  for field in right { both.append(field) }
  return both
}
