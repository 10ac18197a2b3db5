public import ArgumentParser
import Domain
import Foundation

/// Lists, shows and withdraws sent applications.
public struct ApplicationsCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "applications", abstract: "List, show, print and withdraw sent applications.",
    subcommands: [List.self, Show.self, PDFFile.self, Withdraw.self, Others.self])

  /// Nothing given.
  public init() {}

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List sent applications, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Option(help: ArgumentHelp("Only those that this school received.", valueName: "URN or id"))
    var school: String?
    @Option(help: ArgumentHelp("Only those for this vacancy.", valueName: "id")) var vacancy: String?
    @Option(
      help: ArgumentHelp(
        "Only those in this state: \(ApplicationState.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "state")
    )
    var state: ApplicationState?
    @Option(help: ArgumentHelp("At most so many.", valueName: "count")) var limit = 50
    @Option(help: ArgumentHelp("Where to go on: the cursor printed by the page before.", valueName: "cursor"))
    var after: String?

    func validate() throws {
      guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500.") }
      if school != nil, vacancy != nil { throw ValidationError("Give either --school or --vacancy.") }
    }

    func run(in context: CommandContext) async throws {
      let page = try await page(context, after.map { try Reading.cursor($0, "--after") })
      try context.show(
        page.items.map(ApplicationLine.init), json: format.json, none: "No applications.",
        Table(
          .init("id") { $0.id.description }, .init("reference") { $0.reference },
          .init("state") { $0.state.rawValue }, .init("sent") { CommandContext.moment($0.sentAt) },
          .init("vacancy") { $0.vacancyReference }, .init("school") { $0.school },
          .init("applicant") { $0.markedApplicant }))
      context.sayMore(page.next)
    }

    private func page(_ context: CommandContext, _ after: Cursor?) async throws -> Page<SentApplication> {
      let list = ListApplications(context.services)
      if let school {
        return try await list.received(
          school: context.lookup.school(school).id, state: state, limit: limit, after: after,
          by: context.actor)
      }
      if let vacancy {
        return try await list.received(
          vacancy: Reading.identifier(vacancy, "--vacancy"), state: state, limit: limit, after: after,
          by: context.actor)
      }
      return try await list.every(state: state, limit: limit, after: after, by: context.actor)
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an application.", discussion: "With --json, the answers as well.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "Its reference or id.") var application: String

    func run(in context: CommandContext) async throws {
      let whole = try await ReadApplication(context.services)(
        try await context.lookup.application(application), by: context.actor)
      let line = ApplicationLine(whole.application, answers: whole.answers, email: whole.email)
      try context.show(line, json: format.json, line.fields)
    }
  }

  struct Withdraw: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Withdraw an application that its applicant wants back.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "Its reference or id.") var application: String

    func run(in context: CommandContext) async throws {
      let line = ApplicationLine(
        try await WithdrawApplication(context.services)(
          try await context.lookup.application(application), by: context.actor))
      try context.show(line, json: format.json, line.fields)
    }
  }
}

/// An application as the commands show it.
struct ApplicationLine: Encodable {
  let id: ApplicationID
  let reference: String
  let state: ApplicationState
  let sentAt: Date
  let vacancy: VacancyID
  let vacancyReference: String
  let vacancyTitle: String
  let school: String
  /// Left out while the school doesn't see names.
  let account: AccountID?
  let applicant: String
  let isAccountClosed: Bool
  let version: Int
  let answers: [String: [String: JSONValue]]?
  /// Where one application is shown; left out while names are hidden.
  let email: String?

  init(
    _ sent: SentApplication, answers: [String: [String: JSONValue]]? = nil, email: String? = nil
  ) {
    (id, reference, state, sentAt) = (sent.id, sent.reference, sent.state, sent.sentAt)
    (vacancy, vacancyReference) = (sent.vacancy, sent.vacancyReference)
    (vacancyTitle, school) = (sent.vacancyTitle, sent.schoolName)
    account = sent.isAnonymous ? nil : sent.account
    (applicant, version) = (sent.applicantName, sent.version)
    isAccountClosed = sent.isAccountClosed
    (self.answers, self.email) = (answers, email)
  }

  init(_ sent: SentApplication) { self.init(sent, answers: nil) }

  /// The applicant, marked where they have closed their account.
  var markedApplicant: String { CommandContext.marked(applicant, isAccountClosed: isAccountClosed) }

  var fields: [(String, String)] {
    [
      ("Reference", reference), ("Id", id.description), ("State", state.rawValue),
      ("Sent", CommandContext.moment(sentAt)), ("Vacancy", "\(vacancyTitle) (\(vacancyReference))"),
      ("School", school), ("Applicant", markedApplicant),
    ] + (email.map { [("E-mail address", $0)] } ?? [])
  }
}

extension CommandContext {
  /// An applicant's name as tables and remarks show it: marked where they have closed their account.
  static func marked(_ applicant: String, isAccountClosed: Bool) -> String {
    isAccountClosed ? "\(applicant) (account closed)" : applicant
  }

  /// The same of a sent application.
  static func marked(_ sent: SentApplication) -> String {
    marked(sent.applicantName, isAccountClosed: sent.isAccountClosed)
  }
}

extension ApplicationState: ExpressibleByArgument {}
