import Foundation
import Postgres

/// What an import would do, row by row, with everything that is wrong.
struct VacancyImportPlan {
  /// A row that is right.
  struct Row {
    let line: Int
    let place: Place
    let content: VacancyContent
    let externalReference: String?
    let stored: Vacancy?
    let action: VacancyImportReport.Action
  }

  let services: Services
  let actor: Actor
  /// Where rows belong that name no school.
  let place: Place?
  let publishes: Bool
  let present: Set<String>
  let reference: VacancyReference

  private(set) var rows: [Row] = []
  private var problems: [VacancyImportProblem] = []
  private var seen: [String: Int] = [:]
  private var schools: [String: Place] = [:]

  init(
    services: Services, actor: Actor, place: Place?, publishes: Bool, present: Set<String>,
    reference: VacancyReference
  ) {
    self.services = services
    self.actor = actor
    self.place = place
    self.publishes = publishes
    self.present = present
    self.reference = reference
  }

  /// What is reported of a file once all its rows were added.
  func report(of file: VacancyFile) -> VacancyImportReport {
    var report = VacancyImportReport()
    report.rows = file.count
    report.problems = (file.faults + problems).sorted { $0.line < $1.line }
    report.vacancies = rows.map { row in
      VacancyImportReport.Row(
        line: row.line, externalReference: row.externalReference, title: row.content.title,
        action: row.action, vacancy: row.stored?.id, reference: row.stored?.reference)
    }
    return report
  }

  /// Looks at a row.
  mutating func add(_ line: VacancyImportStaging.Line, _ tx: Transaction) async throws {
    do {
      let place = try await place(of: line, tx)
      let external = try external(of: line)
      let stored = try await stored(line, external, place, tx)
      let content = try content(of: line, over: stored?.content)
      let action = try await action(content, stored, place, tx)
      rows.append(
        Row(
          line: line.line, place: place, content: content, externalReference: external, stored: stored,
          action: action))
    } catch DomainError.invalid(let found) {
      problems += found.map { problem in
        let column = problem.field.prefix { $0 != "[" }
        return VacancyImportProblem(
          line: line.line, column: column.isEmpty ? nil : String(column), message: problem.message)
      }
    }
  }

  private func problem(_ column: String, _ message: String) -> DomainError {
    .invalid([FieldProblem(field: column, message: message)])
  }

  private mutating func place(of line: VacancyImportStaging.Line, _ tx: Transaction) async throws -> Place {
    guard let text = line.cells["urn"]?.trimmed else {
      guard let place else { throw problem("urn", "Give the URN of the school.") }
      return place
    }
    let unknown = problem("urn", "There is no school with this URN that you may post for.")
    let found: Place
    if let known = schools[text] {
      found = known
    } else {
      guard let urn = URN(text), let school = try? await FindSchool(services)(urn: urn),
        actor.may(.draftVacancy, at: school.place)
      else { throw unknown }
      found = school.place
      schools[text] = found
    }
    if let place, place != found { throw problem("urn", "This row is of another school.") }
    if publishes && !actor.may(.publishVacancy, at: found) {
      throw problem("urn", "You may not publish vacancies of this school.")
    }
    return found
  }

  private mutating func external(of line: VacancyImportStaging.Line) throws -> String? {
    for column in ["reference", "external_reference"] {
      guard let name = line.cells[column]?.trimmed else { continue }
      let key = "\(column) \(name)"
      if let first = seen[key] { throw problem(column, "“\(name)” stands on line \(first) already.") }
      seen[key] = line.line
    }
    guard let name = line.cells["external_reference"] else {
      if line.cells["reference"] != nil { return nil }
      throw problem(
        "external_reference",
        "Give the row a name of your own, so that importing it again makes no second one.")
    }
    return try ExternalReference.read(VacancyColumn.withoutGuard(name))
  }

  private func stored(
    _ line: VacancyImportStaging.Line, _ external: String?, _ place: Place, _ tx: Transaction
  ) async throws -> Vacancy? {
    if let reference = line.cells["reference"]?.trimmed {
      let id = try await tx.valueIfAny(
        """
        SELECT id FROM vacancy WHERE reference = \(reference.uppercased()) AND school_id = \(place.organisation)
        FOR UPDATE
        """, as: VacancyID.self)
      guard let id else { throw problem("reference", "The school has no vacancy with this reference.") }
      return try await VacancyStore.find(id, in: tx)
    }
    guard let external else { return nil }
    guard let id = try await ExternalReference.find(external, of: actor, at: place.organisation, in: tx)
    else { return nil }
    let vacancy = try await VacancyStore.lock(id, in: tx)
    guard vacancy.place == place else {
      throw problem("external_reference", "You gave this name to a vacancy of another school.")
    }
    return vacancy
  }

  /// What the row says, over what is stored in columns that the file doesn't have.
  private func content(
    of line: VacancyImportStaging.Line, over stored: VacancyContent?
  ) throws -> VacancyContent {
    var members: [String: JSONValue] = [:]
    if let stored {
      let data = try JSONEncoder().encode(stored)
      members = try JSONDecoder().decode([String: JSONValue].self, from: data)
    }
    var problems = Problems()
    for column in VacancyColumn.content where present.contains(column.name) {
      do {
        members[column.name] = try column.read(line.cells[column.name] ?? "")
      } catch {
        problems.add(column.name, error.message)
      }
    }
    try problems.throwIfAny()
    let data = try JSONEncoder().encode(members)
    return try JSONDecoder().decode(VacancyContent.self, from: data).tidied
  }

  private func action(
    _ content: VacancyContent, _ stored: Vacancy?, _ place: Place, _ tx: Transaction
  ) async throws -> VacancyImportReport.Action {
    let now = services.now()
    let state = stored?.state(at: now) ?? .draft
    let changed = stored.map { content.differences(from: $0.content) } ?? []
    guard [.draft, .awaitingApproval].contains(state) else {
      guard let first = changed.first else { return .unchanged }
      throw problem(first, "The vacancy is \(state.title.lowercased()), and an import changes drafts only.")
    }
    if publishes {
      _ = try await VacancyPay.checkedForPublication(content, at: place, now, in: tx)
    } else {
      try VacancyRules.problemsOfDraft(content, reference).throwIfAny()
    }
    if stored == nil { return .created }
    return changed.isEmpty ? .unchanged : .changed
  }
}
