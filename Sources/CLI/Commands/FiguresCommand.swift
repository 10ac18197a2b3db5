public import ArgumentParser
import Domain
import Foundation
import Postgres

/// Reports how an authority's schools recruit.
public struct FiguresCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "figures", abstract: "Report how schools recruit, and how many people are in the pool.",
    subcommands: [
      Applications.self, Posts.self, Unfilled.self, Times.self, References.self, Pool.self, Training.self,
      Panels.self,
    ])

  /// Nothing given.
  public init() {}

  /// What is counted.
  struct SpanOptions: ParsableArguments {
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @Option(help: ArgumentHelp("The year in whose September the school year begins.", valueName: "year"))
    var year: Int?
    @Option(help: ArgumentHelp("Only one term.", valueName: "autumn, spring or summer")) var term: String?
    @Option(
      help: ArgumentHelp("A group of schools, where one alone is told of.", valueName: "phase-primary"))
    var schools: String?

    func found(in context: CommandContext) async throws -> Authority {
      try await context.lookup.authority(authority)
    }

    func span(in context: CommandContext) throws -> RecruitmentSpan {
      try ReadRecruitmentFigures(context.services).span(year: year, term: term)
    }

    func figures(in context: CommandContext) async throws -> RecruitmentFigures {
      try await ReadRecruitmentFigures(context.services)(
        try await found(in: context), try span(in: context), schools: schools, by: context.actor)
    }
  }

  struct Applications: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print how far applications came, of all schools and of groups of schools.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var span: SpanOptions
    @Flag(help: "Answer as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      try context.show(try await span.figures(in: context).applicationsTable, json: format.json, csv: csv)
    }
  }

  struct Posts: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print how many posts were advertised, filled and not filled.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var span: SpanOptions
    @Flag(help: "By subject and by role instead of by groups of schools.") var bySubjectAndRole = false
    @Flag(help: "Answer as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      let figures = try await span.figures(in: context)
      try context.show(
        figures.table(bySubjectAndRole ? .subjectsAndRoles : .posts), json: format.json, csv: csv)
    }
  }

  struct References: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print how many references schools asked for, and where they stand now.",
      discussion: "Those of applications that were erased since are not counted.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var span: SpanOptions
    @Flag(help: "Answer as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      let figures = try await ReadReferenceFigures(context.services)(
        try await span.found(in: context), try span.span(in: context), schools: span.schools,
        by: context.actor)
      try context.show(figures.table, json: format.json, csv: csv)
    }
  }

  struct Times: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the days from publication and from closing to shortlist and to appointment.",
      discussion: RecruitmentLine.timesNote)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var span: SpanOptions
    @Flag(help: "Answer as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      try context.show(try await span.figures(in: context).timesTable, json: format.json, csv: csv)
    }
  }

  struct Pool: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print how many people are in the pool, by phase and subject.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @Option(help: ArgumentHelp("The day; now unless given.", valueName: "date")) var on: String?
    @Flag(help: "By subject and phase together.") var bySubjectAndPhase = false
    @Flag(help: "Answer as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      let day = try on.map { text in
        guard let day = CivilDate(text) else {
          throw Reading.problem("--on", "'\(text)' is not a date such as 2027-01-04.")
        }
        return day
      }
      let size = try await ReadPoolSize(context.services)(
        of: try await context.lookup.authority(authority), on: day, by: context.actor)
      try context.show(size.table(bySubjectAndPhase ? .poolSubjects : .pool), json: format.json, csv: csv)
    }
  }
}

extension CommandContext {
  /// Shows a table of figures: aligned, as CSV, or as JSON, where a line is an object and numbers are numbers.
  fileprivate func show(_ table: FiguresTable, json: Bool, csv: Bool) throws {
    if csv { return output.line(String(table.csv.dropLast())) }
    if json {
      let lines = table.rows.map { row in
        Dictionary(
          zip(table.header, row.map { cell in Double(cell).map { .number($0) } ?? Self.text(cell) }),
          uniquingKeysWith: { $1 })
      }
      return output.line(try Self.json(lines))
    }
    let widths = table.header.indices.map { column in
      ([table.header] + table.rows).map { $0[column].count }.max() ?? 0
    }
    for row in [table.header.map { $0.uppercased().replacing("_", with: " ") }] + table.rows {
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }
      output.line(cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces))
    }
  }

  private static func text(_ cell: String) -> JSONValue { cell.isEmpty ? .null : .string(cell) }
}
