/// Files of values between commas, as spreadsheets read them (RFC 4180).
enum CSV {
  /// A line: every cell in quotes where it needs them and never a formula.
  static func line(_ cells: [String]) -> String {
    cells.map(VacancyColumn.cell).joined(separator: ",") + "\r\n"
  }

  /// Several lines.
  static func text(_ lines: [[String]]) -> String { lines.map(line).joined() }
}
