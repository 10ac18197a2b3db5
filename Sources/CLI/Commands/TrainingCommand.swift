import ArgumentParser
import Domain
import Foundation
import Postgres

/// Training in safer recruitment of a school's people.
struct TrainingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training", abstract: "Training in safer recruitment of a school's people.",
    subcommands: [List.self, Record.self, Withdraw.self])

  struct List: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the records of a school's people, those that last longest first.")

    @OptionGroup var options: TrainingOptions
    @OptionGroup var paging: PagingOptions

    func run(in context: CommandContext) async throws {
      try await options.show(context, limit: paging.limit, after: try paging.cursor())
    }
  }

  struct Record: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record that somebody with a role at the school was trained.")

    @OptionGroup var options: TrainingOptions
    @Argument(help: "E-mail address or id of the person's account.") var person: String
    @Option(help: ArgumentHelp("Who gave the training.", valueName: "name")) var provider: String
    @Option(help: ArgumentHelp("The day on which it was completed.", valueName: "date")) var completed: String
    @Option(help: ArgumentHelp("The last day on which it counts.", valueName: "date")) var until: String

    private static let names: FieldNames = [
      "account": "person", "provider": "--provider", "completed_on": "--completed", "valid_until": "--until",
    ]

    func run(in context: CommandContext) async throws {
      try await Self.names {
        try await RecordTraining(context.services)(
          of: try await context.lookup.account(person).id, at: try await options.found(context),
          provider: provider, completedOn: try Reading.day(completed, "--completed"),
          validUntil: try Reading.day(until, "--until"), by: context.actor)
      }
      try await options.show(context)
    }
  }

  struct Withdraw: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Strike out a record that is a mistake.")

    @OptionGroup var options: TrainingOptions
    @Argument(help: "The record's id.") var training: String

    func run(in context: CommandContext) async throws {
      try await RecordTraining(context.services).strike(
        try Reading.identifier(training, "training"), at: try await options.found(context),
        by: context.actor)
      try await options.show(context)
    }
  }
}

/// What the commands on training share.
struct TrainingOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The school's URN or id.") var school: String

  func found(_ context: CommandContext) async throws -> OrganisationID {
    try await context.lookup.school(school).id
  }

  func show(_ context: CommandContext, limit: Int = 50, after: Cursor? = nil) async throws {
    let page = try await RecordTraining(context.services).list(
      at: try await found(context), limit: limit, after: after, by: context.actor)
    try context.show(
      page.items.map { TrainingLine($0, today: context.services.today) }, json: format.json,
      none: "Nobody's training is recorded.",
      Table(
        .init("id") { $0.id.description }, .init("name") { $0.name }, .init("provider") { $0.provider },
        .init("completed") { $0.completedOn }, .init("until") { $0.validUntil },
        .init("counts") { $0.counts ? "yes" : "no" }))
    context.sayMore(page.next)
  }
}

/// A record as the commands show it.
private struct TrainingLine: Encodable {
  let id: TrainingID
  let account: AccountID
  let name: String
  let provider: String
  let completedOn: String
  let validUntil: String
  let counts: Bool

  init(_ training: SaferRecruitmentTraining, today: CivilDate) {
    (id, account, name) = (training.id, training.account, training.name)
    provider = training.provider
    (completedOn, validUntil) = (training.completedOn.description, training.validUntil.description)
    counts = training.counts(on: today)
  }
}
