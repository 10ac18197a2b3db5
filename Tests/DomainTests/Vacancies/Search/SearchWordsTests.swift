import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Words of a search")
struct SearchWordsTests {
  @Test(
    "Words that mean the same find the same",
    arguments: [
      ("pe", "Teacher of physical education"), ("P.E.", "Teacher of physical education"),
      ("maths", "Mathematics teacher"), ("numeracy", "Mathematics teacher"),
      ("EYFS", "Early years teacher"), ("senco", "SENDCo"), ("TA", "Teaching assistant"),
      ("teaching assistants", "Teaching assistant"), ("hlta", "Higher level teaching assistant"),
      ("mfl", "Teacher of modern foreign languages"), ("key stage 1", "KS1 class teacher"),
      ("ks1", "Class teacher, key stage 1"), ("head teacher", "Headteacher"),

      ("ict", "Computing teacher"), ("\"class teacher\"", "KS1 class teacher"),
      ("drama or computing", "Computing teacher"), ("drama -computing", "Teacher of drama"),
    ])
  func synonyms(_ words: String, _ title: String) async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School")
      for one in [
        "Teacher of physical education", "Mathematics teacher", "Early years teacher", "SENDCo",
        "Teaching assistant",
        "Higher level teaching assistant", "Teacher of modern foreign languages", "KS1 class teacher",
        "Class teacher, key stage 1", "Headteacher", "Teacher of drama", "Computing teacher",
      ] { try await borough.vacancy(one, at: school, roles: ["other-support"]) }
      let encoded = [QueryItem("q", words)].query
      #expect(try await borough.titles(encoded).contains(title))
      if words.contains("-") { #expect(try await borough.titles(encoded) == [title]) }
    }
  }

  @Test(
    "Words for the kind of a post find those that are so, whatever their texts say",
    arguments: [
      ("secondary", ["Other"]), ("secondary teacher", ["Other"]), ("secondry", ["Other"]), ("sixth form", []),
      ("part time", ["Other"]), ("part-time", ["Other"]), ("full time", ["First"]), ("flexible", ["Other"]),
      ("permanent", ["First"]), ("fixed term", ["Other"]), ("temporary", ["Other"]), ("NQT", ["First"]),
      ("newly qualified teachers", ["First"]), ("visa sponsorship", ["Other"]), ("primary", ["First"]),
    ])
  func kinds(_ words: String, _ titles: [String]) async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School")
      try await borough.vacancy("First", at: school, nqts: true)
      try await borough.vacancy(
        "Other", at: school, phases: ["secondary"], patterns: ["part_time", "flexible"],
        contract: "fixed_term",
        visa: true)
      #expect(try await borough.titles([QueryItem("q", words)].query) == titles)
    }
  }

  @Test("A headteacher’s post comes before those of assistants and deputies")
  func roleRanks() async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School")
      try await borough.vacancy(
        "Assistant headteacher", at: school, roles: ["assistant-head"], publishedHoursAgo: 1,
        description: "You report to the headteacher. Our headteacher leads.")
      try await borough.vacancy("Headteacher", at: school, roles: ["head"], publishedHoursAgo: 90)
      try await borough.vacancy(
        "Deputy headteacher", at: school, roles: ["deputy-head"], publishedHoursAgo: 2)
      try await borough.vacancy(
        "Teacher", at: school, publishedHoursAgo: 0.5, description: "Ask the headteacher.")
      for words in ["headteacher", "head+teacher", "principal"] {
        let titles = try await borough.titles("q=\(words)")
        #expect(titles.first == "Headteacher" && titles.last == "Teacher", "\(words)")
      }
    }
  }

  @Test(
    "A slip of the pen is put right, and can be searched as it was typed",
    arguments: [
      ("matehmatics", "mathematics"), ("mathmatics teacher", "mathematics teacher"), ("mahts", "maths"),
      ("pyhsics", "physics"), ("geografy", "geography"),
    ])
  func spelling(_ typed: String, _ meant: String) async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School")
      for subject in ["Mathematics", "Physics", "Geography"] {
        try await borough.vacancy("\(subject) teacher", at: school)
      }
      let query = [QueryItem("q", typed)].query
      let result = try await borough.result(query)
      #expect(result.query.criteria.words == meant)
      #expect(result.typedWords == typed)
      #expect(result.page.total == 1)
      let exact = try await borough.result(query + "&exact=true")
      #expect(exact.page.total == 0 && exact.typedWords == nil)
    }
  }

  @Test("Words that the vacancies know, and words that nothing is like, stay as they are")
  func noCorrection() async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School")
      try await borough.vacancy("Mathematics teacher", at: school)
      #expect(try await borough.result("q=xylophonist").typedWords == nil)
      #expect(try await borough.result("q=chemistry").typedWords == nil)
      #expect(try await borough.result("q=%22%22+-+%26+%7C+!+:*+(").page.total == 1)
      #expect(try await borough.result("q=the").page.total == 0)
    }
  }

  @Test("Words that are the value of a filter suggest it")
  func suggestions() async throws {
    try await SearchFixture.run { borough in
      let school = try await borough.school(100_001, "River School")
      try await borough.vacancy("Mathematics teacher", at: school, subjects: ["mathematics"])
      let result = try await borough.result("q=part+time+maths")
      #expect(result.suggestions.map(\.name) == [.workingPattern, .subject])
      #expect(result.suggestions.map(\.value) == ["part_time", "mathematics"])
      #expect(try await borough.result("q=maths&subject=mathematics").suggestions.isEmpty)
    }
  }
}
