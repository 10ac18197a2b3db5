import Foundation
import Postgres

/// What somebody does by the link in their mail: sees what an agency would send about them, and says yes or no.
/// Whoever has the link holds the mailbox, so no account is needed to open it.
public struct AnswerCandidate: Sendable {
  /// What the link opens.
  public struct Opened: Sendable {
    /// What would be sent, and where.
    public let candidate: AgencyCandidate
    /// What the person would agree to.
    public let consent: String
    /// The version of its wording.
    public let wordingVersion: Int
    /// Whether a name and password must be chosen; an account that is confirmed keeps its own.
    public let needsPassword: Bool
    /// Why nobody can agree any more, in a sentence.
    public let obstacle: String?
    /// Whether whoever looks can be the receiver: nobody is signed in with another address.
    public let isReceiver: Bool
  }

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// What the link opens, for whoever looks. Throws ``DomainError/gone(_:)`` when it no longer works.
  public func read(_ token: String, by actor: Actor) async throws -> Opened {
    let id = try await CandidateLink.find(token, services, in: services.pool)
    let candidate = try await AgencyCandidateStore.find(id, in: services.pool)
    return try await open(candidate, actor)
  }

  /// What is shown before somebody says no: what would be sent, and how long what the agency wrote is kept after the
  /// answer, in words, such as "1 month". Throws ``DomainError/gone(_:)`` when the link no longer works.
  public func readToDecline(_ token: String) async throws -> (candidate: AgencyCandidate, keptFor: String) {
    let id = try await CandidateLink.find(token, services, in: services.pool)
    let candidate = try await AgencyCandidateStore.find(id, in: services.pool)
    let kept = try await RetentionPeriod.words(
      .agencyCandidate, of: candidate.place.authority, in: services.pool)
    return (candidate: candidate, keptFor: kept)
  }

  private func open(_ candidate: AgencyCandidate, _ actor: Actor) async throws -> Opened {
    let pool = services.pool
    let release = try await AgencyReleaseStore.find(candidate.release, in: pool)
    let agency = try await AgencyStore.find(candidate.agency, on: services.today, in: pool)
    let row = try await pool.firstRow(
      """
      SELECT version, wording FROM agency_consent_wording WHERE introduced_on <= \(services.today)
      ORDER BY version DESC LIMIT 1
      """)
    guard let row else { throw DomainError.notFound("wording") }
    let wording = try row.decode("wording", as: String.self)
    let known = try await EmailAddress(candidate.content.email).mapAsync {
      try await AccountRecord.find($0, in: pool)
    }
    return Opened(
      candidate: candidate,
      consent: wording.replacing("{agency}", with: candidate.agencyName)
        .replacing("{vacancy}", with: candidate.vacancyTitle)
        .replacing("{school}", with: candidate.schoolName),
      wordingVersion: try row.decode("version"),
      needsPassword: Self.signedIn(actor) == nil && known?.emailConfirmed != true,
      obstacle: Self.stranger(to: candidate, actor) ?? obstacle(release, agency),
      isReceiver: Self.stranger(to: candidate, actor) == nil)
  }

  /// Whoever is signed in on the page agrees with their own account.
  private static func signedIn(_ actor: Actor) -> ActingAccount? {
    guard let account = actor.account, account.tokenID == nil, account.emailConfirmed else { return nil }
    return account
  }

  /// Consent is the person's own: whoever is signed in with another address, above all the agency's consultant in the
  /// same browser, answers nothing in their place.
  private static func stranger(to candidate: AgencyCandidate, _ actor: Actor) -> String? {
    guard let account = actor.account, account.email.lowercased() != candidate.content.email.lowercased()
    else {
      return nil
    }
    return
      "This link was sent to \(candidate.content.email), and you are signed in as \(account.email). Only its "
      + "receiver can answer: sign out and open the link again."
  }

  private func obstacle(_ release: AgencyRelease, _ agency: Agency) -> String? {
    if release.takenBackAt != nil { return CandidateLink.sentence(of: .takenBack) }
    if !release.isVacancyOpen(at: services.now()) {
      return "This vacancy has closed, so it takes no more applications."
    }
    return agency.standing == .inForce
      ? nil : "The agency may not put people forward at the moment. You can apply yourself."
  }

  /// The person agrees, by the wording that they were shown. Whoever has no account gets one, as the link shows the
  /// mailbox to be theirs; problems are of the fields `name`, `password` and `agrees`. What comes of it is in the
  /// candidate's ``AgencyCandidate/standing``: of several agencies counts the first, and who has applied for the
  /// vacancy before is nobody's candidate. Throws ``DomainError``.
  public func agree(
    _ token: String, agrees: Bool, wordingVersion: Int, name: String = "", password: String = "",
    by actor: Actor
  ) async throws -> AgencyCandidate {
    let opened = try await read(token, by: actor)
    if let stranger = Self.stranger(to: opened.candidate, actor) { throw DomainError.conflict(stranger) }
    var problems = Problems()
    problems.require(
      agrees && wordingVersion == opened.wordingVersion, "agrees", "Tick the box to say that you agree.")
    guard let address = EmailAddress(opened.candidate.content.email) else { throw CandidateLink.dead }
    var chosen: ChosenPassword?
    if opened.needsPassword {
      chosen = try await ChosenPassword.read(name, password, for: address, &problems, services)
    }
    try problems.throwIfAny()
    return try await services.pool.withTransaction { [chosen] tx in
      let account = try await account(address, chosen, actor, in: tx)
      // Sending an application locks the account, too: either it comes first, or this does.
      try await tx.execute(
        """
        SELECT 1 FROM account WHERE id = \(account) OR email_normal = \(address.normal) ORDER BY id FOR UPDATE
        """)
      try await CandidatesOfOnePerson.lock(account, for: opened.candidate.vacancy, in: tx)
      let agency = try await AgencyStore.hold(opened.candidate.agency, on: services.today, in: tx)
      try await tx.execute("SELECT 1 FROM vacancy WHERE id = \(opened.candidate.vacancy) FOR SHARE")
      try await tx.execute("SELECT 1 FROM agency_release WHERE id = \(opened.candidate.release) FOR SHARE")
      let candidate = try await AgencyCandidateStore.lockAll(like: opened.candidate.id, in: tx)
      // Used up by another request in between: what came of that stands.
      guard candidate.state.mayBecome(.consented) else {
        if candidate.account == account || candidate.state != .consented { return candidate }
        throw CandidateLink.dead
      }
      let release = try await AgencyReleaseStore.find(candidate.release, in: tx)
      if let obstacle = obstacle(release, agency) { throw DomainError.conflict(obstacle) }
      guard let terms = agency.terms else { throw CandidateLink.dead }
      return try await decide(candidate, account, terms.id, wordingVersion, actor, tx)
    }
  }

  private func account(
    _ address: EmailAddress, _ chosen: ChosenPassword?, _ actor: Actor, in tx: Transaction
  ) async throws -> AccountID {
    if let account = Self.signedIn(actor) { return account.id }
    return try await ClaimAccount.byMailbox(
      address, chosen, otherwise: CandidateLink.dead, by: actor, services, in: tx)
  }

  private func decide(
    _ candidate: AgencyCandidate, _ account: AccountID, _ terms: AgencyTermsID, _ wording: Int,
    _ actor: Actor, _ tx: Transaction
  ) async throws -> AgencyCandidate {
    let row = try await tx.firstRow(
      """
      WITH own AS (SELECT id FROM account WHERE id = \(account) OR email_normal = (
          SELECT email_normal FROM agency_candidate WHERE id = \(candidate.id))),
        person AS (SELECT id FROM own UNION \(fragment: CandidatesOfOnePerson.numbered(account, candidate.vacancy)))
      SELECT EXISTS (SELECT FROM agency_candidate c WHERE c.vacancy_id = \(candidate.vacancy)
          AND c.account_id IN (SELECT id FROM person) AND c.state = 'consented') AS is_represented,
        EXISTS (SELECT FROM application a WHERE a.vacancy_id = \(candidate.vacancy)
          AND a.account_id IN (SELECT id FROM person)) AS has_applied
      """)
    guard let row else { throw CandidateLink.dead }
    let state = AgencyCandidateState.ofConsent(
      hasApplied: try row.decode("has_applied"), isRepresented: try row.decode("is_represented"))
    if state == .consented {
      try await consent(candidate, account, terms, wording, actor, tx)
    } else {
      try await AgencyCandidateStore.close(candidate.id, as: state, answered: true, services.now(), in: tx)
    }
    try await Audit.record(
      "agency_candidate.\(state.rawValue)", AuditSubject("agency_candidate", candidate.id),
      at: state == .consented ? candidate.place : candidate.agencyPlace,
      details: ["wording_version": .number(Double(wording))], by: actor, services, in: tx)
    let now = try await AgencyCandidateStore.find(candidate.id, in: tx)
    try await AgencyCandidateStore.tellConsultant(now, now.standing, services, in: tx)
    return now
  }

  private func consent(
    _ candidate: AgencyCandidate, _ account: AccountID, _ terms: AgencyTermsID, _ wording: Int,
    _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE agency_candidate SET state = 'consented', answered_at = \(services.now()), account_id = \(account),
        terms_id = \(terms), wording_version = \(Int32(wording)), version = version + 1
      WHERE id = \(candidate.id)
      """)
    let others = try await AgencyCandidateStore.list(
      """
      c.vacancy_id = \(candidate.vacancy) AND c.state = 'asked' AND c.email_normal =
        (SELECT email_normal FROM agency_candidate WHERE id = \(candidate.id))
      """, in: tx)
    for other in others {
      try await AgencyCandidateStore.end(other, as: .represented, by: actor, services, in: tx)
    }
    try await Outbox.enqueue(
      OutgoingMail(
        to: candidate.content.email,
        subject: "You have agreed: \(candidate.vacancyTitle), \(candidate.schoolName)",
        body: """
          \(candidate.agencyName) represents you for "\(candidate.vacancyTitle)" at \(candidate.schoolName).

          The school needs one thing more: your application. Sign in, fill in the general application once, and send \
          it for this vacancy:
          \(services.settings.baseURL)/vacancies/\(candidate.vacancy)/apply

          Until you have sent it you can take your consent back here: \(services.settings.baseURL)/applications
          """), services, in: tx)
    try await SchoolMail.send(
      about: candidate.vacancy, to: candidate.place,
      subject: "Put forward by an agency: \(candidate.vacancyTitle)",
      body: """
        \(candidate.agencyName) has put somebody forward for the vacancy "\(candidate.vacancyTitle)", and the \
        person agrees. Their application follows as any other.

        See it here: \(services.settings.baseURL)/school/vacancies/\(candidate.vacancy)/agencies
        """, services, in: tx)
  }

  /// The person says no. The agency can't ask them for this vacancy again, and what it entered about them is
  /// erased later. Throws ``DomainError``.
  public func decline(_ token: String, by actor: Actor) async throws -> AgencyCandidate {
    try await services.pool.withTransaction { tx in
      let id = try await CandidateLink.find(token, services, in: tx)
      let candidate = try await AgencyCandidateStore.lockAll(like: id, in: tx)
      guard candidate.state.mayBecome(.declined) else { throw CandidateLink.dead }
      if let stranger = Self.stranger(to: candidate, actor) { throw DomainError.conflict(stranger) }
      try await AgencyCandidateStore.close(id, as: .declined, answered: true, services.now(), in: tx)
      try await Audit.record(
        "agency_candidate.declined", AuditSubject("agency_candidate", id), at: candidate.agencyPlace,
        by: actor, services, in: tx)
      try await AgencyCandidateStore.tellConsultant(candidate, .declined, services, in: tx)
      return try await AgencyCandidateStore.find(id, in: tx)
    }
  }
}

extension Optional {
  fileprivate func mapAsync<T>(_ transform: (Wrapped) async throws -> T?) async rethrows -> T? {
    guard let self else { return nil }
    return try await transform(self)
  }
}
