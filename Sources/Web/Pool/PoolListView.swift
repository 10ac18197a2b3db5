import Domain
import HTTPSupport
import Hummingbird

/// How officers narrow the list of a year’s entries, as its address says it.
struct PoolListQuery: Sendable {
  /// The year; 0 where there is none.
  let year: Int
  /// What is looked for.
  let filter: PoolListFilter
  private let values: FormData

  /// The filters of a request, of one year or another.
  init(_ request: Request, otherwise first: Int?) {
    let sent = (try? FormData(decoding: (request.uri.query ?? "").utf8)) ?? FormData()
    var values = FormData()
    for name in ["waiting", "name", "state", "invited", "phase", "key_stage", "subject", "grade"] {
      values.set(name, sent.trimmed(name).map { String($0.prefix(200)) })
    }
    var filter = PoolListFilter()
    filter.waitingOnly = values.has("waiting")
    filter.name = values["name"]
    filter.state = PoolState(rawValue: values["state"])
    filter.isInvited = ["yes": true, "no": false][values["invited"]]
    filter.wanted.phase = VacancyPhase(rawValue: values["phase"])
    filter.wanted.keyStage = values.string("key_stage")
    filter.wanted.subject = values.string("subject")
    filter.wanted.grade = values.string("grade")
    (year, self.filter, self.values) = (sent.int("year") ?? first ?? 0, filter, values)
  }

  /// Whether every entry of the year is asked for.
  var isAll: Bool { values.fields.isEmpty }

  /// The same list at an address, from the start or from further on.
  func address(_ base: String, after: Cursor? = nil) -> String {
    var parts = ["year=\(year)"] + values.fields.map { "\($0.name)=\(OwnPath.escape($0.value))" }
    if let after { parts.append("after=\(after)") }
    return "\(base)?\(parts.joined(separator: "&"))"
  }

  /// The panel of filters, with what is wrong with them.
  func panel(_ problems: [FieldProblem], _ services: Services) async throws -> FilterPanel {
    let reference = ReferenceData(services)
    let subjects = try await reference.subjects().map { Choice($0.code, $0.name) }
    let stages = try await reference.keyStages().map { Choice($0.code, $0.name) }
    let grades = try await SearchPool(services).grades().map { Choice($0.code, $0.name) }
    let (any, fields) = ([Choice("", "Any")], Fields(values, problems: problems))
    return FilterPanel("/authority/pool", clear: "/authority/pool?year=\(year)", chosen: []) {
      HiddenInput("year", String(year))
      fields.text("name", "Name", maximumLength: 200)
      fields.select("state", "State", any + PoolState.allCases.map { Choice($0.rawValue, $0.title) })
      fields.select("subject", "Subject", any + subjects)
      fields.select("phase", "Phase", any + VacancyPhase.allCases.map { Choice($0.rawValue, $0.title) })
      fields.select("key_stage", "Key stage", any + stages)
      fields.select("grade", "Grade", any + grades)
      fields.select(
        "invited", "Interview day", any + [Choice("yes", "Invited"), Choice("no", "Not invited")])
      fields.checkboxes("waiting", "Check", [Choice("1", "Only those that wait for it")], isSmall: true)
    }
  }
}

/// The entries that the filters find: each can be ticked, to be invited to an interview day with others.
struct PoolListView: Component {
  private let found: Domain.Page<PoolEntryLine>
  private let query: PoolListQuery

  init(_ found: Domain.Page<PoolEntryLine>, _ query: PoolListQuery) {
    (self.found, self.query) = (found, query)
  }

  var html: HTML {
    if found.items.isEmpty {
      return query.isAll
        ? EmptyState("No entries", "People appear here as they join.").html
        : EmptyState(
          "No entries match", "Take a filter away to see more.",
          action: Link("All entries", to: "/authority/pool?year=\(query.year)")
        ).html
    }
    let next = found.next.map { query.address("/authority/pool", after: $0) }
    return """
      \(Paragraph(html: Link("Download this list (CSV)", to: query.address("/authority/pool/entries.csv")).html))\
      <form action="/authority/pool/invite" method="get">\(table)\
      \(ButtonGroup { Button("Invite those ticked to an interview day", kind: .secondary) })</form>\
      \(Pagination(previous: nil, next: next, of: "entries"))
      """
  }

  private var table: Table {
    Table(
      "Entries, newest first", isCaptionHidden: true,
      columns: [
        .init("Name"), .init("State"), .init("Joined"), .init("Checked"), .init("Interview day"),
        .init("Grade"),
      ],
      rows: found.items.map { line in
        let entry = line.entry
        let address = "/authority/pool/\(entry.id)"
        let name =
          line.canBeInvited
          ? TickBox("entry", entry.id.description, label: entry.name, to: address).html
          : Link(entry.name, to: address).html
        return [
          name, "<span class=\"staffroom-whole\">\(entry.tag)</span>",
          HTML(text: LondonTime.dateAndTime(entry.joinedAt)),
          HTML(text: Self.checked(entry)), Self.interview(line), HTML(text: entry.grade ?? "–"),
        ]
      })
  }

  private static func checked(_ entry: PoolEntry) -> String {
    if let moment = entry.checkedAt { return LondonTime.dateAndTime(moment) }
    return entry.faults == nil ? "Waiting" : "Checked: not right yet"
  }

  private static func interview(_ line: PoolEntryLine) -> HTML {
    guard let invitation = line.invitation else { return "–" }
    let when = HTML(text: LondonTime.dateAndTime(invitation.at))
    if let ending = PoolInvitation.ending(line.entry.state) { return "\(when)<br>\(HTML(text: ending))" }
    return "\(when)<br>\(invitation.answerTag)"
  }
}
