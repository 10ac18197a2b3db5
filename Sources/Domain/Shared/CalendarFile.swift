public import Foundation
public import Postgres

/// Events as a calendar file (RFC 5545).
///
/// A calendar that has an event already replaces it by the one of the same name.
public struct CalendarFile: Sendable {
  /// When an event is.
  public enum Time: Sendable {
    /// From one instant to another.
    case instants(Date, Date)
    /// A whole day.
    case day(CivilDate)
  }

  /// One event.
  public struct Event: Sendable {
    /// What it is named by, for good; the host makes it the installation's own.
    public var name: String
    /// When the event was written down: its last change, or the present.
    public var stamp: Date
    /// Which of its versions this is; nil where that isn't counted.
    public var sequence: Int?
    /// When it is.
    public var time: Time
    /// What it is.
    public var summary: String
    /// Where.
    public var location: String
    /// More about it.
    public var description: String
    /// The whole address of its page.
    public var address: String
    /// Whether a calendar reminds of it a day before; of what is cancelled none does.
    public var hasAlarm = false
    /// Whether its time stays free.
    public var isTransparent = false
    /// Whether it will not take place.
    public var isCancelled = false

    /// An event.
    public init(
      name: String, stamp: Date, sequence: Int? = nil, time: Time, summary: String, location: String,
      description: String, address: String
    ) {
      (self.name, self.stamp, self.sequence, self.time) = (name, stamp, sequence, time)
      (self.summary, self.location) = (summary, location)
      (self.description, self.address) = (description, address)
    }
  }

  private let product: String
  private let host: String
  private let events: [Event]

  /// A file of what one part of the service makes, for example "Vacancies".
  public init(_ product: String, host: String, events: [Event]) {
    (self.product, self.host, self.events) = (product, host, events)
  }

  /// The file, lines ended by CR LF.
  public var text: String {
    let lines =
      ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Staffroom//\(product)//EN", "CALSCALE:GREGORIAN"]
      + events.flatMap(lines(of:)) + ["END:VCALENDAR"]
    return lines.map(Self.folded).joined()
  }

  private func lines(of event: Event) -> [String] {
    var lines = ["BEGIN:VEVENT", "UID:\(event.name)@\(host)", "DTSTAMP:\(Self.utc(event.stamp))"]
    if let sequence = event.sequence {
      lines += ["LAST-MODIFIED:\(Self.utc(event.stamp))", "SEQUENCE:\(sequence)"]
    }
    switch event.time {
    case .instants(let start, let end): lines += ["DTSTART:\(Self.utc(start))", "DTEND:\(Self.utc(end))"]
    case .day(let day):
      lines += [
        "DTSTART;VALUE=DATE:\(Self.basic(day))", "DTEND;VALUE=DATE:\(Self.basic(day.adding(days: 1)))",
      ]
    }
    lines += [
      "SUMMARY:\(Self.escaped(event.summary))", "LOCATION:\(Self.escaped(event.location))",
      "DESCRIPTION:\(Self.escaped("\(event.description)\n\(event.address)"))", "URL:\(event.address)",
    ]
    if event.isTransparent { lines.append("TRANSP:TRANSPARENT") }
    if event.isCancelled { lines.append("STATUS:CANCELLED") }
    if event.hasAlarm, !event.isCancelled {
      lines += [
        "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D", "DESCRIPTION:\(Self.escaped(event.summary))",
        "END:VALARM",
      ]
    }
    return lines + ["END:VEVENT"]
  }

  /// An instant, for example "20261204T120000Z".
  private static func utc(_ instant: Date) -> String {
    var style = Date.ISO8601FormatStyle(timeZone: .gmt)
    style = style.year().month().day().dateSeparator(.omitted).time(includingFractionalSeconds: false)
      .timeSeparator(.omitted).timeZone(separator: .omitted)
    return instant.formatted(style)
  }

  /// A day, for example "20261204".
  private static func basic(_ day: CivilDate) -> String { day.description.replacing("-", with: "") }

  /// A text value: backslashes, semicolons, commas and line breaks escaped, other control characters left
  /// out.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case ";": result += "\\;"
      case ",": result += "\\,"
      case "\n", "\r", "\u{2028}", "\u{2029}", "\u{85}": result += "\\n"
      default: if scalar.properties.generalCategory != .control { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  /// A line folded so that none has more than 75 octets, and no character is torn apart.
  private static func folded(_ line: String) -> String {
    var result = ""
    var length = 0
    for scalar in line.unicodeScalars {
      let size = UTF8.width(scalar)
      if length + size > 75 {
        result += "\r\n "
        length = 1
      }
      result.unicodeScalars.append(scalar)
      length += size
    }
    return result + "\r\n"
  }
}
