import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The second version of the form") struct FormVersion2Tests {
  private func applicant(_ services: Services) async throws -> Actor {
    let accounts = AccountsFixture(services)
    try await accounts.person("ada@example.org")
    return try await accounts.acting("ada@example.org")
  }

  @Test("Answers to the first version are kept, and only what is new is asked")
  func keepsAnswers() async throws {
    try await withServices { services, clock async throws in
      let actor = try await applicant(services)
      let now = clock.now
      clock.set(try #require(LondonTime.instant(day("2026-07-01"), hour: 9, minute: 0)))
      #expect(try await ReadApplicationForm(services)().version == 1)
      let early = try await AccountsFixture(services).acting("ada@example.org")
      let teaching: [String: JSONValue] = [
        "status": "qualified", "qts_awarded_on": "2019-07-05", "trn": "0000102", "induction": "completed",
        "training_provider": "Example University", "phases": ["primary"], "subjects": "Primary",
      ]
      let filled = try await SaveSection(services)(
        "teaching", answers: teaching, expectedVersion: 0, by: early)
      #expect(filled.progress == .complete)
      let declarations = try await SaveSection(services)(
        "declarations",
        answers: [
          "close_relationship": "no", "lived_abroad": "no", "understands_checks": "yes", "true": "yes",
        ],
        expectedVersion: 0, by: early)
      #expect(declarations.progress == .complete)
      clock.set(now)
      let general = try await ReadGeneralApplication(services)(by: actor)
      #expect(general.form.version == 4)
      let after = try general.section("teaching")
      #expect(after.answers == teaching)
      #expect(after.problems.map(\.field) == ["age_ranges"])
      #expect(try general.section("declarations").progress == .complete)
    }
  }

  @Test("Placements are needed of people who train or are new, and optional for others")
  func placements() async throws {
    try await withServices { services, _ async throws in
      let actor = try await applicant(services)
      func progress(_ teaching: [String: JSONValue]) async throws -> SectionProgress {
        _ = try await SaveSection(services)("teaching", answers: teaching, expectedVersion: nil, by: actor)
        return try await ReadGeneralApplication(services)(by: actor).section("placements").progress
      }
      #expect(try await progress(["status": "training"]) == .notStarted)
      #expect(try await progress(["status": "qualified", "induction": "not_started"]) == .notStarted)
      #expect(try await progress(["status": "qualified", "induction": "completed"]) == .optional)
      #expect(try await progress(["status": "unqualified"]) == .optional)
      let development = try await ReadGeneralApplication(services)(by: actor).section("development")
      #expect(development.progress == .optional && development.isReady)
    }
  }

  @Test("A statement has at most 1,500 words")
  func words() async throws {
    try await withServices { services, _ async throws in
      let actor = try await applicant(services)
      func problems(_ words: Int) async throws -> [FieldProblem] {
        let text = String(repeating: "word ", count: words)
        return try await SaveSection(services)(
          "statement", answers: ["statement": .string(text)], expectedVersion: nil, by: actor
        ).problems
      }
      #expect(try await problems(1500) == [])
      #expect(try await problems(1501).map(\.field) == ["statement"])
    }
  }

  /// History, teaching status and referees, and the messages that must be given.
  static let referees:
    [(history: [String: JSONValue], teaching: [String: JSONValue], relations: [String], problems: [String])] =
      [
        (["kind": "training", "current": "yes"], ["status": "unqualified"], ["other", "other"], []),
        (
          ["kind": "teaching", "organisation": "Draft School", "current": "yes"], ["status": "unqualified"],
          ["other", "other"], ["Add a referee from your current employer, Draft School."]
        ),
        (
          ["kind": "other_work", "organisation": "Shop", "current": "no", "to": "2024-07"],
          ["status": "unqualified"], ["other", "other"], ["Add a referee from your latest employer, Shop."]
        ),
        (
          ["kind": "teaching", "organisation": "Draft School", "current": "yes"], ["status": "unqualified"],
          ["other", "current_employer"], []
        ),
        (
          ["kind": "teaching", "organisation": "Draft School", "current": "yes"], ["status": "unqualified"],
          ["other", "latest_employer"], ["Add a referee from your current employer, Draft School."]
        ),
        (
          ["kind": "teaching", "organisation": "Draft School", "current": "no", "to": "2024-07"],
          ["status": "unqualified"], ["other", "latest_employer"], []
        ),
        (
          ["kind": "other_work", "organisation": "My own tutoring", "current": "yes"],
          ["status": "unqualified"], ["other", "latest_employer"], []
        ),
        (
          ["kind": "training"], ["status": "training", "training_provider": "Example University"],
          ["other", "other"], ["Add a referee from your training provider, Example University."]
        ),
        (
          ["kind": "training"], ["status": "qualified", "induction": "not_started"],
          ["other", "other"], ["Add a referee from your training provider."]
        ),
        (
          ["kind": "training"], ["status": "qualified", "induction": "completed"], ["other", "other"], []
        ),
      ]

  @Test("Referees fit the history and the training", arguments: referees.indices)
  func rules(_ index: Int) throws {
    let row = Self.referees[index]
    let section = try FormRulesTests.section(
      """
      {"key":"referees","title":"Referees","rule":"referees","questions":[],
       "entries":{"name":"referee","minimum":2,"maximum":5,"naming":["name"]}}
      """)
    let list = row.relations.enumerated().map { number, relation -> JSONValue in
      ["name": .string("Person \(number)"), "organisation": "Somewhere", "relationship": .string(relation)]
    }
    let found = FormRules.problems(
      ["entries": .array(list)], section, today: day("2026-11-24"),
      others: ["history": ["entries": [.object(row.history)]], "teaching": row.teaching])
    #expect(found.map(\.message) == row.problems)
  }

  @Test("A referee is neither a relative nor given twice")
  func people() throws {
    let section = try FormRulesTests.section(
      """
      {"key":"referees","title":"Referees","rule":"referees","questions":[],
       "entries":{"name":"referee","minimum":2,"maximum":5,"naming":["name"]}}
      """)
    let person: JSONValue = ["name": "Bea Sample", "organisation": "School", "is_relative": "no"]
    let relative: JSONValue = ["name": "bea sample ", "organisation": "school", "is_relative": "yes"]
    let found = FormRules.problems(["entries": [person, relative]], section, today: day("2026-11-24"))
    #expect(found.map(\.field) == ["entries[1].is_relative", "entries[1].name"])
  }
}
