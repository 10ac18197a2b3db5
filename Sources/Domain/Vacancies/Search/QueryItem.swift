import Foundation

/// A name and a value of an address's query.
public struct QueryItem: Sendable, Hashable {
  /// The name.
  public var name: String
  /// The value, as it reads: nothing in it is encoded.
  public var value: String

  /// A name and a value.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

extension [QueryItem] {
  /// The items of an address's query, without the question mark. What isn't UTF-8 is left out.
  public init(query: some StringProtocol) {
    self = String(query).split(separator: "&").compactMap { part in
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      func decoded(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
      }
      guard let name = decoded(halves[0]) else { return nil }
      guard let value = halves.count == 2 ? decoded(halves[1]) : "" else { return nil }
      return QueryItem(name, value.replacing("\0", with: ""))
    }
  }

  /// The items as an address's query, without the question mark: safe in any part of a page or a mail.
  public var query: String {
    map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
  }

  private static func encoded(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: " "): result += "+"
      default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
