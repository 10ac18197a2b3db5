import Foundation
import HTTPSupport
import Testing

@Suite("Making PDF files") struct PDFRendererTests {
  /// A program that stands in for Python.
  private static func program(_ script: String, _ body: (String) async throws -> Void) async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "python-\(UUID().uuidString)")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
    defer { try? FileManager.default.removeItem(at: file) }
    try await body(file.path)
  }

  private static func failure(_ renderer: PDFRenderer) async -> PDFRenderer.Failure? {
    do {
      _ = try await renderer("<p>Hello</p>")
      return nil
    } catch {
      return error as? PDFRenderer.Failure
    }
  }

  @Test("hands the document to the program and gives back what it writes")
  func renders() async throws {
    try await Self.program("cat >/dev/null; printf '%%PDF-1.7 made'") { path async throws in
      let data = try await PDFRenderer(python: path)("<p>Hello</p>")
      #expect(String(decoding: data, as: UTF8.self) == "%PDF-1.7 made")
    }
  }

  @Test("tells a program that isn't there from one that fails, writes something else or never ends")
  func failures() async throws {
    #expect(await Self.failure(PDFRenderer(python: "/nowhere/python3")) == .notInstalled)
    try await Self.program("exit 3") { path async throws in
      #expect(await Self.failure(PDFRenderer(python: path)) == .notInstalled)
    }
    for script in ["exit 1", "echo no file", "exec tail -f /dev/null"] {
      try await Self.program(script) { path async throws in
        #expect(await Self.failure(PDFRenderer(python: path, limit: 0.5)) == .failed, "\(script)")
      }
    }
  }

  @Test("takes turns when many ask at once")
  func turns() async throws {
    try await Self.program("cat >/dev/null; printf '%%PDF-1.7'") { path async throws in
      let renderer = PDFRenderer(python: path, atOnce: 2)
      let sizes = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<8 { group.addTask { try await renderer("<p>Hello</p>").count } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(sizes == Array(repeating: 8, count: 8))
    }
  }
}
