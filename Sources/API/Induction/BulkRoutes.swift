import Domain
import HTTPTypes

/// Files of the national service, and everything that is registered as a file.
enum BulkRoutes {
  static let all = [importClaims, exportClaims, exportActions, exportCSV, exportJSON]

  private static let report = Schema.named(
    "ClaimsReport",
    .answer([
      "is_stored": .flag, "claimed": .whole, "already": .whole.note("Taken before: nothing was done again."),
      "faulty": .whole,
      "rows": .list(
        .answer([
          "line": .whole.note("The line of the file, the header being 1."), "name": .text.orNull,
          "cells": .list(.text), "outcome": .choice(ClaimsReport.Outcome.self), "problems": .list(.text),
        ])),
      "error_file": .text.orNull.note("The faulty rows as a file that can be loaded again as it is."),
    ]))

  private static let importClaims = Endpoint(
    method: .post, path: "/induction-claims", operationID: "importClaims", tag: .induction,
    summary: "Take a file of claims in the national service’s format",
    note: """
      The file is the body of the request. Every valid row accepts the registration that a school has sent; faulty \
      rows come back with all their faults. The same file again does nothing twice.
      """,
    access: .scoped(.decideInduction),
    query: [.init(name: "dry_run", schema: .flag, note: "Only say what would become of each row.")],
    upload: .init(mediaTypes: ["text/csv", "application/octet-stream"], mostBytes: 100 * 1024),
    successes: [.ok(report, "What became of each row.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let found = try await ImportClaims(call.services)(
      call.file, of: seat, isDryRun: call.query.flag("dry_run"), by: call.actor)
    return .ok([
      "is_stored": .bool(found.isStored), "claimed": .whole(found.count(.claimed)),
      "already": .whole(found.count(.already)), "faulty": .whole(found.count(.faulty)),
      "rows": .array(
        found.rows.map {
          [
            "line": .whole($0.line), "name": .text($0.name), "cells": .texts($0.cells),
            "outcome": .code($0.outcome),
            "problems": .texts($0.problems),
          ]
        }), "error_file": .text(found.errorFile),
    ])
  }

  private static let part = Endpoint.Parameter(
    name: "part", schema: .whole.bounded(1...1000).otherwise(1),
    note: "Which file, where there are more rows than one may have.")

  private static let exportClaims = Endpoint(
    method: .get, path: "/induction-claims/export", operationID: "exportClaims", tag: .induction,
    summary: "Write every induction that goes on as a file of claims", access: .scoped(.decideInduction),
    query: [part], successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    return try file(try await ExportInductions(call.services).claims(of: seat, by: call.actor), call)
  }

  private static let exportActions = Endpoint(
    method: .get, path: "/induction-actions/export", operationID: "exportActions", tag: .induction,
    summary: "Write passes and releases as a file of actions", access: .scoped(.decideInduction),
    query: [part], successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    return try file(try await ExportInductions(call.services).actions(of: seat, by: call.actor), call)
  }

  private static let exportCSV = Endpoint(
    method: .get, path: "/induction-registrations/export", operationID: "exportRegistrations",
    tag: .induction,
    summary: "Write every registration that was sent as CSV", access: .scoped(.decideInduction),
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    return answer(try await ExportInductions(call.services).registrationsCSV(of: seat, by: call.actor))
  }

  private static let exportJSON = Endpoint(
    method: .get, path: "/induction-registrations/export-json", operationID: "exportRegistrationsAsJSON",
    tag: .induction, summary: "Write every registration that was sent as JSON",
    access: .scoped(.decideInduction),
    successes: [.ok(.answer(["items": .list(.map(.any))]), "Every registration.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let all = try await ExportInductions(call.services).registrations(of: seat, by: call.actor)
    return .ok(["items": .array(all.map { .object($0) })])
  }

  private static func file(_ files: [String], _ call: Call) throws -> Answer {
    let part = call.query.whole("part") ?? 1
    guard files.indices.contains(part - 1) else { throw DomainError.notFound("file") }
    return answer(files[part - 1])
  }

  private static func answer(_ text: String) -> Answer {
    let bytes = Array(text.utf8)
    var answer = Answer(status: .ok)
    answer.file = Answer.File(
      bytes: bytes, mediaType: "text/csv", tag: EntityTag.make(version: nil, bytes: bytes))
    return answer
  }
}
