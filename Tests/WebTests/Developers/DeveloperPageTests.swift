import API
import Domain
import HTTPTypes
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Web

@Suite("The developers' pages")
struct DeveloperPageTests {
  private static let document = APIRoutes.document(baseURL: TestServices.baseURL)

  @Sendable private static func makeDocument() -> JSONValue { document }

  /// Every page of the reference, by address.
  private func pages(_ site: Website) async throws -> [String: ShownPage] {
    let browser = site.browser()
    var addresses = ["/developers", "/developers/objects", "/developers/problems"]
    addresses += APIReference(Self.document).groups.map(\.address)
    var pages: [String: ShownPage] = [:]
    for address in addresses {
      let page = try await browser.get(address)
      #expect(page.status == .ok, "\(address)")
      pages[address] = page
    }
    return pages
  }

  @Test("show every operation of the document with its path, and every object")
  func everything() async throws {
    try await Website.run(apiDocument: Self.makeDocument) { site async throws in
      let pages = try await pages(site)
      let reference = APIReference(Self.document)
      #expect(reference.groups.flatMap(\.operations).count > 30)
      for group in reference.groups {
        let page = try #require(pages[group.address])
        for operation in group.operations {
          #expect(page.shows("id=\"\(operation.id)\""), "\(operation.id)")
          #expect(page.shows("</strong> \(operation.path)</code>"), "\(operation.path)")
          #expect(operation.path.hasPrefix("/api/v1/"))
        }
      }
      for (name, _) in reference.schemas {
        #expect(pages["/developers/objects"]?.shows("id=\"\(name)\"") == true, "\(name)")
      }
    }
  }

  @Test("have no link among themselves that leads nowhere")
  func links() async throws {
    try await Website.run(apiDocument: Self.makeDocument) { site async throws in
      let pages = try await pages(site)
      for (address, page) in pages {
        for match in page.text.matches(of: /href="(\/developers[^"#]*)?(?:#([^"]*))?"/) {
          let target = match.1.map(String.init) ?? address
          let shown = try #require(pages[target], "\(address) leads to \(target)")
          guard let anchor = match.2, anchor != "main-content" else { continue }
          #expect(shown.shows("id=\"\(anchor)\""), "\(address) leads to \(target)#\(anchor)")
        }
      }
    }
  }

  private final class Count: Sendable {
    let made = Mutex(0)
    var value: Int { made.withLock { $0 } }
  }

  @Test("are where the address of a problem type leads; their document is made once, when one is asked for")
  func problems() async throws {
    let count = Count()
    let document: @Sendable () -> JSONValue = {
      count.made.withLock { $0 += 1 }
      return Self.document
    }
    try await Website.run(apiDocument: document) { site async throws in
      let browser = site.browser()
      #expect(count.value == 0)
      #expect(try await browser.get("/developers/nonsense").status == .notFound)
      let answer = try await browser.get("/api/problems/stale-version")
      #expect(answer.location == "/developers/problems#stale-version")
      #expect(try await browser.get("/developers/problems").shows("id=\"stale-version\""))
      #expect(try await browser.get("/api/problems/nonsense").status == .notFound)
      #expect(count.value == 1)
    }
  }

  @Test("work without a document, too")
  func noDocument() async throws {
    try await Website.run { site async throws in
      let page = try await site.browser().get("/developers")
      #expect(page.status == .ok && page.shows("id=\"example-1\""))
    }
  }
}

@Suite("The authority's pages")
struct AuthorityPageTests {
  @Test("show the scheduled work to administrators, and nothing to others")
  func scheduledWork() async throws {
    try await Website.run { site async throws in
      let (services, system) = (site.services, Actor.operatorAtCommandLine)
      let authority = try await CreateAuthority(services)(code: "883", name: "Thurrock", by: system)
      let browser = try await site.signedIn()
      #expect(try await browser.get("/authority").status == .notFound)
      #expect(try await browser.get("/authority/scheduled-work").status == .forbidden)
      let ada = try await FindAccount(services)(email: "ada@example.org", by: system)
      _ = try await GrantRole(services)(.administrator, to: ada.id, at: authority.organisation, by: system)
      let start = try await browser.get("/authority")
      #expect(start.shows("/authority/scheduled-work"))
      #expect(try await browser.get("/authority/scheduled-work").shows("Nothing has run yet"))
      try await services.pool.execute(
        "INSERT INTO scheduled_task (name, next_run_at) VALUES ('references.remind', \(services.now()))")
      let page = try await browser.get("/authority/scheduled-work")
      #expect(page.shows("Remind referees") && !page.shows("references.remind"))
    }
  }
}
