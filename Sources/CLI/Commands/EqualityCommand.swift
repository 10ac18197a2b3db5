public import ArgumentParser
import Domain
import Foundation
import Postgres

/// Reports equality totals.
public struct EqualityCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "equality", abstract: "Report equality totals.", subcommands: [Totals.self])

  /// Nothing given.
  public init() {}

  struct Totals: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the totals of one school year's terms as CSV.",
      discussion: """
        A term's totals are given out once, a month after its end. Small figures are left out, so that nobody can be \
        recognised: where too few people are behind a term or a question, one line says so.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @Option(help: ArgumentHelp("The year in whose September it begins.", valueName: "year")) var year: Int?

    func run(in context: CommandContext) async throws {
      let authority = try await Authority.find(code: authority, in: context.services.pool)
      let report = try await EqualityTotals(context.services)(of: authority, year: year, by: context.actor)
      if format.json { return context.output.line(try CommandContext.json(report.terms.map(TermLine.init))) }
      context.output.line(String(report.csv.dropLast()))
    }
  }
}

/// A term's totals as the command shows them.
private struct TermLine: Encodable {
  struct Characteristic: Encodable {
    let question: String
    let isSuppressed: Bool
    let table: EqualityTable
  }

  let term: String
  let from: String
  let to: String
  let releasedOn: String
  let isReleased: Bool
  let isWithheld: Bool
  let isSuppressed: Bool
  let characteristics: [Characteristic]

  init(_ report: EqualityTermReport) {
    term = report.span.title
    (from, to) = (report.span.from.description, report.span.to.description)
    (releasedOn, isReleased) = (report.releasedOn.description, report.isReleased)
    (isWithheld, isSuppressed) = (report.isWithheld, report.isSuppressed)
    characteristics = report.characteristics.map {
      Characteristic(question: $0.question.key, isSuppressed: $0.isSuppressed, table: $0.table)
    }
  }
}
