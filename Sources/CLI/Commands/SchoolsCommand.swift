public import ArgumentParser
import Domain

/// Imports, adds and lists schools.
public struct SchoolsCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "schools", abstract: "Import, add, list and show schools.",
    subcommands: [SchoolsImport.self, Create.self, List.self, Show.self])

  /// Nothing given.
  public init() {}

  struct Create: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a school by hand.",
      discussion: "Phases: " + SchoolPhase.allCases.map(\.rawValue).joined(separator: ", ") + ".")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "Its name.") var name: String
    @Option(help: ArgumentHelp("The authority it belongs to.", valueName: "code")) var authority: String
    @Option(help: "Its phase.") var phase: SchoolPhase
    @Option(
      help: ArgumentHelp("Its number in the register; without one it gets a sample number.", valueName: "urn")
    )
    var urn: String?
    @Option(help: "Its town.") var town: String?
    @Option(help: "Its postcode.") var postcode: String?

    func run(in context: CommandContext) async throws {
      let made = try await CreateSchool(context.services)(
        SchoolDraft(
          urn: urn, name: name, phase: phase, authority: authority,
          address: SchoolAddress(town: town, postcode: postcode)), by: context.actor)
      try context.show(SchoolLine(made), json: format.json, SchoolLine(made).fields)
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List schools by name.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Option(help: ArgumentHelp("Beginnings of words of the name or town, or a URN.", valueName: "text"))
    var search: String?
    @Option(help: "Only this phase.") var phase: SchoolPhase?
    @Option(help: ArgumentHelp("Only those of this authority.", valueName: "code")) var authority: String?
    @Flag(help: "Closed schools as well.") var includeClosed = false
    @Option(help: ArgumentHelp("At most so many, 1–200.", valueName: "count")) var limit = 100
    @Option(help: ArgumentHelp("Where to go on: the id printed by the page before.", valueName: "id"))
    var after: String?

    func run(in context: CommandContext) async throws {
      let filter = SchoolFilter(
        text: search, phase: phase, authority: authority, includesClosed: includeClosed)
      let page = try await ListSchools(context.services)(
        filter, limit: limit, after: try after.map { try Reading.identifier($0, "--after") })
      try context.show(
        page.schools.map(SchoolLine.init), json: format.json, none: "No schools.",
        Table(
          .init("urn") { $0.urn.description }, .init("name") { $0.name },
          .init("phase") { $0.phase.rawValue },
          .init("town") { $0.town ?? "" }, .init("status") { $0.status.rawValue }))
      if let next = page.next { context.output.remark("There are more: --after \(next)") }
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show a school.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "URN or id.") var school: String

    func run(in context: CommandContext) async throws {
      let line = SchoolLine(try await context.lookup.school(school))
      try context.show(line, json: format.json, line.fields)
    }
  }
}

/// A school as the commands show it.
struct SchoolLine: Encodable {
  let id: OrganisationID
  let urn: URN
  let authority: String
  let name: String
  let phase: SchoolPhase
  let type: String?
  let status: SchoolStatus
  let address: [String]
  let town: String?
  let website: String?
  let telephone: String?
  let trust: String?

  init(_ school: School) {
    (id, urn, authority, name) = (school.id, school.urn, school.laCode, school.name)
    (phase, type, status) = (school.phase, school.typeName, school.status)
    (address, town) = (school.address.lines, school.address.town)
    (website, telephone, trust) = (school.website, school.telephone, school.trustName)
  }

  var fields: [(String, String)] {
    [
      ("URN", urn.description + (urn.isSample ? " (sample)" : "")), ("Id", id.description), ("Name", name),
      ("Authority", authority), ("Phase", phase.rawValue), ("Type", type ?? "–"), ("Status", status.rawValue),
      ("Address", address.isEmpty ? "–" : address.joined(separator: "\n")), ("Website", website ?? "–"),
      ("Telephone", telephone ?? "–"), ("Trust", trust ?? "–"),
    ]
  }
}

extension SchoolPhase: ExpressibleByArgument {}
