import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Which school leads, and by whose terms a plan goes") struct LeadSchoolTests {
  private static func other(_ desk: InductionDesk) throws -> OrganisationID {
    try #require(desk.desk.stranger.account?.memberships.first?.organisation)
  }

  private static func content(_ startsOn: String, fte: String = "1") -> RegistrationContent {
    var content = InductionDesk.content(startsOn: startsOn)
    (content.qtsAwardedOn, content.courseBegunOn) = (day("2025-07-10"), day("2024-09-01"))
    content.fte = Decimal(string: fte)
    return content
  }

  /// Lets the autumn of 2025 at the desk’s school begin or end on other days than the borough’s.
  private static func autumn(
    _ desk: InductionDesk, from first: String? = nil, until last: String? = nil
  ) async throws {
    let set = SetSchoolTerms(desk.services)
    var dates = try await set.read(2025, of: .school(desk.desk.school))
    if let first { dates.halves[0].startsOn = day(first) }
    if let last { dates.halves[1].endsOn = day(last) }
    try await set(dates, of: .school(desk.desk.school), by: desk.head)
    while try await ReplanStaleInductions(desk.services)() > 0 {}
  }

  /// Served at the desk’s school until a day, and from another one at the other school.
  private static func moved(
    _ desk: InductionDesk, from first: String = "2025-09-01", until last: String, on next: String
  ) async throws -> InductionID {
    let begun = try await desk.begun(content(first), on: first)
    _ = try await RecordInduction(desk.services).endPeriod(
      begun.periods[0].id, of: begun.induction.id, on: day(last), leavesTeaching: false, expectedVersion: nil,
      by: desk.head)
    return try await desk.begun(content(next), on: next, by: desk.desk.stranger).induction.id
  }

  @Test("A term that was served by the dates of one school counts after a move to one that ends later")
  func earlierSchool() async throws {
    try await InductionDesk.run { desk async throws in
      try await Self.autumn(desk, until: "2025-12-12")
      let id = try await Self.moved(desk, until: "2025-12-12", on: "2026-01-05")
      // Schemes go by the school of the day: by the one left until the next begins.
      for (date, school) in [
        ("2025-08-31", "Sample Primary School"), ("2025-12-12", "Sample Primary School"),
        ("2026-01-04", "Sample Primary School"), ("2026-01-05", "Other Sample School"),
      ] {
        let facts = try await SchemeFacts.read(id, on: day(date), in: desk.services.pool)
        #expect(facts.school == school && facts.phase == "primary" && facts.isInBorough, "\(date)")
      }
      let plan = try #require(try await desk.record(id).induction.plan)
      #expect(plan.expectedEnd == day("2027-07-21"), "\(plan.explanation.map(\.text))")
      #expect(!plan.warnings.joined().contains("Less than one term"), "\(plan.warnings)")
      let actions = try await ExportInductions(desk.services).actions(of: desk.authority, by: desk.officer)
      #expect(actions.joined().contains("2025-12-12,1.0,release"))
      // The earlier school’s dates go on to matter: with a later end the term was not served whole.
      try await Self.autumn(desk, until: "2025-12-19")
      let later = try #require(try await desk.record(id).induction.plan)
      #expect(later.expectedEnd == day("2027-12-17"), "\(later.explanation.map(\.text))")
      #expect(later.warnings.joined().contains("Less than one term"), "\(later.warnings)")
      try await Self.autumn(desk, until: "2025-12-12")
      #expect(try await desk.record(id).induction.plan == plan)
    }
  }

  @Test("A term with a move begins by the school before and ends by the school after")
  func withinTerm() async throws {
    try await InductionDesk.run { desk async throws in
      try await Self.autumn(desk, from: "2025-09-08")
      let id = try await Self.moved(desk, from: "2025-09-08", until: "2025-11-14", on: "2025-11-17")
      let record = try await InductionStore.record(id, in: desk.services.pool)
      let terms = try await KnownTerms.of(record.leads, in: desk.services.pool).terms
      let usual = try await InductionTerms.load(of: try Self.other(desk), in: desk.services.pool).terms
      let autumn = try #require(usual.first { $0.start <= day("2025-11-17") && day("2025-11-17") <= $0.end })
      #expect(terms.contains(SchoolTerm(start: day("2025-09-08"), end: autumn.end)))
      #expect(terms.count == usual.count && terms.last == usual.last)
    }
  }

  /// Half a post at the desk’s school, and later another half at the other one.
  private static func twoPosts(_ desk: InductionDesk) async throws -> InductionID {
    let id = try await desk.begun(content("2026-11-02", fte: "0.5"), on: "2026-11-02").induction.id
    _ = try await desk.begun(
      content("2026-11-16", fte: "0.5"), on: "2026-11-16", by: desk.desk.stranger)
    try desk.goTo(day("2026-11-27"))
    return id
  }

  @Test("Of two posts the school of the earlier one leads: its head is asked, and recommends alone")
  func earliest() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.twoPosts(desk)
      let (stranger, other) = (desk.desk.stranger, try Self.other(desk))
      let record = try await ReadInductions(desk.services).find(id, by: stranger)
      #expect(record.leadSchools.map(\.school) == [desk.desk.school.id] && !record.isPartial)
      #expect(record.lead(on: desk.services.today)?.place.organisation == desk.desk.school.id)
      let facts = try await SchemeFacts.read(id, on: desk.services.today, in: desk.services.pool)
      #expect(facts.school == "Sample Primary School")
      let due = try #require(record.due.first { $0.kind == .review })
      try desk.goTo(due.dueOn)
      #expect(
        try await ReadDueItems(desk.services)(at: desk.desk.school.id, by: desk.head).items.isEmpty == false)
      #expect(try await ReadDueItems(desk.services)(at: other, by: stranger).items.isEmpty)
      let assess = AssessInduction(desk.services)
      let refused = try await outcome {
        _ = try await assess.open(id, .review, number: due.number, by: stranger)
      }
      #expect(
        refused
          == .notAllowed(
            "Sample Primary School leads this induction: it writes assessments and reviews, and its head completes "
              + "them."))
      let decide = DecideInduction(desk.services)
      let recommended = try await outcome {
        _ = try await decide.recommend(
          id, .satisfactory, reasons: "Every Standard is met.", expectedVersion: nil, by: stranger)
      }
      #expect(recommended == .notAllowed("Sample Primary School leads this induction: its head recommends."))
      _ = try await decide.recommend(
        id, .satisfactory, reasons: "Every Standard is met.", earlyReason: "Agreed with the body.",
        expectedVersion: nil, by: desk.head)
    }
  }

  @Test("A school that does not lead records absence from its own post only, and takes no other back")
  func absence() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.twoPosts(desk)
      let record = RecordInduction(desk.services)
      func absent(_ on: String, _ actor: Actor) async throws -> InductionRecord {
        try await record.absence(
          id, from: day(on), until: day(on), days: 1, kind: "sickness", expectedVersion: nil, by: actor)
      }
      let stranger = desk.desk.stranger
      #expect(try await outcome { _ = try await absent("2026-11-10", stranger) }?.fields == ["starts_on"])
      let own = try #require(try await absent("2026-11-17", stranger).events.first)
      let before = try #require(
        try await absent("2026-11-10", desk.head).events.first { $0.startsOn == day("2026-11-10") })
      // Who is refused is not offered it either.
      let (today, teacher) = (desk.services.today, try await desk.teacher())
      for (actor, takesOwn, takesBefore) in [
        (stranger, true, false), (desk.head, true, true), (desk.officer, true, true), (teacher, false, false),
      ] {
        let seen = try await ReadInductions(desk.services).find(id, by: actor)
        #expect(seen.mayTakeBack(own, actor, on: today) == takesOwn)
        #expect(seen.mayTakeBack(before, actor, on: today) == takesBefore)
      }
      #expect(
        try await outcome {
          _ = try await record.remove(before.id, of: id, expectedVersion: nil, by: stranger)
        } == .notAllowed("Only the lead school and the appropriate body can take this back."))
    }
  }

  @Test(
    "The lead head or the officer lets another school lead: dues and drafts go there, both heads are told")
  func set() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.twoPosts(desk)
      let (stranger, other, set) = (desk.desk.stranger, try Self.other(desk), SetLeadSchool(desk.services))
      let assess = AssessInduction(desk.services)
      let due = try #require(try await desk.record(id).due.first { $0.kind == .review })
      let draft = try await assess.open(id, .review, number: due.number, by: desk.tutor).assessment.id
      let reason = "Most of the teaching is there."
      #expect(
        try await outcome {
          _ = try await set(
            id, to: other, from: day("2026-11-27"), reason: reason, expectedVersion: nil, by: stranger)
        }
          == .notAllowed(
            "Only the head of the lead school, Sample Primary School, and the appropriate body set which school leads."
          ))
      let wrong = try await outcome {
        _ = try await set(
          id, to: other, from: day("2026-11-10"), reason: "", expectedVersion: nil, by: desk.officer)
      }
      #expect(wrong?.fields == ["starts_on", "reason"])
      let words = "By appeal: one term is enough."
      let longer = try await RecordInduction(desk.services).extend(
        id, byTerms: 1, reason: words, expectedVersion: nil, by: desk.officer)
      #expect(longer.events.contains { $0.reason == words })
      let record = try await set(
        id, to: other, from: day("2026-11-27"), reason: reason, expectedVersion: nil, by: desk.head)
      #expect(record.leadSchools.map(\.from) == [day("2026-11-02"), day("2026-11-27")])
      // The agency’s reasons are for those who may read the appeal.
      #expect(record.events.contains { $0.reason == "By appeal." })
      #expect(record.leadSchools.map(\.school) == [desk.desk.school.id, other])
      for address in ["head@example.org", "stranger@example.org", "nia@people.example"] {
        #expect(
          try await desk.accounts.subjects(to: address).contains(
            "Lead school of the induction of Nia Sample: Other Sample School"))
      }
      #expect(try await assess.find(draft, by: stranger).assessment.place.organisation == other)
      #expect(
        try await outcome { _ = try await assess.find(draft, by: desk.head) } == .notFound("assessment"))
      try desk.goTo(due.dueOn)
      #expect(try await ReadDueItems(desk.services)(at: other, by: stranger).items.isEmpty == false)
      #expect(try await ReadDueItems(desk.services)(at: desk.desk.school.id, by: desk.head).items.isEmpty)
      let entries = try await ReadTimeline(desk.services)(id, by: desk.head).entries
      #expect(
        entries.contains {
          $0.title == "Other Sample School leads from Friday 27 November 2026" && $0.detail == reason
        })
      // The same on the database’s side, day by day.
      for offset in stride(from: 0, to: 60, by: 3) {
        let on = day("2026-11-02").adding(days: offset)
        let lead = try await desk.services.pool.valueIfAny(
          "SELECT induction_lead(\(id), \(on))", as: OrganisationID.self)
        let expected = record.leadSchools.last { $0.from <= on && ($0.until.map { on <= $0 } ?? true) }?
          .school
        #expect(lead == expected, "\(on)")
      }
    }
  }
}
