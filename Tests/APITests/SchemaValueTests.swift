import Domain
import Testing

@testable import API

@Suite("Schemas")
struct SchemaTests {
  private static let schema = Schema.request(
    required: ["title": .text],
    optional: [
      "fte": .number.orNull, "starts_on": .date, "subjects": .list(.text), "phase": .choice(["primary"]),
      "days": .whole.bounded(1...5), "live": .flag,
    ])

  @Test(
    "Names the field and says what to give",
    arguments: [
      (["title": "A", "fte": "half"], "fte", "Give a number."),
      (["title": 4], "title", "Give text."), ([:], "title", "Give this field."),
      (["title": .null], "title", "Give text."),
      (["title": "A", "starts_on": "4 December"], "starts_on", "Give a date such as 2026-12-04."),
      (["title": "A", "starts_on": "2026-02-30"], "starts_on", "Give a date such as 2026-12-04."),
      (["title": "A", "subjects": "maths"], "subjects", "Give a list."),
      (["title": "A", "subjects": ["a", 2]], "subjects[1]", "Give text."),
      (["title": "A", "phase": "tertiary"], "phase", "Give one of: primary."),
      (["title": "A", "days": 6], "days", "Give a number from 1 to 5."),
      (["title": "A", "days": .number(1.5)], "days", "Give a whole number."),
      (["title": "A", "live": "yes"], "live", "Give true or false."),
      (["title": "A", "tilte": "B"], "tilte", "There is no field with this name here."),
      ([], "", "Give an object."),
    ] as [(JSONValue, String, String)])
  func problems(_ value: JSONValue, _ field: String, _ message: String) {
    #expect(Self.schema.problems(of: value) == [FieldProblem(field: field, message: message)])
  }

  @Test("Takes what fits, open fields left out or null")
  func fits() {
    let value: JSONValue = ["title": "A", "fte": .number(0.6), "starts_on": .null, "days": 5, "live": true]
    #expect(Self.schema.problems(of: value) == [])
  }
}
