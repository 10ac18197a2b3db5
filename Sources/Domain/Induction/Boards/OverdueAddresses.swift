import Postgres

/// Whom to ask for what is overdue: the teacher or the tutor whose turn it is, and heads for what is theirs, or a tutor’s
/// who has no account to get in with.
struct OverdueAddresses: Sendable {
  private let authority: AuthorityID
  private let today: CivilDate
  /// The addresses of the heads of schools.
  private let heads: [OrganisationID: [String]]

  static func load(
    of authority: AuthorityID, on today: CivilDate, in tx: Transaction
  ) async throws -> OverdueAddresses {
    let schools = try await tx.query(
      """
      SELECT DISTINCT p.school_id FROM induction_period p JOIN induction i ON i.id = p.induction_id
      WHERE i.authority_id = \(authority) AND i.state IN ('serving', 'paused', 'recommended', 'left')
      """
    ).map { try $0.decode("school_id", as: OrganisationID.self) }
    return OverdueAddresses(
      authority: authority, today: today,
      heads: try await ListStaff.addresses(holding: .head, at: schools, in: tx))
  }

  // MARK: One item

  /// Who is asked for it; nobody where there is no address. Of tutors those that are `known` have an account.
  func addresses(of item: DueItem, _ known: Set<String>) -> [String] {
    let own = item.turn == .teacher ? item.teacherEmail : item.turn == .tutor ? item.tutorEmail : ""
    let address = own.trimmed.lowercased()
    if !address.isEmpty && !item.isWithoutAccount(known) { return [address] }
    return item.turn == .teacher ? [] : heads[item.schoolID] ?? []
  }

  // MARK: All of them

  /// The address of whoever’s turn it is by themselves; empty where heads are asked.
  private static let own: Statement = """
    (CASE \(fragment: DueItem.turn) WHEN 'teacher' THEN lower(btrim(i.email))
      WHEN 'tutor' THEN coalesce((SELECT k.email_normal FROM account k WHERE k.email_normal = lower(btrim(p.tutor_email))
        AND k.email_confirmed_at IS NOT NULL AND k.closed_at IS NULL), '') ELSE '' END)
    """
  private static let isForHeads: Statement = """
    (\(fragment: own) = '' AND \(fragment: DueItem.turn) <> 'teacher')
    """

  /// What is overdue and not the body’s to do.
  private var isOpen: Statement {
    """
    d.done_on IS NULL AND d.due_on < \(today) AND i.authority_id = \(authority)
      AND \(fragment: DueItem.turn) <> 'body'
    """
  }

  /// What is overdue, once for each address; with no address where there is nobody.
  private func open(_ cohort: InductionCohort?) -> Statement {
    let pairs = heads.flatMap { school, addresses in addresses.map { (school.rawValue, $0) } }
    return """
      SELECT d.id, d.due_on, d.chased_on, coalesce(nullif(\(fragment: Self.own), ''), h.address) AS address
      FROM \(fragment: DueItem.tables) \(fragment: DueItem.places)
        LEFT JOIN unnest(\(pairs.map(\.0)), \(pairs.map(\.1))) h (school_id, address)
          ON h.school_id = p.school_id AND \(fragment: Self.isForHeads)
      WHERE \(fragment: isOpen) AND \(fragment: cohort?.condition ?? "true")
      """
  }

  /// Whom to ask next, the longest waiting first, for about so many items; and how many there are in all. Who was asked
  /// today is left out.
  func next(
    _ cohort: InductionCohort?, about batch: Int, in tx: Transaction
  ) async throws -> (addresses: [String], count: Int) {
    let rows = try await tx.query(
      """
      SELECT address, count FROM (
        SELECT address, count(*) OVER () AS count, sum(items) OVER (ORDER BY since, address) - items AS before
        FROM (SELECT o.address, count(*) AS items, min(o.due_on) AS since FROM (\(fragment: open(cohort))) o
          WHERE o.address IS NOT NULL AND NOT EXISTS (SELECT FROM induction_chase c
            WHERE c.authority_id = \(authority) AND c.chased_on = \(today) AND c.recipient = o.address)
          GROUP BY o.address) n
      ) r WHERE before < \(Int64(batch)) ORDER BY address
      """)
    return (
      try rows.map { try $0.decode("address", as: String.self) },
      try rows.first?.decode("count", as: Int.self) ?? 0
    )
  }

  /// How many people are to be asked today, and for how much there is nobody to ask.
  func waiting(
    _ cohort: InductionCohort?, in tx: Transaction
  ) async throws -> (people: Int, unreachable: Int) {
    let row = try await tx.firstRow(
      """
      SELECT count(DISTINCT o.address) AS people, count(*) FILTER (WHERE o.address IS NULL) AS unreachable
      FROM (\(fragment: open(cohort))) o WHERE NOT EXISTS (SELECT FROM induction_chase c
        WHERE c.authority_id = \(authority) AND c.chased_on = \(today) AND c.recipient = o.address)
      """)
    return (
      try row?.decode("people", as: Int.self) ?? 0, try row?.decode("unreachable", as: Int.self) ?? 0
    )
  }

  /// Takes people for today: of two who ask at once, one has each of them.
  func take(_ addresses: [String], in tx: Transaction) async throws -> Set<String> {
    let taken = try await tx.query(
      """
      INSERT INTO induction_chase (authority_id, chased_on, recipient)
      SELECT \(authority)::uuid, \(today)::date, a.address FROM unnest(\(addresses)) a (address) ORDER BY a.address
      ON CONFLICT DO NOTHING RETURNING recipient
      """)
    return Set(try taken.map { try $0.decode("recipient", as: String.self) })
  }

  /// What is overdue with some people.
  func condition(of addresses: Set<String>) -> Statement {
    let schools = heads.filter { !addresses.isDisjoint(with: $0.value) }.map(\.key.rawValue)
    return """
      \(fragment: isOpen) AND (\(fragment: Self.own) = ANY (\(addresses.sorted()))
        OR \(fragment: Self.isForHeads) AND p.school_id = ANY (\(schools)))
      """
  }

  /// Marks what has nobody to ask, and says how much there was that was not counted today.
  func markUnreachable(_ cohort: InductionCohort?, in tx: Transaction) async throws -> Int {
    try await tx.execute(
      """
      UPDATE induction_due SET chased_on = \(today) WHERE id IN (
        SELECT o.id FROM (\(fragment: open(cohort))) o
        WHERE o.address IS NULL AND o.chased_on IS DISTINCT FROM \(today))
      """)
  }
}
