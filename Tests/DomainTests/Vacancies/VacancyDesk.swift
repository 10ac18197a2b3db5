import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// A school with its head and recruiter, and another school's head: what tests of vacancies have in common.
struct VacancyDesk {
  let services: Services
  let clock: TestClock
  let school: School
  let head: Actor
  let recruiter: Actor
  let stranger: Actor

  static let visitor = Actor(.anonymous, face: .web)

  /// Runs a test at a desk of its own.
  static func run(_ body: (VacancyDesk) async throws -> Void) async throws {
    try await withServices { services, clock async throws in
      try await body(VacancyDesk(services, clock: clock))
    }
  }

  /// A desk of these services; `clock` is theirs, for tests that move it.
  init(_ services: Services, clock: TestClock = TestClock()) async throws {
    (self.services, self.clock) = (services, clock)
    let accounts = AccountsFixture(services)
    _ = try await accounts.authority("883")
    school = try await Self.school("900101", "Sample Primary School", services)
    let other = try await Self.school("900102", "Other Sample School", services)
    head = try await accounts.acting(.head, at: school.id, email: "head@example.org")
    recruiter = try await accounts.acting(.recruiter, at: school.id, email: "recruiter@example.org")
    stranger = try await accounts.acting(.head, at: other.id, email: "stranger@example.org")
  }

  static func school(_ urn: String, _ name: String, _ services: Services) async throws -> School {
    try await CreateSchool(services)(
      SchoolDraft(urn: urn, name: name, phase: .primary, authority: "883"), by: .operatorAtCommandLine)
  }

  /// A vacancy that may be published on the clock's day, 2 November 2026.
  static func content(_ title: String = "Year 4 class teacher") -> VacancyContent {
    VacancyContent(
      title: title, jobRoles: ["teacher"], phases: [.primary], keyStages: ["ks2"], contractType: .permanent,
      workingPatterns: [.fullTime], fte: 1, payMinimum: "M1", payMaximum: "M6", startsInTerm: "2027-spring",
      closesOn: day("2026-11-20"), closesAtTime: "12:00", nqtsWelcome: true,
      description: "A class of 28 in a two-form school by the river, with a partner teacher next door.")
  }

  /// A draft of the school.
  func draft(_ content: VacancyContent = content(), by actor: Actor? = nil) async throws -> Vacancy {
    try await DraftVacancy(services)(school: school.id, content: content, by: actor ?? head)
  }

  /// A published vacancy of the school.
  func published(_ content: VacancyContent = content()) async throws -> Vacancy {
    try await PublishVacancy(services)(draft(content).id, by: head)
  }

  /// A published vacancy whose closing time has passed, whether or not the worker has come by.
  func closed(byWorker: Bool = true) async throws -> Vacancy {
    let vacancy = try await published()
    clock.set(try #require(vacancy.closesAt).addingTimeInterval(60))
    if byWorker { _ = try await CloseDueVacancies(services)() }
    return try await FindVacancy(services)(vacancy.id, by: head)
  }

  /// The actions of the vacancy's history, oldest first.
  func history(of vacancy: Vacancy) async throws -> [String] {
    try await ReadVacancyHistory(services)(vacancy.id, by: head).items.map(\.action).reversed()
  }
}
