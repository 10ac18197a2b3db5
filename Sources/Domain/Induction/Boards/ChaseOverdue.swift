import Foundation
import Postgres

/// Asks everybody for what is overdue with them: one mail to each person and day, naming everything. Where there are
/// many, it goes in steps, each in its own transaction; nobody gets a second mail in a later one.
public struct ChaseOverdue: Sendable {
  /// What was asked for.
  public struct Report: Sendable {
    /// How many people were asked.
    public internal(set) var people = 0
    /// For how many assessments and reviews.
    public internal(set) var items = 0
    /// How many had nobody with an address to ask.
    public internal(set) var unreachable = 0
    /// How many people are still to be asked today, in further steps.
    public internal(set) var peopleLeft = 0
    /// For how many the head was asked, because the tutor has no account with the address that is named.
    public internal(set) var withoutAccount = 0
  }

  /// About so many items in one step: who is asked is asked for everything.
  let batch: Int
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.init(services, batch: 2_000) }

  init(_ services: Services, batch: Int) { (self.services, self.batch) = (services, batch) }

  /// Asks tutors, heads and teachers in one step. Whoever was asked today is not asked again. Throws ``DomainError``.
  public func callAsFunction(
    of authority: Place, _ cohort: InductionCohort? = nil, by actor: Actor
  ) async throws -> Report {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    return try await services.pool.withTransaction { tx in
      let open = try await OverdueAddresses.load(of: authority.authority, on: services.today, in: tx)
      var report = Report()
      let found = try await open.next(cohort, about: batch, in: tx)
      let mine = try await open.take(found.addresses, in: tx)
      report.peopleLeft = found.count - found.addresses.count
      let (asked, withoutAccount) = try await items(of: mine, open, tx)
      for (address, items) in asked.sorted(by: { $0.key < $1.key }) { try await ask(address, items, tx) }
      report.people = asked.count
      report.withoutAccount = withoutAccount
      report.items = Set(asked.values.joined().map(\.id)).count
      report.unreachable = try await open.markUnreachable(cohort, in: tx)
      try await record(report, authority, actor, tx)
      return report
    }
  }

  /// How many people would be asked, and for how much there is nobody with an address. Throws ``DomainError``.
  public func waiting(
    of authority: Place, _ cohort: InductionCohort? = nil, by actor: Actor
  ) async throws -> (people: Int, unreachable: Int) {
    try actor.require(.decideInduction, at: authority, orHide: "page")
    return try await services.pool.withTransaction { tx in
      try await OverdueAddresses.load(of: authority.authority, on: services.today, in: tx)
        .waiting(cohort, in: tx)
    }
  }

  /// Step after step until everybody is asked. Throws ``DomainError``.
  public func all(
    of authority: Place, _ cohort: InductionCohort? = nil, by actor: Actor
  ) async throws -> Report {
    var total = Report()
    while true {
      let step = try await self(of: authority, cohort, by: actor)
      total.people += step.people
      total.items += step.items
      total.unreachable += step.unreachable
      total.withoutAccount += step.withoutAccount
      total.peopleLeft = step.peopleLeft
      // Where nobody was asked, somebody else asks the rest.
      if step.peopleLeft == 0 || step.people == 0 { return total }
    }
  }

  /// What is overdue with some people, and marks it as asked for; and of how much the tutor has no account.
  private func items(
    of addresses: Set<String>, _ open: OverdueAddresses, _ tx: Transaction
  ) async throws -> (asked: [String: [DueItem]], withoutAccount: Int) {
    if addresses.isEmpty { return ([:], 0) }
    let items = try await DueItem.list(open.condition(of: addresses), limit: 1_000_000, in: tx)
    let known = try await InductionAccess.withAccount(
      items.filter { $0.turn == .tutor }.map(\.tutorEmail), in: tx)
    var asked: [String: [DueItem]] = [:]
    for item in items {
      for address in open.addresses(of: item, known) where addresses.contains(address) {
        asked[address, default: []].append(item)
      }
    }
    try await tx.execute(
      "UPDATE induction_due SET chased_on = \(services.today) WHERE id = ANY (\(items.map(\.id.rawValue)))")
    return (asked, items.count { $0.isWithoutAccount(known) })
  }

  private func record(
    _ report: Report, _ authority: Place, _ actor: Actor, _ tx: Transaction
  ) async throws {
    guard report.people > 0 || report.unreachable > 0 else { return }
    try await Audit.record(
      "induction.overdue_chased", AuditSubject("authority", authority.authority), at: authority,
      details: [
        "people": .number(Double(report.people)), "items": .number(Double(report.items)),
        "unreachable": .number(Double(report.unreachable)),
      ], by: actor, services, in: tx)
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
