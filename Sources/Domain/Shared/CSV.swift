/// Files of values between commas, as spreadsheets read them (RFC 4180).
enum CSV {
  /// A line: every cell in quotes where it needs them and never a formula.
  static func line(_ cells: [String]) -> String {
    cells.map(VacancyColumn.cell).joined(separator: ",") + "\r\n"
  }

  /// Several lines.
  static func text(_ lines: [[String]]) -> String { lines.map(line).joined() }

  /// A header, and a line for each.
  static func text<Line>(_ lines: [Line], _ columns: [CSVColumn<Line>]) -> String {
    line(columns.map(\.name)) + body(lines, columns)
  }

  /// A header, and a line for each of a whole list, which is read page by page.
  static func text<Line: Sendable>(
    _ columns: [CSVColumn<Line>], everyPage read: (_ after: Cursor?) async throws -> Page<Line>
  ) async throws -> String {
    var (text, after) = (line(columns.map(\.name)), Cursor?.none)
    repeat {
      let page = try await read(after)
      text += body(page.items, columns)
      after = page.next
    } while after != nil
    return text
  }

  private static func body<Line>(_ lines: [Line], _ columns: [CSVColumn<Line>]) -> String {
    lines.map { one in line(columns.map { $0.cell(one) ?? "" }) }.joined()
  }
}

/// A column of a file: its name, and what stands in it of each line.
struct CSVColumn<Line>: Sendable {
  let name: String
  let cell: @Sendable (Line) -> String?

  init(_ name: String, _ cell: @escaping @Sendable (Line) -> String?) {
    (self.name, self.cell) = (name, cell)
  }

  /// Yes or no.
  static func flag(_ name: String, _ holds: @escaping @Sendable (Line) -> Bool) -> CSVColumn {
    CSVColumn(name) { holds($0) ? "yes" : "no" }
  }
}
