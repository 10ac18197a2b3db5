import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct AgenciesTests {
  @Test func `terms with agencies are recorded, listed and stopped, and fees are reported`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      _ = try await run(
        "organisations", "create", "agency", "First Agency", "--authority", "883", with: services)
      let id = try await services.pool.value(
        "SELECT id::text FROM organisation WHERE kind = 'agency'", as: String.self)
      let none = try await run("agencies", "list", "883", with: services)
      #expect(none.lines.contains { $0.contains("First Agency") && $0.contains("none") })
      let recorded = try await run(
        "agencies", "set-terms", id, "--from", "2026-10-01", "--until", "2027-09-30", "--share", "1250",
        "--vetted-on", "2026-09-20", "--vetted-until", "2027-09-20", "--vetted-by", "Robin Sample",
        "--checks",
        "Identity and DBS checks.", with: services)
      #expect(recorded.lines.joined().contains("in_force"))
      #expect(
        await status {
          try await run(
            "agencies", "set-terms", id, "--from", "2026-10-01", "--until", "soon", "--fixed", "1",
            with: services)
        } == .invalidData)
      let short = await failure {
        try await run(
          "agencies", "set-terms", id, "--from", "2026-10-01", "--until", "2026-09-01", "--share", "0",
          with: services)
      }
      #expect(short.contains { $0.hasPrefix("--until: ") } && short.contains { $0.hasPrefix("--share: ") })
      let listed = try await run("agencies", "list", "883", with: services)
      #expect(listed.lines.contains { $0.contains("12.5 %") && $0.contains("2027-09-30") })
      #expect(
        try await run("agencies", "releases", id, "--open", with: services).remarks == ["No vacancies."])
      let csv = try await run("agencies", "report", "--of", id, "--csv", with: services)
      #expect(csv.lines.joined().hasPrefix("agency,school,submissions"))
      #expect(try await run("agencies", "report", "--from", "2026-01-01", with: services).remarks.count == 1)
      for whose in [["883"], ["--of", "883"]] {
        #expect(try await run(["agencies", "fees"] + whose, with: services).remarks == ["No fee is due."])
      }
      let positional = try await run("agencies", "report", id, "--csv", with: services)
      #expect(positional.lines == csv.lines)
      let late = await status {
        try await run(
          "agencies", "set-terms", id, "--from", "2026-10-01", "--until", "2027-10-31", "--fixed", "100000",
          "--if-version", "0", with: services)
      }
      #expect(late == .invalidData)
      try await Self.release(to: id, services)
      let stopped = try await run(
        "agencies", "stop", id, "Vetting was found wanting.", "--if-version", "1", with: services)
      #expect(stopped.lines.joined().contains("stopped"))
      let today = services.today.description
      #expect(stopped.lines.contains { $0.contains("Stopped") && $0.contains(today) })
    }
  }

  /// A vacancy is released to an agency, somebody agrees to be put forward, and it is taken back.
  private static func release(to agency: String, _ services: Services) async throws {
    let system = Actor.operatorAtCommandLine
    let school = try await CreateSchool(services)(
      SchoolDraft(urn: "137549", name: "First Primary School", phase: .primary, authority: "883"), by: system)
    let content = VacancyContent(
      title: "Year 4 class teacher", jobRoles: ["teacher"], phases: [.primary], contractType: .permanent,
      workingPatterns: [.fullTime], fte: 1, payMinimum: "M1", payMaximum: "M6", startsAsSoonAsPossible: true,
      closesOn: day("2026-12-04"), closesAtTime: "12:00",
      description: String(repeating: "A class of 28 in a two-form school. ", count: 3))
    let draft = try await DraftVacancy(services)(school: school.id, content: content, by: system)
    let vacancy = try await PublishVacancy(services)(draft.id, by: system).reference
    let release = ["agencies", "release", vacancy, agency, "--note", "Somebody who sings.", "--until"]
    #expect(await faulty { try await run(release + ["2026-12-31"], with: services) } == ["--until"])
    let toSchool = ["agencies", "release", vacancy, school.id.description]
    #expect(await faulty { try await run(toSchool, with: services) } == ["agencies"])
    let made = try await run(release + ["2026-11-10", "--json"], with: services)
    let id = try #require((try made.json() as? [[String: Any]])?.first?["id"] as? String)
    let list = try await run("agencies", "released-to", vacancy, with: services)
    #expect(list.lines.contains { $0.contains("First Agency") && $0.hasSuffix("yes") })
    #expect(try await run("agencies", "candidates", vacancy, with: services).remarks == ["Nobody."])
    _ = try await run("accounts", "create", "ada@people.example", "Ada Sample", with: services)
    let now = services.now()
    try await services.pool.execute(
      """
      INSERT INTO agency_candidate (id, release_id, vacancy_id, agency_id, school_id, authority_id, state, name, email,
        email_normal, statement, submitted_at, answer_by, answered_at, wording_version, account_id, terms_id)
      SELECT gen_random_uuid(), r.id, r.vacancy_id, r.agency_id, r.school_id, r.authority_id, 'consented', 'Ada Sample',
        a.email, a.email_normal, 'Ada sings.', \(now), \(now), \(now), 1, a.id, t.id
      FROM agency_release r, account a, agency_terms t WHERE a.email_normal = 'ada@people.example' LIMIT 1
      """)
    let agreed = try await run("agencies", "candidates", vacancy, with: services)
    #expect(agreed.lines.contains { $0.contains("Ada Sample") && $0.contains("agreed") })
    let ended = try await run("agencies", "take-back", id, with: services)
    #expect(ended.lines.contains { $0.contains("First Agency") && $0.hasSuffix("no") })
  }
}
