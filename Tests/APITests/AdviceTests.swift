import Domain
import Testing

@Suite("/vacancies/{id}/advice")
struct AdviceTests {
  @Test("The school reads the advice, nobody else does")
  func advice() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy(title: "Young teacher")
      let advice = try await api.get("/vacancies/\(vacancy.id)/advice", try borough.token(.recruiter))
      #expect(advice.items.contains { $0.object?["words"] == "Young" && $0.object?["topic"] == "age" })
      #expect(try await api.get("/vacancies/\(vacancy.id)/advice", borough.otherHead).status == 404)
      #expect(try await api.get("/vacancies/\(vacancy.id)/advice").status == 401)
    }
  }
}
