import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("The third version of the form") struct FormVersion3Tests {
  private static func job(_ role: String, _ from: String, _ to: String?) -> JSONValue {
    var job: [String: JSONValue] = [
      "kind": "other_work", "role": .string(role), "organisation": "Imaginary Parks", "from": .string(from),
      "current": to == nil ? "yes" : "no",
    ]
    if let to { job["to"] = .string(to) }
    return .object(job)
  }

  private static func roles(_ answers: [String: JSONValue]?) -> [String] {
    (answers?["entries"]?.array ?? []).compactMap { $0.object?["role"]?.string }
  }

  @Test("The first gap is counted from the end of full-time education")
  func education() async throws {
    try await withServices { services, _ async throws in
      let accounts = AccountsFixture(services)
      try await accounts.person("ada@example.org")
      let actor = try await accounts.acting("ada@example.org")
      let save = SaveSection(services)
      func gaps(_ left: [String: JSONValue]) async throws -> [String] {
        _ = try await save("education", answers: left, expectedVersion: nil, by: actor)
        return try await ReadGeneralApplication(services)(by: actor).section("history").gaps.map(\.words)
      }
      _ = try await save(
        "history", answers: ["entries": .array([Self.job("Gardener", "2019-10", nil)])], expectedVersion: nil,
        by: actor)
      let months = try await gaps(["has_left": "yes", "left_on": "2019-07"])
      #expect(months == ["from August 2019 to September 2019"])
      #expect(
        try await gaps(["has_left": "yes", "left_on": "2019-07-15"])
          == ["from 16 July 2019 to 30 September 2019 (77 days)"])
      #expect(try await gaps(["has_left": "yes", "left_on": "2019-09"]) == [])
      #expect(try await gaps(["has_left": "no"]) == [])
      let section = try await ReadGeneralApplication(services)(by: actor).section("education")
      #expect(section.progress == .complete && section.section.title == "Leaving full-time education")
      let missing = try await save("education", answers: ["has_left": "yes"], expectedVersion: nil, by: actor)
      #expect(missing.problems.map(\.field) == ["left_on"])
      _ = try await save("history", answers: [:], expectedVersion: nil, by: actor)
      #expect(try await gaps(["has_left": "yes", "left_on": "2026-01"]).count == 1, "all since is a gap")
    }
  }

  @Test("A history stands newest first, in whatever order it was entered")
  func order() async throws {
    try await withServices { services, _ async throws in
      let accounts = AccountsFixture(services)
      try await accounts.person("ada@example.org")
      let actor = try await accounts.acting("ada@example.org")
      let save = SaveSection(services)
      let jobs = [
        Self.job("First", "2015-09", "2016-08"), Self.job("Now", "2018-01", nil),
        Self.job("Unclear", "nonsense", nil), Self.job("Second", "2016-09", "2017-12"),
        Self.job("Beside it", "2016-03", "2017-12"),
      ]
      let saved = try await save(
        "history", answers: ["entries": .array(jobs)], expectedVersion: nil, by: actor)
      #expect(Self.roles(saved.answers) == ["Unclear", "Now", "Second", "Beside it", "First"])
      let again = try await save("history", answers: saved.answers, expectedVersion: 1, by: actor)
      #expect(again.version == 1)
      let added = try await save.entry(
        nil, of: "history", answers: try #require(Self.job("Between", "2017-12", "2018-01").object),
        expectedVersion: nil, by: actor)
      #expect(Self.roles(added.answers) == ["Unclear", "Now", "Between", "Second", "Beside it", "First"])
      let place = added.entries.firstIndex { $0["id"]?.string == added.added }
      #expect(place == 2)
      let same = try await save.entry(
        nil, of: "history", answers: try #require(Self.job("Between", "2017-12", "2018-01").object),
        expectedVersion: nil, by: actor)
      #expect(same.stoodAlready && same.added == added.added && same.version == added.version)
    }
  }

  @Test("What was sent on the second version is readable as sent, its history newest first")
  func frozen() async throws {
    try await SelectionDesk.run { desk async throws in
      let (services, id) = (desk.services, desk.applications[0])
      let jobs = JSONValue.array([
        Self.job("First", "2015-09", "2016-08"), Self.job("Second", "2016-09", "2026-10"),
      ])
      let text = String(decoding: try JSONEncoder().encode(["jobs": jobs]), as: UTF8.self)
      try await services.pool.execute("ALTER TABLE application DISABLE TRIGGER application_is_frozen")
      try await services.pool.execute(
        """
        UPDATE application SET form_version = 2,
          answers = jsonb_set(answers - 'education', '{history,entries}', (\(text)::jsonb -> 'jobs'))
        WHERE id = \(id)
        """)
      for actor in [desk.head, desk.applicants[0]] {
        let whole = try await ReadApplication(services)(id, by: actor)
        #expect(whole.form.version == 2 && !whole.form.sections.contains { $0.key == "education" })
        #expect(Self.roles(whole.answers["history"]) == ["Second", "First"])
      }
    }
  }
}
