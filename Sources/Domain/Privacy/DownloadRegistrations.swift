import Foundation
import Postgres

extension DownloadOwnData {
  /// Registrations for induction of a person, with what was written about them and the names of documents.
  func registrations(_ acting: ActingAccount) async throws -> [JSONValue] {
    let email = acting.emailConfirmed ? acting.email.lowercased() : nil
    let found = try await services.pool.query(
      """
      SELECT \(fragment: InductionRegistration.columns) FROM \(fragment: InductionRegistration.tables)
      WHERE r.account_id = \(acting.id) OR lower(r.content ->> 'email') = \(email)
      ORDER BY r.created_at, r.id
      """, as: InductionRegistration.self)
    var all: [JSONValue] = []
    for registration in found {
      // The addresses of tutor and mentor are theirs.
      let content = try registration.content.members().filter {
        !["tutor_email", "mentor_email"].contains($0.key)
      }
      all.append([
        "reference": .string(registration.reference), "school": .string(registration.schoolName),
        "state": .string(registration.state.rawValue), "entered": .object(content),
        "reason": registration.stateReason.map { .string($0) } ?? .null,
        "begun_at": Self.time(registration.createdAt), "sent_at": Self.time(registration.submittedAt),
        "decided_at": Self.time(registration.decidedAt),
        "messages": .array(try await messages(registration)),
        "documents": .array(try await documents(registration.id)),
      ])
    }
    return all
  }

  private func messages(_ registration: InductionRegistration) async throws -> [JSONValue] {
    try await services.pool.query(
      """
      SELECT from_school, author_name, body, written_at FROM induction_registration_message
      WHERE registration_id = \(registration.id) ORDER BY written_at, id
      """, as: RegistrationMessage.self
    ).map {
      [
        "from": .string($0.isFromSchool ? registration.schoolName : "the appropriate body"),
        "text": .string($0.body), "written_at": Self.time($0.writtenAt),
      ]
    }
  }

  private func documents(_ id: RegistrationID) async throws -> [JSONValue] {
    try await services.pool.query(
      "SELECT name, uploaded_at FROM induction_evidence WHERE registration_id = \(id) ORDER BY uploaded_at, id"
    ).map {
      ["name": .string(try $0.decode("name")), "uploaded_at": Self.time(try $0.decode("uploaded_at"))]
    }
  }
}
