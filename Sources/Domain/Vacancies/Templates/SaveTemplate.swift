public import Foundation
import Postgres

/// Keeps a vacancy as a template, for its school to start others from.
public struct SaveTemplate: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores everything but the dates under a name; a template of that name is replaced. Whoever has applied for the
  /// vacancy themselves can't. A problem is of the field `name`. Throws ``DomainError``.
  public func callAsFunction(
    of vacancy: VacancyID, name: String, by actor: Actor
  ) async throws -> VacancyTemplate {
    let name = name.trimmed
    return try await services.pool.withTransaction { tx in
      let found = try await VacancyStore.lock(vacancy, in: tx)
      try actor.require(.draftVacancy, at: found.place, orHide: "vacancy")
      try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: tx)
      let school = found.place.organisation
      let templates = try await TemplateStore.list(school, in: tx)
      try check(name, templates)
      let criteria = try await CriteriaStore.list(vacancy, in: tx).map(VacancyTemplate.StoredCriterion.init)
      let id = try await tx.value(
        """
        INSERT INTO vacancy_template (id, school_id, name, content, criteria, created_by, created_at)
        VALUES (\(services.newID(TemplateID.self)), \(school), \(name),
          \(try JSONColumn.encode(found.contentForAnother)), \(try JSONColumn.encode(criteria)),
          \(actor.account?.id), \(services.now()))
        ON CONFLICT (school_id, name) DO UPDATE SET content = excluded.content, criteria = excluded.criteria,
          created_by = excluded.created_by, created_at = excluded.created_at
        RETURNING id
        """, as: TemplateID.self)
      try await Audit.record(
        "vacancy.template_saved", AuditSubject("vacancy_template", id), at: found.place,
        details: ["vacancy": .string(vacancy.description)], by: actor, services, in: tx)
      return try await TemplateStore.find(id, in: tx)
    }
  }

  private func check(_ name: String, _ templates: [VacancyTemplate]) throws {
    var problems = Problems()
    problems.require(!name.isEmpty, "name", "Enter a name for the template.")
    problems.require(name.count <= 75, "name", "Shorten the name to 75 characters or fewer.")
    problems.require(
      templates.count < VacancyTemplate.most || templates.contains { $0.name == name }, "name",
      "Remove a template first: a school has at most \(VacancyTemplate.most).")
    try problems.throwIfAny()
  }
}

/// A school's templates.
public struct ListTemplates: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The templates by name. Throws ``DomainError``.
  public func callAsFunction(school: OrganisationID, by actor: Actor) async throws -> [VacancyTemplate] {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readUnpublishedVacancy, at: place, orHide: "school")
    return try await TemplateStore.list(school, in: services.pool)
  }
}

/// Starts a draft from a template.
public struct DraftFromTemplate: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Drafts a vacancy with everything that the template holds. `submission` names one intent: a repeat gives
  /// the draft it made. Throws ``DomainError``.
  public func callAsFunction(
    _ id: TemplateID, submission: UUID? = nil, by actor: Actor
  ) async throws -> Vacancy {
    let template = try await TemplateStore.find(id, in: services.pool)
    try actor.require(.draftVacancy, at: template.place, orHide: "template")
    return try await DraftVacancy(services)(
      school: template.place.organisation, content: template.content, submission: submission, by: actor
    ) { draft, tx in
      let criteria = template.criteria.map { stored in
        var criterion = stored.criterion
        criterion.id = services.newID()
        return criterion
      }
      try await CriteriaStore.write(criteria, of: draft, in: tx)
    }
  }
}

/// Takes a template away; vacancies started from it stay.
public struct RemoveTemplate: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Deletes the template. Throws ``DomainError``.
  public func callAsFunction(_ id: TemplateID, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let template = try await TemplateStore.find(id, in: tx)
      try actor.require(.draftVacancy, at: template.place, orHide: "template")
      try await tx.execute("DELETE FROM vacancy_template WHERE id = \(id)")
      try await Audit.record(
        "vacancy.template_removed", AuditSubject("vacancy_template", id), at: template.place, by: actor,
        services, in: tx)
    }
  }
}
