import ArgumentParser
import Domain
import Foundation
import Postgres

extension FiguresCommand {
  struct Unfilled: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the vacancies that were not filled, the last published first.",
      discussion: """
        Also those that closed more than \(PostFigures.weeksToAnswer) weeks ago and whose school has not said whether \
        they were filled.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var span: SpanOptions
    @OptionGroup var paging: PagingOptions
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      let (authority, days) = (try await span.found(in: context), try span.span(in: context))
      let read = ReadUnfilledVacancies(context.services)
      if csv {
        let text = try await read.csv(authority, days, schools: span.schools, by: context.actor)
        return context.output.line(String(text.dropLast()))
      }
      let page = try await read(
        authority, days, schools: span.schools, limit: paging.limit, after: try paging.cursor(),
        by: context.actor)
      try context.show(
        page.items.map(UnfilledLine.init), json: format.json, none: "No such vacancies.",
        Table(
          .init("reference") { $0.reference }, .init("vacancy") { $0.title }, .init("school") { $0.school },
          .init("closed") { $0.closedOn }, .init("posts") { "\($0.posts)" },
          .init("filled") { "\($0.postsFilled)" }, .init("state") { $0.standing }))
      context.sayMore(page.next)
    }
  }

  struct Training: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List who of the schools was trained in safer recruitment, what runs out first first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @Option(
      help: ArgumentHelp(
        "Only those whose training stands so.", valueName: "valid, running_out or expired"))
    var show: String?
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      let standing = try show.map { text in
        guard let standing = TrainingStanding(rawValue: text) else {
          throw Reading.problem("--show", "Give valid, running_out or expired.")
        }
        return standing
      }
      let found = try await context.lookup.authority(authority)
      let read = ReadTrainingOfSchools(context.services)
      if csv {
        let text = try await read.csv(of: found, standing, by: context.actor)
        return context.output.line(String(text.dropLast()))
      }
      let page = try await read(
        of: found, standing, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      let today = context.services.today
      try context.show(
        page.items.map { TrainedLine($0, today: today) }, json: format.json, none: "Nobody.",
        Table(
          .init("name") { $0.name }, .init("schools") { $0.schools.joined(separator: ", ") },
          .init("provider") { $0.provider }, .init("until") { $0.validUntil },
          .init("state") { $0.standing }))
      context.sayMore(page.next)
    }
  }

  struct Panels: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List panels and interview days without anybody trained in safer recruitment.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      let found = try await context.lookup.authority(authority)
      let read = ReadUntrainedPanels(context.services)
      if csv {
        let text = try await read.csv(of: found, by: context.actor)
        return context.output.line(String(text.dropLast()))
      }
      let page = try await read(
        of: found, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(UntrainedLine.init), json: format.json,
        none: "Somebody trained is on every panel and every interview day.",
        Table(
          .init("what") { $0.kind }, .init("vacancy") { $0.reference }, .init("title") { $0.title },
          .init("school") { $0.school }, .init("when") { $0.dueOn }, .init("members") { "\($0.members)" }))
      context.sayMore(page.next)
    }
  }
}

/// A vacancy that was not filled, as the command shows it.
private struct UnfilledLine: Encodable {
  let reference: String
  let title: String
  let school: String
  let urn: Int
  let roles: [String]
  let subjects: [String]
  let publishedOn: String
  let closedOn: String
  let posts: Int
  let postsFilled: Int
  let standing: String

  init(_ one: UnfilledVacancy) {
    (reference, title, school, urn) = (one.reference, one.title, one.school, one.urn)
    (roles, subjects) = (one.roles, one.subjects)
    publishedOn = LondonTime.date(of: one.publishedAt).description
    closedOn = LondonTime.date(of: one.closesAt).description
    (posts, postsFilled, standing) = (one.posts, one.postsFilled, one.standing.rawValue)
  }
}

/// Somebody who was trained, as the command shows them.
private struct TrainedLine: Encodable {
  let name: String
  let schools: [String]
  let provider: String
  let completedOn: String
  let validUntil: String
  let standing: String

  init(_ person: TrainedPerson, today: CivilDate) {
    let training = person.training
    (name, schools, provider) = (training.name, person.schools, training.provider)
    (completedOn, validUntil) = (training.completedOn.description, training.validUntil.description)
    standing = person.standing(on: today).rawValue
  }
}

/// A panel without anybody trained, as the command shows it.
private struct UntrainedLine: Encodable {
  let kind: String
  let reference: String
  let title: String
  let school: String
  let urn: Int
  let dueOn: String
  let members: Int

  init(_ panel: UntrainedPanel) {
    (kind, reference, title) = (panel.kind, panel.reference, panel.title)
    (school, urn, members) = (panel.school, panel.urn, panel.members)
    dueOn = LondonTime.date(of: panel.dueAt).description
  }
}
