import Domain
import HTTPTypes

/// What a school wrote with its invitation to interview.
enum InterviewMessageRoutes {
  static let all = [read]

  private static let read = Endpoint(
    method: .get, path: "/applications/{id}/interview-invitation", operationID: "readInterviewInvitation",
    tag: .appointments, summary: "Read what the school wrote with its invitation to interview",
    note: "For the applicant, and for those of the school who read the application.",
    access: .scoped(.readOwnApplications), parameters: [.application],
    successes: [
      .ok(
        .answer([
          "message": Schema.text.orNull.note("Null where nobody is invited, or the school wrote nothing."),
          "written_at": .instant.orNull,
        ]), "The words.")
    ]
  ) { call in
    let found = try await ReadInterviewMessage(call.services)(
      try call.id(of: "application"), by: call.actor)
    return .ok(["message": .text(found?.text), "written_at": .instant(found?.writtenAt)])
  }
}
