import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("Documents on pages") struct DocumentTests {
  @Test("are added by the head, read by everybody as files to save, and removed")
  func documents() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let head = try await site.staff()
      let desk = "/school/vacancies/\(vacancy.id)/documents"
      let form = try await head.get(desk)
      #expect(form.shows("enctype=\"multipart/form-data\""))
      let sent = try await head.upload(
        form, to: desk, ["kind": "job_description"], file: SampleDocuments.pdf, named: "Größe “1”.pdf")
      #expect(sent.location == desk)
      let page = try await head.get(desk)
      let address = try #require(
        page.text.firstMatch(of: /\/vacancies\/[0-9a-f-]+\/documents\/[0-9a-f-]+/)?.0)
      let visitor = site.browser()
      let file = try await visitor.get(String(address))
      #expect(file.status == .ok && file.text == String(decoding: SampleDocuments.pdf, as: UTF8.self))
      #expect(file.headers[.contentType] == "application/pdf")
      #expect(file.headers[.xContentTypeOptions] == "nosniff")
      #expect(file.headers[.contentSecurityPolicy] == "sandbox; default-src 'none'")
      let disposition = try #require(file.headers[.contentDisposition])
      #expect(disposition.hasPrefix("attachment; filename=\"Gr__e _1_.pdf\"; "))
      #expect(disposition.hasSuffix("filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%E2%80%9C1%E2%80%9D.pdf"))
      #expect(file.headers[.eTag] != nil)
      let removal = try await head.submit(page, to: desk + "/remove")
      #expect(removal.location == desk)
      #expect(try await visitor.get(String(address)).status == .notFound)
    }
  }

  @Test("that are no documents, too large or missing come back with what to do")
  func refusals() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let head = try await site.staff()
      let desk = "/school/vacancies/\(vacancy.id)/documents"
      let form = try await head.get(desk)
      let page = try await head.upload(form, to: desk, ["kind": "other"], file: [1, 2, 3], named: "x.pdf")
      #expect(page.status == .unprocessableContent && page.shows("Choose a PDF or a Word document"))
      #expect(page.shows("value=\"other\" checked"))
      let large = [UInt8](repeating: 0x25, count: VacancyDocument.maximumSize + 1)
      let refused = try await head.upload(form, to: desk, ["kind": "other"], file: large, named: "x.pdf")
      #expect(refused.status == .unprocessableContent && refused.shows("at most 10 MB"))
      let none = try await head.upload(form, to: desk, [:], file: [], named: "")
      #expect(none.status == .unprocessableContent && none.shows("Choose a file."))
      #expect(try await head.submit(form, to: desk).status == .unprocessableContent)
    }
  }

  @Test("are taken from people of the school alone, from a form of ours, and on their own address alone")
  func strangers() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let head = try await site.staff()
      let desk = "/school/vacancies/\(vacancy.id)/documents"
      let form = try await head.get(desk)
      let visitor = site.browser()
      let pdf = SampleDocuments.pdf
      #expect(try await visitor.upload(form, to: desk, [:], file: pdf, named: "x").status == .unauthorized)
      let applicant = try await site.signedIn()
      #expect(try await applicant.upload(form, to: desk, [:], file: pdf, named: "x").status == .forbidden)
      #expect(try await applicant.get(desk).status == .notFound)
      let withdrawal = "/school/vacancies/\(vacancy.id)/withdraw"
      let other = try await head.get(withdrawal)
      let refused = try await head.upload(other, to: withdrawal, ["reason": "x"], file: pdf, named: "x")
      #expect(refused.status == .forbidden)
    }
  }
}
