import Foundation
import Postgres

/// What of inductions is given out, kept and erased.
struct InductionErasure: Sendable {
  let erasure: Erasure

  init(_ erasure: Erasure) { self.erasure = erasure }

  /// Inductions with everything that hangs on them.
  func inductions(_ ids: [UUID]) async throws {
    let tx = erasure.tx
    let registrations = try await tx.query(
      "SELECT id FROM induction_registration WHERE induction_id = ANY (\(ids))"
    ).map { try $0.decode("id", as: UUID.self) }
    try await mails("induction", ids)
    try await self.registrations(registrations)
    try await erasure.trail(about: "induction", ids, actors: try await people("induction", ids))
    try await erasure.remove("induction", "id", ids)
    // Files of claims without a row are nobody’s record any more.
    try await erasure.tx.execute(
      """
      DELETE FROM induction_claim_file f WHERE NOT EXISTS (SELECT FROM induction_claim c WHERE c.file_id = f.id)
        AND NOT EXISTS (SELECT FROM induction_claim c WHERE c.answer_id = f.id)
      """)
  }

  /// Registrations with documents and messages.
  func registrations(_ ids: [UUID]) async throws {
    try await mails("induction_registration", ids)
    try await erasure.trail(
      about: "induction_registration", ids, actors: try await people("induction_registration", ids))
    try await erasure.remove("induction_registration", "id", ids)
  }

  private func people(_ table: StaticString, _ ids: [UUID]) async throws -> [UUID] {
    try await erasure.tx.query(
      "SELECT DISTINCT account_id FROM \(unsafe: table) WHERE id = ANY (\(ids)) AND account_id IS NOT NULL"
    ).map { try $0.decode("account_id", as: UUID.self) }
  }

  /// Mail that has left and names one of them.
  private func mails(_ table: StaticString, _ ids: [UUID]) async throws {
    try await erasure.tx.execute(
      """
      DELETE FROM outbox_mail m
      WHERE (m.sent_at IS NOT NULL OR m.attempts >= \(Int32(MailRetry.attempts))) AND EXISTS (
        SELECT FROM \(unsafe: table) t CROSS JOIN LATERAL (VALUES (t.id::text), (t.reference)) n (name)
        WHERE t.id = ANY (\(ids)) AND strpos(m.subject || E'\\n' || m.body, n.name) > 0)
      """)
  }

  /// Whether an account has an induction that goes on: nothing of it is erased till then.
  static func isOpen(ofAccount account: StaticString) -> Statement {
    """
    EXISTS (SELECT FROM induction n
      WHERE (n.account_id = \(unsafe: account).id OR n.email_normal = \(unsafe: account).email_normal)
        AND n.state IN ('serving', 'paused', 'recommended'))
    """
  }

  /// Keeps an account open while its induction is. Throws ``DomainError/conflict(_:)``.
  static func requireNoneOpen(of account: AccountID, in tx: Transaction) async throws {
    let isOpen = try await tx.value(
      "SELECT EXISTS (SELECT FROM account a WHERE a.id = \(account) AND \(fragment: isOpen(ofAccount: "a")))",
      as: Bool.self)
    if isOpen {
      throw DomainError.conflict(
        "Your account can’t be closed while your induction goes on: its records must be kept, and you sign there."
      )
    }
  }

  /// What is held of the acting person’s induction.
  static func download(_ owner: Actor, _ services: Services) async throws -> [JSONValue] {
    var all: [JSONValue] = []
    for induction in try await ReadInductions(services).own(by: owner).own {
      let record = try await InductionStore.record(induction.id, in: services.pool).shown
      all.append([
        "reference": .string(induction.reference), "body": .string(induction.bodyName),
        "name": .string(induction.name), "trn": .string(induction.trn),
        "birth_date": .string(induction.birthDate.description), "email": .string(induction.email),
        "qts_awarded_on": .string(induction.qtsAwardedOn.description),
        "regime": .string(induction.currentRegime.rawValue),
        "state": .string(induction.state.rawValue), "earlier_terms": .string(induction.earlierTerms),
        "periods": .array(
          record.periods.map {
            [
              "school": .string($0.schoolName), "from": .string($0.startsOn.description),
              "until": $0.endsOn.map { .string($0.description) } ?? .null, "fte": .string("\($0.fte)"),
              "post": .string($0.post), "tutor": .string($0.tutorName), "mentor": .string($0.mentorName),
            ]
          }),
        "entries": .array(
          record.events.map { ["what": .string($0.title), "reason": .string($0.note)] }),
        "due": .array(
          record.due.map { ["what": .string($0.title), "on": .string($0.dueOn.description)] }),
        "assessments": .array(try await assessments(induction.id, services)),
        "lesson_observations": .array(
          try await RecordObservation(services).list(induction.id, by: owner).map(\.download)),
        "support_plans": .array(
          try await SupportTeacher(services).list(induction.id, by: owner).map(\.plan.download)),
        "decisions": .array(try await decisions(induction.id, services)),
        "sent_to_national_service": .array(try await actions(induction.id, services)),
        "claimed_from_national_service": .array(try await claims(induction.id, services)),
        "letters": .array(try await letters(induction.id, services)),
        "appeals": .array(try await appeals(induction.id, services)),
        "transfers": .array(try await transfers(induction.id, services)),
      ])
    }
    return all
  }

  /// What the school has completed of assessments, with the teacher’s own comments.
  private static func assessments(_ id: InductionID, _ services: Services) async throws -> [JSONValue] {
    let completed = try await services.pool.query(
      """
      SELECT DISTINCT ON (s.assessment_id) s.assessment_id, s.content
      FROM induction_signature s JOIN induction_assessment a ON a.id = s.assessment_id
      WHERE a.induction_id = \(id) AND s.to_state = 'completed'
      ORDER BY s.assessment_id, s.signed_at DESC, s.id DESC
      """)
    // Of what was opened again, what the head last completed: the same as on the page.
    let answers = try Dictionary(
      uniqueKeysWithValues: completed.map {
        (
          try $0.decode("assessment_id", as: AssessmentID.self),
          try JSONColumn.decode([String: String].self, from: try $0.decode("content"))
        )
      })
    return try await InductionAssessment.list("a.induction_id = \(id)", in: services.pool).compactMap {
      assessment in
      answers[assessment.id].map {
        [
          "what": .string(assessment.title), "answers": .object($0.mapValues { .string($0) }),
          "your_comments": .string(assessment.teacherComments),
        ]
      }
    }
  }

  /// The letters to the teacher, as they were sent.
  private static func letters(_ id: InductionID, _ services: Services) async throws -> [JSONValue] {
    try await InductionLetter.list("l.induction_id = \(id) AND l.recipient = 'teacher'", in: services.pool)
      .map {
        [
          "subject": .string($0.subject), "body": .string($0.body), "address": .string($0.address),
          "sent_on": $0.sentOn.map { .string($0.description) } ?? .null,
        ]
      }
  }

  private static func appeals(_ id: InductionID, _ services: Services) async throws -> [JSONValue] {
    try await InductionAppeal.list("p.induction_id = \(id)", in: services.pool).map {
      [
        "against": .string($0.against.rawValue), "state": .string($0.state.rawValue),
        "appeal_by": .string($0.appealBy.description),
        "made_on": $0.lodgedOn.map { .string($0.description) } ?? .null,
        "your_grounds": $0.grounds.map { .string($0) } ?? .null,
        "reply": $0.reply.map { .string($0) } ?? .null,
        "hearing_on": $0.hearingOn.map { .string($0.description) } ?? .null,
        "reason_of_no_hearing": $0.noHearingReason.map { .string($0) } ?? .null,
        "reasons_of_outcome": $0.outcomeReasons.map { .string($0) } ?? .null,
        "failed_list_on": $0.failedListedOn.map { .string($0.description) } ?? .null,
        "employment_ended_on": $0.dismissedOn.map { .string($0.description) } ?? .null,
      ]
    }
  }

  /// Transfers to other bodies, and when each was given the record; whoever received it there is not the teacher’s to
  /// know.
  private static func transfers(_ id: InductionID, _ services: Services) async throws -> [JSONValue] {
    try await InductionTransfer.list("t.induction_id = \(id)", in: services.pool).map {
      [
        "to_body": .string($0.bodyName), "to_school": .string($0.schoolName),
        "from": .string($0.transfersOn.description), "why": .string($0.cause.title),
        "reason": .string($0.reason), "state": .string($0.state.rawValue),
        "record_sent_at": $0.givenAt.map { .string($0.formatted(.iso8601)) } ?? .null,
        "record_fetched_at": $0.fetchedAt.map { .string($0.formatted(.iso8601)) } ?? .null,
        "acknowledged_on": $0.acknowledgedOn.map { .string($0.description) } ?? .null,
        "reason_of_end": $0.endReason.map { .string($0) } ?? .null,
      ]
    }
  }

  private static func actions(_ id: InductionID, _ services: Services) async throws -> [JSONValue] {
    try await ImportActions.all(of: id, in: services.pool).map {
      [
        "until": .string($0.endsOn.description), "terms": .string("\($0.terms)"),
        "outcome": .string($0.outcome),
        "refused_for": .string($0.faults),
      ]
    }
  }

  private static func claims(_ id: InductionID, _ services: Services) async throws -> [JSONValue] {
    try await ReadSentClaims.all(of: id, in: services.pool).map {
      [
        "from": .string($0.startsOn.description), "programme": .string($0.programme),
        "birth_date": .string($0.birthDate.description), "state": .string($0.state.rawValue),
        "refused_for": .string($0.faults),
      ]
    }
  }

  private static func decisions(_ id: InductionID, _ services: Services) async throws -> [JSONValue] {
    try await InductionDecision.list(id, in: services.pool).map(\.withoutProposal).map {
      [
        "recommended": .string($0.recommendation.rawValue), "reasons": .string($0.recommendationReasons),
        "your_answer": $0.representations.map { .string($0) } ?? .null,
        "came_to_nothing": $0.returned.map { .string($0.way.title) } ?? .null,
        "decided": $0.outcome.map { .string($0.rawValue) } ?? .null,
        "reasons_of_decision": $0.outcomeReasons.map { .string($0) } ?? .null,
        "reason_of_early_completion": $0.earlyReason.map { .string($0) } ?? .null,
      ]
    }
  }
}
