import Domain
import HTTPSupport
import HTTPTypes

/// Events and programmes for newly qualified teachers, tutors and mentors.
enum ActivityRoutes {
  static let all =
    [kinds, list, managed, create, read, calendar] + ManageActivityRoutes.all + BookingRoutes.all
    + AttendanceRoutes.all + CertificateFileRoutes.all + PlaceRequestRoutes.all

  static let organisation = Endpoint.Parameter(
    name: "organisation_id", schema: .uuid,
    note: "The authority or alliance; yours when you have only one.")

  private static let kinds = Endpoint(
    method: .get, path: "/activity-kinds", operationID: "listActivityKinds", tag: .activities,
    summary: "List the kinds of activities", access: .open,
    successes: [.ok(.answer(["items": .list(.answer(["code": .text, "name": .text]))]), "The kinds.")]
  ) { call in
    let kinds = try await ReadActivities(call.services).kinds()
    return .ok(["items": .array(kinds.map { ["code": .string($0.code), "name": .string($0.name)] })])
  }

  private static let list = Endpoint(
    method: .get, path: "/activities", operationID: "listActivities", tag: .activities,
    summary: "List published activities that go on, the next first", access: .open,
    query: [
      .init(name: "kind", schema: .text, note: "Only those of this kind."),
      .init(name: "audience", schema: .choice(ActivityAudience.self), note: "Only those for them."),
      .limit(100, otherwise: 50), .cursor,
    ], successes: [.ok(.page(of: ActivityJSON.activity), "A page of activities.")]
  ) { call in
    let page = try await ReadActivities(call.services).upcoming(
      kind: call.query.textIfAny("kind"), audience: call.query.code("audience"),
      limit: call.limit(otherwise: 50), after: try call.cursor())
    return .page(page) { ActivityJSON.json($0, call) }
  }

  private static let managed = Endpoint(
    method: .get, path: "/managed-activities", operationID: "listManagedActivities", tag: .activities,
    summary: "List the activities that you run, drafts included, newest first",
    access: .scoped(.manageActivities), query: [organisation, .limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: ActivityJSON.activity), "A page of activities.")], failures: [404]
  ) { call in
    let place = try await owner(call, call.query.textIfAny("organisation_id"))
    let page = try await ReadActivities(call.services).managed(
      of: place, limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { ActivityJSON.json($0, call) }
  }

  private static let create = Endpoint(
    method: .post, path: "/activities", operationID: "createActivity", tag: .activities,
    summary: "Draft an activity", note: "Add sessions, then publish it.",
    access: .scoped(.manageActivities),
    body: .init(schema: ActivityJSON.draft, example: ActivityJSON.example),
    successes: [.created(ActivityJSON.activity, "The draft.")], failures: [404]
  ) { call in
    let place = try await owner(call, call.body.textIfAny("organisation_id"))
    let made = try await ManageActivities(call.services).create(
      of: place.organisation, ActivityJSON.content(call.body), submission: call.submission, by: call.actor)
    return .created(ActivityJSON.json(made, call), at: "/activities/\(made.id)", version: made.version)
  }

  private static let read = Endpoint(
    method: .get, path: "/activities/{id}", operationID: "getActivity", tag: .activities,
    summary: "Read an activity", access: .openOrToken, parameters: [.activity],
    successes: [.ok(ActivityJSON.activity, "The activity.")]
  ) { call in
    ActivityJSON.answer(
      try await ReadActivities(call.services).find(try call.id(of: "activity"), by: call.actor), call)
  }

  private static let calendar = Endpoint(
    method: .get, path: "/activities/{id}/calendar", operationID: "getActivityCalendar", tag: .activities,
    summary: "Read an activity’s sessions as a calendar file", access: .openOrToken, parameters: [.activity],
    successes: [.file(["text/calendar"], "The file (RFC 5545).")]
  ) { call in
    let activity = try await ReadActivities(call.services).find(try call.id(of: "activity"), by: call.actor)
    return .file(
      CalendarFile(activity, baseURL: call.services.settings.baseURL).text, mediaType: "text/calendar")
  }

  /// The organisation that is named, or the only one whose activities the caller runs.
  static func owner(_ call: Call, _ named: String?) async throws -> Place {
    if let id = named.flatMap({ OrganisationID($0) }) {
      return try await Organisation.find(id, in: call.services.pool).place
    }
    let places = try ReadActivities(call.services).places(by: call.actor)
    guard places.count == 1, let only = places.first else {
      throw DomainError.invalid([
        FieldProblem(field: "organisation_id", message: "You work for several organisations: say which.")
      ])
    }
    return only.place
  }
}
