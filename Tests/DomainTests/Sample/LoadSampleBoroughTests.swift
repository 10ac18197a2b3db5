import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite struct LoadSampleBoroughTests {
  @Test("The sample is loaded whole, once, and goes on where a start was cut off")
  func load() async throws {
    try await withServices { services, _ async throws in
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appending(path: "sample-accounts.json").path

      // A start that was cut off after the schools had come.
      try await LoadSampleSchools(services)()
      let loading = Task { try await LoadSampleBorough(services)(accountsFile: file) }
      try await Self.expectNoWorkWhileLoading(services)
      #expect(try await loading.value)
      let counts = try await Self.counts(services)
      #expect(counts == [54, 3, 1, 1, 21, 2, 4, 2, 1, 2])
      let accounts = try #require(SampleAccount.read(file))
      #expect(Set(accounts.map(\.role)) == Set(Role.allCases.map(\.rawValue)))

      #expect(try await LoadSampleBorough(services)(accountsFile: file) == false)
      #expect(try await Self.counts(services) == counts)
      #expect(SampleAccount.read(file) == accounts)
    }
  }

  /// A worker that starts in the middle finds nothing to take up.
  private static func expectNoWorkWhileLoading(_ services: Services) async throws {
    while try await counts(["vacancy"], services) == [0] { await Task.yield() }
    let runner = TaskRunner(services: services, tasks: ScheduledTask.all, worker: "other")
    try await runner.register()
    #expect(try await !runner.runNext())
  }

  @Test("Vacancies stand at every stage from the sift to the appointment, once, however often it runs")
  func stages() async throws {
    try await withServices { services, clock async throws in
      clock.set(try #require(LondonTime.instant(day("2026-11-29"), hour: 12, minute: 0)))
      try await LoadSampleBorough(services)(accountsFile: nil)
      // A start that was cut off just before the end goes over everything again.
      for _ in 0..<2 {
        let counts = try await Self.counts(
          [
            "selection WHERE EXISTS (SELECT FROM panel_member p WHERE p.vacancy_id = selection.vacancy_id)",
            "sift_sheet WHERE submitted_at IS NOT NULL", "sift_exception", "interview_day",
            "interview_booking",
            "interview_sheet WHERE handed_in_at IS NOT NULL", "offer", "appointment", "online_search_note",
            "reference_request WHERE received_as = 'paper'", "application WHERE state = 'shortlisted'",
            "application WHERE state = 'interviewing'", "application WHERE state = 'offered'",
            "application WHERE state = 'accepted'", "application WHERE state = 'appointed'",
          ], services)
        #expect(counts == [6, 28, 1, 2, 4, 4, 3, 1, 2, 8, 2, 4, 1, 1, 1])
        try await services.pool.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        try await services.pool.execute("DELETE FROM audit_event WHERE action = 'sample.loaded'")
        try await services.pool.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
        try await LoadSampleBorough(services)(accountsFile: nil)
      }
    }
  }

  @Test("Sign-ins whose file is lost are made anew, and the old ones end")
  func lost() async throws {
    try await withServices { services, _ async throws in
      let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
      defer { try? FileManager.default.removeItem(atPath: file) }
      try await LoadSampleBorough(services)(accountsFile: file)
      let before = try #require(SampleAccount.read(file)?.first)
      try FileManager.default.removeItem(atPath: file)
      try await LoadSampleBorough(services)(accountsFile: file)
      let after = try #require(SampleAccount.read(file)?.first)
      #expect(before.email == after.email && before.password != after.password)
      await #expect(throws: DomainError.signInRequired) {
        try await AuthenticateAPIToken(services)(secret: before.apiToken)
      }
      #expect(try await AuthenticateAPIToken(services)(secret: after.apiToken).email == after.email)
    }
  }

  @Test(
    "Lesson observations, a support plan and what the appropriate body saw are there once, however often it runs"
  )
  func support() async throws {
    try await withServices { services, clock async throws in
      clock.set(try #require(LondonTime.instant(day("2026-11-29"), hour: 12, minute: 0)))
      try await LoadSampleBorough(services)(accountsFile: nil)
      for _ in 0..<2 {
        let counts = try await Self.counts(
          [
            "lesson_observation WHERE state = 'seen'", "lesson_observation WHERE state = 'shared'",
            "support_plan WHERE closed_at IS NULL", "support_target", "support_meeting", "induction_sample",
            "induction_sample_item WHERE judged_at IS NOT NULL",
            "induction_sample_item WHERE judged_at IS NOT NULL AND observation_id IS NOT NULL",
            "induction_visit",
            "induction_visit_action",
            "induction_feedback WHERE sent_at IS NOT NULL",
            "induction_feedback WHERE acknowledged_at IS NOT NULL",
          ], services)
        #expect(counts == [1, 2, 1, 2, 1, 1, 4, 2, 2, 2, 2, 1])
        try await LoadSampleSupport(services)()
      }
    }
  }

  @Test("Inductions stand at their end: completed, under appeal, to be decided, to be received, once")
  func outcomes() async throws {
    try await withServices { services, clock async throws in
      clock.set(try #require(LondonTime.instant(day("2026-11-29"), hour: 12, minute: 0)))
      try await LoadSampleBorough(services)(accountsFile: nil)
      for _ in 0..<2 {
        let counts = try await Self.counts(
          [
            "induction WHERE state = 'satisfactory'", "induction WHERE state = 'not_satisfactory'",
            "induction WHERE state = 'recommended'", "induction_appeal WHERE state = 'replied'",
            "induction_assessment WHERE state = 'confirmed'", "induction_assessment WHERE state = 'received'",
            "induction_due WHERE done_on IS NULL AND NOT not_needed AND due_on < '2026-11-29'",
            "induction_due WHERE done_on > due_on",
          ], services)
        #expect(counts == [1, 1, 1, 1, 1, 20, 2, 1])
        try await LoadSampleOutcomes(services)(by: .operatorAtCommandLine)
      }
    }
  }

  /// How many rows each of some tables has.
  private static func counts(_ tables: [Statement], _ services: Services) async throws -> [Int] {
    var counts: [Int] = []
    for table in tables {
      counts.append(try await services.pool.value("SELECT count(*) FROM \(fragment: table)", as: Int.self))
    }
    return counts
  }

  /// Schools, then vacancies by state, in the order of a vacancy's life.
  private static func counts(_ services: Services) async throws -> [Int] {
    var counts = [try await services.pool.value("SELECT count(*) FROM school", as: Int.self)]
    for state in VacancyState.allCases {
      counts.append(
        try await services.pool.value("SELECT count(*) FROM vacancy WHERE state = \(state)", as: Int.self))
    }
    return counts
  }
}
