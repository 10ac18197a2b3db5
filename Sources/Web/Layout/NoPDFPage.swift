import HTTPSupport
import HTTPTypes

extension Page {
  /// For when a PDF file can't be made here: the page to print serves instead.
  static func noPDF(
    _ failure: PDFRenderer.Failure = .failed, path: String = "", back: String? = nil, print page: String
  ) -> Page {
    Page("No PDF file", path: path, status: .serviceUnavailable, above: BackLink(to: back ?? page)) {
      Heading("No PDF file")
      Paragraph("\(failure.sentence) Print the page instead, or save it as PDF from your browser.")
      LinkButton("Page to print", to: page)
    }
  }
}
