import HTTPSupport
import HTTPTypes
import Hummingbird

extension Response {
  /// A file for a spreadsheet.
  static func csv(_ text: String, named name: String) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
        .contentDisposition: ContentDisposition.attachment(name),
      ], body: .init(byteBuffer: .init(string: text)))
  }
}
