import Foundation
import Postgres

/// A CSV file of vacancies, cut into records: PostgreSQL's `COPY` reads what is in them.
struct VacancyFile: Sendable {
  /// How large a file may be.
  static let mostBytes = 2 * 1024 * 1024
  /// How many rows it may have.
  static let mostRows = 1_000

  /// Which columns the file has.
  let present: Set<String>
  /// The records as `COPY` takes them: the line number, then the columns in the order of ``columns``.
  private(set) var rows: [UInt8] = []
  /// How many records there are, faulty ones included.
  private(set) var count = 0
  /// Records that have no shape.
  private(set) var faults: [VacancyImportProblem] = []

  /// The columns that are read, in the order of the staging table.
  static let columns = VacancyColumn.naming + VacancyColumn.content.map(\.name)

  /// Cuts a file up. Throws ``DomainError/invalid(_:)`` when it can't be read as a whole.
  init(_ content: [UInt8]) throws {
    guard content.count <= Self.mostBytes else {
      throw Self.refusal("Split the file: it may have at most 2 MB.")
    }
    let bytes = Self.utf8(content)
    var scan = RecordScan()
    let (header, body) = try bytes.withUnsafeBufferPointer { bytes in
      guard case .complete(let end, let next) = scan.scan(bytes, from: 0, atEnd: true), end > 0 else {
        throw Self.refusal("Choose a CSV file whose first line names the columns.")
      }
      return (Self.names(bytes, end, scan.commas), next)
    }
    try Self.check(header)
    present = Set(header)
    cut(bytes, from: body, header)
    guard count > 0 else { throw Self.refusal("The file has no rows below its header.") }
    guard count <= Self.mostRows else {
      throw Self.refusal("Split the file: it has \(count) rows, and may have at most \(Self.mostRows).")
    }
  }

  private static func refusal(_ message: String) -> DomainError {
    .invalid([FieldProblem(field: "file", message: message)])
  }

  /// The bytes in UTF-8 without a mark; what isn't UTF-8 is Windows-1252, as spreadsheets save it.
  private static func utf8(_ content: [UInt8]) -> [UInt8] {
    let bytes = content.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(content.dropFirst(3)) : content
    return String(validating: bytes, as: UTF8.self) == nil ? TextEncoding.utf8(fromWindows1252: bytes) : bytes
  }

  private static func names(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int, _ commas: [Int]) -> [String] {
    zip([-1] + commas, commas + [end]).map { before, after in
      String(decoding: bytes[(before + 1)..<after], as: UTF8.self)
        .trimmingCharacters(in: .whitespaces.union(["\""])).lowercased().replacing(" ", with: "_")
    }
  }

  private static func check(_ header: [String]) throws {
    var problems = Problems()
    let known = Set(columns + VacancyColumn.told)
    let unknown = header.filter { !known.contains($0) }
    if !unknown.isEmpty {
      let names = unknown.map { $0.isEmpty ? "(no name)" : String($0.prefix(40)) }.joined(separator: ", ")
      problems.add("file", "Rename or remove the columns that aren’t known: \(names).")
    }
    let twice = Set(header.filter { name in header.count { $0 == name } > 1 }).sorted()
    if !twice.isEmpty { problems.add("file", "These columns stand twice: \(twice.joined(separator: ", ")).") }
    if !header.contains("title") && !header.contains("reference") {
      problems.add("file", "Add the column title.")
    }
    if !header.contains("external_reference") && !header.contains("reference") {
      problems.add("file", "Add the column external_reference: your own name for each vacancy.")
    }
    try problems.throwIfAny()
  }

  private mutating func cut(_ bytes: [UInt8], from body: Int, _ header: [String]) {
    let wanted = Self.columns.map { header.firstIndex(of: $0) }
    var scan = RecordScan()
    var line = 2
    var start = body
    bytes.withUnsafeBufferPointer { bytes in
      while start < bytes.count {
        switch scan.scan(bytes, from: start, atEnd: true) {
        case .complete(let end, let next):
          if end > start { take(bytes, start, end, scan, line, wanted, header.count) }
          line += 1 + scan.innerLines.count
          start = next
        case .incomplete, .unclosed, .tooLong:
          count += 1
          fault(line, "The line opens a quotation mark that isn’t closed; what follows could not be read.")
          return
        }
      }
    }
  }

  private mutating func take(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ scan: RecordScan, _ line: Int,
    _ wanted: [Int?], _ width: Int
  ) {
    let starts = [start] + scan.commas.map { $0 + 1 }
    let ends = scan.commas + [end]
    // A spreadsheet saves rows that were emptied as lines of commas.
    let isBlank = zip(starts, ends).allSatisfy { $0 == $1 }
    if isBlank { return }
    count += 1
    guard starts.count == width else {
      return fault(line, "The line has \(starts.count) columns where the header has \(width).")
    }
    if scan.hasZero { return fault(line, "The line holds a zero byte, which no text has.") }
    // To COPY this is the end of the data.
    let inner = scan.innerLines.contains { bytes[$0..<end].starts(with: [0x5C, 0x2E]) }
    if inner { return fault(line, "A line within the row begins with \\. – take that out.") }
    rows += String(line).utf8
    for place in wanted {
      rows.append(UInt8(ascii: ","))
      if let place { rows += bytes[starts[place]..<ends[place]] }
    }
    rows.append(UInt8(ascii: "\n"))
  }

  private mutating func fault(_ line: Int, _ message: String) {
    faults.append(VacancyImportProblem(line: line, column: nil, message: message))
  }
}

/// The rows of a file, in a table that goes with the transaction.
struct VacancyImportStaging {
  /// One row: its cells by column, empty ones left out.
  struct Line: Sendable {
    let line: Int
    let cells: [String: String]
  }

  let transaction: Transaction

  /// Reads the rows of a file, in order.
  func lines(of file: VacancyFile) async throws -> [Line] {
    try await transaction.execute(
      """
      CREATE TEMPORARY TABLE vacancy_import_row (
        line int NOT NULL, reference text, external_reference text, urn text, title text, job_roles text, phases text,
        subjects text, other_subjects text, key_stages text, contract_type text, contract_length text,
        contract_reason text, contract_ends_on text, working_patterns text, working_pattern_details text,
        job_share text, fte text, pay_kind text, pay_minimum text, pay_maximum text, pay_area text,
        pay_actual_minimum_pence text, pay_actual_maximum_pence text, pay_note text, tlr text, tlr_pence text,
        sen_pence text, benefits text, relocation text, visa_sponsorship text, starts_on text,
        starts_as_soon_as_possible text, starts_in_term text, closes_on text, closes_at_time text,
        interview_dates text, posts text, nqts_welcome text, description text, visits text, contact_name text,
        contact_email text, contact_phone text, safeguarding text
      ) ON COMMIT DROP
      """)
    let rows = file.rows
    let stream = AsyncStream<[UInt8]> { continuation in
      continuation.yield(rows)
      continuation.finish()
    }
    _ = try await transaction.copyIn("COPY vacancy_import_row FROM STDIN (FORMAT csv)", from: stream)
    let found = try await transaction.query("SELECT * FROM vacancy_import_row ORDER BY line")
    return try found.map { row in
      var cells: [String: String] = [:]
      for column in VacancyFile.columns {
        let cell = try row.decodeIfPresent(column, as: String.self) ?? ""
        if !cell.trimmed.isEmpty { cells[column] = cell }
      }
      return Line(line: Int(try row.decode("line", as: Int32.self)), cells: cells)
    }
  }
}
