import Foundation
import Testing

@testable import Domain

@Suite struct MailMessageTests {
  private func mail(to recipient: String = "a@example.org", subject: String = "Hello", body: String = "Text.")
    -> QueuedMail
  {
    QueuedMail(
      id: MailID(rawValue: UUID()), recipient: recipient, subject: subject, body: body,
      createdAt: Date(timeIntervalSince1970: 1_793_610_000), attempts: 0, sentAt: nil, lastError: nil)
  }

  private func text(_ mail: QueuedMail, _ carriage: MailMessage.Carriage = .plain) throws -> String {
    let message = try MailMessage(sender: "Staffroom <staffroom@example.org>", carriage: carriage)
    return String(decoding: try message.data(mail), as: UTF8.self)
  }

  @Test func `has the headers of a mail and its text`() throws {
    let mail = mail()
    let text = try text(mail)
    #expect(
      text.hasPrefix("Date: Mon, 02 Nov 2026 09:00:00 +0000\r\nFrom: Staffroom <staffroom@example.org>\r\n"))
    #expect(text.contains("\r\nMessage-ID: <\(mail.id)@example.org>\r\n"))
    #expect(text.hasSuffix("\r\n\r\nText.\r\n"))
  }

  @Test(arguments: [
    "a@example.org\r\nBcc: b@example.org", "a@example.org\nBcc: b@example.org",
    "a@example.org, b@example.org",
    "A <a@example.org>", "a@example.org b@example.org", "a@b@example.org", "-oQ/tmp@example.org", "a@", "@b",
    "",
    "a\u{0}@example.org", "ä@example.org", "\"a b\"@example.org",
  ])
  func `refuses what is not one plain address`(recipient: String) {
    #expect(throws: MailFault.self) { try text(mail(to: recipient)) }
  }

  @Test(arguments: [
    "Hello\r\nBcc: b@example.org", "Hello\nBcc: b@example.org", "Hello\rBcc: b@example.org",
    "Hello\u{2028}Bcc: b@example.org", "Hello\u{85}Bcc: b@example.org", "Hello\u{0}\r\n\r\nBody",
  ])
  func `adds no header, whatever stands in a subject`(subject: String) throws {
    let head = try #require(try text(mail(subject: subject)).components(separatedBy: "\r\n\r\n").first)
    let names = head.components(separatedBy: "\r\n").filter { !$0.hasPrefix(" ") }
      .map { String($0.prefix { $0 != ":" }) }
    #expect(
      names == [
        "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding", "Auto-Submitted",
      ])
  }

  @Test(arguments: [
    "Ysgol Gynradd Tŷ’r Eglwys – swydd", "教師募集", "🎓🎓🎓", String(repeating: "ä", count: 300),
    "=?utf-8?B?eA==?=",
  ])
  func `carries any subject in lines short enough for every mail system`(subject: String) throws {
    let encoded = MailMessage.unstructured(subject)
    let words = encoded.components(separatedBy: "\r\n ")
    #expect(words.allSatisfy { $0.utf8.count <= 75 })
    let decoded = words.map { word -> String in
      let inner = word.dropFirst("=?utf-8?B?".count).dropLast(2)
      return Data(base64Encoded: String(inner)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
    }
    #expect(decoded.joined() == subject)
  }

  @Test func `carries text beyond ASCII as it is in files and in base64 to mail systems`() throws {
    let mail = mail(body: "Gruß\nund £5")
    #expect(try text(mail).contains("8bit\r\nAuto-Submitted: auto-generated\r\n\r\nGruß\r\nund £5\r\n"))
    let parts = try text(mail, .base64).components(separatedBy: "\r\n\r\n")
    #expect(parts[0].contains("Content-Transfer-Encoding: base64"))
    let body = Data(base64Encoded: parts[1], options: .ignoreUnknownCharacters)
    #expect(body.map { String(decoding: $0, as: UTF8.self) } == "Gruß\r\nund £5\r\n")
  }

  @Test(arguments: [("Text.", "7bit"), ("Gruß", "8bit")])
  func `carries a file beside its text`(body: String, encoding: String) throws {
    var mail = mail(body: body)
    mail.attachment = MailAttachment(
      name: "a b\"\r\nc.ics", mediaType: "text/calendar\r\nBcc: b@example.org",
      text: "BEGIN:VCALENDAR\r\nä\r\n")
    let text = try text(mail)
    let boundary = "staffroom-\(mail.id)"
    #expect(text.contains("\r\nContent-Type: multipart/mixed; boundary=\"\(boundary)\"\r\n"))
    let parts = text.components(separatedBy: "--\(boundary)")
    #expect(parts.count == 4 && parts[3] == "--\r\n")
    #expect(parts[0].contains("\r\nContent-Transfer-Encoding: \(encoding)\r\n"))
    #expect(
      parts[1]
        == "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: \(encoding)\r\n\r\n"
        + body + "\r\n")
    #expect(parts[2].contains("; filename=\"abc.ics\"\r\n") && !parts[2].contains("\nBcc"))
    let data = parts[2].components(separatedBy: "\r\n\r\n").last ?? ""
    let file = Data(base64Encoded: data, options: .ignoreUnknownCharacters)
    #expect(file.map { String(decoding: $0, as: UTF8.self) } == "BEGIN:VCALENDAR\r\nä\r\n")
  }

  @Test func `carries a line that is too long in base64`() throws {
    let text = try text(mail(body: String(repeating: "x", count: 2_000)))
    #expect(text.contains("Content-Transfer-Encoding: base64"))
    #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 998 })
  }
}

@Suite struct MailHeaderTests {
  private func lines(_ headers: [MailHeader]) throws -> [String] {
    var mail = QueuedMail(
      id: MailID(rawValue: UUID()), recipient: "a@example.org", subject: "Hello", body: "Text.",
      createdAt: Date(timeIntervalSince1970: 1_793_610_000), attempts: 0, sentAt: nil, lastError: nil)
    mail.headers = headers
    let data = try MailMessage(sender: "staffroom@example.org", carriage: .plain).data(mail)
    let head = try #require(String(decoding: data, as: UTF8.self).components(separatedBy: "\r\n\r\n").first)
    return head.components(separatedBy: "\r\n")
  }

  @Test func `offers to end such mail by one click`() throws {
    let lines = try lines(MailHeader.unsubscribe(at: "https://staffroom.test/alerts/unsubscribe?token=abc"))
    #expect(lines.contains("List-Unsubscribe: <https://staffroom.test/alerts/unsubscribe?token=abc>"))
    #expect(lines.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"))
  }

  @Test(arguments: [
    "x\r\nBcc: b@example.org", "x\nBcc: b@example.org", "x\rBcc: b@example.org", "x\u{2028}Bcc: b",
    "x\u{0}\r\n\r\nBody",
  ])
  func `stays one header, whatever stands in its value`(value: String) throws {
    let header = try #require(MailHeader("X-Test", value))
    let names = try lines([header]).filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != ":" }) }
    #expect(names.last == "X-Test")
    #expect(names.count == 10)
  }

  @Test(arguments: ["", "Bcc", "subject", "X Test", "X:Test", "X-Test\r\nBcc", "Ä", "To"])
  func `can't have the name of another header or of none`(name: String) {
    #expect(MailHeader(name, "x") == nil)
  }

  @Test func `is folded between words, and encoded where it isn't ASCII`() throws {
    let header = try #require(
      MailHeader("X-Test", Array(repeating: "word", count: 60).joined(separator: " ")))
    #expect(try lines([header]).allSatisfy { $0.utf8.count <= 78 })
    let other = try #require(MailHeader("X-Test", "Tŷ"))
    #expect(try lines([other]).last == "X-Test: =?utf-8?B?VMW3?=")
  }
}

@Suite struct MailRetryTests {
  @Test func `waits longer after each failure and gives up after the tenth`() {
    let waits = (1..<MailRetry.attempts).map { MailRetry.delay(afterAttempt: $0) ?? -1 }
    #expect(waits == waits.sorted())
    #expect(waits.allSatisfy { $0 > 0 })
    #expect(MailRetry.delay(afterAttempt: MailRetry.attempts) == nil)
  }
}
