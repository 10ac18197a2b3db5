import Domain
import HTTPTypes

/// What is done with several applications of a vacancy at once after the shortlist: with all of them or with none.
enum ChosenApplicationRoutes {
  static let all = [requestReferences, invite]

  private static let allOrNone = """
    All of them or none: otherwise 422 says in `errors` of each that can’t be, as `applications[n]`, who it is and why.
    """

  private static let requestReferences = Endpoint(
    method: .post, path: "/vacancies/{id}/reference-requests", operationID: "requestReferencesOfMany",
    tag: .selection, summary: "Ask the referees of several shortlisted applications, by e-mail",
    note: """
      Of each application every referee who may be asked now, as for one at `/applications/{id}/references`: before an \
      offer only those whom the applicant lets schools ask. Those who were asked before are not asked again. \
      \(allOrNone)
      """,
    access: .scoped(.requestReferences), parameters: [.vacancy],
    body: .init(
      schema: .request(required: [
        "applications": Schema.list(.uuid).note("Up to \(RequestManyReferences.most).")
      ]), example: ["applications": ["0193a5c8-1f00-7000-8000-000000000002"]]),
    successes: [
      .ok(
        .answer(["items": .list(ReferenceRequestRoutes.line)]),
        "Every reference that has been asked for of these applications.")
    ]
  ) { call in
    let asked = try await RequestManyReferences(call.services)(
      try call.id(of: "vacancy"), of: call.body.texts("applications").compactMap { ApplicationID($0) },
      by: call.actor)
    return .ok(["items": .array(asked.map { .object(ReferenceRequestRoutes.members($0, call)) })])
  }

  private static let invite = Endpoint(
    method: .post, path: "/vacancies/{id}/interview-invitations", operationID: "inviteManyToInterview",
    tag: .selection, summary: "Invite several on the shortlist to interview",
    note: """
      To a day with slots, of which each chooses one, or by a message that says when and where; as for one at \
      `/applications/{id}/interview-invitation`. Who is invited to that day already stays as they are. Each is named \
      with the version it was read in: 412 when somebody else has moved one since; null invites it whatever it is. \
      \(allOrNone)
      """,
    access: .scoped(.arrangeInterviews), parameters: [.vacancy],
    body: .init(
      schema: .request(
        required: [
          "applications": Schema.list(
            .request(required: ["application_id": .uuid, "version": .whole.orNull])
          ).note("Up to \(InviteManyToInterview.most).")
        ],
        optional: [
          "day": Schema.uuid.orNull.note("The day of interviews."),
          "message": .text.orNull.note("To each applicant, by e-mail; needed without a day."),
        ]),
      example: [
        "applications": [["application_id": "0193a5c8-1f00-7000-8000-000000000002", "version": 2]],
        "message": "Monday 16 November at 9am in the school’s office. Bring a document with a photograph.",
      ]),
    successes: [
      .ok(
        .answer([
          "items": .list(ApplicationJSON.listing), "warnings": ApplicationJSON.invitationWarnings,
        ]), "The applications, invited.")
    ],
    failures: [412]
  ) { call in
    let invitees = (call.body.members["applications"]?.array ?? []).compactMap { value in
      let fields = Fields(value.object ?? [:])
      return ApplicationID(fields.text("application_id")).map {
        Invitee($0, version: fields.whole("version"))
      }
    }
    let vacancy: VacancyID = try call.id(of: "vacancy")
    let day = call.body.textIfAny("day").flatMap { InterviewDayID($0) }
    let invited = try await InviteManyToInterview(call.services)(
      vacancy, invitees, day: day, message: call.body.text("message"), by: call.actor)
    let warnings = try await ReadInvitationWarnings(call.services).of(day, for: vacancy, by: call.actor)
    return .ok([
      "items": .array(invited.map { ApplicationJSON.json($0, for: call.actor) }),
      "warnings": .texts(warnings),
    ])
  }
}
