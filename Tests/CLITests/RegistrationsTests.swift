import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct RegistrationsTests {
  @Test func `a teacher is registered, asked about, accepted and shown`() async throws {
    try await withServices { services, _ async throws in
      let id = try await Self.registered(services)
      let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
      defer { try? FileManager.default.removeItem(atPath: file) }
      try Data(Self.content.utf8).write(to: URL(filePath: file))
      _ = try await run("induction", "registrations", "save", id, file, with: services)
      _ = try await run("induction", "registrations", "submit", id, with: services)
      #expect(try await run("induction", "registrations", "queue", "883", with: services).lines.count == 2)
      _ = try await run("induction", "registrations", "query", id, "Which class?", with: services)
      _ = try await run(
        "induction", "registrations", "submit", id, "--answer", "Year 4.", with: services)
      #expect(
        await status {
          try await run("induction", "registrations", "accept", id, "--from", "2026-11-02", with: services)
        } == .invalidData)
      _ = try await run("induction", "registrations", "verify", id, with: services)
      let accepted = try await run(
        "induction", "registrations", "accept", id, "--from", "2026-11-02", with: services)
      let line = try #require(accepted.lines.first { $0.hasPrefix("Induction") })
      let induction = try #require(line.split(separator: " ").last.map(String.init))
      // Begun under the earlier regime and moved, it is shown by the one that it runs on.
      try await services.pool.execute("UPDATE induction SET regime = 'nqt'")
      let shown = try await run("induction", "records", "show", induction, with: services)
      #expect(shown.lines.contains { $0.contains("Formal assessment 2") })
      #expect(shown.lines.contains { $0.hasPrefix("Regime") && $0.hasSuffix("ect") })
      #expect(shown.lines.contains { $0.hasPrefix("Rules") && $0.hasSuffix("Those of 2024-09") })
      let fees = try await run("induction", "fees", "883", with: services)
      #expect(fees.lines.last?.contains("£400.00") == true, "\(fees.lines)")
      for kind in ["school", "financial"] {
        let file = try await run("induction", "fees", "883", "--years", kind, "--csv", with: services)
        #expect(file.lines.last?.hasSuffix(",full,Full,1,40000") == true, "\(file.lines)")
      }
      let board = try await run("induction", "board", "show", "883", with: services)
      #expect(board.lines.contains { $0.hasPrefix("In induction") && $0.hasSuffix("1") })
      let figures = try await run("induction", "board", "show", "883", "--csv", with: services)
      #expect(figures.lines.joined().contains("state,serving,1,"), "\(figures.lines)")
      for flag in ["--cohorts", "--schools"] {
        let outcomes = try await run("induction", "board", "show", "883", flag, with: services)
        #expect(outcomes.lines.first?.hasSuffix(",1,1,0,0,0,0,0,0") == true, "\(outcomes.lines)")
      }
      try await Self.narrow(services)
      #expect(
        try await run("induction", "board", "chase", "883", with: services).lines
          == ["0 people asked for 0 things; 0 with nobody to ask"])
      #expect(
        await failure {
          try await run("induction", "board", "receive", "883", "--cohort", "soon", with: services)
        } == ["--cohort: Give a school year and a season, such as 2026-autumn."])
      #expect(
        try await run("induction", "board", "complete", "883", "--dry-run", with: services).lines.isEmpty)
      let life = try await run("induction", "records", "timeline", induction, with: services)
      #expect(life.lines.contains { $0.contains("to come") && $0.contains("Induction ends by the plan") })
      #expect(
        try await run("induction", "records", "timeline", induction, "--csv", with: services).lines.first?
          .hasPrefix("day,kind,state") == true)
      let days = try await run("induction", "records", "timeline", induction, "--days", with: services)
      #expect(days.lines.first?.hasPrefix("term,starts_on,ends_on,school_days,") == true)
      try await Self.reduceToServed(induction, services)
      try await Self.assess(induction, services)
      try await Self.decide(induction, services)
      let absent = try await run(
        "induction", "record", "absence", induction, "--from", "2026-11-02", "--until", "2026-11-02",
        "--days", "0.5",
        "--kind", "Illness", with: services)
      #expect(absent.lines.contains { $0.hasPrefix("Entry") && $0.contains("0.5 days, sickness") })
      #expect(
        await status {
          try await run(
            "induction", "record", "absence", induction, "--from", "2026-11-07", "--until", "2026-11-08",
            "--days", "2", "--kind", "maternity", with: services)
        } == .invalidData)
      let entry = try #require(
        absent.lines.last { $0.hasPrefix("Entry") && $0.contains("Absent") }?.split(separator: " ")[1])
      _ = try await run("induction", "record", "remove", induction, String(entry), with: services)
      _ = try await run(
        "induction", "record", "reduce", induction, "3", "Taught for six years.", "--consented-on",
        "2026-11-02",
        with: services)
      _ = try await run(
        "induction", "record", "extend", induction, "0.5", "Standards 2 and 6.", with: services)
      let period = try await services.pool.value("SELECT id::text FROM induction_period", as: String.self)
      _ = try await run(
        "induction", "record", "support", induction, period, "--tutor", "New Tutor", "--tutor-email",
        "new@school.example", "--mentor", "Mo Mentor", "--mentor-email", "mentor@school.example",
        with: services)
      let hours = try await run(
        "induction", "record", "hours", induction, period, "--from", "2027-01-04", "--fte", "0.6",
        with: services)
      #expect(hours.lines.filter { $0.hasPrefix("Period") }.count == 2)
      let last = try await services.pool.value(
        "SELECT id::text FROM induction_period WHERE ends_on IS NULL", as: String.self)
      let contract = ["induction", "record", "contract", induction, last]
      #expect(await status { try await run(contract, with: services) } == .invalidData)
      let until = try await run(contract + ["--ends-on", "2028-08-31"], with: services)
      #expect(
        until.lines.filter { $0.hasPrefix("Period") && $0.hasSuffix("contract until 2028-08-31") }.count == 2)
      let ended = try await run(
        "induction", "record", "end", induction, last, "--on", "2027-03-25", with: services)
      #expect(ended.lines.contains { $0.hasPrefix("State") && $0.hasSuffix("serving") })
      #expect(ended.lines.contains { $0.hasPrefix("Period") && $0.contains("to 2027-03-25") })
      #expect(
        await status {
          try await run("induction", "record", "address", induction, "nia", with: services)
        } == .invalidData)
      let corrected = try await run(
        "induction", "record", "address", induction, "nia.sample@people.example", with: services)
      #expect(corrected.lines.contains { $0.hasSuffix("nia.sample@people.example") })
      #expect(try await run("induction", "records", "list", "883", with: services).lines.count == 2)
      #expect(try await run("induction", "records", "list", "123456", with: services).lines.count == 2)
      for of in ["883", "123456"] {
        #expect(try await run("induction", "registrations", "list", of, with: services).lines.count == 2)
      }
    }
  }

  /// The list of an authority is narrowed; that of a school isn't, which is said.
  private static func narrow(_ services: Services) async throws {
    let list = ["induction", "records", "list"]
    for narrowed in [["--cohort", "2026-autumn"], ["--school", "123456"]] {
      #expect(try await run(list + ["883"] + narrowed, with: services).lines.count == 2)
    }
    for narrowed in [["--cohort", "2026-spring"], ["--at-risk"]] {
      #expect(try await run(list + ["883"] + narrowed, with: services).remarks == ["No inductions."])
    }
    #expect(
      await status { try await run(list + ["883", "--cohort", "soon"], with: services) } == .invalidData)
    #expect(await status { try await run(list + ["123456", "--at-risk"], with: services) } == .invalidData)
    for of in [["883", "--cohort", "2026-autumn"], ["123456"]] {
      let file = try await run(list + of + ["--csv"], with: services).lines.joined()
      #expect(
        file.hasPrefix("reference,name,trn,school,") && file.contains(",serving,2026-11-02,"), "\(file)")
    }
    let none = try await run(list + ["883", "--at-risk", "--csv"], with: services)
    #expect(!none.lines.joined().contains("serving"))
  }

  /// Where as many terms were served elsewhere induction would be over at once: that takes a word, and is taken back.
  private static func reduceToServed(_ induction: String, _ services: Services) async throws {
    try await services.pool.execute("UPDATE induction SET earlier_terms = '4'")
    let reduce = [
      "induction", "record", "reduce", induction, "3", "Taught for six years.", "--consented-on",
      "2026-11-02",
    ]
    #expect(await status { try await run(reduce, with: services) } == .invalidData)
    let reduced = try await run(reduce + ["--confirmed"], with: services)
    try await services.pool.execute("UPDATE induction SET earlier_terms = ''")
    let entry = try #require(
      reduced.lines.last { $0.hasPrefix("Entry") && $0.contains("Reduced") }?.split(separator: " ")[1])
    _ = try await run("induction", "record", "remove", induction, String(entry), with: services)
  }

  @Test
  func `all terms served elsewhere and an extension there are registered, and an end without a post is told`()
    async throws
  {
    try await withServices { services, _ async throws in
      let id = try await Self.registered(services)
      let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
      defer { try? FileManager.default.removeItem(atPath: file) }
      let content = Self.content.replacing(
        "\"served_elsewhere\": false",
        with: """
          "served_elsewhere": true, "earlier_terms": "6", "earlier_extension_terms": 1, "earlier_body": "Another Body",
          "earlier_began_on": "2026-09-01"
          """)
      try Data(content.utf8).write(to: URL(filePath: file))
      let saved = try await run("induction", "registrations", "save", id, file, "--json", with: services)
      let warnings = try #require(try saved.object()["warnings"] as? [String])
      #expect(
        warnings.contains { $0.contains("6 terms brought forward can’t have been served") }, "\(warnings)")
      _ = try await KeepEvidence(services).add(
        "record.pdf", SampleDocuments.pdf, to: try #require(RegistrationID(id)), by: .operatorAtCommandLine)
      _ = try await run("induction", "registrations", "submit", id, with: services)
      _ = try await run("induction", "registrations", "verify", id, with: services)
      #expect(
        await status {
          try await run(
            "induction", "registrations", "accept", id, "--from", "2026-09-01", "--reason",
            "Agreed with the school before.", with: services)
        } == .invalidData)
      let accepted = try await run(
        "induction", "registrations", "accept", id, "--from", "2026-11-02", with: services)
      let line = try #require(accepted.lines.first { $0.hasPrefix("Induction") })
      let induction = try #require(line.split(separator: " ").last.map(String.init))
      let shown = try await run("induction", "records", "show", induction, with: services)
      #expect(shown.lines.contains { $0.contains("What is left to serve here is the extension of 1 term") })
      let period = try await services.pool.value("SELECT id::text FROM induction_period", as: String.self)
      let ended = try await run(
        "induction", "record", "end", induction, period, "--on", "2026-12-18", with: services)
      #expect(
        ended.lines.contains { $0.hasPrefix("Ends") && $0.contains("so no end can be planned") },
        "\(ended.lines)")
      let life = try await run("induction", "records", "timeline", induction, with: services)
      #expect(life.remarks.contains { $0.contains("No end can be planned.") }, "\(life.remarks)")
    }
  }

  /// A contract that has ended while the post goes on, for the body and for the school.
  private static func contracts(_ induction: String, _ services: Services) async throws {
    func list(_ more: String...) async throws -> [String] {
      try await run(["induction", "board", "contracts"] + more, with: services).lines
    }
    #expect(try await list("883").isEmpty)
    let day = services.today.adding(days: -1)
    try await services.pool.execute("UPDATE induction_period SET contract_ends_on = \(day)")
    for place in ["883", "123456"] {
      #expect(try await list(place).last?.hasPrefix("\(day)") == true, "\(place)")
      let file = try await list(place, "--csv").joined()
      #expect(file.hasPrefix("ended_on,name,") && file.contains("\(day),"), "\(place)")
    }
    try await services.pool.execute("UPDATE induction_period SET contract_ends_on = NULL")
  }

  /// A head’s recommendation that is turned into an extension, and dates of terms.
  private static func decide(_ induction: String, _ services: Services) async throws {
    let reasons = "Standards 2 and 6."
    _ = try await run(
      "induction", "decisions", "recommend", induction, "satisfactory", reasons, "--early-reason",
      "Most of it was served elsewhere.", with: services)
    #expect(
      await status {
        try await run("induction", "decisions", "decide", induction, "never", reasons, with: services)
      } == .invalidData)
    // What the board counts as overdue of decisions is listed with assessments.
    try await services.pool.execute("UPDATE induction_decision SET decide_by = '2026-01-02'")
    let overdue = try await run("induction", "board", "overdue", "883", "--turn", "body", with: services)
    #expect(overdue.lines.contains { $0.contains("Decide on the recommendation") }, "\(overdue.lines)")
    let file = try await run("induction", "board", "overdue", "883", "--csv", with: services)
    #expect(file.lines.joined().contains("2026-01-02,overdue,decision,Decide on the recommendation,body,"))
    let duties = try await run("induction", "decisions", "due", "883", "--csv", with: services)
    #expect(duties.lines.joined().contains(",Example Primary,\(induction)"), "\(duties.lines)")
    let tasks = try await run("induction", "board", "tasks", "123456", "--csv", with: services)
    #expect(tasks.lines.first?.hasPrefix("due_on,state,kind,") == true)
    try await Self.contracts(induction, services)
    try await services.pool.execute("UPDATE induction_decision SET represent_by = '2026-01-01'")
    let decided = try await run(
      "induction", "decisions", "decide", induction, "extension", reasons, "--terms", "0.5", with: services)
    #expect(decided.lines.count == 2)
    #expect(try await run("induction", "decisions", "list", induction, with: services).lines.count == 2)
    #expect(try await run("induction", "terms", "show", "123456", "2027", with: services).lines.count == 7)
    let halves = [
      "2027-09-01..2027-10-22", "2027-11-01..2027-12-17", "2028-01-04..2028-02-11", "2028-02-21..2028-03-31",
      "2028-04-18..2028-05-26", "2028-06-05..2028-07-21",
    ]
    let refused = await failure {
      try await run(
        "induction", "terms", "set", "123456", "2027", "soon", halves[1], halves[2], halves[3], halves[4],
        halves[5], "--closed", "2027-09-05", "2030-08-31", "never", with: services)
    }
    #expect(refused.count == 3, "\(refused)")
    #expect(refused.first?.hasPrefix("halves: 'soon'") == true)
    #expect(refused.filter { $0.hasPrefix("--closed: ") }.count == 2)
    for (place, closed) in [("123456", "2027-12-27"), ("123456", "2027-09-02"), ("883", "2027-09-02")] {
      let set = try await run(
        "induction", "terms", "set", place, "2027", halves[0], halves[1], halves[2], halves[3], halves[4],
        halves[5], "--closed", closed, with: services)
      let isIdle = closed == "2027-12-27"
      #expect(set.remarks.contains { $0.contains("27 December 2027 (bank holiday)") } == isIdle)
    }
    let shown = try await run("induction", "terms", "show", "883", "2027", with: services)
    let waiting = try await run("induction", "board", "overdue", "883", "--csv", with: services)
    #expect(waiting.remarks.first?.contains("has the state “reckoning” in the file") == true)
    #expect(shown.remarks.count == 2 && shown.remarks[1].hasPrefix("1 of 1 induction is yet to be reckoned"))
    for place in ["123456", "883"] {
      let back = try await run("induction", "terms", "take-back", place, "2027", with: services)
      #expect(back.lines == ["Taken back. Plans are reckoned again by the worker."])
      let usual = try await run("induction", "terms", "show", place, "2027", with: services)
      // The authority’s days go for the school until they are taken back as well.
      #expect(usual.remarks.contains { $0.hasPrefix("Closed") } == (place == "123456"))
      #expect(
        await status { try await run("induction", "terms", "take-back", place, "2027", with: services) }
          == .invalidData)
    }
    #expect(
      await status { try await run("induction", "terms", "take-back", "883", "1999", with: services) }
        == .notFound)
  }

  /// A review is opened, written, signed for the school and opened again.
  private static func assess(_ induction: String, _ services: Services) async throws {
    let group = "assessments"
    #expect(
      try await run("induction", group, "list", induction, with: services).remarks == ["No assessments."])
    let opened = try await run("induction", group, "open", induction, "review", "1", with: services)
    let id = try #require(opened.lines.first?.split(separator: " ").last.map(String.init))
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(#"{"progress": "satisfactory", "summary": "Teaches calmly."}"#.utf8).write(
      to: URL(filePath: file))
    _ = try await run("induction", group, "save", id, file, with: services)
    for _ in 1...2 { _ = try await run("induction", group, "sign", id, with: services) }
    // Nobody signs for the teacher.
    #expect(await status { try await run("induction", group, "sign", id, with: services) } == .invalidData)
    let reopened = try await run("induction", group, "reopen", id, "The wrong days.", with: services)
    #expect(reopened.lines.filter { $0.hasPrefix("Signed") }.count == 3)
    #expect(
      try await run("induction", group, "show", id, "--json", with: services).object()["answers"] != nil)
    #expect(try await run("induction", group, "list", induction, with: services).lines.count == 2)
  }

  /// A school whose authority acts, and the draft of a whole registration.
  static func registered(_ services: Services) async throws -> String {
    _ = try await run("authority", "create", "883", "Thurrock", with: services)
    _ = try await CreateSchool(services)(
      SchoolDraft(urn: "123456", name: "Example Primary", phase: .primary, authority: "883"),
      by: .operatorAtCommandLine)
    _ = try await run(
      "induction", "bodies", "set", "883", "--name", "Sample Body", "--from", "2012-09-01", "--source",
      "An agreement", "--takes-new-until", "2029-08-31", with: services)
    _ = try await run(
      "induction", "bodies", "price", "883", "full", "--title", "Full", "--pence", "40000", "--from",
      "2020-09-01", with: services)
    let bodies = try await run("induction", "bodies", "list", "883", with: services)
    #expect(bodies.lines.count == 2 && bodies.lines.last?.contains("2029-08-31") == true, "\(bodies.lines)")
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(Self.content.utf8).write(to: URL(filePath: file))
    let begun = try await run(
      "induction", "registrations", "begin", "123456", "--file", file, "--json", with: services)
    let registration = try #require(try begun.object()["registration"] as? [String: Any])
    let id = try #require(registration["id"] as? String)
    #expect((try begun.object()["problems"] as? [Any])?.isEmpty == true)
    return id
  }

  @Test func `another surname is accepted as the same person only`() async throws {
    try await withServices { services, _ async throws in
      let group = ["induction", "registrations"]
      func verify(_ id: String) async throws {
        for step in ["submit", "verify"] { _ = try await run(group + [step, id], with: services) }
      }
      let first = try await Self.registered(services)
      try await verify(first)
      _ = try await run(group + ["accept", first, "--from", "2026-11-02"], with: services)
      let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
      defer { try? FileManager.default.removeItem(atPath: file) }
      let other = Self.content.replacing("\"Sample\"", with: "\"Stranger\"")
      try Data(other.utf8).write(to: URL(filePath: file))
      let begun = try await run(group + ["begin", "123456", "--file", file, "--json"], with: services)
      let registration = try #require(try begun.object()["registration"] as? [String: Any])
      let id = try #require(registration["id"] as? String)
      try await verify(id)
      let shown = try await run(group + ["show", id], with: services).lines
      #expect(shown.contains { $0.hasPrefix("Recorded now") && $0.contains("Nia Sample") })
      #expect(shown.contains { $0.hasPrefix("To confirm") && $0.contains("another surname") })
      let accept = group + ["accept", id, "--from", "2026-11-02"]
      #expect(await status { try await run(accept, with: services) } == .invalidData)
      _ = try await run(accept + ["--same-person"], with: services)
    }
  }

  static let content = """
    {"first_names": "Nia", "last_name": "Sample", "email": "nia@people.example", "birth_date": "2000-02-29",
     "trn": "1234567", "qts_awarded_on": "2026-07-10", "course_begun_on": "2025-09-01", "post": "Year 4 class teacher",
     "phase": "primary", "post_concerns": ["none"], "contract_type": "permanent", "fte": 1,
     "starts_on": "2026-11-02", "tutor_name": "Tara Tutor", "tutor_email": "tutor@school.example",
     "mentor_name": "Mo Mentor", "mentor_email": "mentor@school.example", "programme": "school-led",
     "timetable_reduced": true, "support_qualified": true, "institution": "academy", "special_measures": false,
     "served_elsewhere": false,
     "service_level": "full"}
    """
}
