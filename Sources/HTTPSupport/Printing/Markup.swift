/// Text in HTML.
public enum Markup {
  /// A text as it must stand in markup, inside an element or inside a quoted attribute.
  ///
  /// Goes byte by byte: a quotation mark with a combining accent after it is one character to Swift, but
  /// still closes the attribute for a browser.
  @inlinable
  public static func escape(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      case UInt8(ascii: "\""): bytes += "&quot;".utf8
      case UInt8(ascii: "'"): bytes += "&#39;".utf8
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
