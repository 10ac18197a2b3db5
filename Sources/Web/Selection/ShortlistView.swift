import Domain
import Foundation
import HTTPSupport

/// The applications of a vacancy with what came of the sift: filters, table, what can be done with those ticked.
struct ShortlistView: Component {
  private let found: Shortlist
  private let query: ShortlistQuery
  private let unread: [ApplicationID: Int]
  private let answers: [InterviewAnswer]
  private let writes: Bool
  private let actor: Actor
  private let ticked: Set<ApplicationID>

  /// The list; `answers` are those of people who can’t come to an interview, `writes` says whether the actor may write to
  /// the applicants, and `ticked` are those that were chosen before something kept them from being compared.
  init(
    _ found: Shortlist, _ query: ShortlistQuery, unread: [ApplicationID: Int], answers: [InterviewAnswer],
    writes: Bool, actor: Actor, ticked: Set<ApplicationID> = []
  ) {
    self.ticked = ticked
    (self.unread, self.answers, self.writes) = (unread, answers, writes)
    self.found = found
    self.query = query
    self.actor = actor
  }

  private var vacancy: Vacancy { found.panel.vacancy }
  private var base: String { "/school/vacancies/\(vacancy.id)/selection" }

  var html: HTML {
    """
    <div class="staffroom-with-filter">\(filters)<div>\(list)</div></div>
    """
  }

  private var list: HTML {
    if found.lines.isEmpty {
      let isAll = query.values.fields.allSatisfy { $0.value.isEmpty }
      return isAll
        ? EmptyState("No applications yet", "They appear here as they are sent.").html
        : EmptyState(
          "No applications match", "Take a filter away to see more.",
          action: Link("Clear all filters", to: base)
        ).html
    }
    let rejects = actor.may(.rejectApplication, at: vacancy.place)
    let isPastShortlist = found.lines.contains { $0.application.state.isPastShortlist }
    let mayAsk = isPastShortlist && actor.may(.requestReferences, at: vacancy.place)
    let mayInvite = isPastShortlist && actor.may(.arrangeInterviews, at: vacancy.place)
    let file = Link("Download this list (CSV)", to: query.address("\(base)/export.csv"))
    let count = found.total == 1 ? "1 application" : "\(found.total) applications"
    return """
      <p class="govuk-body">\(count). \(file)</p>\
      <form action="\(base)/compare" method="get">\(kept)\
      <p class="govuk-hint" id="application" tabindex="-1">Tick 2 to \(CompareApplications.most) to compare \
      them.</p>\(table)\(rule)\
      \(ButtonGroup {
        Button("Compare those ticked", kind: .secondary)
        if writes { Button("Write to those ticked", kind: .secondary, action: "\(base)/message") }
        if mayAsk { Button("Ask for their references", kind: .secondary, action: "\(base)/references") }
        if mayInvite { Button("Invite those ticked to interview", kind: .secondary, action: "\(base)/invite") }
        if rejects { Button("Turn those ticked down", kind: .secondary, action: "\(base)/reject") }
      })</form>\
      \(CursorPagination(
        next: found.next.map { query.address(base, after: $0) },
        first: query.after.map { _ in query.address(base) }))
      """
  }

  /// What "failed" means, where anything is counted so.
  private var rule: HTML {
    found.lines.contains { $0.average != nil } && found.criteria.contains(where: \.isEssential)
      ? "<p class=\"govuk-hint\">\(SiftScale.failing)</p>" : ""
  }

  /// How the list is narrowed goes along, so that it is the same when it comes back.
  private var kept: HTML {
    let place = query.after.map { HiddenInput("after", $0.description).html } ?? ""
    return HTML(
      query.values.fields.filter { !$0.value.isEmpty }.map { HiddenInput($0.name, $0.value).html }) + place
  }

  private var table: Table {
    Table(
      "Applications", isCaptionHidden: true,
      columns: [
        .init("Applicant"), .init("State"), .init("Panel"), .init("Average and spread"),
        .init("Essentials failed"),
      ], rows: found.lines.map(row))
  }

  private func row(_ line: ShortlistLine) -> [HTML] {
    let application = line.application
    let tick = TickBox(
      "application", application.id.description, label: application.applicantName,
      to: "/received/\(application.id)", isTicked: ticked.contains(application.id))
    let state: HTML =
      unread[application.id] == nil
      ? application.state.tag.html : "\(application.state.tag) \(Tag("New message", .blue))"
    return [
      tick.html + ClosedAccount.line(application) + AgencySource.line(line.agency)
        + DuplicateNote.line(line.likelyDuplicates),
      state + answered(application.id) + why(line), panel(line),
      average(line), failed(line),
    ]
  }

  /// The average, and how far the panel is apart.
  private func average(_ line: ShortlistLine) -> HTML {
    guard let average = line.average else { return "–" }
    let words: HTML = "\(Self.decimal(average)) of \(found.highestTotal)"
    return words + (line.spread.map { "<br><span class=\"govuk-hint\">Spread: \($0)</span>" } ?? "")
  }

  /// What somebody has answered who can’t come to the interview.
  private func answered(_ application: ApplicationID) -> HTML {
    guard let answer = answers.first(where: { $0.application == application }) else { return "" }
    return "<br><span class=\"govuk-hint\">\(answer.listWords)</span>"
  }

  /// Why it was decided so, as far as a line of a list goes; the application's page has the whole.
  private func why(_ line: ShortlistLine) -> HTML {
    guard let decision = line.decision, !decision.reason.isEmpty else { return "" }
    let reason = decision.reason.count > 120 ? "\(decision.reason.prefix(120))…" : decision.reason
    return "<br><span class=\"govuk-hint\">\(reason)</span>"
  }

  private func panel(_ line: ShortlistLine) -> HTML {
    if line.progress.members == 0 { return "–" }
    let submitted: HTML = "\(line.progress.submitted) of \(line.progress.members) submitted"
    let given = found.panel.members.compactMap { member -> HTML? in
      guard let total = line.totals[member.account] else { return nil }
      let words = line.recommendations[member.account].map { ", \($0.title.lowercasedFirst)" } ?? ""
      return "<br><span class=\"govuk-hint\">\(member.name): \(total)\(words)</span>"
    }
    return submitted + HTML(given)
  }

  private func failed(_ line: ShortlistLine) -> HTML {
    guard line.average != nil else { return "–" }
    let wordings = found.criteria.filter { criterion in criterion.id.map(line.failed.contains) ?? false }
    if wordings.isEmpty { return "None" }
    return HTML(text: wordings.map(\.wording).joined(separator: "; "))
  }

  static func decimal(_ value: Double) -> String {
    value.formatted(.number.precision(.fractionLength(0...1)).locale(Locale(identifier: "en_GB")))
  }

  // MARK: Filters

  private var filters: FilterPanel {
    let fields = Fields(query.values)
    let any = Choice("", "Any")
    let essentials = found.criteria.filter(\.isEssential)
    return FilterPanel(base, clear: base, chosen: []) {
      fields.text("words", "Words", hint: "That the application says", type: "search", maximumLength: 200)
      fields.select(
        "order", "Order", ShortlistFilter.Order.allCases.map { Choice($0.rawValue, $0.title) })
      fields.checkboxes(
        "state", "State", ApplicationState.allCases.map { Choice($0.rawValue, $0.title) }, isSmall: true)
      if !found.criteria.isEmpty {
        fields.select(
          "essentials", "Essential criteria",
          [any] + ShortlistFilter.Essentials.allCases.map { Choice($0.rawValue, $0.title) })
        fields.select(
          "failed", "Failed criterion",
          [any]
            + essentials.compactMap { criterion in
              criterion.id.map { Choice($0.description, criterion.wording) }
            })
        fields.select(
          "recommendation", "Somebody recommends",
          [any] + Recommendation.allCases.map { Choice($0.rawValue, $0.title) })
      }
    }
  }
}

/// A box to tick before the name of something in a list, which leads to it.
struct TickBox: Component {
  private let name: String
  private let value: String
  private let label: String
  private let address: String
  private let isTicked: Bool

  init(_ name: String, _ value: String, label: String, to address: String, isTicked: Bool = false) {
    self.name = name
    self.value = value
    self.label = label
    self.address = address
    self.isTicked = isTicked
  }

  var html: HTML {
    let id = "\(name)-\(value)"
    let checked: HTML = isTicked ? " checked" : ""
    return """
      <div class="govuk-checkboxes govuk-checkboxes--small staffroom-tick"><div class="govuk-checkboxes__item">\
      <input class="govuk-checkboxes__input" type="checkbox" id="\(id)" name="\(name)" value="\(value)"\(checked)>\
      <label class="govuk-label govuk-checkboxes__label" for="\(id)">\
      <span class="govuk-visually-hidden">Choose \(label)</span></label></div>\(Link(label, to: address))</div>
      """
  }
}
