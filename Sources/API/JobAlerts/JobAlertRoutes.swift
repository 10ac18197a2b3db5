import Domain
import HTTPTypes

/// New vacancies of a search by e-mail, for addresses without an account.
enum JobAlertRoutes {
  static let all = [ask, confirm, find, change, end]

  private static let search = Schema.text.bounded(0...4_000).note(
    "The search as the query of /vacancies, for example “phase=primary&nqts_welcome=true”; empty for all.")

  private static let alert = Schema.named(
    "JobAlert",
    .answer([
      "id": .uuid, "search": .text.note("The search as the query of /vacancies."),
      "frequency": .choice(JobAlertFrequency.self), "state": .choice(JobAlertState.self),
      "next_due_at": .instant.orNull.note("When new vacancies are looked for next."),
      "expires_at": .instant.orNull.note("When it ends unless it is renewed."), "created_at": .instant,
    ]))

  private static let example: JSONValue = [
    "id": "0193a5c8-1f00-7000-8000-000000000005", "search": "phase=primary&nqts_welcome=true",
    "frequency": "daily", "state": "active", "next_due_at": "2026-11-03T07:00:00Z",
    "expires_at": "2027-11-02T09:00:00Z", "created_at": "2026-11-02T09:00:00Z",
  ]

  private static func json(_ alert: JobAlert) -> JSONValue {
    [
      "id": .id(alert.id), "search": .string(alert.criteria.query), "frequency": .code(alert.frequency),
      "state": .code(alert.state), "next_due_at": .instant(alert.nextDueAt),
      "expires_at": .instant(alert.expiresAt), "created_at": .instant(alert.createdAt),
    ]
  }

  private static let secret = Endpoint.Parameter(
    name: "token", schema: .text, note: "The secret of a link in the alert’s mails.")

  private static let ask = Endpoint(
    method: .post, path: "/alerts", operationID: "requestJobAlert", tag: .alerts,
    summary: "Ask for new vacancies of a search by e-mail",
    note: """
      A mail with a link that starts the alert goes to the address. The answer is the same for every \
      address, whether or not it has alerts already.
      """,
    access: .open,
    body: .init(
      schema: .request(required: [
        "email": .text(.email), "search": search, "frequency": .choice(JobAlertFrequency.self),
      ]),
      example: [
        "email": "ada@example.org", "search": "phase=primary&nqts_welcome=true", "frequency": "daily",
      ]),
    successes: [.accepted("A mail is on its way to the address.")]
  ) { call in
    guard let frequency = call.body.code("frequency", as: JobAlertFrequency.self) else {
      throw DomainError.invalid([FieldProblem(field: "frequency", message: "Choose daily or weekly.")])
    }
    try await RequestJobAlert(call.services)(
      email: call.body.text("email"), criteria: try criteria(call.body.text("search")), frequency: frequency,
      clientAddress: call.clientAddress, by: call.actor)
    return .accepted
  }

  /// The search; what isn't understood is refused here, where a program wrote it.
  private static func criteria(_ query: String) throws -> VacancyCriteria {
    var problems = Problems()
    let items = [QueryItem](query: query)
    let criteria = VacancyCriteria(items, problems: &problems)
    for item in items where VacancyCriteria.QueryName(rawValue: item.name) == nil {
      problems.add("search", "There is no filter “\(item.name.prefix(40))”.")
    }
    guard problems.found.isEmpty else {
      throw DomainError.invalid(problems.found.map { FieldProblem(field: "search", message: $0.message) })
    }
    return criteria
  }

  private static let confirm = Endpoint(
    method: .post, path: "/alert-confirmations", operationID: "confirmJobAlert", tag: .alerts,
    summary: "Start an alert", access: .open,
    body: .init(
      schema: .request(required: ["token": .text.bounded(1...200).note("The token of the link in the mail.")]
      ),
      example: ["token": "cm3tS0mOaZ0tq1m2o6iYJXoP0xq0C9Jg3c3m7w2w1aE"]),
    successes: [
      .ok(
        .answer(["alert": alert, "token": .text.note("The secret that opens the alert from now on.")]),
        "The alert, started.",
        example: ["alert": example, "token": "pPq2m3v0Q1Y8h9Jg3c3m7w2w1aEcm3tS0mOaZ0tq1m2"])
    ], failures: [410]
  ) { call in
    let confirmed = try await ConfirmJobAlert(call.services)(token: call.body.text("token"), by: call.actor)
    return .ok(["alert": json(confirmed.alert), "token": .string(confirmed.token)])
  }

  private static let find = Endpoint(
    method: .get, path: "/alerts/{token}", operationID: "getJobAlert", tag: .alerts,
    summary: "Read how an alert stands", access: .open, parameters: [secret],
    successes: [.ok(alert, "The alert.", example: example)], failures: [410]
  ) { call in
    .ok(json(try await ChangeJobAlert(call.services).read(token: call.path["token"] ?? "")))
  }

  private static let change = Endpoint(
    method: .put, path: "/alerts/{token}", operationID: "changeJobAlert", tag: .alerts,
    summary: "Change how often an alert sends mail, pause it, or renew it",
    note: "An alert that goes on after a pause tells of what is published from then on.", access: .open,
    parameters: [secret],
    body: .init(
      schema: .request(
        required: ["frequency": .choice(JobAlertFrequency.self)],
        optional: [
          "paused": .flag.note("Whether it sends no mail for now; false when left out."),
          "renew": .flag.note("Whether it is to last for another twelve months."),
        ]),
      example: ["frequency": "weekly", "paused": false, "renew": true]),
    successes: [.ok(alert, "The alert as it is now.", example: example)], failures: [410]
  ) { call in
    guard let frequency = call.body.code("frequency", as: JobAlertFrequency.self) else {
      throw DomainError.invalid([FieldProblem(field: "frequency", message: "Choose daily or weekly.")])
    }
    let token = call.path["token"] ?? ""
    let use = ChangeJobAlert(call.services)
    let changed = try await use(
      token: token, frequency: frequency, isPaused: call.body.flag("paused"), by: call.actor)
    guard call.body.flag("renew") else { return .ok(json(changed)) }
    return .ok(json(try await use.renew(token: token, by: call.actor)))
  }

  private static let end = Endpoint(
    method: .delete, path: "/alerts/{token}", operationID: "endJobAlert", tag: .alerts,
    summary: "End an alert", note: "Ending what has ended changes nothing.", access: .open,
    parameters: [secret], successes: [.noContent("The alert has ended.")], failures: [410]
  ) { call in
    try await ChangeJobAlert(call.services).end(token: call.path["token"] ?? "", by: call.actor)
    return .noContent
  }
}
