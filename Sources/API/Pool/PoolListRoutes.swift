import Domain
import HTTPTypes

/// The entries of a year of the pool as officers list them, and what is done with several at once.
enum PoolListRoutes {
  static let all = [list, export, invite]

  private static let year = Endpoint.Parameter(name: "year", schema: .text, note: "The year.")

  private static let filters: [Endpoint.Parameter] = [
    .init(name: "waiting", schema: .flag, note: "Only those that wait to be checked."),
    .init(name: "name", schema: .text.bounded(0...200), note: "Parts of a name."),
    .init(name: "state", schema: .choice(PoolState.self), note: "Only those that stand so."),
    .init(
      name: "invited", schema: .flag,
      note: "Only those invited to an interview day; false for only the others."),
    .init(name: "phase", schema: .choice(VacancyPhase.self), note: "Only who would teach in this phase."),
    .init(name: "key_stage", schema: .text, note: "Only who would teach this key stage, by code."),
    .init(name: "subject", schema: .text, note: "Only who would teach this subject, by code."),
    .init(name: "grade", schema: .text, note: "Only this grade, by code; others are refused."),
  ]

  private static func filter(_ call: Call) -> PoolListFilter {
    var filter = PoolListFilter()
    filter.waitingOnly = call.query.flag("waiting")
    filter.name = call.query.text("name")
    filter.state = call.query.code("state")
    filter.isInvited = call.query.members["invited"]?.bool
    filter.wanted.phase = call.query.code("phase")
    filter.wanted.keyStage = call.query.textIfAny("key_stage")
    filter.wanted.subject = call.query.textIfAny("subject")
    filter.wanted.grade = call.query.textIfAny("grade")
    return filter
  }

  /// The authority and the year of the path, which must be one of its own.
  private static func asked(_ call: Call) async throws -> (authority: Authority, year: Int) {
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    let years = try await OpenPoolYear(call.services).all(of: authority, by: call.actor).map(\.year)
    guard let year = call.path["year"].flatMap({ Int($0) }), years.contains(year) else {
      throw DomainError.notFound("year of the pool")
    }
    return (authority, year)
  }

  private static let line = Schema.named(
    "PoolEntryLine",
    Schema(
      .object(
        PoolJSON.entry.fields
          + Schema.answer([
            "interview_at": .instant.orNull, "interview_place": .text.orNull,
            "invitation_answer": .choice(PoolInvitation.Answer.self).orNull,
            "assessment_version": Schema.whole.note("Of what officers have found; 0 before anything was."),
          ]).fields, closed: false)))

  private static func json(_ line: PoolEntryLine) -> JSONValue {
    let found: [String: JSONValue] = [
      "interview_at": .instant(line.invitation?.at), "interview_place": .text(line.invitation?.place),
      "invitation_answer": .code(line.invitation?.answer), "assessment_version": .whole(line.version),
    ]
    return .object((PoolJSON.json(line.entry).object ?? [:]).merging(found) { $1 })
  }

  private static let list = Endpoint(
    method: .get, path: "/pool/years/{year}/entries", operationID: "listPoolEntries", tag: .pool,
    summary: "List the entries of a year, newest first", access: .scoped(.assessPool),
    parameters: [year], query: filters + [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: line), "A page of entries.")]
  ) { call in
    let (authority, year) = try await asked(call)
    let page = try await ListPoolEntries(call.services)(
      authority, year: year, filter(call), limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { json($0) }
  }

  private static let export = Endpoint(
    method: .get, path: "/pool/years/{year}/entries/export", operationID: "exportPoolEntries", tag: .pool,
    summary: "Read the entries of a year as CSV", access: .scoped(.assessPool), parameters: [year],
    query: filters, successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    let (authority, year) = try await asked(call)
    return .csv(
      try await ListPoolEntries(call.services).csv(authority, year: year, filter(call), by: call.actor))
  }

  private static let invite = Endpoint(
    method: .post, path: "/pool/interview-invitations", operationID: "inviteManyFromPool", tag: .pool,
    summary: "Invite several people to the interview day",
    note: """
      To the same time and place, as for one at `/pool/entries/{id}/invitation`; whoever is invited to another is \
      moved. Each is named with the version of its assessment as it was read: 412 when somebody else has changed one \
      since; null invites it whatever it is. All of them or none: otherwise 422 says in `errors` of each that can’t be, \
      as `entries[n]`, who it is and why.
      """,
    access: .scoped(.assessPool),
    body: .init(
      schema: .request(required: [
        "entries": Schema.list(
          .request(required: ["entry_id": .uuid], optional: ["assessment_version": .whole.orNull])
        ).note("Up to \(InviteManyFromPool.most)."),
        "interview_at": .instant, "interview_place": .text,
      ]),
      example: [
        "entries": [["entry_id": "0193a5c8-1f00-7000-8000-000000000002", "assessment_version": 1]],
        "interview_at": "2027-03-12T09:00:00Z", "interview_place": "Town Hall",
      ]),
    successes: [.ok(.answer(["items": .list(line)]), "Those who are invited, in the order given.")],
    failures: [404, 409, 412]
  ) { call in
    let authority = try await Authority.seat(of: call.actor, in: call.services.pool)
    let invitees = (call.body.members["entries"]?.array ?? []).compactMap { value in
      let one = Fields(value.object ?? [:])
      return PoolEntryID(one.text("entry_id")).map {
        PoolInvitee($0, version: one.whole("assessment_version"))
      }
    }
    try await InviteManyFromPool(call.services)(
      invitees, at: call.body.instant("interview_at"), place: call.body.text("interview_place"),
      by: call.actor)
    let lines = try await ListPoolEntries(call.services).chosen(
      authority, invitees.map(\.entry), by: call.actor)
    return .ok(["items": .array(lines.map(json))])
  }
}
