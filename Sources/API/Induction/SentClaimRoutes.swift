import Domain
import Foundation
import HTTPTypes

/// Claims that were sent to the national service, and what it answered.
enum SentClaimRoutes {
  static let all = [record, list, export, files, file, accept, ofInduction]

  private static let report = Schema.named(
    "SentClaimsReport",
    .answer([
      "is_stored": .flag.note("Whether a row was stored: false of a dry run, and where none was new."),
      "sent": .whole, "again": .whole.note("Refused before, and sent again."),
      "accepted": .whole, "refused": .whole,
      "already": .whole.note("Recorded before: nothing is done again."),
      "unknown": .whole.note("No claim of an induction here: nothing is recorded."),
      "rows": .list(
        .answer([
          "line": .whole.note("The line of the file, the header being 1."), "name": .text.orNull,
          "cells": .list(.text), "outcome": .choice(SentClaimOutcome.self), "problems": .list(.text),
        ])),
    ]))

  private static let record = Endpoint(
    method: .post, path: "/induction-claims/sent", operationID: "recordClaims", tag: .induction,
    summary: "Take back a file of claims as it was sent, or as the national service answered it",
    note: """
      The file is the body of the request. Without a column Error message its rows are recorded as sent; with it, each \
      row that has a message is recorded as refused for that, and the others as accepted. The same file again does \
      nothing twice.
      """,
    access: .scoped(.decideInduction),
    query: [.init(name: "dry_run", schema: .flag, note: "Only say what would become of each row.")],
    upload: .init(mediaTypes: ["text/csv", "application/octet-stream"], mostBytes: 100 * 1024),
    successes: [.ok(report, "What became of each row.")], failures: [404]
  ) { call in
    let found = try await RecordClaims(call.services)(
      call.file, of: try await seat(call), isDryRun: call.query.flag("dry_run"), by: call.actor)
    return .ok([
      "is_stored": .bool(found.isStored), "sent": .whole(found.count(.sent)),
      "again": .whole(found.count(.again)), "accepted": .whole(found.count(.accepted)),
      "refused": .whole(found.count(.refused)), "already": .whole(found.count(.already)),
      "unknown": .whole(found.count(.unknown)), "rows": BulkRoutes.rows(found),
    ])
  }

  private static let claim = Schema.named(
    "SentClaim",
    .answer([
      "id": .uuid, "file_id": .uuid, "line": .whole, "induction_id": .uuid, "name": .text, "trn": .text,
      "birth_date": .date, "programme": .text, "starts_on": .date, "state": .choice(ClaimState.self),
      "sent_at": .instant, "sent_by": .text, "answered_at": .instant.orNull, "answered_by": .text,
      "faults": .text.note("Why it was refused, in the national service’s words; empty unless it was."),
    ]))

  private static let filter: [Endpoint.Parameter] = [
    .init(name: "state", schema: .choice(ClaimState.self), note: "Only those in this state."),
    .init(name: "file_id", schema: .uuid, note: "Only those of this file."),
    .init(name: "q", schema: .text.bounded(1...200), note: "A number or part of a name."),
  ]

  private static func filter(_ call: Call) -> ReadSentClaims.Filter {
    .init(
      state: call.query.code("state"),
      file: call.query.textIfAny("file_id").flatMap { UUID(uuidString: $0) },
      words: call.query.text("q"))
  }

  private static let list = Endpoint(
    method: .get, path: "/induction-claims/sent", operationID: "listSentClaims", tag: .induction,
    summary: "List the claims that were sent to the national service, newest first",
    access: .scoped(.decideInduction), query: filter + [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: claim), "A page of claims.")], failures: [404]
  ) { call in
    .page(
      try await ReadSentClaims(call.services)(
        of: try await seat(call), filter(call), limit: call.limit(otherwise: 50),
        after: try call.cursor(), by: call.actor), json)
  }

  private static let export = Endpoint(
    method: .get, path: "/induction-claims/sent/export", operationID: "exportSentClaims", tag: .induction,
    summary: "Read the claims that were sent, with what was answered, as CSV",
    access: .scoped(.decideInduction), query: filter,
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    .csv(
      try await ReadSentClaims(call.services).csv(of: try await seat(call), filter(call), by: call.actor))
  }

  private static let fileID = Endpoint.Parameter(
    name: "file_id", schema: .uuid, note: "The file’s identifier.")

  private static let files = Endpoint(
    method: .get, path: "/induction-claim-files", operationID: "listClaimFiles", tag: .induction,
    summary: "List the files of claims that were sent, newest first",
    access: .scoped(.decideInduction), query: [.limit(100, otherwise: 50), .cursor],
    successes: [
      .ok(
        .page(
          of: .answer([
            "id": .uuid, "sent_at": .instant, "sent_by": .text, "rows": .whole,
            "waiting": .whole.note("Without an answer."), "accepted": .whole, "refused": .whole,
            "resent": .whole.note("Refused, and sent again."),
          ])), "A page of files.")
    ], failures: [404]
  ) { call in
    let page = try await ReadSentClaims(call.services).files(
      of: try await seat(call), limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) {
      [
        "id": .string($0.id.uuidString.lowercased()), "sent_at": .instant($0.sentAt),
        "sent_by": .string($0.sentBy), "rows": .whole($0.rows), "waiting": .whole($0.waiting),
        "accepted": .whole($0.accepted), "refused": .whole($0.refused), "resent": .whole($0.resent),
      ]
    }
  }

  private static let file = Endpoint(
    method: .get, path: "/induction-claim-files/{file_id}", operationID: "getClaimFile", tag: .induction,
    summary: "Read a file of claims as it was sent, in the national service’s layout",
    access: .scoped(.decideInduction), parameters: [fileID],
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    .csv(
      try await ReadSentClaims(call.services).file(
        try call.uuid("file_id", of: "file"), of: try await seat(call), by: call.actor))
  }

  private static let accept = Endpoint(
    method: .post, path: "/induction-claim-files/{file_id}/accept", operationID: "acceptClaimFile",
    tag: .induction, summary: "Record that the national service took every claim of a file that still waits",
    access: .scoped(.decideInduction), parameters: [fileID],
    successes: [.ok(.answer(["accepted": .whole]), "How many there were.")], failures: [404, 409]
  ) { call in
    .ok([
      "accepted": .whole(
        try await RecordClaims(call.services).acceptRest(
          of: try call.uuid("file_id", of: "file"), of: try await seat(call), by: call.actor))
    ])
  }

  private static let ofInduction = Endpoint(
    method: .get, path: "/inductions/{id}/claims", operationID: "listClaimsOfInduction", tag: .induction,
    summary: "List the claims that were sent of one induction, oldest first",
    note: "For the appropriate body, the school and the teacher; a school does not see why one was refused.",
    access: .scoped(.readOwnInduction), parameters: [InductionRecordRoutes.inductionID],
    successes: [.ok(.answer(["items": .list(claim)]), "The claims.")]
  ) { call in
    let found = try await ReadSentClaims(call.services).of(try await call.induction(), by: call.actor)
    return .ok(["items": .array(found.map(json))])
  }

  private static func seat(_ call: Call) async throws -> Authority {
    try await Authority.seat(of: call.actor, in: call.services.pool)
  }

  private static func json(_ claim: SentClaim) -> JSONValue {
    [
      "id": .string(claim.id.uuidString.lowercased()),
      "file_id": .string(claim.file.uuidString.lowercased()), "line": .whole(claim.line),
      "induction_id": .id(claim.induction), "name": .string(claim.name), "trn": .string(claim.trn),
      "birth_date": .date(claim.birthDate), "programme": .string(claim.programme),
      "starts_on": .date(claim.startsOn), "state": .code(claim.state), "sent_at": .instant(claim.sentAt),
      "sent_by": .string(claim.sentBy), "answered_at": .instant(claim.answeredAt),
      "answered_by": .string(claim.answeredBy), "faults": .string(claim.faults),
    ]
  }
}
