import Domain
import HTTPTypes

/// How many references stand where in an authority.
enum ReferenceFiguresRoutes {
  static let all = [figures, file]

  private static let states = Schema.named(
    "ReferenceCounts",
    .answer([
      "requested": .whole, "late": .whole, "received": .whole, "declined": .whole, "undelivered": .whole,
      "replaced": .whole,
    ]))

  private static let figures = Endpoint(
    method: .get, path: "/reference-figures", operationID: "readReferenceFigures", tag: .appointments,
    summary: "Read how many references stand where in your authority, by groups of schools",
    note: """
      References that schools asked for in a school year or term, and where they stand now; those of applications that \
      were erased since are not counted. The counts of the schools chosen stand by themselves beside the lines. For \
      officers and administrators: figures, and nothing of any reference.
      """,
    access: .scoped(.readBoroughFigures), query: FiguresSpan.query,
    successes: [
      .ok(
        .answer([
          "from": .date, "to": .date, "requested": .whole, "late": .whole, "received": .whole,
          "declined": .whole, "undelivered": .whole, "replaced": .whole,
          "lines": .list(
            .answer([
              "code": .text.note("Of the group; empty for all schools."), "name": .text,
              "kind": .choice(SchoolGroup.Kind.self).orNull, "asked": .whole, "states": states,
            ])),
        ]), "The figures.")
    ], failures: [404]
  ) { call in
    let figures = try await read(call)
    var members = counts(figures.chosen)
    members["from"] = .date(figures.span.from)
    members["to"] = .date(figures.span.to)
    members["lines"] = .array(
      figures.lines.map { line in
        [
          "code": .string(line.group?.code ?? ""), "name": .string(line.title),
          "kind": .code(line.group?.kind), "asked": .whole(line.asked), "states": .object(counts(line)),
        ]
      })
    return .ok(.object(members))
  }

  private static func counts(_ line: ReferenceLine) -> [String: JSONValue] {
    Dictionary(
      uniqueKeysWithValues: ReferenceState.allCases.map { ($0.rawValue, .whole(line.count($0))) })
  }

  private static let file = Endpoint(
    method: .get, path: "/reference-figures/export", operationID: "exportReferenceFigures",
    tag: .appointments, summary: "Export how many references stand where as CSV",
    access: .scoped(.readBoroughFigures), query: FiguresSpan.query,
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    .csv(try await read(call).table.csv)
  }

  private static func read(_ call: Call) async throws -> ReferenceFigures {
    let (authority, span) = try await FiguresSpan.read(call)
    return try await ReadReferenceFigures(call.services)(
      authority, span, schools: call.query.text("schools"), by: call.actor)
  }
}
