import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What an appointment does, read before it is made") struct AppointmentPreviewTests {
  @Test("The last post fills the vacancy, and those without an answer are named", arguments: [1, 2])
  func preview(posts: Int) async throws {
    try await HiringDesk.run(posts: posts) { hiring async throws in
      let other = try await HiringDesk.person("bo@example.org", hiring.desk)
      _ = try await hiring.application(.sent, by: other)
      let application = try await hiring.accepted()
      let preview = try await WaitingCandidates(hiring.services).preview(
        appointing: application, by: hiring.head)
      #expect(preview.fillsVacancy == (posts == 1))
      #expect(
        preview.waiting.count == 1 && preview.waitingSentence?.hasPrefix("1 person still waits") == true)
      #expect(
        preview.vacancySentence.hasPrefix(
          posts == 1
            ? "With this appointment all posts are filled: the vacancy closes at once"
            : "After this appointment 1 post is free"))
      for (who, actor) in hiring.strangers {
        let refused = try await outcome {
          _ = try await WaitingCandidates(hiring.services).preview(appointing: application, by: actor)
        }
        #expect(refused == .notFound("vacancy"), "\(who)")
      }
    }
  }
}
