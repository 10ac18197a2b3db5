import Foundation

/// Files of the national register that tests write for themselves.
enum RegisterFile {
  /// The columns that can't be missing.
  static let required = [
    "URN", "LA (code)", "EstablishmentName", "PhaseOfEducation (name)", "EstablishmentStatus (name)",
  ]

  /// Runs a test on a file with these bytes and removes it.
  static func with<R>(_ bytes: [UInt8], _ body: (String) async throws -> R) async throws -> R {
    let path = FileManager.default.temporaryDirectory.appending(path: "register-\(UUID().uuidString).csv").path
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
  }

  /// Runs a test on a file with this text in UTF-8 and removes it.
  static func with<R>(_ text: String, _ body: (String) async throws -> R) async throws -> R {
    try await with(Array(text.utf8), body)
  }

  /// A file of the required columns and some more, each row given by its fields.
  static func text(_ columns: [String] = required, _ rows: [[String]]) -> String {
    ([columns] + rows).map { $0.map(quoted).joined(separator: ",") }.joined(separator: "\r\n") + "\r\n"
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\r\n".contains($0) || $0.isNewline }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }

  /// The columns of the real register's extract.
  static let extractColumns = [
    "URN", "LA (code)", "LA (name)", "EstablishmentName", "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)", "EstablishmentStatus (code)", "EstablishmentStatus (name)",
    "PhaseOfEducation (code)", "PhaseOfEducation (name)", "Street", "Locality", "Town", "Postcode",
    "SchoolWebsite", "DistrictAdministrative (code)", "DistrictAdministrative (name)", "OpenDate",
  ]

  /// A file of the extract's shape, in which every 20th row belongs to authority 883.
  static func generatedExtract(rows: Int) -> String {
    text(
      extractColumns,
      (0..<rows).map { row in
        [
          "\(20_001 + row)", row.isMultiple(of: 20) ? "883" : "873", "Somewhere", "Children's Centre, No. \(row)",
          "47", "Children's centre", "1", "Open", "0", "Not applicable", "\(row) High \"Old\" Street", "",
          "Grays", "RM17 6SL", "", "E06000034", "Thurrock", row.isMultiple(of: 3) ? "" : "01-04-2004",
        ]
      })
  }

  /// The real extract, where it is at hand: from STAFFROOM_GIAS_EXTRACT, or beside the project.
  static var extractPath: String? {
    if let path = ProcessInfo.processInfo.environment["STAFFROOM_GIAS_EXTRACT"] { return path }
    let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = project.deletingLastPathComponent().appending(path: "shared/data/gias-extract.csv").path
    return FileManager.default.isReadableFile(atPath: path) ? path : nil
  }

  /// A file of many columns in an order of no sense, the wanted ones among a hundred others.
  static func wide(rows: Int, columns: Int) -> String {
    let wanted = [
      "Town", "URN", "OpenDate", "EstablishmentStatus (name)", "LA (code)", "EstablishmentName", "CloseDate",
      "PhaseOfEducation (name)", "StatutoryLowAge", "StatutoryHighAge", "UKPRN", "Easting", "Northing",
    ]
    let others = (0..<(columns - wanted.count)).map { "Other column \($0)" }
    let stride = max(1, others.count / wanted.count)
    var names: [String] = []
    for (place, other) in others.enumerated() {
      if place.isMultiple(of: stride), place / stride < wanted.count { names.append(wanted[place / stride]) }
      names.append(other)
    }
    names += wanted.filter { !names.contains($0) }
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return text(
      names,
      (0..<rows).map { row in
        var fields = names.indices.map { $0.isMultiple(of: 7) ? "value, \($0)" : "" }
        func set(_ name: String, _ value: String) { places[name].map { fields[$0] = value } }
        set("URN", "\(100_001 + row)")
        set("LA (code)", "883")
        set("EstablishmentName", "School \(row)")
        set("PhaseOfEducation (name)", "Primary")
        set("EstablishmentStatus (name)", "Open")
        set("Town", "Grays")
        set("OpenDate", "01-09-1994")
        set("CloseDate", "")
        set("StatutoryLowAge", "4")
        set("StatutoryHighAge", "11")
        set("UKPRN", "10012345")
        set("Easting", "561234")
        set("Northing", "178901")
        return fields
      })
  }
}
