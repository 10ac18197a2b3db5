import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Rules of schemes") struct SchemeRuleTests {
  @Test("The database holds the same transitions as the code, and refuses every other")
  func transitions() async throws {
    try await withServices { services, _ async throws in
      func stored(_ kind: String) async throws -> Set<String> {
        Set(
          try await services.pool.query(
            "SELECT from_state, to_state FROM scheme_transition WHERE kind = \(kind)"
          ).map {
            "\(try $0.decode("from_state", as: String.self)) \(try $0.decode("to_state", as: String.self))"
          })
      }
      let schemes = SchemeState.transitions.flatMap { from, next in
        next.map { "\(from.rawValue) \($0.rawValue)" }
      }
      let applications = SchemeApplicationState.transitions.flatMap { from, next in
        next.map { "\(from.rawValue) \($0.rawValue)" }
      }
      #expect(try await stored("scheme") == Set(schemes))
      #expect(try await stored("application") == Set(applications))
      #expect(Set(SchemeState.transitions.keys) == Set(SchemeState.allCases))
      #expect(Set(SchemeApplicationState.transitions.keys) == Set(SchemeApplicationState.allCases))
    }
  }

  @Test("Every pair of states of an application is allowed or refused by the database as by the table")
  func pairs() async throws {
    try await ActivityDesk.run { desk async throws in
      let scheme = try await SchemeDesk.published(of: desk.authority, by: desk.officer, desk.services)
      let id = try #require(try await SchemeDesk.sent(1, to: scheme, desk.services).first)
      for from in SchemeApplicationState.allCases {
        for next in SchemeApplicationState.allCases where next != from {
          var isAllowed = true
          do {
            try await desk.services.pool.withTransaction { tx in
              try await tx.execute(
                "ALTER TABLE scheme_application DISABLE TRIGGER scheme_application_goes_its_way")
              try await tx.execute(
                """
                UPDATE scheme_application SET state = \(from), queue = 1, year = 2026, amount_pence = 5,
                  offered_at = now(), answer_by = '2026-12-01' WHERE id = \(id)
                """)
              try await tx.execute(
                "ALTER TABLE scheme_application ENABLE TRIGGER scheme_application_goes_its_way")
              try await tx.execute("UPDATE scheme_application SET state = \(next) WHERE id = \(id)")
              throw CancellationError()
            }
          } catch is CancellationError {
          } catch {
            isAllowed = false
          }
          #expect(isAllowed == from.mayBecome(next), "\(from) to \(next)")
        }
      }
    }
  }

  @Test(
    "The financial year runs from 1 April to 31 March",
    arguments: [
      ("2026-03-31", 2025, "2025/26"), ("2026-04-01", 2026, "2026/27"), ("2027-01-01", 2026, "2026/27"),
      ("2099-05-01", 2099, "2099/00"),
    ])
  func years(date: String, start: Int, name: String) {
    let year = FinancialYear(of: day(date))
    #expect(year.start == start && year.name == name)
  }

  @Test(
    "Years since completion count to the same day",
    arguments: [
      ("2026-07-20", "2031-07-20", SchemeCriterion.Finding.met), ("2026-07-20", "2031-07-21", .unmet),
      ("2024-02-29", "2029-03-01", .met), ("2024-02-29", "2029-03-02", .unmet),
    ])
  func sinceCompletion(completed: String, today: String, finding: SchemeCriterion.Finding) {
    #expect(
      SchemeCriterion(.years, number: 5).finding(Self.facts(completed: completed), on: day(today)) == finding)
  }

  private static func facts(
    _ state: InductionState = .satisfactory, completed: String? = "2026-07-20", phase: String = "primary",
    subject: String = "", isInBorough: Bool = true
  ) -> SchemeFacts {
    SchemeFacts(
      name: "Nia Sample", trn: "1234567", body: "Sample Body", state: state, completedOn: completed,
      school: "Sample School", isInBorough: isInBorough, phase: phase, subject: subject)
  }

  @Test("Each criterion goes by the record, and what it doesn’t say officers judge")
  func criteria() {
    let today = day("2026-11-02")
    func finding(_ criterion: SchemeCriterion, _ facts: SchemeFacts) -> SchemeCriterion.Finding {
      criterion.finding(facts, on: today)
    }
    let (serving, done) = (Self.facts(.serving, completed: nil), Self.facts())
    #expect(finding(SchemeCriterion(.induction, choices: ["completed"]), done) == .met)
    #expect(finding(SchemeCriterion(.induction, choices: ["completed"]), serving) == .unmet)
    #expect(finding(SchemeCriterion(.induction, choices: ["serving"]), serving) == .met)
    #expect(finding(SchemeCriterion(.induction, choices: ["serving", "completed"]), done) == .met)
    #expect(
      finding(
        SchemeCriterion(.induction, choices: ["serving", "completed"]), Self.facts(.left, completed: nil))
        == .unmet)
    #expect(finding(SchemeCriterion(.years, number: 1), serving) == .unmet)
    #expect(finding(SchemeCriterion(.borough), Self.facts(isInBorough: false)) == .unmet)
    #expect(finding(SchemeCriterion(.phase, choices: ["secondary"]), done) == .unmet)
    #expect(finding(SchemeCriterion(.phase, choices: ["secondary"]), Self.facts(phase: "")) == .judged)
    #expect(finding(SchemeCriterion(.subject, choices: ["German"]), Self.facts(subject: "german")) == .met)
    #expect(finding(SchemeCriterion(.judged, wording: "A plan."), done) == .judged)
  }

  @Test(
    "Amounts are shown in pounds",
    arguments: [(0, "£0"), (5, "£0.05"), (13_333, "£133.33"), (12_345_600, "£123,456")])
  func pounds(pence: Int, words: String) {
    #expect(SchemeMoney.pounds(pence) == words)
  }
}
