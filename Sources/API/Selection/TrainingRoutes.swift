import Domain
import HTTPTypes

/// Training in safer recruitment of a school's people.
enum TrainingRoutes {
  static let all = [list, record, strike]

  private static let training = Schema.named(
    "SaferRecruitmentTraining",
    .answer([
      "id": .uuid, "account_id": .uuid, "name": .text, "provider": .text, "completed_on": .date,
      "valid_until": .date,
    ]))

  private static func json(_ training: SaferRecruitmentTraining) -> JSONValue {
    [
      "id": .id(training.id), "account_id": .id(training.account), "name": .string(training.name),
      "provider": .string(training.provider), "completed_on": .date(training.completedOn),
      "valid_until": .date(training.validUntil),
    ]
  }

  private static let list = Endpoint(
    method: .get, path: "/schools/{urn}/safer-recruitment-training", operationID: "listTraining",
    tag: .selection, summary: "List the training in safer recruitment of a school’s people",
    access: .scoped(.readStaff), parameters: [.school], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: training), "A page of records, those that last longest first.")]
  ) { call in
    let school = try await call.school()
    let page = try await RecordTraining(call.services).list(
      at: school.id, limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page, json)
  }

  private static let record = Endpoint(
    method: .post, path: "/schools/{urn}/safer-recruitment-training", operationID: "recordTraining",
    tag: .selection, summary: "Record that somebody was trained in safer recruitment",
    access: .scoped(.recordTraining), parameters: [.school],
    body: .init(
      schema: .request(required: [
        "account_id": .uuid.note("Somebody with a role at the school."), "provider": .text,
        "completed_on": .date, "valid_until": .date,
      ]),
      example: [
        "account_id": "0193a5c8-1f00-7000-8000-0000000000b1", "provider": "Example Training",
        "completed_on": "2026-09-04", "valid_until": "2029-09-04",
      ]),
    successes: [.created(training, "The record.", location: false)]
  ) { call in
    let school = try await call.school()
    guard let account = AccountID(call.body.text("account_id")) else { throw DomainError.notFound("person") }
    let record = try await RecordTraining(call.services)(
      of: account, at: school.id, provider: call.body.text("provider"),
      completedOn: call.body.date("completed_on"), validUntil: call.body.date("valid_until"), by: call.actor)
    return .created(json(record), at: nil)
  }

  private static let strike = Endpoint(
    method: .delete, path: "/schools/{urn}/safer-recruitment-training/{id}", operationID: "strikeTraining",
    tag: .selection, summary: "Strike out a record of training that is a mistake",
    access: .scoped(.recordTraining), parameters: [.school, .training],
    successes: [.noContent("It is struck out.")]
  ) { call in
    let school = try await call.school()
    try await RecordTraining(call.services).strike(
      try call.id(of: "training"), at: school.id, by: call.actor)
    return .noContent
  }
}
