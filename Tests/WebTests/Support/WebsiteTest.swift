import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres
import TestSupport
import Testing

@testable import Web

/// The whole website over a database of its own, without a network between.
struct Website: Sendable {
  let services: Services
  let clock: TestClock
  let client: TestClient

  /// Runs a test with a website of its own.
  static func run(
    apiDocument: @escaping @Sendable () -> JSONValue = { .null },
    _ body: @escaping @Sendable (Website) async throws -> Void
  ) async throws {
    try await withServices { services, clock async throws in
      let router = Router(context: AppRequestContext.self, options: .autoGenerateHeadEndpoints)
      try WebPages(services: services, settings: ServerSettings(), apiDocument: apiDocument).add(to: router)
      let client = TestClient(router)
      try await body(Website(services: services, clock: clock, client: client))
    }
  }

  /// A browser in which nobody has signed in.
  func browser() -> Browser { Browser(client) }

  static let password = "correct horse battery"

  /// An account whose address is confirmed.
  func account(_ email: String = "ada@example.org", name: String = "Ada Sample") async throws -> ActingAccount
  {
    let id = try await CreateAccount(services)(
      email: email, name: name, password: Self.password, by: .operatorAtCommandLine)
    return ActingAccount(id: id, email: email, name: name, emailConfirmed: true, memberships: [])
  }

  /// A browser in which a new person has signed in.
  func signedIn(_ email: String = "ada@example.org", name: String = "Ada Sample") async throws -> Browser {
    _ = try await account(email, name: name)
    let browser = browser()
    try await browser.signIn(email)
    return browser
  }

  /// A browser of a new person whose general application is complete.
  func applicant(_ email: String = "ada@example.org", name: String = "Ada Sample") async throws -> Browser {
    let account = try await account(email, name: name)
    try await CompleteApplication.save(by: Actor(.account(account), face: .web), services)
    let browser = browser()
    try await browser.signIn(email)
    return browser
  }

  /// A vacancy with somebody whose general application is complete, and the address where they apply for it.
  func applying() async throws -> (vacancy: Vacancy, browser: Browser, address: String) {
    let vacancy = try await vacancy()
    return (vacancy, try await applicant(), "/vacancies/\(vacancy.id)/apply")
  }

  /// A vacancy that is open for thirty days.
  func vacancy(_ title: String = "Class teacher, Year 2") async throws -> Vacancy {
    let actor = Actor.operatorAtCommandLine
    let known = try await services.pool.valueIfAny(
      "SELECT organisation_id FROM school WHERE name = 'Example Primary School'", as: OrganisationID.self)
    let school: OrganisationID
    if let known {
      school = known
    } else {
      _ = try await CreateAuthority(services)(code: "883", name: "Thurrock", by: actor)
      school = try await CreateSchool(services)(
        SchoolDraft(urn: "123456", name: "Example Primary School", phase: .primary, authority: "883"),
        by: actor
      ).id
    }
    let content = VacancyContent(
      title: title, jobRoles: ["teacher"], phases: [.primary], contractType: .permanent,
      workingPatterns: [.fullTime], fte: 1,
      payMinimum: "M1", payMaximum: "M6", startsAsSoonAsPossible: true,
      closesOn: LondonTime.date(services.today, addingDays: 30), closesAtTime: "17:00", nqtsWelcome: true,
      description: "Teach a lively class of thirty in a school that plans together and likes to laugh.")
    let draft = try await DraftVacancy(services)(school: school, content: content, by: actor)
    return try await PublishVacancy(services)(draft.id, by: actor)
  }

  /// The address of the last link that was mailed to somebody, without the site before it.
  func mailedLink(to email: String) async throws -> String {
    let body = try await services.pool.value(
      "SELECT body FROM outbox_mail WHERE recipient = \(email) ORDER BY created_at DESC, id DESC LIMIT 1",
      as: String.self)
    let start = try #require(body.firstRange(of: TestServices.baseURL))
    return String(body[start.upperBound...].prefix { !$0.isWhitespace })
  }

  /// A browser of somebody with a role at the school of ``vacancy(_:)``.
  func staff(_ role: Role = .head, _ email: String = "head@school.example") async throws -> Browser {
    let school = try await services.pool.value("SELECT organisation_id FROM school", as: OrganisationID.self)
    let account = try await account(email, name: "Hester Sample")
    try await GrantRole(services)(role, to: account.id, at: school, by: .operatorAtCommandLine)
    let browser = browser()
    try await browser.signIn(email)
    return browser
  }

  /// How many applications stand in the database.
  func applications() async throws -> Int {
    try await services.pool.value("SELECT count(*) FROM application", as: Int.self)
  }
}
