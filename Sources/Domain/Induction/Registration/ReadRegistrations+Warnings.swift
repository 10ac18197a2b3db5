import Foundation
import Postgres

extension ReadRegistrations {
  /// How many warnings each of a page of the body’s queue has, as ``find(_:by:)`` shows them: of all rows at once.
  /// Throws ``DomainError``.
  public func warnings(
    of registrations: [InductionRegistration], by actor: Actor
  ) async throws -> [RegistrationID: Int] {
    for place in Set(registrations.map(\.place)) {
      try actor.require(.decideInduction, at: place, orHide: "page")
    }
    if registrations.isEmpty { return [:] }
    let waiting = registrations.filter { $0.state != .accepted }
    let (others, facts) = (try await others(waiting), try await facts(waiting))
    var (counts, known): ([RegistrationID: Int], KnownTerms) = ([:], KnownTerms())
    for one in registrations where !one.state.isGivenUp {
      let (rules, inductions) = try one.content.rules()
      let terms =
        try await one.content.goesByTerms
        ? known.terms(of: one.place.organisation, in: services.pool) : nil
      let sentOn = one.firstSentOn ?? services.today
      var count = try one.content.warnings(rules, inductions, terms, sentOn: sentOn).count
      count += others[one.id] ?? 0
      if one.state != .accepted, let held = one.application.flatMap({ facts[$0] }) {
        count += try held.warnings(one.content).count
      }
      counts[one.id] = count
    }
    return counts
  }

  /// How many warnings come of other inductions and registrations with the same number or address.
  private func others(_ registrations: [InductionRegistration]) async throws -> [RegistrationID: Int] {
    let decided = [InductionState.satisfactory, .notSatisfactory].map(\.rawValue)
    let rows = try await services.pool.query(
      """
      SELECT r.id, (EXISTS (SELECT FROM induction i JOIN induction_period p ON p.induction_id = i.id
            WHERE i.trn = r.trn AND i.id IS DISTINCT FROM r.induction_id
              AND coalesce(p.ends_on >= r.starts_on, true) AND i.state = ANY (\(InductionState.open.map(\.rawValue))))
          OR EXISTS (SELECT FROM induction_registration x
            WHERE x.trn = r.trn AND x.id <> r.id AND x.state IN ('submitted', 'queried')))::int
        + EXISTS (SELECT FROM induction i WHERE i.trn = r.trn AND i.state = ANY (\(decided)))::int
        + EXISTS (SELECT FROM induction i WHERE i.email_normal = lower(btrim(r.content ->> 'email'))
            AND i.trn <> r.trn AND i.authority_id = r.authority_id)::int AS warnings
      FROM induction_registration r
      WHERE r.id = ANY (\(registrations.map(\.id.rawValue))) AND coalesce(r.trn, '') <> ''
      """)
    return try rows.reduce(into: [:]) { found, row in
      found[try row.decode("id", as: RegistrationID.self)] = Int(try row.decode("warnings", as: Int32.self))
    }
  }

  /// What application and checks say of those who were appointed here.
  private func facts(
    _ registrations: [InductionRegistration]
  ) async throws -> [ApplicationID: [AppointmentFact]] {
    let ids = registrations.compactMap(\.application?.rawValue)
    if ids.isEmpty { return [:] }
    let rows = try await services.pool.query(
      """
      SELECT a.id, \(fragment: AppointmentSources.columns)
      FROM application a \(fragment: AppointmentSources.check) WHERE a.id = ANY (\(ids))
      """)
    return try rows.reduce(into: [:]) { found, row in
      found[try row.decode("id", as: ApplicationID.self)] = try AppointmentSources(row: row).facts
    }
  }
}
