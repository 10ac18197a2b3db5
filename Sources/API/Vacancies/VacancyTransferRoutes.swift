import Domain
import HTTPTypes

/// Many vacancies at once, as CSV.
enum VacancyTransferRoutes {
  static let all = [importFile, export]

  private static let row = Schema.named(
    "ImportedVacancy",
    .answer([
      "line": .whole.note("The line in the file, from 1."), "external_reference": .text.orNull,
      "title": .text,
      "action": .choice(["created", "changed", "unchanged"]), "id": .uuid.orNull, "reference": .text.orNull,
      "published": .flag,
    ]))

  private static let fault = Schema.named(
    "ImportProblem",
    .answer(["line": .whole, "column": .text.orNull.note("Null for the whole line."), "message": .text]))

  private static let report = Schema.named(
    "VacancyImport",
    .answer([
      "stored": .flag.note("Whether it was carried out; false after a dry run."), "rows": .whole,
      "created": .whole, "changed": .whole, "unchanged": .whole, "published": .whole,
      "problems": .list(fault), "vacancies": .list(row),
    ]))

  private static let importFile = Endpoint(
    method: .post, path: "/vacancies/import", operationID: "importVacancies", tag: .vacancies,
    summary: "Import vacancies from a CSV file",
    note: """
      The first line names the columns, in any order: `external_reference`, `urn` and the fields of \
      VacancyContent. Lists have semicolons between; flags are yes or no. A row becomes a draft, once: it is \
      found again by its `external_reference`, or by the `reference` of an export, and then changes the draft \
      or nothing. Faults of all rows are told at once, with lines and columns, and when there is one nothing is \
      stored: 422, where `errors` names fields such as `lines[3].closes_on`. A dry run answers 200 with the \
      same in `problems`. At most \(ImportVacancies.mostRows) rows and 2 MB.
      """,
    access: .scoped(.draftVacancy),
    query: [
      .init(name: "school", schema: .text, note: "The URN of the school of rows without one."),
      .init(
        name: "publish", schema: .flag.otherwise(false), note: "Whether to publish the drafts, as a head."),
      .init(name: "dry_run", schema: .flag.otherwise(false), note: "Whether only to say what would be done."),
    ],
    upload: .init(mediaTypes: ["text/csv"], mostBytes: ImportVacancies.mostBytes),
    successes: [.ok(report, "What was done, or would be.")], failures: [404]
  ) { call in
    var school: OrganisationID?
    if let text = call.query.textIfAny("school") {
      guard let urn = URN(text) else { throw DomainError.notFound("school") }
      school = try await FindSchool(call.services)(urn: urn).id
    }
    let dryRun = call.query.flag("dry_run")
    let report = try await ImportVacancies(call.services)(
      call.file, school: school, publish: call.query.flag("publish"), dryRun: dryRun, by: call.actor)
    if !dryRun && !report.isStored {
      throw DomainError.invalid(
        report.problems.map { problem in
          let column = problem.column.map { ".\($0)" } ?? ""
          return FieldProblem(field: "lines[\(problem.line)]\(column)", message: problem.message)
        })
    }
    return .ok(json(report))
  }

  private static let export = Endpoint(
    method: .get, path: "/schools/{urn}/vacancies/export", operationID: "exportVacancies", tag: .vacancies,
    summary: "Export a school’s own vacancies as CSV", note: "The file can be imported again.",
    access: .scoped(.readUnpublishedVacancy), parameters: [.school],
    query: [.init(name: "state", schema: .choice(VacancyState.self), note: "Only this state.")],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    let school = try await call.school()
    let text = try await ExportVacancies(call.services)(
      school: school.id, state: call.query.code("state"), by: call.actor)
    return .csv(text)
  }

  private static func json(_ report: VacancyImportReport) -> JSONValue {
    [
      "stored": .bool(report.isStored), "rows": .whole(report.rows),
      "created": .whole(report.count(.created)), "changed": .whole(report.count(.changed)),
      "unchanged": .whole(report.count(.unchanged)), "published": .whole(report.published),
      "problems": .array(
        report.problems.map {
          ["line": .whole($0.line), "column": .text($0.column), "message": .string($0.message)]
        }),
      "vacancies": .array(
        report.vacancies.map { row in
          [
            "line": .whole(row.line), "external_reference": .text(row.externalReference),
            "title": .string(row.title), "action": .string(row.action.rawValue), "id": .id(row.vacancy),
            "reference": .text(row.reference), "published": .bool(row.isPublished),
          ]
        }),
    ]
  }
}
