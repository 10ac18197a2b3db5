import Postgres

/// The two signatures of a school are of two people: the tutor drafts, the head completes. One person signs both only
/// where the head is the tutor: “it may, in some circumstances, be appropriate for the headteacher/principal to be the
/// induction tutor” (DfE statutory guidance 2024, section 2, appointment of an induction tutor). Then the head says why.
struct BothSignatures: Sendable {
  /// Whether the acting person is the head of the school.
  let isHead: Bool
  /// Whether the school has named them as the tutor of this teacher, by their confirmed address.
  let isTutor: Bool
  /// Whether the signature for the tutor that stands is theirs.
  let hasDrafted: Bool

  /// What the acting person is for an assessment; nil for the operator, who is nobody’s tutor.
  static func of(
    _ assessment: InductionAssessment, _ period: InductionPeriod?, isHead: Bool, _ actor: Actor,
    in db: some Queryable
  ) async throws -> BothSignatures? {
    guard let account = actor.account else { return nil }
    let drafter = try await db.valueIfAny(
      """
      SELECT signed_by FROM induction_signature
      WHERE assessment_id = \(assessment.id) AND to_state = \(AssessmentState.drafted) AND signed_by IS NOT NULL
        AND signed_at = (SELECT max(signed_at) FROM induction_signature
          WHERE assessment_id = \(assessment.id) AND to_state = \(AssessmentState.drafted))
      LIMIT 1
      """, as: AccountID.self)
    let named = period?.tutorEmail.trimmed.lowercased()
    return BothSignatures(
      isHead: isHead, isTutor: account.emailConfirmed && named == account.email.lowercased(),
      hasDrafted: drafter == account.id)
  }

  /// Why they can’t sign now; nil where they can, as far as this goes.
  func obstacle(_ state: AssessmentState, tutor: String) -> String? {
    let name = tutor.trimmed.isEmpty ? "The induction tutor" : "\(tutor.trimmed), the induction tutor,"
    if state == .draft, isHead, !isTutor {
      return
        "\(name) signs first; you sign as the head after that. If you are the tutor yourself, name yourself as the "
        + "tutor of this teacher first."
    }
    if state == .drafted, hasDrafted, !isTutor {
      return
        "You have signed for the tutor, and the school does not name you as the tutor of this teacher. Open it "
        + "again so that \(tutor.trimmed.isEmpty ? "the induction tutor" : tutor.trimmed) signs, or name yourself as "
        + "the tutor if you are."
    }
    return nil
  }

  /// Whether their next signature is the head’s upon their own as the tutor.
  func takesReason(_ state: AssessmentState) -> Bool { state == .drafted && hasDrafted && isTutor }
}
