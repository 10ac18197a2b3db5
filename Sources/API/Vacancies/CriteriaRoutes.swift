import Domain
import HTTPTypes

/// The person specification of a vacancy.
enum CriteriaRoutes {
  static let all = [read, replace]

  private static let methods = Schema.list(.choice(AssessmentMethod.self)).note("By what it is judged.")

  private static let answer = Schema.named(
    "Criterion",
    .answer([
      "id": .uuid, "essential": .flag, "category": .choice(CriterionCategory.self), "wording": .text,
      "assessed_by": methods,
    ]))

  private static let input = Schema.named(
    "CriterionInput",
    .request(
      required: [
        "essential": .flag.note("Otherwise it is desirable."), "category": .choice(CriterionCategory.self),
        "wording": .text.note("3 to 300 characters."),
      ],
      optional: [
        "id": .uuid.note("Of a criterion that stays; without it, it is a new one."),
        "assessed_by": methods,
      ]))

  private static let list = Schema.answer([
    "vacancy_version": .whole.note("The vacancy’s version."), "items": .list(answer),
  ])

  private static let example: JSONValue = [
    "vacancy_version": 3,
    "items": [
      [
        "id": "0193a5c8-1f00-7000-8000-000000000005", "essential": true, "category": "experience",
        "wording": "Teaching pupils of this age", "assessed_by": ["application", "references"],
      ]
    ],
  ]

  private static func json(_ criteria: [Criterion], _ vacancy: Vacancy) -> JSONValue {
    [
      "vacancy_version": .whole(vacancy.version),
      "items": .array(
        criteria.map { criterion in
          [
            "id": .id(criterion.id), "essential": .bool(criterion.isEssential),
            "category": .code(criterion.category), "wording": .string(criterion.wording),
            "assessed_by": .texts(criterion.assessedBy.map(\.rawValue)),
          ]
        }),
    ]
  }

  private static let read = Endpoint(
    method: .get, path: "/vacancies/{id}/criteria", operationID: "readCriteria", tag: .vacancies,
    summary: "Read the person specification", note: "The ETag is that of the vacancy’s version.",
    access: .openOrToken, parameters: [.vacancy],
    successes: [.ok(list, "The criteria, in order.", example: example)], failures: [410]
  ) { call in
    let id: VacancyID = try call.id(of: "vacancy")
    let vacancy = try await FindVacancy(call.services)(id, by: call.actor)
    let criteria = try await ReadCriteria(call.services)(id, by: call.actor)
    return .ok(json(criteria, vacancy), version: vacancy.version)
  }

  private static let replace = Endpoint(
    method: .put, path: "/vacancies/{id}/criteria", operationID: "replaceCriteria", tag: .vacancies,
    summary: "Replace the person specification",
    note: "Of a published vacancy only those who may publish can change it.",
    access: .scoped(.draftVacancy), parameters: [.vacancy],
    body: .init(
      schema: .request(required: ["items": .list(input)]),
      example: [
        "items": [
          [
            "essential": true, "category": "experience", "wording": "Teaching pupils of this age",
            "assessed_by": ["application"],
          ]
        ]
      ]),
    condition: .required, successes: [.ok(list, "The criteria as they are now.")], failures: [409]
  ) { call in
    let id: VacancyID = try call.id(of: "vacancy")
    let criteria = (call.body.members["items"]?.array ?? []).map { criterion(Fields($0.object ?? [:])) }
    let vacancy = try await SetCriteria(call.services)(
      id, criteria, expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(
      json(try await ReadCriteria(call.services)(id, by: call.actor), vacancy), version: vacancy.version)
  }

  private static func criterion(_ fields: Fields) -> Criterion {
    let methods = fields.texts("assessed_by").compactMap(AssessmentMethod.init)
    return Criterion(
      id: fields.textIfAny("id").flatMap { CriterionID($0) }, isEssential: fields.flag("essential"),
      category: fields.code("category") ?? .experience, wording: fields.text("wording"),
      assessedBy: fields.members["assessed_by"] == nil ? [.application] : methods)
  }
}
