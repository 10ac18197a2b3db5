import Foundation

/// An address within this site to go on to; what would lead elsewhere can't be one.
struct OwnPath: Sendable, Equatable {
  /// The path with its query.
  let text: String

  /// Takes a path such as `/vacancies?q=maths`; nil for anything that a browser might take for another site.
  init?(_ text: (some StringProtocol)?) {
    guard let text, text.utf8.count <= 2_000, text.hasPrefix("/"), !text.hasPrefix("//"),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
      !text.hasPrefix("/sign-in"), !text.hasPrefix("/sign-out")
    else { return nil }
    self.text = String(text)
  }

  /// The path as the value of a query parameter.
  var inQuery: String { Self.escape(text) }

  private static let plain = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")

  /// A text as the value of a query parameter.
  static func escape(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }
}
