import Domain

/// A field to choose a file in; stands in a form that takes files.
public struct FileInput: TemplateComponent {
  /// The template's name.
  public static let template = "components/file-input"
  /// Its name, label, hint and fault.
  public var frame: FieldFrame
  /// What the browser offers first: endings and media types, with commas between.
  public var accepts: String?
  /// How large the file may be: the script of the pages refuses a larger one before it is sent, so that what was
  /// typed stays. As large as a document may be, where nothing is said.
  public var mostBytes: Int?

  /// A field to choose a file in.
  public init(_ frame: FieldFrame, accepts: String? = nil, mostBytes: Int? = nil) {
    self.frame = frame
    self.accepts = accepts
    self.mostBytes = mostBytes
  }

  /// What the template shows.
  public var view: View {
    var view = frame.view
    view["attributes"] = HTML.attributes([
      "accept": accepts, "data-max-bytes": String(mostBytes ?? VacancyDocument.maximumSize),
    ])
    return view
  }
}

extension Fields {
  /// A field to choose a file in.
  public func file(
    _ name: String, _ label: String, hint: String? = nil, accepts: String? = nil, mostBytes: Int? = nil
  ) -> FileInput {
    FileInput(frame(name, label, hint: hint), accepts: accepts, mostBytes: mostBytes)
  }
}
