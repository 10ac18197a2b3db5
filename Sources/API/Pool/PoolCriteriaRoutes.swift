import Domain
import Foundation
import HTTPTypes

/// The criteria of the pool's interview day.
enum PoolCriteriaRoutes {
  static let all = [read, set]

  private static let list = Schema.named(
    "PoolCriteria",
    .answer([
      "items": .list(.answer(["id": .uuid, "wording": .text, "highest": .whole])),
      "are_own": Schema.flag.note("Whether officers have written them; otherwise they are the usual ones."),
      "version": .whole,
    ]))

  private static let read = Endpoint(
    method: .get, path: "/pool/criteria", operationID: "listPoolCriteria", tag: .pool,
    summary: "List the criteria of your authority’s interview day", access: .scoped(.assessPool),
    successes: [.ok(list, "The criteria in order.")], failures: [404]
  ) { call in
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    return json(try await SetPoolCriteria(call.services).read(authority, by: call.actor))
  }

  private static let set = Endpoint(
    method: .put, path: "/pool/criteria", operationID: "setPoolCriteria", tag: .pool,
    summary: "Set the criteria of your authority’s interview day",
    note: "None brings the usual ones back. What was scored by a criterion that goes is kept.",
    access: .scoped(.assessPool),
    body: .init(
      schema: .request(required: [
        "criteria": .list(.request(required: ["wording": .text], optional: ["highest": .whole]))
      ]),
      example: ["criteria": [["wording": "The lesson: every pupil takes part", "highest": 4]]]),
    condition: .required, successes: [.ok(list, "The criteria in order.")], failures: [404]
  ) { call in
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    let given = (call.body.members["criteria"]?.array ?? []).compactMap(\.object)
    return json(
      try await SetPoolCriteria(call.services)(
        authority,
        given.map {
          SetPoolCriteria.Draft(
            wording: $0["wording"]?.string ?? "",
            highest: $0["highest"]?.number.flatMap { Int(exactly: $0) } ?? 4)
        }, expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static func json(_ list: PoolCriteriaList) -> Answer {
    .ok(
      [
        "items": .array(
          list.criteria.map {
            [
              "id": .string($0.id.uuidString.lowercased()), "wording": .string($0.wording),
              "highest": .whole($0.highest),
            ]
          }), "are_own": .bool(list.areOwn), "version": .whole(list.version),
      ], version: list.version)
  }
}
