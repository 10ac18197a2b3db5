import Domain
import Foundation

/// The search page: the form, what was understood, how many vacancies there are, and a page of them.
struct VacancyResults: Component {
  private let search: VacancySearch

  init(_ search: VacancySearch) { self.search = search }

  var html: HTML {
    """
    \(Heading(search.title))
    <div class="staffroom-with-filter"><div>\(VacancyFilters(search))</div>\
    <div id="results" tabindex="-1">\(results)</div></div>
    """
  }

  private var results: HTML {
    let page = search.found.page
    let order = search.query.order.title.lowercased()
    if page.items.isEmpty {
      return
        "\(heading(HTML(text: search.count)))\(chips)\(measured)\(spelling)\(NoVacancies(search))\(alert)"
    }
    let summary: HTML = "\(search.count), \(order) first"
    let title: HTML =
      search.query.order == .newest || search.query.order == .nearest ? summary : "\(search.count), \(order)"
    let next = page.next.map { search.address(after: $0) }
    let first = search.query.after.map { _ in search.address() }
    return """
      \(heading(title))\(chips)\(measured)\(spelling)\(suggestions)\(orders)\
      <ul class="govuk-list staffroom-results">\(HTML(page.items.map(row)))</ul>\
      \(CursorPagination(next: next, first: first))\(alert)
      """
  }

  /// New ones by e-mail or in a feed reader.
  private var alert: HTML {
    let feeds = VacancyFeedPages.links(search.criteria, title: search.title).map { feed in
      let kind = feed.type.contains("atom") ? "Atom" : "JSON"
      return " · \(Link("Feed of this search (\(kind))", to: feed.address))" as HTML
    }
    return """
      <p class="govuk-body">\(Link("Get new vacancies like these by e-mail", to: JobAlertPages.address(search.criteria)))\
      \(HTML(feeds))</p>
      """
  }

  private func heading(_ text: HTML) -> HTML {
    "<h2 class=\"govuk-heading-m\" aria-live=\"polite\">\(text)</h2>"
  }

  private var chips: HTML {
    let chosen = search.chosen
    if chosen.isEmpty { return "" }
    let items = HTML(
      chosen.map { link in
        """
        <li><a class="staffroom-chip" href="\(link.address)"><span class="govuk-visually-hidden">Remove filter \
        </span>\(link.label)</a></li>
        """
      })
    return """
      <div class="staffroom-chips"><h3 class="govuk-visually-hidden">Filters in use</h3><ul>\(items)</ul>\
      \(Link("Clear filters", to: "/vacancies"))</div>
      """
  }

  /// From where distances are measured, where that isn't the place that was entered.
  private var measured: HTML { search.found.place?.note.map { Paragraph($0).html } ?? "" }

  private var spelling: HTML {
    guard let typed = search.found.typedWords else { return "" }
    var exact = search.criteria
    exact.words = typed
    exact.areWordsExact = true
    return """
      <p class="govuk-body">Showing results for <strong>\(search.criteria.words)</strong>. \
      \(Link("Search for “\(typed)” exactly", to: search.address(of: exact)))</p>
      """
  }

  private var suggestions: HTML {
    let links = search.suggestions
    if links.isEmpty { return "" }
    let items = HTML(links.map { "<li>\($0)</li>" })
    return """
      <div class="staffroom-suggestions"><p class="govuk-body">Use a filter instead of words:</p>\
      <ul class="govuk-list">\(items)</ul></div>
      """
  }

  private var orders: HTML {
    let query = search.query
    let orders = query.orders
    if orders.count < 2 || search.found.page.total < 2 { return "" }
    let items = HTML(
      orders.map { order in
        order == query.order
          ? "<li><strong aria-current=\"true\">\(order.title)</strong></li>"
          : "<li>\(Link(order.title, to: search.address(order: order)))</li>"
      })
    return
      "<nav class=\"staffroom-orders\" aria-label=\"Sort by\"><span>Sort by</span><ul>\(items)</ul></nav>"
  }

  private func row(_ vacancy: VacancyListing) -> HTML {
    var facts = vacancy.phases.map(\.title)
    if let contract = vacancy.contractType { facts.append(contract.title) }
    facts += vacancy.workingPatterns.map(\.title)
    if vacancy.nqtsWelcome { facts.append("NQTs welcome") }
    if vacancy.visaSponsorship { facts.append("Visa sponsorship") }
    let away: HTML = vacancy.distance.map { "<br>\(VacancyText.miles($0)) away" } ?? ""
    let closes = vacancy.closesAt.map(LondonTime.dateAndTime) ?? ""
    return """
      <li class="staffroom-result"><h3 class="govuk-heading-s"><a class="govuk-link" \
      href="\(VacancyText.address(vacancy.id))">\(vacancy.title)</a></h3>\
      <p class="govuk-body">\(VacancyText.location(vacancy.schoolName, vacancy.schoolTown))\(away)</p>\
      <p class="govuk-body">\(VacancyText.pay(vacancy.payMinimumPence, vacancy.payMaximumPence))<br>\
      \(facts.joined(separator: " · "))</p>\
      <p class="govuk-body-s">Closes \(closes)</p></li>
      """
  }
}

/// What to try when nothing was found, each with the number of vacancies it finds.
struct NoVacancies: Component {
  private let search: VacancySearch

  init(_ search: VacancySearch) { self.search = search }

  var html: HTML {
    let criteria = search.criteria
    var ways: [HTML] = []
    for wider in search.found.help?.wider ?? [] {
      let link = Link(
        "Look \(VacancySearch.within(wider.miles).lowercased()) of \(search.found.place?.name ?? criteria.place)",
        to: search.address(of: criteria.with(.miles, "\(wider.miles)")))
      ways.append("\(link) (\(wider.count))")
    }
    for without in search.found.help?.without ?? [] {
      let labels = criteria.values(of: without.name).map { search.label(without.name, $0) }
      let link = Link(
        "Leave out \(labels.joined(separator: ", "))", to: search.address(of: criteria.without(without.name)))
      ways.append("\(link) (\(without.count))")
    }
    if ways.isEmpty {
      return EmptyState(
        "No vacancies match", "Try fewer words or take a filter away.",
        action: Link("See all vacancies", to: "/vacancies")
      ).html
    }
    return """
      <div class="staffroom-empty"><h3 class="govuk-heading-s">No vacancies match. You could try:</h3>\
      \(BulletList(html: ways + [Link("See all vacancies", to: "/vacancies").html]))</div>
      """
  }
}

/// Links to the next page of a list and back to its beginning.
struct CursorPagination: Component {
  let next: String?
  let first: String?
  /// What it is pages of, where a page has several lists.
  let what: String?

  init(next: String?, first: String?, of what: String? = nil) {
    (self.next, self.first, self.what) = (next, first, what)
  }

  var html: HTML {
    if next == nil && first == nil { return "" }
    let back: HTML =
      first.map { "<li><a class=\"govuk-link\" href=\"\($0)\">Back to the first page</a></li>" } ?? ""
    let on: HTML =
      next.map { "<li><a class=\"govuk-link\" href=\"\($0)\" rel=\"next\">Next page</a></li>" } ?? ""
    let label = what.map { "Pages of \($0)" } ?? "Pages"
    return "<nav aria-label=\"\(label)\"><ul class=\"govuk-list staffroom-pages\">\(back)\(on)</ul></nav>"
  }
}
