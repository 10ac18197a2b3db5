import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Budgets of schemes") struct SchemeBudgetTests {
  /// Awards all at once, and says how many got an offer.
  private func award(
    _ ids: [SchemeApplicationID], pence: Int?, by officer: Actor, _ services: Services
  ) async throws -> (offered: Int, refusals: Set<String>) {
    try await withThrowingTaskGroup(of: String?.self) { group in
      for id in ids {
        group.addTask {
          do {
            _ = try await DecideSchemeApplication(services).award(
              id, pence: pence, expectedVersion: nil, by: officer)
            return nil
          } catch DomainError.conflict(let sentence) {
            return sentence
          }
        }
      }
      var (offered, refusals) = (0, Set<String>())
      for try await refusal in group {
        if let refusal { refusals.insert(refusal) } else { offered += 1 }
      }
      return (offered, refusals)
    }
  }

  @Test("100 awards at once into money for 7: 7 are offered, and what is left is less than one more")
  func money() async throws {
    try await ActivityDesk.run(connections: 16) { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      // Seven times £133.33 is £933.31; the eighth doesn’t fit into £1,000.
      let scheme = try await SchemeDesk.published(
        budget: 100_000, places: 50, of: desk.authority, by: officer, services)
      let ids = try await SchemeDesk.sent(100, to: scheme, services)
      let result = try await award(ids, pence: nil, by: officer, services)
      #expect(result.offered == 7)
      #expect(result.refusals.count == 1 && result.refusals.first?.contains("only £66.69 is left") == true)
      let budget = try await SchemeDesk.budget(scheme.id, services, by: officer)
      #expect(budget.offeredPence == 93_331 && budget.leftPence == 6_669 && budget.awards == 7)
      // The database itself lets nothing more through, whatever a program asks for.
      await #expect(throws: (any Error).self) {
        try await services.pool.execute(
          """
          UPDATE scheme_application SET state = 'offered', amount_pence = 6670, year = 2026, offered_at = now(),
            answer_by = '2026-12-01'
          WHERE id = (SELECT id FROM scheme_application WHERE scheme_id = \(scheme.id) AND state = 'sent' LIMIT 1)
          """)
      }
    }
  }

  @Test("100 awards at once into 7 places: 7 are offered, however much money is left")
  func places() async throws {
    try await ActivityDesk.run(connections: 16) { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      let scheme = try await SchemeDesk.published(
        SchemeDesk.content(pence: 20_000, isFixed: false), budget: 10_000_000, places: 7, of: desk.authority,
        by: officer, services)
      let ids = try await SchemeDesk.sent(100, to: scheme, services)
      let result = try await award(ids, pence: 14_287, by: officer, services)
      #expect(result.offered == 7)
      let budget = try await SchemeDesk.budget(scheme.id, services, by: officer)
      #expect(budget.offeredPence == 7 * 14_287 && budget.awards == 7 && budget.free == 0)
    }
  }

  @Test("A budget can’t be lowered below what is offered and committed: the refusal names the figures")
  func lowering() async throws {
    try await ActivityDesk.run { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      let scheme = try await SchemeDesk.published(of: desk.authority, by: officer, services)
      let ids = try await SchemeDesk.sent(3, to: scheme, services)
      _ = try await award(ids, pence: nil, by: officer, services)
      try await services.pool.execute("UPDATE scheme_application SET state = 'accepted' WHERE id = \(ids[0])")
      let manage = ManageSchemes(services)
      func set(_ pence: Int, _ places: Int) async throws -> [String] {
        try await SchemeDesk.messages {
          _ = try await manage.setBudget(
            scheme.id, SchemeDesk.year, budgetPence: pence, places: places, expectedVersion: nil, by: officer)
        }
      }
      #expect(
        try await set(39_998, 2) == [
          "£266.66 is offered and £133.33 is committed in 2026/27: the budget can’t be less than £399.99.",
          "3 places are taken in 2026/27: there can’t be fewer.",
        ])
      #expect(try await set(39_999, 3).isEmpty)
      await #expect(throws: (any Error).self) {
        try await services.pool.execute(
          "UPDATE scheme_budget SET budget_pence = 39998 WHERE scheme_id = \(scheme.id)")
      }
      #expect(try await set(0, 0).count == 2)
      #expect(try await set(-1, -1).count == 2)
    }
  }

  @Test("Awards count against the year of their day; without a budget for it nothing is awarded")
  func years() async throws {
    try await ActivityDesk.run { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      let scheme = try await SchemeDesk.published(of: desk.authority, by: officer, services)
      let ids = try await SchemeDesk.sent(2, to: scheme, services)
      desk.clock.set(try #require(LondonTime.instant(day("2027-03-31"), hour: 23, minute: 59)))
      let decide = DecideSchemeApplication(services)
      let first = try await decide.award(ids[0], pence: nil, expectedVersion: nil, by: officer)
      #expect(first.application.year == SchemeDesk.year)
      desk.clock.set(try #require(LondonTime.instant(day("2027-04-01"), hour: 0, minute: 0)))
      #expect(
        try await SchemeDesk.messages {
          _ = try await decide.award(ids[1], pence: nil, expectedVersion: nil, by: officer)
        } == ["No budget is set for 2027/28. Set it first."])
      _ = try await ManageSchemes(services).setBudget(
        scheme.id, FinancialYear(2027), budgetPence: 20_000, places: 1, expectedVersion: nil, by: officer)
      let second = try await decide.award(ids[1], pence: nil, expectedVersion: nil, by: officer)
      #expect(second.application.year == FinancialYear(2027))
      let report = try await ReportSchemes(services)(of: desk.authority, by: officer)
      #expect(report.lines.map(\.budget.year.name) == ["2027/28", "2026/27"])
      #expect(
        report.csv.contains(
          "2026/27,Leadership course,Leadership development,100000,13333,0,0,0,86667,20,1,1,0,0"))
    }
  }

  @Test("Who is offered something next is the one who waits longest; officers are told of room and decide")
  func waiting() async throws {
    try await ActivityDesk.run { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      let scheme = try await SchemeDesk.published(places: 1, of: desk.authority, by: officer, services)
      let ids = try await SchemeDesk.sent(4, to: scheme, services)
      let decide = DecideSchemeApplication(services)
      _ = try await decide.award(ids[0], pence: nil, expectedVersion: nil, by: officer)
      #expect(
        try await SchemeDesk.messages {
          _ = try await decide.award(ids[1], pence: nil, expectedVersion: nil, by: officer)
        } == [
          "No place of 2026/27 is left: there is 1 place in all. Put the application on the waiting list."
        ])
      let second = try await decide.wait(ids[2], expectedVersion: nil, by: officer)
      let third = try await decide.wait(ids[1], expectedVersion: nil, by: officer)
      #expect(second.application.position == 1 && third.application.position == 2)
      #expect(try await decide.waitingList(of: scheme.id, by: officer).items.map(\.id) == [ids[2], ids[1]])
      let paged = try await Page.every {
        try await decide.waitingList(of: scheme.id, limit: 1, after: $0, by: officer)
      }
      #expect(paged.map(\.id) == [ids[2], ids[1]])
      desk.clock.advance(days: 15)
      #expect(try await LapseSchemeOffers(services)() == 1)
      #expect(
        try await desk.accounts.subjects(to: "officer@example.org").contains("Room again: Leadership course"))
      #expect(try await decide.find(ids[2], by: officer).application.state == .waiting)
      for id in [ids[1], ids[3]] {
        #expect(
          try await SchemeDesk.messages {
            _ = try await decide.award(id, pence: nil, expectedVersion: nil, by: officer)
          }.first?.contains("has waited longer") == true)
      }
      let next = try await decide.award(ids[2], pence: nil, expectedVersion: nil, by: officer)
      #expect(next.application.state == .offered)
      #expect(try await decide.find(ids[1], by: officer).application.position == 1)
      let again = try await decide.reopen(ids[0], expectedVersion: nil, by: officer)
      #expect(again.application.state == .sent)
    }
  }

  @Test("Awards and a budget that is lowered at the same time: what is taken never exceeds what there is")
  func race() async throws {
    try await ActivityDesk.run(connections: 16) { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      let scheme = try await SchemeDesk.published(of: desk.authority, by: officer, services)
      let ids = try await SchemeDesk.sent(30, to: scheme, services)
      async let awarded = award(ids, pence: nil, by: officer, services)
      for pence in stride(from: 95_000, through: 20_000, by: -5_000) {
        _ = try await SchemeDesk.messages {
          _ = try await ManageSchemes(services).setBudget(
            scheme.id, SchemeDesk.year, budgetPence: pence, places: 20, expectedVersion: nil, by: officer)
        }
      }
      let offered = try await awarded.offered
      let budget = try await SchemeDesk.budget(scheme.id, services, by: officer)
      #expect(budget.offeredPence == offered * 13_333 && budget.offeredPence <= budget.budgetPence)
    }
  }

  @Test(
    "Whatever is done in whatever order, the budget’s row is the sum of its applications",
    arguments: [1, 7, 42] as [UInt64])
  func sums(seed: UInt64) async throws {
    try await ActivityDesk.run { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      var random = SeededRandom(seed: seed)
      let scheme = try await SchemeDesk.published(
        SchemeDesk.content(pence: 9_973, isFixed: false), budget: 50_000, places: 6, of: desk.authority,
        by: officer, services)
      let ids = try await SchemeDesk.sent(12, to: scheme, services)
      for _ in 0..<120 {
        let id = try #require(ids.randomElement(using: &random))
        try await step(
          Int.random(in: 0...7, using: &random), id, Int.random(in: 1...9_973, using: &random), desk)
        let sums = try #require(
          try await services.pool.firstRow(
            """
            SELECT coalesce(sum(amount_pence) FILTER (WHERE state = 'offered'), 0)::bigint AS offered,
              coalesce(sum(amount_pence - released_pence) FILTER (WHERE state IN ('accepted', 'ended')), 0)::bigint
                AS committed,
              coalesce((SELECT sum(pence) FROM scheme_payment WHERE paid_on IS NOT NULL), 0)::bigint AS spent,
              count(*) FILTER (WHERE state IN ('offered', 'accepted', 'ended') AND amount_pence > released_pence)
                AS awards
            FROM scheme_application
            """))
        let budget = try await SchemeDesk.budget(scheme.id, services, by: officer)
        #expect(budget.offeredPence == (try sums.decode("offered", as: Int.self)))
        #expect(budget.committedPence == (try sums.decode("committed", as: Int.self)))
        #expect(budget.spentPence == (try sums.decode("spent", as: Int.self)))
        #expect(budget.awards == (try sums.decode("awards", as: Int.self)))
        #expect(budget.leftPence >= 0 && budget.free >= 0)
      }
    }
  }

  /// Tries something with an application; what can't be done is refused.
  private func step(_ kind: Int, _ id: SchemeApplicationID, _ pence: Int, _ desk: ActivityDesk) async throws {
    let (services, officer) = (desk.services, desk.officer)
    let (decide, pay) = (DecideSchemeApplication(services), PaySchemeAward(services))
    let today = services.today
    _ = try await SchemeDesk.messages {
      switch kind {
      case 0, 1: _ = try await decide.award(id, pence: pence, expectedVersion: nil, by: officer)
      case 2:
        try await services.pool.execute(
          "UPDATE scheme_application SET state = 'accepted' WHERE id = \(id) AND state = 'offered'")
      case 3:
        try await services.pool.execute(
          "UPDATE scheme_application SET state = 'lapsed' WHERE id = \(id) AND state = 'offered'")
      case 4: _ = try await decide.reopen(id, expectedVersion: nil, by: officer)
      case 5:
        _ = try await pay.plan(id, pence: min(pence, 4_000), dueOn: today, expectedVersion: nil, by: officer)
      case 6:
        for payment in try await decide.find(id, by: officer).payments {
          _ =
            payment.paidOn == nil
            ? try await pay.pay(payment.id, on: today, by: officer)
            : try await pay.undo(payment.id, by: officer)
        }
      default:
        _ = try await pay.release(
          id, pence: min(pence, 4_000), reason: "It cost less.", expectedVersion: nil, by: officer)
      }
    }
  }
}
