public import Foundation
import Postgres

/// A consultant puts somebody forward for a vacancy that was released to the agency, and takes that back.
public struct SubmitCandidate: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores it and asks the person by mail; the school sees nothing before they agree. `submission` names one
  /// intent: a repeat gives what it made. Whether the person has applied or is represented is not told here, so
  /// that nobody finds out by trying addresses. Throws ``DomainError``.
  public func callAsFunction(
    for id: AgencyReleaseID, _ content: AgencyCandidateContent, submission: UUID, by actor: Actor
  ) async throws -> AgencyCandidate {
    let release = try await ReadReleases(services).find(id, by: actor)
    try actor.require(.submitCandidate, at: release.agencyPlace)
    let (content, address) = try checked(content)
    // A repeat, and asking somebody who was asked, makes nothing and counts for nothing.
    if let earlier = try await made(by: submission, release.agency, services.pool) { return earlier }
    try await requireNew(address, release, submission, services.pool)
    try await Throttle.take(
      [
        ThrottleLimit("agency-candidate/email", for: address.normal, tries: 5, seconds: 86_400),
        ThrottleLimit(
          "agency-candidate/agency", for: release.agency.description, tries: 200, seconds: 86_400),
      ], services)
    return try await services.pool.withTransaction { tx in
      let agency = try await AgencyStore.hold(release.agency, on: services.today, in: tx)
      try await tx.execute("SELECT 1 FROM vacancy WHERE id = \(release.vacancy) FOR SHARE")
      // One at a time for a release, so that two at once make one.
      try await tx.execute("SELECT 1 FROM agency_release WHERE id = \(id) FOR UPDATE")
      if let earlier = try await made(by: submission, release.agency, tx) { return earlier }
      let release = try await AgencyReleaseStore.find(id, in: tx)
      if let obstacle = release.obstacle(at: services.now()) { throw DomainError.conflict(obstacle) }
      guard agency.standing == .inForce else {
        throw DomainError.conflict(
          "\(agency.name) can put nobody forward: \(agency.standing.title.lowercasedFirst).")
      }
      try await requireNew(address, release, submission, tx)
      let made = try await insert(content, address, release, submission, actor, tx)
      try await ask(made, release, tx)
      try await Audit.record(
        "agency_candidate.submitted", AuditSubject("agency_candidate", made.id), at: release.agencyPlace,
        details: ["vacancy": .string(release.vacancy.description)], by: actor, services, in: tx)
      return made
    }
  }

  private func checked(
    _ typed: AgencyCandidateContent
  ) throws -> (AgencyCandidateContent, EmailAddress) {
    var problems = Problems()
    var content = typed
    let name = typed.name.trimmed
    problems.require(!name.isEmpty, "name", "Enter the person’s full name.")
    problems.require(name.count <= 200, "name", "Shorten the name to 200 characters or fewer.")
    // Names stand in mails: nobody is to send a stranger a link by way of one.
    problems.require(
      !name.contains { "/@<>\\".contains($0) || $0.isNewline }, "name",
      "Enter a name without any of / @ < > \\.")
    let address = EmailAddress(typed.email)
    problems.require(address != nil, "email", EmailAddress.problem)
    let telephone = typed.telephone.trimmed
    problems.require(
      telephone.isEmpty
        || telephone.count <= 40 && telephone.filter(\.isNumber).count >= 7
          && telephone.allSatisfy { $0.isNumber || " +()-".contains($0) },
      "telephone", "Enter a telephone number such as 01375 000 000.")
    let statement = typed.statement.trimmed
    problems.require(!statement.isEmpty, "statement", "Say why the person suits the vacancy.")
    problems.require(
      statement.count <= 4_000, "statement", "Shorten the statement to 4,000 characters or fewer.")
    let experience = typed.experience.trimmed
    problems.require(
      experience.count <= 8_000, "experience", "Shorten the experience to 8,000 characters or fewer.")
    try problems.throwIfAny()
    guard let address else { throw DomainError.invalid(problems.found) }
    content = AgencyCandidateContent(
      name: name, email: address.text, telephone: telephone, statement: statement, experience: experience)
    return (content, address)
  }

  private func made(
    by submission: UUID, _ agency: OrganisationID, _ db: some Queryable
  ) async throws -> AgencyCandidate? {
    try await AgencyCandidateStore.list(
      "c.agency_id = \(agency) AND c.submission = \(submission)", in: db
    ).first
  }

  /// Nobody is asked twice by one agency for one vacancy, and nobody again who has said no; a double click, whose first
  /// half has only just been stored, is the same submission.
  private func requireNew(
    _ address: EmailAddress, _ release: AgencyRelease, _ submission: UUID, _ db: some Queryable
  ) async throws {
    let state = try await db.valueIfAny(
      """
      SELECT state FROM agency_candidate WHERE agency_id = \(release.agency)
        AND vacancy_id = \(release.vacancy) AND email_normal = \(address.normal)
        AND state IN ('asked', 'consented') AND submission IS DISTINCT FROM \(submission)
      """, as: AgencyCandidateState.self)
    if state != nil {
      throw DomainError.conflict("Your agency has put this person forward for this vacancy already.")
    }
    if try await AgencyRefusal.stands(address, release, in: db) {
      throw DomainError.conflict(
        "This person has said that your agency may not put them forward for this vacancy.")
    }
  }

  private func insert(
    _ content: AgencyCandidateContent, _ address: EmailAddress, _ release: AgencyRelease, _ submission: UUID,
    _ actor: Actor, _ tx: Transaction
  ) async throws -> AgencyCandidate {
    let id = services.newID(AgencyCandidateID.self)
    let now = services.now()
    let until = now.addingTimeInterval(Double(CandidateLink.days) * 86_400)
    try await tx.execute(
      """
      INSERT INTO agency_candidate (id, release_id, vacancy_id, agency_id, school_id, authority_id, state, name,
        email, email_normal, telephone, statement, experience, submission, submitted_at, submitted_by, answer_by)
      VALUES (\(id), \(release.id), \(release.vacancy), \(release.agency), \(release.place.organisation),
        \(release.place.authority), 'asked', \(content.name), \(address.text), \(address.normal),
        \(content.telephone), \(content.statement), \(content.experience), \(submission), \(now),
        \(actor.account?.id), \(until))
      """)
    return try await AgencyCandidateStore.find(id, in: tx)
  }

  private func ask(_ made: AgencyCandidate, _ release: AgencyRelease, _ tx: Transaction) async throws {
    let link = try await CandidateLink.make(for: made.id, until: made.answerBy, services, in: tx)
    let kept = try await RetentionPeriod.words(.agencyCandidate, of: release.place.authority, in: tx)
    try await Outbox.enqueue(
      OutgoingMail(
        to: made.content.email, subject: "May \(release.agencyName) put you forward?",
        body: """
          Dear \(made.content.name),

          \(release.agencyName) would like to put you forward for the post "\(release.vacancyTitle)" at \
          \(release.schoolName). The school gets nothing about you unless you agree.

          See exactly what would be sent, and say yes or no, here:
          \(link)

          The link is for you alone and works until \(LondonTime.shortDate(LondonTime.date(of: made.answerBy))). If \
          you do nothing, nothing is sent, and what the agency entered is deleted \(kept) after that day.
          """), services, in: tx)
  }

  /// Takes back what the person hasn't answered yet. Throws ``DomainError``.
  public func retract(
    _ id: AgencyCandidateID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> AgencyCandidate {
    try await services.pool.withTransaction { tx in
      let candidate = try await AgencyCandidateStore.lockAll(like: id, in: tx)
      try actor.require(.readCandidates, at: candidate.agencyPlace, orHide: "candidate")
      try actor.require(.submitCandidate, at: candidate.agencyPlace)
      if candidate.state == .retracted { return candidate }
      try VacancyStore.requireVersion(expectedVersion, of: candidate.version)
      guard candidate.state.mayBecome(.retracted) else {
        throw DomainError.conflict(
          "This can’t be taken back any more: \(candidate.standing.title.lowercasedFirst).")
      }
      try await AgencyCandidateStore.close(id, as: .retracted, answered: false, services.now(), in: tx)
      try await Audit.record(
        "agency_candidate.retracted", AuditSubject("agency_candidate", id), at: candidate.agencyPlace,
        by: actor, services, in: tx)
      return try await AgencyCandidateStore.find(id, in: tx)
    }
  }
}
