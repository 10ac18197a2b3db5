import Foundation
import Postgres
import Synchronization

/// What an import of postcodes did.
public struct PostcodeImportReport: Sendable, Codable, Equatable {
  /// As many rejected lines are kept; all are counted.
  public static let mostRejectsKept = 1_000

  /// Files that were read.
  public var files = 0
  /// Lines that were read, empty ones and column names not counted.
  public var read = 0
  /// Postcodes that were not known before.
  public var added = 0
  /// Postcodes that have moved.
  public var changed = 0
  /// Postcodes that were as the file has them already.
  public var unchanged = 0
  /// Postcodes that the file has no position for; they are left out.
  public var withoutPosition = 0
  /// Lines that are no postcode with its position.
  public var rejected = 0
  /// The rejected lines, in the order of the files; the first thousand of them.
  public var rejects: [RejectedPostcode] = []
}

/// A line that could not be taken over.
public struct RejectedPostcode: Sendable, Codable, Equatable {
  /// The file.
  public let file: String
  /// The line, counted from 1.
  public let line: Int
  /// How the line begins.
  public let text: String
}

/// Takes over where postcodes lie, from the files of Ordnance Survey's Code-Point Open. Postcodes are matched by
/// their letters and digits; the same files twice change nothing the second time, and postcodes that a file doesn't
/// have stay. Only the operator may.
public struct ImportPostcodes: Sendable {
  private let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Imports a file, or every `.csv` file in a folder and the folders in it, in one transaction.
  public func callAsFunction(path: String, by actor: Actor) async throws -> PostcodeImportReport {
    guard actor.isSystem else {
      throw DomainError.notAllowed("Only the operator at the command line can import postcodes.")
    }
    let files = try Self.files(at: path)
    let lines = PostcodeLines(paths: files, tally: PostcodeLines.Tally())
    var report = PostcodeImportReport()
    report.files = files.count
    let counts = try await services.pool.withTransaction { tx in
      try await store(lines, in: tx, actor, path)
    }
    (report.added, report.changed, report.unchanged) = counts
    lines.tally.counts.withLock { tally in
      (report.read, report.withoutPosition) = (tally.read, tally.withoutPosition)
      (report.rejected, report.rejects) = (tally.rejected, tally.rejects)
    }
    return report
  }

  private func store(
    _ lines: PostcodeLines, in tx: Transaction, _ actor: Actor, _ path: String
  ) async throws -> (added: Int, changed: Int, unchanged: Int) {
    func runPatiently(_ statement: Statement) async throws -> ResultSet {
      try await tx.run(statement, deadline: .seconds(900))
    }
    _ = try await runPatiently(
      """
      CREATE TEMPORARY TABLE postcode_raw (code text COLLATE "C", easting int, northing int,
        line int GENERATED ALWAYS AS IDENTITY) ON COMMIT DROP
      """)
    _ = try await tx.copyIn("COPY postcode_raw (code, easting, northing) FROM STDIN", from: lines)
    // One import at a time; readers go on.
    _ = try await runPatiently("LOCK TABLE postcode IN SHARE ROW EXCLUSIVE MODE")
    // A postcode that comes twice is where its last line says.
    _ = try await runPatiently(
      """
      CREATE TEMPORARY TABLE postcode_import ON COMMIT DROP AS
      SELECT DISTINCT ON (code) code, easting, northing FROM postcode_raw ORDER BY code, line DESC
      """)
    let distinct = try await tx.run("SELECT count(*) AS n FROM postcode_import", deadline: .seconds(900))
    let changed = try await runPatiently(
      """
      UPDATE postcode p SET easting = i.easting, northing = i.northing FROM postcode_import i
      WHERE i.code = p.code AND (i.easting, i.northing) IS DISTINCT FROM (p.easting, p.northing)
      """
    ).affectedRows
    let added = try await runPatiently(
      """
      INSERT INTO postcode (code, easting, northing)
      SELECT i.code, i.easting, i.northing FROM postcode_import i
      WHERE NOT EXISTS (SELECT FROM postcode p WHERE p.code = i.code) ORDER BY i.code
      """
    ).affectedRows
    let total: Int = try distinct.rows.first?.decode("n") ?? 0
    try await Audit.record(
      "postcodes.imported", AuditSubject("postcodes", (path as NSString).lastPathComponent), at: nil,
      details: ["added": .number(Double(added)), "changed": .number(Double(changed))], by: actor, services,
      in: tx)
    return (added, changed, total - added - changed)
  }

  /// The file itself, or the data files in the folder in the order of their names.
  private static func files(at path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DomainError.invalid([FieldProblem(field: "path", message: "There is no file or folder \(path).")])
    }
    guard isFolder.boolValue else { return [path] }
    let names = FileManager.default.enumerator(atPath: path)?.allObjects.compactMap { $0 as? String } ?? []
    let files = names.filter {
      $0.lowercased().hasSuffix(".csv") && !$0.lowercased().contains("column_headers")
    }
    guard !files.isEmpty else {
      throw DomainError.invalid([FieldProblem(field: "path", message: "There are no .csv files in \(path).")])
    }
    return files.sorted().map { "\(path)/\($0)" }
  }
}
