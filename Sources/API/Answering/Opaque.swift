import Cryptography
import Domain
import Foundation

/// Texts that a client gets and gives back without looking inside.
enum Opaque {
  /// The text form of where a page begins.
  static func write(_ cursor: Cursor) -> String { write(cursor.description) }

  /// Any text in base64url.
  static func write(_ text: String) -> String { text.utf8.base64URL }

  /// What ``write(_:)`` was given; nil for anything else.
  static func read(_ text: String) -> String? {
    var base64 = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    base64 += String(repeating: "=", count: (4 - base64.count % 4) % 4)
    return Data(base64Encoded: base64).flatMap { String(data: $0, encoding: .utf8) }
  }

  /// Told of a cursor that was made up.
  static let unknownCursor = unknown("cursor")

  /// The same of the cursor of a list beside the first, such as `duties_cursor`: the page had it in `next_duties`.
  static func unknown(_ name: String) -> DomainError {
    let member = name == "cursor" ? "next" : "next_\(name.replacingOccurrences(of: "_cursor", with: ""))"
    return .invalid([
      FieldProblem(field: name, message: "Give the cursor exactly as the page before had it in “\(member)”.")
    ])
  }
}
