import Foundation
import Postgres

extension DecideSchemeApplication {
  /// All that was sent, narrowed as its pages are, as comma-separated values (RFC 4180); nothing in it is taken for a
  /// formula. Throws ``DomainError``.
  public func csv(
    of authority: Authority, _ filter: Filter = Filter(), by actor: Actor
  ) async throws -> String {
    try await CSV.text(Self.columns) { after in
      try await list(of: authority, filter, limit: 500, after: after, by: actor)
    }
  }

  private static let columns: [CSVColumn<SchemeApplication>] = [
    .init("reference") { $0.reference }, .init("scheme") { $0.schemeName }, .init("name") { $0.name },
    .init("email") { $0.email }, .init("state") { $0.state.rawValue },
    .init("state_since") { $0.stateChangedAt.formatted(.iso8601) },
    .init("sent_at") { $0.sentAt?.formatted(.iso8601) },
    .init("position") { application in application.position.map { "\($0)" } },
    .init("trn") { $0.facts?.trn }, .init("school") { $0.facts?.school },
    .init("completed_on") { $0.facts?.completedOn }, .init("statement") { $0.statement },
    .init("financial_year") { $0.year?.name }, .init("amount_pence") { "\($0.amountPence)" },
    .init("released_pence") { "\($0.releasedPence)" }, .init("spent_pence") { "\($0.spentPence)" },
    .init("answer_by") { $0.answerBy?.description }, .init("reason") { $0.reason },
    .init("application") { $0.id.description },
  ]
}
