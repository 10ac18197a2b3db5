import Foundation
import Postgres

/// What candidates and members of a panel are written about interviews, each with a file for their calendar.
struct InterviewMails: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  private var base: String { services.settings.baseURL }

  /// The facts of a slot in a sentence's end.
  static func facts(_ slot: InterviewSlot, _ day: InterviewDay) -> String {
    "\(LondonTime.longDate(day.heldOn)) at \(LondonTime.clockTime(slot.startsAt)), \(day.place)"
      + (slot.room.isEmpty ? "" : ", \(slot.room)")
  }

  /// What there is to do on a day besides the interview, as further lines of a mail; nothing where there is nothing.
  static func tasks(of day: InterviewDay, _ slot: InterviewSlot? = nil, whose: String = "your") -> String {
    if day.taskList.isEmpty { return "" }
    let lines = day.taskList.map { "- \($0.line(on: day.heldOn, slot: slot, whose: whose))" }
    return "\n\nOn the day:\n\(lines.joined(separator: "\n"))"
  }

  /// What a candidate is told of a day besides when and where: what they do and should bring in the school’s own words,
  /// and the tasks. Its panel is told the same of them.
  static func onTheDay(_ day: InterviewDay, _ slot: InterviewSlot? = nil, isPanels: Bool = false) -> String {
    let who = isPanels ? "candidates" : "you"
    let words = day.tasks.isEmpty ? "" : "\n\nWhat \(who) do on the day, and should bring:\n\(day.tasks)"
    return words + tasks(of: day, slot, whose: isPanels ? "their" : "your")
  }

  /// Tells a candidate of their time, and takes out of their calendar what they were to do `before` and are no longer.
  func tellCandidate(
    _ application: SentApplication, _ day: InterviewDay, _ slot: InterviewSlot, hasMoved: Bool = false,
    before: (day: InterviewDay, slot: InterviewSlot)? = nil, in tx: Transaction
  ) async throws {
    let page = "/applications/\(application.id)/interview"
    var calendar = InterviewCalendar(page: page, services)
    calendar.add(slot, of: day, for: application)
    if let before { calendar.removeTasks(of: before, for: application, now: day, slot) }
    try await ApplicantMail(services).send(
      ApplicationChange.Mail(
        subject: "\(hasMoved ? "Changed: your" : "Your") interview: \(LondonTime.dateAndTime(slot.startsAt))",
        body: """
          \(hasMoved ? "The school has changed its interviews. " : "")Your interview for the post \
          "\(application.vacancyTitle)" at \(application.schoolName) is on \(Self.facts(slot, day)).\
          \(Self.onTheDay(day, slot))

          Everything about it: \(base)\(page)
          The file with this mail puts it into your calendar.
          """, attachment: .calendar(calendar.file)), to: application, in: tx)
  }

  /// Tells a candidate without a time of a day that has changed; not who has closed their account, and can choose none.
  func tellWaiting(_ application: SentApplication, _ day: InterviewDay, in tx: Transaction) async throws {
    guard try await !ApplicationStore.isAccountClosed(of: application, in: tx) else { return }
    try await Outbox.enqueue(
      OutgoingMail(
        to: try await ApplicationStore.address(of: application, in: tx),
        subject: "Changed: the interviews for \(application.vacancyTitle)",
        body: """
          The school has changed its interviews for the post "\(application.vacancyTitle)" at \
          \(application.schoolName). They are on \(LondonTime.longDate(day.heldOn)), \(day.place).\
          \(Self.onTheDay(day))

          Choose your time here by \(LondonTime.dateAndTime(day.chooseBy)):
          \(base)/applications/\(application.id)/interview
          """), services, in: tx)
  }

  /// Tells everybody who interviews on a day, with these slots for their calendars, and those that are gone to be taken out
  /// of them; nobody who has applied for the post themselves since they were chosen. What is done on the day is in the
  /// file too: without what it was `before` and is no longer, and what somebody did whose slot is `freed`.
  func tellPanel(
    of day: InterviewDay, vacancy title: String, subject: String, _ news: String, slots: [InterviewSlot],
    gone: [InterviewSlot] = [], freed: [InterviewSlot] = [], before: InterviewDay? = nil,
    areCancelled: Bool = false, in tx: Transaction
  ) async throws {
    let page = "/school/vacancies/\(day.vacancy)/interviews"
    var calendar = InterviewCalendar(page: page, services)
    calendar.add(slots, of: day, for: title, areCancelled: areCancelled)
    calendar.add(gone, of: day, for: title, areCancelled: true)
    calendar.addTasks(of: day, slots, for: title, areCancelled: areCancelled)
    calendar.removeTasks(of: day, freed: freed, for: title)
    if let before { calendar.removeTasks(of: before, now: day, slots, for: title) }
    let panel = try await InterviewStore.panel(of: day.id, in: tx)
    let readers = try await ApplicationReaders.withoutApplicants(
      panel.map(\.account), for: day.vacancy, in: tx)
    for member in panel where readers.contains(member.account) {
      try await Outbox.enqueue(
        OutgoingMail(
          to: member.email, subject: subject,
          body: """
            \(news)

            All times, and who has which: \(base)\(page)
            The file with this mail brings your calendar up to date.
            """, attachment: .calendar(calendar.file, name: "interviews.ics")), services, in: tx)
    }
  }
}
