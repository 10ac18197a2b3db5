import Foundation

/// The names by which somebody may give a kind of absence, as data: every code, and what else it is called.
enum AbsenceKinds {
  private struct File: Decodable { let also: [String: [String]] }

  private static let loaded = Result { try RuleSet.read(File.self, "absence-kinds") }

  private static let codes = loaded.map { file in
    Dictionary(
      file.also.flatMap { code, names in ([code] + names).map { ($0, code) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The code of a kind as somebody has written it: in capitals or not, with a blank or a low line for a hyphen, with an
  /// apostrophe or without. What is no name of a kind stays as it is, and is refused as such.
  static func code(of written: String) -> String {
    let plain = written.lowercased().filter { !"'’‘".contains($0) }
    let name = plain.split { $0.isWhitespace || $0 == "_" || $0 == "-" }.joined(separator: "-")
    return (try? codes.get())?[name] ?? written
  }
}
