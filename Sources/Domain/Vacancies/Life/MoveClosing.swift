import Foundation
public import Postgres

/// Gives a vacancy more time: a published one is extended, one that has closed is opened again.
public struct ExtendVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Moves the closing of a published vacancy to a later day and time in London. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, closesOn: CivilDate, closesAtTime: String, reason: String, expectedVersion: Int? = nil,
    by actor: Actor
  ) async throws -> Vacancy {
    try await VacancyStep(services, .publishVacancy, "vacancy.extended")(
      id, to: .published, expectedVersion: expectedVersion, by: actor
    ) { vacancy, tx in
      let state = vacancy.state(at: services.now())
      guard state == .published else {
        throw DomainError.conflict("This vacancy is \(state.title.lowercased()), so it can't be extended.")
      }
      return try await NewClosing(closesOn, closesAtTime, reason, of: vacancy).change(services, in: tx) {
        guard let now = vacancy.closesAt, let later = $0.closesAt else { return nil }
        return later > now ? nil : "Enter a closing date and time after the present one."
      }
    }
  }
}

/// Opens a vacancy again that has closed without being filled.
public struct ReopenVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Publishes the closed vacancy again until a new day and time in London. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, closesOn: CivilDate, closesAtTime: String, reason: String, expectedVersion: Int? = nil,
    by actor: Actor
  ) async throws -> Vacancy {
    try await VacancyStep(services, .publishVacancy, "vacancy.reopened")(
      id, to: .published, expectedVersion: expectedVersion, by: actor
    ) { vacancy, tx in
      let state = vacancy.state(at: services.now())
      guard state == .closed || state == .interviewing else {
        throw DomainError.conflict(
          "This vacancy is \(state.title.lowercased()), so it can't be opened again.")
      }
      var change = try await NewClosing(closesOn, closesAtTime, reason, of: vacancy).change(services, in: tx)
      change.assignments = change.assignments + ", closed_at = NULL"
      return change
    }
  }
}

/// A closing that replaces another, with the reason for it.
struct NewClosing: Sendable {
  let content: VacancyContent
  let reason: String
  let place: Place

  init(_ day: CivilDate, _ time: String, _ reason: String, of vacancy: Vacancy) {
    var content = vacancy.content
    (content.closesOn, content.closesAtTime) = (day, time.trimmed)
    self.content = content
    self.reason = reason.trimmed
    place = vacancy.place
  }

  /// What is stored of it, if the vacancy stays whole and `fault` finds none.
  func change(
    _ services: Services, in tx: Transaction, fault: (VacancyContent) -> String? = { _ in nil }
  ) async throws -> VacancyChange {
    var problems = Problems()
    problems.require(!reason.isEmpty, "reason", "Enter why the closing date is moved.")
    problems.require(reason.count <= 500, "reason", "Shorten the reason to 500 characters or fewer.")
    if let fault = fault(content) { problems.add("closes_on", fault) }
    try problems.throwIfAny()
    let pay = try await VacancyPay.checkedForPublication(content, at: place, services.now(), in: tx)
    return VacancyChange(
      assignments: """
        , closes_on = \(content.closesOn), closes_at_time = \(content.keptClosingTime),
        closes_at = \(content.closesAt), extended_reason = \(reason), revised_at = \(services.now()),
        pay_area = \(pay.area), pay_minimum_pence = \(pay.minimumPence),
        pay_maximum_pence = \(pay.maximumPence)
        """,
      details: [
        "reason": .string(reason),
        "closes_at": .string(content.closesAt.map { $0.formatted(.iso8601) } ?? ""),
      ])
  }
}
