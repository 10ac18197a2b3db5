public import Foundation
import Postgres

/// What those on the shortlist are written about the questions to them.
enum DisclosureWords {
  /// What the mail of the shortlist and that of an invitation ask, with the link.
  static func asked(_ application: ApplicationID, _ services: Services) -> String {
    """
    Please answer the questions that we ask everybody on the shortlist about themselves, before the interview. Only the \
    head, and recruiters whom the head names, read your answers:
    \(services.settings.baseURL)/applications/\(application)/disclosure
    """
  }

  /// The same where it has not been sent yet; nil where it has.
  static func unsent(_ id: ApplicationID, _ services: Services, in tx: Transaction) async throws -> String? {
    let isSent = try await tx.value(
      "SELECT EXISTS (SELECT FROM self_disclosure WHERE application_id = \(id) AND sent_at IS NOT NULL)",
      as: Bool.self)
    return isSent ? nil : asked(id, services)
  }
}

/// Asks somebody on the shortlist once more for the self-disclosure that they have not sent.
///
/// The head and every recruiter of the school may: whoever reminds reads nothing of what is disclosed, and a selection
/// must not wait for those few who may (``ReadDisclosure``).
public struct RemindOfDisclosure: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  private static let action = "application.disclosure_reminded"

  /// Whether the actor may remind of an application's disclosure, and there is one to remind of.
  public func isOpen(for application: SentApplication, by actor: Actor) async throws -> Bool {
    guard actor.may(.requestReferences, at: application.place), application.state.isPastShortlist,
      application.state != .appointed, !application.isAccountClosed
    else { return false }
    return try await SelfDisclosure.load(application, services, in: services.pool).sentAt == nil
  }

  /// When somebody was reminded last; nil where nobody has. Throws ``DomainError``.
  public func last(_ id: ApplicationID, by actor: Actor) async throws -> Date? {
    _ = try await AppointmentAccess.received(id, .requestReferences, by: actor, in: services.pool)
    return try await Self.last(id, in: services.pool)
  }

  /// Writes to the applicant; at most once a day. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(_ id: ApplicationID, by actor: Actor) async throws -> Date {
    try await services.pool.withTransaction { tx in
      let application = try await AppointmentAccess.lock(id, .requestReferences, by: actor, in: tx)
      guard application.state.isPastShortlist, application.state != .appointed else {
        throw DomainError.conflict("Only those on the shortlist are asked about themselves.")
      }
      try application.requireOpenAccount(toBe: "reminded")
      guard try await SelfDisclosure.load(application, services, in: tx).sentAt == nil else {
        throw DomainError.conflict("The self-disclosure has been sent already.")
      }
      if let last = try await Self.last(id, in: tx), last > services.now().addingTimeInterval(-86_400) {
        throw DomainError.conflict(
          "They were reminded on \(LondonTime.dateAndTime(last)). Wait a day before you remind them again.")
      }
      try await Outbox.enqueue(
        OutgoingMail(
          to: try await ApplicationStore.address(of: application, in: tx),
          subject: "Please answer the questions to the shortlisted: \(application.vacancyTitle)",
          body: """
            \(application.schoolName) has not had your answers yet.

            \(DisclosureWords.asked(id, services))

            Vacancy: \(application.vacancyTitle) at \(application.schoolName)
            Application: \(application.reference)
            """), services, in: tx)
      try await Audit.record(
        Self.action, AuditSubject("application", id), at: application.place, by: actor, services, in: tx)
      return services.now()
    }
  }

  private static func last(_ id: ApplicationID, in db: some Queryable) async throws -> Date? {
    try await db.valueIfAny(
      """
      SELECT happened_at FROM audit_event WHERE subject_type = 'application' AND subject_id = \(id.description)
        AND action = \(action) ORDER BY happened_at DESC LIMIT 1
      """, as: Date.self)
  }
}
