import CLI
import Domain
import Foundation
import TestSupport
import Testing

/// A command writes a PDF file that its owner alone may read, and leaves what stands there; where none can be made, that
/// is said.
func checkPDF(_ command: String..., with services: Services) async throws {
  let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
  defer { try? FileManager.default.removeItem(atPath: path) }
  let whole = command + ["-o", path]
  guard await PDFFiles.canBeMade else {
    #expect(await status { try await run(whole, with: services) } == .unavailable)
    return
  }
  #expect(try await run(whole, with: services).remarks == ["It is in \(path)."])
  let content = try #require(FileManager.default.contents(atPath: path))
  #expect(content.starts(with: Data("%PDF".utf8)))
  let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  #expect(mode == 0o600)
  #expect(await status { try await run(whole, with: services) } == .invalidData)
  #expect(FileManager.default.contents(atPath: path) == content)
}
