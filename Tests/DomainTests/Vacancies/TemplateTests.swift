import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Templates of vacancies") struct TemplateTests {
  @Test("hold everything but the dates, criteria included, and make one draft for one intent")
  func roundTrip() async throws {
    try await VacancyDesk.run { desk async throws in
      let services = desk.services
      let vacancy = try await desk.draft()
      _ = try await SetCriteria(services)(
        vacancy.id, [Criterion(wording: "Sings"), Criterion(isEssential: false, wording: "Plays")],
        expectedVersion: nil, by: desk.head)
      let template = try await SaveTemplate(services)(
        of: vacancy.id, name: " Class teacher ", by: desk.recruiter)
      #expect(template.name == "Class teacher")
      let submission = UUID()
      let draft = try await DraftFromTemplate(services)(
        template.id, submission: submission, by: desk.recruiter)
      let again = try await DraftFromTemplate(services)(
        template.id, submission: submission, by: desk.recruiter)
      #expect(draft.id == again.id && draft.id != vacancy.id)
      #expect(draft.content.title == vacancy.content.title && draft.content.closesOn == nil)
      #expect(draft.content.payMinimum == "M1")
      let criteria = try await ReadCriteria(services)(draft.id, by: desk.head)
      #expect(criteria.map(\.wording) == ["Sings", "Plays"] && !criteria[1].isEssential)
    }
  }

  @Test("of one name are replaced; they are the school's own and can be removed")
  func names() async throws {
    try await VacancyDesk.run { desk async throws in
      let services = desk.services
      let (one, other) = (try await desk.draft(), try await desk.draft(VacancyDesk.content("Music teacher")))
      let first = try await SaveTemplate(services)(of: one.id, name: "Usual", by: desk.head)
      let second = try await SaveTemplate(services)(of: other.id, name: "Usual", by: desk.head)
      #expect(first.id == second.id)
      let list = ListTemplates(services)
      #expect(try await list(school: desk.school.id, by: desk.head).map(\.content.title) == ["Music teacher"])
      await #expect(throws: DomainError.notFound("school")) {
        try await list(school: desk.school.id, by: desk.stranger)
      }
      await #expect(throws: DomainError.notFound("template")) {
        try await DraftFromTemplate(services)(first.id, by: desk.stranger)
      }
      let nameless = try await outcome {
        _ = try await SaveTemplate(services)(of: one.id, name: "  ", by: desk.head)
      }
      #expect(nameless?.fields == ["name"])
      try await RemoveTemplate(services)(first.id, by: desk.head)
      #expect(try await list(school: desk.school.id, by: desk.head).isEmpty)
    }
  }
}
