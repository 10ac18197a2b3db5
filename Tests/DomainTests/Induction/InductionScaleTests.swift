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

  @Test("However much is recorded there is a plan; without periods it is reckoned once, and there is none")
  func withoutPeriods() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, replan) = (begun.induction.id, ReplanStaleInductions(desk.services))
      try await desk.services.pool.execute(
        """
        INSERT INTO induction_event (id, induction_id, kind, starts_on, ends_on, days, absence_kind, entered_by_name,
          entered_at)
        SELECT gen_random_uuid(), \(id), 'absence', d, d, 1, 'sickness', 'Hanna Head', \(desk.services.now())
        FROM (SELECT ('2027-01-04'::date + n)::date AS d FROM generate_series(0, 200) n) x
        """)
      try await desk.services.pool.execute("UPDATE induction SET plan_is_stale = true")
      #expect(try await replan() == 1)
      let plan = try #require(try await desk.record(id).induction.plan)
      #expect(plan.extensionTerms > 0 && plan.expectedEnd != begun.induction.plan?.expectedEnd)
      try await desk.services.pool.execute("DELETE FROM induction_period")
      try await desk.services.pool.execute("UPDATE induction SET plan_is_stale = true")
      #expect(try await replan() == 1)
      #expect(try await replan() == 0)
      let read = try await ReadInductions(desk.services).find(id, by: desk.officer)
      #expect(read.induction.plan == nil)
    }
  }

  @Test("A plan goes by every closure of the school, and only what is sent has a limit")
  func closures() throws {
    let usual = try BoroughTerms.usual()
    let closed = (0..<420).map { day("2027-01-04").adding(days: $0) }.filter { (1...5).contains($0.weekday) }
    let basis = PlanBasis(
      id: InductionID(rawValue: UUID()), beganOn: day("2027-01-04"), earlierTerms: "", earlierAbsenceDays: 0,
      earlierExtensionTerms: 0, earlierBeganOn: nil, earlierFTE: nil, periods: [], events: [], resumed: [:],
      decided: [])
    let given = basis.inductionCase(InductionTerms(terms: usual.terms, closures: closed))
    #expect(closed.count == 300 && given.closures == closed)
    let sent = closed.map { "\"\($0)\"" }
    func plan(_ days: [String]) throws -> InductionPlan {
      try PlanInductionTests.plan(
        """
        {"closures":[\(days.joined(separator: ","))],"periods":[{"start":"2025-09-01","end":null,"fte":1}]}
        """)
    }
    let error = #expect(throws: DomainError.self) { try plan(Array(sent.prefix(201))) }
    #expect(error == .invalid([FieldProblem(field: "closures", message: "Give no more than 200 entries.")]))
  }
}
