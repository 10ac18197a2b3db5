public import Foundation
import Postgres

/// Starts a draft from a vacancy that is there: a copy, or the same post advertised again.
public struct CopyVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// What becomes of the old vacancy in the new one.
  public enum Purpose: String, Sendable, CaseIterable {
    /// A post of the same kind.
    case copy
    /// The same post once more, which was not filled or is free again.
    case readvertise
  }

  /// Drafts a vacancy of the same school with everything but the dates: criteria, further schools and the questions to
  /// applicants included. Whoever has applied for it themselves can't. `submission` names one intent: a repeat gives
  /// the draft it made. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, for purpose: Purpose = .copy, submission: UUID? = nil, by actor: Actor
  ) async throws -> Vacancy {
    let source = try await VacancyStore.find(id, in: services.pool)
    try actor.require(.draftVacancy, at: source.place, orHide: "vacancy")
    try await ApplicationReaders.hideFromApplicants(id, thing: "vacancy", actor, in: services.pool)
    let state = source.state(at: services.now())
    if purpose == .readvertise && !(state.isPastClosing || state == .withdrawn) {
      throw DomainError.conflict(
        "This vacancy is \(state.title.lowercased()). It can be advertised again once it has closed.")
    }
    return try await DraftVacancy(services)(
      school: source.place.organisation, content: source.contentForAnother, submission: submission, by: actor
    ) { draft, tx in
      try await tx.execute(
        """
        UPDATE vacancy SET copied_from = \(id), readvertises = \(purpose == .readvertise ? id : nil)
        WHERE id = \(draft)
        """)
      try await copyCriteria(from: id, to: draft, tx)
      try await copyQuestions(from: id, to: draft, tx)
    }
  }

  /// What applicants are asked besides the form of all schools.
  private func copyQuestions(from source: VacancyID, to draft: VacancyID, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      INSERT INTO vacancy_questions (vacancy_id, asks_religious_reference, questions, updated_at)
      SELECT \(draft), asks_religious_reference, questions, \(services.now())
      FROM vacancy_questions WHERE vacancy_id = \(source)
      """)
  }

  private func copyCriteria(from source: VacancyID, to draft: VacancyID, _ tx: Transaction) async throws {
    try await tx.execute(
      """
      INSERT INTO vacancy_criterion (vacancy_id, id, position, essential, category, wording, assessed_by)
      SELECT \(draft), uuid_v7(\(services.now())), position, essential, category, wording, assessed_by
      FROM vacancy_criterion WHERE vacancy_id = \(source)
      """)
    try await tx.execute(
      """
      INSERT INTO vacancy_school (vacancy_id, school_id)
      SELECT \(draft), school_id FROM vacancy_school WHERE vacancy_id = \(source)
      """)
  }
}

extension Vacancy {
  /// What another vacancy begins with that is made from this one.
  var contentForAnother: VacancyContent {
    var another = content.undated
    another.closesAtTime = usualClosingTime
    return another
  }
}

extension VacancyContent {
  /// Without the dates, which belong to one advertisement.
  public var undated: VacancyContent {
    var copy = self
    (copy.startsOn, copy.startsInTerm, copy.closesOn, copy.contractEndsOn) = (nil, nil, nil, nil)
    copy.interviewDates = []
    return copy
  }
}
