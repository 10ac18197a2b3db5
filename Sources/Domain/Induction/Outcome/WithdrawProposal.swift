public import Foundation
import Postgres

/// A proposal of failure that was taken back before a second person had confirmed it.
public struct WithdrawnProposal: Sendable, Codable, Equatable {
  /// The reasons of the proposal.
  public let reasons: String
  /// Who proposed it.
  public let proposedBy: String
  /// When.
  public let proposedAt: Date
  /// Who took it back.
  public let withdrawnBy: String
  /// When.
  public let withdrawnAt: Date
  /// Why.
  public let reason: String

  private enum CodingKeys: String, CodingKey {
    case reasons, reason
    case proposedBy = "proposed_by"
    case proposedAt = "proposed_at"
    case withdrawnBy = "withdrawn_by"
    case withdrawnAt = "withdrawn_at"
  }
}

extension DecideInduction {
  /// Takes a proposed failure back, whoever proposed it, so that it can be decided anew; the proposal stays to be seen
  /// by the body, with the reason. Throws ``DomainError``.
  public func withdraw(
    _ id: InductionID, reason: String, expectedVersion: Int?, by actor: Actor
  ) async throws -> [InductionDecision] {
    let reason = reason.trimmed
    return try await change(id, .decideInduction, "failure_withdrawn", expectedVersion, actor) { record, tx in
      guard let open = try await InductionDecision.list(id, in: tx).last, open.needsSecond else {
        throw DomainError.conflict("No proposed failure waits for a second person.")
      }
      var problems = Problems()
      problems.require(
        (10...2_000).contains(reason.count), "reason",
        "Enter why the proposal is withdrawn, in 10 to 2,000 characters.")
      try problems.throwIfAny()
      let name = actor.account?.name ?? "The operator"
      let withdrawn = WithdrawnProposal(
        reasons: open.outcomeReasons ?? "", proposedBy: open.proposedBy ?? "",
        proposedAt: open.proposedAt ?? services.now(), withdrawnBy: name, withdrawnAt: services.now(),
        reason: reason)
      try await tx.execute(
        """
        UPDATE induction_decision SET outcome = NULL, outcome_reasons = NULL, proposed_at = NULL, proposed_by = NULL,
          proposed_by_name = NULL, early_reason = NULL, extension_terms = NULL,
          withdrawn_proposals = \(try JSONColumn.encode(open.withdrawnProposals + [withdrawn]))
        WHERE id = \(open.id)
        """)
      try await RegistrationStore.tellOfficers(
        of: record.induction.place, subject: "Proposal withdrawn: \(record.induction.reference)",
        body: """
          \(name) has withdrawn the proposed failure of \(record.induction.name). Decide anew by \
          \(LondonTime.longDate(open.decideBy)):

          \(address(id))
          """, services, in: tx)
    }
  }
}
