/// Reads interviews as a calendar file: their candidate's own, or those of a vacancy for whoever interviews.
public struct ReadInterviewCalendar: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The acting person's interview, once they have a time. Throws ``DomainError``.
  public func callAsFunction(_ id: ApplicationID, by actor: Actor) async throws -> CalendarFile {
    let interview = try await ChooseSlot(services).read(id, by: actor)
    guard let slot = interview.slot else { throw DomainError.notFound("interview time") }
    var calendar = InterviewCalendar(page: "/applications/\(id)/interview", services)
    calendar.add(slot, of: interview.day, for: interview.application)
    return calendar.file
  }

  /// The slots of a vacancy's days, as ``ArrangeInterviews`` lists them, and what is done on these. Throws
  /// ``DomainError``.
  public func callAsFunction(_ id: VacancyID, by actor: Actor) async throws -> CalendarFile {
    let schedules = try await ArrangeInterviews(services).list(id, by: actor)
    let vacancy = try await FindVacancy(services)(id, by: actor)
    var calendar = InterviewCalendar(page: "/school/vacancies/\(id)/interviews", services)
    for schedule in schedules {
      calendar.add(schedule.slots, of: schedule.day, for: vacancy.content.title)
      calendar.addTasks(of: schedule.day, schedule.slots, for: vacancy.content.title)
    }
    return calendar.file
  }
}
