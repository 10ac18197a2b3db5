import ArgumentParser
import Domain
import Foundation
import Postgres

extension AgenciesCommand {
  struct Release: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Release a vacancy to agencies, which put people forward for it; they are told.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String
    @Argument(help: "The agencies' ids.") var agencies: [String]
    @Option(help: ArgumentHelp("The last day; that of the vacancy unless given.", valueName: "date"))
    var until: String?
    @Option(help: ArgumentHelp("What the agencies are told.", valueName: "text")) var note = ""

    private static let names: FieldNames = [
      "agency_ids": "agencies", "last_date": "--until", "note": "--note",
    ]

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
      let ids: [OrganisationID] = try agencies.map { try Reading.identifier($0, "agencies") }
      let made = try await Self.names {
        try await ReleaseVacancy(context.services)(
          found.id, to: ids, lastDate: try until.map { try Reading.day($0, "--until") }, note: note,
          by: actor)
      }
      try context.show(made, json: format.json)
    }
  }

  struct Released: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "released-to",
      abstract: "List the agencies to which a vacancy was released, the last first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
      let page = try await ReadReleases(context.services).list(
        of: found.id, limit: paging.limit, after: try paging.cursor(), by: actor)
      try context.show(page.items, json: format.json)
      context.sayMore(page.next)
    }
  }

  struct TakeBack: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "take-back",
      abstract: "Take a vacancy back from an agency: it can put nobody else forward.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The release's id, from released-to.") var release: String

    func run(in context: CommandContext) async throws {
      let ended = try await ReleaseVacancy(context.services).takeBack(
        Reading.identifier(release, "release"), by: try await acting.actor(context))
      try context.show([ended], json: format.json)
    }
  }

  struct Candidates: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List those who have agreed that an agency puts them forward for a vacancy, the last first.",
      discussion: "Without what the agency wrote while names are hidden.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
      let page = try await ReadCandidates(context.services).received(
        for: found.id, limit: paging.limit, after: try paging.cursor(), by: actor)
      try context.show(
        page.items.map(CandidateLine.init), json: format.json, none: "Nobody.",
        Table(
          .init("agency") { $0.agency }, .init("name") { $0.name ?? "hidden" },
          .init("agreed") { CommandContext.moment($0.agreedAt) }, .init("state") { $0.standing },
          .init("application") { $0.application?.description ?? "–" }))
      context.sayMore(page.next)
    }
  }
}

extension CommandContext {
  fileprivate func show(_ releases: [AgencyRelease], json: Bool) throws {
    let now = services.now()
    try show(
      releases.map { ReleaseLine($0, isOpen: $0.obstacle(at: now) == nil) }, json: json,
      none: "Released to no agency.",
      Table(
        .init("id") { $0.id.description }, .init("agency") { $0.agency },
        .init("vacancy") { $0.reference }, .init("released") { Self.moment($0.releasedAt) },
        .init("last day") { $0.lastDate ?? "–" }, .init("taken back") { Self.moment($0.takenBackAt) },
        .init("open") { $0.isOpen ? "yes" : "no" }))
  }
}

/// Somebody who was put forward, as the command shows them.
private struct CandidateLine: Encodable {
  let id: AgencyCandidateID
  let agency: String
  let name: String?
  let email: String?
  let telephone: String?
  let statement: String?
  let experience: String?
  let agreedAt: Date
  let application: ApplicationID?
  let standing: String

  init(_ candidate: ReceivedCandidate) {
    (id, agency, agreedAt) = (candidate.id, candidate.agencyName, candidate.agreedAt)
    (name, email) = (candidate.content?.name, candidate.content?.email)
    (telephone, statement) = (candidate.content?.telephone, candidate.content?.statement)
    (experience, application) = (candidate.content?.experience, candidate.application)
    standing = candidate.standing.rawValue
  }
}
