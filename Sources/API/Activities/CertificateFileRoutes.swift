import Domain
import HTTPSupport
import HTTPTypes

/// A certificate of attendance on paper.
enum CertificateFileRoutes {
  static let all = [pdf]

  private static let pdf = Endpoint(
    method: .get, path: "/activity-bookings/{id}/certificate/pdf", operationID: "getActivityCertificatePDF",
    tag: .activities, summary: "Read the certificate of whoever attended as a PDF file",
    note: "What `GET /activity-bookings/{id}/certificate` answers, for the same people.",
    access: .token, parameters: [BookingRoutes.id],
    successes: [.file(["application/pdf"], "The file.")], failures: [409]
  ) { call in
    let found = try await ReadCertificate(call.services)(.own(try call.id(of: "booking")), by: call.actor)
    return try await .pdf(PrintedCertificate(found))
  }
}
