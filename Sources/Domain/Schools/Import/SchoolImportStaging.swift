import Foundation
import Postgres

/// The steps of an import within the database: raw text in, compared with what is known, stored as a set.
struct SchoolImportStaging {
  let transaction: Transaction

  /// Runs a statement over the whole set: on a slow machine it may take longer than a request's statements
  /// may.
  @discardableResult
  private func runPatiently(_ statement: Statement) async throws -> ResultSet {
    try await transaction.run(statement, deadline: .seconds(900))
  }

  /// Makes the two temporary tables; both go with the transaction.
  func prepare() async throws {
    try await transaction.execute(
      """
      CREATE TEMPORARY TABLE school_import_raw (
        line int NOT NULL, urn text, la_code text, name text, phase text, status text,
        establishment_number text, type_code text, type_name text, opened_on text, closed_on text,
        low_age text, high_age text, religious_character text, ukprn text, street text, locality text,
        address3 text, town text, postcode text, website text, telephone text, trust_name text, easting text, northing text, la_name text
      ) ON COMMIT DROP
      """)
    try await transaction.execute(
      """
      CREATE TEMPORARY TABLE school_import (
        line int NOT NULL, raw_urn text, urn int, authority_id uuid, organisation_id uuid, was_status text,
        problems text[] NOT NULL, la_code text, name text, phase text, status text,
        establishment_number text, type_code text, type_name text, opened_on date, closed_on date,
        low_age smallint, high_age smallint, religious_character text, ukprn text, street text, locality text,
        address3 text, town text, postcode text, website text, telephone text, trust_name text, easting int,
        northing int
      ) ON COMMIT DROP
      """)
  }

  /// Streams the records in, in the order of ``RegisterColumn/allCases``; returns how many there were.
  func copy(_ stream: RecordStream) async throws -> Int {
    try await transaction.copyIn("COPY school_import_raw FROM STDIN (FORMAT csv)", from: stream)
  }

  /// Authorities that the file names and that are not set up yet, by code, with their names.
  func unknownAuthorities() async throws -> [(code: String, name: String)] {
    try await transaction.query(
      """
      SELECT r.code, coalesce(max(r.name), 'Authority ' || r.code) AS name
      FROM (SELECT register_text(la_code) AS code, left(register_text(la_name), 200) AS name
        FROM school_import_raw) r
      WHERE r.code ~ '^[0-9]{3}$' AND NOT EXISTS (SELECT 1 FROM authority a WHERE a.code = r.code)
      GROUP BY r.code ORDER BY r.code
      """
    ).map { (code: try $0.decode("code"), name: try $0.decode("name")) }
  }

  /// Reads the raw text as values, beside what is known of each school, and notes what is wrong. A column
  /// that the file doesn't have keeps the value that is known.
  func compare(scope: [AuthorityID], present: [RegisterColumn]) async throws {
    // Readers go on; a second import or a school created by hand waits.
    try await runPatiently("LOCK TABLE school IN SHARE ROW EXCLUSIVE MODE")
    try await runPatiently(Self.compareStatement(scope, present))
    try await runPatiently(
      """
      UPDATE school_import i
      SET problems = problems || format('The URN %s is on line %s already.', i.urn, d.first)
      FROM (
        SELECT line, first_value(line) OVER (PARTITION BY urn ORDER BY line) AS first
        FROM school_import WHERE problems = '{}'
      ) d
      WHERE d.line = i.line AND d.first <> d.line
      """)
    try await transaction.execute("ANALYZE school_import (urn, organisation_id, was_status)")
  }

  /// Stores what is right and reports; `staged` is how many records were copied in.
  func save(staged: Int, at now: Date, today: CivilDate) async throws -> SchoolImportReport {
    var report = SchoolImportReport()
    report.outsideScope =
      staged - (try await transaction.value("SELECT count(*) FROM school_import", as: Int.self))
    report.rejected = try await transaction.value(
      "SELECT count(*) FROM school_import WHERE problems <> '{}'", as: Int.self)
    let rejects = try await transaction.query(
      """
      SELECT line, left(raw_urn, 40) AS raw_urn, problems FROM school_import WHERE problems <> '{}'
      ORDER BY line LIMIT \(SchoolImportReport.mostRejectsKept)
      """)
    report.rejects = try rejects.map { row in
      RejectedRow(
        line: try Int(row.decode("line", as: Int32.self)), urn: try row.decodeIfPresent("raw_urn"),
        reasons: try row.decode("problems"))
    }
    try await runPatiently(Self.addOrganisations(now, today))
    report.added = try await runPatiently(Self.addSchools(now)).affectedRows
    try await runPatiently(Self.changeOrganisations(today))
    let counts = try await runPatiently(Self.changeSchools(now)).rows
    report.closed = try counts.first?.decode("closed") ?? 0
    report.changed = try counts.first?.decode("changed") ?? 0
    let kept = try await transaction.value(
      "SELECT count(*) FROM school_import WHERE problems = '{}' AND was_status IS NOT NULL", as: Int.self)
    report.unchanged = kept - report.changed - report.closed
    return report
  }
}
