import Domain
import Foundation
import TestSupport
import Testing

@Suite("The form that starts a vacancy") struct DraftVacancyTests {
  @Test("sent again from another showing makes one draft for ten minutes, while that is as it was started")
  func sentAgain() async throws {
    try await VacancyDesk.run { desk async throws in
      @Sendable func start(_ title: String = "Tutor", by actor: Actor? = nil) async throws -> VacancyID {
        try await DraftVacancy(desk.services)(
          school: desk.school.id, content: VacancyContent(title: title, jobRoles: ["teacher"]),
          submission: UUID(), by: actor ?? desk.recruiter
        ).id
      }
      // Two tabs at once.
      async let one = start()
      async let two = start()
      let tabs = try await [one, two]
      let first = tabs[0]
      #expect(tabs[1] == first)
      let copy = try await CopyVacancy(desk.services)(first, submission: UUID(), by: desk.recruiter)
      desk.clock.advance(seconds: 540)
      #expect(try await start(" Tutor ") == first)
      #expect(try await AccountsFixture(desk.services).audited("vacancy.drafted") == 2)
      let others = [try await start("Tutor of music"), try await start(by: desk.head)]
      #expect(Set(others + [first, copy.id]).count == 4)
      desk.clock.advance(seconds: 60)
      let second = try await start()
      #expect(second != first && second != copy.id)
      // A client of the API says itself what is a repeat.
      #expect(try await start(by: Actor(desk.recruiter.identity, face: .api)) != second)
      let music = others[0]
      #expect(try await start("Tutor of music") == music)
      _ = try await SetCriteria(desk.services)(
        music, [Criterion(wording: "Sings")], expectedVersion: nil, by: desk.recruiter)
      #expect(try await start("Tutor of music") != music)
    }
  }
}
