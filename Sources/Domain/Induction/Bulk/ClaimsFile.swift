import Foundation
import Postgres

/// A file of claims, or of actions, in the national service’s format: exact headers, at most 100 KB, 1 to 1,000 rows, no number twice.
struct ClaimsFile: Sendable {
  /// The limits of the national service.
  static let mostBytes = 100 * 1024
  static let rows = 1...1_000
  static let columns = ["TRN", "Date of birth", "Induction programme", "Induction period start date"]
  /// The column that a file of errors adds; such a file can be loaded again as it is.
  static let errorColumn = "Error message"

  /// A row as it stands there.
  struct Row: Sendable {
    /// The line of the file, the header being 1.
    let line: Int
    /// The cells of the columns, trimmed.
    let cells: [String]
    /// What the national service says against it; empty where the file has no column for that.
    let error: String

    var trn: String { cells[0] }
    /// Whether it has commas and nothing else, which is told as one fault.
    var isEmpty: Bool { cells.allSatisfy(\.isEmpty) }

    /// What is said of a row without anything.
    static let emptiness = "This row is empty. Fill it in, or take the line out of the file."

    /// What is said of a cell that is no date: the calendar has no such day, or it is written otherwise.
    static func noDay(_ cell: String, _ what: String) -> String {
      cell.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) == nil
        ? "Enter the \(what) as YYYY-MM-DD." : "There is no day \(cell): put the \(what) right."
    }
  }

  let rows: [Row]
  /// Whether it has the column of errors.
  let hasErrors: Bool

  /// Reads a file. Throws ``DomainError/invalid(_:)`` when the file as a whole can’t be taken.
  init(_ content: [UInt8], columns: [String] = Self.columns) throws {
    guard content.count <= Self.mostBytes else {
      throw Self.refusal("Split the file: it may have at most 100 KB.")
    }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw Self.refusal("Save the file as CSV in UTF-8.")
    }
    let records = try Self.records(text)
    guard let header = records.first else {
      throw Self.refusal("The file is empty. Its first line names the columns.")
    }
    guard header.cells == columns || header.cells == columns + [Self.errorColumn] else {
      throw Self.refusal(
        "Name the columns in the first line exactly so: \(columns.joined(separator: ",")), "
          + "with or without \(Self.errorColumn).")
    }
    let rows = records.dropFirst().map { record in
      (line: record.line, cells: record.cells.prefix(1).map(TRN.tidied) + record.cells.dropFirst())
    }
    guard Self.rows.contains(rows.count) else {
      throw Self.refusal("Give from 1 to 1,000 rows below the header; this file has \(rows.count).")
    }
    for row in rows where row.cells.count != header.cells.count {
      throw Self.refusal(
        "Line \(row.line) has \(row.cells.count) cells where the header has \(header.cells.count). Put it right."
      )
    }
    var seen: [String: Int] = [:]
    for row in rows where !row.cells[0].isEmpty {
      if let before = seen.updateValue(row.line, forKey: row.cells[0]) {
        throw Self.refusal("Lines \(before) and \(row.line) have the same TRN. Leave one of them out.")
      }
    }
    hasErrors = header.cells.count > columns.count
    self.rows = rows.map { row in
      Row(
        line: row.line, cells: Array(row.cells.prefix(columns.count)),
        error: row.cells.count > columns.count ? row.cells[columns.count] : "")
    }
  }

  private static func refusal(_ message: String) -> DomainError {
    .invalid([FieldProblem(field: "file", message: message)])
  }

  /// Records of CSV (RFC 4180), cells without blanks around them; blank lines are left out.
  private static func records(_ text: String) throws -> [(line: Int, cells: [String])] {
    var records: [(Int, [String])] = []
    var (cells, cell): ([String], String) = ([], "")
    var (line, start, isQuoted) = (1, 1, false)
    func endRecord() {
      cells.append(cell.trimmed)
      if cells != [""] { records.append((start, cells)) }
      (cells, cell) = ([], "")
    }
    var scalars = (text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]).unicodeScalars.makeIterator()
    var held = scalars.next()
    while let scalar = held {
      held = scalars.next()
      switch scalar {
      case "\"" where isQuoted && held == "\"":
        cell.append("\"")
        held = scalars.next()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        cells.append(cell.trimmed)
        cell = ""
      case "\r" where !isQuoted && held == "\n": continue
      case "\n" where !isQuoted, "\r" where !isQuoted:
        endRecord()
        line += 1
        start = line
      default:
        if scalar == "\n" { line += 1 }
        cell.unicodeScalars.append(scalar)
      }
    }
    if isQuoted { throw refusal("A quotation mark is opened in line \(start) and never closed.") }
    endRecord()
    return records
  }
}
