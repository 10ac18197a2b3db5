import Postgres

/// Statements on what an applicant keeps beside sent applications.
enum ApplicantStore {
  /// Deletes the general application, drafts and the National Insurance number, when the account is closed.
  static func removeAll(of account: AccountID, in tx: Transaction) async throws {
    try await tx.execute("DELETE FROM general_application_section WHERE account_id = \(account)")
    try await tx.execute("DELETE FROM application_draft WHERE account_id = \(account)")
    try await tx.execute("DELETE FROM national_insurance_number WHERE account_id = \(account)")
  }
}
