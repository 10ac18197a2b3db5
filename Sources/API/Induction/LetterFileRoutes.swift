import Domain
import HTTPSupport
import HTTPTypes

/// Letters on decisions and confirmations of completed inductions on paper.
enum LetterFileRoutes {
  static let all = [letter, confirmation]

  private static let letter = Endpoint(
    method: .get, path: "/induction-letters/{id}/pdf", operationID: "getInductionLetterPDF", tag: .induction,
    summary: "Read a letter as a PDF file",
    note: "What `GET /induction-letters/{id}` answers, for the same people.",
    access: .scoped(.readOwnInduction), parameters: [LetterRoutes.letterID],
    successes: [.file(["application/pdf"], "The file.")]
  ) { call in
    let found = try await InductionLetters(call.services).find(try call.id(of: "letter"), by: call.actor)
    return try await .pdf(PrintedLetter(found))
  }

  private static let confirmation = Endpoint(
    method: .get, path: "/inductions/{id}/confirmation/pdf", operationID: "getInductionConfirmationPDF",
    tag: .induction, summary: "Read the confirmation of a completed induction as a PDF file",
    note: "What `GET /inductions/{id}/confirmation` answers, for the same people.",
    access: .scoped(.readOwnInduction), parameters: [InductionRecordRoutes.inductionID],
    successes: [.file(["application/pdf"], "The file.")], failures: [409]
  ) { call in
    let found = try await ConfirmInduction(call.services)(try await call.induction(), by: call.actor)
    return try await .pdf(PrintedConfirmation(found))
  }
}
