import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("When people are reminded") struct RemindersTests {
  @Test(
    "Reminders go out from 7 in the morning to 7 in the evening of a working day in London",
    arguments: [
      ("2026-11-02T06:59:59Z", false), ("2026-11-02T07:00:00Z", true), ("2026-11-02T18:59:59Z", true),
      ("2026-11-02T19:00:00Z", false),
      // Saturday, Sunday, Christmas Day and the substitute of Boxing Day.
      ("2026-11-07T12:00:00Z", false), ("2026-11-08T12:00:00Z", false), ("2026-12-25T12:00:00Z", false),
      ("2026-12-28T12:00:00Z", false), ("2026-12-29T12:00:00Z", true),
      // Summer time ends on 25 October 2026 and begins on 28 March 2027, Easter Sunday.
      ("2026-10-23T05:59:59Z", false), ("2026-10-23T06:00:00Z", true), ("2026-10-26T06:59:59Z", false),
      ("2026-10-26T07:00:00Z", true), ("2027-03-25T06:59:59Z", false), ("2027-03-25T07:00:00Z", true),
      ("2027-03-29T12:00:00Z", false), ("2027-03-30T05:59:59Z", false), ("2027-03-30T06:00:00Z", true),
      ("2027-03-30T18:00:00Z", false),
    ])
  func hours(moment: String, goOut: Bool) throws {
    let moment = try Date(moment, strategy: .iso8601)
    #expect(try Reminders.load().goOut(at: moment) == goOut)
  }

  @Test(
    "What falls due after a weekend or a bank holiday is reminded of before it, and nothing is lost",
    arguments: [
      // A Wednesday, a Monday, a Saturday and a Sunday; the first Tuesday after Christmas.
      ("2026-11-18", ["2026-11-11", "2026-11-17", "2026-11-18", "2026-11-19"]),
      ("2026-11-16", ["2026-11-09", "2026-11-13", "2026-11-16", "2026-11-17"]),
      ("2026-11-14", ["2026-11-06", "2026-11-13", "2026-11-16"]),
      ("2026-11-15", ["2026-11-06", "2026-11-13", "2026-11-16"]),
      ("2026-12-29", ["2026-12-22", "2026-12-24", "2026-12-29", "2026-12-30"]),
    ])
  func days(due: String, expected: [String]) throws {
    let (reminders, due) = (try Reminders.load(), day(due))
    let holidays = try BankHolidays.englandAndWales()
    var reminded: [CivilDate] = []
    for today in (-12...2).map({ due.adding(days: $0) }) where holidays.isWorkingDay(today) {
      guard due <= (try reminders.horizon(on: today)), let last = try reminders.lastDay(of: due, on: today)
      else { continue }
      if reminded.last.map({ $0 < last }) ?? true { reminded.append(today) }
    }
    #expect(reminded == expected.map { day($0) })
  }

  @Test("On a Saturday the worker reminds nobody, and doesn’t look whom it would")
  func weekend() async throws {
    let pool = Pool(
      configuration: PoolConfiguration(connectionString: "host=/nowhere", size: 1), logger: testLogger)
    await pool.shutdown()
    let clock = TestClock(try Date("2026-11-07T12:00:00Z", strategy: .iso8601))
    let services = TestServices.make(pool: pool, clock: clock)
    for name in [
      "saved_vacancies.remind", "vacancies.ask_outcome", "references.remind", "appointments.remind",
      "pool.remind", "inductions.remind",
      "inductions.remind_duties", "induction_transfers.remind", "activities.remind",
    ] {
      let task = try #require(ScheduledTask.all.first { $0.name == name })
      #expect(try await task.run(services) == 0, "\(name)")
    }
  }

  @Test("What was due on the Thursday before Easter is reminded of at 7 on the Tuesday after it, once")
  func madeUp() async throws {
    try await InductionDesk.run { desk async throws in
      let due = try #require(try await desk.begun().due.first).dueOn
      #expect(due == day("2027-03-25"))
      let task = try #require(ScheduledTask.all.first { $0.name == "inductions.remind" })
      for (moment, mails) in [
        ("2027-03-26T12:00:00Z", 0), ("2027-03-27T12:00:00Z", 0), ("2027-03-29T12:00:00Z", 0),
        ("2027-03-30T05:59:59Z", 0), ("2027-03-30T06:00:00Z", 1), ("2027-03-30T12:00:00Z", 1),
      ] {
        desk.clock.set(try Date(moment, strategy: .iso8601))
        _ = try await task.run(desk.services)
        let sent = try await desk.accounts.subjects(to: "tutor@school.example").count {
          $0.hasPrefix("Overdue: Progress review 1")
        }
        #expect(sent == mails, "\(moment)")
      }
    }
  }
}
