/// A file of text that a mail carries.
public struct MailAttachment: Sendable, Codable, Equatable {
  /// What it is called, in letters, digits, dots and hyphens.
  public let name: String
  /// What it is, for example "text/calendar".
  public let mediaType: String
  /// What is in it.
  public let text: String

  /// A calendar file, which the recipient's calendar opens.
  public static func calendar(_ file: CalendarFile, name: String = "interview.ics") -> MailAttachment {
    MailAttachment(name: name, mediaType: "text/calendar", text: file.text)
  }
}
