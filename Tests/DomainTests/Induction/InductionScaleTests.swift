import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Lists of many inductions") struct InductionScaleTests {
  /// Thousands of inductions and registrations like one that there is.
  private func fill(_ desk: InductionDesk) async throws {
    _ = try await desk.begun()
    let pool = desk.services.pool
    try await pool.execute(
      """
      INSERT INTO induction (id, authority_id, body_id, organisation_id, reference, trn, first_names, last_name,
        birth_date, email, email_normal, qts_awarded_on, regime, state, state_changed_at, plan, plan_is_stale, began_on,
        created_at)
      SELECT gen_random_uuid(), authority_id, body_id, organisation_id, 'I-' || n, (2000000 + n)::text, 'Nia', 'S' || n,
        birth_date, n || email, n || email_normal, qts_awarded_on, regime, state, state_changed_at, plan, false, began_on,
        created_at + n * interval '1 second'
      FROM induction CROSS JOIN generate_series(1, 5000) n
      """)
    try await pool.execute(
      """
      INSERT INTO induction_period (id, induction_id, school_id, body_id, starts_on, fte)
      SELECT gen_random_uuid(), i.id, p.school_id, i.body_id, i.began_on, 1
      FROM induction i CROSS JOIN (SELECT school_id FROM induction_period LIMIT 1) p WHERE i.reference LIKE 'I-%' AND NOT
        EXISTS (SELECT FROM induction_period o WHERE o.induction_id = i.id)
      """)
    try await pool.execute(
      """
      INSERT INTO induction_due (id, induction_id, kind, number, due_on)
      SELECT gen_random_uuid(), i.id, 'assessment', n, DATE '2027-07-01' + n
      FROM induction i CROSS JOIN generate_series(1, 4) n ON CONFLICT DO NOTHING
      """)
    for statement: Statement in ["ANALYZE induction", "ANALYZE induction_period", "ANALYZE induction_due"] {
      try await pool.execute(statement)
    }
  }

  @Test("The body’s list, and what is due, are read by their indexes")
  func plans() async throws {
    try await InductionDesk.run { desk async throws in
      try await fill(desk)
      let authority = desk.authority.id
      let list: Statement = """
        EXPLAIN (COSTS OFF) SELECT \(fragment: Induction.columns) FROM \(fragment: Induction.tables)
        WHERE i.authority_id = \(authority) ORDER BY i.created_at DESC, i.id DESC LIMIT 26
        """
      let own: Statement = """
        EXPLAIN (COSTS OFF) SELECT \(fragment: Induction.columns) FROM \(fragment: Induction.tables)
        WHERE i.email_normal = 'nia@people.example' ORDER BY i.created_at DESC LIMIT 20
        """
      for (statement, index) in [(list, "induction_newest"), (own, "induction_by_email")] {
        let plan = try await desk.services.pool.query(statement).map {
          try $0.decode("QUERY PLAN", as: String.self)
        }.joined(separator: "\n")
        #expect(plan.contains(index), "\(plan)")
        for table in ["induction i", "induction_period", "induction_due"] {
          #expect(!plan.contains("Seq Scan on \(table)"), "\(plan)")
        }
      }
    }
  }

  @Test("What is overdue is found among many, where little is and where everything is")
  func overdue() async throws {
    try await InductionDesk.run { desk async throws in
      try await fill(desk)
      func found() async throws -> [String] {
        try await ReadInductions(desk.services).list(
          of: desk.authority.place, .init(isOverdue: true), limit: 25, by: desk.officer
        ).items.map(\.reference)
      }
      #expect(try await found().isEmpty)
      try await desk.services.pool.execute(
        """
        UPDATE induction_due SET due_on = '2026-10-01' WHERE number = 1
          AND induction_id = (SELECT id FROM induction WHERE reference = 'I-77')
        """)
      #expect(try await found() == ["I-77"])
      // Done, it is overdue no more.
      try await desk.services.pool.execute(
        "UPDATE induction_due SET done_on = '2026-10-02' WHERE due_on = '2026-10-01'")
      #expect(try await found().isEmpty)
      try desk.goTo(day("2027-08-01"))
      let all = try await found()
      #expect(all.count == 25 && all.first == "I-5000")
    }
  }

  @Test("Plans are reckoned again in batches, by several workers at once, each once")
  func again() async throws {
    try await InductionDesk.run { desk async throws in
      try await fill(desk)
      try await desk.services.pool.execute(
        "UPDATE induction SET plan_is_stale = true WHERE id IN (SELECT id FROM induction ORDER BY id LIMIT 120)"
      )
      let replan = ReplanStaleInductions(desk.services)
      async let one = replan(batch: 50)
      async let other = replan(batch: 50)
      #expect(try await one + other == 100)
      #expect(try await replan() == 20)
      #expect(try await replan() == 0)
      let wrong = try await desk.services.pool.value(
        """
        SELECT count(*) FROM induction WHERE expected_end IS DISTINCT FROM (plan ->> 'expected_end')::date
          AND planned_at IS NOT NULL
        """, as: Int.self)
      #expect(wrong == 0)
    }
  }

  @Test("An induction that has lost its periods is reckoned once, without a plan")
  func withoutPeriods() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      try await desk.services.pool.execute("DELETE FROM induction_period")
      try await desk.services.pool.execute("UPDATE induction SET plan_is_stale = true")
      let replan = ReplanStaleInductions(desk.services)
      #expect(try await replan() == 1)
      #expect(try await replan() == 0)
      let read = try await ReadInductions(desk.services).find(begun.induction.id, by: desk.officer)
      #expect(read.induction.plan == nil)
    }
  }
}
