import Foundation
import Postgres

/// A line of a file of what is due: an assessment or a review, or a step of a decision or an appeal.
private struct DueFileLine: Sendable {
  let dueOn: CivilDate
  let state: String
  let kind: String
  let title: String
  let turn: DueTurn
  let name: String
  let reference: String
  let school: String
  let induction: InductionID

  /// Of an item; `isReckoning` where its day is one of before, as the plan waits to be reckoned again.
  init(_ item: DueItem, on today: CivilDate, isReckoning: Bool = false) {
    dueOn = item.due.dueOn
    state = isReckoning ? "reckoning" : item.isOverdue(on: today) ? "overdue" : "due"
    (kind, title, turn) = (item.due.kind.rawValue, item.due.title, item.turn)
    (name, reference, school, induction) = (item.name, item.reference, item.school, item.induction)
  }

  init(_ duty: InductionDuty, on today: CivilDate) {
    dueOn = duty.dueOn
    state = duty.isOverdue(on: today) ? "overdue" : duty.isReady(on: today) ? "due" : "to_come"
    (kind, title, turn) = (duty.kind.rawValue, duty.title, duty.whoseTurn)
    (name, reference, school, induction) = (duty.name, duty.reference, duty.schoolName, duty.induction)
  }

  static let columns: [CSVColumn<DueFileLine>] = [
    .init("due_on") { $0.dueOn.description }, .init("state") { $0.state }, .init("kind") { $0.kind },
    .init("what") { $0.title }, .init("turn") { $0.turn.rawValue }, .init("name") { $0.name },
    .init("reference") { $0.reference }, .init("school") { $0.school },
    .init("induction") { $0.induction.description },
  ]
}

extension ReadDueItems {
  /// Everything that is overdue at an appropriate body’s schools, of one turn or of all, as comma-separated values (RFC
  /// 4180): assessments and reviews, and decisions, letters and steps of appeals, the longest first. What a plan that
  /// waits to be reckoned again had overdue is in it with a state of its own. Throws ``DomainError``.
  public func overdueCSV(
    of authority: Place, _ turn: DueTurn? = nil, by actor: Actor
  ) async throws -> String {
    let today = services.today
    let items = try await fileLines([try whatIsOverdue(of: authority, turn, by: actor)])
    let duties = try await InductionDuty.every(
      try ReadInductionDuties(services).whatIsOverdue(of: authority, turn, by: actor), in: services.pool)
    let lines = items + duties.map { DueFileLine($0, on: today) }
    return CSV.text(lines.sorted { $0.dueOn < $1.dueOn }, DueFileLine.columns)
  }

  /// All that a school must do, as comma-separated values (RFC 4180); what belongs to a plan that waits to be reckoned
  /// again has a state of its own. Throws ``DomainError``.
  public func csv(at school: OrganisationID, by actor: Actor) async throws -> String {
    let (near, begun) = try await whatToDo(at: school, by: actor)
    return CSV.text(try await fileLines([near, begun]), DueFileLine.columns)
  }

  /// What meets one condition after the other, and then the same of plans that wait to be reckoned again.
  private func fileLines(_ conditions: [Statement]) async throws -> [DueFileLine] {
    var lines: [DueFileLine] = []
    for waiting in [false, true] {
      for condition in conditions {
        lines += try await DueItem.every(condition, waiting: waiting, in: services.pool).map {
          DueFileLine($0, on: services.today, isReckoning: waiting)
        }
      }
    }
    return lines
  }
}

extension ReadInductionDuties {
  /// All that an appropriate body has still to do about decisions, letters and appeals, as comma-separated values (RFC
  /// 4180). Throws ``DomainError``.
  public func csv(of authority: Place, by actor: Actor) async throws -> String {
    let duties = try await InductionDuty.every(try whatIsToDo(of: authority, by: actor), in: services.pool)
    let today = services.today
    return CSV.text(duties.map { DueFileLine($0, on: today) }, DueFileLine.columns)
  }
}

extension DueItem {
  /// Every one that meets a condition, read in parts.
  fileprivate static func every(
    _ condition: Statement, waiting: Bool, in db: some Queryable
  ) async throws -> [DueItem] {
    inOrder(
      try await Page.every { try await page(condition, limit: 1_000, after: $0, waiting: waiting, in: db) })
  }
}

extension InductionDuty {
  /// Every one that meets a condition, read in parts.
  fileprivate static func every(
    _ condition: Statement, in db: some Queryable
  ) async throws -> [InductionDuty] {
    try await Page.every { try await page(condition, limit: 1_000, after: $0, in: db) }
  }
}
