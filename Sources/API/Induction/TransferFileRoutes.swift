import Domain
import HTTPSupport
import HTTPTypes

/// The record of a transferred induction on paper.
enum TransferFileRoutes {
  static let all = [record]

  private static let record = Endpoint(
    method: .get, path: "/induction-transfers/{id}/record/pdf", operationID: "getTransferRecordPDF",
    tag: .induction, summary: "Read the record that is given over as a PDF file",
    note: "What `GET /induction-transfers/{id}/record` answers, for the same people.",
    access: .scoped(.transferInduction), parameters: [TransferRoutes.transferID],
    successes: [.file(["application/pdf"], "The file.")]
  ) { call in
    let found = try await TransferInduction(call.services).bundle(
      try call.id(of: "transfer"), by: call.actor)
    return try await .pdf(PrintedTransfer(found.bundle))
  }
}
