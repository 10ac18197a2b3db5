import Foundation
import HTTPTypes
import NIOCore
import TestSupport
import Testing

/// A browser without JavaScript: keeps cookies and sends the forms of pages.
actor Browser {
  private let client: TestClient
  private var cookies: [String: String] = [:]

  init(_ client: TestClient) { self.client = client }

  /// Opens an address; redirects are not followed.
  func get(_ address: String) async throws -> ShownPage {
    try await send(.get, address, body: nil)
  }

  /// Opens an address and follows wherever it leads.
  func open(_ address: String) async throws -> ShownPage {
    var page = try await get(address)
    for _ in 0..<5 {
      guard let location = page.location else { break }
      page = try await get(location)
    }
    return page
  }

  /// Fills in fields of the form that a page sends to an address, and sends it.
  func submit(
    _ page: ShownPage, to action: String, _ fields: KeyValuePairs<String, String> = [:]
  ) async throws -> ShownPage {
    let hidden = try page.hiddenFields(ofFormTo: action)
    return try await post(action, hidden + fields.map { ($0.key, $0.value) })
  }

  /// Sends fields without any form.
  func post(_ address: String, _ fields: [(String, String)]) async throws -> ShownPage {
    let body = fields.map { "\(Self.escape($0.0))=\(Self.escape($0.1))" }.joined(separator: "&")
    return try await send(.post, address, body: ByteBuffer(string: body))
  }

  /// Sends a file with the form that a page sends to an address.
  func upload(
    _ page: ShownPage, to action: String, _ fields: KeyValuePairs<String, String>, file: [UInt8],
    named name: String
  ) async throws -> ShownPage {
    var body = ByteBuffer()
    for (field, value) in try page.hiddenFields(ofFormTo: action) + fields.map({ ($0.key, $0.value) }) {
      body.writeString("--b0undary\r\nContent-Disposition: form-data; name=\"\(field)\"\r\n\r\n\(value)\r\n")
    }
    body.writeString(
      "--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n")
    body.writeBytes(file)
    body.writeString("\r\n--b0undary--\r\n")
    return try await send(.post, action, body: body, type: "multipart/form-data; boundary=b0undary")
  }

  /// Signs in and expects that it works.
  func signIn(_ email: String, password: String = Website.password) async throws {
    let page = try await get("/sign-in")
    let answer = try await submit(page, to: "/sign-in", ["email": email, "password": password])
    #expect(answer.status == .seeOther)
  }

  /// Takes away a cookie.
  func forget(_ name: String) { cookies[name] = nil }

  /// The names of the cookies that are kept.
  var cookieNames: [String] { cookies.keys.sorted() }

  private func send(
    _ method: HTTPRequest.Method, _ address: String, body: ByteBuffer?,
    type: String = "application/x-www-form-urlencoded"
  ) async throws -> ShownPage {
    var headers: HTTPFields = [.userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"]
    if !cookies.isEmpty {
      headers[.cookie] = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        .joined(separator: "; ")
    }
    if body != nil {
      headers[.contentType] = type
      headers[.init("Sec-Fetch-Site")!] = "same-origin"
    }
    let response = try await client.execute(
      uri: address, method: method, headers: headers, body: body)
    for header in response.headers[values: .setCookie] { keep(header) }
    return ShownPage(
      status: response.status, location: response.headers[.location], headers: response.headers,
      text: String(buffer: response.body))
  }

  private func keep(_ header: String) {
    let pair = header.prefix { $0 != ";" }.split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = pair.count > 1 ? String(pair[1]) : ""
    cookies[String(pair[0])] = value.isEmpty ? nil : value
  }

  private static let plain = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
  private static func escape(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }
}

/// What a browser got.
struct ShownPage: Sendable {
  let status: HTTPResponse.Status
  let location: String?
  let headers: HTTPFields
  let text: String

  /// Whether a text stands on the page, as markup.
  func shows(_ text: String) -> Bool { self.text.contains(text) }

  /// The item of a task list that has a title, as markup; nil where there is none.
  func task(_ title: String) -> String? {
    text.components(separatedBy: "<li class=\"govuk-task-list__item").dropFirst()
      .compactMap { $0.components(separatedBy: "</li>").first }
      .first { $0.contains(">\(title)</a>") || $0.contains("<div>\(title)</div>") }
  }

  /// The page's title without the site's name.
  var title: String {
    text.firstMatch(of: /<title>(.*?) – [^–]*<\/title>/).map { Self.plain(String($0.1)) } ?? ""
  }

  /// The same page as another tab shows it: its forms are showings of their own.
  var inAnotherTab: ShownPage {
    ShownPage(
      status: status, location: location, headers: headers,
      text: text.replacing(/name="submission" value="[^"]*"/) { _ in
        "name=\"submission\" value=\"\(UUID().uuidString.lowercased())\""
      })
  }

  /// The hidden inputs of the form that is sent to an address.
  func hiddenFields(ofFormTo action: String) throws -> [(String, String)] {
    let escaped = action.replacing("&", with: "&amp;")
    let start = try #require(text.firstRange(of: "<form action=\"\(escaped)\""), "no form to \(action)")
    let rest = text[start.lowerBound...]
    let form = rest[..<(rest.firstRange(of: "</form>")?.lowerBound ?? rest.endIndex)]
    return form.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/).map {
      (Self.plain(String($0.1)), Self.plain(String($0.2)))
    }
  }

  /// The value of a hidden input of the form that is sent to an address.
  func hidden(_ name: String, ofFormTo action: String) throws -> String {
    try #require(try hiddenFields(ofFormTo: action).last { $0.0 == name }).1
  }

  private static func plain(_ markup: String) -> String {
    markup.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }
}
