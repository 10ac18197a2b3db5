import Domain
import HTTPTypes

/// Who employs a school’s teachers, and where notices to the employer go.
enum EmployerRoutes {
  static let all = [read, set, forget]

  private static let employer = Schema.named(
    "SchoolEmployer",
    .answer([
      "name": .text.note("Who employs the teachers: the authority, a trust or the governing body."),
      "email": .text.note("Where letters to the employer are mailed to."), "version": .whole,
      "changed_by": .text, "changed_at": .instant,
    ]))

  private static let read = Endpoint(
    method: .get, path: "/schools/{urn}/employer", operationID: "getSchoolEmployer", tag: .induction,
    summary: "Read who employs a school’s teachers, with the address of notices",
    note: "404 while nobody has given it: letters to the employer then go by the school’s head.",
    access: .scoped(.readEmployer), parameters: [.school],
    successes: [.ok(employer, "The employer.")], failures: [404]
  ) { call in
    guard let found = try await KeepEmployer(call.services).find(of: try await call.school(), by: call.actor)
    else { throw DomainError.notFound("employer") }
    return .ok(json(found), version: found.version)
  }

  private static let set = Endpoint(
    method: .put, path: "/schools/{urn}/employer", operationID: "setSchoolEmployer", tag: .induction,
    summary: "Set who employs a school’s teachers, with the address of notices",
    note:
      "Letters to the employer that wait for the address are mailed with it. `If-Match: \"0\"` sets the first "
      + "and replaces none that stands.",
    access: .scoped(.setEmployer), parameters: [.school],
    body: .init(
      schema: .request(required: ["name": .text.bounded(2...200), "email": .text]),
      example: ["name": "Sample Trust", "email": "notices@sample-trust.example"]), condition: .required,
    successes: [
      .ok(
        .answer(["employer": employer, "mailed": .whole.note("How many letters were mailed.")]),
        "The employer.")
    ], failures: [404]
  ) { call in
    let done = try await KeepEmployer(call.services)(
      call.body.text("name"), email: call.body.text("email"), of: try await call.school(),
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(
      ["employer": json(done.employer), "mailed": .whole(done.mailed)], version: done.employer.version)
  }

  private static let forget = Endpoint(
    method: .delete, path: "/schools/{urn}/employer", operationID: "forgetSchoolEmployer", tag: .induction,
    summary: "Forget who employs a school’s teachers: letters go by the school’s head again",
    access: .scoped(.setEmployer), parameters: [.school], condition: .optional,
    successes: [.noContent("It is forgotten.")], failures: [404]
  ) { call in
    try await KeepEmployer(call.services).forget(
      of: try await call.school(), expectedVersion: call.expectedVersion, by: call.actor)
    return .noContent
  }

  private static func json(_ employer: SchoolEmployer) -> JSONValue {
    [
      "name": .string(employer.name), "email": .string(employer.email), "version": .whole(employer.version),
      "changed_by": .string(employer.changedBy), "changed_at": .instant(employer.changedAt),
    ]
  }
}
