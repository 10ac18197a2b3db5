import Domain
import HTTPTypes

/// The life of an activity and its sessions, for those who run it.
enum ManageActivityRoutes {
  static let all = [change, publish, finish, remove, addSession, changeSession, removeSession]

  private static let change = Endpoint(
    method: .put, path: "/activities/{id}", operationID: "changeActivity", tag: .activities,
    summary: "Replace what is written about an activity",
    note: "A new price counts for places that are booked from then on.", access: .scoped(.manageActivities),
    parameters: [.activity], body: .init(schema: ActivityJSON.input, example: ActivityJSON.example),
    condition: .required, successes: [.ok(ActivityJSON.activity, "The activity as it is now.")],
    failures: [409]
  ) { call in
    ActivityJSON.answer(
      try await ManageActivities(call.services).change(
        try call.id(of: "activity"), ActivityJSON.content(call.body), expectedVersion: call.expectedVersion,
        by: call.actor), call)
  }

  private static let publish = Endpoint(
    method: .post, path: "/activities/{id}/publish", operationID: "publishActivity", tag: .activities,
    summary: "Publish an activity", access: .scoped(.manageActivities), parameters: [.activity],
    condition: .optional, successes: [.ok(ActivityJSON.activity, "The activity.")]
  ) { call in
    ActivityJSON.answer(
      try await ManageActivities(call.services).publish(
        try call.id(of: "activity"), expectedVersion: call.expectedVersion, by: call.actor), call)
  }

  private static let finish = Endpoint(
    method: .post, path: "/activities/{id}/finish", operationID: "finishActivity", tag: .activities,
    summary: "Finish an activity whose sessions are over", note: "By itself this happens a day later.",
    access: .scoped(.manageActivities), parameters: [.activity], condition: .optional,
    successes: [.ok(ActivityJSON.activity, "The activity.")]
  ) { call in
    ActivityJSON.answer(
      try await ManageActivities(call.services).finish(
        try call.id(of: "activity"), expectedVersion: call.expectedVersion, by: call.actor), call)
  }

  private static let remove = Endpoint(
    method: .delete, path: "/activities/{id}", operationID: "removeActivity", tag: .activities,
    summary: "Remove a draft", access: .scoped(.manageActivities), parameters: [.activity],
    condition: .optional, successes: [.noContent("It is gone.")], failures: [409]
  ) { call in
    try await ManageActivities(call.services).remove(
      try call.id(of: "activity"), expectedVersion: call.expectedVersion, by: call.actor)
    return .noContent
  }

  private static let addSession = Endpoint(
    method: .post, path: "/activities/{id}/sessions", operationID: "addActivitySession", tag: .activities,
    summary: "Add a session", access: .scoped(.manageActivities), parameters: [.activity],
    body: .init(schema: ActivityJSON.sessionInput, example: ActivityJSON.sessionExample),
    successes: [.ok(ActivityJSON.activity, "The activity with the session.")]
  ) { call in
    ActivityJSON.answer(
      try await ManageSessions(call.services).add(
        to: try call.id(of: "activity"), ActivityJSON.sessionContent(call.body), by: call.actor), call)
  }

  private static let changeSession = Endpoint(
    method: .put, path: "/activity-sessions/{id}", operationID: "changeActivitySession", tag: .activities,
    summary: "Replace what is written about a session",
    note: "`If-Match` takes the session’s version in double quotes.", access: .scoped(.manageActivities),
    parameters: [.activitySession],
    body: .init(schema: ActivityJSON.sessionInput, example: ActivityJSON.sessionExample),
    condition: .required, successes: [.ok(ActivityJSON.activity, "The activity with the session.")],
    failures: [409]
  ) { call in
    ActivityJSON.answer(
      try await ManageSessions(call.services).change(
        try call.id(of: "session"), ActivityJSON.sessionContent(call.body),
        expectedVersion: call.expectedVersion, by: call.actor), call)
  }

  private static let removeSession = Endpoint(
    method: .delete, path: "/activity-sessions/{id}", operationID: "removeActivitySession", tag: .activities,
    summary: "Remove a session of a draft", access: .scoped(.manageActivities),
    parameters: [.activitySession], condition: .optional,
    successes: [.ok(ActivityJSON.activity, "The activity without it.")], failures: [409]
  ) { call in
    ActivityJSON.answer(
      try await ManageSessions(call.services).remove(
        try call.id(of: "session"), expectedVersion: call.expectedVersion, by: call.actor), call)
  }
}
