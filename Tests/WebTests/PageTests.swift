import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport
import Testing

@testable import Web

@Suite("Pages") struct PageTests {
  @Test("say what is around them: language, skip link, where one can go, who has signed in")
  func layout() async throws {
    let client = try TestSite.client()
    let page = try await client.execute(
      uri: "/visits/new", method: .get, headers: [.init("x-test-name")!: "Ann <b>"], body: nil)
    for piece in [
      "<html lang=\"en-GB\"", "<title>Book a visit – Teaching in Thurrock</title>",
      "href=\"#main-content\"",
      "Teaching in Thurrock <span class=\"staffroom-header__product\">", "Signed in as Ann &lt;b&gt;",
      "<form action=\"/sign-out\" method=\"post\">", "Beta", "href=\"/privacy\"", "Thurrock Council",
      "<main class=\"govuk-main-wrapper\" id=\"main-content\"",
    ] {
      #expect(page.text.contains(piece), "\(piece)")
    }
    #expect(page.text.matches(of: /<h1/).count == 1)
    #expect(!page.text.contains("<script>"))
    #expect(!page.text.contains("style=\""))
    #expect(page.headers[.cacheControl] == "no-store")
  }

  @Test("come with headers that keep out what is not ours")
  func headers() async throws {
    let client = try TestSite.client()
    let page = try await client.execute(uri: "/visits/new", method: .get, headers: [:], body: nil)
    let policy = try #require(page.headers[.contentSecurityPolicy])
    #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
    #expect(!policy.contains("unsafe"))
    #expect(page.headers[.xContentTypeOptions] == "nosniff")
    #expect(page.headers[.init("Referrer-Policy")!] == "same-origin")
    #expect(page.headers[.init("Cross-Origin-Opener-Policy")!] == "same-origin")
    #expect(page.headers[.strictTransportSecurity] == nil)
    let id = try #require(page.headers[.init("X-Request-Id")!])
    #expect(RequestIdentifier(given: id) != nil)
  }

  @Test(
    "for failures have the status, a plain sentence and the number of the request",
    arguments: [
      ("missing", 404, "There is no such vacancy"), ("forbidden", 403, "Only heads &lt;may&gt; do this."),
      ("gone", 410, "This vacancy was withdrawn."), ("busy", 503, "The service is busy"),
      ("throttled", 429, "Wait 61 seconds"), ("invalid", 422, "Enter x"),
      ("sign-in", 401, "Sign in to go on"),
      ("other", 500, "Something went wrong on our side"),
    ])
  func failures(kind: String, status: Int, sentence: String) async throws {
    let client = try TestSite.client()
    let page = try await client.execute(uri: "/fail/\(kind)", method: .get, headers: [:], body: nil)
    #expect(page.status.code == status)
    #expect(page.text.contains(sentence))
    let id = try #require(page.headers[.init("X-Request-Id")!])
    #expect(page.text.contains(id))
    #expect(page.headers[.cacheControl] == "no-store")
    #expect((page.headers[.retryAfter] != nil) == [429, 503].contains(status))
  }

  @Test("that are not there still show who has signed in; the API's failures are problems")
  func notFound() async throws {
    let client = try TestSite.client()
    let page = try await client.execute(
      uri: "/no/such/page", method: .get, headers: [.init("x-test-name")!: "Ann"], body: nil)
    #expect(page.status == .notFound)
    #expect(page.text.contains("Signed in as Ann"))
    for (path, status) in [("/api/v1/broken", 409), ("/api/v1/none", 404)] {
      let answer = try await client.execute(uri: path, method: .get, headers: [:], body: nil)
      #expect(answer.status.code == status)
      #expect(answer.headers[.contentType] == "application/problem+json")
      let problem = try JSONDecoder().decode(
        [String: JSONValue].self, from: Data(answer.body.readableBytesView))
      #expect(problem["instance"] == .string(path))
      #expect(problem["request_id"]?.string == answer.headers[.init("X-Request-Id")!])
      #expect(problem["errors"] == [] && problem["current_version"] == .null)
      #expect(problem["existing"] == .null)
    }
  }

  @Test("load files named by their content, kept for good, and asked for anew only when changed")
  func assets() async throws {
    let kit = FileManager.default.temporaryDirectory.appending(path: "kit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: kit, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: kit) }
    let css = """
      @font-face{font-family:GDS Transport;src:url(/a.woff2)}.a{font-family:GDS Transport,arial,sans-serif;\
      color:#1d70b8;background:url(/assets/images/govuk-crest.svg)}
      """
    try Data(css.utf8).write(to: kit.appending(path: "govuk-frontend.min.css"))
    let client = try TestSite.client(kitFolder: kit.path)
    let page = try await client.execute(uri: "/visits/new", method: .get, headers: [:], body: nil)
    let links = page.text.matches(of: /(?:href|src)="(\/assets\/[^"]+)"/).map { String($0.1) }
    #expect(links.contains { $0.hasPrefix("/assets/kit/govuk-frontend.min.css?v=") })
    #expect(links.count >= 4)
    for link in links {
      let file = try await client.execute(uri: link, method: .get, headers: [:], body: nil)
      #expect(file.status == .ok)
      #expect(file.headers[.cacheControl] == "public, max-age=31536000, immutable")
      let tag = try #require(file.headers[.eTag])
      let again = try await client.execute(
        uri: link, method: .get, headers: [.ifNoneMatch: "\"x\", W/\(tag)"], body: nil)
      #expect(again.status == .notModified)
    }
    let style = try await client.execute(
      uri: "/assets/kit/govuk-frontend.min.css", method: .get, headers: [:], body: nil)
    #expect(style.headers[.cacheControl] == "public, no-cache")
    for reserved in ["GDS Transport", "@font-face", "crest", "#1d70b8"] {
      #expect(!style.text.contains(reserved), "\(reserved)")
    }
    let outside = try await client.execute(
      uri: "/assets/../Package.swift", method: .get, headers: [:], body: nil)
    #expect(outside.status == .notFound)
  }
}
