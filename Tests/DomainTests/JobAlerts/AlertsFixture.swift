import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// A desk whose vacancies alerts tell of, and the mail that comes of them.
struct AlertsFixture {
  let desk: VacancyDesk
  var services: Services { desk.services }
  var clock: TestClock { desk.clock }

  static let email = "ada@example.org"
  static let visitor = Actor(.anonymous, face: .web)

  /// Runs a test on Monday 2 November 2026, at 9am.
  static func run(_ body: (AlertsFixture) async throws -> Void) async throws {
    try await VacancyDesk.run { try await body(AlertsFixture(desk: $0)) }
  }

  func ask(
    _ query: String = "", _ frequency: JobAlertFrequency = .daily, email: String = email
  ) async throws {
    try await RequestJobAlert(services)(
      email: email, criteria: VacancyCriteria(query: query), frequency: frequency, by: Self.visitor)
  }

  /// An alert that the address has confirmed; gives the secret of its page.
  @discardableResult
  func alert(
    _ query: String = "", _ frequency: JobAlertFrequency = .daily, email: String = email
  ) async throws -> String {
    try await ask(query, frequency, email: email)
    return try await ConfirmJobAlert(services)(token: await token(email), by: Self.visitor).token
  }

  /// The token of the newest mail to an address.
  func token(_ email: String = email) async throws -> String {
    let body = try await services.pool.value(
      """
      SELECT body FROM outbox_mail WHERE recipient = \(email) AND body LIKE '%?token=%'
      ORDER BY created_at DESC, id DESC LIMIT 1
      """, as: String.self)
    let start = try #require(body.firstRange(of: "?token="))
    return String(body[start.upperBound...].prefix { !$0.isWhitespace })
  }

  /// Publishes a vacancy that closes late enough for every test.
  @discardableResult
  func publish(_ title: String, phase: VacancyPhase = .primary) async throws -> Vacancy {
    var content = VacancyDesk.content(title)
    (content.phases, content.closesOn, content.startsInTerm) = ([phase], day("2027-06-30"), "2027-autumn")
    return try await desk.published(content)
  }

  /// Sends everything that is due.
  func send() async throws {
    while try await SendJobAlerts(services)() {}
  }

  /// The bodies of the mails that tell an address of vacancies, oldest first.
  func news(_ email: String = email) async throws -> [String] {
    try await services.pool.query(
      """
      SELECT body FROM outbox_mail WHERE recipient = \(email) AND subject LIKE '%new vacanc%'
      ORDER BY created_at, id
      """
    ).map { try $0.decode("body") }
  }

  func subjects(_ email: String = email) async throws -> [String] {
    try await AccountsFixture(services).subjects(to: email)
  }

  /// Sets the clock to a time of day in London.
  func set(_ date: String, hour: Int = 7, minute: Int = 0) throws {
    clock.set(try #require(LondonTime.instant(day(date), hour: hour, minute: minute)))
  }
}

extension [String] {
  /// How often a text stands in them all.
  func count(of text: String) -> Int { reduce(0) { $0 + $1.components(separatedBy: text).count - 1 } }
}
