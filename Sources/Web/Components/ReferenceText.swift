/// A reference such as "A-7K2M9XQ4", which is never broken at its hyphen.
public struct ReferenceText: Component {
  private let reference: String

  /// A reference in a cell of a table, or wherever there is little room.
  public init(_ reference: String) { self.reference = reference }

  /// How it looks.
  public var html: HTML { "<span class=\"staffroom-reference\">\(reference)</span>" }
}
