import Domain
import HTTPTypes
import Hummingbird

/// `ETag` and what clients send back of it.
///
/// A tag is the version of the thing, a dot and a hash of the answer: the version is what a change is made
/// against, and the hash makes sure that "not modified" is true of everything that is shown.
enum EntityTag {
  /// The tag of an answer.
  static func make(version: Int?, bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 36)
    return version.map { "\"\($0).\(digits)\"" } ?? "\"\(digits)\""
  }

  /// Whether a client that has these tags has this one.
  static func isKnown(_ tag: String, to header: String?) -> Bool {
    guard let header else { return false }
    return list(header).contains { $0 == "*" || $0 == tag || $0 == "W/" + tag }
  }

  /// The version that `If-Match` wants; nil when any will do. Throws when it must be given and isn't.
  static func expectedVersion(_ request: Request, _ condition: Endpoint.Condition) throws -> Int? {
    guard condition != .none else { return nil }
    guard let header = request.headers[.ifMatch] else {
      if condition == .required { throw APIFailure.versionNeeded }
      return nil
    }
    let tags = list(header)
    if tags == ["*"] { return nil }
    guard tags.count == 1, let tag = tags.first, tag.hasPrefix("\""), tag.hasSuffix("\""), tag.count > 2
    else {
      throw APIFailure.malformed("Give one ETag as “If-Match”, in double quotes, or *.")
    }
    // A tag of ours that isn't a version belongs to no state that was ever stored.
    return Int(tag.dropFirst().dropLast().prefix { $0 != "." }) ?? -1
  }

  private static func list(_ header: String) -> [String] {
    header.split(separator: ",").map { String($0.drop { $0 == " " }) }
      .map { $0.last == " " ? String($0.dropLast()) : $0 }
  }
}
