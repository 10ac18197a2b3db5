import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Searching for vacancies")
struct SearchVacanciesTests {
  @Test(
    "What is closed, withdrawn, a draft or past its time is never found, whether or not the worker came by")
  func liveOnly() async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School")
      let soon = try await borough.vacancy("Teacher of art", at: school, closesInHours: 2)
      try await borough.vacancy("Teacher of music", at: school)
      try await borough.vacancy("Past teacher", at: school, state: "closed")
      #expect(Set(try await borough.titles("")) == ["Teacher of music", "Teacher of art"])
      borough.clock.advance(seconds: 7_201)
      #expect(try await borough.titles("") == ["Teacher of music"])
      #expect(try await borough.result("q=art").page.total == 0)
      #expect(try await borough.result("").facets?.count(.phase, "primary") == 1)
      while try await CloseDueVacancies(borough.services)() > 0 {}
      let rows = try await borough.pool.value(
        "SELECT count(*) FROM live_vacancy WHERE vacancy_id = \(soon)", as: Int.self)
      #expect(rows == 0)
      try await borough.pool.execute(
        "UPDATE vacancy SET state = 'withdrawn', withdrawn_at = now() WHERE title = 'Teacher of music'")
      #expect(try await borough.titles("").isEmpty)
    }
  }

  @Test("A subject that the words name comes before another whose name has the same stem")
  func subjectsBeforeStems() async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School")
      try await borough.vacancy(
        "Physical education teacher", at: school, subjects: ["physical-education"], publishedHoursAgo: 1)
      try await borough.vacancy(
        "Teacher of physics", at: school, subjects: ["physics"], publishedHoursAgo: 48)
      #expect(try await borough.titles("q=physics").first == "Teacher of physics")
      #expect(try await borough.titles("q=physical+education").first == "Physical education teacher")
    }
  }

  @Test("A change of a vacancy, of its school or of its further schools is found at once")
  func refreshed() async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School")
      let other = try await borough.school(100_002, "Hill School", town: "Tilbury", faith: "Roman Catholic")
      let id = try await borough.vacancy("Teacher", at: school)
      #expect(try await borough.titles("q=chemistry").isEmpty)
      try await borough.pool.execute(
        "UPDATE vacancy SET subjects = '{chemistry}', title = 'Chemistry teacher' WHERE id = \(id)")
      #expect(try await borough.titles("q=chemistry") == ["Chemistry teacher"])
      try await borough.pool.execute("UPDATE school SET name = 'Brook School' WHERE urn = 100001")
      #expect(try await borough.titles("q=brook") == ["Chemistry teacher"])
      try await borough.pool.execute("INSERT INTO vacancy_school VALUES (\(id), \(other))")
      #expect(try await borough.titles("q=tilbury&faith=catholic&school=100002") == ["Chemistry teacher"])
      try await borough.pool.execute("DELETE FROM vacancy_school WHERE vacancy_id = \(id)")
      #expect(try await borough.titles("faith=catholic").isEmpty)
      try await borough.pool.execute("DELETE FROM vacancy WHERE id = \(id)")
      #expect(try await borough.titles("").isEmpty)
    }
  }

  @Test(
    "Each order pages through everything once, ties included",
    arguments: [
      "", "sort=closing", "near=Grays&within=50&sort=nearest", "q=teacher&sort=match",
      "q=teacher&sort=newest",
    ])
  func pages(_ query: String) async throws {
    try await SearchFixture.run { borough in
      let here = try await borough.school(100_001, "River School", town: "Grays")
      let there = try await borough.school(100_002, "Hill School", town: "Tilbury", easting: 565_000)
      for number in 0..<23 {
        // Pairs of the same instant, the same distance and the same rank.
        try await borough.vacancy(
          "Teacher \(number)", at: number % 3 == 0 ? there : here, publishedHoursAgo: Double(number / 4),
          closesInHours: Double(24 + number / 5))
      }
      let whole = try await borough.walk(query, limit: 100)
      #expect(Set(whole).count == 23 && whole.count == 23)
      for limit in [1, 4, 22, 23] { #expect(try await borough.walk(query, limit: limit) == whole) }
    }
  }

  @Test("Orders go by what they say")
  func orders() async throws {
    try await SearchFixture.run { borough in
      let near = try await borough.school(100_001, "River School", town: "Grays")
      let far = try await borough.school(100_002, "Hill School", town: "Tilbury", easting: 565_000)
      try await borough.vacancy("Post A", at: far, publishedHoursAgo: 1, closesInHours: 50)
      try await borough.vacancy("Post B", at: near, publishedHoursAgo: 9, closesInHours: 100)
      #expect(try await borough.titles("") == ["Post A", "Post B"])
      #expect(try await borough.titles("sort=closing") == ["Post A", "Post B"])
      #expect(try await borough.titles("near=Grays&within=20&sort=nearest") == ["Post B", "Post A"])
      #expect(try await borough.titles("near=Tilbury&within=20&sort=nearest") == ["Post A", "Post B"])
    }
  }

  @Test("Criteria: any value within one, all of them across")
  func criteria() async throws {
    try await SearchFixture.run { borough in
      let academy = try await borough.school(100_001, "River Academy", type: "Academy converter")
      let church = try await borough.school(
        100_002, "St Example's", type: "Voluntary aided school", faith: "Church of England")
      try await borough.vacancy(
        "Maths", at: academy, phases: ["secondary"], subjects: ["mathematics"], patterns: ["part_time"],
        nqts: true, pay: 3_500_000)
      try await borough.vacancy(
        "Music", at: church, phases: ["primary", "nursery"], subjects: ["music"],
        roles: ["head-of-department"],
        contract: "maternity_cover", visa: true, pay: 5_000_000)
      let one = ["Maths"]
      let other = ["Music"]
      #expect(Set(try await borough.titles("phase=primary&phase=secondary")) == ["Maths", "Music"])
      #expect(try await borough.titles("phase=nursery") == other)
      #expect(try await borough.titles("phase=nursery&subject=mathematics").isEmpty)
      #expect(try await borough.titles("subject=mathematics") == one)
      #expect(try await borough.titles("role=head-of-department") == other)
      #expect(try await borough.titles("working_pattern=part_time") == one)
      #expect(try await borough.titles("contract=maternity_cover") == other)
      #expect(try await borough.titles("nqts_welcome=true") == one)
      #expect(try await borough.titles("visa=true") == other)
      #expect(try await borough.titles("school_type=academy") == one)
      #expect(try await borough.titles("school_type=maintained") == other)
      #expect(try await borough.titles("faith=church-of-england") == other)
      #expect(try await borough.titles("faith=none") == one)
      #expect(try await borough.titles("pay_from=40000") == other)
      #expect(try await borough.titles("school=100001") == one)
    }
  }

  @Test("A filter is counted as if nothing were chosen in it, with everything else as it is")
  func facets() async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School")
      for (phase, subject) in [
        ("primary", "music"), ("primary", "art-and-design"), ("secondary", "music"), ("secondary", "music"),
      ] {
        try await borough.vacancy(
          "Teacher", at: school, phases: [phase], subjects: [subject], nqts: phase == "primary")
      }
      let facets = try #require(try await borough.result("phase=secondary&subject=music").facets)
      #expect(facets.count(.phase, "primary") == 1 && facets.count(.phase, "secondary") == 2)
      #expect(facets.count(.subject, "music") == 2 && facets.count(.subject, "art-and-design") == 0)
      #expect(facets.count(.nqtsWelcome, "true") == 0)
      let all = try #require(try await borough.result("").facets)
      #expect(all.count(.phase, "primary") == 2 && all.count(.nqtsWelcome, "true") == 2)
      // Whatever a count says is what choosing the value finds.
      for (name, value) in [
        ("phase", "primary"), ("subject", "music"), ("role", "teacher"), ("faith", "none"),
      ] {
        let found = try await borough.result("\(name)=\(value)").page.total
        let named = try #require(VacancyCriteria.QueryName(rawValue: name))
        #expect(all.count(named, value) == found)
      }
    }
  }

  @Test("Nothing found: wider circles and criteria to leave out, each with what it finds")
  func help() async throws {
    try await SearchFixture.run { borough in
      try await borough.school(100_001, "River School", town: "Grays")
      let far = try await borough.school(100_002, "Hill School", town: "Tilbury", easting: 585_000)
      try await borough.vacancy("Music", at: far, subjects: ["music"])
      let result = try await borough.result("near=Grays&within=5&subject=music")
      #expect(result.page.total == 0)
      #expect(result.help?.wider.map(\.miles) == [15])
      #expect(result.help?.without.map(\.name) == [.place])
      #expect(result.help?.without.map(\.count) == [1])
      let hopeless = try await borough.result("subject=law&phase=secondary")
      #expect(hopeless.help?.without.isEmpty == true)
    }
  }

  @Test(
    "Codes and places that aren’t known are named; a list for machines is refused, a page leaves them out")
  func unknown() async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School")
      try await borough.vacancy("Teacher", at: school)
      let result = try await borough.result("subject=alchemy&near=Nowhere&sort=nearest")
      #expect(result.problems.map(\.field) == ["subject", "near"])
      #expect(result.page.total == 1)
      var criteria = VacancyCriteria()
      criteria.subjects = ["alchemy"]
      await #expect(throws: DomainError.self) {
        try await SearchVacancies(borough.services)(VacancyQuery(criteria))
      }
    }
  }
}
