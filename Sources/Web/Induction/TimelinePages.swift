import Domain
import HTTPSupport
import Hummingbird
import Postgres

/// The whole life of an induction on one page.
struct TimelinePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("inductions/:induction/timeline") { try await show($0, $1) }
    pages.get("inductions/:induction/timeline.csv") { try await csv($0, $1) }
    pages.get("inductions/:induction/timeline/days.csv") { try await days($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.inductionOfPath()
    let timeline = try await ReadTimeline(environment.services)(id, by: context.webActor)
    let induction = timeline.record.induction
    return environment.respond(
      Page(
        "Timeline of \(induction.name)", path: "/induction",
        above: BackLink(to: "/inductions/\(id)", "Induction of \(induction.name)"), isWide: true
      ) {
        Heading("Timeline", caption: "\(induction.name), \(induction.reference)")
        if let service = timeline.service {
          ServiceChart(service, isOver: induction.state.isDecided)
          Paragraph(html: Link("The days by term as CSV", to: "/inductions/\(id)/timeline/days.csv").html)
        }
        if induction.isReckoning {
          InsetText(
            "The plan is being reckoned again after new term dates. What is to come by it is left out."
              + (timeline.service == nil ? "" : " The days by term go by the new dates already."))
        }
        Heading("What happened, and what is to come", .section)
        TimelineView(timeline.entries, today: environment.services.today)
        Paragraph(html: Link("The timeline as CSV", to: "/inductions/\(id)/timeline.csv").html)
      }, in: context)
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let timeline = try await ReadTimeline(environment.services)(
      try context.inductionOfPath(), by: context.webActor)
    return .csv(
      timeline.csv(on: environment.services.today),
      named: "\(timeline.record.induction.reference)-timeline.csv")
  }

  private func days(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let timeline = try await ReadTimeline(environment.services)(
      try context.inductionOfPath(), by: context.webActor)
    return .csv(timeline.daysCSV, named: "\(timeline.record.induction.reference)-days.csv")
  }
}

/// Entries in order of days, those to come apart by their words and their look.
struct TimelineView: Component {
  private let entries: [TimelineEntry]
  private let today: CivilDate

  init(_ entries: [TimelineEntry], today: CivilDate) { (self.entries, self.today) = (entries, today) }

  var html: HTML {
    let items = entries.map { entry -> HTML in
      let look: HTML = entry.isExpected ? " staffroom-timeline__item--expected" : ""
      let detail: HTML =
        entry.detail.isEmpty
        ? "" : "<p class=\"govuk-body govuk-!-margin-bottom-0\">\(entry.detail)</p>"
      let who: HTML =
        entry.who.isEmpty ? "" : "<p class=\"govuk-body-s govuk-!-margin-bottom-0\">By \(entry.who)</p>"
      let tag =
        !entry.isExpected
        ? Tag(entry.kind.title, Self.colour(entry))
        : entry.day < today ? Tag("Overdue", .red) : Tag("To come", .grey)
      return """
        <li class="staffroom-timeline__item\(look)"><p class="govuk-body-s govuk-!-margin-bottom-1">\
        <time datetime="\(entry.day.description)">\(LondonTime.longDate(entry.day))</time> \(tag)</p>\
        <h3 class="govuk-heading-s govuk-!-margin-bottom-1">\(entry.title)</h3>\(detail)\(who)</li>
        """
    }
    return "<ol class=\"staffroom-timeline\">\(HTML(items))</ol>"
  }

  private static func colour(_ entry: TimelineEntry) -> Tag.Colour {
    switch entry.bearing {
    case .good: return .green
    case .bad: return .red
    case .neutral: break
    }
    return switch entry.kind {
    case .registration: .blue
    case .period: .green
    case .change: .yellow
    case .assessment: .purple
    case .observation: .teal
    case .support: .orange
    case .outcome: .blue
    case .transfer: .blue
    case .due: .grey
    case .nationalService: .teal
    }
  }
}

/// Days in post that are over against all until the end, a bar for each term, and the same in a table.
struct ServiceChart: Component {
  private let service: ServiceByTerm
  private let isOver: Bool

  /// With whether induction is over, so that no end is planned any more.
  init(_ service: ServiceByTerm, isOver: Bool) { (self.service, self.isOver) = (service, isOver) }

  private static let (width, rowHeight) = (600, 60)

  var html: HTML {
    let most = max(service.terms.map { Double($0.schoolDays) }.max() ?? 1, 1)
    func length(_ days: Double) -> Int { Int((days * 420 / most).rounded()) }
    let bars = service.terms.enumerated().map { index, term -> HTML in
      let (y, served) = (index * Self.rowHeight, length(term.served))
      let toCome = length(term.toCome)
      // Without an end there is nothing of which this could be all.
      let of = service.hasEnd ? " of \(Self.number(term.served + term.toCome))" : ""
      return """
        <text x="0" y="\(y + 18)" class="staffroom-chart__name">\(term.title)</text>\
        <rect x="0" y="\(y + 26)" width="\(served)" height="18" class="staffroom-chart__bar"></rect>\
        <rect x="\(served)" y="\(y + 26)" width="\(toCome)" height="18" class="staffroom-chart__rest"></rect>\
        <text x="\(served + toCome + 8)" y="\(y + 42)" class="staffroom-chart__name">\
        \(Self.number(term.served))\(of)</text>
        """
    }
    let why = HTML(service.warnings.map { Paragraph($0).html })
    if service.terms.isEmpty { return "\(Heading("Days in post", .section))\(Paragraph(summary))\(why)" }
    return """
      \(Heading("Days in post", .section))\(Paragraph(summary))\(why)\
      <figure class="staffroom-chart"><svg viewBox="0 0 \(Self.width) \(service.terms.count * Self.rowHeight)" \
      role="img" aria-label="\(summary) The table below has every term."><g aria-hidden="true">\(HTML(bars))</g></svg>\
      </figure>\(Details("The days as a table", isOpen: true) { table })
      """
  }

  private var summary: String {
    let served = Self.number(service.served)
    let noEnd = isOver || service.hasEnd ? "" : " No end can be planned."
    if service.terms.isEmpty, isOver || !service.warnings.isEmpty { return "No days in post count.\(noEnd)" }
    let over =
      service.required.map { "\(served) of \(Self.number($0)) full-time days in post are over." }
      ?? "\(served) full-time days in post are over.\(noEnd)"
    if service.absent == 0 { return over }
    let days = service.absent == 1 ? "1 working day" : "\(Self.number(service.absent)) working days"
    return
      "\(over) The teacher’s absence on \(days) is among them: where it has to be made up for, the end by the "
      + "plan is later for it."
  }

  private var table: Table {
    Table(
      "Days by term", isCaptionHidden: true,
      columns: [
        .init("Term"), .init("School days", isNumeric: true), .init("In post until today", isNumeric: true),
        .init("To come", isNumeric: true), .init("Of these absent", isNumeric: true),
      ],
      rows: service.terms.map {
        [
          HTML(text: $0.title), "\($0.schoolDays)", HTML(text: Self.number($0.served)),
          HTML(text: Self.number($0.toCome)), HTML(text: Self.number($0.absent)),
        ]
      })
  }

  private static func number(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
  }
}
