import Domain
import Foundation
import HTTPSupport
import Postgres

/// A school's dashboard: its vacancies by what there is to do about them, and what has come of each.
struct SchoolDashboard: Component {
  private let school: School
  private let counts: [DeskTab: Int]
  private let tab: DeskTab
  private let page: Domain.Page<DeskLine>
  private let weeks: [ApplicationsOverTime.Week]
  private let after: Cursor?
  private let now: Date

  init(
    _ school: School, counts: [DeskTab: Int], tab: DeskTab, page: Domain.Page<DeskLine>,
    weeks: [ApplicationsOverTime.Week], after: Cursor?, now: Date
  ) {
    self.school = school
    self.counts = counts
    self.tab = tab
    self.page = page
    self.weeks = weeks
    self.after = after
    self.now = now
  }

  private var base: String { "/school/\(school.urn)" }

  var html: HTML {
    let content: HTML =
      page.items.isEmpty
      ? EmptyState("No vacancies here", Self.emptiness(tab)).html
      : Table(tab.title, columns: columns, rows: page.items.map(row)).html
    let here = "\(base)?tab=\(tab.rawValue)"
    let chart: HTML =
      weeks.contains { $0.count > 0 } ? BarChart.applications(weeks).html : ""
    let pages = CursorPagination(
      next: page.next.map { "\(here)&after=\($0)" }, first: after.map { _ in here })
    return "\(tabs)\(content)\(pages)\(chart)"
  }

  /// What waits for somebody of the school; nothing where nothing does.
  var waiting: HTML {
    var links: [Link] = []
    if let count = counts[.approval], count > 0 {
      links.append(
        Link(
          count == 1 ? "1 vacancy waits for approval" : "\(count) vacancies wait for approval",
          to: "\(base)?tab=\(DeskTab.approval.rawValue)"))
    }
    if let count = counts[.unanswered], count > 0 {
      links.append(
        Link(
          count == 1 ? "Say how 1 closed vacancy ended" : "Say how \(count) closed vacancies ended",
          to: "\(base)?tab=\(DeskTab.unanswered.rawValue)"))
    }
    if links.isEmpty { return "" }
    return InsetText {
      Heading("Waiting for you", .section)
      BulletList(html: links.map(\.html))
    }.html
  }

  private var tabs: HTML {
    let items = DeskTab.allCases.map { one -> HTML in
      let current: HTML = one == tab ? " aria-current=\"page\"" : ""
      return """
        <li class="staffroom-tabs__item"><a class="staffroom-tabs__link govuk-link" \
        href="\(base)?tab=\(one.rawValue)"\(current)>\(one.title) (\(counts[one] ?? 0))</a></li>
        """
    }
    return """
      <nav aria-label="Vacancies by state"><ul class="staffroom-tabs">\(HTML(items))</ul></nav>
      """
  }

  private static func emptiness(_ tab: DeskTab) -> String {
    switch tab {
    case .drafts: "What you start appears here until it is sent for approval or published."
    case .approval: "What recruiters have sent to the head appears here."
    case .scheduled: "What is set to be published on a day appears here."
    case .live: "What jobseekers can see appears here."
    case .unanswered: "What has closed appears here until you say how it ended."
    case .finished: "What was filled, not filled or withdrawn appears here."
    }
  }

  private var columns: [Table.Column] {
    switch tab {
    case .drafts, .approval: [.init("Title"), .init("Last changed")]
    case .scheduled: [.init("Title"), .init("Published on"), .init("Closes")]
    case .live:
      [
        .init("Title"), .init("Closes"), .init("Read", isNumeric: true), .init("Saved", isNumeric: true),
        .init("Applications", isNumeric: true),
      ]
    case .unanswered:
      [.init("Title"), .init("Closed"), .init("Applications", isNumeric: true), .init("Answer")]
    case .finished: [.init("Title"), .init("How it ended"), .init("Applications", isNumeric: true)]
    }
  }

  private func row(_ line: DeskLine) -> [HTML] {
    let vacancy = line.vacancy
    let address = "/school/vacancies/\(vacancy.id)"
    // For whoever has applied for it the vacancy has no page here.
    let title =
      line.hasApplied ? HTML(text: vacancy.content.title) : Link(vacancy.content.title, to: address).html
    let closes = HTML(text: vacancy.closesAt.map(LondonTime.dateAndTime) ?? "No date yet")
    switch tab {
    case .drafts, .approval: return [title, HTML(text: LondonTime.dateAndTime(vacancy.updatedAt))]
    case .scheduled:
      return [title, HTML(text: vacancy.publishAt.map(LondonTime.dateAndTime) ?? ""), closes]
    case .live:
      return [
        title, "\(closes)<br><span class=\"govuk-hint\">\(daysLeft(vacancy))</span>",
        line.hasApplied ? "" : "\(line.views)", line.hasApplied ? "" : "\(line.saves)", applications(line),
      ]
    case .unanswered:
      return [
        title, closes, applications(line),
        line.hasApplied
          ? "" : Link("Did you fill it?", to: "\(address)/outcome", about: vacancy.content.title).html,
      ]
    case .finished: return [title, VacancyText.tag(line.state).html, applications(line)]
    }
  }

  private func daysLeft(_ vacancy: Vacancy) -> String {
    guard let closesAt = vacancy.closesAt else { return "" }
    let days = LondonTime.date(of: now).days(until: LondonTime.date(of: closesAt))
    return days <= 0 ? "Closes today" : days == 1 ? "1 day left" : "\(days) days left"
  }

  private func applications(_ line: DeskLine) -> HTML {
    if line.hasApplied { return "You have applied for this post" }
    let stages = ApplicationState.allCases.compactMap { state in
      line.stages[state].map { "\($0) \(state.title.lowercased())" }
    }
    if stages.isEmpty { return "0" }
    return "\(line.applications)<br><span class=\"govuk-hint\">\(stages.joined(separator: ", "))</span>"
  }
}
