import Domain
import Foundation
import Postgres

/// Reads what is registered from files.
enum RegistrationFile {
  static func read(_ file: String) throws -> RegistrationContent {
    let data = try Reading.input(file)
    guard let members = try? JSONDecoder().decode([String: JSONValue].self, from: data) else {
      throw Reading.problem("file", "\(file) is not a JSON object.")
    }
    let known = Set(RegistrationContent.CodingKeys.allCases.map(\.rawValue))
    for name in members.keys.sorted() where !known.contains(name) {
      throw Reading.problem(name, "'\(name)' is no part of a registration.")
    }
    return try RegistrationContent(members: members)
  }

  static func day(_ text: String, _ field: String) throws -> CivilDate {
    guard let day = CivilDate(text) else {
      throw Reading.problem(field, "'\(text)' is not a date such as 2027-01-04.")
    }
    return day
  }
}

/// A registration as the commands show it.
struct RegistrationLine: Encodable {
  let id: RegistrationID
  let reference: String
  let name: String
  let trn: String
  let school: String
  let startsOn: String?
  let state: RegistrationState
  let induction: InductionID?
  let version: Int
  /// How much there is to look at; nil outside the body's queue.
  let warnings: Int?

  init(_ registration: InductionRegistration, warnings: Int? = nil) {
    (id, reference, name) = (registration.id, registration.reference, registration.title)
    (trn, school, state) = (registration.content.trn, registration.schoolName, registration.state)
    startsOn = (registration.confirmedStart ?? registration.content.startsOn)?.description
    (induction, version, self.warnings) = (registration.induction, registration.version, warnings)
  }
}

/// What the school already holds, as the commands show it.
struct FactLine: Encodable {
  let field: String
  let value: String
  let origin: AppointmentFact.Origin
  let source: String

  init(_ fact: AppointmentFact) {
    (field, value, origin, source) = (fact.field.rawValue, fact.value, fact.origin, fact.source)
  }
}

/// Who has the number of a registration now, as the commands show it.
struct SameNumberLine: Encodable {
  let induction: InductionID
  let reference: String
  let recorded: [String: String]
  let registered: [String: String]
  let differences: [String]
  let needsConfirmation: Bool

  init(_ same: SameNumber) {
    (induction, reference) = (same.induction, same.reference)
    (recorded, registered) = (Self.members(same.recorded), Self.members(same.registered))
    (differences, needsConfirmation) = (same.differences, same.needsConfirmation)
  }

  private static func members(_ person: SameNumber.Person) -> [String: String] {
    ["name": person.name, "email": person.email, "birth_date": person.birthDate?.description ?? ""]
  }

  static func words(_ person: SameNumber.Person) -> String {
    "\(person.name), \(person.email), born \(person.birthDate?.description ?? "–")"
  }
}

/// A registration with everything that there is to say about it.
private struct ReviewLine: Encodable {
  let registration: RegistrationLine
  let content: [String: JSONValue]
  let problems: [FieldProblem]
  let warnings: [String]
  let overlaps: [String]
  let sameNumber: SameNumberLine?
  let messages: [String]
  let evidence: [String]
  let facts: [FactLine]
  let verifiedBy: String?
  let reason: String?
}

extension CommandContext {
  /// Registrations as a table or JSON.
  func show(_ registrations: [InductionRegistration], json: Bool) throws {
    try show(
      registrations.map { RegistrationLine($0) }, json: json, none: "No registrations.",
      Table(
        .init("id") { $0.id.description }, .init("reference") { $0.reference }, .init("name") { $0.name },
        .init("trn") { $0.trn }, .init("school") { $0.school }, .init("starts") { $0.startsOn ?? "–" },
        .init("state") { $0.state.rawValue }))
  }

  /// The body's queue, each with how much there is to look at.
  func show(
    _ registrations: [InductionRegistration], warnings: [RegistrationID: Int], json: Bool
  ) throws {
    try show(
      registrations.map { RegistrationLine($0, warnings: warnings[$0.id] ?? 0) }, json: json,
      none: "No registrations.",
      Table(
        .init("id") { $0.id.description }, .init("reference") { $0.reference }, .init("name") { $0.name },
        .init("trn") { $0.trn }, .init("school") { $0.school }, .init("starts") { $0.startsOn ?? "–" },
        .init("state") { $0.state.rawValue }, .init("warnings") { String($0.warnings ?? 0) }))
  }

  /// One registration with its faults.
  func showRegistration(_ id: RegistrationID, json: Bool) async throws {
    let review = try await ReadRegistrations(services).find(id, by: actor)
    let found = review.registration
    let messages = review.messages.map { "\($0.isFromSchool ? "School" : "Body"), \($0.author): \($0.body)" }
    let line = ReviewLine(
      registration: RegistrationLine(found), content: try found.content.members(), problems: review.problems,
      warnings: review.warnings, overlaps: review.overlaps,
      sameNumber: review.sameNumber.map(SameNumberLine.init), messages: messages,
      evidence: review.evidence.map { "\($0.id) \($0.name)" }, facts: review.facts.map(FactLine.init),
      verifiedBy: found.verifiedBy,
      reason: found.stateReason)
    var fields = [
      ("Registration", found.id.description), ("Reference", found.reference), ("Teacher", found.title),
      ("School", found.schoolName), ("State", found.state.rawValue),
      ("First day", (found.confirmedStart ?? found.content.startsOn)?.description ?? "–"),
      ("Version", "\(found.version)"),
    ]
    if let by = found.verifiedBy {
      fields.append(("Verified by", found.isVerifiedForFile ? "\(by), for a whole file of claims" : by))
    }
    if let reason = found.stateReason { fields.append(("Reason", reason)) }
    if let induction = found.induction { fields.append(("Induction", induction.description)) }
    if found.state.isWritable {
      fields += review.problems.map { ("To do", "\($0.field): \($0.message)") }
    }
    fields += line.facts.map { ("Known", "\($0.field) \($0.value), from \($0.source)") }
    fields += review.warnings.map { ("Warning", $0) } + review.overlaps.map { ("Also", $0) }
    if let same = review.sameNumber {
      fields.append(("Recorded now", SameNumberLine.words(same.recorded) + ", induction \(same.reference)"))
      fields.append(("Here", SameNumberLine.words(same.registered)))
      if same.needsConfirmation {
        fields.append(
          ("To confirm", "--same-person, as there is \(same.differences.joined(separator: " and "))"))
      }
    }
    fields += messages.map { ("Message", $0) } + line.evidence.map { ("Document", $0) }
    try show(line, json: json, fields)
  }
}
