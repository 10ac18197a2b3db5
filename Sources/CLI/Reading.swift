import Domain
import Foundation
import Postgres

/// Reads what was typed; what can't be read is told with the name of the flag or argument.
enum Reading {
  static func identifier<ID: Identifier>(_ text: String, _ field: String) throws -> ID {
    guard let id = ID(text) else {
      throw problem(field, "'\(text)' is not an identifier such as 019a2b3c-0000-7000-8000-000000000000.")
    }
    return id
  }

  static func cursor(_ text: String, _ field: String) throws -> Cursor {
    guard let cursor = Cursor(text) else { throw problem(field, "This is not a cursor of a page before.") }
    return cursor
  }

  static func shortlistCursor(_ text: String, _ field: String) throws -> ShortlistCursor {
    guard let cursor = ShortlistCursor(text) else {
      throw problem(field, "This is not a cursor of a page before.")
    }
    return cursor
  }

  /// A date; nil, and a problem told with the others, where it is none.
  static func day(_ text: String, _ field: String, _ unread: inout [FieldProblem]) -> CivilDate? {
    let day = CivilDate(text)
    if day == nil {
      unread.append(FieldProblem(field: field, message: "'\(text)' is not a date such as 2027-01-04."))
    }
    return day
  }

  /// A date, which stands for its first moment in London, or a moment of ISO 8601.
  static func moment(_ text: String, _ field: String) throws -> Date {
    if let date = CivilDate(text), let midnight = LondonTime.instant(date, hour: 0, minute: 0) {
      return midnight
    }
    if let moment = try? Date(text, strategy: .iso8601) { return moment }
    throw problem(field, "'\(text)' is neither a date (2026-11-02) nor a moment (2026-11-02T09:00:00Z).")
  }

  /// Both sides of what was typed as name=value.
  static func pair(_ text: String, _ field: String) throws -> (name: String, value: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw problem(field, "'\(text)' is not a number and what belongs to it, such as 1=3.")
    }
    return (String(parts[0]), String(parts[1]))
  }

  /// What a list shows under a number.
  static func one<Item>(_ number: String, of items: [Item], _ field: String) throws -> Item {
    guard let place = Int(number), place > 0, place <= items.count else {
      throw problem(field, "'\(number)' is not a number of the list, from 1 to \(items.count).")
    }
    return items[place - 1]
  }

  static func number(_ text: String, _ field: String) throws -> Int {
    guard let number = Int(text) else { throw problem(field, "'\(text)' is not a whole number.") }
    return number
  }

  /// What is in a file.
  static func file(_ path: String, _ field: String = "file") throws -> Data {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw problem(field, "\(path) can't be read.")
    }
    return data
  }

  /// What is in a file, or comes from the standard input where its name is a hyphen.
  static func input(_ path: String, _ field: String = "file") throws -> Data {
    if path == "-" { return try FileHandle.standardInput.readToEnd() ?? Data() }
    return try file(path, field)
  }

  static func problem(_ field: String, _ message: String) -> DomainError {
    .invalid([FieldProblem(field: field, message: message)])
  }
}

extension CommandContext {
  /// Tells how to see the next page.
  func sayMore(_ next: Cursor?) {
    if let next { output.remark("There are more: --after \(next)") }
  }
}
