import Domain
import HTTPTypes

/// What is held about the caller.
enum OwnDataRoutes {
  static let all = [download, close]

  private static let download = Endpoint(
    method: .get, path: "/me/data", operationID: "downloadOwnData", tag: .accounts,
    summary: "Download everything that is held about you",
    note: "“left_out” says what is held and not given out here, and why. That it was asked for is recorded.",
    access: .scoped(.manageOwnAccount), successes: [.ok(Schema.map(.any), "The data, by what it belongs to.")]
  ) { call in
    .ok(.object(try await DownloadOwnData(call.services)(by: call.actor)))
  }

  private static let close = Endpoint(
    method: .post, path: "/me/close", operationID: "closeOwnAccount", tag: .accounts,
    summary: "Close your account and delete what may be deleted at once",
    note: """
      The general application, drafts, the National Insurance number, entries of the pool, saved vacancies, alerts and \
      equality answers are gone, and every token ends. This can’t be undone.
      """,
    access: .scoped(.manageOwnAccount),
    body: .init(
      schema: .request(required: ["password": .text(.password).note("The password you sign in with now.")]),
      example: ["password": "a long and unusual phrase"]),
    successes: [
      .ok(
        .answer([
          "applications_kept": Schema.whole.note("Sent applications that stay with schools for their time.")
        ]), "It is closed.")
    ], failures: [409]
  ) { call in
    let outcome = try await CloseOwnAccount(call.services)(
      password: call.body.text("password"), by: call.actor)
    return .ok(["applications_kept": .whole(outcome.applicationsKept)])
  }
}
