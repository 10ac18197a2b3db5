import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The dashboard of an appropriate body.
struct InductionBoardPages: Sendable {
  private static let base = "/authority/inductions/board"
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/board") { try await show($0, $1) }
    pages.get("authority/inductions/board/overdue") { try await overdue($0, $1) }
    pages.get("authority/inductions/board/overdue.csv") { try await overdueFile($0, $1) }
    pages.get("authority/inductions/board/cohorts.csv") { try await csv(bySchool: false, $1) }
    pages.get("authority/inductions/board/schools.csv") { try await csv(bySchool: true, $1) }
    pages.post("authority/inductions/board/chase") { try await chase($0, $1) }
  }

  private func authority(_ context: AppRequestContext) async throws -> Authority {
    try await Authority.seat(of: context.webActor, in: environment.services.pool)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let board = try await ReadInductionBoard(environment.services)(of: authority.place, by: context.webActor)
    let after = request.cursor("contracts")
    let ended = try await ReadContractEnds(environment.services)(
      of: authority.place, after: after, by: context.webActor)
    return environment.respond(
      Page(
        "How induction stands", path: "/authority", above: BackLink(to: "/authority/inductions", "Induction"),
        banner: ChaseNews.banner(request), isWide: true
      ) {
        Heading("How induction stands", caption: authority.name)
        PlanProgressNote(board.plans)
        SummaryList(Self.waiting(board))
        Heading("Overdue, by whose turn it is", .section)
        if board.overdue.isEmpty {
          Paragraph("Nothing is overdue.")
        } else {
          Self.overdue(board.overdue)
          if board.overdue.contains(where: { $0.turn != .body }) {
            Form("\(Self.base)/chase", in: context) {
              Button("Ask everybody for what is overdue", kind: .secondary)
            }
          }
        }
        ContractEndTable(ended, at: Self.base, after: after, showsSchool: true)
        CountChart("Inductions by state", board.states.map { ($0.state.title, $0.count) })
        Self.outcomes("Outcomes by cohort", "Cohort", board.cohorts) {
          Link($0.title, to: "/authority/inductions?cohort=\($0.code)").html
        }
        Self.outcomes("Outcomes by school", "School", board.schools) {
          Link($0.title, to: "/authority/inductions?school=\($0.code)").html
        }
        BulletList(html: [
          Link("Outcomes by cohort as CSV", to: "\(Self.base)/cohorts.csv").html,
          Link("Outcomes by school as CSV", to: "\(Self.base)/schools.csv").html,
        ])
      }, in: context)
  }

  private static func waiting(_ board: InductionBoard) -> [SummaryList.Row] {
    let late = board.decisionsLate == 0 ? "" : ", \(board.decisionsLate) of them late"
    return [
      .init(
        "Registrations to decide",
        html: Link("\(board.registrationsWaiting)", to: "/authority/inductions/registrations").html),
      .init(
        "Assessments to receive", html: Link("\(board.toReceive)", to: "/authority/inductions/closing").html),
      .init(
        "Recommendations to decide",
        html: "\(Link("\(board.toDecide)", to: "/authority/inductions/closing"))\(late)"),
      .init("Appeals that go on", html: Link("\(board.appeals)", to: "/authority/inductions/duties").html),
      .init("At risk", html: Link("\(board.atRisk)", to: "/authority/inductions?at-risk=yes").html),
      .init(
        "Transfers to other bodies to see to",
        html: Link("\(board.transfersWaiting)", to: "/authority/inductions/transfers").html),
    ]
  }

  private static func overdue(_ lines: [InductionBoard.Overdue]) -> Table {
    Table(
      "Overdue", isCaptionHidden: true,
      columns: [.init("Whose turn"), .init("How many", isNumeric: true), .init("The oldest since")],
      rows: lines.map {
        [
          Link($0.turn.title, to: "\(base)/overdue?turn=\($0.turn.rawValue)").html, "\($0.count)",
          HTML(text: LondonTime.longDate($0.since)),
        ]
      })
  }

  private static func outcomes(
    _ title: String, _ what: String, _ lines: [InductionBoard.Outcomes],
    _ name: (InductionBoard.Outcomes) -> HTML
  ) -> HTML {
    if lines.isEmpty { return "\(Heading(title, .section))\(Paragraph("Nobody has begun yet."))" }
    let chart: HTML =
      lines.allSatisfy { $0.satisfactory == 0 }
      ? ""
      : CountChart("Completed satisfactorily", lines.prefix(12).map { ($0.title, $0.satisfactory) }).html
    let table = Table(
      title, isCaptionHidden: true,
      columns: [
        .init(what), .init("Begun", isNumeric: true), .init("Open", isNumeric: true),
        .init("Satisfactory", isNumeric: true), .init("Extended", isNumeric: true),
        .init("Not satisfactory", isNumeric: true), .init("Left", isNumeric: true),
        .init("Transferred", isNumeric: true), .init("Died", isNumeric: true),
      ],
      rows: lines.map { line in
        [
          name(line), "\(line.begun)", "\(line.open)", "\(line.satisfactory)", "\(line.extended)",
          "\(line.notSatisfactory)", "\(line.left)", "\(line.transferred)",
          "\(line.died)",
        ]
      })
    return "\(Heading(title, .section))\(chart)\(table)"
  }

  private static func turn(_ request: Request) -> DueTurn? {
    request.uri.queryParameters["turn"].flatMap { DueTurn(rawValue: String($0)) }
  }

  private func overdue(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let turn = Self.turn(request)
    let (after, dutiesAfter) = (request.after, request.cursor("duties"))
    let items = try await ReadDueItems(environment.services).overdue(
      of: authority.place, turn, limit: 50, after: after, by: context.webActor)
    let duties = try await ReadInductionDuties(environment.services).overdue(
      of: authority.place, turn, limit: 50, after: dutiesAfter, by: context.webActor)
    let here = "\(Self.base)/overdue?turn=\(turn?.rawValue ?? "")"
    let today = environment.services.today
    let progress = try await ReadPlanProgress(environment.services)(
      of: authority.place, by: context.webActor)
    return environment.respond(
      Page(
        "What is overdue", path: "/authority", above: BackLink(to: Self.base, "How induction stands"),
        isWide: true
      ) {
        Heading("What is overdue", caption: turn.map { "Whose turn: \($0.title)" } ?? authority.name)
        PlanProgressNote(progress)
        if items.items.isEmpty && duties.items.isEmpty { Paragraph("Nothing is overdue.") }
        if !items.items.isEmpty || !duties.items.isEmpty || progress.left > 0 {
          Paragraph(
            html: Link("Download as CSV", to: "\(Self.base)/overdue.csv?turn=\(turn?.rawValue ?? "")").html)
          if progress.left > 0 {
            Paragraph("The file has what was overdue in them before, with the state “reckoning”.")
          }
        }
        if !items.items.isEmpty {
          DueItemTable(items.items, today: today, title: "Assessments and reviews")
        }
        CursorPagination(
          next: items.next.map { "\(here)&after=\($0)" }, first: after.map { _ in here },
          of: "assessments and reviews")
        if !duties.items.isEmpty {
          InductionDutyTable(duties.items, today: today, title: "Decisions, letters and appeals")
        }
        CursorPagination(
          next: duties.next.map { "\(here)&duties=\($0)" }, first: dutiesAfter.map { _ in here },
          of: "decisions, letters and appeals")
      }, in: context)
  }

  private func overdueFile(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let text = try await ReadDueItems(environment.services).overdueCSV(
      of: try await authority(context).place, Self.turn(request), by: context.webActor)
    return .csv(text, named: "induction-overdue.csv")
  }

  private func csv(bySchool: Bool, _ context: AppRequestContext) async throws -> Response {
    let (read, place) = (ReadInductionBoard(environment.services), try await authority(context).place)
    let lines =
      bySchool
      ? try await read.schools(of: place, by: context.webActor)
      : try await read.cohorts(of: place, by: context.webActor)
    let what = bySchool ? "school" : "cohort"
    return .csv(InductionBoard.csv(lines, of: what), named: "induction-outcomes-by-\(what).csv")
  }

  private func chase(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let report = try await ChaseOverdue(environment.services)(
      of: try await authority(context).place, by: context.webActor)
    return .seeOther("\(Self.base)?\(ChaseNews.query(report))")
  }
}

/// What is due, with whose turn it is.
struct DueItemTable: Component {
  private let items: [DueItem]
  private let today: CivilDate
  private let title: String?
  private let showsSchool: Bool

  /// With a title, it stands above the table; on the page of one school the school is left out.
  init(_ items: [DueItem], today: CivilDate, title: String? = nil, showsSchool: Bool = true) {
    (self.items, self.today, self.title, self.showsSchool) = (items, today, title, showsSchool)
  }

  var html: HTML {
    var columns: [Table.Column] = [
      .init("Teacher"), .init("What"), .init("By"), .init("Whose turn"),
    ]
    if showsSchool { columns.append(.init("School")) }
    return Table(
      title ?? "What is due", isCaptionHidden: title == nil, columns: columns,
      rows: items.map { item in
        let late: HTML = item.isOverdue(on: today) ? " \(Tag("Overdue", .red))" : ""
        let cells: [HTML] = [
          Link(item.name, to: "/inductions/\(item.induction)", about: item.due.title).html,
          HTML(text: item.due.title), "\(LondonTime.longDate(item.due.dueOn))\(late)",
          HTML(text: "\(item.turn.title): \(item.step.lowercasedFirst)"),
        ]
        return showsSchool ? cells + [HTML(text: item.school)] : cells
      }
    ).html
  }
}
