extension String {
  /// The text with its first letter in lower case, to stand inside a sentence.
  public var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
