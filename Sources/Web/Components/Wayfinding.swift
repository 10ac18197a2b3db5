/// The link back to where one came from, above the page's heading.
public struct BackLink: Component {
  private let label: String
  private let address: String

  /// A link back.
  public init(to address: String, _ label: String = "Back") {
    self.label = label
    self.address = address
  }

  /// How it looks.
  public var html: HTML {
    """
    <nav aria-label="Back"><a href="\(address)" class="govuk-back-link">\(label)</a></nav>
    """
  }
}

/// The pages above this one.
public struct Breadcrumbs: Component {
  private let links: [Link]

  /// The pages above this one, from the top.
  public init(_ links: [Link]) { self.links = links }

  /// How it looks.
  public var html: HTML {
    let items = HTML(
      links.map { link in
        """
        <li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" \
        href="\(link.address)">\(link.label)</a></li>
        """
      })
    return """
      <nav class="govuk-breadcrumbs" aria-label="Breadcrumb"><ol class="govuk-breadcrumbs__list">\
      \(items)</ol></nav>
      """
  }
}

/// Leads through a long list by cursors: to the part after this one and the part before it.
public struct Pagination: Component {
  private let previous: String?
  private let next: String?
  private let what: String

  /// Links to the parts before and after, where there are any.
  public init(previous: String?, next: String?, of what: String = "results") {
    self.previous = previous
    self.next = next
    self.what = what
  }

  /// How it looks.
  public var html: HTML {
    if previous == nil && next == nil { return .empty }
    let back: HTML = previous.map { Self.link($0, "prev", "Previous page") } ?? ""
    let forth: HTML = next.map { Self.link($0, "next", "Next page") } ?? ""
    return "<nav class=\"govuk-pagination\" aria-label=\"Pages of \(what)\">\(back)\(forth)</nav>"
  }

  private static func link(_ address: String, _ rel: StaticString, _ label: String) -> HTML {
    let rel = HTML(stringLiteral: rel)
    return """
      <div class="govuk-pagination__\(rel)"><a class="govuk-link govuk-pagination__link" \
      href="\(address)" rel="\(rel)"><span class="govuk-pagination__link-title">\(label)</span></a></div>
      """
  }
}

/// Narrows a list down, beside it or (on a narrow screen) above it.
public struct FilterPanel: Component {
  private let action: String
  private let clearAddress: String
  private let chosen: [Link]
  private let content: HTML

  /// A panel of filters; `chosen` are those in force, each a link that takes it away.
  public init(_ action: String, clear: String, chosen: [Link], @HTMLBuilder _ content: () -> HTML) {
    self.action = action
    clearAddress = clear
    self.chosen = chosen
    self.content = content()
  }

  /// How it looks.
  public var html: HTML {
    let inForce: HTML
    if chosen.isEmpty {
      inForce = ""
    } else {
      let items = HTML(
        chosen.map { link in
          """
          <li><a class="govuk-link staffroom-filter__chosen" href="\(link.address)">\
          <span class="govuk-visually-hidden">Remove filter </span>\(link.label)</a></li>
          """
        })
      inForce = """
        <div class="staffroom-filter__inforce"><h3 class="govuk-heading-s">Filters in use</h3>\
        <ul class="govuk-list">\(items)</ul>\(Link("Clear all filters", to: clearAddress))</div>
        """
    }
    let button = "<button type=\"submit\" class=\"govuk-button\">Apply filters</button>" as HTML
    return """
      <form class="staffroom-filter" action="\(action)" method="get" role="search" aria-label="Filters">\
      <h2 class="govuk-heading-m">Filters</h2>\(inForce)\(content)\(button)</form>
      """
  }
}
