/// An e-mail address that mail can be sent to; `normal` is what makes two of them the same.
public struct EmailAddress: Sendable, Hashable {
  /// As it was typed, without surrounding spaces.
  public let text: String
  /// In lower case.
  public let normal: String

  /// Reads an address; nil unless it has one "@", a plausible domain and no characters that a mail's
  /// header could be broken with.
  public init?(_ typed: String) {
    let text = typed.trimmed
    guard text.utf8.count <= 254, text.utf8.allSatisfy(Self.allowed) else { return nil }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].utf8.count) else { return nil }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2, labels.allSatisfy(Self.isLabel), !parts[0].hasPrefix("."),
      !parts[0].hasSuffix("."), !parts[0].contains("..")
    else { return nil }
    self.text = text
    self.normal = text.lowercased()
  }

  /// What is said when an address can't be read.
  static let problem = "Enter an e-mail address in the correct format, like name@example.com."

  private static func allowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: ".@!#$%&'*+/=?^_`{|}~-".utf8.contains(byte)
    }
  }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
      && label.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "-") || (byte >= 48 && byte <= 57) || (byte | 32 >= 97 && byte | 32 <= 122)
      }
  }
}

/// A person's name as it may be stored.
enum PersonName {
  /// The name without surrounding spaces; notes a problem when it can't be one.
  static func read(_ typed: String, field: String = "name", _ problems: inout Problems) -> String {
    let name = typed.trimmed
    problems.require(!name.isEmpty, field, "Enter your full name.")
    problems.require(name.count <= 200, field, "Your name must be 200 characters or fewer.")
    let printable = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    problems.require(printable, field, "Your name must not contain line breaks or control characters.")
    // Names stand in mails: nobody is to send a stranger a link by way of their name.
    let plain = !name.contains { "/@<>\\".contains($0) }
    problems.require(plain, field, "Your name must not contain any of / @ < > \\.")
    return name
  }
}
