import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Planning activities") struct ManageActivitiesTests {
  @Test("The database holds the same transitions as the table in the domain layer, and refuses any other")
  func transitions() async throws {
    try await ActivityDesk.run { activities async throws in
      let rows = try await activities.services.pool.query(
        "SELECT from_state, to_state FROM activity_transition")
      let stored = try rows.map { row in
        [
          try row.decode("from_state", as: ActivityState.self),
          try row.decode("to_state", as: ActivityState.self),
        ]
      }
      for from in ActivityState.allCases {
        for to in ActivityState.allCases {
          #expect(from.mayBecome(to) == stored.contains([from, to]), "\(from) to \(to)")
        }
      }
      let activity = try await activities.published()
      await #expect(throws: (any Error).self) {
        try await activities.services.pool.execute(
          "UPDATE activity SET state = 'draft', published_at = NULL WHERE id = \(activity.id)")
      }
    }
  }

  @Test("An officer drafts, adds sessions, publishes and finishes; only those who run it see a draft")
  func life() async throws {
    try await ActivityDesk.run { activities async throws in
      let services = activities.services
      let manage = ManageActivities(services)
      let submission = UUID()
      let draft = try await manage.create(
        of: activities.authority.organisation, ActivityDesk.content(), submission: submission,
        by: activities.officer)
      let again = try await manage.create(
        of: activities.authority.organisation, ActivityDesk.content("Other"), submission: submission,
        by: activities.officer)
      #expect(again.id == draft.id)
      for actor in [VacancyDesk.visitor, activities.head, activities.lead] {
        #expect(
          try await outcome { _ = try await ReadActivities(services).find(draft.id, by: actor) }
            == .notFound("activity"))
      }
      #expect(
        try await outcome {
          _ = try await manage.publish(draft.id, expectedVersion: nil, by: activities.officer)
        }?
        .fields == ["sessions"])
      let whole = try await ManageSessions(services).add(
        to: draft.id, ActivityDesk.session(), by: activities.officer)
      #expect(whole.sessions.first?.when == "Tuesday 1 December 2026, 4pm to 5:30pm")
      #expect(
        try await outcome {
          _ = try await manage.publish(draft.id, expectedVersion: 1, by: activities.officer)
        }
          == .staleVersion(current: whole.version))
      _ = try await manage.publish(draft.id, expectedVersion: whole.version, by: activities.officer)
      #expect(try await ReadActivities(services).find(draft.id, by: VacancyDesk.visitor).state == .published)
      #expect(try await ReadActivities(services).upcoming(audience: .nqt).items.map(\.id) == [draft.id])
      #expect(try await ReadActivities(services).upcoming(audience: .tutor).items.isEmpty)
      #expect(
        try await outcome { _ = try await manage.finish(draft.id, by: activities.officer) }?.isConflict
          == true)
      activities.clock.advance(days: 31)
      #expect(try await FinishActivities(services)() == 1)
      #expect(try await FinishActivities(services)() == 0)
      #expect(try await ReadActivities(services).find(draft.id, by: VacancyDesk.visitor).state == .finished)
      #expect(
        try await outcome {
          _ = try await manage.change(
            draft.id, ActivityDesk.content(), expectedVersion: nil, by: activities.officer)
        }?.isConflict == true)
      #expect(try await activities.accounts.audited("activity.finished") == 1)
    }
  }

  @Test("An alliance runs its own; the authority all of them; nobody else any")
  func whose() async throws {
    try await ActivityDesk.run { activities async throws in
      let services = activities.services
      let manage = ManageActivities(services)
      let theirs = try await manage.create(
        of: activities.alliance.id, ActivityDesk.content(), by: activities.lead)
      activities.clock.advance(seconds: 1)
      let ours = try await activities.published()
      let reading = ReadActivities(services)
      #expect(
        try await reading.managed(of: activities.authority.place, by: activities.officer).items.map(\.id)
          == [ours.id, theirs.id])
      #expect(
        try await reading.managed(of: activities.alliance.place, by: activities.lead).items.map(\.id)
          == [theirs.id])
      for actor in [activities.head, activities.desk.stranger] {
        #expect(try await outcome { _ = try reading.places(by: actor) } == .notFound("page"))
        let managed = try await outcome {
          _ = try await reading.managed(of: activities.authority.place, by: actor)
        }
        #expect(managed == .notFound("organisation"))
      }
      #expect(
        try await outcome { _ = try await manage.finish(ours.id, by: activities.lead) }?.isNotAllowed == true)
      #expect(
        try await outcome {
          _ = try await manage.create(
            of: activities.authority.organisation, ActivityDesk.content(), by: activities.head)
        }?.isNotAllowed == true)
      let (sessions, session) = (ManageSessions(services), try #require(ours.sessions.first?.id))
      let eve = try await HiringDesk.person("eve@example.org", activities.desk)
      for actor in [activities.lead, activities.head, eve, VacancyDesk.visitor] {
        let steps: [() async throws -> Void] = [
          { _ = try await sessions.remove(session, by: actor) },
          { _ = try await sessions.cancel(session, reason: "Snow.", by: actor) },
          {
            _ = try await sessions.change(
              session, ActivityDesk.session(), expectedVersion: nil, by: actor)
          },
        ]
        for step in steps { #expect(try await outcome { try await step() } == .notFound("session")) }
      }
      #expect(
        try await outcome {
          _ = try await manage.create(
            of: activities.desk.school.id, ActivityDesk.content(), by: .operatorAtCommandLine)
        } == .notFound("organisation"))
    }
  }

  @Test("What was cancelled is called so; a session held before the activity was cancelled stays held")
  func cancelled() async throws {
    try await ActivityDesk.run { activities async throws in
      let services = activities.services
      let event = try await activities.published()
      let session = try #require(event.sessions.first?.id)
      let off = try await ManageSessions(services).cancel(session, reason: "Snow.", by: activities.officer)
      #expect(off.obstacle(at: activities.clock.now) == "The session was cancelled.")
      let already = DomainError.conflict("It has been cancelled already.")
      let sessions = ManageSessions(services)
      let again = try await sessions.cancel(session, reason: " Snow. ", by: activities.officer)
      #expect(again.version == off.version)
      #expect(
        try await outcome { _ = try await sessions.cancel(session, reason: "Ice.", by: activities.officer) }
          == already)
      #expect(
        try await outcome { _ = try await KeepRegister(services).read(session, by: activities.officer) }?
          .isConflict == true)
      let programme = try await activities.published(
        ActivityDesk.content(isProgramme: true, required: 3), on: ["2026-11-10", "2026-12-01", "2026-12-08"])
      let last = try #require(programme.sessions.last?.id)
      #expect(programme.certificateObstacle() == nil)
      let warning = try #require(programme.certificateObstacle(without: last))
      #expect(warning.hasPrefix("The certificate needs 3 sessions, and then only 2 take place"))
      let fewer = try await ManageSessions(services).cancel(last, reason: "Snow.", by: activities.officer)
      #expect(fewer.obstacle(at: activities.clock.now) == nil)
      let obstacle = fewer.certificateObstacle() ?? ""
      #expect(obstacle.hasPrefix("The certificate needs 3 sessions, and only 2 take place: nobody can earn"))
      let cancelling = try await ReadActivities(services).cancelling(
        of: fewer.sessions.last, in: fewer, by: activities.officer)
      #expect(cancelling?.reason == "Snow." && cancelling?.entry != nil)
      let late = try #require(LondonTime.instant(day("2026-12-01"), hour: 17, minute: 0))
      #expect(fewer.obstacle(at: late) == "Every session has begun or was cancelled.")
      #expect(programme.obstacle(at: late) == nil)
      activities.clock.advance(days: 10)
      let ended = try await ManageActivities(services).cancel(
        programme.id, reason: "The hall is flooded.", by: activities.officer)
      #expect(ended.sessions.map(ended.isOff) == [false, true, true])
      var reasons: [String?] = []
      for session in ended.sessions {
        reasons.append(
          try await ReadActivities(services).cancelReason(of: session, in: ended, by: activities.officer))
      }
      #expect(reasons == [nil, "The hall is flooded.", "Snow."])
      let repeated = try await ManageActivities(services).cancel(
        programme.id, reason: "The hall is flooded.", by: activities.officer)
      #expect(repeated.version == ended.version)
      #expect(
        try await outcome {
          _ = try await ManageActivities(services).cancel(
            programme.id, reason: "No speaker.", by: activities.officer)
        } == already)
    }
  }

  private static let faulty: [(String, @Sendable (inout ActivityContent) -> Void)] = [
    ("title", { $0.title = "Art" }), ("kind", { $0.kind = "party" }),
    ("description", { $0.description = "" }),
    ("audiences", { $0.audiences = [] }), ("place", { $0.place = "" }),
    ("price_pence", { $0.pricePence = -1 }), ("price_pence", { $0.pricePence = 1_000_001 }),
    ("books_from", { $0.booksFrom = nil }), ("books_until", { $0.booksUntil = day("2026-10-31") }),
    ("free_days", { $0.freeDays = 61 }), ("sessions_required", { $0.sessionsRequired = 2 }),
  ]

  @Test("What is wrong with an activity is told by its field", arguments: faulty.indices)
  func faults(index: Int) {
    var content = ActivityDesk.content()
    let (field, change) = Self.faulty[index]
    change(&content)
    #expect(content.problems(kinds: ["subject-workshop"]).found.map(\.field) == [field])
  }

  private static let faultySessions: [(String, @Sendable (inout ActivitySessionContent) -> Void)] = [
    ("held_on", { $0.heldOn = nil }), ("held_on", { $0.heldOn = day("2026-11-01") }),
    ("starts_at", { $0.startsAt = "25:00" }), ("ends_at", { $0.endsAt = "16:00" }),
    ("places", { $0.places = 0 }), ("places", { $0.places = 2_001 }),
    ("room", { $0.room = String(repeating: "x", count: 101) }),
  ]

  @Test("What is wrong with a session is told by its field", arguments: faultySessions.indices)
  func sessionFaults(index: Int) {
    var content = ActivityDesk.session()
    let (field, change) = Self.faultySessions[index]
    change(&content)
    #expect(content.problems(at: TestClock().now).found.map(\.field) == [field])
  }
}
