import Domain
import HTTPTypes

/// What forms offer to choose from, and the document of the API itself.
enum ReferenceRoutes {
  static let all = [jobRoles, subjects, keyStages, payScales, outcomes, document]

  private static let jobRoles = Endpoint(
    method: .get, path: "/job-roles", operationID: "listJobRoles", tag: .reference,
    summary: "List job roles", access: .open,
    successes: [
      .ok(
        .answer([
          "items": .list(.answer(["code": .text, "name": .text, "kind": .choice(JobRole.Kind.self)]))
        ]), "Every role that vacancies are advertised for.")
    ]
  ) { call in
    let roles = try await ReferenceData(call.services).jobRoles()
    return .ok([
      "items": .array(
        roles.map { ["code": .string($0.code), "name": .string($0.name), "kind": .code($0.kind)] })
    ])
  }

  private static let outcomes = Endpoint(
    method: .get, path: "/vacancy-outcomes", operationID: "listVacancyOutcomes", tag: .reference,
    summary: "List the ways in which a vacancy ends", access: .open,
    successes: [
      .ok(
        .answer(["items": .list(.answer(["code": .text, "name": .text, "filled": .flag]))]),
        "Every answer to whether and how a vacancy was filled.")
    ]
  ) { call in
    let outcomes = try await ReferenceData(call.services).outcomes()
    return .ok([
      "items": .array(
        outcomes.map { ["code": .string($0.code), "name": .string($0.name), "filled": .bool($0.isFilled)] })
    ])
  }

  private static let subjects = Endpoint(
    method: .get, path: "/subjects", operationID: "listSubjects", tag: .reference, summary: "List subjects",
    access: .open,
    successes: [
      .ok(
        .answer(["items": .list(.answer(["code": .text, "name": .text]))]), "Every subject.",
        example: ["items": [["code": "mathematics", "name": "Mathematics"]]])
    ]
  ) { call in
    let subjects = try await ReferenceData(call.services).subjects()
    return .ok(["items": .array(subjects.map { ["code": .string($0.code), "name": .string($0.name)] })])
  }

  private static let keyStages = Endpoint(
    method: .get, path: "/key-stages", operationID: "listKeyStages", tag: .reference,
    summary: "List key stages", access: .open,
    successes: [
      .ok(
        .answer(["items": .list(.answer(["code": .text, "name": .text, "ages": .text]))]),
        "Every key stage, youngest first.")
    ]
  ) { call in
    let stages = try await ReferenceData(call.services).keyStages()
    return .ok([
      "items": .array(
        stages.map { ["code": .string($0.code), "name": .string($0.name), "ages": .string($0.ages)] })
    ])
  }

  private static let payScales = Endpoint(
    method: .get, path: "/pay-scales", operationID: "listPayScales", tag: .reference,
    summary: "List the points of the teachers’ pay scales", access: .open,
    query: [
      .init(name: "area", schema: .choice(PayArea.self).otherwise("england"), note: "The pay area."),
      .init(name: "on", schema: .date, note: "The day; today unless given."),
    ],
    successes: [
      .ok(
        .answer([
          "area": .choice(PayArea.self), "on": .date,
          "items": .list(
            .answer([
              "scale": .choice(PayScale.self), "code": .text,
              "annual_pence": .whole.note("A year, full time."),
            ])),
        ]), "The points, lowest first within each scale.",
        example: [
          "area": "fringe", "on": "2026-11-02",
          "items": [["scale": "main", "code": "M1", "annual_pence": 3_439_800]],
        ])
    ]
  ) { call in
    let area = call.query.code("area", as: PayArea.self) ?? .england
    let day = call.query.date("on") ?? call.services.today
    let points = try await PayScales(call.services).points(area: area, on: day)
    return .ok([
      "area": .code(area), "on": .date(day),
      "items": .array(
        points.map { point in
          [
            "scale": .code(point.scale), "code": .string(point.code),
            "annual_pence": .whole(point.annual.rawValue),
          ]
        }),
    ])
  }

  private static let document = Endpoint(
    method: .get, path: "/openapi.json", operationID: "getDocument", tag: .reference,
    summary: "Read this document", access: .open,
    successes: [.ok(.map(.any), "The OpenAPI 3.1 document of every route.")]
  ) { call in
    .ok(call.document)
  }
}
