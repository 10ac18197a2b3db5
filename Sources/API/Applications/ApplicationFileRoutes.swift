import Domain
import HTTPSupport
import HTTPTypes

/// An application on paper.
enum ApplicationFileRoutes {
  static let all = [pdf]

  private static let pdf = Endpoint(
    method: .get, path: "/applications/{id}/pdf", operationID: "getApplicationPDF", tag: .applications,
    summary: "Read an application as a PDF file",
    note: """
      What `GET /applications/{id}` answers, for the same people: its applicant has it as they sent it, the school \
      without the name while names are hidden.
      """,
    access: .scoped(.readOwnApplications), parameters: [.application],
    successes: [.file(["application/pdf"], "The file.")]
  ) { call in
    let whole = try await ReadApplication(call.services)(try call.id(of: "application"), by: call.actor)
    return try await .pdf(PrintedApplication(whole, for: call.actor))
  }
}
