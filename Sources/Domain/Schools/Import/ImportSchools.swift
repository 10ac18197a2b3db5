import Postgres
import Synchronization

/// Takes over schools from a file of the national register, Get Information About Schools.
///
/// The file is read as a stream: columns may stand in any order among any others, text may be UTF-8 or
/// Windows-1252, and a faulty line is set aside with its number and the reasons. Everything else is compared
/// with what is known, by URN, and stored in one transaction; the same file twice changes nothing the second
/// time.
public struct ImportSchools: Sendable {
  private let services: Services

  /// An import into the database of these services.
  public init(_ services: Services) {
    self.services = services
  }

  /// Imports a file.
  /// - Parameters:
  ///   - path: a regular file of comma-separated values with a line of column names.
  ///   - authority: the code of the authority whose schools are wanted, for example `883`; nil takes those of
  ///     every authority that the actor may import for. For the operator that is every authority of the file:
  ///     those that are not set up yet are set up with it.
  ///   - progress: is told about each piece of the file and each later step.
  /// - Throws: ``DomainError/invalid(_:)`` when the file as a whole can't be read, naming the columns it
  ///   lacks; nothing is stored then.
  public func callAsFunction(
    path: String, authority: String? = nil, by actor: Actor,
    progress: @escaping @Sendable (SchoolImportProgress) -> Void = { _ in }
  ) async throws -> SchoolImportReport {
    var scope = try await authorities(code: authority, for: actor)
    let file = try FileReader(path: path)
    let (header, encoding) = try await survey(file)
    let tally = RecordTally()
    let stream = RecordStream(
      file: file, header: header, encoding: encoding, tally: tally, progress: progress)
    let now = services.now()
    let today = services.today

    return try await services.pool.withTransaction { tx in
      func tell(_ step: SchoolImportProgress.Step) {
        let records = tally.counts.withLock { $0.records }
        progress(
          SchoolImportProgress(step: step, bytesRead: file.size, bytesTotal: file.size, records: records))
      }
      let staging = SchoolImportStaging(transaction: tx)
      try await staging.prepare()
      let staged = try await staging.copy(stream)
      tell(.comparing)
      let added =
        actor.isSystem && authority == nil ? try await setUp(staging.unknownAuthorities(), actor, tx) : []
      scope += added
      try await staging.compare(scope: scope.map(\.authority), present: header.present)
      tell(.saving)
      var report = try await staging.save(staged: staged, at: now, today: today)
      report.authorities = added.count
      tally.counts.withLock {
        report.records = $0.records
        report.rejected += $0.rejected
        report.rejects = ($0.kept + report.rejects).sorted { $0.line < $1.line }
        report.rejects.removeLast(max(0, report.rejects.count - SchoolImportReport.mostRejectsKept))
      }
      try await recordAudit(report, scope: scope, authority: authority, by: actor, in: tx)
      return report
    }
  }

  /// Reads the whole file once to find out how it is encoded: a file is Windows-1252 when it isn't valid
  /// UTF-8.
  private func survey(_ file: FileReader) async throws -> (RegisterHeader, TextEncoding) {
    var survey = UTF8Survey()
    var piece = try await file.read(at: 0)
    let header = try RegisterHeader(firstPiece: piece, isWhole: piece.count >= file.size)
    var offset = 0
    while !piece.isEmpty {
      survey.look(at: piece)
      if survey.failed { break }
      offset += piece.count
      piece = try await file.read(at: offset)
    }
    let encoding: TextEncoding =
      survey.isValid ? .utf8 : header.hasMark ? .faultyUTF8 : .windows1252
    return (header, encoding)
  }

  /// The authorities whose schools are imported: those asked for, as far as the actor may import for them.
  private func authorities(code: String?, for actor: Actor) async throws -> [Place] {
    let rows = try await services.pool.query(
      """
      SELECT a.id AS authority_id, coalesce(o.id, a.id) AS organisation_id
      FROM authority a LEFT JOIN organisation o ON o.authority_id = a.id AND o.kind = 'authority'
      WHERE \(code)::text IS NULL OR a.code = \(code)
      ORDER BY a.code
      """)
    let places = try rows.map {
      Place(
        organisation: try $0.decode("organisation_id"), authority: try $0.decode("authority_id"))
    }
    let allowed = places.filter { actor.may(.importSchools, at: $0) }
    if !allowed.isEmpty || (actor.isSystem && code == nil) { return allowed }
    // Somebody who may import nowhere learns nothing about which authorities there are.
    guard actor.isSystem else {
      guard actor.account != nil else { throw DomainError.signInRequired }
      throw DomainError.notAllowed(Permissions.grant(for: .importSchools).refusal)
    }
    throw DomainError.invalid([
      FieldProblem(
        field: "authority",
        message: "There is no authority with the code \(code ?? "")."
          + " Set it up first: staffroom authority create \(code ?? "883") NAME")
    ])
  }

  private func setUp(
    _ authorities: [(code: String, name: String)], _ actor: Actor, _ tx: Transaction
  ) async throws -> [Place] {
    var places: [Place] = []
    for authority in authorities {
      places.append(
        try await CreateAuthority.insert(
          code: authority.code, name: authority.name, by: actor, services, in: tx))
    }
    return places
  }

  private func recordAudit(
    _ report: SchoolImportReport, scope: [Place], authority: String?, by actor: Actor, in tx: Transaction
  ) async throws {
    func number(_ value: Int) -> JSONValue { .number(Double(value)) }
    try await Audit.record(
      "schools.imported", AuditSubject("schools", authority ?? "all"),
      at: scope.count == 1 ? scope[0] : nil,
      details: [
        "records": number(report.records), "added": number(report.added),
        "changed": number(report.changed), "closed": number(report.closed),
        "unchanged": number(report.unchanged), "rejected": number(report.rejected),
        "outside_scope": number(report.outsideScope),
      ], by: actor, services, in: tx)
  }
}
