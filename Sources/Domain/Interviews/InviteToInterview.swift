import Foundation
import Postgres

/// Invites somebody on the shortlist to an interview.
public struct InviteToInterview: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Invites, and tells the applicant when and where: in the school's words, or by the slots of an interview day
  /// from which they choose one. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ApplicationID, day: InterviewDayID? = nil, message: String, expectedVersion: Int? = nil,
    by actor: Actor
  ) async throws -> SentApplication {
    let message = message.trimmed
    return try await ApplicationStep(services, .arrangeInterviews, "application.invited_to_interview")(
      id, to: .interviewing, expectedVersion: expectedVersion, by: actor
    ) { application, tx in
      guard application.state == .shortlisted else {
        throw DomainError.conflict("Only somebody on the shortlist is invited to interview.")
      }
      var problems = Problems()
      problems.require(
        day != nil || !message.isEmpty, "message", "Enter when and where the interview is, and what to bring."
      )
      problems.require(message.count <= 4000, "message", "Shorten the message to 4,000 characters or fewer.")
      try problems.throwIfAny()
      var choice = ""
      if let day {
        let found = try await InterviewStore.lock(day, for: .share, in: tx)
        guard found.vacancy == application.vacancy else { throw DomainError.notFound("interview day") }
        try await InterviewStore.invite(id, to: day, services.now(), in: tx)
        choice = """
          The interviews are on \(LondonTime.longDate(found.heldOn)), \(found.place). Choose your time here by \
          \(LondonTime.dateAndTime(found.chooseBy)):
          \(services.settings.baseURL)/applications/\(id)/interview
          """
      }
      let parts = [choice, message].filter { !$0.isEmpty }
      return ApplicationChange(message: parts.joined(separator: "\n\n"))
    }
  }
}
