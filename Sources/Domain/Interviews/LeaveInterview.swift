import Foundation
import Postgres

/// Somebody leaves the selection, or the service, before their interview: their time is free, and the panel is told with
/// a file that takes it out of their calendars.
struct LeaveInterview: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// When an application goes to another state: a file that takes the interview out of the applicant's own calendar, to
  /// go with what they are told; nil where they had no time to come.
  func callAsFunction(
    _ application: SentApplication, for next: ApplicationState, in tx: Transaction
  ) async throws -> MailAttachment? {
    if next.keepsInterview { return nil }
    return try await leave(application, "is no longer interviewed", in: tx)
  }

  /// When somebody stays in the selection and gives their time back: the same file; nil where they had none.
  func giveBack(_ application: SentApplication, in tx: Transaction) async throws -> MailAttachment? {
    try await leave(application, "can’t come to the interview", in: tx)
  }

  private func leave(
    _ application: SentApplication, _ words: String, in tx: Transaction
  ) async throws -> MailAttachment? {
    guard let (day, slot) = try await free(application.id, in: tx) else { return nil }
    try await tellPanel(
      day, slot, application.vacancyTitle,
      """
      \(application.applicantName) \(words) for the post "\(application.vacancyTitle)" on \
      \(InterviewMails.facts(slot, day)).
      """, in: tx)
    var calendar = InterviewCalendar(page: "/applications/\(application.id)", services)
    calendar.add(slot, of: day, for: application, isCancelled: true)
    return .calendar(calendar.file)
  }

  /// When somebody closes their account: panel and school are told of every interview to come.
  func accountClosed(_ account: AccountID, in tx: Transaction) async throws {
    let ids = try await tx.query(
      """
      SELECT b.application_id FROM interview_booking b JOIN application a ON a.id = b.application_id
      WHERE a.account_id = \(account) ORDER BY b.application_id
      """
    ).map { try $0.decode("application_id", as: ApplicationID.self) }
    for id in ids {
      let application = try await ApplicationStore.lock(id, in: tx)
      guard let (day, slot) = try await free(id, in: tx) else { continue }
      let news = """
        \(application.applicantName) has closed their account and does not come to the interview for the post \
        "\(application.vacancyTitle)" on \(InterviewMails.facts(slot, day)).
        """
      try await tellPanel(day, slot, application.vacancyTitle, news, in: tx)
      try await SchoolMail.send(
        about: application.vacancy, to: application.place,
        subject: "No interview on \(LondonTime.dateAndTime(slot.startsAt))",
        body: """
          \(news)

          Their application is as they sent it. Decide on it here:
          \(services.settings.baseURL)/received/\(application.id)
          """, services, in: tx)
    }
  }

  /// When applications are erased: the same, without saying whose they were.
  func erased(_ ids: [UUID], in tx: Transaction) async throws {
    for id in ids.map(ApplicationID.init(rawValue:)) {
      guard let (day, slot) = try await free(id, in: tx) else { continue }
      let vacancy = try await VacancyStore.find(day.vacancy, in: tx)
      let news = """
        Nobody comes to the interview for the post "\(vacancy.content.title)" on \(InterviewMails.facts(slot, day)): \
        what was held about the person has been erased.
        """
      try await tellPanel(day, slot, vacancy.content.title, news, in: tx)
      try await SchoolMail.send(
        about: vacancy.id, to: vacancy.place,
        subject: "No interview on \(LondonTime.dateAndTime(slot.startsAt))",
        body: """
          \(news)

          The vacancy's interviews: \(services.settings.baseURL)/school/vacancies/\(vacancy.id)/interviews
          """, services, in: tx)
    }
  }

  /// Frees the time that an application has, if it is still to come; with the slot as it is then, free.
  private func free(
    _ id: ApplicationID, in tx: Transaction
  ) async throws -> (day: InterviewDay, slot: InterviewSlot)? {
    guard let held = try await InterviewStore.held(by: id, in: tx), held.slot.startsAt > services.now() else {
      return nil
    }
    try await tx.execute("DELETE FROM interview_booking WHERE application_id = \(id)")
    return try await InterviewStore.slots(of: held.day.id, in: tx).first { $0.id == held.slot.id }
      .map { (held.day, $0) }
  }

  private func tellPanel(
    _ day: InterviewDay, _ slot: InterviewSlot, _ vacancy: String, _ news: String, in tx: Transaction
  ) async throws {
    try await InterviewMails(services).tellPanel(
      of: day, vacancy: vacancy,
      subject: "Called off: the interview on \(LondonTime.dateAndTime(slot.startsAt))",
      "\(news) The time is free for somebody else.", slots: [], gone: [slot], freed: [slot], in: tx)
  }
}

extension ApplicationState {
  /// Whether somebody who has a time for an interview keeps it.
  var keepsInterview: Bool {
    switch self {
    case .interviewing, .offered, .accepted, .unconditional, .appointed: true
    case .sent, .underConsideration, .longlisted, .shortlisted, .unsuccessful, .offerDeclined,
      .offerWithdrawn, .withdrawn:
      false
    }
  }
}
