import ArgumentParser
import Domain
import Foundation
import Postgres

extension AppointmentsCommand {
  struct TakeOfferBack: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "withdraw-offer", abstract: "Take an offer back, answered or not.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The application's id.") var application: String
    @Option(help: ArgumentHelp("Why; the applicant is told.", valueName: "text")) var reason: String

    func run(in context: CommandContext) async throws {
      let line = ApplicationLine(
        try await WithdrawOffer(context.services)(
          Reading.identifier(application, "application"), reason: reason, expectedVersion: read.ifVersion,
          by: try await acting.actor(context)))
      try context.show(line, json: format.json, line.fields)
    }
  }

  struct GiveMoreTime: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "extend-offer", abstract: "Give an applicant more time to answer an offer.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The application's id.") var application: String
    @Argument(help: "The last day for the answer.") var answerBy: String

    func run(in context: CommandContext) async throws {
      let offer = try await ExtendOffer(context.services)(
        Reading.identifier(application, "application"), answerBy: try Reading.day(answerBy, "answer-by"),
        expectedVersion: read.ifVersion, by: try await acting.actor(context))
      try context.show([OfferLine(offer)], json: format.json, none: "No offers.", OfferLine.table)
    }
  }

  struct Appoint: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Appoint somebody who has accepted an offer and whose checks are done.",
      discussion: """
        The offer becomes unconditional by it, if it is not yet. Where only the certificate is outstanding, \
        --risk-assessment says how children are kept safe until it arrives. Who waits then: "selection waiting".
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The application's id.") var application: String
    @Option(help: ArgumentHelp("For a start before the certificate.", valueName: "text"))
    var riskAssessment = ""

    func run(in context: CommandContext) async throws {
      let line = ApplicationLine(
        try await AppointApplicant(context.services)(
          Reading.identifier(application, "application"), riskAssessment: riskAssessment,
          expectedVersion: read.ifVersion, by: try await acting.actor(context)))
      try context.show(line, json: format.json, line.fields)
    }
  }

  struct VacancySettings: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "settings",
      abstract: "Show or settle who reads references and self-disclosures of a vacancy.",
      discussion: "What isn't named stays as it is.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: ArgumentHelp("The vacancy.", valueName: "id or reference")) var vacancy: String
    @Option(
      help: ArgumentHelp(
        "When the panel may read references: \(PanelReading.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "when"))
    var panelReads: PanelReading?
    @Option(
      help: ArgumentHelp(
        "A recruiter who reads self-disclosures beside the head; repeat for each.",
        valueName: "e-mail or id"))
    var disclosureReader: [String] = []
    @Flag(help: "Nobody beside the head reads them.") var headAlone = false

    func validate() throws {
      guard disclosureReader.isEmpty || !headAlone else {
        throw ValidationError("Give --disclosure-reader or --head-alone, not both.")
      }
    }

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let found = try await FindVacancy(context.services)(named: vacancy, by: actor)
      let settings = SetAppointmentSetting(context.services)
      let (stored, recruiters) = try await settings.read(found.id, by: actor)
      var setting = stored
      if panelReads != nil || !disclosureReader.isEmpty || headAlone {
        setting = try await settings(
          found.id, panelReadsReferences: panelReads ?? stored.panelReadsReferences,
          disclosureReaders: try await readers(before: stored.disclosureReaders, context),
          expectedVersion: read.ifVersion ?? stored.version, by: actor)
      }
      let line = SettingLine(setting, recruiters)
      try context.show(line, json: format.json, line.fields)
    }

    private func readers(
      before: [AccountID], _ context: CommandContext
    ) async throws -> [AccountID] {
      if headAlone { return [] }
      if disclosureReader.isEmpty { return before }
      var readers: [AccountID] = []
      for person in disclosureReader { readers.append(try await context.lookup.account(person).id) }
      return readers
    }
  }
}

/// What a school has settled, as the command shows it.
private struct SettingLine: Encodable {
  struct Reader: Encodable {
    let account: AccountID
    let name: String
    let email: String
    let readsDisclosures: Bool
  }

  let panelReads: PanelReading
  let recruiters: [Reader]
  let version: Int

  init(_ setting: AppointmentSetting, _ recruiters: [StaffMember]) {
    (panelReads, version) = (setting.panelReadsReferences, setting.version)
    self.recruiters = recruiters.map {
      Reader(
        account: $0.account, name: $0.name, email: $0.email,
        readsDisclosures: setting.disclosureReaders.contains($0.account))
    }
  }

  var fields: [(String, String)] {
    let readers = recruiters.filter(\.readsDisclosures).map { "\n\($0.name), \($0.email)" }.joined()
    return [
      ("The panel reads references", panelReads.title), ("Self-disclosures", "the head" + readers),
      ("Version", "\(version)"),
    ]
  }
}
