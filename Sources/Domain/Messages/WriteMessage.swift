public import Foundation
import Postgres

/// Writes about an application: its applicant to the school, the school to its applicant.
///
/// The mail that tells of it says nothing of what was written, and comes once until it is read.
public struct WriteMessage: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// How many applicants may be written to at once.
  public static let most = 200

  /// What a message of a school to several begins with, true for the states of all of them; the school changes it as it
  /// likes. Where they stand at different points, or nothing is left to decide, it says nothing of that.
  public static func usualMessage(for vacancy: Vacancy, to states: [ApplicationState]) -> String {
    let thanks =
      "Thank you for your application for the post of \(vacancy.content.title) at \(vacancy.schoolName)."
    let question = "If you have a question in the meantime, answer this message and we will come back to you."
    func all(_ known: Set<ApplicationState>) -> Bool {
      !states.isEmpty && states.allSatisfy(known.contains)
    }
    let standing: String? =
      if all([.sent, .underConsideration, .longlisted]) {
        "We are reading every application with care, and will tell you what we have decided as soon as we can."
      } else if all([.shortlisted]) {
        "You are on our shortlist, and we will write to you about the interview as soon as we can."
      } else if all([.interviewing]) {
        "You are invited to interview, and we will tell you what we have decided as soon as we can after it."
      } else {
        nil
      }
    return [thanks, standing.map { "\($0) \(question)" } ?? ""].filter { !$0.isEmpty }.joined(
      separator: "\n\n")
  }

  /// Writes one message; the same submission again is the same message, and so are the same words of the same person
  /// shortly after: see ``MessageThread/sentBefore``. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ id: ApplicationID, _ body: String, submission: UUID, by actor: Actor
  ) async throws -> MessageThread {
    _ = try actor.requireAccount()
    return try await services.pool.withTransaction { tx in
      let (application, side) = try await MessageAccess.find(
        id, school: .messageApplicant, applicant: .messageSchool, by: actor, in: tx)
      var problems = Problems()
      let body = MessageStore.read(body, &problems)
      try problems.throwIfAny()
      let before = try await write(body, to: application, side, submission, actor, tx)
      return try await MessageStore.thread(application, for: side, sentBefore: before, in: tx)
    }
  }

  /// Writes the same to several applicants for a vacancy, each in their own thread: to all or to none, and how many.
  /// Problems are of the fields `applications` and `message`. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    vacancy id: VacancyID, to chosen: [ApplicationID], _ body: String, submission: UUID, by actor: Actor
  ) async throws -> Int {
    _ = try actor.requireAccount()
    return try await services.pool.withTransaction { tx in
      let vacancy = try await SelectionAccess.run(id, .messageApplicant, by: actor, in: tx)
      var problems = Problems()
      problems.require(!chosen.isEmpty, "applications", "Choose at least one application.")
      problems.require(
        chosen.count <= Self.most, "applications", "Choose at most \(Self.most) applications at once.")
      let body = MessageStore.read(body, &problems)
      try problems.throwIfAny()
      // In one order, so that two at once can't wait for each other.
      let inOrder = Set(chosen).sorted { $0.description < $1.description }
      for application in inOrder {
        let (found, side) = try await MessageAccess.find(
          application, school: .messageApplicant, applicant: .messageSchool, by: actor, in: tx)
        guard found.vacancy == vacancy.id, side == .school else { throw DomainError.notFound("application") }
        _ = try await write(body, to: found, side, submission, actor, tx)
      }
      return inOrder.count
    }
  }

  /// Writes it; where the person has just written the same, says when and does nothing.
  private func write(
    _ body: String, to application: SentApplication, _ side: MessageAccess.Side, _ submission: UUID,
    _ actor: Actor, _ tx: Transaction
  ) async throws -> Date? {
    // Against two messages at once, of which each would think itself the first that is unread.
    try await tx.execute("SELECT 1 FROM application WHERE id = \(application.id) FOR UPDATE")
    let fromSchool = side == .school
    let isClosed = fromSchool ? try await ApplicationStore.isAccountClosed(of: application, in: tx) : false
    // While names are hidden a refusal would tell who has applied: what is written is kept, and nobody is mailed.
    if isClosed, !application.isAnonymous {
      throw DomainError.conflict(
        "The applicant of \(application.reference) has closed their account and can’t be written to.")
    }
    if let before = try await MessageStore.written(body, to: application.id, by: actor, services, in: tx) {
      return before
    }
    let waiting = try await MessageStore.unread([application.id], bySchool: !fromSchool, in: tx)
    let isNew = try await MessageStore.write(
      body, to: application.id, fromSchool: fromSchool, submission: submission, by: actor, services, in: tx)
    guard isNew else { return nil }
    if waiting[application.id] == nil, !isClosed { try await tell(application, side, tx) }
    try await Audit.record(
      fromSchool ? "message.sent_to_applicant" : "message.sent_to_school",
      AuditSubject("application", application.id), at: application.place, by: actor, services, in: tx)
    return nil
  }

  private func tell(
    _ application: SentApplication, _ side: MessageAccess.Side, _ tx: Transaction
  ) async throws {
    let subject = "A new message about application \(application.reference)"
    switch side {
    case .school:
      try await Outbox.enqueue(
        OutgoingMail(
          to: try await ApplicationStore.address(of: application, in: tx), subject: subject,
          body: """
            \(application.schoolName) has written to you about your application for the post of \
            \(application.vacancyTitle).

            Read it and answer here: \(services.settings.baseURL)/applications/\(application.id)/messages
            """), services, in: tx)
    case .applicant: try await tellSchool(application, subject, tx)
    }
  }

  /// One mail to each head and recruiter who reads it: while names are hidden, to those of them who are not on the panel,
  /// and where there are none to all, with a word of what they would learn.
  private func tellSchool(
    _ application: SentApplication, _ subject: String, _ tx: Transaction
  ) async throws {
    let outside = application.isAnonymous ? try await MessageAccess.readers(of: application, in: tx) : []
    let warning = application.isAnonymous && outside.isEmpty ? "\n\n\(MessageAccess.warning)" : ""
    try await SchoolMail.send(
      about: application.vacancy, to: application.place, subject: subject,
      body: """
        Somebody who has applied for the post of \(application.vacancyTitle) has written to you.\(warning)

        Read it and answer here: \(services.settings.baseURL)/received/\(application.id)/messages
        """, services, in: tx, where: { outside.isEmpty || outside.contains($0.account) })
  }
}
