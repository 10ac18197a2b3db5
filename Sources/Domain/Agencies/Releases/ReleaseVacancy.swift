import Foundation
public import Postgres

/// Releases a published vacancy to chosen agencies, and takes it back.
public struct ReleaseVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The agencies to which a vacancy can be released today: those of the school's authority with terms in force
  /// that don't have it yet, by name. Throws ``DomainError``.
  public func choices(for vacancy: VacancyID, by actor: Actor) async throws -> [Agency] {
    let found = try await FindVacancy(services).atDesk(vacancy, by: actor)
    let agencies = try await AgencyStore.list(
      """
      o.authority_id = \(found.place.authority) AND NOT EXISTS (SELECT FROM agency_release r
        WHERE r.agency_id = o.id AND r.vacancy_id = \(vacancy) AND r.taken_back_at IS NULL)
      """, on: services.today, in: services.pool)
    return agencies.filter { $0.standing == .inForce }.sorted { $0.name < $1.name }
  }

  /// Releases it and tells the agencies' consultants. An agency that has it already keeps it as it is.
  /// Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, to agencies: [OrganisationID], lastDate: CivilDate? = nil, note: String = "",
    by actor: Actor
  ) async throws -> [AgencyRelease] {
    try await services.pool.withTransaction { tx in
      for agency in Set(agencies).sorted(by: { $0.description < $1.description }) {
        try await tx.execute("SELECT 1 FROM organisation WHERE id = \(agency) FOR SHARE")
      }
      let vacancy = try await VacancyStore.lock(id, in: tx)
      try await VacancyStore.requireAtDesk(vacancy, actor, in: tx)
      try actor.require(.releaseToAgency, at: vacancy.place)
      guard vacancy.state(at: services.now()) == .published else {
        throw DomainError.conflict("Only a vacancy that takes applications can be released to agencies.")
      }
      let chosen = try await checked(agencies, vacancy, lastDate, note, tx)
      for agency in chosen { try await release(vacancy, to: agency, lastDate, note.trimmed, actor, tx) }
      return try await AgencyReleaseStore.list(
        "r.vacancy_id = \(id) AND r.agency_id = ANY (\(agencies.map(\.rawValue))) AND r.taken_back_at IS NULL",
        in: tx)
    }
  }

  private func checked(
    _ agencies: [OrganisationID], _ vacancy: Vacancy, _ lastDate: CivilDate?, _ note: String,
    _ tx: Transaction
  ) async throws -> [Agency] {
    var problems = Problems()
    problems.require(!agencies.isEmpty, "agency_ids", "Choose at least one agency.")
    let found = try await AgencyStore.list(
      "o.authority_id = \(vacancy.place.authority) AND o.id = ANY (\(agencies.map(\.rawValue)))",
      on: services.today, in: tx)
    problems.require(
      found.count == Set(agencies).count, "agency_ids", "Choose among the agencies of your authority.")
    for agency in found where agency.standing != .inForce {
      problems.add(
        "agency_ids", "\(agency.name) can’t be chosen: \(agency.standing.title.lowercasedFirst).")
    }
    if let lastDate {
      let closes = vacancy.closesAt.map { LondonTime.date(of: $0) }
      problems.require(
        lastDate >= services.today && closes.map { lastDate <= $0 } ?? true, "last_date",
        "Enter a last day from today to the day on which the vacancy closes.")
    }
    problems.require(note.trimmed.count <= 2_000, "note", "Shorten the note to 2,000 characters or fewer.")
    try problems.throwIfAny()
    return found.sorted { $0.name < $1.name }
  }

  private func release(
    _ vacancy: Vacancy, to agency: Agency, _ lastDate: CivilDate?, _ note: String, _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    let id = services.newID(AgencyReleaseID.self)
    let made = try await tx.execute(
      """
      INSERT INTO agency_release (id, vacancy_id, agency_id, school_id, authority_id, last_date, note, released_at,
        released_by)
      VALUES (\(id), \(vacancy.id), \(agency.id), \(vacancy.place.organisation), \(vacancy.place.authority),
        \(lastDate), \(note), \(services.now()), \(actor.account?.id))
      ON CONFLICT (vacancy_id, agency_id) WHERE taken_back_at IS NULL DO NOTHING
      """)
    guard made == 1 else { return }
    let last = lastDate.map { "\n\nPut people forward by \(LondonTime.shortDate($0))." } ?? ""
    let words = note.isEmpty ? "" : "\n\nThe school writes: \(note)"
    try await AgencyStore.tellConsultants(
      of: agency.id, subject: "Released to you: \(vacancy.content.title), \(vacancy.schoolName)",
      body: """
        \(vacancy.schoolName) has released the vacancy "\(vacancy.content.title)" (\(vacancy.reference)) to \
        \(agency.name).\(last)\(words)

        See it and put people forward here: \(services.settings.baseURL)/agency/releases/\(id)
        """, services, in: tx)
    try await Audit.record(
      "vacancy.released_to_agency", AuditSubject("vacancy", vacancy.id), at: vacancy.place,
      details: ["agency": .string(agency.id.description)], by: actor, services, in: tx)
  }

  /// Takes it back: the agency can put nobody else forward. Throws ``DomainError``.
  public func takeBack(_ id: AgencyReleaseID, by actor: Actor) async throws -> AgencyRelease {
    try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM agency_release WHERE id = \(id) FOR UPDATE")
      let release = try await AgencyReleaseStore.find(id, in: tx)
      try actor.require(.readUnpublishedVacancy, at: release.place, orHide: "release")
      try await ApplicationReaders.hideFromApplicants(release.vacancy, thing: "release", actor, in: tx)
      try actor.require(.releaseToAgency, at: release.place)
      if release.takenBackAt != nil { return release }
      try await end(
        release,
        """
        \(release.schoolName) has taken the vacancy "\(release.vacancyTitle)" (\(release.vacancyReference)) back \
        from \(release.agencyName). You can put nobody else forward for it. People who agreed before stay in the \
        school’s selection.
        """, actor, tx)
      return try await AgencyReleaseStore.find(id, in: tx)
    }
  }

  /// Takes a vacancy that is filled back from every agency that has it.
  func takeAllBack(of vacancy: VacancyID, by actor: Actor, in tx: Transaction) async throws {
    try await tx.execute(
      "SELECT 1 FROM agency_release WHERE vacancy_id = \(vacancy) AND taken_back_at IS NULL ORDER BY id FOR UPDATE"
    )
    // All at once and in order, as somebody whom two agencies have asked answers them.
    try await tx.execute(
      "SELECT 1 FROM agency_candidate WHERE vacancy_id = \(vacancy) AND state = 'asked' ORDER BY id FOR UPDATE"
    )
    let open = try await AgencyReleaseStore.list(
      "r.vacancy_id = \(vacancy) AND r.taken_back_at IS NULL", in: tx)
    for release in open {
      try await end(
        release,
        """
        All posts of the vacancy "\(release.vacancyTitle)" (\(release.vacancyReference)) at \(release.schoolName) are \
        filled, so \(release.agencyName) can put nobody else forward for it. The school tells those who are still in its \
        selection.
        """, actor, tx)
    }
  }

  private func end(
    _ release: AgencyRelease, _ why: String, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE agency_release SET taken_back_at = \(services.now()), taken_back_by = \(actor.account?.id)
      WHERE id = \(release.id)
      """)
    // Who has not answered can't agree any more; what is being answered at this moment is waited for.
    try await tx.execute(
      """
      SELECT 1 FROM agency_candidate WHERE release_id = \(release.id) AND state = 'asked' ORDER BY id FOR UPDATE
      """)
    let waiting = try await AgencyCandidateStore.list(
      "c.release_id = \(release.id) AND c.state = 'asked'", in: tx)
    for candidate in waiting.sorted(by: { $0.id.description < $1.id.description }) {
      try await AgencyCandidateStore.end(candidate, as: .takenBack, by: actor, services, in: tx)
    }
    try await AgencyStore.tellConsultants(
      of: release.agency, subject: "Taken back: \(release.vacancyTitle), \(release.schoolName)",
      body: """
        \(why)
        """, services, in: tx)
    try await Audit.record(
      "vacancy.taken_back_from_agency", AuditSubject("vacancy", release.vacancy), at: release.place,
      details: ["agency": .string(release.agency.description)], by: actor, services, in: tx)
  }
}
