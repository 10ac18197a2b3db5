import Foundation
import Postgres

/// Which rows of a kind have had their time, as parts of a statement.
struct RetentionDue: Sendable {
  /// The tables.
  let tables: Statement
  /// What is taken up and locked: the alias of the table that is emptied.
  let locked: Statement
  /// What identifies a row.
  let id: Statement
  /// What has had its time.
  let condition: Statement
  /// What is held.
  let held: Statement

  /// Rows of a kind, of an authority unless the kind belongs to the installation, at an instant.
  init(_ kind: RetentionKind, months: Int, of authority: AuthorityID?, at now: Date) {
    let past: Statement = "(\(now)::timestamptz - make_interval(months => \(Int32(months))))"
    let pastDay: Statement = "(\(LondonTime.date(of: now))::date - make_interval(months => \(Int32(months))))"
    switch kind {
    case .application:
      self.init(
        applications: """
          a.authority_id = \(authority) AND a.state = ANY (\(Self.ended)) AND a.state_changed_at <= \(fragment: past)
          """)
    case .undecidedApplication:
      self.init(
        applications: """
          a.authority_id = \(authority) AND a.state_changed_at <= \(fragment: past)
            AND NOT a.state = ANY (\(Self.ended + Self.decidedFor))
            AND EXISTS (SELECT FROM vacancy v WHERE v.id = a.vacancy_id
              AND coalesce(v.closes_at, v.closed_at, a.sent_at) <= \(fragment: past))
          """)
    // No appointment goes without a word: the school was reminded some time before.
    case .unfinishedAppointment:
      self.init(
        applications: """
          a.authority_id = \(authority) AND a.state = ANY (\(Self.unfinished)) AND a.state_changed_at <= \(fragment: past)
            AND EXISTS (SELECT FROM offer f WHERE f.application_id = a.id AND \(fragment: OfferStore.stands)
              AND f.starts_on <= \(fragment: pastDay)
              AND f.reminded_at <= \(now.addingTimeInterval(-Double(RunRetention.warningDays) * 86_400)))
            AND NOT EXISTS (SELECT FROM pre_employment_check k
              WHERE k.application_id = a.id AND k.changed_at > \(fragment: past))
          """)
    case .disclosure:
      self.init(
        applications: """
          a.authority_id = \(authority) AND a.state = ANY (\(Self.ended + [ApplicationState.appointed.rawValue]))
            AND a.state_changed_at <= \(fragment: past)
            AND (EXISTS (SELECT FROM self_disclosure d WHERE d.application_id = a.id)
              OR EXISTS (SELECT FROM online_search_note n WHERE n.application_id = a.id))
          """)
    case .equalityAnswer:
      self.init(
        applications: """
          a.authority_id = \(authority) AND a.state = ANY (\(Self.ended + [ApplicationState.appointed.rawValue]))
            AND a.state_changed_at <= \(fragment: past) AND a.equality_counted
            AND EXISTS (SELECT FROM equality_answer e WHERE e.key = equality_key(a.id))
          """)
    case .appointment:
      self.init(
        applications: """
          a.authority_id = \(authority) AND a.state = \(ApplicationState.appointed)
            AND EXISTS (SELECT FROM appointment p WHERE p.application_id = a.id AND p.left_on <= \(fragment: pastDay))
          """)
    case .poolEntry:
      self.init(
        tables: "pool_entry e JOIN pool_year y ON y.authority_id = e.authority_id AND y.year = e.year",
        locked: "e", id: "e.id",
        condition: """
          e.authority_id = \(authority) AND e.state NOT IN ('active', 'paused') AND y.closes_on <= \(fragment: pastDay)
          """,
        held: RetentionHold.standing(on: "h.account_id = e.account_id AND h.authority_id = e.authority_id"))
    case .draft:
      self.init(
        tables: "application_draft d JOIN vacancy v ON v.id = d.vacancy_id", locked: "d", id: "d.account_id",
        condition: """
          v.authority_id = \(authority) AND d.updated_at <= \(fragment: past)
            AND (v.closes_at IS NULL OR v.closes_at <= \(fragment: past))
          """,
        held: RetentionHold.standing(on: "h.account_id = d.account_id AND h.authority_id = v.authority_id"))
    case .agencyCandidate:
      self.init(
        tables: "agency_candidate c JOIN vacancy v ON v.id = c.vacancy_id", locked: "c", id: "c.id",
        condition: """
          c.authority_id = \(authority) AND c.erased_at IS NULL AND (c.closed_at <= \(fragment: past)
            OR c.state = 'consented' AND v.closes_at <= \(fragment: past) AND NOT EXISTS (
              SELECT FROM application a WHERE a.vacancy_id = c.vacancy_id AND a.account_id = c.account_id))
          """,
        held: RetentionHold.standing(
          on: """
            h.authority_id = c.authority_id AND h.account_id IN (SELECT p.id FROM account p
              WHERE p.id = c.account_id OR p.email_normal = c.email_normal)
            """))
    case .activityBooking:
      self.init(
        tables: "activity_booking b", locked: "b", id: "b.id",
        condition: """
          b.authority_id = \(authority) AND b.erased_at IS NULL
            AND (SELECT max(s.ends_at) FROM activity_session s WHERE s.activity_id = b.activity_id) <= \(fragment: past)
          """,
        held: RetentionHold.standing(
          on: """
            h.authority_id = b.authority_id AND h.account_id IN (SELECT p.id FROM account p
              WHERE p.id = b.account_id OR p.email_normal = b.email_normal)
            """))
    // A person's account is everybody's: while one authority holds them it stays, and the hold with it.
    case .account:
      self.init(
        tables: Self.accounts, locked: "a", id: "a.id",
        condition: """
          \(fragment: Self.nothingLeft(at: now)) AND (\(fragment: Self.isClosed) OR (a.closed_at IS NULL AND \(fragment: Self.lastUse)
            <= \(fragment: past) AND a.warned_at > \(fragment: Self.lastUse)
            AND a.warned_at <= \(now.addingTimeInterval(-Double(RunRetention.warningDays) * 86_400))))
          """, held: RetentionHold.standing(on: "h.account_id = a.id"))
    case .induction:
      self.init(
        tables: "induction i", locked: "i", id: "i.id",
        condition: """
          i.authority_id = \(authority) AND i.state_changed_at <= \(fragment: past)
            AND (i.state IN ('satisfactory', 'not_satisfactory', 'left', 'transferred', 'died')
              OR i.state = 'paused' AND NOT EXISTS (SELECT FROM induction_period p WHERE p.induction_id = i.id
                AND (p.ends_on IS NULL OR p.ends_on > \(fragment: pastDay))))
          """,
        held: RetentionHold.standing(
          on: """
            h.authority_id = i.authority_id AND h.account_id IN (SELECT p.id FROM account p
              WHERE p.id = i.account_id OR p.email_normal = i.email_normal)
            """))
    case .inductionRegistration:
      self.init(
        tables: "induction_registration r", locked: "r", id: "r.id",
        condition: """
          r.authority_id = \(authority) AND r.state <> 'accepted' AND r.updated_at <= \(fragment: past)
            AND NOT EXISTS (SELECT FROM induction_registration_message w
              WHERE w.registration_id = r.id AND w.written_at > \(fragment: past))
          """,
        held: RetentionHold.standing(
          on: """
            h.authority_id = r.authority_id AND h.account_id IN (SELECT p.id FROM account p
              WHERE p.id = r.account_id OR p.email_normal = lower(r.content ->> 'email'))
            """))
    case .schemeApplication:
      self.init(
        schemes: """
          a.authority_id = \(authority) AND a.state_changed_at <= \(fragment: past)
            AND (a.state = ANY (\(SchemeErasure.ended + ["draft"])) OR a.state IN ('sent', 'waiting')
              AND EXISTS (SELECT FROM scheme s WHERE s.id = a.scheme_id AND s.closes_on <= \(fragment: pastDay)))
          """)
    case .schemeAward:
      self.init(
        schemes: """
          a.authority_id = \(authority) AND a.state_changed_at <= \(fragment: past)
            AND a.state IN ('accepted', 'ended')
          """)
    case .enquiry:
      self.init(
        tables: "enquiry e", locked: "e", id: "e.id",
        condition:
          "e.authority_id = \(authority) AND e.state <> 'open' AND e.changed_at <= \(fragment: past)",
        held: RetentionHold.standing(
          on: """
            h.authority_id = e.authority_id AND (h.account_id = e.asked_by OR EXISTS (
              SELECT FROM enquiry_message w WHERE w.enquiry_id = e.id AND w.author_id = h.account_id))
            """))
    case .mail:
      self.init(
        tables: "outbox_mail m", locked: "m", id: "m.id",
        condition: "coalesce(m.sent_at, m.created_at) <= \(fragment: past)", held: "false")
    }
  }

  /// Accounts that nobody has used and that have not been warned yet.
  static func unwarned(months: Int, at now: Date) -> RetentionDue {
    let soon = now.addingTimeInterval(Double(RunRetention.warningDays) * 86_400)
    return RetentionDue(
      tables: accounts, locked: "a", id: "a.id",
      condition: """
        \(fragment: nothingLeft(at: now)) AND NOT \(fragment: isClosed) AND a.closed_at IS NULL
          AND \(fragment: lastUse) <= \(soon)::timestamptz - make_interval(months => \(Int32(months)))
          AND (a.warned_at IS NULL OR a.warned_at <= \(fragment: lastUse))
        """, held: RetentionHold.standing(on: "h.account_id = a.id"))
  }

  private init(tables: Statement, locked: Statement, id: Statement, condition: Statement, held: Statement) {
    (self.tables, self.locked, self.id, self.condition, self.held) = (tables, locked, id, condition, held)
  }

  private init(schemes condition: Statement) {
    self.init(
      tables: "scheme_application a", locked: "a", id: "a.id",
      condition: "a.erased_at IS NULL AND \(fragment: condition)",
      held: RetentionHold.standing(on: "h.account_id = a.account_id AND h.authority_id = a.authority_id"))
  }

  private init(applications condition: Statement) {
    self.init(
      tables: "application a", locked: "a", id: "a.id", condition: condition,
      held: RetentionHold.standing(
        on: "(h.application_id = a.id OR h.account_id = a.account_id AND h.authority_id = a.authority_id)"))
  }

  /// The states in which an application came to nothing.
  private static let ended: [String] = [
    ApplicationState.unsuccessful, .withdrawn, .offerDeclined, .offerWithdrawn,
  ].map(\.rawValue)

  /// The states in which an offer was accepted and the appointment is still to be recorded.
  private static let unfinished: [String] = [ApplicationState.accepted, .unconditional].map(\.rawValue)

  /// The states in which a school has decided for somebody: their record is no undecided one. One that waits for an
  /// answer ends by its last day, one that was accepted is an unfinished appointment.
  private static let decidedFor: [String] = [
    ApplicationState.offered, .accepted, .unconditional, .appointed,
  ].map(\.rawValue)

  private static let accounts: Statement = """
    account a CROSS JOIN LATERAL (SELECT greatest(a.active_at, a.created_at,
      (SELECT max(t.last_used_at) FROM api_token t WHERE t.account_id = a.id)) AS used_at) use
    """
  private static let lastUse: Statement = "use.used_at"

  /// Neither anything with schools or the pool nor a role that goes on, nor a place in an activity to come.
  private static func nothingLeft(at now: Date) -> Statement {
    """
    NOT EXISTS (SELECT FROM application p WHERE p.account_id = a.id)
      AND NOT EXISTS (SELECT FROM pool_entry e WHERE e.account_id = a.id)
      AND NOT EXISTS (SELECT FROM membership s WHERE s.account_id = a.id AND s.ended_at IS NULL)
      AND NOT \(fragment: InductionErasure.isOpen(ofAccount: "a"))
      AND NOT EXISTS (SELECT FROM activity_booking b JOIN activity_session t ON t.id = b.session_id
        WHERE (b.account_id = a.id OR b.email_normal = a.email_normal) AND b.state <> 'cancelled'
          AND t.ends_at > \(now))
      AND NOT \(fragment: EndByDeath.isRecent(ofAccount: "a", at: now))
    """
  }

  /// Closed by its person, and not yet without a name.
  private static let isClosed: Statement = """
    (a.closed_at IS NOT NULL AND (a.name <> \(AccountRecord.closedName)
      OR NOT EXISTS (SELECT FROM membership s WHERE s.account_id = a.id)))
    """

  /// How many are due, and how many would be if they weren't held.
  func count(in db: some Queryable) async throws -> (due: Int, held: Int) {
    let row = try await db.firstRow(
      """
      SELECT count(*) FILTER (WHERE NOT \(fragment: held)) AS due, count(*) FILTER (WHERE \(fragment: held)) AS held
      FROM \(fragment: tables) WHERE \(fragment: condition)
      """)
    return (try row?.decode("due", as: Int.self) ?? 0, try row?.decode("held", as: Int.self) ?? 0)
  }

  /// Locks a batch of what is due and not held; what another transaction has in hand is passed over. Holds are looked
  /// at again once the rows are locked, for one that was placed in between.
  func take(_ batch: Int, in tx: Transaction) async throws -> [UUID] {
    let found = try await tx.query(
      """
      SELECT \(fragment: id) AS id FROM \(fragment: tables)
      WHERE \(fragment: condition) AND NOT \(fragment: held)
      ORDER BY \(fragment: id) LIMIT \(batch) FOR UPDATE OF \(fragment: locked) SKIP LOCKED
      """
    ).map { try $0.decode("id", as: UUID.self) }
    if found.isEmpty { return [] }
    return try await tx.query(
      """
      SELECT DISTINCT \(fragment: id) AS id FROM \(fragment: tables)
      WHERE \(fragment: id) = ANY (\(found)) AND \(fragment: condition) AND NOT \(fragment: held)
      """
    ).map { try $0.decode("id", as: UUID.self) }
  }
}
