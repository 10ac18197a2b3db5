import Foundation
import Postgres

/// Takes into a registration what the school already holds of somebody whom it has appointed.
public struct TakeFact: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Takes what application or check say of a field, where they differ or something else was entered. Only what one
  /// of them says can be taken. Throws ``DomainError``.
  public func callAsFunction(
    _ field: String, _ value: String, into id: RegistrationID, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRegistration {
    let found = try await RegistrationStore.find(id, in: services.pool)
    try RegistrationStore.requireReading(found, actor)
    try actor.require(.registerInduction, at: found.place)
    let facts = try await AppointmentSources.facts(of: found.application, in: services.pool)
    guard let fact = facts.first(where: { $0.field.rawValue == field && $0.value == value }) else {
      throw DomainError.invalid([
        FieldProblem(
          field: "value", message: "Choose one of the answers that the application and the check give.")
      ])
    }
    var members = try found.content.members()
    members[field] = fact.member
    return try await DraftRegistration(services).save(
      id, try RegistrationContent(members: members), expectedVersion: expectedVersion ?? found.version,
      by: actor)
  }
}

extension [AppointmentFact] {
  /// Where a field is empty because there are several answers, they take the place of its problem.
  func choice(instead problem: FieldProblem, _ content: RegistrationContent) throws -> FieldProblem {
    guard let field = RegistrationContent.CodingKeys(rawValue: problem.field), of(field).count > 1,
      try content.entered(field) == nil
    else { return problem }
    let answers = of(field).map { "\($0.text) (\($0.origin.title))" }.joined(separator: " or ")
    return FieldProblem(field: problem.field, message: "Choose which is right: \(answers).")
  }

  /// What was entered although application or check say something else.
  func warnings(_ content: RegistrationContent) throws -> [String] {
    try RegistrationContent.CodingKeys.allCases.flatMap { field -> [String] in
      guard let entered = try content.entered(field) else { return [] }
      return filter { fact in
        fact.field == field
          && !contains { $0.field == field && $0.origin == fact.origin && $0.value == entered }
      }.map { "Compare \(AppointmentFact.subject(field)): \($0.source) says \($0.text)." }
    }
  }

  /// Whether what a fact says stands in a registration.
  public func isTaken(_ fact: AppointmentFact, in content: RegistrationContent) throws -> Bool {
    try content.entered(fact.field) == fact.value
  }
}

extension RegistrationContent {
  /// What was entered in a field, in the form of ``AppointmentFact/value``; nil while it is empty.
  fileprivate func entered(_ field: CodingKeys) throws -> String? {
    switch try members()[field.rawValue] {
    case .string(let text): text.trimmed.isEmpty ? nil : text.trimmed
    case .bool(let yes): yes ? "yes" : "no"
    default: nil
    }
  }
}
