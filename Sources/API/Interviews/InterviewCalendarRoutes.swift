import Domain
import HTTPTypes

/// Interviews as calendar files: a candidate's own, and those of a vacancy.
enum InterviewCalendarRoutes {
  static let all = [own, ofVacancy]

  private static let file = Endpoint.Success.file(["text/calendar"], "The file (RFC 5545).")

  private static let own = Endpoint(
    method: .get, path: "/applications/{id}/interview-calendar", operationID: "getOwnInterviewCalendar",
    tag: .appointments, summary: "Read your interview as a calendar file",
    note: "With what there is to do on the day. There is none before you have a time.",
    access: .scoped(.readOwnApplications), parameters: [.application], successes: [file]
  ) { call in
    let id: ApplicationID = try call.id(of: "application")
    let calendar = try await ReadInterviewCalendar(call.services)(id, by: call.actor)
    return .file(calendar.text, mediaType: "text/calendar")
  }

  private static let ofVacancy = Endpoint(
    method: .get, path: "/vacancies/{id}/interview-calendar", operationID: "getInterviewCalendar",
    tag: .appointments, summary: "Read the interviews of a vacancy as a calendar file",
    note: "For head and recruiters; members of a panel have their own days in it.",
    access: .scoped(.readReceivedApplications), parameters: [.vacancy], successes: [file]
  ) { call in
    let id: VacancyID = try call.id(of: "vacancy")
    let calendar = try await ReadInterviewCalendar(call.services)(id, by: call.actor)
    return .file(calendar.text, mediaType: "text/calendar")
  }
}
