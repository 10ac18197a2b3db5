import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// What search engines ask for first: `/robots.txt` and `/sitemap.xml` with its parts.
struct SitemapPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("robots.txt") { _, _ in robots }
    pages.get("sitemap.xml") { _, _ in try await index() }
    pages.get("sitemap/:part") { _, context in try await part(context) }
  }

  private var base: String { environment.services.settings.baseURL }

  /// Pages that are for one person, or for people at schools, are nobody's to find.
  private var robots: Response {
    let closed = [
      "/school/", "/account", "/applications", "/general-application", "/saved-vacancies", "/alerts/",
      "/mail",
      "/sign-in", "/sign-up", "/check-your-email", "/forgot-password", "/reset-password", "/confirm-email",
      "/use-address",
      "/accept-invitation", "/vacancies/*/apply", "/api/",
    ]
    let lines =
      ["User-agent: *"] + closed.map { "Disallow: \($0)" } + ["", "Sitemap: \(base)/sitemap.xml", ""]
    return Self.text(lines.joined(separator: "\n"), "text/plain; charset=utf-8")
  }

  private func index() async throws -> Response {
    let text = try await environment.sitemaps.text("index", at: environment.services.now()) {
      let parts = try await ReadSitemap(environment.services).parts()
      let names = ["pages", "schools"] + (1...parts).map { "vacancies-\($0)" }
      let items = names.map { name -> HTML in
        "<sitemap><loc>\(XMLText.escaped("\(base)/sitemap/\(name).xml"))</loc></sitemap>\n"
      }
      return """
        <?xml version="1.0" encoding="UTF-8"?>
        <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        \(HTML(items))</sitemapindex>

        """ as HTML
    }
    return Self.text(text, "application/xml; charset=utf-8")
  }

  private func part(_ context: AppRequestContext) async throws -> Response {
    let name = try context.parameters.require("part", as: String.self)
    guard name.hasSuffix(".xml") else { throw HTTPError(.notFound) }
    let part = String(name.dropLast(4))
    let reading = ReadSitemap(environment.services)
    if part == "pages" {
      let pages = [
        "/", "/vacancies", "/schools", "/activities", "/schemes", "/advice", "/induction/plan",
        InductionDeadlinePages.path, "/privacy", "/accessibility", "/developers",
      ]
      return Self.text(
        set(pages.map { "<url><loc>\(XMLText.escaped(base + $0))</loc></url>\n" }).markup,
        "application/xml; charset=utf-8")
    }
    let number = part.hasPrefix("vacancies-") ? Int(part.dropFirst("vacancies-".count)) : nil
    guard part == "schools" || (number.map { (1...1_000).contains($0) } ?? false) else {
      throw HTTPError(.notFound)
    }
    let text = try await environment.sitemaps.text(part, at: environment.services.now()) {
      let entries =
        try await number == nil ? reading.schools() : reading.vacancies(part: number ?? 1)
      if entries.isEmpty, let number, number > 1 { throw HTTPError(.notFound) }
      return set(
        entries.map { entry in
          """
          <url><loc>\(XMLText.escaped(base + entry.path))</loc>\
          <lastmod>\(entry.changedAt.formatted(.iso8601))</lastmod></url>

          """
        })
    }
    return Self.text(text, "application/xml; charset=utf-8")
  }

  private func set(_ items: [HTML]) -> HTML {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    \(HTML(items))</urlset>

    """
  }

  private static func text(_ text: String, _ type: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: type, .cacheControl: "public, max-age=600"],
      body: .init(byteBuffer: .init(string: text)))
  }
}

/// Parts of the sitemap that were made in the last ten minutes: making one reads up to ten thousand
/// vacancies, and whoever likes may ask for it.
actor SitemapCache {
  private struct Made {
    let text: String
    let at: Date
  }

  private static let lifetime: TimeInterval = 600
  private static let most = 8
  private var made: [String: Made] = [:]
  private var making: [String: Task<String, any Error>] = [:]

  /// A part, made if there is none that is fresh; whoever asks meanwhile waits for the same one.
  func text(_ name: String, at now: Date, make: @escaping @Sendable () async throws -> HTML) async throws
    -> String
  {
    if let known = made[name], abs(now.timeIntervalSince(known.at)) < Self.lifetime { return known.text }
    if let task = making[name] { return try await task.value }
    let task = Task { try await make().markup }
    making[name] = task
    defer { making[name] = nil }
    let text = try await task.value
    if made.count >= Self.most, made[name] == nil, let oldest = made.min(by: { $0.value.at < $1.value.at }) {
      made[oldest.key] = nil
    }
    made[name] = Made(text: text, at: now)
    return text
  }
}
