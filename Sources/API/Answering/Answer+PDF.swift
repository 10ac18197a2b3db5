import Foundation
import HTTPSupport
import HTTPTypes

extension Answer {
  private static let renderer = PDFRenderer()

  /// What is on paper, as a PDF file.
  static func pdf(_ paper: some Paper) async throws -> Answer {
    do {
      let bytes = Array(try await renderer(paper.document))
      var answer = Answer(status: .ok)
      answer.file = File(
        bytes: bytes, mediaType: "application/pdf", tag: EntityTag.make(version: nil, bytes: bytes))
      answer.headers[.contentDisposition] = ContentDisposition.attachment(paper.fileName)
      return answer
    } catch let failure as PDFRenderer.Failure {
      throw APIFailure.noPDF(failure)
    }
  }
}
