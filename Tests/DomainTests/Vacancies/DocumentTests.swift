import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Documents of a vacancy") struct DocumentTests {
  /// A scanner that knows one virus and can fall silent.
  struct Scanner: VirusScanner {
    var isSilent = false
    struct Silence: Error {}
    func scan(_ bytes: [UInt8]) async throws -> VirusScan {
      if isSilent { throw Silence() }
      return bytes.contains(0xEE) ? .infected("Example.Virus") : .clean
    }
  }

  private static func services(_ services: Services, _ scanner: Scanner) -> Services {
    Services(
      pool: services.pool, settings: services.settings, logger: testLogger, passwords: services.passwords,
      scanner: scanner, now: services.now)
  }

  @Test("are kept whole, listed in order, read back byte by byte, and removed")
  func roundTrip() async throws {
    try await withServices { services, clock async throws in
      let desk = try await VacancyDesk(services)
      let vacancy = try await desk.draft()
      let content = SampleDocuments.pdf
      let first = try await AddDocument(services)(
        vacancy.id, kind: .jobDescription, name: "JD.docx", content: content, by: desk.recruiter)
      clock.advance(seconds: 1)
      let second = try await AddDocument(services)(
        vacancy.id, kind: .other, name: "Map", content: SampleDocuments.docx, by: desk.head)
      #expect(first.name == "JD.pdf" && first.mediaType == "application/pdf" && !first.isScanned)
      #expect(second.name == "Map.docx" && second.summary == "Word, 1 KB")
      // The same file is kept once, under the name given last.
      for (name, kept) in [("Way to us", "Way to us.docx"), ("", "Way to us.docx")] {
        let again = try await AddDocument(services)(
          vacancy.id, kind: .other, name: name, content: SampleDocuments.docx, by: desk.head)
        #expect(again.id == second.id && again.name == kept)
      }
      let reading = ReadDocument(services)
      #expect(try await reading.list(vacancy.id, by: desk.head).map(\.id) == [first.id, second.id])
      #expect(try await reading.content(first.id, of: vacancy.id, by: desk.recruiter) == content)
      try await RemoveDocument(services)(first.id, of: vacancy.id, by: desk.recruiter)
      #expect(try await reading.list(vacancy.id, by: desk.head).map(\.id) == [second.id])
      let accounts = AccountsFixture(services)
      #expect(try await accounts.audited("vacancy.document_added") == 2)
      #expect(try await accounts.audited("vacancy.document_renamed") == 1)
      #expect(try await accounts.audited("vacancy.document_removed") == 1)
    }
  }

  @Test("of one file and kind are kept once; a vacancy has at most ten")
  func limits() async throws {
    try await withServices { services, _ async throws in
      let desk = try await VacancyDesk(services)
      let vacancy = try await desk.draft()
      let add = AddDocument(services)
      for number in 0..<VacancyDocument.mostDocuments {
        let content = SampleDocuments.zip([
          ("[Content_Types].xml", "\(number)"), ("word/document.xml", "\(number)"),
        ])
        for _ in 0..<2 {
          _ = try await add(vacancy.id, kind: .other, name: "\(number)", content: content, by: desk.head)
        }
      }
      #expect(try await ReadDocument(services).list(vacancy.id, by: desk.head).count == 10)
      let refusal = try await outcome {
        _ = try await add(vacancy.id, kind: .other, name: "x", content: SampleDocuments.pdf, by: desk.head)
      }
      #expect(refusal?.isConflict == true)
    }
  }

  @Test("that are empty, too large, of another kind of file or of no kind are refused, each with its field")
  func refusals() async throws {
    try await withServices { services, _ async throws in
      let desk = try await VacancyDesk(services)
      let vacancy = try await desk.draft()
      let large = SampleDocuments.pdf + [UInt8](repeating: 0x20, count: VacancyDocument.maximumSize)
      for content in [[], large, Array("<html>".utf8)] {
        let refusal = try await outcome {
          _ = try await AddDocument(services)(
            vacancy.id, kind: .other, name: "x.pdf", content: content, by: desk.head)
        }
        #expect(refusal?.fields == ["file"])
      }
      let refusal = try await outcome {
        _ = try await AddDocument(services)(vacancy.id, kind: nil, name: "", content: [], by: desk.head)
      }
      #expect(refusal?.fields == ["kind", "file"])
    }
  }

  @Test("are only for the school before publication and for everybody afterwards; heads alone change those")
  func permissions() async throws {
    try await withServices { services, clock async throws in
      let desk = try await VacancyDesk(services)
      let draft = try await desk.draft()
      let reading = ReadDocument(services)
      let kept = try await AddDocument(services)(
        draft.id, kind: .other, name: "", content: SampleDocuments.pdf, by: desk.recruiter)
      for actor in [VacancyDesk.visitor, desk.stranger] {
        await #expect(throws: DomainError.notFound("vacancy")) {
          try await reading.content(kept.id, of: draft.id, by: actor)
        }
        await #expect(throws: DomainError.notFound("vacancy")) {
          try await RemoveDocument(services)(kept.id, of: draft.id, by: actor)
        }
      }
      let live = try await desk.published()
      let refusal = try await outcome {
        _ = try await AddDocument(services)(
          live.id, kind: .other, name: "", content: SampleDocuments.pdf, by: desk.recruiter)
      }
      #expect(refusal?.isNotAllowed == true)
      let added = try await AddDocument(services)(
        live.id, kind: .other, name: "", content: SampleDocuments.pdf, by: desk.head)
      #expect(
        try await reading.content(added.id, of: live.id, by: VacancyDesk.visitor) == SampleDocuments.pdf)
      await #expect(throws: DomainError.notFound("document")) {
        try await reading.content(added.id, of: draft.id, by: desk.head)
      }
      clock.advance(days: 31)
      await #expect(throws: DomainError.notFound("document")) {
        try await reading.content(added.id, of: live.id, by: VacancyDesk.visitor)
      }
      let closed = try await outcome {
        try await RemoveDocument(services)(added.id, of: live.id, by: desk.head)
      }
      #expect(closed?.isConflict == true)
    }
  }

  @Test("are scanned where a scanner is set up, and kept out while it can't be asked")
  func scanning() async throws {
    try await withServices { plain, _ async throws in
      let desk = try await VacancyDesk(plain)
      let vacancy = try await desk.draft()
      func add(_ scanner: Scanner, _ content: [UInt8]) async throws -> VacancyDocument {
        try await AddDocument(Self.services(plain, scanner))(
          vacancy.id, kind: .other, name: "x", content: content, by: desk.head)
      }
      #expect(try await add(Scanner(), SampleDocuments.pdf).isScanned)
      let infected = Array("%PDF-1.4\n".utf8) + [0xEE] + Array("\n%%EOF".utf8)
      let found = try await outcome { _ = try await add(Scanner(), infected) }
      #expect(found?.fields == ["file"])
      let silent = try await outcome { _ = try await add(Scanner(isSilent: true), SampleDocuments.docx) }
      #expect(silent?.fields == ["file"])
      #expect(try await ReadDocument(plain).list(vacancy.id, by: desk.head).count == 1)
    }
  }
}
