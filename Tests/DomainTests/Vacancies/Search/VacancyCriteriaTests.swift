import Domain
import Foundation
import Testing

@Suite("Criteria in an address")
struct VacancyCriteriaTests {
  private static func read(_ query: String) -> (VacancyCriteria, [FieldProblem]) {
    var problems = Problems()
    let criteria = VacancyCriteria([QueryItem](query: query), problems: &problems)
    return (criteria, problems.found)
  }

  @Test(
    "What is written is read again",
    arguments: [
      "", "q=teacher+of+%22art%22", "q=maths&exact=true&near=RM17+6SL&within=5",
      "phase=primary&phase=secondary&subject=art-and-design&subject=music&role=teacher",
      "working_pattern=part_time&contract=permanent&nqts_welcome=true&visa=true",
      "school_type=academy&school_type=special&faith=none&faith=catholic&pay_from=35000&school=137549",
    ])
  func roundTrip(_ query: String) throws {
    let (criteria, problems) = Self.read(query)
    #expect(problems.isEmpty)
    #expect(criteria.query == query)
    let json = try JSONEncoder().encode([criteria])
    #expect(try JSONDecoder().decode([VacancyCriteria].self, from: json) == [criteria])
  }

  @Test("The same criteria have the same address, in whatever order they were given")
  func canonical() {
    let one = Self.read("phase=secondary&q=art&phase=primary&subject=music&subject=history").0
    let two = Self.read("q=art&subject=history&subject=music&phase=primary&phase=secondary&phase=primary").0
    #expect(one.query == two.query)
  }

  @Test(
    "What is wrong is named and left out",
    arguments: [
      ("phase=moon", "phase"), ("within=0&near=Grays", "within"), ("within=x&near=Grays", "within"),
      ("pay_from=lots", "pay_from"), ("school=1", "school"), ("subject=A%20B", "subject"),
      ("nqts_welcome=perhaps", "nqts_welcome"), ("faith=x", "faith"), ("role=%F0%9F%92%A9", "role"),
    ])
  func wrong(_ query: String, _ field: String) {
    let (criteria, problems) = Self.read(query)
    #expect(problems.map(\.field) == [field])
    #expect(criteria.without(.place).isEmpty)
  }

  @Test("Other names, empty values and a distance without a place say nothing")
  func ignored() {
    let (criteria, problems) = Self.read("utm=x&q=&phase=&within=5&=&&&%zz=1")
    #expect(problems.isEmpty)
    #expect(criteria.isEmpty)
  }

  @Test("A criterion is taken away whole or one value of it")
  func without() {
    let criteria = Self.read("q=art&near=Grays&within=5&phase=primary&phase=secondary").0
    #expect(criteria.without(.phase, "primary").query == "q=art&near=Grays&within=5&phase=secondary")
    #expect(criteria.without(.place).query == "q=art&phase=primary&phase=secondary")
    #expect(criteria.with(.subject, "music").values(of: .subject) == ["music"])
    #expect(criteria.with(.miles, "20").miles == 20)
  }

  @Test("Order and cursor belong together")
  func order() {
    let id = UUID()
    let cursor = VacancyCursor(order: .closingSoonest, key: 5, id: id)
    #expect(VacancyCursor(cursor.description) == cursor)
    var problems = Problems()
    let query = VacancyQuery([QueryItem](query: "sort=closing&after=\(cursor)"), problems: &problems)
    #expect(query.order == .closingSoonest && query.after == cursor && problems.found.isEmpty)
    let other = VacancyQuery([QueryItem](query: "after=\(cursor)"), problems: &problems)
    #expect(other.after == nil && problems.found.map(\.field) == ["after"])
    var more = Problems()
    let nowhere = VacancyQuery([QueryItem](query: "sort=nearest"), problems: &more)
    #expect(nowhere.order == .newest && more.found.map(\.field) == ["sort"])
    #expect(VacancyQuery([QueryItem](query: "q=art"), problems: &more).order == .bestMatch)
  }
}
