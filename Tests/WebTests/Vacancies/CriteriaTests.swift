import Domain
import HTTPTypes
import Testing

@testable import Web

@Suite("The person specification on its page") struct CriteriaTests {
  @Test("Rows are added, moved and removed without losing what was typed, then saved")
  func rows() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let head = try await site.staff()
      let here = "/school/vacancies/\(vacancy.id)/criteria"
      var page = try await head.get(here)
      #expect(page.shows("Criterion 1") && !page.shows("Criterion 2"))
      page = try await head.submit(
        page, to: here, ["wording-0": "First <b>", "essential-0": "no", "add": "1"])
      #expect(page.status == .ok && page.shows("First &lt;b&gt;</textarea>") && page.shows("Criterion 2"))
      page = try await head.submit(
        page, to: here,
        [
          "wording-0": "First <b>", "essential-0": "no", "wording-1": "Second", "assessed_by-1": "task",
          "up": "1",
        ])
      let second = try #require(page.text.firstRange(of: "Second</textarea>"))
      let first = try #require(page.text.firstRange(of: "First &lt;b&gt;</textarea>"))
      #expect(second.lowerBound < first.lowerBound)
      #expect(try await ReadCriteria(site.services)(vacancy.id, by: .operatorAtCommandLine).isEmpty)
      let saved = try await head.submit(
        page, to: here,
        [
          "wording-0": "Second", "assessed_by-0": "task", "essential-0": "yes", "category-0": "skills",
          "wording-1": "First <b>", "essential-1": "no", "assessed_by-1": "interview",
        ])
      #expect(saved.location == "/school/vacancies/\(vacancy.id)?done=criteria")
      let stored = try await ReadCriteria(site.services)(vacancy.id, by: .operatorAtCommandLine)
      #expect(stored.map(\.wording) == ["Second", "First <b>"])
      #expect(stored[0].category == .skills && stored[0].assessedBy == [.task] && !stored[1].isEssential)
    }
  }

  @Test("Faults stand by their row, empty rows are left out, and a lost race shows both versions")
  func faults() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let head = try await site.staff()
      let here = "/school/vacancies/\(vacancy.id)/criteria"
      var page = try await head.submit(try await head.get(here), to: here, ["add": "1"])
      page = try await head.submit(page, to: here, ["wording-1": "Kept as typed"])
      #expect(page.status == .unprocessableContent && page.shows("href=\"#assessed_by-1\""))
      #expect(page.shows("Kept as typed</textarea>"))
      _ = try await SetCriteria(site.services)(
        vacancy.id, [Criterion(wording: "Theirs")], expectedVersion: nil, by: .operatorAtCommandLine)
      page = try await head.submit(page, to: here, ["wording-1": "Mine", "assessed_by-1": "task"])
      #expect(page.status == .conflict && page.shows("Theirs") && page.shows("Mine"))
      let stored = try await head.submit(page, to: here)
      #expect(stored.status == .seeOther)
      let criteria = try await ReadCriteria(site.services)(vacancy.id, by: .operatorAtCommandLine)
      #expect(criteria.map(\.wording) == ["Mine"])
    }
  }

  @Test("The usual ones are offered, once each")
  func usual() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let head = try await site.staff()
      let here = "/school/vacancies/\(vacancy.id)/criteria"
      let page = try await head.submit(try await head.get(here), to: here, ["usual": "1"])
      #expect(page.shows("Qualified teacher status"))
      #expect(page.text.matches(of: /Qualified teacher status/).count == 1)
    }
  }
}
