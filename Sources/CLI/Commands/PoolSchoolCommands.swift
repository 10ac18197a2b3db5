import ArgumentParser
import Domain
import Foundation
import Postgres

extension PoolCommand {
  struct Search: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look through the pool for a school, those who joined last first.",
      discussion: """
        Only people who have been checked, look for a post and have not hidden themselves from the school. Key stages, \
        subjects and grades are given by code.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The school's URN or id.") var school: String
    @Argument(help: "Words of what people say of themselves; not their names.") var words: [String] = []
    @Option(help: "Only who would teach in this phase.") var phase: VacancyPhase?
    @Option(help: "Only who would teach this key stage.") var keyStage: String?
    @Option(help: "Only who would teach this subject.") var subject: String?
    @Option(help: "Only this grade.") var grade: String?
    @Option(help: ArgumentHelp("Only who can start by this day.", valueName: "date")) var availableBy: String?
    @Option(help: "Only who would work so: full_time, part_time or either.") var hours: PoolHours?
    @Flag(help: "Only who would travel to the school.") var nearSchool = false
    @Flag(help: "Only whom the school has saved.") var saved = false

    func run(in context: CommandContext) async throws {
      let found = try await SearchPool(context.services)(
        at: try await context.lookup.school(school).id, try criteria(), limit: paging.limit,
        after: try paging.cursor(), by: try await acting.actor(context))
      if let spelling = found.spelling { context.output.remark("Showing what “\(spelling)” finds.") }
      try context.show(
        found.page.items.map { PoolPersonLine($0.entry, isSaved: $0.isSaved) }, json: format.json,
        none: "Nobody.",
        Table(
          .init("id") { $0.id.description }, .init("name") { $0.name },
          .init("phases") { $0.phases.map(\.rawValue).joined(separator: ", ") },
          .init("subjects") { $0.subjects.joined(separator: ", ") },
          .init("from") { $0.availableFrom ?? "–" }, .init("hours") { $0.hours?.rawValue ?? "–" },
          .init("grade") { $0.grade ?? "–" }, .init("saved") { $0.isSaved ? "yes" : "no" }))
      context.sayMore(found.page.next)
    }

    private func criteria() throws -> PoolCriteria {
      var criteria = PoolCriteria()
      criteria.words = words.joined(separator: " ")
      (criteria.phase, criteria.keyStage, criteria.subject) = (phase, keyStage, subject)
      criteria.availableBy = try availableBy.map { try Reading.day($0, "--available-by") }
      (criteria.grade, criteria.hours) = (grade, hours)
      (criteria.nearSchool, criteria.savedOnly) = (nearSchool, saved)
      return criteria
    }
  }

  struct Person: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show somebody of the pool as a school reads them.",
      discussion: "How to reach them shows once they have agreed. With --json, the answers as well.")

    @OptionGroup var options: PoolPersonOptions

    func run(in context: CommandContext) async throws {
      try await options.show(context, by: try await options.acting.actor(context))
    }
  }

  struct Keep: GroupedCommand {
    static let configuration = CommandConfiguration(
      commandName: "save", abstract: "Save somebody of the pool for a school, or take them off its list.")

    @OptionGroup var options: PoolPersonOptions
    @Flag(help: "Take them off the list.") var undo = false

    func run(in context: CommandContext) async throws {
      let actor = try await options.acting.actor(context)
      try await SavePoolEntry(context.services)(
        try options.id, at: try await options.found(context), isSaved: !undo, by: actor)
      try await options.show(context, by: actor)
    }
  }
}

/// What the commands for one person of the pool share, as a school sees them.
struct PoolPersonOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var acting: ActingOptions
  @Argument(help: "The entry's id.") var entry: String
  @Argument(help: "The school's URN or id.") var school: String

  var id: PoolEntryID { get throws { try Reading.identifier(entry, "entry") } }

  func found(_ context: CommandContext) async throws -> OrganisationID {
    try await context.lookup.school(school).id
  }

  func show(_ context: CommandContext, by actor: Actor) async throws {
    let person = try await ReadPoolPerson(context.services)(
      try id, at: try await found(context), by: actor)
    let line = PoolPersonLine(person.entry, isSaved: person.isSaved, person)
    try context.show(line, json: format.json, line.fields)
  }
}

/// Somebody of the pool as the commands of schools show them.
private struct PoolPersonLine: Encodable {
  let id: PoolEntryID
  let name: String
  let standing: String
  let phases: [VacancyPhase]
  let keyStages: [String]
  let subjects: [String]
  let places: [String]
  let availableFrom: String?
  let hours: PoolHours?
  let about: String
  let grade: String?
  let isSaved: Bool
  let email: String?
  let interests: [String]?
  let answers: [String: [String: JSONValue]]?

  init(_ entry: PoolEntry, isSaved: Bool, _ person: PoolPerson? = nil) {
    (id, name, standing, grade) = (entry.id, entry.name, entry.standing, entry.grade)
    let wanted = entry.preferences
    (phases, keyStages, subjects) = (wanted.phases, wanted.keyStages, wanted.subjects)
    places = wanted.places.map(\.words)
    (availableFrom, hours, about) = (wanted.availableFrom?.description, wanted.hours, wanted.about)
    (self.isSaved, email, answers) = (isSaved, person?.email, person?.answers)
    interests = person?.interests.map { "\($0.vacancyTitle ?? "In general"): \($0.state.title)" }
  }

  var fields: [(String, String)] {
    [
      ("Name", name), ("State", standing), ("Phases", phases.map(\.title).joined(separator: ", ")),
      ("Key stages", keyStages.joined(separator: ", ")), ("Subjects", subjects.joined(separator: ", ")),
      ("Within", places.isEmpty ? "anywhere" : places.joined(separator: "\n")),
      ("From", availableFrom ?? "–"), ("Hours", hours?.title ?? "–"), ("About", about),
      ("Grade", grade ?? "–"), ("Saved", isSaved ? "yes" : "no"), ("E-mail", email ?? "not agreed"),
      ("Asked", (interests ?? []).joined(separator: "\n")),
    ]
  }
}
