public import ArgumentParser
import Domain
import Foundation

/// Lists, publishes, closes and withdraws vacancies; imports and exports them.
public struct VacanciesCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "vacancies",
    abstract: "Search, list, show, check, publish, close, withdraw, import and export vacancies.",
    discussion: "A vacancy is named by its id, its reference (V-…) or the name that another system gave it.",
    subcommands: [
      VacanciesSearch.self, List.self, Show.self, Advise.self, Publish.self, Close.self, Withdraw.self,
      VacanciesImport.self, VacanciesExport.self,
    ])

  /// Nothing given.
  public init() {}

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List vacancies of every state, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Option(help: ArgumentHelp("Only those of this school.", valueName: "URN or id")) var school: String?
    @Option(
      help: ArgumentHelp(
        "Only those in this state: \(VacancyState.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "state"))
    var state: VacancyState?
    @Option(help: ArgumentHelp("At most so many.", valueName: "count")) var limit = 50
    @Option(help: ArgumentHelp("Where to go on: the cursor printed by the page before.", valueName: "cursor"))
    var after: String?

    func validate() throws {
      guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500.") }
    }

    func run(in context: CommandContext) async throws {
      let list = ListSchoolVacancies(context.services)
      let after = try after.map { try Reading.cursor($0, "--after") }
      let page: Page<OwnVacancyListing>
      if let school {
        page = try await list(
          school: context.lookup.school(school).id, state: state, limit: limit, after: after,
          by: context.actor)
      } else {
        page = try await list.everySchool(state: state, limit: limit, after: after, by: context.actor)
      }
      let lines = page.items.map { VacancyLine($0.vacancy, state: $0.state, applications: $0.applications) }
      try context.show(
        lines, json: format.json, none: "No vacancies.",
        Table(
          .init("id") { $0.id.description }, .init("reference") { $0.reference },
          .init("state") { $0.state.rawValue }, .init("school") { $0.school }, .init("title") { $0.title },
          .init("closes") { CommandContext.moment($0.closesAt) },
          .init("applications") { $0.applications.map(String.init) ?? "" }))
      context.sayMore(page.next)
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show a vacancy.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "Its id, reference or external reference.") var name: String

    func run(in context: CommandContext) async throws {
      let vacancy = try await FindVacancy(context.services)(named: name, by: context.actor)
      try context.show(vacancy, json: format.json)
    }
  }

  struct Publish: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Publish a draft.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "Its id, reference or external reference.") var name: String

    func run(in context: CommandContext) async throws {
      let vacancy = try await PublishVacancy(context.services)(
        FindVacancy(context.services)(named: name, by: context.actor).id, by: context.actor)
      try context.show(vacancy, json: format.json)
    }
  }

  struct Close: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close a published vacancy before its time; what was sent counts.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "Its id, reference or external reference.") var name: String

    func run(in context: CommandContext) async throws {
      let vacancy = try await CloseVacancyEarly(context.services)(
        FindVacancy(context.services)(named: name, by: context.actor).id, by: context.actor)
      try context.show(vacancy, json: format.json)
    }
  }

  struct Withdraw: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Withdraw a vacancy; applicants are told why.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "Its id, reference or external reference.") var name: String
    @Option(help: ArgumentHelp("What applicants are told.", valueName: "text")) var reason: String

    func run(in context: CommandContext) async throws {
      let vacancy = try await WithdrawVacancy(context.services)(
        FindVacancy(context.services)(named: name, by: context.actor).id, reason: reason, by: context.actor)
      try context.show(vacancy, json: format.json)
    }
  }
}

/// A vacancy as the commands show it.
struct VacancyLine: Encodable {
  let id: VacancyID
  let reference: String
  let state: VacancyState
  let school: String
  let urn: Int
  let title: String
  let closesAt: Date?
  let publishedAt: Date?
  let version: Int
  let applications: Int?
  let withdrawnReason: String?

  init(_ vacancy: Vacancy, state: VacancyState, applications: Int? = nil) {
    (id, reference, self.state) = (vacancy.id, vacancy.reference, state)
    (school, urn, title) = (vacancy.schoolName, vacancy.urn, vacancy.content.title)
    (closesAt, publishedAt) = (vacancy.closesAt, vacancy.publishedAt)
    (version, self.applications) = (vacancy.version, applications)
    withdrawnReason = vacancy.withdrawnReason
  }
}

extension CommandContext {
  func show(_ vacancy: Vacancy, json: Bool) throws {
    let line = VacancyLine(vacancy, state: vacancy.state(at: services.now()))
    try show(
      line, json: json,
      [
        ("Reference", line.reference), ("Id", line.id.description), ("State", line.state.rawValue),
        ("School", "\(line.school) (URN \(line.urn))"), ("Title", line.title),
        ("Published", Self.moment(line.publishedAt)), ("Closes", Self.moment(line.closesAt)),
        ("Withdrawn because", line.withdrawnReason ?? "–"), ("Description", vacancy.content.description),
      ])
  }
}

extension VacancyState: ExpressibleByArgument {}
