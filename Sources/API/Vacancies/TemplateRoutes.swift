import Domain
import HTTPTypes

/// Templates that a school starts vacancies from.
enum TemplateRoutes {
  static let all = [list, save, draft, remove]

  private static let schema = Schema.named(
    "VacancyTemplate",
    .answer(["id": .uuid, "name": .text, "created_at": .instant, "school_id": .uuid]))

  private static let example: JSONValue = [
    "id": "0193a5c8-1f00-7000-8000-000000000006", "name": "Class teacher",
    "created_at": "2026-11-02T09:00:00Z",
    "school_id": "0193a5c8-1f00-7000-8000-0000000000aa",
  ]

  private static let template = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The template’s identifier.")

  private static func json(_ template: VacancyTemplate) -> JSONValue {
    [
      "id": .id(template.id), "name": .string(template.name), "created_at": .instant(template.createdAt),
      "school_id": .id(template.place.organisation),
    ]
  }

  private static let list = Endpoint(
    method: .get, path: "/schools/{urn}/vacancy-templates", operationID: "listVacancyTemplates",
    tag: .vacancies, summary: "List a school’s templates by name",
    note: "A school has at most \(VacancyTemplate.most).", access: .scoped(.readUnpublishedVacancy),
    parameters: [.school],
    successes: [
      .ok(.answer(["items": .list(schema)]), "Its templates.", example: ["items": [example]])
    ]
  ) { call in
    let templates = try await ListTemplates(call.services)(school: try await call.school().id, by: call.actor)
    return .ok(["items": .array(templates.map(json))])
  }

  private static let save = Endpoint(
    method: .post, path: "/vacancies/{id}/template", operationID: "saveVacancyTemplate", tag: .vacancies,
    summary: "Save a vacancy as a template of its school",
    note: "Keeps everything but the dates. A template of the same name is replaced.",
    access: .scoped(.draftVacancy), parameters: [.vacancy],
    body: .init(
      schema: .request(required: ["name": .text.note("1 to 75 characters.")]),
      example: ["name": "Class teacher"]),
    successes: [.ok(schema, "The template.", example: example)]
  ) { call in
    let saved = try await SaveTemplate(call.services)(
      of: try call.id(of: "vacancy"), name: call.body.text("name"), by: call.actor)
    return .ok(json(saved))
  }

  private static let draft = Endpoint(
    method: .post, path: "/vacancy-templates/{id}/vacancies", operationID: "draftFromTemplate",
    tag: .vacancies, summary: "Start a draft from a template", access: .scoped(.draftVacancy),
    parameters: [template],
    successes: [.created(VacancyJSON.whole, "The draft.", example: VacancyExamples.whole)]
  ) { call in
    let vacancy = try await DraftFromTemplate(call.services)(
      try call.id(of: "template"), submission: call.submission, by: call.actor)
    return .created(
      VacancyJSON.json(vacancy, now: call.now), at: "/vacancies/\(vacancy.id)", version: vacancy.version)
  }

  private static let remove = Endpoint(
    method: .delete, path: "/vacancy-templates/{id}", operationID: "removeVacancyTemplate", tag: .vacancies,
    summary: "Remove a template", note: "Vacancies that were started from it stay.",
    access: .scoped(.draftVacancy), parameters: [template], successes: [.noContent("It is gone.")]
  ) { call in
    try await RemoveTemplate(call.services)(try call.id(of: "template"), by: call.actor)
    return .noContent
  }
}
