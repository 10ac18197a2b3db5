import Foundation
import Postgres

extension DraftRegistration {
  /// Begins the registration of a teacher who comes back from another appropriate body, with everything that our own
  /// record says of them: who they are, and what was brought forward before. What was served here counts by the record;
  /// the school adds what was served under the other body, with its evidence. It is for the head of a school where
  /// the teacher has been. Throws ``DomainError``.
  public func callAsFunction(
    returning id: InductionID, at school: OrganisationID, by actor: Actor
  ) async throws -> InductionRegistration {
    let place = try await place(school, actor)
    let record = try await ReadInductions(services).find(id, by: actor)
    guard record.periods.contains(where: { $0.place == place }) else {
      throw DomainError.notFound("induction")
    }
    return try await services.pool.withTransaction { tx in
      let induction = try await InductionStore.lock(id, nil, in: tx)
      guard induction.state == .transferred,
        let transfer = try await InductionTransfer.standing(of: id, in: tx)
      else {
        throw DomainError.conflict(
          "This induction is “\(induction.state.title)”: nobody comes back to it from another body.")
      }
      let begun = try await tx.valueIfAny(
        """
        SELECT id FROM induction_registration WHERE school_id = \(school) AND trn = \(induction.trn)
          AND state IN ('draft', 'submitted', 'queried') ORDER BY created_at DESC, id DESC LIMIT 1
        """, as: RegistrationID.self)
      if let begun { return try await RegistrationStore.find(begun, in: tx) }
      let basis = try await PlanBasis.load([id], in: tx).first
      return try await insert(
        Self.content(of: induction, transfer, basis), application: nil, at: place, by: actor, in: tx)
    }
  }

  private static func content(
    of induction: Induction, _ transfer: InductionTransfer, _ basis: PlanBasis?
  ) -> RegistrationContent {
    var content = RegistrationContent()
    (content.firstNames, content.lastName) = (induction.firstNames, induction.lastName)
    (content.email, content.birthDate, content.trn) = (induction.email, induction.birthDate, induction.trn)
    (content.qtsAwardedOn, content.programme) = (induction.qtsAwardedOn, induction.programme ?? "")
    (content.servedElsewhere, content.earlierTerms) = (true, induction.earlierTerms)
    content.earlierBody =
      induction.earlierBody.isEmpty
      ? transfer.bodyName : "\(induction.earlierBody); \(transfer.bodyName)"
    content.earlierAbsenceDays = basis.flatMap { $0.earlierAbsenceDays > 0 ? $0.earlierAbsenceDays : nil }
    content.earlierExtensionTerms = basis.flatMap {
      $0.earlierExtensionTerms > 0 ? $0.earlierExtensionTerms : nil
    }
    (content.earlierBeganOn, content.earlierFTE) = (basis?.earlierBeganOn, basis?.earlierFTE)
    return content
  }
}
