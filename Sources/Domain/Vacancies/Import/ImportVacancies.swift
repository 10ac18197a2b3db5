import Foundation
import Postgres

/// Takes vacancies over from a CSV file: as drafts, once each however often the file is imported.
///
/// The columns are those of a vacancy in JSON, in any order; lists have semicolons between. A row is found again
/// by its `reference`, or by the `external_reference` that somebody of its school gave it; columns that the file
/// doesn't have keep what is stored. All faults are told at once, and when there is one nothing is stored.
public struct ImportVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// How large a file may be.
  public static let mostBytes = VacancyFile.mostBytes
  /// How many rows a file may have.
  public static let mostRows = VacancyFile.mostRows

  /// Imports a file. `school` is where its rows belong that have no `urn`; with `publish` the drafts of the file
  /// are published as well. Throws ``DomainError`` when the file can't be read or the actor may not.
  public func callAsFunction(
    _ content: [UInt8], school: OrganisationID? = nil, publish: Bool = false, dryRun: Bool = false,
    by actor: Actor
  ) async throws -> VacancyImportReport {
    let place = try await usualPlace(school, publish, actor)
    let file = try VacancyFile(content)
    var report = try await services.pool.withTransaction { tx in
      let lines = try await VacancyImportStaging(transaction: tx).lines(of: file)
      var plan = VacancyImportPlan(
        services: services, actor: actor, place: place, publishes: publish, present: file.present,
        reference: try await VacancyReference.load(on: services.today, in: tx))
      for line in lines { try await plan.add(line, tx) }
      var report = plan.report(of: file)
      if dryRun || !report.problems.isEmpty { return report }
      try await store(plan, &report, actor, tx)
      report.isStored = true
      return report
    }
    if report.isStored && publish { try await publishDrafts(&report, actor) }
    return report
  }

  private func usualPlace(_ school: OrganisationID?, _ publish: Bool, _ actor: Actor) async throws -> Place? {
    if !actor.isSystem { _ = try actor.requireAccount() }
    guard let school else { return nil }
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readUnpublishedVacancy, at: place, orHide: "school")
    try actor.require(.draftVacancy, at: place)
    if publish { try actor.require(.publishVacancy, at: place) }
    return place
  }

  private func store(
    _ plan: VacancyImportPlan, _ report: inout VacancyImportReport, _ actor: Actor, _ tx: Transaction
  ) async throws {
    for (index, row) in plan.rows.enumerated() {
      switch row.action {
      case .unchanged: continue
      case .created:
        let id = try await DraftVacancy(services).store(
          row.content, at: row.place, externalReference: row.externalReference, by: actor, in: tx)
        report.vacancies[index].vacancy = id
        report.vacancies[index].reference = try await tx.value(
          "SELECT reference FROM vacancy WHERE id = \(id)", as: String.self)
      case .changed:
        guard let stored = row.stored else { continue }
        try await VacancyStore.write(row.content, nil, to: stored.id, services.now(), in: tx)
        let changed = row.content.differences(from: stored.content).map { JSONValue.string($0) }
        try await Audit.record(
          "vacancy.changed", AuditSubject("vacancy", stored.id), at: row.place,
          details: ["changed": .array(changed), "by_import": true], by: actor, services, in: tx)
      }
    }
    let places = Set(plan.rows.map(\.place))
    try await Audit.record(
      "vacancies.imported", AuditSubject("vacancies", places.first?.organisation.description ?? "none"),
      at: places.count == 1 ? places.first : nil,
      details: [
        "rows": .number(Double(report.rows)), "created": .number(Double(report.count(.created))),
        "changed": .number(Double(report.count(.changed))),
        "unchanged": .number(Double(report.count(.unchanged))),
      ], by: actor, services, in: tx)
  }

  /// Publishes what is a draft; that each is whole was seen before anything was stored.
  private func publishDrafts(_ report: inout VacancyImportReport, _ actor: Actor) async throws {
    for index in report.vacancies.indices {
      let row = report.vacancies[index]
      guard let id = row.vacancy else { continue }
      do {
        let stored = try await VacancyStore.find(id, in: services.pool)
        guard [.draft, .awaitingApproval].contains(stored.state(at: services.now())) else { continue }
        _ = try await PublishVacancy(services)(id, by: actor)
        report.vacancies[index].isPublished = true
      } catch DomainError.invalid(let problems) {
        report.problems += problems.map {
          VacancyImportProblem(line: row.line, column: $0.field, message: $0.message)
        }
      } catch DomainError.conflict(let sentence) {
        report.problems.append(VacancyImportProblem(line: row.line, column: nil, message: sentence))
      }
    }
  }
}
