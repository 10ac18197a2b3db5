import Configuration
import Foundation

/// The file of settings: flat, `key: value` in YAML or one object in JSON (which YAML contains).
enum SettingsFile {
  static func provider(_ path: String) async throws -> any ConfigProvider {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw SettingProblem("The file of settings \(path) can't be read.")
    }
    let known = Setting.allCases.map(\.rawValue)
    for key in keys(of: text) where !known.contains(key) {
      throw SettingProblem(
        "There is no setting '\(key)' (in \(path))." + Nearest.suggestion(for: key, among: known))
    }
    do {
      let place = ConfigReader(
        provider: InMemoryProvider(values: ["filePath": ConfigValue(stringLiteral: path)]))
      return try await FileProvider<YAMLSnapshot>(config: place)
    } catch {
      throw SettingProblem("The file of settings \(path) is not valid YAML or JSON: \(error)")
    }
  }

  /// The keys at the top: the file has no nesting.
  static func keys(of text: String) -> [String] {
    if let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] {
      return object.keys.sorted()
    }
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      guard let first = line.first, !first.isWhitespace, first != "#", let colon = line.firstIndex(of: ":")
      else { return nil }
      return line[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: " \"'"))
    }
  }
}

/// Says which known name a mistyped one may have meant.
enum Nearest {
  static func suggestion(for name: String, among known: [String]) -> String {
    let closest = known.min { distance(name, $0) < distance(name, $1) }
    guard let closest, distance(name, closest) <= 2 else { return "" }
    return " Did you mean \(closest)?"
  }

  /// How many characters must be changed, added or removed.
  static func distance(_ a: String, _ b: String) -> Int {
    let target = Array(b.lowercased())
    var row = Array(0...target.count)
    for (i, character) in a.lowercased().enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in target.indices {
        let cost = diagonal + (character == target[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(cost, row[j] + 1, diagonal + 1)
      }
    }
    return row[target.count]
  }
}
