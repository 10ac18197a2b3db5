import Domain
import Foundation
import HTTPSupport

/// The search page: the filters, how many vacancies there are, and a page of them.
struct VacancyResults: Component {
  private let search: VacancySearch
  private let found: VacancyPage
  private let subjects: [Subject]

  init(_ search: VacancySearch, _ found: VacancyPage, _ subjects: [Subject]) {
    self.search = search
    self.found = found
    self.subjects = subjects
  }

  var html: HTML {
    """
    \(Heading("Vacancies"))
    <div class="govuk-grid-row"><div class="govuk-grid-column-one-third">\(filters)</div>\
    <div class="govuk-grid-column-two-thirds">\(results)</div></div>
    """
  }

  private var filters: HTML {
    let fields = Fields(
      FormData([
        .init(name: "q", value: search.words), .init(name: "phase", value: search.phase?.rawValue ?? ""),
        .init(name: "subject", value: search.subject?.code ?? ""),
        .init(name: "working_pattern", value: search.pattern?.rawValue ?? ""),
        .init(name: "nqts_welcome", value: search.nqtsWelcome ? "yes" : ""),
      ]))
    return FilterPanel("/vacancies", clear: "/vacancies", chosen: search.chosen) {
      fields.text("q", "Words", hint: "Title, subject, school or town", type: "search")
      fields.select(
        "phase", "Phase",
        [Choice("", "Any phase")] + VacancyPhase.allCases.map { Choice($0.rawValue, $0.title) })
      fields.select(
        "subject", "Subject", [Choice("", "Any subject")] + subjects.map { Choice($0.code, $0.name) })
      fields.select(
        "working_pattern", "Working pattern",
        [Choice("", "Any pattern")] + WorkingPattern.allCases.map { Choice($0.rawValue, $0.title) })
      fields.checkboxes("nqts_welcome", "New teachers", [Choice("yes", "NQTs welcome")], isSmall: true)
    }.html
  }

  private var results: HTML {
    let total = found.total
    if found.items.isEmpty {
      return EmptyState(
        "No vacancies match", "Try fewer words or take a filter away.",
        action: Link("See all vacancies", to: "/vacancies")
      ).html
    }
    let count: HTML = total == 1 ? "1 vacancy" : "\(total) vacancies"
    let rows = HTML(found.items.map(Self.row))
    return """
      <h2 class="govuk-heading-m" aria-live="polite">\(count), newest first</h2>\
      <ul class="govuk-list staffroom-results">\(rows)</ul>\
      \(CursorPagination(next: found.next.map { search.address(after: $0) }, first: search.after.map { _ in search.address() }))
      """
  }

  private static func row(_ vacancy: VacancyListing) -> HTML {
    let facts = [
      vacancy.phase?.title, vacancy.contractType?.title, vacancy.workingPattern?.title,
      vacancy.nqtsWelcome ? "NQTs welcome" : nil,
    ].compactMap { $0 }.joined(separator: " · ")
    let closes = vacancy.closesAt.map(LondonTime.dateAndTime) ?? ""
    return """
      <li class="staffroom-result"><h3 class="govuk-heading-s"><a class="govuk-link" \
      href="\(VacancyText.address(vacancy.id))">\(vacancy.title)</a></h3>\
      <p class="govuk-body">\(VacancyText.location(vacancy.schoolName, vacancy.schoolTown))</p>\
      <p class="govuk-body">\(VacancyText.pay(vacancy.payMinimumPence, vacancy.payMaximumPence))<br>\(facts)</p>\
      <p class="govuk-body-s">Closes \(closes)</p></li>
      """
  }
}

/// Links to the next page of a list and back to its beginning.
struct CursorPagination: Component {
  let next: String?
  let first: String?

  var html: HTML {
    if next == nil && first == nil { return "" }
    let back: HTML =
      first.map { "<li><a class=\"govuk-link\" href=\"\($0)\">Back to the first page</a></li>" } ?? ""
    let on: HTML =
      next.map { "<li><a class=\"govuk-link\" href=\"\($0)\" rel=\"next\">Next page</a></li>" } ?? ""
    return "<nav aria-label=\"Pages\"><ul class=\"govuk-list staffroom-pages\">\(back)\(on)</ul></nav>"
  }
}
