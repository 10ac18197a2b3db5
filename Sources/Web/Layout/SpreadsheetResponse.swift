import Hummingbird

extension Response {
  /// A file for a spreadsheet. The mark in front tells it that the file is in UTF-8: without it Excel takes the letters of
  /// names for others.
  static func csv(_ text: String, named name: String) -> Response {
    PrivateFile.response(
      Array("\u{FEFF}\(text)".utf8), mediaType: "text/csv; charset=utf-8", name: name)
  }

  /// A file for the national service, which asks for exact headers: nothing stands in front of them.
  static func serviceFile(_ text: String, named name: String) -> Response {
    PrivateFile.response(Array(text.utf8), mediaType: "text/csv; charset=utf-8", name: name)
  }
}
