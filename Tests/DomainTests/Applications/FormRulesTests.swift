import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct FormRulesTests {
  static let today = day("2026-11-24")

  static func section(_ json: String) throws -> FormSection {
    try JSONDecoder().decode(FormSection.self, from: Data(json.utf8))
  }

  @Test("What is missing is asked for in a sentence")
  func sentence() throws {
    let section = try Self.section(
      """
      {"key":"s","title":"S","questions":[{"key":"q","label":"A telephone number","type":"telephone","required":true},
      {"key":"t","label":"TRN","type":"trn","required":true},{"key":"n","label":"Name","type":"text","required":true}]}
      """)
    let messages = FormRules.problems([:], section, today: Self.today).map(\.message)
    #expect(
      messages == [
        "Enter an answer for “A telephone number”.", "Enter an answer for “TRN”.",
        "Enter an answer for “Name”.",
      ])
  }

  static func question(_ type: String, key: String = "q", required: Bool = true) throws -> FormSection {
    try section(
      """
      {"key":"s","title":"S","questions":[{"key":"\(key)","label":"The answer","type":"\(type)",
      "required":\(required),"maximum":40,"options":[{"value":"a","label":"A"},{"value":"b","label":"B"}]}]}
      """)
  }

  @Test(
    "An answer is accepted or not by its type",
    arguments: [
      ("text", "anything", true), ("text", "   ", false), ("text", String(repeating: "x", count: 41), false),
      ("email", "a@b.example", true), ("email", "a@b", false), ("email", "a b@c.example", false),
      ("email", "a@b@c.example", false), ("email", "@b.example", false), ("email", "a@b..example", false),
      ("email", "a@.example", false), ("email", "a@b.example,", false),
      ("telephone", "+44 (0)1375 000-000", true), ("telephone", "12", false),
      ("telephone", "call me 0123456", false),
      ("postcode", "RM17 6SL", true), ("postcode", "rm176sl", true), ("postcode", "RM17", false),
      ("postcode", "M1 1AE", true), ("postcode", "ec1a 1bb", true), ("postcode", "RMX7 6SL", false),
      ("postcode", "RM17 66L", false), ("postcode", "7M1 1AE", false), ("postcode", "RM177 6SL", false),
      ("trn", "0123456", true), ("trn", "123456", false), ("trn", "12 34567", false),
      ("trn", "１２３４５６７", false),
      ("national_insurance", "AB 12 34 56 C", true), ("national_insurance", "QQ123456C", false),
      ("date", "2026-11-24", true), ("date", "2026-11-25", false), ("date", "2026-02-29", false),
      ("date", "1899-12-31", false), ("date", "2024-02-29", true),
      ("month", "2026-11", true), ("month", "2026-12", false), ("month", "2026-13", false),
      ("month", "2026-1", false),
      ("yes_no", "yes", true), ("yes_no", "maybe", false),
      ("choice", "a", true), ("choice", "c", false), ("confirmation", "yes", true),
      ("confirmation", "no", false),
    ])
  func types(_ type: String, _ text: String, _ accepted: Bool) throws {
    let section = try Self.question(type)
    let found = FormRules.problems(["q": .string(text)], section, today: Self.today)
    #expect(found.isEmpty == accepted, "\(found)")
    #expect(found.allSatisfy { $0.field == "q" })
  }

  @Test("Nobody is their own referee")
  func ownReferee() throws {
    let section = try Self.section(
      """
      {"key":"referees","title":"Referees","entries":{"minimum":1,"maximum":5,"name":"referee","naming":["email"]},
      "rule":"different_people",
      "questions":[{"key":"email","label":"E-mail address","type":"email","required":true}]}
      """)
    let answers: [String: JSONValue] = ["entries": [["email": "Robin@Example.org"]]]
    #expect(FormRules.problems(answers, section, today: Self.today, ownEmail: "ada@example.org").isEmpty)
    let own = FormRules.problems(answers, section, today: Self.today, ownEmail: "robin@example.org")
    #expect(own.map(\.field) == ["entries[0].email"])
  }

  @Test(
    "A year is one of four digits that lies behind, an expected one is this or soon",
    arguments: [
      ("year", "2024", true), ("year", "2026", true), ("year", "2027", false), ("year", "20x5", false),
      ("year", "1", false), ("year", "1939", false), ("expected_year", "2027", true),
      ("expected_year", "2025", false), ("expected_year", "3000", false),
    ])
  func years(_ key: String, _ text: String, _ accepted: Bool) throws {
    let found = FormRules.problems(
      [key: .string(text)], try Self.question("text", key: key), today: Self.today)
    #expect(found.isEmpty == accepted, "\(found)")
  }

  @Test("A question that is not required may be left open, and one that is names itself")
  func required() throws {
    #expect(FormRules.problems([:], try Self.question("text", required: false), today: Self.today).isEmpty)
    #expect(
      FormRules.problems([:], try Self.question("text"), today: Self.today)
        == [FieldProblem(field: "q", message: "Enter an answer for “The answer”.")])
  }

  @Test("Dates that are expected lie ahead, and not too far")
  func expected() throws {
    let section = try Self.question("date", key: "expected_on")
    for (day, isAccepted) in [
      ("2027-07-31", true), ("\(Self.today)", true), ("\(Self.today.adding(days: -1))", false),
      ("1950-07-31", false), ("2036-12-31", true), ("2037-01-01", false),
    ] {
      let found = FormRules.problems(["expected_on": .string(day)], section, today: Self.today)
      #expect(found.isEmpty == isAccepted, "\(day)")
    }
  }

  @Test("Shaping keeps what a person typed, right or wrong, and refuses what no form could send")
  func shape() throws {
    let section = try Self.question("email")
    #expect(try FormRules.shaped(["q": "not an address"], section) == ["q": "not an address"])
    #expect(throws: DomainError.self) { try FormRules.shaped(["other": "x"], section) }
    #expect(throws: DomainError.self) { try FormRules.shaped(["q": 7], section) }
    let long = String(repeating: "x", count: 5000)
    #expect(throws: DomainError.self) { try FormRules.shaped(["q": .string(long)], section) }
  }

  @Test("Postcodes are kept as they stand on letters, and blanks alone as nothing")
  func tidied() throws {
    let section = try Self.section(
      """
      {"key": "personal", "title": "You", "questions": [
        {"key": "postcode", "label": "Postcode", "type": "postcode", "required": true},
        {"key": "other", "label": "Postcode before", "type": "postcode", "required": true},
        {"key": "note", "label": "Note", "type": "textarea", "required": true}]}
      """)
    let kept = try FormRules.shaped(
      ["postcode": " rm176sl", "other": "rm17 6", "note": " \n\n"], section)
    #expect(kept == ["postcode": "RM17 6SL", "other": "rm17 6", "note": ""])
  }
}
