import Foundation
import Postgres

/// Reads what is to be thought of before people are invited to a day of interviews. They can be invited all the same.
public struct ReadInvitationWarnings: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The warnings of each day of a vacancy that has some, were these people invited to it too, for those who run the
  /// selection. Throws ``DomainError``.
  public func callAsFunction(
    _ vacancy: VacancyID, inviting invitees: [ApplicationID] = [], by actor: Actor
  ) async throws -> [InterviewDayID: [String]] {
    let schedules = try await ArrangeInterviews(services).list(vacancy, by: actor)
    let answered = try await ReadInterviewAnswers(services)(vacancy, by: actor).map(\.application)
    let found = try await VacancyStore.find(vacancy, in: services.pool)
    let closesAt = found.state(at: services.now()) == .published ? found.closesAt : nil
    var warnings: [InterviewDayID: [String]] = [:]
    for schedule in schedules {
      let said = schedule.warnings(
        inviting: invitees, besides: Set(answered), closesAt: closesAt, now: services.now())
      if !said.isEmpty { warnings[schedule.day.id] = said }
    }
    return warnings
  }

  /// Those of a day to which people have been invited; none where they were invited in words. Throws ``DomainError``.
  public func of(
    _ day: InterviewDayID?, for vacancy: VacancyID, by actor: Actor
  ) async throws -> [String] {
    guard let day else { return [] }
    return try await self(vacancy, by: actor)[day] ?? []
  }
}

extension InterviewSchedule {
  /// What is to be thought of before people are invited to the day: those who choose are more than the times that are
  /// free, or applications still come in when the interviews begin. Who has `answered` that they can’t come doesn’t
  /// choose, unless they are invited anew; nor does who has closed their account. A vacancy that has closed has no
  /// `closesAt`.
  func warnings(
    inviting invitees: [ApplicationID], besides answered: Set<ApplicationID>, closesAt: Date?, now: Date
  ) -> [String] {
    var warnings: [String] = []
    let able = waiting.filter { !$0.isAccountClosed }.map(\.id)
    let choosing = Set(able).subtracting(answered).union(invitees).count
    let free = slots.count { $0.holder == nil && $0.startsAt > now }
    if choosing > free {
      let people = choosing == 1 ? "1 person chooses" : "\(choosing) people choose"
      let times = free == 0 ? "no free times" : free == 1 ? "1 free time" : "\(free) free times"
      warnings.append("Not everybody invited finds a time: \(people) among \(times).")
    }
    if let closesAt, let begins = slots.map(\.startsAt).min(), begins < closesAt {
      warnings.append(
        "Applications still come in until \(LondonTime.dateAndTime(closesAt)), after the day begins.")
    }
    return warnings
  }
}
