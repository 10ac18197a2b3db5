import Foundation
import TestSupport
import Testing

@testable import HTTPSupport

@Suite("Printed documents") struct PrintedDocumentTests {
  private static let question = "What was taught, to which year groups, and for how many terms of the year?"

  private static func card(rows: Int) -> String {
    HTTPSupport.Markup.card("Posts", (0..<rows).map { _ in (question, "Year 1") })
  }

  @Test("a long answer and a long card may go on overleaf, a short one stays together")
  func together() {
    let mark = " staffroom-long"
    #expect(!Self.card(rows: 4).contains(mark))
    #expect(Self.card(rows: 20).components(separatedBy: mark).count == 2)
    #expect(!HTTPSupport.Markup.facts([("Duties", String(repeating: "Phonics. ", count: 50))]).contains(mark))
    #expect(HTTPSupport.Markup.facts([("Duties", String(repeating: "Phonics. ", count: 150))]).contains(mark))
    #expect(
      HTTPSupport.Markup.facts([("Schools", String(repeating: "Sample School\n", count: 20))]).contains(mark))
  }

  @Test("a long card begins below what stands before it, and nothing floats")
  func pages() async throws {
    guard await PDFFiles.canBeMade else { return }
    let document = PrintedDocument(
      "Application", markup: HTTPSupport.Markup.heading("Ada Sample") + Self.card(rows: 20))
    #expect(!document.text.contains("float:"))
    let file = String(decoding: try await PDFRenderer()(document.text), as: UTF8.self)
    #expect(file.components(separatedBy: "/Type /Page\n").count - 1 == 2)
  }
}
