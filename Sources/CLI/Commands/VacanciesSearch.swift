import ArgumentParser
import Domain
import Foundation

/// Searches live vacancies as jobseekers do.
struct VacanciesSearch: ServicesCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Search live vacancies, as jobseekers do.",
    discussion: """
      Give an option again for each further value: any of them will do. Subjects and roles are given by code.
      """)

  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "Words of the title, subject, role, school or description.") var words: [String] = []
  @Option(help: ArgumentHelp("Around this postcode, town or school.", valueName: "place")) var near: String?
  @Option(help: ArgumentHelp("Within so many miles of it.", valueName: "miles")) var within: Int?
  @Option(help: "Only this phase.") var phase: [String] = []
  @Option(help: "Only this subject.") var subject: [String] = []
  @Option(help: "Only this job role.") var role: [String] = []
  @Option(help: "Only this working pattern.") var workingPattern: [String] = []
  @Option(help: "Only this contract.") var contract: [String] = []
  @Option(help: "Only this kind of school.") var schoolType: [String] = []
  @Option(help: "Only this religious character.") var faith: [String] = []
  @Flag(help: "Only where newly qualified teachers are welcome.") var nqtsWelcome = false
  @Flag(help: "Only where the school sponsors visas.") var visa = false
  @Option(help: ArgumentHelp("Only posts that pay so much, in pounds a year.", valueName: "pounds"))
  var payFrom: Int?
  @Option(help: ArgumentHelp("Only this school.", valueName: "URN")) var school: String?
  @Option(help: "The order: newest, closing, nearest or match.") var sort: String?
  @Option(help: ArgumentHelp("At most so many, 1–100.", valueName: "count")) var limit = VacancyQuery
    .usualLimit
  @Option(help: ArgumentHelp("Where to go on: the cursor printed by the page before.", valueName: "cursor"))
  var after: String?

  func validate() throws {
    guard (1...100).contains(limit) else { throw ValidationError("--limit must be from 1 to 100.") }
  }

  func run(in context: CommandContext) async throws {
    var problems = Problems()
    let query = VacancyQuery(items, limit: limit, problems: &problems)
    try problems.throwIfAny()
    let result = try await SearchVacancies(context.services).result(query, withFacets: false)
    if !result.problems.isEmpty { throw DomainError.invalid(result.problems) }
    if let typed = result.typedWords {
      context.output.remark("Nothing for “\(typed)”; showing “\(result.query.criteria.words)”.")
    }
    try context.show(
      result.page.items.map(FoundVacancy.init), json: format.json, none: "No vacancies.",
      Table(
        .init("id") { $0.id.description }, .init("title") { $0.title }, .init("school") { $0.school },
        .init("town") { $0.town ?? "" }, .init("closes") { CommandContext.moment($0.closesAt) },
        .init("metres") { $0.distance.map(String.init) ?? "" }))
    if let next = result.page.next {
      context.output.remark("There are more (\(result.page.total) in all): --after \(next)")
    }
  }

  /// The options as an address has them.
  private var items: [QueryItem] {
    var items = [QueryItem("q", words.joined(separator: " "))]
    func add(_ name: String, _ values: [String]) { items += values.map { QueryItem(name, $0) } }
    add("near", near.map { [$0] } ?? [])
    add("within", within.map { ["\($0)"] } ?? [])
    add("phase", phase)
    add("subject", subject)
    add("role", role)
    add("working_pattern", workingPattern)
    add("contract", contract)
    add("school_type", schoolType)
    add("faith", faith)
    add("nqts_welcome", nqtsWelcome ? ["true"] : [])
    add("visa", visa ? ["true"] : [])
    add("pay_from", payFrom.map { ["\($0)"] } ?? [])
    add("school", school.map { [$0] } ?? [])
    add("sort", sort.map { [$0] } ?? [])
    add("after", after.map { [$0] } ?? [])
    return items
  }
}

/// A found vacancy as the command shows it.
private struct FoundVacancy: Encodable {
  let id: VacancyID
  let reference: String
  let title: String
  let school: String
  let town: String?
  let closesAt: Date?
  let distance: Int?

  init(_ listing: VacancyListing) {
    (id, reference, title) = (listing.id, listing.reference, listing.title)
    (school, town) = (listing.schoolName, listing.schoolTown)
    (closesAt, distance) = (listing.closesAt, listing.distance)
  }
}
