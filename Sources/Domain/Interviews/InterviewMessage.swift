public import Foundation
import Postgres

/// What a school wrote with its invitation to interview: when and where, and what to bring.
public struct InterviewMessage: Sendable {
  /// The words.
  public let text: String
  /// When they were sent.
  public let writtenAt: Date

  /// Keeps the words of the newest invitation; without words none are left of an earlier one.
  static func keep(
    _ text: String, of application: ApplicationID, at now: Date, in tx: Transaction
  ) async throws {
    try await tx.execute("DELETE FROM interview_message WHERE application_id = \(application)")
    if text.isEmpty { return }
    try await tx.execute(
      """
      INSERT INTO interview_message (application_id, message, written_at) VALUES (\(application), \(text), \(now))
      """)
  }

  static func find(_ application: ApplicationID, in db: some Queryable) async throws -> InterviewMessage? {
    try await db.firstRow(
      "SELECT message, written_at FROM interview_message WHERE application_id = \(application)"
    ).map { InterviewMessage(text: try $0.decode("message"), writtenAt: try $0.decode("written_at")) }
  }
}

/// Reads again what a school wrote with its invitation.
public struct ReadInterviewMessage: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The words, for the applicant, for those of the school who read the application and for whoever interviews; nil
  /// where there are none, or the invitation was taken back. Throws ``DomainError``.
  public func callAsFunction(_ id: ApplicationID, by actor: Actor) async throws -> InterviewMessage? {
    let application = try await readable(id, actor)
    guard application.state.isPastShortlist, application.state != .shortlisted else { return nil }
    return try await InterviewMessage.find(id, in: services.pool)
  }

  private func readable(_ id: ApplicationID, _ actor: Actor) async throws -> SentApplication {
    let application = try await ApplicationStore.find(id, in: services.pool)
    if try await AppointmentAccess.mayRead(application, actor, in: services.pool) { return application }
    return try await ReadApplication(services)(id, by: actor).application
  }
}
