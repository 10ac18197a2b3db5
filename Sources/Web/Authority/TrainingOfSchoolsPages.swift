import Domain
import HTTPSupport
import Hummingbird

/// Who of the authority's schools was trained in safer recruitment, and which panels are without anybody who was.
struct TrainingOfSchoolsPages: Sendable {
  private static let base = "/authority/training"
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/training") { try await people($0, $1) }
    pages.get("authority/training.csv") { try await peopleFile($0, $1) }
    pages.get("authority/training/panels") { try await panels($0, $1) }
    pages.get("authority/training/panels.csv") { try await panelsFile($0, $1) }
  }

  private func authority(_ context: AppRequestContext) async throws -> Authority {
    try await Authority.seat(of: context.webActor, in: environment.services.pool)
  }

  // MARK: People

  private static func standing(_ request: Request) -> TrainingStanding? {
    request.uri.queryParameters["show"].flatMap { TrainingStanding(rawValue: String($0)) }
  }

  private func people(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let standing = Self.standing(request)
    let after = request.after
    let found = try await ReadTrainingOfSchools(environment.services)(
      of: authority, standing, limit: 50, after: after, by: context.webActor)
    let query = "?show=\(standing?.rawValue ?? "")"
    let fields = Fields(FormData([.init(name: "show", value: standing?.rawValue ?? "")]))
    return environment.respond(
      Page(
        "Training in safer recruitment", path: "/authority", above: BackLink(to: "/authority", "Authority"),
        isWide: true
      ) {
        Heading("Training in safer recruitment", caption: authority.name)
        Paragraph(
          "Everybody with a role at a school and training on record, each with the training that lasts longest."
        )
        Paragraph(
          html: Link("Panels and interview days without anybody trained", to: "\(Self.base)/panels").html)
        SearchForm(Self.base, label: "Whose training is shown") {
          fields.select(
            "show", "Show",
            [Choice("", "All")] + TrainingStanding.allCases.map { Choice($0.rawValue, $0.title) })
          Button("Show", kind: .secondary)
        }
        if found.items.isEmpty {
          EmptyState("Nobody", "Schools record training among their people with access.")
        } else {
          table(found.items)
          Pagination(
            previous: after == nil ? nil : Self.base + query,
            next: found.next.map { "\(Self.base)\(query)&after=\($0)" }, of: "people")
          Paragraph(html: Link("All of them as CSV", to: "\(Self.base).csv\(query)").html)
        }
      }, in: context)
  }

  private func table(_ people: [TrainedPerson]) -> Table {
    let today = environment.services.today
    return Table(
      "Training on record", isCaptionHidden: true,
      columns: [
        .init("Name"), .init("Schools"), .init("Provider"), .init("Completed"), .init("Valid until"),
        .init("State"),
      ],
      rows: people.map { person -> [HTML] in
        let (training, standing) = (person.training, person.standing(on: today))
        return [
          HTML(text: training.name), HTML(text: person.schools.joined(separator: ", ")),
          HTML(text: training.provider), HTML(text: LondonTime.shortDate(training.completedOn)),
          HTML(text: LondonTime.shortDate(training.validUntil)),
          Tag(standing.title, Self.colour(standing)).html,
        ]
      })
  }

  private static func colour(_ standing: TrainingStanding) -> Tag.Colour {
    switch standing {
    case .valid: .green
    case .runningOut: .orange
    case .expired: .red
    }
  }

  private func peopleFile(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let csv = try await ReadTrainingOfSchools(environment.services).csv(
      of: try await authority(context), Self.standing(request), by: context.webActor)
    return .csv(csv, named: "training-\(environment.services.today).csv")
  }

  // MARK: Panels

  private func panels(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let after = request.after
    let found = try await ReadUntrainedPanels(environment.services)(
      of: authority, limit: 50, after: after, by: context.webActor)
    let here = "\(Self.base)/panels"
    return environment.respond(
      Page(
        "Panels without anybody trained", path: "/authority",
        above: BackLink(to: Self.base, "Training in safer recruitment"), isWide: true
      ) {
        Heading("Panels without anybody trained", caption: authority.name)
        Paragraph(
          "At least one member of every panel must be trained in safer recruitment. These are the panels that still "
            + "choose, and the interview days to come, of which nobody’s training counts.")
        if found.items.isEmpty {
          EmptyState("No panels", "Somebody trained is on every panel and every interview day.")
        } else {
          Self.table(found.items)
          Pagination(
            previous: after == nil ? nil : here, next: found.next.map { "\(here)?after=\($0)" },
            of: "panels")
          Paragraph(html: Link("All of them as CSV", to: "\(here).csv").html)
        }
      }, in: context)
  }

  private static func table(_ panels: [UntrainedPanel]) -> Table {
    Table(
      "Panels without anybody trained", isCaptionHidden: true,
      columns: [
        .init("Vacancy"), .init("School"), .init("What"), .init("When"), .init("Members", isNumeric: true),
      ],
      rows: panels.map { panel -> [HTML] in
        let day = LondonTime.shortDate(panel.heldOn ?? LondonTime.date(of: panel.dueAt))
        return [
          Link(panel.title, to: VacancyText.address(panel.vacancy)).html, HTML(text: panel.school),
          panel.heldOn == nil ? "Panel" : "Interview day",
          HTML(text: panel.heldOn == nil ? "Closing date \(day)" : day), "\(panel.members)",
        ]
      })
  }

  private func panelsFile(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let csv = try await ReadUntrainedPanels(environment.services).csv(
      of: try await authority(context), by: context.webActor)
    return .csv(csv, named: "panels-without-training-\(environment.services.today).csv")
  }
}
