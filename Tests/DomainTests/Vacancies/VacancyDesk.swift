import Domain
import Foundation
import Postgres
import TestSupport

/// A school with people who work on its vacancies.
struct VacancyDesk {
  let services: Services
  let school: School
  let head: Actor
  let recruiter: Actor
  let stranger: Actor

  static let visitor = Actor(.anonymous, face: .web)

  init(_ services: Services) async throws {
    self.services = services
    let system = Actor.operatorAtCommandLine
    let authority = try await CreateAuthority(services)(code: "883", name: "Thurrock", by: system)
    school = try await Self.school("123456", "Example Primary School", services)
    let other = try await Self.school("123457", "Another School", services)
    let accounts = AccountsFixture(services)
    head = try await accounts.acting(.head, at: school.id, email: "head@school.example")
    recruiter = try await accounts.acting(.recruiter, at: school.id, email: "office@school.example")
    stranger = try await accounts.acting(.head, at: other.id, email: "head@other.example")
    _ = authority
  }

  static func school(_ urn: String, _ name: String, _ services: Services) async throws -> School {
    try await CreateSchool(services)(
      SchoolDraft(urn: urn, name: name, phase: .primary, authority: "883"), by: .operatorAtCommandLine)
  }

  /// A draft with nothing but a title.
  func draft(_ title: String = "Year 4 class teacher") async throws -> Vacancy {
    try await DraftVacancy(services)(school: school.id, content: VacancyContent(title: title), by: recruiter)
  }

  /// A vacancy that is open for thirty days.
  func published(_ title: String = "Year 4 class teacher") async throws -> Vacancy {
    let content = VacancyContent(
      title: title, phase: .primary, contractType: .permanent, workingPattern: .fullTime, fte: 1,
      payMinimum: "M1", payMaximum: "M6", startsAsSoonAsPossible: true,
      closesOn: LondonTime.date(services.today, addingDays: 30), closesAtTime: "17:00", nqtsWelcome: true,
      description: "Teach a lively class of thirty in a school that plans together and likes to laugh.")
    let draft = try await DraftVacancy(services)(school: school.id, content: content, by: head)
    return try await PublishVacancy(services)(draft.id, by: head)
  }
}
