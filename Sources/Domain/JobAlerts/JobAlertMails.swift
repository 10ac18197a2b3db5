import Foundation

/// The mails of job alerts, in plain English.
struct JobAlertMails {
  private let services: Services
  private let words: CriteriaWords

  init(_ services: Services, _ words: CriteriaWords) {
    self.services = services
    self.words = words
  }

  private var base: String { services.settings.baseURL }

  static func manageLink(_ token: String, _ services: Services) -> String {
    "\(services.settings.baseURL)/alerts/manage?token=\(token)"
  }

  func confirm(
    _ criteria: VacancyCriteria, _ frequency: JobAlertFrequency, to email: String, token: String
  ) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "Confirm your job alert",
      body: """
        Somebody, probably you, asked us to send new vacancies to this address: \(words.text(criteria)).
        \(frequency.title), whenever there are new ones.

        To start the alert, open this link:

        \(base)/alerts/confirm?token=\(token)

        It works once, for 3 days.

        If you did not ask for this, you do not need to do anything: no more mail will come.
        """)
  }

  func alreadyThere(_ alert: JobAlert, to email: String, link: String) -> OutgoingMail {
    let standing =
      alert.state == .paused
      ? "It is paused at the moment." : "It sends mail: \(alert.frequency.title.lowercased())."
    return OutgoingMail(
      to: email, subject: "You already have this job alert",
      body: """
        Somebody, probably you, asked us for a job alert that you already have: \(words.text(alert.criteria)).
        Nothing was changed. \(standing)

        To change it or end it, open its page:

        \(link)
        """)
  }

  func tooMany(_ alerts: [(JobAlert, String)], to email: String) -> OutgoingMail {
    let lines = alerts.map { "\(words.text($0.0.criteria))\n\($0.1)" }.joined(separator: "\n\n")
    return OutgoingMail(
      to: email, subject: "You have as many job alerts as there can be",
      body: """
        Somebody, probably you, asked us for another job alert. You have \(JobAlert.mostPerAddress) alerts, \
        which is the most an address can have. End one on its page, then ask again:

        \(lines)
        """)
  }

  func news(_ vacancies: [VacancyListing], _ alert: JobAlert, token: String) -> OutgoingMail {
    let count = vacancies.count == 1 ? "1 new vacancy" : "\(vacancies.count) new vacancies"
    let search = words.text(alert.criteria)
    let matches = vacancies.count == 1 ? "matches" : "match"
    return OutgoingMail(
      to: alert.email, subject: String("\(count): \(search)".prefix(150)),
      body: """
        \(count) \(matches) your search: \(search).

        \(vacancies.map(lines).joined(separator: "\n\n"))

        See everything that matches your search:

        \(base)/vacancies\(alert.criteria.isEmpty ? "" : "?")\(alert.criteria.query)

        \(foot(alert, token))
        """,
      headers: headers(token))
  }

  func lapses(_ alert: JobAlert, on end: Date, token: String) -> OutgoingMail {
    OutgoingMail(
      to: alert.email, subject: "Your job alert ends soon",
      body: """
        Your job alert ends on \(LondonTime.shortDate(LondonTime.date(of: end))), because alerts last for
        12 months: \(words.text(alert.criteria)).

        To keep it for another 12 months, open this page and press the button:

        \(base)/alerts/renew?token=\(token)

        If you do not need it any more, you do not need to do anything.

        To end it now:

        \(base)/alerts/unsubscribe?token=\(token)
        """,
      headers: headers(token))
  }

  private func lines(_ vacancy: VacancyListing) -> String {
    [
      vacancy.title, [vacancy.schoolName, vacancy.schoolTown].compactMap { $0 }.joined(separator: ", "),
      pay(vacancy), vacancy.closesAt.map { "Closes on \(LondonTime.dateAndTime($0))" },
      "\(base)/vacancies/\(vacancy.id)",
    ].compactMap { $0 }.joined(separator: "\n")
  }

  private func pay(_ vacancy: VacancyListing) -> String? {
    guard let minimum = vacancy.payMinimumPence, let maximum = vacancy.payMaximumPence else { return nil }
    let lowest = Pence(rawValue: minimum)
    return minimum == maximum
      ? "\(lowest) a year, full time" : "\(lowest) to \(Pence(rawValue: maximum)) a year, full time"
  }

  private func foot(_ alert: JobAlert, _ token: String) -> String {
    """
    You get this mail because this address asked for it and confirmed it \
    (\(alert.frequency.title.lowercased())). Change how often it comes, pause it, or see the search:

    \(Self.manageLink(token, services))

    End it:

    \(base)/alerts/unsubscribe?token=\(token)
    """
  }

  private func headers(_ token: String) -> [MailHeader] {
    MailHeader.unsubscribe(at: "\(base)/alerts/unsubscribe?token=\(token)")
  }
}
