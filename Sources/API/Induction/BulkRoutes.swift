import Domain
import HTTPTypes

/// Files of the national service, and everything that is registered as a file.
enum BulkRoutes {
  static let all = [
    importClaims, exportClaims, exportActions, exportCSV, exportJSON, importActions, sentActions,
  ]

  private static let report = Schema.named(
    "ClaimsReport",
    .answer([
      "is_stored": .flag.note("Whether a claim was stored: false of a dry run, and where no row was taken."),
      "claimed": .whole, "already": .whole.note("Taken before: nothing was done again."),
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
      rows come back with all their faults. The same file again does nothing twice. A registration that nobody has \
      verified is accepted only with verified, and is recorded as verified for a whole file.
      """,
    access: .scoped(.decideInduction),
    query: [
      .init(name: "dry_run", schema: .flag, note: "Only say what would become of each row."),
      .init(
        name: "verified", schema: .flag,
        note: "You have compared TRN and qualified teacher status of every row with the national record."),
    ],
    upload: .init(mediaTypes: ["text/csv", "application/octet-stream"], mostBytes: 100 * 1024),
    successes: [.ok(report, "What became of each row.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let found = try await ImportClaims(call.services)(
      call.file, of: seat, isVerified: call.query.flag("verified"), isDryRun: call.query.flag("dry_run"),
      by: call.actor)
    return .ok([
      "is_stored": .bool(found.isStored), "claimed": .whole(found.count(.claimed)),
      "already": .whole(found.count(.already)), "faulty": .whole(found.count(.faulty)),
      "rows": rows(found), "error_file": .text(found.errorFile),
    ])
  }

  /// What became of each row.
  static func rows<Result>(_ report: ServiceReport<Result>) -> JSONValue {
    .array(
      report.rows.map {
        [
          "line": .whole($0.line), "name": .text($0.name), "cells": .texts($0.cells),
          "outcome": .code($0.outcome), "problems": .texts($0.problems),
        ]
      })
  }

  private static let part = Endpoint.Parameter(
    name: "part", schema: .whole.bounded(1...1000).otherwise(1),
    note: "Which file, where there are more rows than one may have.")

  private static let exportClaims = Endpoint(
    method: .get, path: "/induction-claims/export", operationID: "exportClaims", tag: .induction,
    summary: "Write every induction that goes on, and periods that ended before they were claimed, as claims",
    access: .scoped(.decideInduction),
    query: [
      part,
      .init(
        name: "new", schema: .flag,
        note: "Without those that wait for the national service’s answer or that it has accepted."),
    ], successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    return try file(
      try await ExportInductions(call.services).claims(
        of: seat, onlyNew: call.query.flag("new"), by: call.actor), call)
  }

  private static let exportActions = Endpoint(
    method: .get, path: "/induction-actions/export", operationID: "exportActions", tag: .induction,
    summary: "Write passes and releases that are not sent yet as a file of actions",
    access: .scoped(.decideInduction),
    query: [
      .init(name: "all", schema: .flag, note: "Also what is recorded as sent and was not refused."), part,
    ], successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    return try file(
      try await ExportInductions(call.services).actions(
        of: seat, all: call.query.flag("all"), by: call.actor), call)
  }

  private static let exportCSV = Endpoint(
    method: .get, path: "/induction-registrations/export", operationID: "exportRegistrations",
    tag: .induction,
    summary: "Write every registration that was sent as CSV", access: .scoped(.decideInduction),
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    return .csv(try await ExportInductions(call.services).registrationsCSV(of: seat, by: call.actor))
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
    return .csv(files[part - 1])
  }

  // MARK: What was answered

  private static let actionsReport = Schema.named(
    "ActionsReport",
    .answer([
      "is_stored": .flag.note("Whether a row was stored: false of a dry run, and where all are unknown."),
      "sent": .whole, "refused": .whole,
      "unknown": .whole.note("No action of an induction here: nothing is recorded."),
      "rows": .list(
        .answer([
          "line": .whole.note("The line of the file, the header being 1."), "name": .text.orNull,
          "cells": .list(.text), "outcome": .choice(ActionsReport.Outcome.self), "problems": .list(.text),
        ])),
    ]))

  private static let importActions = Endpoint(
    method: .post, path: "/induction-actions", operationID: "importActions", tag: .induction,
    summary: "Take back a file of actions as it was sent, or as the national service answered it",
    note: """
      The file is the body of the request. Without a column Error message its rows are recorded as sent; with it, each \
      row that has a message is recorded as refused for that. The same file again does nothing twice.
      """,
    access: .scoped(.decideInduction),
    query: [.init(name: "dry_run", schema: .flag, note: "Only say what would become of each row.")],
    upload: .init(mediaTypes: ["text/csv", "application/octet-stream"], mostBytes: 100 * 1024),
    successes: [.ok(actionsReport, "What became of each row.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let found = try await ImportActions(call.services)(
      call.file, of: seat, isDryRun: call.query.flag("dry_run"), by: call.actor)
    return .ok([
      "is_stored": .bool(found.isStored), "sent": .whole(found.count(.sent)),
      "refused": .whole(found.count(.refused)), "unknown": .whole(found.count(.unknown)),
      "rows": rows(found),
    ])
  }

  private static let sentAction = Schema.named(
    "SentAction",
    .answer([
      "induction_id": .uuid, "name": .text, "trn": .text, "ends_on": .date, "terms": .number,
      "outcome": .text,
      "sent_at": .instant,
      "faults": .text.note("Why it was refused; empty while nothing is known against it."),
      "needs_correction": .flag.note("It was corrected here since: a correction must be sent."),
    ]))

  private static let sentActions = Endpoint(
    method: .get, path: "/induction-actions", operationID: "listSentActions", tag: .induction,
    summary: "List what was sent to the national service, newest first", access: .scoped(.decideInduction),
    query: [
      .init(name: "refused", schema: .flag, note: "Only what was refused."), .limit(100, otherwise: 50),
      .cursor,
    ], successes: [.ok(.page(of: sentAction), "A page of actions.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let page = try await ImportActions(call.services).sent(
      of: seat, isRefused: call.query.flag("refused"), limit: call.limit(otherwise: 50),
      after: try call.cursor(), by: call.actor)
    return .page(page) {
      [
        "induction_id": .id($0.induction), "name": .string($0.name), "trn": .string($0.trn),
        "ends_on": .date($0.endsOn), "terms": .decimal($0.terms), "outcome": .string($0.outcome),
        "sent_at": .instant($0.sentAt), "faults": .string($0.faults),
        "needs_correction": .bool($0.needsCorrection),
      ]
    }
  }
}
