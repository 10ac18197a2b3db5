import Domain
import Foundation
import HTTPTypes

/// The pool as officers of the authority run it.
enum AuthorityPoolRoutes {
  static let all = [setYear, entry, check, invite, cancelInvitation, score, grade]

  private static let setYear = Endpoint(
    method: .put, path: "/pool/years/{year}", operationID: "setPoolYear", tag: .pool,
    summary: "Open a recruitment year of your authority, or move its dates",
    note: "`If-Match` takes the year’s version in double quotes: \"0\" opens one and moves none that stands.",
    access: .scoped(.assessPool),
    parameters: [
      .init(name: "year", schema: .text, note: "The calendar year in which its posts begin.")
    ],
    body: .init(
      schema: .request(required: ["opens_on": .date, "closes_on": .date]),
      example: ["opens_on": "2027-01-04", "closes_on": "2027-08-31"]),
    condition: .required, successes: [.ok(PoolJSON.year, "The year.")]
  ) { call in
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    let year = try await OpenPoolYear(call.services)(
      call.path["year"].flatMap { Int($0) } ?? 0, of: authority, from: call.body.date("opens_on"),
      to: call.body.date("closes_on"), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(PoolJSON.json(year), version: year.version)
  }

  private static let entry = Endpoint(
    method: .get, path: "/pool/entries/{id}/assessment", operationID: "getPoolAssessment", tag: .pool,
    summary: "Read what officers have found of an entry", access: .scoped(.assessPool),
    parameters: [PoolRoutes.entryID], successes: [.ok(PoolJSON.assessment, "What was found.")]
  ) { call in
    answer(
      try await AssessPoolEntry(call.services).read(try call.id(of: "entry of the pool"), by: call.actor))
  }

  private static let check = Endpoint(
    method: .put, path: "/pool/entries/{id}/check", operationID: "checkPoolEntry", tag: .pool,
    summary: "Record what was checked of an entry",
    note: "Schools see it once everything is right. The ETag is that of the assessment.",
    access: .scoped(.assessPool), parameters: [PoolRoutes.entryID],
    body: .init(
      schema: .request(required: ["is_complete": .flag, "trn_is_right": .flag, "has_consented": .flag]),
      example: ["is_complete": true, "trn_is_right": true, "has_consented": true]), condition: .required,
    successes: [.ok(PoolJSON.assessment, "What was found.")]
  ) { call in
    answer(
      try await AssessPoolEntry(call.services).check(
        try call.id(of: "entry of the pool"),
        PoolCheck(
          isComplete: call.body.flag("is_complete"), trnIsRight: call.body.flag("trn_is_right"),
          hasConsented: call.body.flag("has_consented")), expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let invite = Endpoint(
    method: .post, path: "/pool/entries/{id}/invitation", operationID: "inviteToPoolInterview", tag: .pool,
    summary: "Invite somebody to the interview day, or move it",
    note: "The person is told, and asked again whether they can come.", access: .scoped(.assessPool),
    parameters: [PoolRoutes.entryID],
    body: .init(
      schema: .request(required: ["interview_at": .instant, "interview_place": .text]),
      example: ["interview_at": "2027-03-12T09:00:00Z", "interview_place": "Town Hall"]),
    condition: .optional, successes: [.ok(PoolJSON.assessment, "What was found.")]
  ) { call in
    answer(
      try await AssessPoolEntry(call.services).invite(
        try call.id(of: "entry of the pool"), at: call.body.instant("interview_at"),
        place: call.body.text("interview_place"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let cancelInvitation = Endpoint(
    method: .delete, path: "/pool/entries/{id}/invitation", operationID: "cancelPoolInvitation", tag: .pool,
    summary: "Take the invitation to the interview day back", access: .scoped(.assessPool),
    parameters: [PoolRoutes.entryID], condition: .optional,
    successes: [.noContent("Nobody is invited.")]
  ) { call in
    _ = try await AssessPoolEntry(call.services).cancelInvitation(
      try call.id(of: "entry of the pool"), expectedVersion: call.expectedVersion, by: call.actor)
    return .noContent
  }

  private static let score = Endpoint(
    method: .put, path: "/pool/entries/{id}/scores", operationID: "scorePoolEntry", tag: .pool,
    summary: "Give your scores of the interview day",
    note: "A score of null takes the one away that you gave; criteria that are not named keep theirs.",
    access: .scoped(.assessPool),
    parameters: [PoolRoutes.entryID],
    body: .init(
      schema: .request(
        required: ["scores": .list(.request(required: ["criterion_id": .uuid, "score": .whole.orNull]))]),
      example: ["scores": [["criterion_id": "01930000-0000-7000-8000-000000000001", "score": 3]]]),
    successes: [.ok(PoolJSON.assessment, "What was found.")]
  ) { call in
    var (scores, cleared): ([UUID: Int], Set<UUID>) = ([:], [])
    for line in (call.body.members["scores"]?.array ?? []).compactMap(\.object) {
      guard let id = line["criterion_id"]?.string.flatMap({ UUID(uuidString: $0) }) else { continue }
      if let score = line["score"]?.number {
        scores[id] = Int(exactly: score) ?? -1
      } else if line["score"] == JSONValue.null {
        cleared.insert(id)
      }
    }
    return answer(
      try await AssessPoolEntry(call.services).score(
        try call.id(of: "entry of the pool"), scores, clearing: cleared, by: call.actor))
  }

  private static let grade = Endpoint(
    method: .put, path: "/pool/entries/{id}/grade", operationID: "gradePoolEntry", tag: .pool,
    summary: "Grade an entry, with notes for officers", note: "The ETag is that of the assessment.",
    access: .scoped(.assessPool), parameters: [PoolRoutes.entryID],
    body: .init(
      schema: .request(required: ["grade": .text.orNull], optional: ["notes": .text]),
      example: ["grade": "A", "notes": "Taught a calm and lively lesson."]), condition: .required,
    successes: [.ok(PoolJSON.assessment, "What was found.")]
  ) { call in
    answer(
      try await AssessPoolEntry(call.services).grade(
        try call.id(of: "entry of the pool"), call.body.textIfAny("grade"), notes: call.body.text("notes"),
        expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static func answer(_ found: PoolAssessment) -> Answer {
    .ok(PoolJSON.json(found), version: found.version)
  }
}
