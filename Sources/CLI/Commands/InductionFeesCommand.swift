import ArgumentParser
import Domain
import Foundation
import Postgres

/// What schools pay for the service of the appropriate body.
struct InductionFeesCommand: ServicesCommand {
  static let configuration = CommandConfiguration(
    commandName: "fees",
    abstract: "Report what schools pay for the service, by year, school and service.",
    discussion: """
      The price as it was when the registration was sent, for the year that begins on the first day in post and each \
      further one that begins while the post goes on, up to today.
      """)

  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The authority's code.") var authority: String
  @Option(help: ArgumentHelp("By school or financial years.", valueName: "kind")) var years = FeeYears.school
  @Option(help: ArgumentHelp("Only fees that fell due on this day or later.", valueName: "date"))
  var from: String?
  @Option(help: ArgumentHelp("Only fees that fell due on this day or earlier.", valueName: "date"))
  var until: String?
  @Flag(help: "Answer as CSV.") var csv = false

  func run(in context: CommandContext) async throws {
    let report = try await ReportServiceFees(context.services)(
      of: try await context.lookup.authority(authority), in: years,
      from: try from.map { try Reading.day($0, "--from") },
      until: try until.map { try Reading.day($0, "--until") }, by: context.actor)
    if csv { return context.output.line(String(report.csv.dropLast())) }
    try context.show(
      report.lines.map(ServiceFeeLine.init), json: format.json, none: "No fee has fallen due.",
      Table(
        .init("year") { $0.year }, .init("school") { $0.school }, .init("service") { $0.service },
        .init("teachers") { "\($0.teachers)" }, .init("fees") { AgencyLine.pounds($0.feePence) }))
    if !format.json {
      context.output.remark(
        "In all \(AgencyLine.pounds(report.pence)): yearly fees: \(report.fees), teachers: \(report.teachers)."
      )
    }
  }
}

private struct ServiceFeeLine: Encodable {
  let year: String
  let urn: String
  let school: String
  let serviceLevel: String
  let service: String
  let teachers: Int
  let feePence: Int

  init(_ fee: ServiceFee) {
    (year, urn, school) = (fee.year, fee.urn.description, fee.schoolName)
    (serviceLevel, service) = (fee.level, fee.levelTitle)
    (teachers, feePence) = (fee.teachers, fee.pence)
  }
}
