import Cryptography
import FoundationEssentials

/// One numbered SQL file that changes the schema.
public struct MigrationFile: Sendable, Hashable {
  /// The number in front of the file's name.
  public let version: Int
  /// The file's name without number and ending.
  public let name: String
  /// The SQL.
  public let sql: String
  /// SHA-256 of the SQL in hexadecimal.
  public let checksum: String

  /// The first line of a file whose statements can't run in a transaction.
  static let noTransactionMark = "-- staffroom: no-transaction"

  /// Whether the file runs in a transaction, as all do that don't begin with
  /// `-- staffroom: no-transaction`.
  public var runsInTransaction: Bool {
    let firstLine = sql.prefix { !$0.isNewline }
    return !firstLine.hasPrefix(Self.noTransactionMark)
  }

  /// The file's name, such as `0007_vacancy_search.sql`.
  public var fileName: String {
    let digits = String(version)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name + ".sql"
  }

  /// Creates a migration from its parts.
  public init(version: Int, name: String, sql: String) {
    (self.version, self.name, self.sql) = (version, name, sql)
    checksum = SHA256.hash(sql).hexadecimal
  }

  /// Reads `NNNN_name.sql` from its name and text.
  public init(fileName: String, sql: String) throws(MigrationError) {
    let stem = fileName.hasSuffix(".sql") ? fileName.dropLast(4) : ""
    let parts = stem.split(separator: "_", maxSplits: 1)
    guard parts.count == 2, parts[0].count == 4, parts[0].allSatisfy({ $0.isASCII && $0.isNumber }),
      let version = Int(parts[0]), version > 0
    else { throw .badFileName(fileName) }
    self.init(version: version, name: String(parts[1]), sql: sql)
  }

  /// Reads every `.sql` file of a folder.
  static func all(in directory: String) throws(MigrationError) -> [MigrationFile] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw .unreadable(directory)
    }
    var files: [MigrationFile] = []
    for name in names.sorted() where name.hasSuffix(".sql") {
      let path = directory + "/" + name
      guard let data = FileManager.default.contents(atPath: path),
        let sql = String(validating: data, as: UTF8.self)
      else { throw .unreadable(path) }
      files.append(try MigrationFile(fileName: name, sql: sql))
    }
    return files
  }
}

/// Why a schema can't be brought up to date.
public enum MigrationError: Error, Sendable, Equatable {
  /// A file is not named `NNNN_name.sql`.
  case badFileName(String)
  /// A file or folder can't be read.
  case unreadable(String)
  /// Two files have the same number.
  case duplicate(version: Int)
  /// The files' numbers do not follow each other.
  case gap(missing: Int)
  /// A file was changed after it had been applied.
  case changedFile(String)
  /// The database has migrations that this program does not know.
  case newerSchema(database: Int, program: Int)
  /// The database lacks a migration although a later one has been applied.
  case notApplied(String)
  /// A file's statements ended the transaction they ran in.
  case endedTransaction(String)
  /// A statement of a file failed.
  case failed(file: String, reason: PostgresError.Kind, message: String)
}

extension MigrationError: CustomStringConvertible {
  /// Says what is wrong and what to do.
  public var description: String {
    switch self {
    case .badFileName(let name): "\(name): a migration is named NNNN_name.sql, counting from 0001"
    case .unreadable(let path): "\(path): can't be read"
    case .duplicate(let version): "two migrations have the number \(version)"
    case .gap(let missing): "migration \(missing) is missing: the numbers must follow each other from 1"
    case .changedFile(let name):
      "\(name) has been changed since it was applied to this database; put it back and add a new migration"
    case .newerSchema(let database, let program):
      "the database is at migration \(database), but this program knows only up to \(program); run a newer program"
    case .notApplied(let name): "\(name) has not been applied to this database although a later migration has"
    case .endedTransaction(let name):
      "\(name) ends its transaction by itself; begin it with \"\(MigrationFile.noTransactionMark)\" or take that out"
    case .failed(let file, _, let message): "\(file): \(message)"
    }
  }
}
