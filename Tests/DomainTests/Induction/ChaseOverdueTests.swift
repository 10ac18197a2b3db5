import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite struct ChaseOverdueTests {
  /// Teachers at one school with tutors of their own or the desk's, months after everything was due.
  private static func begun(_ desk: InductionDesk) async throws {
    try await desk.accounts.person("other@school.example")
    for number in 1...4 {
      var content = InductionDesk.content(trn: "123456\(number)", email: "n\(number)@people.example")
      if number > 2 { content.tutorEmail = "other@school.example" }
      _ = try await desk.begun(content)
    }
    desk.clock.advance(days: 300)
    try await desk.services.pool.execute("DELETE FROM outbox_mail")
  }

  private static func mails(_ desk: InductionDesk) async throws -> [String: Int] {
    let rows = try await desk.services.pool.query(
      "SELECT recipient, count(*) AS count FROM outbox_mail GROUP BY recipient")
    return try Dictionary(
      uniqueKeysWithValues: rows.map {
        (try $0.decode("recipient", as: String.self), try $0.decode("count", as: Int.self))
      })
  }

  @Test("Over all steps of a day everybody gets one mail, which names everything")
  func steps() async throws {
    try await InductionDesk.run { desk async throws in
      try await Self.begun(desk)
      // The head is a tutor as well: two parts that fall to one person.
      try await desk.services.pool.execute(
        """
        UPDATE induction_period SET tutor_email = ' ' WHERE induction_id = (SELECT id FROM induction WHERE trn = '1234564')
        """)
      let chase = ChaseOverdue(desk.services, batch: 1)
      let place = desk.authority.place
      let first = try await chase(of: place, by: desk.officer)
      #expect(first.people == 1 && first.peopleLeft == 2 && first.items >= 1)
      let second = try await chase(of: place, by: desk.officer)
      let third = try await chase(of: place, by: desk.officer)
      #expect(second.people == 1 && third.people == 1 && third.peopleLeft == 0)
      let none = try await chase(of: place, by: desk.officer)
      #expect(none.people == 0 && none.items == 0 && none.unreachable == 0)
      let mails = try await Self.mails(desk)
      #expect(mails.count == 3 && Set(mails.values) == [1], "\(mails)")
      let overdue = try await desk.services.pool.value(
        "SELECT count(*) FROM induction_due WHERE due_on < \(desk.services.today) AND chased_on IS NOT NULL",
        as: Int.self)
      #expect(first.items + second.items + third.items == overdue)
      // What has become theirs since is asked for tomorrow, in one mail again.
      try await desk.services.pool.execute("UPDATE induction_due SET chased_on = NULL")
      #expect(try await chase.all(of: place, by: desk.officer).people == 0)
      desk.clock.advance(days: 1)
      #expect(try await chase.all(of: place, by: desk.officer).people == 3)
      #expect(Set(try await Self.mails(desk).values) == [2])
      _ = try await ForgetExpired(desk.services)()
      #expect(try await desk.accounts.count("induction_chase") == 3)
    }
  }

  @Test("Two officers who ask step by step at once send nobody two mails; who has no address is counted once")
  func atOnce() async throws {
    try await InductionDesk.run { desk async throws in
      try await Self.begun(desk)
      let chase = ChaseOverdue(desk.services, batch: 1)
      async let one = chase.all(of: desk.authority.place, by: desk.officer)
      async let other = chase.all(of: desk.authority.place, by: desk.officer)
      #expect(try await one.people + other.people == 2)
      #expect(Set(try await Self.mails(desk).values) == [1])
      desk.clock.advance(days: 1)
      try await desk.services.pool.execute("UPDATE induction_period SET tutor_email = ''")
      try await desk.services.pool.execute("UPDATE membership SET ended_at = granted_at WHERE role = 'head'")
      let report = try await chase(of: desk.authority.place, by: desk.officer)
      #expect(report.people == 0 && report.unreachable >= 8)
      #expect(try await chase(of: desk.authority.place, by: desk.officer).unreachable == 0)
    }
  }
}
