import TestSupport
import Testing

@testable import Domain

@Suite("The format of a document") struct DocumentFormatTests {
  typealias Samples = SampleDocuments

  @Test(
    "is found in its content",
    arguments: [
      (Samples.pdf, DocumentFormat.pdf), (Samples.pdf + [0, 0x0A], .pdf), (Samples.docx, .word),
      (Samples.doc, .word97),
    ])
  func found(bytes: [UInt8], format: DocumentFormat) throws {
    #expect(try DocumentFormat.find(in: bytes) == format)
  }

  private static let page = Array("<html><script>alert(1)</script></html>".utf8)
  private static let parts = [("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w:document/>")]

  @Test(
    "is not taken on trust",
    arguments: [
      ("a page", page, DocumentFormat.Fault.unknown),
      ("a program", [0x4D, 0x5A, 0x90, 0x00], .unknown),
      ("a page before a PDF", page + Samples.pdf, .unknown),
      ("a page behind a PDF", Samples.pdf + page, .damaged),
      ("an archive behind a PDF", Samples.pdf + Samples.docx, .damaged),
      ("a PDF cut off", Array(Samples.pdf.prefix(60)), .damaged),
      ("a PDF of nothing", Array("%PDF-".utf8), .damaged),
      ("an archive of something else", Samples.zip([("a.txt", "x")]), .unknown),
      ("a workbook", Samples.zip([("[Content_Types].xml", "x"), ("xl/workbook.xml", "x")]), .unknown),
      ("an archive with more behind it", Samples.docx + page, .damaged),
      ("an encrypted archive", Samples.zip(parts, flags: 1), .damaged),
      ("macros", Samples.zip(parts + [("word/vbaProject.bin", "x")]), .withMacros),
      ("a way out of the folder", Samples.zip(parts + [("../../evil", "x")]), .damaged),
      ("a name twice", Samples.zip(parts + [parts[0]]), .damaged),
      ("an archive that would fill a disk", Samples.zip(parts, unpackedSize: 200_000_000), .unpacksTooLarge),
      ("an archive cut off", Array(Samples.docx.dropLast(3)), .damaged),
      ("an old workbook", Samples.compound(["Root Entry", "Workbook"]), .unknown),
      ("a protected document", Samples.compound(["Root Entry", "EncryptedPackage"]), .unknown),
      ("old macros", Samples.compound(["Root Entry", "WordDocument", "Macros"]), .withMacros),
      ("an old document cut off", Array(Samples.doc.prefix(600)), .damaged),
    ])
  func refused(_ what: String, bytes: [UInt8], fault: DocumentFormat.Fault) {
    #expect(throws: fault, "\(what)") { try DocumentFormat.find(in: bytes) }
  }

  @Test("is read without a fault of ours from whatever bytes")
  func fuzz() {
    var random = SeededRandom(seed: 11)
    for _ in 0..<4_000 {
      var bytes = [Samples.pdf, Samples.docx, Samples.doc].randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 7))
        default: bytes.insert(0xFF, at: place)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      _ = try? DocumentFormat.find(in: bytes)
    }
  }

  @Test(
    "gives names their ending, without anything that harms",
    arguments: [
      ("Job description.docx", "Job description.pdf"), ("../../etc/passwd", "passwd.pdf"),
      ("C:\\Users\\x\\JD.PDF", "JD.pdf"), ("", "Job description.pdf"), ("...", "Job description.pdf"),
      ("a\u{202E}fdp.exe", "afdp.exe.pdf"), ("x\r\nSet-Cookie: y", "xSet-Cookie- y.pdf"),
      ("<b>\"q\"?</b>", "b-.pdf"), ("Stellenbeschreibung für Größe.pdf", "Stellenbeschreibung für Größe.pdf"),
    ])
  func names(given: String, kept: String) {
    #expect(VacancyDocument.cleaned(given, .pdf, kind: .jobDescription) == kept)
  }

  @Test("keeps names short enough")
  func longName() {
    let name = VacancyDocument.cleaned(String(repeating: "é", count: 400), .word, kind: .other)
    #expect(name.count == VacancyDocument.longestName && name.hasSuffix(".docx"))
  }
}
