import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct LessonObservationTests {
  /// An observation without a fault, of the day before the clock's.
  static func content(_ services: Services) -> ObservationContent {
    var content = ObservationContent()
    (content.observerName, content.observer, content.observerIsQualified) = ("Tara Tutor", .tutor, true)
    (content.observedOn, content.context) = (services.today, "Year 4, mathematics: fractions")
    (content.standards, content.strengths) = (["7", "4", "4"], "Questions reach every table.")
    content.areas = "Time for pupils to explain their thinking."
    content.steps = "Two questions a lesson that pupils answer in pairs."
    content.stepsBy = services.today.adding(days: 28)
    return content
  }

  /// An induction that began some days ago.
  private static func begun(_ desk: InductionDesk) async throws -> InductionID {
    let id = try await desk.begun().induction.id
    desk.clock.set(try #require(LondonTime.instant(day("2027-02-01"), hour: 12, minute: 0)))
    return id
  }

  @Test("Tutor or head write a draft and share it, the teacher comments and confirms")
  func journey() async throws {
    try await InductionDesk.run { desk async throws in
      let (induction, teacher) = (try await Self.begun(desk), try await desk.teacher())
      let observe = RecordObservation(desk.services)
      var draft = ObservationContent()
      draft.observerName = "Tara Tutor"
      let begun = try await observe.begin(induction, draft, by: desk.tutor)
      let id = begun.observation.id
      #expect(begun.mayWrite && begun.mayDiscard && !begun.mayReopen && begun.problems.count == 9)
      for reader in [teacher, desk.officer, desk.administrator, desk.desk.stranger, VacancyDesk.visitor] {
        #expect(try await outcome { _ = try await observe.find(id, by: reader) } == .notFound("observation"))
      }
      #expect(try await observe.list(induction, by: teacher).isEmpty)
      #expect(
        try await outcome { _ = try await observe.share(id, expectedVersion: nil, by: desk.head) }?.fields
          .count == 9)
      let saved = try await observe.save(
        id, Self.content(desk.services), expectedVersion: begun.observation.version, by: desk.head)
      #expect(saved.problems.isEmpty && saved.observation.content.standards == ["4", "7"])
      #expect(
        try await outcome {
          _ = try await observe.save(id, draft, expectedVersion: begun.observation.version, by: desk.tutor)
        } == .staleVersion(current: saved.observation.version))
      desk.clock.advance(seconds: 1)
      let shared = try await observe.share(id, expectedVersion: nil, by: desk.tutor)
      #expect(
        shared.observation.state == .shared && !shared.mayWrite && !shared.mayDiscard && shared.mayReopen)
      #expect(
        try await outcome {
          _ = try await observe.save(id, Self.content(desk.services), expectedVersion: nil, by: desk.tutor)
        }?.isConflict == true)
      #expect(
        try await outcome {
          try await observe.discard(id, expectedVersion: nil, by: desk.tutor)
        }?.isConflict == true)
      #expect(try await desk.mails(to: "nia@people.example", "%shared with you%") == 1)
      #expect(try await observe.find(id, by: desk.officer).mayConfirm == false)
      for reader in [desk.administrator, desk.desk.stranger, VacancyDesk.visitor] {
        #expect(try await outcome { _ = try await observe.find(id, by: reader) } == .notFound("observation"))
      }
      #expect(try await observe.list(induction, by: desk.administrator).isEmpty)
      for other in [desk.head, desk.officer] {
        #expect(
          try await outcome { _ = try await observe.confirm(id, expectedVersion: nil, by: other) }?.isConflict
            == true)
      }
      desk.clock.advance(seconds: 1)
      let seen = try await observe.confirm(id, comment: " Thank you. ", expectedVersion: nil, by: teacher)
      #expect(seen.observation.state == .seen && seen.comment == "Thank you." && !seen.mayConfirm)
      #expect(try await desk.mails(to: "tutor@school.example", "%has seen%") == 1)
    }
  }

  @Test("Opening again leaves a trace; until it is shared again the teacher sees what was shared before")
  func reopened() async throws {
    try await InductionDesk.run { desk async throws in
      let (induction, teacher) = (try await Self.begun(desk), try await desk.teacher())
      let observe = RecordObservation(desk.services)
      let id = try await Self.seen(desk, induction, teacher)
      #expect(
        try await outcome {
          _ = try await observe.reopen(id, reason: " ", expectedVersion: nil, by: desk.head)
        }?.fields == ["reason"])
      #expect(
        try await outcome {
          _ = try await observe.reopen(id, reason: "Mine.", expectedVersion: nil, by: teacher)
        }?.isConflict == true)
      desk.clock.advance(seconds: 1)
      _ = try await observe.reopen(id, reason: "It was Year 5.", expectedVersion: nil, by: desk.head)
      var corrected = Self.content(desk.services)
      corrected.context = "Year 5, mathematics"
      _ = try await observe.save(id, corrected, expectedVersion: nil, by: desk.tutor)
      for reader in [teacher, desk.officer] {
        let shown = try await observe.find(id, by: reader)
        #expect(
          shown.observation.content.context == "Year 4, mathematics: fractions" && shown.showsLastShared)
        #expect(
          shown.comment == "Thank you." && !shown.mayConfirm && shown.traces.last?.note == "It was Year 5.")
      }
      let download = "\(try await DownloadOwnData(desk.services)(by: teacher))"
      #expect(
        download.contains("Year 4, mathematics: fractions") && !download.contains("Year 5, mathematics"))
      #expect(
        try await outcome {
          try await observe.discard(id, expectedVersion: nil, by: desk.tutor)
        }?.isConflict == true)
      desk.clock.advance(seconds: 1)
      _ = try await observe.share(id, expectedVersion: nil, by: desk.tutor)
      let again = try await observe.find(id, by: teacher)
      #expect(again.observation.content.context == "Year 5, mathematics" && again.comment.isEmpty)
      #expect(again.mayConfirm && again.traces.map(\.to) == [.shared, .seen, .draft, .shared])
      let titles = try await ReadTimeline(desk.services)(induction, by: teacher).entries.map(\.title)
      #expect(titles.contains("Lesson observed"))
      #expect(titles.count { $0.hasSuffix("opened again to be corrected") } == 1)
    }
  }

  private static func seen(
    _ desk: InductionDesk, _ induction: InductionID, _ teacher: Actor
  ) async throws -> ObservationID {
    let observe = RecordObservation(desk.services)
    let id = try await observe.begin(induction, content(desk.services), by: desk.tutor).observation.id
    _ = try await observe.share(id, expectedVersion: nil, by: desk.tutor)
    desk.clock.advance(seconds: 1)
    _ = try await observe.confirm(id, comment: "Thank you.", expectedVersion: nil, by: teacher)
    return id
  }

  @Test("The database allows the transitions of the table and no other, and keeps what was shared")
  func database() async throws {
    try await InductionDesk.run { desk async throws in
      let induction = try await Self.begun(desk)
      let observe = RecordObservation(desk.services)
      let pool = desk.services.pool
      for from in ObservationState.allCases {
        for next in ObservationState.allCases where next != from {
          let id = try await observe.begin(induction, Self.content(desk.services), by: desk.tutor).observation
            .id
          let way: [ObservationState] = from == .draft ? [] : from == .shared ? [.shared] : [.shared, .seen]
          for state in way {
            try await pool.execute("UPDATE lesson_observation SET state = \(state) WHERE id = \(id)")
          }
          let allowed = ObservationState.transitions[from]?.contains(next) == true
          do {
            try await pool.execute("UPDATE lesson_observation SET state = \(next) WHERE id = \(id)")
            #expect(allowed, "\(from) to \(next)")
          } catch is PostgresError {
            #expect(!allowed, "\(from) to \(next)")
          }
        }
      }
      let id = try await observe.begin(induction, Self.content(desk.services), by: desk.tutor).observation.id
      _ = try await observe.share(id, expectedVersion: nil, by: desk.tutor)
      await #expect(throws: PostgresError.self) {
        try await pool.execute("UPDATE lesson_observation SET content = '{}' WHERE id = \(id)")
      }
      await #expect(throws: PostgresError.self) {
        try await pool.execute("UPDATE lesson_observation_trace SET note = 'x' WHERE observation_id = \(id)")
      }
    }
  }

  @Test("What waits stands with the school and the teacher, and a decided induction stays as it is")
  func tasks() async throws {
    try await InductionDesk.run { desk async throws in
      let (induction, teacher) = (try await Self.begun(desk), try await desk.teacher())
      let (observe, read) = (RecordObservation(desk.services), ReadSupportTasks(desk.services))
      let school = desk.desk.school.id
      let id = try await observe.begin(induction, Self.content(desk.services), by: desk.tutor).observation.id
      #expect(try await read(at: school, by: desk.tutor).items.map(\.kind) == [.shareObservation])
      #expect(try await read.own(by: teacher).items.isEmpty)
      #expect(try await outcome { _ = try await read(at: school, by: desk.officer) } == .notFound("school"))
      _ = try await observe.share(id, expectedVersion: nil, by: desk.tutor)
      #expect(try await read(at: school, by: desk.head).items.map(\.kind) == [.readObservation])
      #expect(try await read.own(by: teacher).items.map(\.subject) == [id.rawValue])
      let draft = try await observe.begin(induction, Self.content(desk.services), by: desk.tutor).observation
        .id
      let both = try await read(at: school, by: desk.tutor).items
      let paged = try await Page.every { try await read(at: school, limit: 1, after: $0, by: desk.tutor) }
      #expect(both.count == 2 && paged.map(\.subject) == both.map(\.subject))
      // What a colleague has written meanwhile does not vanish.
      let written = try await observe.save(
        draft, Self.content(desk.services), expectedVersion: 1, by: desk.tutor
      ).observation.version
      #expect(
        try await outcome { try await observe.discard(draft, expectedVersion: 1, by: desk.head) }
          == .staleVersion(current: written))
      try await observe.discard(draft, expectedVersion: written, by: desk.head)
      #expect(
        try await outcome { _ = try await observe.find(draft, by: desk.head) } == .notFound("observation"))
      try await desk.decided(induction, .satisfactory, teacher: teacher)
      let refused = try await outcome { _ = try await observe.confirm(id, expectedVersion: nil, by: teacher) }
      #expect(refused?.isConflict == true)
      #expect(try await read.own(by: teacher).items.isEmpty)
      let late = try await outcome {
        _ = try await observe.begin(induction, Self.content(desk.services), by: desk.tutor)
      }
      #expect(late?.isConflict == true)
    }
  }

  @Test("Nobody writes of a teacher but those of the school where they are; faults name field and remedy")
  func refused() async throws {
    try await InductionDesk.run { desk async throws in
      let (induction, teacher) = (try await Self.begun(desk), try await desk.teacher())
      let observe = RecordObservation(desk.services)
      for actor in [desk.desk.stranger, VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await observe.begin(induction, ObservationContent(), by: actor) }
            == .notFound("induction"))
      }
      for actor in [desk.officer, desk.administrator, teacher] {
        let refusal = try await outcome {
          _ = try await observe.begin(induction, ObservationContent(), by: actor)
        }
        #expect(refusal == .notAllowed(Permissions.grant(for: .supportInduction).refusal))
      }
      var faulty = Self.content(desk.services)
      faulty.observedOn = desk.services.today.adding(days: 1)
      faulty.standards = ["9"]
      faulty.strengths = String(repeating: "a", count: 4_001)
      #expect(
        try await outcome { _ = try await observe.begin(induction, faulty, by: desk.tutor) }?.fields
          == ["observed_on", "standards", "strengths"])
      var gaps = Self.content(desk.services)
      (gaps.observer, gaps.observerIsQualified) = (.other, false)
      (gaps.observedOn, gaps.stepsBy) = (day("2027-01-03"), day("2027-01-02"))
      #expect(
        try await observe.begin(induction, gaps, by: desk.tutor).problems.map(\.field)
          == ["observer_post", "observer_qualified", "observed_on", "steps_by"])
    }
  }
}

extension InductionDesk {
  /// How many mails somebody got of a subject.
  func mails(to recipient: String, _ subject: String) async throws -> Int {
    try await services.pool.value(
      "SELECT count(*) FROM outbox_mail WHERE recipient = \(recipient) AND subject LIKE \(subject)",
      as: Int.self)
  }
}
