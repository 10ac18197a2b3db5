import Foundation
import Testing

/// What a page of the documentation draws of the life of something.
enum StateDiagram {
  /// A page, or its part under a heading, draws every transition of a table once and no other, and explains every state.
  static func require<State: Hashable & CaseIterable & RawRepresentable>(
    _ table: [State: Set<State>], on name: String, under heading: String? = nil
  ) throws where State.RawValue == String {
    #expect(Set(table.keys) == Set(State.allCases), "The table names every state")
    let lines = try lines(of: name, under: heading)
    let drawn = lines.compactMap { line in
      line.wholeMatch(of: /([a-z_]+) --> ([a-z_]+)/).map { [String($0.1), String($0.2)] }
    }
    let all = table.flatMap { from, following in following.map { [from.rawValue, $0.rawValue] } }
    #expect(drawn.count == all.count && Set(drawn) == Set(all), "\(name) \(heading ?? "")")
    for state in State.allCases {
      #expect(lines.contains { $0.hasPrefix("- `\(state.rawValue)`") }, "\(state) is not explained")
    }
  }

  private static func lines(of name: String, under heading: String?) throws -> [String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "Sources/Domain/Documentation.docc/\(name).md"), encoding: .utf8)
    let lines = page.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    guard let heading else { return lines }
    let start = try #require(lines.firstIndex(of: "## \(heading)"), "\(name) has no part “\(heading)”")
    return Array(lines[(start + 1)...].prefix { !$0.hasPrefix("## ") })
  }
}
