import Domain
import Foundation

/// The closing and the interviews of a vacancy as a calendar file (RFC 5545).
///
/// Nothing in it depends on when it is fetched: the same vacancy gives the same file, and a calendar that has
/// it already replaces its entries by those of the same name.
struct VacancyCalendar: Sendable {
  private let vacancy: Vacancy
  private let address: String
  private let host: String

  /// The vacancy, the whole address of its page, and the installation's host, which makes names its own.
  init(_ vacancy: Vacancy, address: String, host: String) {
    self.vacancy = vacancy
    self.address = address
    self.host = host
  }

  /// The file, lines ended by CR LF.
  var text: String {
    var lines = [
      "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Staffroom//Vacancies//EN", "CALSCALE:GREGORIAN",
    ]
    let title = vacancy.content.title
    if let closesAt = vacancy.closesAt {
      lines += event(
        "closing", "Applications close: \(title)",
        ["DTSTART:\(Self.utc(closesAt))", "DTEND:\(Self.utc(closesAt))"], hasAlarm: true)
    }
    for day in vacancy.content.interviewDates.sorted() {
      let first = Self.basic(LondonTime.isoDate(day))
      let end = Self.basic(LondonTime.isoDate(LondonTime.date(day, addingDays: 1)))
      lines += event(
        "interview-\(first)", "Interviews: \(title)",
        ["DTSTART;VALUE=DATE:\(first)", "DTEND;VALUE=DATE:\(end)"], hasAlarm: false)
    }
    lines.append("END:VCALENDAR")
    return lines.map(Self.folded).joined()
  }

  private func event(_ name: String, _ summary: String, _ time: [String], hasAlarm: Bool) -> [String] {
    let place = VacancyText.location(vacancy.schoolName, vacancy.schoolTown)
    let description = "\(vacancy.content.title), \(place). Reference \(vacancy.reference).\n\(address)"
    let alarm = [
      "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D", "DESCRIPTION:\(Self.escaped(summary))", "END:VALARM",
    ]
    return [
      "BEGIN:VEVENT", "UID:vacancy-\(vacancy.id)-\(name)@\(host)", "DTSTAMP:\(Self.utc(vacancy.updatedAt))",
      "LAST-MODIFIED:\(Self.utc(vacancy.updatedAt))", "SEQUENCE:\(vacancy.version)",
    ] + time + [
      "SUMMARY:\(Self.escaped(summary))", "LOCATION:\(Self.escaped(place))",
      "DESCRIPTION:\(Self.escaped(description))", "URL:\(address)", "TRANSP:TRANSPARENT",
    ] + (hasAlarm ? alarm : []) + ["END:VEVENT"]
  }

  /// An instant, for example "20261204T120000Z".
  static func utc(_ instant: Date) -> String {
    var style = Date.ISO8601FormatStyle(timeZone: .gmt)
    style = style.year().month().day().dateSeparator(.omitted).time(includingFractionalSeconds: false)
      .timeSeparator(.omitted).timeZone(separator: .omitted)
    return instant.formatted(style)
  }

  /// A day, for example "20261204" of "2026-12-04".
  private static func basic(_ day: String) -> String { day.replacing("-", with: "") }

  /// A text value: backslashes, semicolons, commas and line breaks escaped, other control characters left
  /// out.
  static func escaped(_ text: String) -> String {
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
  static func folded(_ line: String) -> String {
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
