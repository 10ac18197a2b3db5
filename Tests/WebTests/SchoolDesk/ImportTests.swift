import Domain
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Importing a file of vacancies on pages")
struct ImportTests {
  @Test("shows what would be done, and does it once when confirmed")
  func importing() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let head = try await site.staff()
      let address = "/school/\(vacancy.urn)/vacancies/import"
      let form = try await head.get(address)
      #expect(form.shows("enctype=\"multipart/form-data\""))
      // With the mark in front with which spreadsheets save it.
      let file = Array("\u{FEFF}external_reference,title\na,Teacher A\nb,Teacher B\n".utf8)
      let preview = try await head.upload(form, to: address, [:], file: file, named: "jobs.csv")
      #expect(preview.status == .ok && preview.shows("Check what will be done") && preview.shows("Teacher B"))
      let before = try await site.services.pool.value("SELECT count(*) FROM vacancy", as: Int.self)
      #expect(before == 1)
      let done = try await head.submit(preview, to: address + "/confirm")
      #expect(done.shows("The file was imported") && done.shows("2 new, 0 changed, 0 unchanged, 0 published"))
      let repeated = try await head.submit(preview, to: address + "/confirm")
      #expect(repeated.shows("0 new, 0 changed, 2 unchanged, 0 published"))
      let export = try await head.get("/school/\(vacancy.urn)/vacancies/export")
      #expect(export.headers[.contentType] == "text/csv; charset=utf-8" && export.shows("Teacher A"))
      #expect(export.text.utf8.first == 0xEF)
    }
  }

  @Test("names every fault by line and column, and asks for a file")
  func faults() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let head = try await site.staff()
      let address = "/school/\(vacancy.urn)/vacancies/import"
      let form = try await head.get(address)
      let file = Array("external_reference,title,fte\na,Teacher A,<half>\n".utf8)
      let page = try await head.upload(form, to: address, [:], file: file, named: "jobs.csv")
      #expect(page.shows("The file needs to be put right") && page.shows("fte"))
      let unknown = try await head.upload(form, to: address, [:], file: Array("<b>\nx".utf8), named: "x.csv")
      #expect(unknown.status == .unprocessableContent && unknown.shows("&lt;b&gt;"))
      let none = try await head.upload(form, to: address, [:], file: [], named: "")
      #expect(none.shows("Choose a"))
      let visitor = site.browser()
      #expect(try await visitor.get(address).status != .ok)
    }
  }
}
