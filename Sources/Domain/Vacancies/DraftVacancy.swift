import Foundation
public import Postgres

/// Starts a vacancy as a draft of a school; heads and recruiters may.
public struct DraftVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores a draft and gives it a reference. Throws ``DomainError``.
  public func callAsFunction(
    school: OrganisationID, content: VacancyContent, by actor: Actor
  ) async throws -> Vacancy {
    try await services.pool.withTransaction { tx in
      let place = try await VacancyStore.placeOfSchool(school, in: tx)
      try actor.require(.draftVacancy, at: place, orHide: "school")
      try await VacancyStore.checkDraft(content, in: tx)
      let id = services.newID(VacancyID.self)
      try await insert(id, place, content.tidied, actor, tx)
      try await Audit.record(
        "vacancy.drafted", AuditSubject("vacancy", id), at: place, by: actor, services, in: tx)
      return try await VacancyStore.find(id, in: tx)
    }
  }

  private func insert(
    _ id: VacancyID, _ place: Place, _ content: VacancyContent, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let now = services.now()
    let reference = Reference.make("V", random: services.random)
    try await tx.execute(
      """
      INSERT INTO vacancy (id, reference, school_id, authority_id, state, title, phase, subjects, key_stages,
        contract_type, contract_length, working_pattern, fte, pay_minimum, pay_maximum, starts_on,
        starts_as_soon_as_possible, closes_at, nqts_welcome, description, visits, created_by, created_at,
        updated_at)
      VALUES (\(id), \(reference), \(place.organisation), \(place.authority), 'draft', \(content.title),
        \(content.phase), \(content.subjects), \(content.keyStages), \(content.contractType),
        \(content.contractLength), \(content.workingPattern), \(content.fte), \(content.payMinimum),
        \(content.payMaximum), \(content.startsOn), \(content.startsAsSoonAsPossible), \(content.closesAt),
        \(content.nqtsWelcome), \(content.description), \(content.visits), \(actor.account?.id), \(now), \(now))
      """)
  }
}

extension VacancyContent {
  /// With white space at the ends of one-line fields removed, and empty ones open.
  var tidied: VacancyContent {
    var copy = self
    copy.title = title.trimmed
    let length = (contractLength ?? "").trimmed
    copy.contractLength = length.isEmpty ? nil : length
    copy.subjects = subjects.uniqued
    copy.keyStages = keyStages.uniqued
    return copy
  }
}

extension [String] {
  /// Each once, in the order of first mention.
  var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
