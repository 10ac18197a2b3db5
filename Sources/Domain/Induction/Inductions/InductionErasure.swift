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
      let record = try await InductionStore.record(induction.id, in: services.pool)
      all.append([
        "reference": .string(induction.reference), "body": .string(induction.bodyName),
        "name": .string(induction.name), "trn": .string(induction.trn),
        "birth_date": .string(induction.birthDate.description), "email": .string(induction.email),
        "qts_awarded_on": .string(induction.qtsAwardedOn.description),
        "regime": .string(induction.regime.rawValue),
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
          record.events.map { ["what": .string($0.title), "reason": .string($0.reason)] }),
        "due": .array(
          record.due.map { ["what": .string($0.title), "on": .string($0.dueOn.description)] }),
        "assessments": .array(try await assessments(induction.id, services)),
        "decisions": .array(try await decisions(induction.id, services)),
        "sent_to_national_service": .array(try await actions(induction.id, services)),
      ])
    }
    return all
  }

  /// What the school has completed of assessments, with the teacher’s own comments.
  private static func assessments(_ id: InductionID, _ services: Services) async throws -> [JSONValue] {
    try await InductionAssessment.list(
      """
      a.induction_id = \(id) AND EXISTS (SELECT FROM induction_signature s
        WHERE s.assessment_id = a.id AND s.to_state = 'completed')
      """, in: services.pool
    ).map {
      [
        "what": .string($0.title), "answers": .object($0.answers.mapValues { .string($0) }),
        "your_comments": .string($0.teacherComments),
      ]
    }
  }

  private static func actions(_ id: InductionID, _ services: Services) async throws -> [JSONValue] {
    try await services.pool.query(
      """
      SELECT \(fragment: SentAction.columns) FROM induction_action a JOIN induction i ON i.id = a.induction_id
      WHERE a.induction_id = \(id) ORDER BY a.sent_at, a.id
      """, as: SentAction.self
    ).map {
      [
        "until": .string($0.endsOn.description), "terms": .string("\($0.terms)"),
        "outcome": .string($0.outcome),
        "refused_for": .string($0.faults),
      ]
    }
  }

  private static func decisions(_ id: InductionID, _ services: Services) async throws -> [JSONValue] {
    try await InductionDecision.list(id, in: services.pool).filter { !$0.needsSecond }.map {
      [
        "recommended": .string($0.recommendation.rawValue), "reasons": .string($0.recommendationReasons),
        "your_answer": $0.representations.map { .string($0) } ?? .null,
        "decided": $0.outcome.map { .string($0.rawValue) } ?? .null,
        "reasons_of_decision": $0.outcomeReasons.map { .string($0) } ?? .null,
      ]
    }
  }
}
