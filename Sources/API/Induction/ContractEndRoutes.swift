import Domain
import HTTPTypes

/// Posts in induction that go on by the record though their contract has ended.
enum ContractEndRoutes {
  static let all = [ofBody, exportOfBody, ofSchool, exportOfSchool]

  private static let page = Schema.page(
    of: .named(
      "InductionContractEnd",
      .answer([
        "induction_id": .uuid, "reference": .text, "name": .text, "school": .text,
        "ended_on": .date.note("The last day of the contract, as it is recorded."),
      ])))

  private static let toDo = """
    Where the teacher has left, the last day of the post is recorded; else when the contract ends now.
    """

  private static let ofBody = Endpoint(
    method: .get, path: "/induction-board/contract-ends", operationID: "listContractEnds", tag: .induction,
    summary: "List posts that go on though their contract has ended, the longest ended first",
    note: toDo, access: .scoped(.decideInduction), query: [.limit(200, otherwise: 50), .cursor],
    successes: [.ok(page, "A page of the appropriate body’s.")], failures: [404]
  ) { call in
    .page(
      try await ReadContractEnds(call.services)(
        of: try await seat(call), limit: call.limit(otherwise: 50), after: try call.cursor(),
        by: call.actor), json)
  }

  private static let exportOfBody = Endpoint(
    method: .get, path: "/induction-board/contract-ends/export", operationID: "exportContractEnds",
    tag: .induction, summary: "Export posts that go on though their contract has ended as CSV", note: toDo,
    access: .scoped(.decideInduction),
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    .csv(try await ReadContractEnds(call.services).csv(of: try await seat(call), by: call.actor))
  }

  private static let ofSchool = Endpoint(
    method: .get, path: "/schools/{urn}/induction-contract-ends", operationID: "listSchoolContractEnds",
    tag: .induction,
    summary: "List a school’s posts that go on though their contract has ended, the longest ended first",
    note: "For whoever records at the school what came of them; the page is empty for others. \(toDo)",
    access: .scoped(.readInductions), parameters: [.school], query: [.limit(200, otherwise: 50), .cursor],
    successes: [.ok(page, "A page of them.")]
  ) { call in
    .page(
      try await ReadContractEnds(call.services)(
        at: try await call.school().id, limit: call.limit(otherwise: 50), after: try call.cursor(),
        by: call.actor), json)
  }

  private static let exportOfSchool = Endpoint(
    method: .get, path: "/schools/{urn}/induction-contract-ends/export",
    operationID: "exportSchoolContractEnds", tag: .induction,
    summary: "Export a school’s posts that go on though their contract has ended as CSV",
    note: toDo, access: .scoped(.readInductions), parameters: [.school],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    .csv(
      try await ReadContractEnds(call.services).csv(at: try await call.school().id, by: call.actor))
  }

  private static func seat(_ call: Call) async throws -> Place {
    try await Authority.seat(of: call.actor, in: call.services.pool).place
  }

  private static func json(_ end: ContractEnd) -> JSONValue {
    [
      "induction_id": .id(end.induction), "reference": .string(end.reference), "name": .string(end.name),
      "school": .string(end.school), "ended_on": .date(end.endedOn),
    ]
  }
}
