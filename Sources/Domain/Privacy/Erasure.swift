import Foundation
import Postgres

/// Erases what is held about people, whoever asks for it: the person who closes their account, or the clock.
///
/// What hangs on an application, an entry of the pool or an account is found by the foreign keys (`retention_remove`
/// in the database). Here stands what doesn't hang on it by a key: equality answers, mail and the trail.
struct Erasure: Sendable {
  let services: Services
  let tx: Transaction

  init(_ services: Services, in tx: Transaction) { (self.services, self.tx) = (services, tx) }

  /// Applications with everything of their life. What figures need stays without a name.
  func applications(_ ids: [UUID]) async throws {
    try await LeaveInterview(services).erased(ids, in: tx)
    try await equalityAnswers(of: ids)
    try await mails(about: ids)
    try await tx.execute(
      """
      INSERT INTO erased_application (id, authority_id, school_id, vacancy_id, campaign_id, state, sent_on,
        shortlisted_on, interviewed_on, offered_on, appointed_on)
      SELECT gen_random_uuid(), a.authority_id, a.school_id, a.vacancy_id, a.campaign_id, a.state,
        (a.sent_at AT TIME ZONE 'Europe/London')::date, r.days[1], r.days[2], r.days[3], r.days[4]
      FROM application a CROSS JOIN LATERAL (
        SELECT array_agg((SELECT (min(r.reached_at) AT TIME ZONE 'Europe/London')::date FROM application_reached r
          WHERE r.application_id = a.id AND r.state = s.state) ORDER BY s.position) AS days
        FROM unnest(\(Self.milestones)) WITH ORDINALITY s (state, position)
      ) r
      WHERE a.id = ANY (\(ids))
      """)
    try await AgencyCandidateStore.erase(behind: ids, services, in: tx)
    let people = try await tx.query("SELECT DISTINCT account_id FROM application WHERE id = ANY (\(ids))")
      .map { try $0.decode("account_id", as: UUID.self) }
    try await trail(about: "application", ids, actors: people)
    try await remove("application", "id", ids)
  }

  /// Shortlisted, invited to interview (whether or not it took place), offered a post and appointed.
  private static let milestones: [String] = [
    ApplicationState.shortlisted, .interviewing, .offered, .appointed,
  ].map(\.rawValue)

  /// Self-disclosures and notes of online searches of applications.
  func disclosures(of ids: [UUID]) async throws {
    try await remove("self_disclosure", "application_id", ids)
    try await remove("online_search_note", "application_id", ids)
  }

  /// The equality answers of applications. Totals that were given out stay.
  func equalityAnswers(of ids: [UUID]) async throws {
    try await tx.execute(
      """
      DELETE FROM equality_answer WHERE key IN (SELECT equality_key(id) FROM unnest(\(ids)) a (id))
      """)
  }

  /// Entries of the pool with what officers and schools made of them.
  func poolEntries(_ ids: [UUID]) async throws {
    let people = try await tx.query("SELECT DISTINCT account_id FROM pool_entry WHERE id = ANY (\(ids))")
      .map { try $0.decode("account_id", as: UUID.self) }
    try await trail(about: "pool_entry", ids, actors: people)
    try await remove("pool_entry", "id", ids)
  }

  /// Whose places in activities these were.
  func bookings(_ ids: [UUID]) async throws {
    let people = try await tx.query(
      """
      SELECT DISTINCT p.id FROM activity_booking b CROSS JOIN LATERAL (VALUES (b.account_id), (b.booked_by)) p (id)
      WHERE b.id = ANY (\(ids)) AND p.id IS NOT NULL
      """
    ).map { try $0.decode("id", as: UUID.self) }
    try await trail(about: "activity_booking", ids, actors: people)
    try await BookingStore.erase(ids, services, in: tx)
  }

  /// What schools asked their authority, with the whole thread.
  func enquiries(_ ids: [UUID]) async throws {
    try await trail(about: "enquiry", ids, actors: [])
    try await remove("enquiry", "id", ids)
  }

  /// What a person keeps for themselves: the general application, drafts, the National Insurance number, saved
  /// vacancies, alerts, what agencies wrote of them, their places in activities. Entries of the pool leave it, and
  /// schools that wait for an answer are told. `address` is nil where somebody else has it now.
  func ownRecords(of id: AccountID, address: String?, by actor: Actor) async throws {
    try await PoolStore.removeAll(of: id, services, in: tx)
    try await ApplicantStore.removeAll(of: id, in: tx)
    try await ForgetSavedVacancy.removeAll(of: id, in: tx)
    if let address { try await JobAlertStore.endAll(of: address, in: tx) }
    try await AgencyCandidateStore.removeAll(of: id, email: address, by: actor, services, in: tx)
    // Places first: they hold their activities, after which requests are locked.
    let booked = try await BookingStore.removeAll(of: id, email: address, by: actor, services, in: tx)
    try await trail(about: "activity_booking", booked, actors: [])
    let asked = try await PlaceRequest.removeAll(of: id, in: tx)
    try await trail(about: "activity_request", asked, actors: [])
    try await SchemeErasure.removeAll(of: id, self)
  }

  /// Whether an address is this account's alone: who closed theirs may have made another with it since.
  private func isTheirs(_ email: String, _ id: AccountID) async throws -> Bool {
    try await tx.value(
      "SELECT NOT EXISTS (SELECT FROM account WHERE email_normal = lower(\(email)) AND id <> \(id))",
      as: Bool.self)
  }

  /// Accounts without applications, with everything their people kept. Who has held a role stays as a row without a
  /// name, since schools' records point to it.
  func accounts(_ ids: [UUID], by actor: Actor) async throws {
    for id in ids.map(AccountID.init(rawValue:)) {
      guard let known = try await AccountRecord.find(id, in: tx) else { continue }
      let isTheirs = try await isTheirs(known.email, id)
      try await ownRecords(of: id, address: isTheirs ? known.email : nil, by: actor)
      if isTheirs {
        try await ReferenceRequest.keepUndelivered(
          "lower(m.recipient) = lower(\(known.email))", services.now(), in: tx)
        try await tx.execute("DELETE FROM outbox_mail WHERE lower(recipient) = lower(\(known.email))")
        try await tx.execute("DELETE FROM single_use_link WHERE lower(email) = lower(\(known.email))")
      }
      try await tx.execute("DELETE FROM single_use_link WHERE account_id = \(id)")
      try await tx.execute("DELETE FROM session WHERE account_id = \(id)")
      try await tx.execute("DELETE FROM idempotent_request WHERE account_id = \(id)")
      let hasServed = try await tx.value(
        "SELECT EXISTS (SELECT FROM membership WHERE account_id = \(id))", as: Bool.self)
      if hasServed {
        try await AccountRecord.close(id, keepsName: false, services, in: tx)
        continue
      }
      for subject in ["account", "general_application"] {
        try await trail(about: subject, [id.rawValue], actors: [])
      }
      try await tx.execute("SELECT set_config('staffroom.erases', 'yes', true)")
      try await tx.execute(
        "UPDATE audit_event SET actor_account_id = NULL, details = '{}' WHERE actor_account_id = \(id)")
      try await remove("account", "id", [id.rawValue])
    }
  }

  /// Mail that has left and names one of these applications. Other mail goes when mail has had its time.
  private func mails(about ids: [UUID]) async throws {
    try await tx.execute(
      """
      DELETE FROM outbox_mail m
      WHERE (m.sent_at IS NOT NULL OR m.attempts >= \(Int32(MailRetry.attempts))) AND EXISTS (
        SELECT FROM application a CROSS JOIN LATERAL (VALUES (a.id::text), (a.reference)) n (name)
        WHERE a.id = ANY (\(ids)) AND strpos(m.subject || E'\\n' || m.body, n.name) > 0)
      """)
  }

  /// Blanks the trail: whom entries were about, what was noted, and that these people acted.
  func trail(about subject: String, _ ids: [UUID], actors: [UUID]) async throws {
    try await tx.execute("SELECT set_config('staffroom.erases', 'yes', true)")
    try await tx.execute(
      """
      UPDATE audit_event SET subject_id = 'erased', details = '{}',
        actor_account_id = CASE WHEN actor_account_id = ANY (\(actors)) THEN NULL ELSE actor_account_id END
      WHERE subject_type = \(subject) AND subject_id = ANY (\(ids.map { $0.uuidString.lowercased() }))
      """)
  }

  func remove(_ table: StaticString, _ key: StaticString, _ ids: [UUID]) async throws {
    try await tx.execute("SELECT retention_remove('\(unsafe: table)', '\(unsafe: key)', \(ids))")
  }
}
