import Foundation
import Postgres

/// Statements that the use cases of candidates share.
enum AgencyCandidateStore {
  static func list(
    _ condition: Statement, order: Statement = "c.submitted_at DESC, c.id DESC", limit: Int? = nil,
    in db: some Queryable
  ) async throws -> [AgencyCandidate] {
    try await db.query(
      """
      SELECT \(fragment: AgencyCandidate.columns) FROM \(fragment: AgencyCandidate.tables)
      WHERE \(fragment: condition) ORDER BY \(fragment: order) LIMIT \(limit)
      """, as: AgencyCandidate.self)
  }

  static func find(_ id: AgencyCandidateID, in db: some Queryable) async throws -> AgencyCandidate {
    guard let found = try await list("c.id = \(id)", in: db).first else {
      throw DomainError.notFound("candidate")
    }
    return found
  }

  /// What agencies hold of a person, by account or by address, the last first.
  static func held(
    of account: AccountID, email: String, in db: some Queryable
  ) async throws -> [AgencyCandidate] {
    try await list(
      "c.erased_at IS NULL AND (c.account_id = \(account) OR c.email_normal = \(email.lowercased()))", in: db)
  }

  /// Whoever was put forward with the person's consent and sent this application; nil where no agency had a part.
  static func consented(
    to application: SentApplication, in db: some Queryable
  ) async throws -> AgencyCandidate? {
    try await list(
      """
      c.vacancy_id = \(application.vacancy) AND c.account_id = \(application.account)
      AND c.state = 'consented'
      """, in: db
    ).first
  }

  /// Those with whose agencies the sender of this application had agreed, and who turned out to be represented by
  /// another, or by themselves.
  static func settled(
    beside application: SentApplication, in db: some Queryable
  ) async throws -> [AgencyCandidate] {
    try await list(
      """
      c.vacancy_id = \(application.vacancy) AND c.account_id = \(application.account)
      AND c.state IN ('represented', 'applied_directly')
      """, in: db)
  }

  /// The names of the agencies that put forward those who sent applications of a school, by application.
  static func agencies(
    of applications: [ApplicationID], at school: Place, in db: some Queryable
  ) async throws -> [ApplicationID: String] {
    let rows = try await db.query(
      """
      SELECT a.id, g.name FROM application a
        JOIN agency_candidate c ON c.vacancy_id = a.vacancy_id AND c.account_id = a.account_id
          AND c.state = 'consented'
        JOIN organisation g ON g.id = c.agency_id
      WHERE a.id = ANY (\(applications.map(\.rawValue))) AND a.school_id = \(school.organisation)
      """)
    return Dictionary(
      try rows.map { (try $0.decode("id"), try $0.decode("name")) }, uniquingKeysWith: { $1 })
  }

  /// Locks everything that agencies have asked one person for one vacancy, always in the same order; what is
  /// locked after the account and the release.
  static func lockAll(like id: AgencyCandidateID, in tx: Transaction) async throws -> AgencyCandidate {
    try await tx.execute(
      """
      SELECT 1 FROM agency_candidate c JOIN agency_candidate one ON one.id = \(id)
      WHERE c.id = one.id OR c.vacancy_id = one.vacancy_id AND c.email_normal = one.email_normal
      ORDER BY c.id FOR UPDATE OF c
      """)
    return try await find(id, in: tx)
  }

  /// Ends asking somebody, or their consent, in a state that isn't consent; throws where it can't come to it.
  static func close(
    _ id: AgencyCandidateID, as state: AgencyCandidateState, answered: Bool, _ now: Date, in tx: Transaction
  ) async throws {
    let changed = try await tx.execute(
      """
      UPDATE agency_candidate SET state = \(state), closed_at = \(now), version = version + 1,
        answered_at = CASE WHEN \(answered) THEN \(now) ELSE answered_at END
      WHERE id = \(id) AND state = ANY (\(AgencyCandidateState.leading(to: state)))
      """)
    guard changed == 1 else {
      throw DomainError.conflict("This has been answered already. Read it again to see what can be done now.")
    }
    // A link that still says what happened stays; it opens nothing of the person's.
    if CandidateLink.sentence(of: state) == nil {
      try await tx.execute("DELETE FROM agency_candidate_link WHERE candidate_id = \(id)")
    }
    if state == .declined || state == .consentWithdrawn { try await AgencyRefusal.note(id, in: tx) }
  }

  /// Tells whoever put somebody forward, in the words that an agency may read; nobody where they have left.
  static func tellConsultant(
    _ candidate: AgencyCandidate, _ standing: CandidateStanding, _ services: Services, in tx: Transaction
  ) async throws {
    let address = try await tx.valueIfAny(
      """
      SELECT ac.email FROM agency_candidate c JOIN account ac ON ac.id = c.submitted_by
      JOIN membership m ON m.account_id = ac.id AND m.organisation_id = c.agency_id AND m.ended_at IS NULL
      WHERE c.id = \(candidate.id) AND ac.closed_at IS NULL LIMIT 1
      """, as: String.self)
    guard let address else { return }
    try await Outbox.enqueue(
      OutgoingMail(
        to: address, subject: "\(standing.title): \(candidate.vacancyTitle), \(candidate.schoolName)",
        body: """
          \(candidate.content.name) for "\(candidate.vacancyTitle)" at \(candidate.schoolName): \
          \(standing.title.lowercasedFirst).

          See it here: \(services.settings.baseURL)/agency/candidates/\(candidate.id)
          """), services, in: tx)
  }

  /// What an update of `agency_candidate c` sets to erase everything about the person.
  static func blanking(at now: Date) -> Statement {
    """
    name = NULL, email = NULL, email_normal = NULL, telephone = NULL, statement = NULL, experience = NULL,
      erased_at = \(now), version = c.version + 1
    """
  }

  /// Erases what is known of people who never agreed, or whose agreeing has led to no application; figures stay.
  static func erase(_ ids: [UUID], _ services: Services, in tx: Transaction) async throws {
    try await tx.execute(
      """
      UPDATE agency_candidate c SET \(fragment: blanking(at: services.now()))
      WHERE c.id = ANY (\(ids)) AND c.erased_at IS NULL
      """)
    try await tx.execute("DELETE FROM agency_candidate_link WHERE candidate_id = ANY (\(ids))")
  }

  /// Erases what agencies wrote of people whose applications are erased; that they agreed, on which terms, and what
  /// came of it stays for the figures.
  static func erase(behind applications: [UUID], _ services: Services, in tx: Transaction) async throws {
    try await AgencyOutcome.keep(behind: applications, by: services.now(), in: tx)
    try await tx.execute(
      """
      UPDATE agency_candidate c SET \(fragment: blanking(at: services.now()))
      FROM application a WHERE a.id = ANY (\(applications)) AND a.vacancy_id = c.vacancy_id
        AND a.account_id = c.account_id AND c.state = 'consented' AND c.erased_at IS NULL
      """)
  }

  /// When an account is closed: what agencies wrote of the person is erased unless an application came of it,
  /// which is the school's record, and nobody is asked any more. Agencies, and schools that waited for an application,
  /// are told. `email` is nil where somebody else has the address.
  static func removeAll(
    of account: AccountID, email: String?, by actor: Actor, _ services: Services, in tx: Transaction
  ) async throws {
    let theirs: Statement = """
      (c.account_id = \(account) OR c.email_normal = \(email?.lowercased())) AND c.erased_at IS NULL
        AND NOT (c.state = 'consented' AND EXISTS (
          SELECT FROM application a WHERE a.vacancy_id = c.vacancy_id AND a.account_id = c.account_id))
      """
    try await tx.execute(
      "SELECT 1 FROM agency_candidate c WHERE \(fragment: theirs) ORDER BY c.id FOR UPDATE")
    let found = try await list(theirs, order: "c.id", in: tx)
    for candidate in found {
      switch candidate.state {
      case .asked: try await end(candidate, as: .declined, by: actor, services, in: tx)
      case .consented:
        try await end(candidate, as: .consentWithdrawn, by: actor, services, in: tx)
        try await tellSchool(candidate, services, in: tx)
      case .declined, .lapsed, .retracted, .takenBack, .consentWithdrawn, .represented, .appliedDirectly:
        break
      }
    }
    try await erase(found.map(\.id.rawValue), services, in: tx)
  }

  /// Ends asking somebody, or their consent, with the entry in the trail and the mail to the consultant.
  static func end(
    _ candidate: AgencyCandidate, as state: AgencyCandidateState, by actor: Actor, _ services: Services,
    in tx: Transaction
  ) async throws {
    try await close(candidate.id, as: state, answered: false, services.now(), in: tx)
    try await Audit.record(
      "agency_candidate.\(state.rawValue)", AuditSubject("agency_candidate", candidate.id),
      at: state == .consentWithdrawn ? candidate.place : candidate.agencyPlace, by: actor, services, in: tx)
    try await tellConsultant(
      candidate, CandidateStanding(state, application: nil), services, in: tx)
  }

  /// Tells the school that somebody whom it waited for comes no more.
  static func tellSchool(
    _ candidate: AgencyCandidate, _ services: Services, in tx: Transaction
  ) async throws {
    try await SchoolMail.send(
      about: candidate.vacancy, to: candidate.place,
      subject: "No longer put forward: \(candidate.vacancyTitle)",
      body: """
        Somebody whom \(candidate.agencyName) had put forward for "\(candidate.vacancyTitle)" has taken their \
        consent back before applying. What the agency wrote about them is no longer shown.
        """, services, in: tx)
  }
}

/// The links in mails to people whom agencies put forward. Only their hashes are kept.
enum CandidateLink {
  /// Days for the answer.
  static let days = 14

  /// Said of a link that was used, has expired or never was: they are not told apart.
  static let dead = DomainError.gone(
    "This link has been used or no longer works. You can apply for any vacancy yourself.")

  /// Why a link that was good once opens nothing more, in words for whoever holds it; nil where it is only dead.
  static func sentence(of state: AgencyCandidateState) -> String? {
    switch state {
    case .consented:
      "You have agreed to this already. Sign in to send your application, or to take your consent back."
    case .represented: state.whyNotRepresenting.map { "\($0) Sign in to see your applications." }
    case .takenBack:
      "The school no longer takes people from this agency for this vacancy."
    case .appliedDirectly: state.whyNotRepresenting
    case .asked, .declined, .lapsed, .retracted, .consentWithdrawn: nil
    }
  }

  /// Makes a link and returns its whole address, for the mail.
  static func make(
    for candidate: AgencyCandidateID, until expires: Date, _ services: Services, in tx: Transaction
  ) async throws -> String {
    let secret = Secret.make(services)
    try await tx.execute(
      """
      INSERT INTO agency_candidate_link (token_hash, candidate_id, created_at, expires_at)
      VALUES (\(secret.hash), \(candidate), \(services.now()), \(expires))
      """)
    return "\(services.settings.baseURL)/candidates/\(secret.text)"
  }

  /// Whom a link is about. Throws ``DomainError/gone(_:)``.
  static func find(
    _ token: String, _ services: Services, in db: some Queryable
  ) async throws -> AgencyCandidateID {
    guard (20...100).contains(token.utf8.count) else { throw dead }
    let row = try await db.firstRow(
      """
      SELECT l.candidate_id, c.state FROM agency_candidate_link l JOIN agency_candidate c ON c.id = l.candidate_id
      WHERE l.token_hash = \(Secret.hash(token)) AND l.expires_at > \(services.now())
      """)
    guard let row else { throw dead }
    if let sentence = sentence(of: try row.decode("state")) { throw DomainError.gone(sentence) }
    return try row.decode("candidate_id")
  }
}
