import Domain
import HTTPSupport
import Postgres

/// The closing and the interviews of a vacancy as a calendar file.
///
/// Nothing in it depends on when it is fetched: the same vacancy gives the same file.
struct VacancyCalendar: Sendable {
  private let vacancy: Vacancy
  private let address: String
  private let host: String

  /// The vacancy, the whole address of its page, and the installation's host, which makes names its own.
  init(_ vacancy: Vacancy, address: String, host: String) {
    self.vacancy = vacancy
    self.address = address
    self.host = host
  }

  /// The file, lines ended by CR LF.
  var text: String {
    var events: [CalendarFile.Event] = []
    let title = vacancy.content.title
    if let closesAt = vacancy.closesAt {
      events.append(
        event("closing", "Applications close: \(title)", .instants(closesAt, closesAt), hasAlarm: true))
    }
    for day in vacancy.content.interviewDates.sorted() {
      let name = "interview-\(day.description.replacing("-", with: ""))"
      events.append(event(name, "Interviews: \(title)", .day(day), hasAlarm: false))
    }
    return CalendarFile("Vacancies", host: host, events: events).text
  }

  private func event(
    _ name: String, _ summary: String, _ time: CalendarFile.Time, hasAlarm: Bool
  ) -> CalendarFile.Event {
    let place = VacancyText.location(vacancy.schoolName, vacancy.schoolTown)
    var event = CalendarFile.Event(
      name: "vacancy-\(vacancy.id)-\(name)", stamp: vacancy.updatedAt, sequence: vacancy.version, time: time,
      summary: summary, location: place,
      description: "\(vacancy.content.title), \(place). Reference \(vacancy.reference).", address: address)
    event.hasAlarm = hasAlarm
    event.isTransparent = true
    return event
  }
}
