/// Texts as they may stand in XML 1.0.
enum XMLText {
  /// The text escaped as ``HTML`` does it, without the characters that no XML document may hold.
  static func escaped(_ text: String) -> HTML {
    HTML(text: String(String.UnicodeScalarView(text.unicodeScalars.filter(isAllowed))))
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
