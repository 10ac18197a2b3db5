import Domain
import Postgres

/// The charts of the schools that were chosen, and the tables of all of them, closed until asked for.
struct FiguresParts: Component {
  /// At most so many bars of subjects or roles; the table has all of them.
  private static let bars = 12
  private let figures: RecruitmentFigures
  private let query: String

  init(_ figures: RecruitmentFigures, query: String) {
    self.figures = figures
    self.query = query
  }

  var html: HTML { applications + posts + times }

  private var applications: HTML {
    let chosen = figures.chosen
    let chart = CountChart(
      "How far they came: \(chosen.title.lowercasedFirst)",
      chosen.applications.stages.map { (name: $0.title, count: $0.count) })
    let months = BarChart(
      "Applications by month", unit: "Applications", period: "month",
      bars: figures.months.map { .init(label: LondonTime.shortDate($0.first), value: $0.sent) })
    return Heading("Applications", .section).html + chart.html + months.html
      + numbers(
        "Applications by the schools",
        [
          "Sent", "Shortlisted", "Invited to interview", "Offered", "Appointed", "Not taken forward",
          "Withdrawn or declined",
          "Open",
        ]
      ) { line in
        let one = line.applications
        return [
          one.sent, one.shortlisted, one.interviewed, one.offered, one.appointed, one.unsuccessful,
          one.withdrawn,
          one.open,
        ]
      } + link(.applications)
  }

  private var posts: HTML {
    let one = figures.chosen.posts
    let chart = CountChart(
      "Posts advertised: \(figures.chosen.title.lowercasedFirst)",
      [
        ("Advertised", one.advertised), ("Filled", one.filled), ("Not filled", one.unfilled),
        ("Not decided yet", one.undecided), (PostFigures.unansweredTitle, one.unanswered),
        ("Withdrawn", one.withdrawn),
      ])
    let bySchools = numbers("Posts by the schools", Self.postColumns) { Self.numbers($0.posts) }
    let unfilled = Link("The vacancies that were not filled", to: "/authority/figures/unfilled\(query)")
    return HTML([
      Heading("Posts", .section).html, chart.html, bySchools, link(.posts),
      postsBy(.subject, "Posts by subject"), postsBy(.role, "Posts by role"), link(.subjectsAndRoles),
      Paragraph(html: unfilled.html).html,
    ])
  }

  private static let postColumns = [
    "Advertised", "Filled", "Not filled", "Not decided yet", PostFigures.unansweredTitle, "Withdrawn",
  ]

  private static func numbers(_ one: PostFigures) -> [Int] {
    [one.advertised, one.filled, one.unfilled, one.undecided, one.unanswered, one.withdrawn]
  }

  /// The posts of those chosen by subject or by role: those that were not filled as bars, all in a table.
  private func postsBy(_ measure: PostLine.Measure, _ title: String) -> HTML {
    let lines = figures.posts.filter { $0.measure == measure }
    if lines.isEmpty { return "" }
    let schools = figures.chosen.title.lowercasedFirst
    let unfilled = lines.filter { $0.posts.unfilled > 0 }.sorted { $0.posts.unfilled > $1.posts.unfilled }
    let most = unfilled.count > Self.bars ? ", the \(Self.bars) largest" : ""
    let chart: HTML =
      unfilled.isEmpty
      ? ""
      : CountChart(
        "Not filled, \(title.lowercasedFirst): \(schools)\(most)",
        unfilled.prefix(Self.bars).map { (name: $0.name, count: $0.posts.unfilled) }
      ).html
    return chart
      + Self.table(
        "\(title): \(schools)",
        columns: [.init("Name")] + Self.postColumns.map { .init($0, isNumeric: true) },
        rows: lines.map { line in [HTML(text: line.name)] + Self.numbers(line.posts).map { "\($0)" } })
  }

  /// A table of many rows, each of them a card on a phone: it opens when it is asked for.
  private static func table(_ caption: String, columns: [Table.Column], rows: [[HTML]]) -> HTML {
    Details("\(caption), as a table") {
      Table(caption, isCaptionHidden: true, columns: columns, rows: rows)
    }.html
  }

  private var times: HTML {
    func days(_ quartiles: Quartiles) -> [HTML] {
      ["\(quartiles.count)"]
        + [quartiles.lower, quartiles.median, quartiles.upper].map { HTML(text: Quartiles.text($0)) }
    }
    let rows = figures.lines.flatMap { line -> [[HTML]] in
      line.times.map { from, to, quartiles in
        [HTML(text: "\(line.title), from \(from) to \(to)")] + days(quartiles)
      }
    }
    return Heading("Days from publication and from closing", .section).html
      + Paragraph(RecruitmentLine.timesNote).html
      + Self.table(
        "Days from publication and from closing by the schools",
        columns: [.init("Schools")]
          + ["Vacancies", "Lower quartile", "Median", "Upper quartile"].map { .init($0, isNumeric: true) },
        rows: rows) + link(.times)
  }

  private func numbers(
    _ caption: String, _ columns: [String], _ values: (RecruitmentLine) -> [Int]
  ) -> HTML {
    Self.table(
      caption, columns: [.init("Schools")] + columns.map { .init($0, isNumeric: true) },
      rows: figures.lines.map { line in [HTML(text: line.title)] + values(line).map { "\($0)" } })
  }

  private func link(_ kind: FiguresTable.Kind) -> HTML {
    Paragraph(
      html: Link("\(kind.title) as CSV", to: "/authority/figures/\(kind.rawValue).csv\(query)").html
    ).html
  }
}

/// How many people are in the pool: by week as bars, by phase and subject as bars and tables.
struct PoolSizeView: Component {
  private let size: PoolSize

  init(_ size: PoolSize) { self.size = size }

  var html: HTML {
    guard let day = size.countedOn else {
      return EmptyState("Nobody has counted", "People are counted once a day. Choose a later day.").html
    }
    let all = size.lines(.all).first?.people ?? 0
    let weeks = BarChart(
      "People by week", unit: "People", isSum: false,
      bars: size.weeks.map { .init(label: LondonTime.shortDate($0.monday), value: $0.people) })
    let subjects: HTML = all == 0 ? "" : PoolSubjectsView(size).html + link(.poolSubjects, day)
    return Paragraph(
      "On \(LondonTime.shortDate(day)) \(all) \(all == 1 ? "person was" : "people were") open to offers. Somebody of "
        + "several phases or subjects counts in each. Those whom the authority has not checked yet are counted too: "
        + "schools can’t find them."
    ).html + weeks.html + part("By phase", .phase) + part("By subject", .subject) + link(.pool, day)
      + subjects
  }

  private func link(_ kind: FiguresTable.Kind, _ day: CivilDate) -> HTML {
    let query = "on-day=\(day.day)&on-month=\(day.month)&on-year=\(day.year)"
    return Paragraph(
      html: Link("\(kind.title) as CSV", to: "/authority/figures/\(kind.rawValue).csv?\(query)").html
    ).html
  }

  private func part(_ title: String, _ measure: PoolSize.Measure) -> HTML {
    let lines = size.lines(measure)
    if lines.isEmpty { return "" }
    return CountChart(title, lines.map { (name: $0.name, count: $0.people) }).html
      + Table(
        title, columns: [.init("Name"), .init("People", isNumeric: true)],
        rows: lines.map { [HTML(text: $0.name), "\($0.people)"] }
      ).html
  }
}
