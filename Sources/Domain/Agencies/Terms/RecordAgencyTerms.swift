import Foundation
import Postgres

/// Records what the authority has agreed with an agency, as a new version beside those before.
public struct RecordAgencyTerms: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Records it; what the newest version says already makes no new one. `expectedVersion` is the newest version that the
  /// actor knew of, 0 for none; nil adds in any case. Throws ``DomainError``.
  public func callAsFunction(
    of id: OrganisationID, _ content: AgencyTermsContent, expectedVersion: Int?, by actor: Actor
  ) async throws -> Agency {
    try await services.pool.withTransaction { tx in
      let agency = try await Self.lock(id, actor, services, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: agency.versions)
      let problems = content.problems(today: services.today)
      if !problems.isEmpty { throw DomainError.invalid(problems) }
      if let newest = agency.terms, newest.version == agency.versions, newest.stoppedAt == nil,
        newest.content == content.asStored
      {
        return agency
      }
      try await insert(content.asStored, agency, actor, tx)
      try await Audit.record(
        "agency.terms_recorded", AuditSubject("organisation", id), at: agency.place,
        details: ["version": .number(Double(agency.versions + 1))], by: actor, services, in: tx)
      let now = try await AgencyStore.find(id, on: services.today, in: tx)
      try await AgencyStore.tellConsultants(
        of: id, subject: "Terms of \(agency.name) with the authority",
        body: """
          The authority has recorded terms with \(agency.name) from \(content.validFrom.map(LondonTime.shortDate) ?? "") \
          to \(content.validUntil.map(LondonTime.shortDate) ?? ""). Today: \(now.standing.title.lowercasedFirst).

          See them here: \(services.settings.baseURL)/agency
          """, services, in: tx)
      return now
    }
  }

  /// Ends the terms that hold, at once, and with them those recorded for later: nothing is released to the agency any more and it can put nobody
  /// forward. What was consented to before goes on. Throws ``DomainError``.
  public func stop(
    _ id: OrganisationID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> Agency {
    try await services.pool.withTransaction { tx in
      let agency = try await Self.lock(id, actor, services, in: tx)
      guard let terms = agency.terms, terms.stoppedAt == nil, agency.standing != .ended else {
        if agency.standing == .stopped { return agency }
        throw DomainError.conflict(
          "There are no terms to stop: \(agency.standing.title.lowercasedFirst).")
      }
      try VacancyStore.requireVersion(expectedVersion, of: agency.versions)
      let reason = reason.trimmed
      var problems = Problems()
      problems.require(!reason.isEmpty, "reason", "Enter why the terms are stopped.")
      problems.require(reason.count <= 1_000, "reason", "Shorten the reason to 1,000 characters or fewer.")
      try problems.throwIfAny()
      try await tx.execute(
        """
        UPDATE agency_terms SET stopped_at = \(services.now()), stopped_by = \(actor.account?.id),
          stop_reason = \(reason)
        WHERE agency_id = \(id) AND stopped_at IS NULL AND valid_until >= \(services.today)
        """)
      try await Audit.record(
        "agency.terms_stopped", AuditSubject("organisation", id), at: agency.place,
        details: ["version": .number(Double(terms.version))], by: actor, services, in: tx)
      try await AgencyStore.tellConsultants(
        of: id, subject: "Terms of \(agency.name) with the authority are stopped",
        body: """
          The authority has stopped its terms with \(agency.name). You can put nobody forward until new terms are \
          recorded. People who agreed before stay in the schools’ selections.
          """, services, in: tx)
      return try await AgencyStore.find(id, on: services.today, in: tx)
    }
  }

  /// Locks an agency, as far as it exists for the actor, until the transaction ends.
  private static func lock(
    _ id: OrganisationID, _ actor: Actor, _ services: Services, in tx: Transaction
  ) async throws -> Agency {
    try await tx.execute("SELECT 1 FROM organisation WHERE id = \(id) FOR NO KEY UPDATE")
    let agency = try await AgencyStore.find(id, on: services.today, in: tx)
    try actor.require(.readAgency, at: agency.place, orHide: "agency")
    try actor.require(.manageAgencyTerms, at: agency.place)
    return agency
  }

  private func insert(
    _ content: AgencyTermsContent, _ agency: Agency, _ actor: Actor, _ tx: Transaction
  ) async throws {
    var (points, pence): (Int32?, Int32?)
    switch content.rate {
    case .share(let share): points = Int32(share)
    case .fixed(let fee): pence = Int32(fee)
    case nil: break
    }
    let vetting = content.vetting
    try await tx.execute(
      """
      INSERT INTO agency_terms (id, agency_id, authority_id, version, valid_from, valid_until, rate_basis_points,
        fixed_fee_pence, rebate_notes, vetting_confirmed_on, vetting_expires_on, vetting_confirmed_by,
        vetting_checks, recorded_at, recorded_by)
      VALUES (\(services.newID(AgencyTermsID.self)), \(agency.id), \(agency.place.authority),
        \(Int32(agency.versions + 1)), \(content.validFrom), \(content.validUntil), \(points), \(pence),
        \(content.rebateNotes), \(vetting?.confirmedOn), \(vetting?.expiresOn),
        \(vetting?.confirmedBy), \(vetting?.checks), \(services.now()), \(actor.account?.id))
      """)
  }
}
