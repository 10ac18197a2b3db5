public import Foundation

/// Writes a mail in the form of RFC 5322 with the headers of MIME.
///
/// Whatever stands in the recipient, the subject or the text, it can't add a header or another recipient: an
/// address with anything but one plain address in it is refused, and control characters in a subject become
/// spaces.
public struct MailMessage: Sendable {
  /// How text beyond ASCII is carried.
  public enum Carriage: Sendable {
    /// As it is (8bit), for files and systems that take it.
    case plain
    /// In base64, for any mail system.
    case base64
  }

  let sender: String
  let domain: String
  let carriage: Carriage

  /// Messages from one sender, for example "Staffroom <staffroom@example.org>"; throws ``MailFault`` when the
  /// sender is not of this form.
  public init(sender: String, carriage: Carriage) throws {
    let (name, address) = Self.split(sender)
    let checked = try Self.address(address)
    self.sender = name.isEmpty ? checked : "\(Self.phrase(name)) <\(checked)>"
    domain = checked.split(separator: "@").last.map(String.init) ?? "localhost"
    self.carriage = carriage
  }

  /// The whole message, lines ended by CR LF.
  public func data(_ mail: QueuedMail) throws -> Data {
    let body = encodedBody(mail.body)
    let content = mail.attachment.map { Self.whole(body, with: $0, boundary: "staffroom-\(mail.id)") }
    let usual = [
      "Date: \(Self.date(mail.createdAt))",
      "From: \(sender)",
      "To: \(try Self.address(mail.recipient))",
      "Subject: \(Self.unstructured(mail.subject))",
      "Message-ID: <\(mail.id)@\(domain)>",
      "MIME-Version: 1.0",
      "Content-Type: \(content?.type ?? Self.plainText)",
      "Content-Transfer-Encoding: \(content?.encoding ?? body.encoding)",
      "Auto-Submitted: auto-generated",
    ]
    let headers = usual + mail.headers.map(\.line)
    return Data((headers.joined(separator: "\r\n") + "\r\n\r\n" + (content?.text ?? body.text)).utf8)
  }

  private static let plainText = "text/plain; charset=utf-8"

  /// The text and a file in one body of two parts (RFC 2046). Nobody who writes text can know the boundary.
  private static func whole(
    _ body: (encoding: String, text: String), with file: MailAttachment, boundary: String
  ) -> (type: String, encoding: String, text: String) {
    let name = String(file.name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0)) })
    let data = Data(file.text.utf8).base64EncodedString(
      options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    let lines = [
      "--\(boundary)", "Content-Type: \(plainText)", "Content-Transfer-Encoding: \(body.encoding)", "",
      body.text + "--\(boundary)",
      "Content-Type: \(oneLine(file.mediaType)); charset=utf-8; name=\"\(name)\"",
      "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename=\"\(name)\"", "", data,
      "--\(boundary)--", "",
    ]
    return (
      "multipart/mixed; boundary=\"\(boundary)\"", body.encoding == "8bit" ? "8bit" : "7bit",
      lines.joined(separator: "\r\n")
    )
  }

  private func encodedBody(_ text: String) -> (encoding: String, text: String) {
    let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
    let whole = lines.joined(separator: "\r\n") + "\r\n"
    let fits = lines.allSatisfy { $0.utf8.count <= 998 } && !text.utf8.contains(0)
    let ascii = text.utf8.allSatisfy { $0 < 128 }
    if fits, ascii || carriage == .plain { return (ascii ? "7bit" : "8bit", whole) }
    let encoded = Data(whole.utf8).base64EncodedString(
      options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    return ("base64", encoded + "\r\n")
  }

  /// One address and nothing else; throws ``MailFault/unacceptable(_:)``.
  static func address(_ text: String) throws -> String {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let plain = text.utf8.allSatisfy { $0 > 32 && $0 < 127 && !Self.specials.contains($0) }
    guard plain, parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, text.utf8.count <= 254,
      !text.hasPrefix("-")
    else { throw MailFault.unacceptable("The address is not one plain e-mail address.") }
    return text
  }

  private static let specials = Set("()<>[]:;,\\\"".utf8)

  private static func split(_ sender: String) -> (name: String, address: String) {
    guard sender.hasSuffix(">"), let open = sender.lastIndex(of: "<") else { return ("", sender) }
    let address = sender[sender.index(after: open)...].dropLast()
    return (sender[..<open].trimmingCharacters(in: .whitespaces), String(address))
  }

  /// A display name: plain words as they are, anything else as encoded words.
  private static func phrase(_ name: String) -> String {
    let plain = name.utf8.allSatisfy { byte in
      byte == 32 || byte == 45 || (48...57).contains(byte) || (65...90).contains(byte)
        || (97...122).contains(byte)
    }
    return plain ? name : encodedWords(name)
  }

  /// A subject: as it is when it is short ASCII, otherwise as encoded words (RFC 2047) on folded lines.
  static func unstructured(_ text: String) -> String {
    let line = oneLine(text)
    let plain = line.utf8.allSatisfy { $0 < 128 } && line.utf8.count <= 900 && !line.contains("=?")
    return plain ? line : encodedWords(line)
  }

  /// A text without anything that could end its line.
  static func oneLine(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          let category = scalar.properties.generalCategory
          let breaks = category == .control || category == .lineSeparator || category == .paragraphSeparator
          return breaks ? " " : scalar
        })
    ).trimmingCharacters(in: .whitespaces)
  }

  static func encodedWords(_ text: String) -> String {
    var words: [String] = []
    var chunk = ""
    for character in text {
      // 45 octets make 60 characters of base64; with "=?utf-8?B?" and "?=" a word stays below 75.
      if chunk.utf8.count + character.utf8.count > 45, !chunk.isEmpty {
        words.append(chunk)
        chunk = ""
      }
      chunk.append(character)
    }
    words.append(chunk)
    return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
  }

  /// For example "Mon, 02 Nov 2026 09:00:00 +0000".
  private static func date(_ instant: Date) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = .gmt
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
    return formatter.string(from: instant)
  }
}
