import Postgres

/// Service at one school under one body without a break, as the national service counts a period: periods that follow
/// each other within a day or overlap, such as those that a change of hours has parted, are one run.
struct ServiceRun: Sendable {
  let trn: String
  let birthDate: CivilDate
  let programme: String?
  let state: InductionState
  /// Which edition of the rules its induction was reckoned by.
  let rulesVersion: String?
  /// When the teacher died: what goes on until then or later is told to nobody by a file.
  let diedOn: CivilDate?
  let school: OrganisationID
  /// As an appropriate body’s time, so that what another one has claimed stays apart.
  let body: AppropriateBodyID
  private(set) var periods: [InductionCase.Period]
  /// Those of the induction besides: a contract that goes on under another body is as long as it is.
  private(set) var otherPeriods: [InductionCase.Period] = []
  /// Whether it is the last of its induction: the one that ends last.
  private(set) var isLast = false

  /// The first day.
  var start: CivilDate { periods[0].start }

  /// The last day; nil while it goes on.
  var end: CivilDate? { periods.contains { $0.end == nil } ? nil : periods.compactMap(\.end).max() }

  /// Whether death ended it.
  var isEndedByDeath: Bool { diedOn.map { died in end.map { $0 >= died } ?? true } ?? false }

  /// Every run of an authority’s inductions, in the order of numbers and first days; or those of one number.
  static func all(
    of authority: AuthorityID, trn: String? = nil, in db: some Queryable
  ) async throws -> [ServiceRun] {
    let rows = try await db.query(
      """
      SELECT i.trn, i.birth_date, i.programme, i.state, i.rules_version, t.died_on, p.starts_on, p.ends_on, p.fte,
        p.school_id, p.body_id, p.contract_ends_on, \(fragment: ResumedPeriods.resumes) AS resumes,
        \(fragment: DecidedPeriods.isDecided) AS is_decided
      FROM induction i JOIN induction_period p ON p.induction_id = i.id
        LEFT JOIN induction_death t ON t.induction_id = i.id AND t.undone_at IS NULL
      WHERE i.authority_id = \(authority) AND (\(trn)::text IS NULL OR i.trn = \(trn))
        AND NOT \(fragment: ResumePosts.isCalledOff)
      ORDER BY i.trn, p.school_id, p.body_id, p.starts_on, p.id
      """)
    var (runs, last): ([ServiceRun], ServiceRun?) = ([], nil)
    for row in rows {
      let next = try ServiceRun(row)
      if let joined = last?.joined(with: next) {
        last = joined
      } else {
        if let last { runs.append(last) }
        last = next
      }
    }
    if let last { runs.append(last) }
    return marked(runs)
  }

  private init(_ row: Row) throws {
    trn = try row.decode("trn")
    birthDate = try row.decode("birth_date")
    programme = try row.decodeIfPresent("programme")
    state = try row.decode("state")
    rulesVersion = try row.decodeIfPresent("rules_version")
    diedOn = try row.decodeIfPresent("died_on")
    (school, body) = (try row.decode("school_id"), try row.decode("body_id"))
    let isDecided = try row.decode("is_decided", as: Bool.self)
    let contractEnd = try row.decodeIfPresent("contract_ends_on", as: CivilDate.self)
    periods = [
      InductionCase.Period(
        start: try row.decode("starts_on"), end: try row.decodeIfPresent("ends_on"),
        fte: try row.decode("fte"), contract: school.rawValue, resumes: try row.decodeIfPresent("resumes"),
        decided: isDecided ? .init(contractEnd: contractEnd) : nil)
    ]
  }

  /// Both as one, where one follows the other without a break; nil otherwise.
  private func joined(with next: ServiceRun) -> ServiceRun? {
    guard trn == next.trn, school == next.school, body == next.body,
      end.map({ next.start <= $0.adding(days: 1) }) ?? true
    else { return nil }
    var run = self
    run.periods += next.periods
    return run
  }

  /// Each with whether it is the last of its number, in the order of numbers and first days.
  private static func marked(_ runs: [ServiceRun]) -> [ServiceRun] {
    Dictionary(grouping: runs, by: \.trn).sorted { $0.key < $1.key }.flatMap { _, own in
      var own = own.sorted { $0.start < $1.start }
      let all = own
      for index in own.indices {
        own[index].otherPeriods = all.indices.filter { $0 != index }.flatMap { all[$0].periods }
      }
      let last = own.indices.max { own[$0].isBefore(own[$1]) }
      if let last { own[last].isLast = true }
      return own
    }
  }

  private func isBefore(_ other: ServiceRun) -> Bool {
    guard end != other.end else { return start < other.start }
    guard let end else { return false }
    return other.end.map { end < $0 } ?? true
  }

  /// One for each number and first day, as the national service knows periods: the last of the induction before others.
  static func once(_ runs: [ServiceRun]) -> [ServiceRun] {
    var kept: [ServiceRun] = []
    for run in runs {
      if let before = kept.last, before.trn == run.trn, before.start == run.start {
        if run.isLast { kept[kept.count - 1] = run }
      } else {
        kept.append(run)
      }
    }
    return kept
  }

  /// How it ended, of a run that is over.
  var outcome: String { state == .satisfactory && isLast ? "pass" : "release" }

  /// Those of which the national service is told the end: one for each number and first day. A fail is never sent in
  /// bulk, nor is the end by death, which is no release.
  static func ended(_ runs: [ServiceRun], on today: CivilDate) -> [ServiceRun] {
    once(runs.filter { $0.end.map { $0 <= today } ?? false }).filter {
      !($0.state == .notSatisfactory && $0.isLast) && !$0.isEndedByDeath
    }
  }

  /// What of it counts, to the nearest tenth of a term: as in the plan, nothing of less than one term in employment
  /// (DfE statutory guidance 2024, 2.33–2.36).
  func terms(_ calendar: SchoolDays, leastTerms: Int) -> String {
    let own = ServiceRecord(periods, calendar, leastTerms: leastTerms, besides: otherPeriods)
    return own.served(0..<own.fte.count).tenths
  }
}
