/// A further header of a mail. Whatever stands in its value, it stays one header.
public struct MailHeader: Sendable, Codable, Equatable {
  /// Its name.
  public let name: String
  /// Its value, as it reads before it is folded.
  public let value: String

  /// A header; nil when the name can't be one, or is of a header that every mail has.
  public init?(_ name: String, _ value: String) {
    let isName = name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ":") }
    guard isName, (1...64).contains(name.utf8.count), !Self.taken.contains(name.lowercased()) else {
      return nil
    }
    self.name = name
    self.value = value
  }

  /// Reads what ``init(_:_:)`` takes.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    let name = try box.decode(String.self, forKey: .name)
    guard let header = MailHeader(name, try box.decode(String.self, forKey: .value)) else {
      throw MailFault.unacceptable("A header of the mail has a name that it can't have.")
    }
    self = header
  }

  private enum CodingKeys: String, CodingKey {
    case name, value
  }

  /// How mail programs end such mail (RFC 2369): an address to open, and (RFC 8058) the same one to post to,
  /// which ends it at once and without any further question.
  public static func unsubscribe(at address: String) -> [MailHeader] {
    [
      MailHeader("List-Unsubscribe", "<\(address)>"),
      MailHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ].compactMap { $0 }
  }

  private static let taken: Set<String> = [
    "date", "from", "sender", "reply-to", "to", "cc", "bcc", "subject", "message-id", "mime-version",
    "content-type", "content-transfer-encoding", "auto-submitted", "return-path", "received",
  ]

  /// The header as it stands in a message: folded between words, so that lines stay short wherever they can.
  var line: String {
    let text = MailMessage.oneLine(value)
    guard text.utf8.allSatisfy({ $0 < 128 }), !text.contains("=?") else {
      return "\(name): \(MailMessage.encodedWords(text))"
    }
    var lines = ["\(name):"]
    for word in text.split(separator: " ") {
      let isFirst = lines.count == 1 && lines[0].hasSuffix(":")
      if isFirst || lines[lines.count - 1].utf8.count + 1 + word.utf8.count <= 78 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(" " + word)
      }
    }
    return lines.joined(separator: "\r\n")
  }
}
