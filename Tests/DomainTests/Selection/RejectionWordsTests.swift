import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Words that are true for those to whom they go") struct RejectionWordsTests {
  private static func words(
    _ states: [ApplicationState], days: [Double] = [], isFilled: Bool = false
  ) -> String {
    RejectionWords.text(
      title: "Teacher", school: "Sample School", isFilled: isFilled, states: states,
      waited: days.map { $0 * 86_400 })
  }

  @Test("Only those who have waited long are told so, and only what they gave is thanked for")
  func rejection() {
    #expect(Self.words([.sent, .longlisted]).contains("put into your application"))
    #expect(!Self.words([.sent, .interviewing]).contains("put into your application"))
    #expect(!Self.words([.interviewing]).contains("put into your application"))
    #expect(!Self.words([.sent], days: [1]).contains("waiting longer"))
    #expect(!Self.words([.sent, .sent], days: [50, 1], isFilled: true).contains("waiting longer"))
    #expect(Self.words([.sent, .sent], days: [50, 43], isFilled: true).contains("waiting longer"))
    #expect(Self.words([.sent], isFilled: true).contains("has now been filled"))
    #expect(Self.words([.sent]).contains(ApplicantMail.generalApplication))
  }

  @Test("A message to several says where they stand only where they stand at the same point")
  func message() async throws {
    try await SelectionDesk.run(applicants: 1) { desk async throws in
      func words(_ states: ApplicationState...) -> String {
        WriteMessage.usualMessage(for: desk.vacancy, to: states)
      }
      #expect(words(.sent, .underConsideration).contains("reading every application with care"))
      #expect(words(.interviewing).contains("You are invited to interview"))
      #expect(words(.shortlisted).contains("You are on our shortlist"))
      let mixed = words(.sent, .interviewing)
      #expect(!mixed.contains("reading every application") && !mixed.contains("invited"))
      #expect(!words(.appointed).contains("decided"))
    }
  }

  @Test("One reason serves all who have none of their own, and what is missing is said by name")
  func shared() async throws {
    try await SelectionDesk.run(applicants: 3) { desk async throws in
      let reject = RejectApplications(desk.services)
      let bare = desk.applications.map { Rejection($0, version: 1) }
      do {
        try await reject(desk.vacancy.id, bare, message: "Thank you.", by: desk.head)
        Issue.record("Nobody gave a reason.")
      } catch DomainError.invalid(let problems) {
        #expect(problems.count == 3 && Set(problems.map(\.message)).count == 3)
        #expect(problems.contains { $0.message.contains("Bilal Mysterious") })
      }
      var own = bare
      own[0].reason = "Taught older pupils only."
      let done = try await reject(
        desk.vacancy.id, own, all: SharedRejection(reason: "Others were stronger."), message: "Thank you.",
        exception: "A small school.", by: desk.head)
      #expect(
        Set(done.map(\.stateReason)) == ["Taught older pupils only.", "Others were stronger."])
    }
  }
}
