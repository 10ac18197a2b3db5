import Domain
import HTTPSupport
import Hummingbird

/// A school's single central record, as a page and as a file.
struct CentralRecordPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/central-record") { try await start($0, $1) }
    pages.get("school/:urn/central-record") { try await show($0, $1) }
    pages.get("school/:urn/central-record.csv") { try await file($0, $1) }
  }

  /// The record of the only school, or the schools to choose from.
  private func start(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let account = try context.webActor.requireAccount()
    var schools: [School] = []
    for id in Set(account.memberships.filter { $0.kind == .school }.map(\.organisation)) {
      let school = try await FindSchool(environment.services)(id: id)
      if context.webActor.may(.readAppointments, at: school.place) { schools.append(school) }
    }
    if let only = schools.first, schools.count == 1 { return .seeOther("/school/\(only.urn)/central-record") }
    if schools.isEmpty { throw DomainError.notFound("page") }
    let links = schools.sorted { $0.name < $1.name }.map {
      Link($0.name, to: "/school/\($0.urn)/central-record").html
    }
    return environment.respond(
      Page("Single central record", path: "/school") {
        Heading("Single central record")
        BulletList(html: links)
      }, in: context)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    let after = request.uri.queryParameters["after"].flatMap { Cursor(String($0)) }
    let page = try await CentralRecord(environment.services)(
      school: school.id, limit: 25, after: after, by: context.webActor)
    let unregistered = request.cursor("unregistered")
    let candidates = try await ReadRegistrations(environment.services).candidates(
      at: school.id, limit: 25, after: unregistered, by: context.webActor)
    let base = "/school/\(school.urn)/central-record"
    return environment.respond(
      Page(
        "Single central record", path: "/school", above: BackLink(to: "/school/\(school.urn)"), isWide: true
      ) {
        Heading("Single central record", caption: school.name)
        if page.items.isEmpty {
          EmptyState(
            "Nobody yet", "Those whom you appoint here stand in this list with each of their checks.")
        } else {
          Paragraph(html: Link("Download it as CSV", to: "\(base).csv").html)
          "<div class=\"staffroom-landscape\">\(HTML(page.items.map(Self.person)))</div>" as HTML
          Pagination(
            previous: after == nil ? nil : base, next: page.next.map { "\(base)?after=\($0)" }, of: "people")
        }
        if !candidates.items.isEmpty {
          Heading("Ready for induction registration", .section)
          Self.table(candidates.items)
          HTML(InductionStep.each(candidates.items, at: school, in: context).map(\.html))
          CursorPagination(
            next: candidates.next.map { "\(base)?unregistered=\($0)" },
            first: unregistered.map { _ in base }, of: "those to register")
        }
      }, in: context)
  }

  /// One person: who and what for, then every check with the columns that the file has.
  private static func person(_ line: CentralRecordLine) -> HTML {
    let (application, terms) = (line.application, line.offer.terms)
    var rows: [SummaryList.Row] = [
      .init("Post", application.vacancyTitle), .init("Starts", terms.startsOn.map(LondonTime.shortDate)),
      .init("Part of full time", terms.fte.map { "\($0)" }), .init("Contract", terms.contractType?.title),
      .init("Appointed", LondonTime.shortDate(LondonTime.date(of: line.appointedAt))),
    ]
    if let leftOn = line.leftOn { rows.append(.init("Left", LondonTime.shortDate(leftOn))) }
    if let assessment = line.riskAssessment { rows.append(.init("Risk assessment", assessment)) }
    let summary = SummaryList(
      rows, title: application.applicantName,
      actions: [
        Link("Checks", to: "/received/\(application.id)/checks", about: application.applicantName),
        Link("Last day", to: "/received/\(application.id)/keeping", about: application.applicantName),
      ])
    let checks = Table(
      "Checks of \(application.applicantName)", isCaptionHidden: true,
      columns: [.init("Check")] + CentralRecordColumn.allCases.map { .init($0.title) },
      rows: line.checks.map { check in
        [HTML(text: check.kind.title)]
          + CentralRecordColumn.allCases.map { column in
            Self.cell(column, check)
          }
      })
    return summary.html + HTML(line.marks.map { WarningText($0).html })
      + ScrollRegion("Checks of \(application.applicantName)", checks.html).html
  }

  /// What a column says of a check: what was seen on lines of their own, and a day on two lines at most.
  private static func cell(_ column: CentralRecordColumn, _ check: PreEmploymentCheck) -> HTML {
    let entry = check.entry
    switch column {
    case .evidence:
      return HTML(lines: [entry.documentType, entry.evidence, entry.reason].filter { !$0.isEmpty })
    case .checkedOn, .dated, .expires, .followUp:
      let words = column.words(check)
      return HTML(text: words.isEmpty ? "–" : words.replacing(" ", with: "\u{a0}", maxReplacements: 1))
    case .outcome, .checkedBy, .number:
      let words = column.words(check)
      return HTML(text: words.isEmpty ? "–" : words)
    }
  }

  private static func table(_ candidates: [InductionCandidate]) -> Table {
    Table(
      "Newly qualified teachers who were appointed", isCaptionHidden: true, isEven: true,
      columns: [
        .init("Name"), .init("TRN"), .init("QTS awarded"), .init("Post"), .init("Part of full time"),
        .init("First day"),
      ],
      rows: candidates.map { candidate in
        [
          HTML(text: candidate.name), HTML(text: candidate.answers(.trn) ?? "Not known yet"),
          HTML(text: candidate.answers(.qtsAwardedOn) ?? "Not known yet"),
          HTML(text: candidate.post), HTML(text: candidate.fte.map { "\($0)" } ?? "–"),
          HTML(text: candidate.startsOn.map(LondonTime.shortDate) ?? "–"),
        ]
      })
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    let text = try await CentralRecord(environment.services).csv(school: school.id, by: context.webActor)
    return .csv(text, named: "central-record-\(school.urn).csv")
  }
}
