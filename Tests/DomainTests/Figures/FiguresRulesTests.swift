import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Rules of figures") struct FiguresRulesTests {
  @Test("Terms fill the school year without a gap or an overlap, and every day is in one")
  func terms() throws {
    let year = try #require(RecruitmentSpan(year: 2026))
    #expect(year.title == "School year 2026/27" && RecruitmentSpan(year: 1999) == nil)
    #expect(RecruitmentSpan(year: 2099)?.title == "School year 2099/00")
    #expect(year.terms.first?.from == year.from && year.terms.last?.to == year.to)
    for (term, next) in zip(year.terms, year.terms.dropFirst()) {
      #expect(term.to.adding(days: 1) == next.from)
    }
    var date = year.from
    while date <= year.to {
      let term = RecruitmentSpan.term(of: date)
      #expect(term.year == 2026 && term.from <= date && date <= term.to)
      #expect(EqualityTotals.releaseDay(of: term) > term.to.adding(days: 27))
      #expect(RecruitmentSpan.monday(of: date).days(until: date) < 7)
      date = date.adding(days: 1)
    }
  }

  @Test(
    "Quartiles lie between their neighbours in proportion",
    arguments: [
      ([] as [Int], nil, nil, nil), ([7], 7, 7, 7), ([1, 2], 1.3, 1.5, 1.8), ([4, 1, 3, 2], 1.8, 2.5, 3.3),
      ([5, 1, 2, 3, 4], 2, 3, 4),
    ] as [([Int], Double?, Double?, Double?)])
  func quartiles(numbers: [Int], lower: Double?, median: Double?, upper: Double?) {
    let found = Quartiles(numbers)
    #expect(found.lower == lower && found.median == median && found.upper == upper)
    #expect(found.count == numbers.count)
  }

  private static func schools(_ sizes: [Int]) -> [(school: OrganisationID, value: String)] {
    sizes.enumerated().flatMap { index, size in
      (0..<size).map { _ in (school: OrganisationID(rawValue: UUID()), value: "Value \(index)") }
    }
  }

  @Test(
    "No group of schools is too small, and every school is in one",
    arguments: [
      ([], []), ([2], []), ([9], []), ([1, 1, 1], []), ([5, 2], []), ([5, 4], [5, 4]), ([5, 2, 1], [5, 3]),
      ([9, 3, 1], [9, 4]), ([9, 8, 2, 2], [9, 8, 4]),
    ] as [([Int], [Int])])
  func groups(sizes: [Int], expected: [Int]) {
    let schools = Self.schools(sizes)
    let groups = SchoolGroup.partition(.type, schools) { $0 }
    #expect(groups.map(\.schools.count).sorted() == expected.sorted())
    if !groups.isEmpty {
      #expect(Set(groups.flatMap(\.schools)) == Set(schools.map(\.school)))
      #expect(groups.reduce(0) { $0 + $1.schools.count } == schools.count)
      #expect(Set(groups.map(\.code)).count == groups.count)
    }
  }
}
