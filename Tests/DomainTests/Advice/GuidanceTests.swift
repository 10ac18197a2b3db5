import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Guidance that officers write") struct GuidanceTests {
  @Test(
    "has no pictures, which no browser would show; the refusal names the line",
    arguments: [
      ("![A class](https://a.example/b.png)", ["1"]),
      ("# First\n\nSee ![it][1].\n\n[1]: https://a.example", ["3"]),
      ("Write `![words](address)` for one.", []), ("```\n![pic](https://a.example)\n```", []),
      ("Stop![^1] And [words](https://a.example).", []), ("\\![no](https://a.example)", []),
    ])
  func pictures(_ body: String, _ lines: [String]) {
    let found = GuidanceContent(title: "Panels", body: body).pictureProblems
    #expect(found.map { $0.message.split(separator: " ")[1] } == lines.map { $0[...] })
    #expect(found.allSatisfy { $0.field == "body" })
  }

  @Test("keeps what it said before each change, for those who write it")
  func history() async throws {
    try await VacancyDesk.run { desk async throws in
      let authority = try await Authority.find(code: "883", in: desk.services.pool)
      let officer = try await AccountsFixture(desk.services).acting(
        .officer, at: authority.organisation, email: "officer@example.org")
      let write = WriteGuidance(desk.services)
      var page = try await write.create(
        of: authority.organisation, GuidanceContent(title: "Panels", body: "Text 1", audience: .everybody),
        by: officer)
      for number in 2...4 {
        page = try await write.change(
          page.id, GuidanceContent(title: "Panels", body: "Text \(number)", audience: .everybody),
          expectedVersion: page.version, by: officer)
      }
      let read = ReadGuidance(desk.services)
      let first = try await read.history("panels", limit: 2, by: officer)
      #expect(first.revisions.map(\.body) == ["Text 3", "Text 2"] && first.page.content.body == "Text 4")
      #expect(first.revisions.first?.replacedBy == "Robin Sample")
      let rest = try await read.history("panels", limit: 2, before: first.next, by: officer)
      #expect(rest.revisions.map(\.body) == ["Text 1"] && rest.next == nil)
      for actor in [desk.head, VacancyDesk.visitor] {
        let refused = try await outcome { _ = try await read.history("panels", by: actor) }
        #expect(refused == .notFound("page of guidance"))
      }
    }
  }

  @Test("is listed page by page, its drafts for those who write it alone")
  func library() async throws {
    try await VacancyDesk.run { desk async throws in
      let authority = try await Authority.find(code: "883", in: desk.services.pool)
      let officer = try await AccountsFixture(desk.services).acting(
        .officer, at: authority.organisation, email: "officer@example.org")
      let write = WriteGuidance(desk.services)
      for title in ["Apples and governors", "Bread and governors", "Cakes"] {
        let page = try await write.create(
          of: authority.organisation,
          GuidanceContent(
            title: title, summary: "Words.", body: "Text", audience: .schools,
            reviewedOn: desk.services.today), by: officer)
        if title == "Cakes" {
          _ = try await write.move(page.id, to: .published, expectedVersion: nil, by: officer)
        }
      }
      let read = ReadGuidance(desk.services)
      for words in ["", "governors OR cakes"] {
        var titles: [String] = []
        var after: GuidanceID?
        repeat {
          let found = try await read.library(words: words, limit: 1, after: after, by: officer)
          titles += found.pages.map(\.content.title)
          after = found.next
        } while after != nil && titles.count < 10
        #expect(titles.sorted() == ["Apples and governors", "Bread and governors", "Cakes"], "\(words)")
      }
      #expect(try await read.library(state: .draft, by: officer).pages.count == 2)
      var (listed, last): ([String], GuidanceID?) = ([], nil)
      repeat {
        let page = try await read.all(limit: 1, after: last, by: officer)
        listed += page.pages.map(\.slug)
        last = page.next
      } while last != nil
      #expect(listed == (try await read.all(by: officer).pages.map(\.slug)) && listed.count > 2)
      #expect(try await read.library(by: desk.head).pages.map(\.slug) == ["cakes"])
      #expect(try await read.library(by: VacancyDesk.visitor).pages.isEmpty)
    }
  }
}
