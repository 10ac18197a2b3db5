public import ArgumentParser
import Domain
import Foundation
import Postgres

/// Reports how an authority's schools recruit.
public struct FiguresCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "figures", abstract: "Report how schools recruit, and how many people are in the pool.",
    subcommands: [Applications.self, Posts.self, Times.self, Pool.self])

  /// Nothing given.
  public init() {}

  /// What is counted.
  struct SpanOptions: ParsableArguments {
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @Option(help: ArgumentHelp("The year in whose September the school year begins.", valueName: "year"))
    var year: Int?
    @Option(help: ArgumentHelp("Only one term.", valueName: "autumn, spring or summer")) var term: String?

    func figures(in context: CommandContext) async throws -> RecruitmentFigures {
      let read = ReadRecruitmentFigures(context.services)
      return try await read(
        try await context.lookup.authority(authority), try read.span(year: year, term: term),
        by: context.actor)
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
    @Flag(help: "Answer as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      try context.show(try await span.figures(in: context).postsTable, json: format.json, csv: csv)
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
      try context.show(size.table, json: format.json, csv: csv)
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
