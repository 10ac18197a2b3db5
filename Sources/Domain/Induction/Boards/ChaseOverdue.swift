import Foundation
import Postgres

/// Asks everybody for what is overdue with them: one mail to each person, naming everything, at most once a day.
public struct ChaseOverdue: Sendable {
  /// What was asked for.
  public struct Report: Sendable {
    /// How many people were asked.
    public let people: Int
    /// For how many assessments and reviews.
    public let items: Int
    /// How many had nobody with an address to ask.
    public let unreachable: Int
    /// For how many the head was asked, because the tutor has no account with the address that is named.
    public let withoutAccount: Int
  }

  /// Most items in one transaction.
  private static let batch = 2_000

  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Asks tutors, heads and teachers. What was asked for today, whoever did, is not asked for again. Throws
  /// ``DomainError``.
  public func callAsFunction(
    of authority: Place, _ cohort: InductionCohort? = nil, by actor: Actor
  ) async throws -> Report {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    let today = services.today
    let only = cohort?.condition ?? "true"
    return try await services.pool.withTransaction { tx in
      let items = try await DueItem.list(
        """
        d.due_on < \(today) AND d.chased_on IS DISTINCT FROM \(today) AND i.authority_id = \(authority.authority)
          AND coalesce(a.state, 'draft') IN ('draft', 'drafted', 'completed') AND \(fragment: only)
        """, limit: Self.batch, lock: true, in: tx)
      let (asked, unreachable, withoutAccount) = try await addresses(items, tx)
      for (address, items) in asked.sorted(by: { $0.key < $1.key }) { try await ask(address, items, tx) }
      try await tx.execute(
        "UPDATE induction_due SET chased_on = \(today) WHERE id = ANY (\(items.map(\.id.rawValue)))")
      let report = Report(
        people: asked.count, items: items.count - unreachable, unreachable: unreachable,
        withoutAccount: withoutAccount)
      if !items.isEmpty {
        try await Audit.record(
          "induction.overdue_chased", AuditSubject("authority", authority.authority), at: authority,
          details: [
            "people": .number(Double(report.people)), "items": .number(Double(report.items)),
            "unreachable": .number(Double(unreachable)),
          ], by: actor, services, in: tx)
      }
      return report
    }
  }

  /// Whom to ask for what: heads stand in for a tutor without an address, or without an account to get in with.
  private func addresses(
    _ items: [DueItem], _ tx: Transaction
  ) async throws -> (asked: [String: [DueItem]], unreachable: Int, withoutAccount: Int) {
    var (asked, unreachable, withoutAccount): ([String: [DueItem]], Int, Int) = ([:], 0, 0)
    let known = try await InductionAccess.withAccount(
      items.filter { $0.turn == .tutor }.map(\.tutorEmail), in: tx)
    var heads: [OrganisationID: [String]] = [:]
    for item in items {
      var found = [item.turn == .teacher ? item.teacherEmail : item.turn == .tutor ? item.tutorEmail : ""]
        .map { $0.trimmed.lowercased() }.filter { !$0.isEmpty && (item.turn != .tutor || known.contains($0)) }
      if found.isEmpty && item.turn != .teacher {
        if heads[item.schoolID] == nil {
          heads[item.schoolID] = try await ListStaff.holding([.head], at: item.schoolID, in: tx).map {
            $0.email.lowercased()
          }
        }
        found = heads[item.schoolID] ?? []
      }
      if found.isEmpty { unreachable += 1 } else if item.isWithoutAccount(known) { withoutAccount += 1 }
      for address in found { asked[address, default: []].append(item) }
    }
    return (asked, unreachable, withoutAccount)
  }

  private func ask(_ address: String, _ items: [DueItem], _ tx: Transaction) async throws {
    let lines = items.map { item in
      """
      - \(item.due.title) of \(item.name), \(item.school): due since \(LondonTime.longDate(item.due.dueOn)). \
      \(item.step): \(services.settings.baseURL)/inductions/\(item.induction)
      """
    }
    let invite = items.contains { $0.turn == .tutor && $0.tutorEmail.trimmed.lowercased() != address }
    let hint =
      invite
      ? "\n\nWhere it is the tutor’s turn, the tutor has no account with the address that is named: invite them, or name "
        + "another tutor." : ""
    let what = items.count == 1 ? "Something is" : "\(items.count) things are"
    try await RegistrationStore.tell(
      [address], subject: "\(what) overdue in induction",
      body: """
        The appropriate body asks you for what is overdue:

        \(lines.joined(separator: "\n"))\(hint)
        """, services, in: tx)
  }
}
