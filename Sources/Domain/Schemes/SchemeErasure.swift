import Foundation
import Postgres

/// What of applications for schemes is given out, kept and erased.
enum SchemeErasure {
  /// The states in which an application came to nothing.
  static let ended: [String] = [SchemeApplicationState.refused, .withdrawn, .declined, .lapsed].map(
    \.rawValue)

  /// Whose applications these were; states and money stay for figures.
  static func erase(_ ids: [UUID], _ erasure: Erasure) async throws {
    let tx = erasure.tx
    try await tx.execute("DELETE FROM scheme_application WHERE id = ANY (\(ids)) AND state = 'draft'")
    try await tx.execute(
      "UPDATE scheme_application SET state = 'refused' WHERE id = ANY (\(ids)) AND state IN ('sent', 'waiting')"
    )
    let people = try await tx.query(
      "SELECT DISTINCT account_id FROM scheme_application WHERE id = ANY (\(ids)) AND account_id IS NOT NULL"
    ).map { try $0.decode("account_id", as: UUID.self) }
    try await tx.execute(
      """
      DELETE FROM outbox_mail m
      WHERE (m.sent_at IS NOT NULL OR m.attempts >= \(Int32(MailRetry.attempts))) AND EXISTS (
        SELECT FROM scheme_application t CROSS JOIN LATERAL (VALUES (t.id::text), (t.reference)) n (name)
        WHERE t.id = ANY (\(ids)) AND strpos(m.subject || E'\\n' || m.body, n.name) > 0)
      """)
    try await erasure.trail(about: "scheme_application", ids, actors: people)
    try await tx.execute("DELETE FROM scheme_check WHERE application_id = ANY (\(ids))")
    try await tx.execute(
      """
      UPDATE scheme_application SET name = NULL, email = NULL, statement = '', facts = NULL, account_id = NULL,
        induction_id = NULL, reason = NULL, decided_by = NULL, erased_at = \(erasure.services.now()),
        version = version + 1
      WHERE id = ANY (\(ids))
      """)
  }

  /// When an account is closed: what is open is ended, what came to nothing is erased, and records of money stay for
  /// their period without the account.
  static func removeAll(of account: AccountID, _ erasure: Erasure) async throws {
    let (tx, services) = (erasure.tx, erasure.services)
    try await tx.execute("DELETE FROM scheme_application WHERE account_id = \(account) AND state = 'draft'")
    for known in try await SchemeStore.applications(
      "a.account_id = \(account)", order: "a.scheme_id, a.id", in: tx)
    where [.sent, .waiting, .offered].contains(known.state) {
      let application = try await SchemeStore.lock(known.id, in: tx)
      switch application.state {
      case .sent, .waiting: try await SchemeStore.setState(application.id, .withdrawn, services.now(), in: tx)
      case .offered:
        try await SchemeStore.setState(application.id, .declined, services.now(), in: tx)
        if let year = application.year {
          try await SchemeStore.tellOfRoom(application.scheme, year, services, in: tx)
        }
      default: break
      }
    }
    let nothing = try await tx.query(
      "SELECT id FROM scheme_application WHERE account_id = \(account) AND state = ANY (\(ended))"
    ).map { try $0.decode("id", as: UUID.self) }
    try await erase(nothing, erasure)
    try await tx.execute("UPDATE scheme_application SET account_id = NULL WHERE account_id = \(account)")
  }

  /// What is held of the acting person's applications.
  static func download(_ owner: Actor, _ services: Services) async throws -> [JSONValue] {
    var all: [JSONValue] = []
    for application in try await ApplyForScheme(services).own(by: owner) {
      let payments = try await SchemeStore.payments(application.id, in: services.pool)
      let facts = try application.facts.map {
        try JSONColumn.decode(JSONValue.self, from: try JSONColumn.encode($0))
      }
      all.append([
        "scheme": .string(application.schemeName), "reference": .string(application.reference),
        "state": .string(application.state.rawValue), "name": .string(application.shownName),
        "email": application.email.map { .string($0) } ?? .null, "statement": .string(application.statement),
        "facts": facts ?? .null,
        "sent_at": application.sentAt.map { .string($0.formatted(.iso8601)) } ?? .null,
        "amount_pence": .number(Double(application.amountPence)),
        "reason": application.reason.map { .string($0) } ?? .null,
        "payments": .array(
          payments.map {
            [
              "due_on": .string($0.dueOn.description), "pence": .number(Double($0.pence)),
              "paid_on": $0.paidOn.map { .string($0.description) } ?? .null,
            ]
          }),
      ])
    }
    return all
  }
}
