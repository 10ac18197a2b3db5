/// Something on paper: a document to make a PDF file of.
public protocol Paper: Sendable {
  /// What the file is called.
  var fileName: String { get }
  /// The whole document for the file.
  var document: String { get }
}
