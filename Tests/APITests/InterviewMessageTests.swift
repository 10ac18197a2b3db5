import Domain
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("What an invitation to interview said") struct InterviewMessageTests {
  @Test("Applicant and school read the words that were chosen; nobody else does")
  func words() async throws {
    try await withAPI { api, borough async throws in
      let application = try await borough.application(for: try await borough.publishedVacancy())
      try await borough.services.pool.execute(
        "UPDATE application SET state = 'shortlisted' WHERE id = \(application.id)")
      let path = "/applications/\(application.id)/interview-invitation"
      #expect(try await api.get(path, try borough.applicant)["message"] == .null)
      let invited = try await api.post(path, try borough.head, ["message": "Monday at 9am, bring a book."])
      #expect(invited.status == 200)
      for token in [try borough.applicant, try borough.head] {
        let read = try await api.get(path, token)
        #expect(read["message"] == "Monday at 9am, bring a book." && read["written_at"] != .null)
      }
      #expect(try await api.get(path, borough.otherHead).status == 404)
      #expect(try await api.get(path).status == 401)
    }
  }
}
