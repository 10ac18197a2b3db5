import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Correcting what was recorded of a period") struct CorrectPeriodTests {
  private static let reason = "It was entered for another teacher."

  private static func part(_ text: String) throws -> Decimal { try #require(Decimal(string: text)) }

  private static func correct(
    _ record: InductionRecord, _ desk: InductionDesk, by actor: Actor, reason: String = reason,
    _ change: (inout PeriodCorrection) throws -> Void
  ) async throws -> InductionRecord {
    let period = try #require(record.periods.last)
    var wanted = PeriodCorrection(period)
    try change(&wanted)
    return try await CorrectPeriod(desk.services)(
      period.id, of: record.induction.id, to: wanted, reason: reason, expectedVersion: nil, by: actor)
  }

  private static func hours(_ desk: InductionDesk, from first: String) async throws -> InductionRecord {
    let begun = try await desk.begun()
    return try await RecordInduction(desk.services).changeHours(
      begun.periods[0].id, of: begun.induction.id, from: day(first), fte: try part("0.6"),
      expectedVersion: nil, by: desk.head)
  }

  @Test("A change of hours is taken back: the plan is as before, and the trace stays with its reason")
  func takenBack() async throws {
    try await InductionDesk.run { desk async throws in
      let changed = try await Self.hours(desk, from: "2027-09-06")
      let (id, correct) = (changed.induction.id, CorrectPeriod(desk.services))
      let timeline = try await ReadTimeline(desk.services)(id, by: desk.head).entries
      #expect(
        timeline.contains { $0.title == "Hours changed from 1.0 to 0.6" && $0.day == day("2027-09-06") })
      #expect(!timeline.contains { $0.title.hasPrefix("Last day") })
      #expect(timeline.count { $0.title.hasPrefix("Began at") } == 1)
      let second = changed.periods[1].id
      for actor in [desk.tutor, desk.desk.recruiter] {
        #expect(
          try await outcome {
            _ = try await correct.takeBack(
              second, of: id, reason: Self.reason, expectedVersion: nil, by: actor)
          } != nil)
      }
      #expect(
        try await outcome {
          _ = try await correct.takeBack(
            second, of: id, reason: Self.reason, expectedVersion: nil, by: desk.desk.stranger)
        } == .notFound("induction"))
      #expect(
        try await outcome {
          _ = try await correct.takeBack(second, of: id, reason: "", expectedVersion: nil, by: desk.head)
        }?.fields == ["reason"])
      let supported = try await RecordInduction(desk.services).changeSupport(
        second, of: id, tutor: ("Newly Named", "new.tutor@school.example"),
        mentor: ("Kit Pretend", "kit@school.example"),
        expectedVersion: nil,
        by: desk.head)
      let record = try await correct.takeBack(
        second, of: id, reason: Self.reason, expectedVersion: supported.induction.version, by: desk.head)
      #expect(record.periods[0].tutorName == "Newly Named")
      #expect(record.periods.map(\.fte) == [1] && record.periods[0].endsOn == nil)
      #expect(record.induction.plan?.expectedEnd != changed.induction.plan?.expectedEnd)
      let entry = try await ReadTimeline(desk.services)(id, by: desk.head).entries.first {
        $0.title.hasPrefix("Taken back at Sample Primary School")
      }
      #expect(entry?.detail == Self.reason)
      let told = "The induction of Nia Sample was corrected"
      #expect(try await desk.accounts.subjects(to: "nia@people.example").contains(told))
      #expect(
        try await outcome {
          _ = try await correct.takeBack(
            record.periods[0].id, of: id, reason: Self.reason, expectedVersion: nil, by: desk.head)
        }?.isConflict == true)
    }
  }

  @Test("The start of a change and its hours are corrected; faults are told at their fields")
  func hours() async throws {
    try await InductionDesk.run { desk async throws in
      let changed = try await Self.hours(desk, from: "2027-09-06")
      let fields = try await outcome {
        _ = try await Self.correct(changed, desk, by: desk.head, reason: "no") {
          ($0.startsOn, $0.fte) = (day("2027-01-04"), 1)
        }
      }?.fields
      #expect(fields == ["reason", "fte", "starts_on"])
      #expect(
        try await outcome { _ = try await Self.correct(changed, desk, by: desk.head) { _ in } }?.fields
          == ["starts_on"])
      let fte = try Self.part("0.8")
      let record = try await Self.correct(changed, desk, by: desk.head) {
        ($0.startsOn, $0.fte) = (day("2027-04-19"), fte)
      }
      #expect(record.periods.map(\.startsOn) == [day("2027-01-04"), day("2027-04-19")])
      #expect(record.periods[0].endsOn == day("2027-04-18") && record.periods[1].fte == fte)
      #expect(
        record.events.last?.title
          == "Corrected at Sample Primary School: first day Monday 19 April 2027, not Monday 6 September 2027; hours 0.8, not 0.6"
      )
    }
  }

  @Test("A wrong last day that was sent is corrected: induction goes on, and a correction is asked for")
  func lastDay() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      try desk.goTo(day("2027-03-01"))
      let ended = try await RecordInduction(desk.services).endPeriod(
        begun.periods[0].id, of: begun.induction.id, on: day("2027-02-12"), leavesTeaching: true,
        expectedVersion: nil, by: desk.head)
      #expect(ended.induction.state == .left)
      let (export, sent) = (ExportInductions(desk.services), ImportActions(desk.services))
      func send() async throws {
        desk.clock.advance(seconds: 1)
        let file = try #require(try await export.actions(of: desk.authority, by: desk.officer).first)
        _ = try await sent(Array(file.utf8), of: desk.authority, isDryRun: false, by: desk.officer)
        desk.clock.advance(seconds: 1)
      }
      try await send()
      #expect(
        try await sent.sent(of: desk.authority, by: desk.officer).items.map(\.needsCorrection) == [false])
      let open = try await Self.correct(ended, desk, by: desk.head) { $0.endsOn = nil }
      #expect(open.induction.state == .serving && open.periods[0].endsOn == nil)
      #expect(
        try await sent.sent(of: desk.authority, by: desk.officer).items.map(\.needsCorrection) == [true])
      #expect(
        try await desk.accounts.subjects(to: "officer@example.org").contains(
          "Corrected: \(begun.induction.reference)"))
      #expect(
        try await ReadTimeline(desk.services)(begun.induction.id, by: desk.officer).entries.contains {
          $0.detail.hasSuffix("a correction must be sent")
        })
      // The right day, sent after that, puts it right; the same day with other hours is sent again.
      let paused = try await Self.correct(open, desk, by: desk.officer) { $0.endsOn = day("2027-02-26") }
      #expect(paused.induction.state == .paused)
      try await send()
      #expect(
        try await sent.sent(of: desk.authority, by: desk.officer).items.map(\.needsCorrection) == [
          false, false,
        ])
      let half = try Self.part("0.5")
      _ = try await Self.correct(paused, desk, by: desk.officer) { $0.fte = half }
      #expect(try await sent.sent(of: desk.authority, by: desk.officer).items.first?.needsCorrection == true)
      try await send()
      #expect(
        try await sent.sent(of: desk.authority, by: desk.officer).items.map(\.needsCorrection) == [
          false, false,
        ])
    }
  }

  @Test("Of two ends that were corrected, only the one whose post is sent again is put right")
  func oneOfTwo() async throws {
    try await InductionDesk.run { desk async throws in
      let first = try await desk.begun()
      let (id, one) = (first.induction.id, try #require(first.periods.first).id)
      let record = RecordInduction(desk.services)
      try desk.goTo(day("2027-03-01"))
      _ = try await record.endPeriod(
        one, of: id, on: day("2027-02-12"), leavesTeaching: false, expectedVersion: nil, by: desk.head)
      let both = try await desk.begun(
        InductionDesk.content(startsOn: "2027-04-12"), on: "2027-04-12", by: desk.desk.stranger)
      let other = try #require(both.periods.first { $0.id != one }).id
      try desk.goTo(day("2027-06-30"))
      _ = try await record.endPeriod(
        other, of: id, on: day("2027-06-04"), leavesTeaching: false, expectedVersion: nil,
        by: desk.desk.stranger)
      let (export, sent) = (ExportInductions(desk.services), ImportActions(desk.services))
      // What has a number again is in a file of its own.
      func send(_ keeps: (String) -> Bool = { _ in true }) async throws {
        desk.clock.advance(seconds: 1)
        for file in try await export.actions(of: desk.authority, by: desk.officer).filter(keeps) {
          _ = try await sent(Array(file.utf8), of: desk.authority, isDryRun: false, by: desk.officer)
        }
        desk.clock.advance(seconds: 1)
      }
      func marked() async throws -> [CivilDate] {
        let rows = try await sent.sent(of: desk.authority, by: desk.officer).items
        return rows.filter(\.needsCorrection).map(\.endsOn).sorted()
      }
      try await send()
      #expect(try await marked().isEmpty)
      for (period, end) in [(one, "2027-02-26"), (other, "2027-06-11")] {
        let found = try #require(try await desk.record(id).periods.first { $0.id == period })
        var wanted = PeriodCorrection(found)
        wanted.endsOn = day(end)
        _ = try await CorrectPeriod(desk.services)(
          period, of: id, to: wanted, reason: Self.reason, expectedVersion: nil, by: desk.officer)
      }
      #expect(try await marked() == [day("2027-02-12"), day("2027-06-04")])
      try await send { $0.contains("2027-02-26") }
      #expect(try await marked() == [day("2027-06-04")])
      try await send()
      #expect(try await marked().isEmpty)
    }
  }

  @Test("What was said of another post that began on the same day is marked where it is not said any more")
  func parallel() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      content.fte = try Self.part("0.5")
      let first = try await desk.begun(content)
      let (id, one) = (first.induction.id, try #require(first.periods.first).id)
      let both = try await desk.begun(content, by: desk.desk.stranger)
      let other = try #require(both.periods.first { $0.id != one }).id
      try desk.goTo(day("2027-07-30"))
      let record = RecordInduction(desk.services)
      _ = try await record.endPeriod(
        one, of: id, on: day("2027-03-19"), leavesTeaching: false, expectedVersion: nil, by: desk.head)
      _ = try await record.endPeriod(
        other, of: id, on: day("2027-07-16"), leavesTeaching: false, expectedVersion: nil,
        by: desk.desk.stranger)
      let (export, sent) = (ExportInductions(desk.services), ImportActions(desk.services))
      func send() async throws -> String {
        desk.clock.advance(seconds: 1)
        let file = try #require(try await export.actions(of: desk.authority, by: desk.officer).first)
        _ = try await sent(Array(file.utf8), of: desk.authority, isDryRun: false, by: desk.officer)
        desk.clock.advance(seconds: 1)
        return file
      }
      // Both began on one day, which is one period there: that of the post which ended last.
      let file = try await send()
      #expect(file.contains("2027-07-16") && !file.contains("2027-03-19"))
      var wanted = PeriodCorrection(try #require(try await desk.record(id).periods.first { $0.id == one }))
      wanted.endsOn = day("2027-07-21")
      _ = try await CorrectPeriod(desk.services)(
        one, of: id, to: wanted, reason: Self.reason, expectedVersion: nil, by: desk.officer)
      func marked() async throws -> [Bool] {
        try await sent.sent(of: desk.authority, by: desk.officer).items.map(\.needsCorrection)
      }
      #expect(try await marked() == [true])
      #expect(
        try await desk.services.pool.value(
          """
          SELECT count(*) FROM outbox_mail WHERE subject LIKE 'Corrected:%'
            AND strpos(body, 'told of an end on Friday 16 July 2027') > 0
          """, as: Int.self) > 0)
      #expect(try await send().contains("2027-07-21"))
      #expect(try await marked() == [false, false])
    }
  }

  @Test("The officer corrects the first day within bounds, a head does not")
  func start() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      #expect(
        try await outcome {
          _ = try await Self.correct(begun, desk, by: desk.head) { $0.startsOn = day("2027-01-11") }
        }?.fields == ["starts_on"])
      for wrong in ["2031-01-01", "2026-07-09"] {
        #expect(
          try await outcome {
            _ = try await Self.correct(begun, desk, by: desk.officer) { $0.startsOn = day(wrong) }
          }?.fields == ["starts_on"], "\(wrong)")
      }
      let record = try await Self.correct(begun, desk, by: desk.officer) { $0.startsOn = day("2027-01-11") }
      #expect(record.induction.beganOn == day("2027-01-11"))
      let registration = try await ReadRegistrations(desk.services).find(
        try #require(record.registrations.first), by: desk.officer)
      #expect(registration.registration.confirmedStart == day("2027-01-11"))
      #expect(
        try await desk.accounts.subjects(to: "head@example.org").contains(
          "The induction of Nia Sample was corrected"))
    }
  }

  @Test("What is signed, sent or recommended keeps the first day as it is, and says so")
  func bound() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, teacher) = (begun.induction.id, try await desk.teacher())
      try desk.goTo(day("2027-12-17"))
      try await desk.received(id, number: 1, teacher: teacher)
      func refusal() async throws -> String {
        guard
          case .conflict(let text) = try await outcome({
            _ = try await Self.correct(try await desk.record(id), desk, by: desk.officer) {
              $0.startsOn = day("2027-01-11")
            }
          })
        else { return "" }
        return text
      }
      #expect(try await refusal().contains("Formal assessment 1 is signed"))
      try await desk.services.pool.execute("DELETE FROM induction_signature")
      try await desk.services.pool.execute("DELETE FROM induction_assessment")
      let file = try await ExportInductions(desk.services).claims(of: desk.authority, by: desk.officer)
      _ = try await RecordClaims(desk.services)(
        Array(try #require(file.first).utf8), of: desk.authority, isDryRun: false, by: desk.officer)
      #expect(try await refusal().contains("the claim from Monday 4 January 2027"))
      _ = try await DecideInduction(desk.services).recommend(
        id, .satisfactory, reasons: "Every Standard is met.", earlyReason: "Agreed with the body.",
        expectedVersion: nil, by: desk.head)
      #expect(try await refusal().contains("its periods are not corrected now"))
    }
  }

  @Test("A first day that is far from the school’s is refused, or takes a reason that the school reads")
  func accepted() async throws {
    try await InductionDesk.run { desk async throws in
      let sent = try await desk.submitted()
      let decide = DecideRegistration(desk.services)
      _ = try await decide.verify(sent.id, expectedVersion: nil, by: desk.officer)
      for (start, fields) in [
        ("2031-01-01", ["starts_on"]), ("2027-09-01", ["start_reason"]), ("2027-01-03", ["start_reason"]),
      ] {
        #expect(
          try await outcome {
            _ = try await decide.accept(sent.id, startsOn: day(start), expectedVersion: nil, by: desk.officer)
          }?.fields == fields, "\(start)")
      }
      let accepted = try await decide.accept(
        sent.id, startsOn: day("2027-09-01"), reason: "The post begins in September after all.",
        expectedVersion: nil, by: desk.officer)
      #expect(accepted.confirmedStart == day("2027-09-01"))
      let review = try await ReadRegistrations(desk.services).find(sent.id, by: desk.head)
      #expect(
        review.messages.last?.body
          == "The first day is Wednesday 1 September 2027: The post begins in September after all.")
      let told = try await desk.services.pool.value(
        "SELECT count(*) FROM outbox_mail WHERE body LIKE '%not taken over: The post begins%'", as: Int.self)
      #expect(told > 0)
    }
  }
}
