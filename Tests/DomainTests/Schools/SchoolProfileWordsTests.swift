import Testing

@testable import Domain

@Suite("What a school may say of itself")
struct SchoolProfileWordsTests {
  @Test("Each text that is too long is named in a sentence of its own")
  func lengths() {
    let long = String(repeating: "x", count: 5_001)
    let profile = SchoolProfile(safeguarding: long, benefits: long, visits: long)
    #expect(
      throws: DomainError.invalid([
        FieldProblem(
          field: "safeguarding",
          message: "Shorten the words on keeping children safe to 5,000 characters or fewer."),
        FieldProblem(
          field: "benefits", message: "Shorten what you offer staff to 5,000 characters or fewer."),
        FieldProblem(
          field: "visits", message: "Shorten the words on visits to 5,000 characters or fewer."),
      ])
    ) { try profile.check() }
  }
}
