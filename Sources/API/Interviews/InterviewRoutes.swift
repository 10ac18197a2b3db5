import Domain
import HTTPTypes

/// Interviews of those on a shortlist.
enum InterviewRoutes {
  static let all = [invite]

  private static let invite = Endpoint(
    method: .post, path: "/applications/{id}/interview-invitation", operationID: "inviteToInterview",
    tag: .appointments, summary: "Invite somebody on the shortlist to an interview",
    note: "The message goes to the applicant by e-mail.", access: .scoped(.arrangeInterviews),
    parameters: [.application],
    body: .init(
      schema: .request(required: ["message": .text]),
      example: [
        "message": "Monday 16 November at 9am in the school’s office. Bring a document with a photograph."
      ]),
    condition: .optional, successes: [.ok(ApplicationJSON.listing, "The application, invited.")]
  ) { call in
    let application = try await InviteToInterview(call.services)(
      try call.id(of: "application"), message: call.body.text("message"),
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(ApplicationJSON.json(application, for: call.actor), version: application.version)
  }
}
