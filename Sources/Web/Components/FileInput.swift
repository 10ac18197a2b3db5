/// A field to choose a file in; stands in a form that takes files.
public struct FileInput: TemplateComponent {
  /// The template's name.
  public static let template = "components/file-input"
  /// Its name, label, hint and fault.
  public var frame: FieldFrame
  /// What the browser offers first: endings and media types, with commas between.
  public var accepts: String?

  /// A field to choose a file in.
  public init(_ frame: FieldFrame, accepts: String? = nil) {
    self.frame = frame
    self.accepts = accepts
  }

  /// What the template shows.
  public var view: View {
    var view = frame.view
    view["attributes"] = HTML.attributes(["accept": accepts])
    return view
  }
}

extension Fields {
  /// A field to choose a file in.
  public func file(_ name: String, _ label: String, hint: String? = nil, accepts: String? = nil) -> FileInput
  {
    FileInput(frame(name, label, hint: hint), accepts: accepts)
  }
}
