import Domain
import Foundation
import HTTPSupport

/// The form of the search: words and place, and each filter with the number of vacancies that its values find.
struct VacancyFilters: Component {
  private let search: VacancySearch
  private var criteria: VacancyCriteria { search.criteria }

  init(_ search: VacancySearch) { self.search = search }

  var html: HTML {
    let exact: HTML = criteria.areWordsExact ? HiddenInput("exact", "true").html : ""
    let school: HTML = criteria.school.map { HiddenInput("school", $0.description).html } ?? ""
    let sort: HTML = search.query.chosenOrder.map { HiddenInput("sort", $0.rawValue).html } ?? ""
    return """
      <form class="staffroom-filter" action="/vacancies" method="get" role="search" aria-label="Vacancies">\
      \(questions)\(exact)\(school)\(sort)\
      <button type="submit" class="govuk-button">Search</button>\
      <p class="govuk-body staffroom-filter__skip"><a class="govuk-link" href="#results">Go to the \
      \(search.count)</a></p>\
      <h2 class="govuk-heading-s">Filters</h2>\(groups)\
      <button type="submit" class="govuk-button govuk-button--secondary">Apply filters</button></form>
      """
  }

  private var questions: HTML {
    let fields = Fields(
      FormData([
        .init(
          name: "q", value: search.found.typedWords == nil ? criteria.words : search.query.criteria.words),
        .init(name: "near", value: criteria.place),
        .init(name: "within", value: "\(criteria.miles ?? VacancyCriteria.usualMiles)"),
        .init(name: "pay_from", value: criteria.minimumPay.map(String.init) ?? ""),
      ]), problems: search.problems)
    return """
      \(fields.text("q", "Words", hint: "Title, subject, school or town", type: "search", maximumLength: 200))\
      \(fields.text("near", "Place", hint: "Postcode, town or school", maximumLength: 100))\
      \(fields.select("within", "Distance", Self.distances(criteria.miles)))\
      \(fields.text("pay_from", "Pay from", hint: "Pounds a year, full time", width: .ten, prefix: "£", inputMode: "numeric"))
      """
  }

  private static func distances(_ chosen: Int?) -> [Choice] {
    let miles = Set(SearchHelp.miles + [chosen ?? VacancyCriteria.usualMiles]).sorted()
    return miles.map { Choice("\($0)", $0 == 1 ? "1 mile" : "\($0) miles") }
  }

  private var groups: HTML {
    let vocabulary = search.found.vocabulary
    func all<Value: CaseIterable & RawRepresentable<String>>(_ type: Value.Type) -> [String] {
      Value.allCases.map(\.rawValue)
    }
    return """
      \(group(.phase, all(VacancyPhase.self)))\(group(.role, vocabulary.roles.map(\.code)))\
      \(group(.subject, vocabulary.subjects.map(\.code)))\(group(.workingPattern, all(WorkingPattern.self)))\
      \(group(.contract, all(ContractType.self)))\(group(.nqtsWelcome, ["true"]))\
      \(group(.schoolType, all(SchoolTypeGroup.self)))\(group(.faith, all(FaithGroup.self)))\
      \(group(.visa, ["true"]))
      """
  }

  /// One filter: those of its values that find something or are chosen. Open while something is chosen in it.
  private func group(_ name: VacancyCriteria.QueryName, _ values: [String]) -> HTML {
    let chosen = Set(criteria.values(of: name))
    let facets = search.found.facets
    let offered = values.filter { chosen.contains($0) || (facets?.count(name, $0) ?? 1) > 0 }
    if offered.isEmpty { return "" }
    let title = VacancySearch.groupTitle(name)
    let boxes = HTML(
      offered.enumerated().map { index, value in
        let id = "\(name.rawValue)-\(index + 1)"
        let checked: HTML = chosen.contains(value) ? " checked" : ""
        let count: HTML =
          facets.map { " <span class=\"staffroom-count\">(\($0.count(name, value)))</span>" } ?? ""
        return """
          <div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="\(id)" \
          name="\(name.rawValue)" type="checkbox" value="\(value)"\(checked)>\
          <label class="govuk-label govuk-checkboxes__label" for="\(id)">\
          \(search.found.vocabulary.title(name, value) ?? value)\(count)</label></div>
          """
      })
    let open: HTML = chosen.isEmpty ? "" : " open"
    let number: HTML = chosen.isEmpty ? "" : " <span class=\"staffroom-count\">\(chosen.count) chosen</span>"
    return """
      <details class="staffroom-filter__group"\(open)><summary>\(title)\(number)</summary>\
      <fieldset class="govuk-fieldset"><legend class="govuk-visually-hidden">\(title)</legend>\
      <div class="govuk-checkboxes govuk-checkboxes--small">\(boxes)</div></fieldset></details>
      """
  }
}
