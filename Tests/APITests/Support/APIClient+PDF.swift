import Foundation
import HTTPTypes
import TestSupport
import Testing

extension APIClient {
  /// What the address answers is a PDF file whose name begins so; where none can be made, that is said.
  func checkPDF(_ path: String, _ token: String, named name: String) async throws {
    let file = try await get(path, token)
    if await PDFFiles.canBeMade {
      #expect(file.status == 200 && file.text.hasPrefix("%PDF"))
      #expect(file.headers[.contentDisposition]?.contains("filename=\"\(name)") == true)
    } else {
      #expect(file.status == 503 && file.type == "/api/problems/no-pdf")
    }
  }
}
