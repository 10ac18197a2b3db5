import Domain
import Foundation
import Postgres

/// Lines of a list, shown as an aligned table or as JSON.
struct Table<Item>: Sendable {
  struct Column: Sendable {
    let title: String
    let text: @Sendable (Item) -> String

    init(_ title: String, _ text: @escaping @Sendable (Item) -> String) {
      self.title = title
      self.text = text
    }
  }

  let columns: [Column]

  init(_ columns: Column...) { self.columns = columns }
  init(columns: [Column]) { self.columns = columns }

  /// The header and one line for each item, columns two spaces apart; control characters are shown as spaces.
  func lines(_ items: [Item]) -> [String] {
    let cells = items.map { item in columns.map { Self.plain($0.text(item)) } }
    let rows = [columns.map { $0.title.uppercased() }] + cells
    let widths = columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (index, cell) in row.enumerated() {
        line += cell
        if index < row.count - 1 {
          line += String(repeating: " ", count: widths[index] - cell.count + 2)
        }
      }
      return String(line.reversed().drop(while: { $0 == " " }).reversed())
    }
  }

  private static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}

extension CommandContext {
  /// Shows a list: as JSON (an array) or as a table; an empty table says what there is none of.
  func show<Item: Encodable>(_ items: [Item], json: Bool, none: String, _ table: Table<Item>) throws {
    if json {
      output.line(try Self.json(items))
    } else if items.isEmpty {
      output.remark(none)
    } else {
      table.lines(items).forEach(output.line)
    }
  }

  /// Shows one thing: as a JSON object or as `Name  value` lines.
  func show(_ item: some Encodable, json: Bool, _ fields: [(String, String)]) throws {
    if json { return output.line(try Self.json(item)) }
    let width = fields.map(\.0.count).max() ?? 0
    for (name, value) in fields {
      let first = name + String(repeating: " ", count: width - name.count + 2)
      let indent = "\n" + String(repeating: " ", count: width + 2)
      output.line(first + value.replacing("\n", with: indent))
    }
  }

  /// JSON as every command writes it: indented, keys in order, times in ISO 8601.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// A moment as lists show it, in London's time.
  static func moment(_ date: Date?) -> String {
    guard let date else { return "–" }
    let day = LondonTime.date(of: date).description
    let (hour, minute) = LondonTime.time(of: date)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day) \(two(hour)):\(two(minute))"
  }
}
