import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Every search as a feed: Atom (RFC 4287) at `/vacancies/feed.atom`, JSON Feed 1.1 at
/// `/vacancies/feed.json`, with the same query as the search page.
struct VacancyFeedPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("vacancies/feed.atom") { try await atom($0, $1) }
    pages.get("vacancies/feed.json") { try await json($0, $1) }
  }

  /// The links to the feeds of a search, for the head of its page.
  static func links(_ criteria: VacancyCriteria, title: String) -> [PageHead.Feed] {
    let query = criteria.isEmpty ? "" : "?\(criteria.query)"
    return [
      PageHead.Feed(
        type: "application/atom+xml", title: "\(title) (Atom)", address: "/vacancies/feed.atom\(query)"),
      PageHead.Feed(
        type: "application/feed+json", title: "\(title) (JSON Feed)", address: "/vacancies/feed.json\(query)"),
    ]
  }

  private func feed(_ request: Request) async throws -> VacancyFeed {
    let criteria = VacancyCriteria(query: request.uri.query ?? "")
    let words = try await CriteriaWords(environment.services)
    return VacancyFeed(
      site: environment.site.name, base: environment.services.settings.baseURL, criteria: criteria,
      title: "Vacancies: \(words.text(criteria))",
      entries: try await ReadVacancyFeed(environment.services)(criteria))
  }

  private func atom(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await answer(feed(request).atom, "application/atom+xml; charset=utf-8", to: request)
  }

  private func json(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await answer(feed(request).json, "application/feed+json; charset=utf-8", to: request)
  }

  private func answer(_ text: String, _ type: String, to request: Request) -> Response {
    let tag = "\"\(Asset(body: Array(text.utf8), mediaType: type).version)\""
    var headers: HTTPFields = [.contentType: type, .cacheControl: "public, max-age=300", .eTag: tag]
    // Programs on other sites may read a feed; nothing in it is anybody's own.
    headers[.accessControlAllowOrigin] = "*"
    headers[HTTPField.Name("Cross-Origin-Resource-Policy")!] = "cross-origin"
    let known = request.headers[values: .ifNoneMatch].joined(separator: ",")
    if known.split(separator: ",").contains(where: { Self.plain($0) == tag || Self.plain($0) == "*" }) {
      headers[.contentType] = nil
      return Response(status: .notModified, headers: headers)
    }
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: .init(string: text)))
  }

  private static func plain(_ tag: Substring) -> String {
    let tag = tag.trimmingCharacters(in: .whitespaces)
    return tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag
  }
}

/// The newest vacancies of a search, as feeds write them.
struct VacancyFeed: Sendable {
  let site: String
  let base: String
  let criteria: VacancyCriteria
  let title: String
  let entries: [FeedEntry]

  private var query: String { criteria.isEmpty ? "" : "?\(criteria.query)" }
  private var page: String { "\(base)/vacancies\(query)" }
  private func address(_ entry: FeedEntry) -> String { "\(base)/vacancies/\(entry.listing.id)" }
  /// The same wherever the vacancy appears, and whatever its page's address becomes.
  private func name(_ entry: FeedEntry) -> String { "urn:uuid:\(entry.listing.id)" }

  private func summary(_ entry: FeedEntry) -> String {
    let listing = entry.listing
    let facts = [
      VacancyText.location(listing.schoolName, listing.schoolTown),
      VacancyText.pay(listing.payMinimumPence, listing.payMaximumPence),
      listing.closesAt.map { "Closes on \(LondonTime.dateAndTime($0))" } ?? "",
    ].filter { !$0.isEmpty }
    return facts.joined(separator: ". ") + ".\n\n" + PageHead.summary(entry.description)
  }

  private func categories(_ entry: FeedEntry) -> [String] {
    [entry.listing.phase?.title, entry.listing.workingPattern?.title, entry.listing.contractType?.title]
      .compactMap { $0 }
  }

  var atom: String {
    // A feed without entries has not changed since ever: one instant that never moves.
    let updated = entries.map(\.updatedAt).max() ?? Date(timeIntervalSince1970: 1_767_225_600)
    let head: HTML = """
      <?xml version="1.0" encoding="utf-8"?>
      <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">
      <id>\(XMLText.escaped(page))</id>
      <title>\(XMLText.escaped("\(title) – \(site)"))</title>
      <updated>\(updated.formatted(.iso8601))</updated>
      <link rel="self" type="application/atom+xml" href="\(XMLText.escaped("\(base)/vacancies/feed.atom\(query)"))"/>
      <link rel="alternate" type="text/html" href="\(XMLText.escaped(page))"/>
      <author><name>\(XMLText.escaped(site))</name></author>

      """
    let items = entries.map { entry -> HTML in
      let published = (entry.listing.publishedAt ?? entry.updatedAt).formatted(.iso8601)
      let terms = HTML(categories(entry).map { "<category term=\"\(XMLText.escaped($0))\"/>" })
      return """
        <entry>
        <id>\(name(entry))</id>
        <title>\(XMLText.escaped("\(entry.listing.title), \(entry.listing.schoolName)"))</title>
        <published>\(published)</published>
        <updated>\(entry.updatedAt.formatted(.iso8601))</updated>
        <link rel="alternate" type="text/html" href="\(XMLText.escaped(address(entry)))"/>
        <author><name>\(XMLText.escaped(entry.listing.schoolName))</name></author>
        \(terms)<summary type="text">\(XMLText.escaped(summary(entry)))</summary>
        </entry>

        """
    }
    return (head + HTML(items) + "</feed>\n").markup
  }

  var json: String {
    let items = entries.map { entry -> JSONValue in
      [
        "id": .string(name(entry)), "url": .string(address(entry)),
        "title": .string("\(entry.listing.title), \(entry.listing.schoolName)"),
        "content_text": .string(summary(entry)),
        "date_published": .string((entry.listing.publishedAt ?? entry.updatedAt).formatted(.iso8601)),
        "date_modified": .string(entry.updatedAt.formatted(.iso8601)),
        "authors": [["name": .string(entry.listing.schoolName)]],
        "tags": .array(categories(entry).map { .string($0) }), "language": "en-GB",
      ]
    }
    let feed: JSONValue = [
      "version": "https://jsonfeed.org/version/1.1", "title": .string("\(title) – \(site)"),
      "home_page_url": .string(page), "feed_url": .string("\(base)/vacancies/feed.json\(query)"),
      "language": "en-GB", "items": .array(items),
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(feed)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
