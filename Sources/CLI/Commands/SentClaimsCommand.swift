import ArgumentParser
import Domain
import Foundation
import Postgres

/// Takes a file of claims as it was sent, or as it was answered.
struct RecordClaimsCommand: GroupedCommand {
  static let configuration = CommandConfiguration(
    commandName: "record-claims",
    abstract: "Take back a file of claims, as it was sent or as the national service answered it.",
    discussion: """
      Without a column Error message its rows are recorded as sent; with it, as refused where there is a message, and \
      otherwise as accepted. The same file again does nothing twice.
      """)

  @OptionGroup var options: ServiceFileOptions

  func run(in context: CommandContext) async throws {
    let report = try await RecordClaims(context.services)(
      options.content(), of: try await context.lookup.authority(options.authority), isDryRun: options.dryRun,
      by: context.actor)
    let counts = SentClaimOutcome.allCases.map { "\(report.count($0)) \(Self.words($0))" }
    try context.show(
      report, options.format, counts: counts.joined(separator: ", "), remarks: { !$0.problems.isEmpty })
    if options.dryRun { context.output.remark("This was a dry run: nothing was stored.") }
    if report.count(.unknown) > 0 { throw Failure(.invalidData, "Unknown rows are not recorded.") }
  }

  private static func words(_ outcome: SentClaimOutcome) -> String {
    switch outcome {
    case .again: "sent again"
    case .already: "before"
    default: outcome.rawValue
    }
  }
}

/// Lists claims that were sent.
struct SentClaimsCommand: ServicesCommand {
  static let configuration = CommandConfiguration(
    commandName: "sent-claims",
    abstract: "List the claims that were sent to the national service, newest first, with what it answered.")

  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var paging: PagingOptions
  @Argument(help: "The authority's code.") var authority: String
  @Option(
    help: ArgumentHelp("Only those in this state: sent, accepted, refused or resent.", valueName: "state"))
  var state: String?
  @Option(help: ArgumentHelp("Only those of this file.", valueName: "id")) var file: String?
  @Option(help: ArgumentHelp("A number or part of a name.", valueName: "words")) var words = ""
  @Flag(help: "Write all of them as comma-separated values.") var csv = false

  func run(in context: CommandContext) async throws {
    let (place, read) = (try await context.lookup.authority(authority), ReadSentClaims(context.services))
    let filter = ReadSentClaims.Filter(
      state: try state.map { text in
        guard let state = ClaimState(rawValue: text) else {
          throw Reading.problem("--state", "'\(text)' is not sent, accepted, refused or resent.")
        }
        return state
      }, file: try file.map { try ClaimFileArgument.id($0, "--file") }, words: words)
    if csv {
      let text = try await read.csv(of: place, filter, by: context.actor)
      return context.output.line(String(text.dropLast()))
    }
    let page = try await read(
      of: place, filter, limit: paging.limit, after: try paging.cursor(), by: context.actor)
    try context.show(
      page.items.map(SentClaimLine.init), json: format.json, none: "No claim is in this state.",
      Table(
        .init("name") { $0.name }, .init("trn") { $0.trn }, .init("from") { $0.startsOn },
        .init("state") { $0.state.rawValue }, .init("sent") { CommandContext.moment($0.sentAt) },
        .init("by") { $0.sentBy }, .init("refused for") { $0.faults }))
    context.sayMore(page.next)
  }
}

/// Lists the files that were sent.
struct ClaimFilesCommand: ServicesCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim-files",
    abstract: "List the files of claims that were sent, or write one again as it was sent.")

  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The authority's code.") var authority: String
  @Option(help: ArgumentHelp("Write this file as it was sent.", valueName: "id")) var file: String?
  @OptionGroup var paging: PagingOptions

  func run(in context: CommandContext) async throws {
    let (place, read) = (try await context.lookup.authority(authority), ReadSentClaims(context.services))
    if let file {
      let text = try await read.file(
        try ClaimFileArgument.id(file, "--file"), of: place, by: context.actor)
      return context.output.line(String(text.dropLast()))
    }
    let page = try await read.files(
      of: place, limit: paging.limit, after: try paging.cursor(), by: context.actor)
    try context.show(
      page.items.map(ClaimFileLine.init), json: format.json,
      none: "Nothing was sent.",
      Table(
        .init("file") { $0.id }, .init("sent") { CommandContext.moment($0.sentAt) },
        .init("by") { $0.sentBy }, .init("rows") { "\($0.rows)" }, .init("waiting") { "\($0.waiting)" },
        .init("accepted") { "\($0.accepted)" }, .init("refused") { "\($0.refused)" },
        .init("sent again") { "\($0.resent)" }))
    context.sayMore(page.next)
  }
}

/// Records that the rest of a file was accepted.
struct AcceptClaimsCommand: ServicesCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept-claims",
    abstract: "Record that the national service took every claim of a file that still waits for its answer.")

  @OptionGroup var installation: InstallationOptions
  @Argument(help: "The authority's code.") var authority: String
  @Argument(help: "The file, by its identifier.") var file: String

  func run(in context: CommandContext) async throws {
    let count = try await RecordClaims(context.services).acceptRest(
      of: try ClaimFileArgument.id(file, "file"), of: try await context.lookup.authority(authority),
      by: context.actor)
    context.output.line("\(count) \(count == 1 ? "claim" : "claims") accepted")
  }
}

private enum ClaimFileArgument {
  static func id(_ text: String, _ field: String) throws -> UUID {
    guard let id = UUID(uuidString: text) else {
      throw Reading.problem(field, "'\(text)' is not an identifier of a file.")
    }
    return id
  }
}

private struct SentClaimLine: Encodable {
  let id: String
  let file: String
  let induction: InductionID
  let name: String
  let trn: String
  let startsOn: String
  let programme: String
  let state: ClaimState
  let sentAt: Date
  let sentBy: String
  let answeredAt: Date?
  let answeredBy: String
  let faults: String

  init(_ claim: SentClaim) {
    (id, file) = (claim.id.uuidString.lowercased(), claim.file.uuidString.lowercased())
    (induction, name, trn) = (claim.induction, claim.name, claim.trn)
    (startsOn, programme, state) = (claim.startsOn.description, claim.programme, claim.state)
    (sentAt, sentBy, answeredAt) = (claim.sentAt, claim.sentBy, claim.answeredAt)
    (answeredBy, faults) = (claim.answeredBy, claim.faults)
  }
}

private struct ClaimFileLine: Encodable {
  let id: String
  let sentAt: Date
  let sentBy: String
  let rows: Int
  let waiting: Int
  let accepted: Int
  let refused: Int
  let resent: Int

  init(_ file: SentClaimFile) {
    (id, sentAt, sentBy) = (file.id.uuidString.lowercased(), file.sentAt, file.sentBy)
    (rows, waiting, accepted) = (file.rows, file.waiting, file.accepted)
    (refused, resent) = (file.refused, file.resent)
  }
}
