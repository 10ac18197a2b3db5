import Domain
import HTTPSupport
import Hummingbird

/// The public pages of schools: the list, and a page for each with its vacancies.
struct SchoolPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("schools") { try await list($0, $1) }
    pages.get("schools/:urn") { try await show($0, $1) }
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let words = request.uri.queryParameters["q"].map(String.init) ?? ""
    let phase = request.uri.queryParameters["phase"].flatMap { SchoolPhase(rawValue: String($0)) }
    let found = try await ListSchools(environment.services)(
      SchoolFilter(text: words.isEmpty ? nil : words, phase: phase), limit: ListSchools.largestPage)
    let fields = Fields(
      FormData([.init(name: "q", value: words), .init(name: "phase", value: phase?.rawValue ?? "")]))
    let rows = found.schools.map { school -> [HTML] in
      [
        Link(school.name, to: "/schools/\(school.urn)").html, HTML(text: school.phase.title),
        HTML(text: school.address.town ?? ""),
      ]
    }
    return environment.respond(
      Page("Schools", path: "/schools", isWide: true) {
        Heading("Schools")
        SearchForm("/schools", label: "Schools") {
          fields.text("q", "Name or town", type: "search", width: .twoThirds)
          fields.select(
            "phase", "Phase",
            [Choice("", "Any phase")] + SchoolPhase.allCases.map { Choice($0.rawValue, $0.title) })
          "<button type=\"submit\" class=\"govuk-button\">Find schools</button>" as HTML
        }
        if rows.isEmpty {
          EmptyState("No schools match", "Try another name.", action: Link("See all schools", to: "/schools"))
        } else {
          Table(
            "\(rows.count) schools", columns: [.init("School"), .init("Phase"), .init("Town")], rows: rows)
        }
      }, in: context)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    guard let urn = URN(try context.parameters.require("urn", as: String.self)) else {
      throw DomainError.notFound("school")
    }
    let school = try await FindSchool(environment.services)(urn: urn)
    var criteria = VacancyCriteria()
    criteria.school = school.urn
    let found = try await SearchVacancies(environment.services)(VacancyQuery(criteria, limit: 100))
    let vacancies = found.items.map { vacancy -> HTML in
      let closes = vacancy.closesAt.map(LondonTime.dateAndTime) ?? ""
      return "\(Link(vacancy.title, to: VacancyText.address(vacancy.id))), closes \(closes)"
    }
    return environment.respond(
      Page(school.name, path: "/schools/\(urn)", above: BackLink(to: "/schools", "All schools")) {
        Heading(school.name)
        SummaryList(Self.facts(school))
        Heading("Vacancies", .section)
        if vacancies.isEmpty {
          Paragraph("This school has no vacancies at the moment.")
        } else {
          BulletList(html: vacancies)
        }
      }, in: context)
  }

  private static func facts(_ school: School) -> [SummaryList.Row] {
    let ages = school.lowAge.flatMap { low in school.highAge.map { "\(low) to \($0)" } }
    let website: HTML? = school.websiteLink.map { Link($0, to: $0).html }
    var rows: [SummaryList.Row] = [
      .init("Phase", school.phase.title), .init("Type", school.typeName), .init("Ages", ages),
      .init("Address", school.address.lines.joined(separator: "\n")),
      .init("URN", school.isSampleURN ? "\(school.urn) (sample number)" : school.urn.description),
    ]
    if let website { rows.append(.init("Website", html: website)) }
    if let telephone = school.telephone { rows.append(.init("Telephone", telephone)) }
    return rows
  }
}
