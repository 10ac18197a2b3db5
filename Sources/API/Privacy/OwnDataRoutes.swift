import Domain
import HTTPTypes

/// What is held about the caller.
enum OwnDataRoutes {
  static let all = [download]

  private static let download = Endpoint(
    method: .get, path: "/me/data", operationID: "downloadOwnData", tag: .accounts,
    summary: "Download everything that is held about you",
    note: "“left_out” says what is held and not given out here, and why. That it was asked for is recorded.",
    access: .scoped(.manageOwnAccount), successes: [.ok(Schema.map(.any), "The data, by what it belongs to.")]
  ) { call in
    .ok(.object(try await DownloadOwnData(call.services)(by: call.actor)))
  }
}
