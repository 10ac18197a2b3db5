import Domain
import HTTPSupport

/// The list of schools with its filters, and the map of those in it.
struct SchoolDirectory: Component {
  private let search: SchoolSearch
  private let found: SchoolPage

  init(_ search: SchoolSearch, _ found: SchoolPage) {
    self.search = search
    self.found = found
  }

  var html: HTML {
    """
    \(Heading("Schools"))
    <div class="staffroom-with-filter"><div>\(filters)</div><div>\(results)</div></div>
    """
  }

  private var filters: HTML {
    let filter = search.filter
    let fields = Fields(
      FormData([
        .init(name: "q", value: filter.text ?? ""), .init(name: "phase", value: filter.phase?.rawValue ?? ""),
        .init(name: "school_type", value: filter.type?.rawValue ?? ""),
        .init(name: "faith", value: filter.faith?.rawValue ?? ""),
        .init(name: "hiring", value: filter.isHiring ? "true" : ""),
      ]), problems: search.problems)
    func any<Value: CaseIterable & RawRepresentable<String>>(
      _ type: Value.Type, _ title: (Value) -> String
    ) -> [Choice] {
      [Choice("", "Any")] + Value.allCases.map { Choice($0.rawValue, title($0)) }
    }
    return """
      <form class="staffroom-filter" action="/schools" method="get" role="search" aria-label="Schools">\
      \(fields.text("q", "Name or town", type: "search", maximumLength: 200))\
      \(fields.select("phase", "Phase", any(SchoolPhase.self) { $0.title }))\
      \(fields.select("school_type", "Kind of school", any(SchoolTypeGroup.self) { $0.title }))\
      \(fields.select("faith", "Religious character", any(FaithGroup.self) { $0.title }))\
      \(fields.checkboxes("hiring", "Vacancies", [Choice("true", "With vacancies now")], isSmall: true))\
      <button type="submit" class="govuk-button">Find schools</button>\
      <p class="govuk-body">\(Link("Clear filters", to: "/schools"))</p></form>
      """
  }

  private var results: HTML {
    if found.schools.isEmpty {
      return EmptyState(
        "No schools match", "Try another name or take a filter away.",
        action: Link("See all schools", to: "/schools")
      ).html
    }
    let number = found.schools.count
    let count = number == 1 ? "1 school" : "\(number) schools"
    let rows = found.schools.map { school -> [HTML] in
      let vacancies = found.vacancies[school.urn] ?? 0
      return [
        Link(school.name, to: "/schools/\(school.urn)").html, HTML(text: school.phase.title),
        HTML(text: school.address.town ?? "–"), "\(vacancies)",
      ]
    }
    let next = found.next.map { search.address(after: $0) }
    let first = search.after.map { _ in search.address(after: nil) }
    return """
      \(SchoolMap(found.schools, vacancies: found.vacancies))\
      \(Table(count, columns: [.init("School"), .init("Phase"), .init("Town"), .init("Vacancies", isNumeric: true)], rows: rows))\
      \(CursorPagination(next: next, first: first))
      """
  }
}
