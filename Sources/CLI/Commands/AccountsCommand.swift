public import ArgumentParser
import Domain
import Foundation

/// Makes and lists accounts.
public struct AccountsCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "accounts",
    abstract: "Make, list and show accounts, move them to another address, and write what is held.",
    subcommands: [Create.self, List.self, Show.self, Move.self, OwnData.self])

  /// Nothing given.
  public init() {}

  struct Create: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make an account.",
      discussion: "Without a password, the person is mailed a link with which to choose one.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    @Argument(help: "The e-mail address.") var email: String
    @Argument(help: "The person's name.") var name: String
    @Option(
      help: ArgumentHelp(
        "File whose first line is the password; - reads standard input.", valueName: "file"))
    var passwordFile: String?

    func run(in context: CommandContext) async throws {
      let password = try passwordFile.map(Self.firstLine)
      let id = try await CreateAccount(context.services)(
        email: email, name: name, password: password, by: context.actor)
      let made = try await FindAccount(context.services)(id, by: context.actor)
      try context.show(AccountLine(made), json: format.json, AccountLine(made).fields)
    }

    private static func firstLine(of file: String) throws -> String {
      if file == "-" { return readLine() ?? "" }
      guard let text = String(data: try Reading.file(file, "--password-file"), encoding: .utf8) else {
        throw Reading.problem("--password-file", "\(file) can't be read as text.")
      }
      return text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List accounts, oldest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    @Option(help: ArgumentHelp("Part of a name or e-mail address.", valueName: "text")) var search: String?
    @Option(help: ArgumentHelp("At most so many, 1–100.", valueName: "count")) var limit = 50
    @Option(help: ArgumentHelp("Where to go on: the id printed by the page before.", valueName: "id"))
    var after: String?

    func run(in context: CommandContext) async throws {
      let page = try await ListAccounts(context.services)(
        search: search, after: try after.map { try Reading.identifier($0, "--after") }, limit: limit,
        by: context.actor)
      try context.show(
        page.accounts.map(AccountLine.init), json: format.json, none: "No accounts.",
        Table(
          .init("id") { $0.id.description }, .init("email") { $0.email }, .init("name") { $0.name },
          .init("roles") { $0.roleText }))
      if let next = page.next { context.output.remark("There are more: --after \(next)") }
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show an account and its roles.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    @Argument(help: "E-mail address or id.") var account: String

    func run(in context: CommandContext) async throws {
      let line = AccountLine(try await context.lookup.account(account))
      try context.show(line, json: format.json, line.fields)
    }
  }
}

extension AccountsCommand {
  struct Move: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let somebody take another e-mail address.",
      discussion: """
        For people who can no longer read the mail of their address: make sure first who they are. A link is mailed \
        to the new address, and nothing changes until they open it.
        """)

    @OptionGroup var installation: InstallationOptions

    @Argument(help: "E-mail address or id.") var account: String
    @Argument(help: "The new e-mail address.") var email: String

    func run(in context: CommandContext) async throws {
      let found = try await context.lookup.account(account)
      try await AskForEmailChange(context.services)(to: email, of: found.id, by: context.actor)
      context.output.remark("A link is on its way to \(email).")
    }
  }

  struct OwnData: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "data", abstract: "Write everything that is held about somebody to a file, as JSON.",
      discussion: """
        With --as for the person who asks for it: make sure first who they are. That it was asked for is recorded. \
        "left_out" in it says what is held and not given out, and why.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "Where to write to.") var to: String

    func run(in context: CommandContext) async throws {
      let file = try FileOutput(to, "to")
      let data = try await DownloadOwnData(context.services)(by: try await acting.author(context))
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try file.write(try encoder.encode(JSONValue.object(data)))
      context.output.remark("It is in \(to).")
    }
  }
}

/// An account as the commands show it.
struct AccountLine: Encodable {
  struct HeldRole: Encodable {
    let role: Role
    let organisation: OrganisationID
    let organisationName: String
  }

  let id: AccountID
  let email: String
  let name: String
  let emailConfirmed: Bool
  let createdAt: Date
  let closedAt: Date?
  let roles: [HeldRole]

  init(_ account: Account) {
    (id, email, name) = (account.id, account.email, account.name)
    (emailConfirmed, createdAt, closedAt) = (account.emailConfirmed, account.createdAt, account.closedAt)
    roles = account.memberships.map {
      HeldRole(role: $0.role, organisation: $0.organisation, organisationName: $0.organisationName)
    }
  }

  var roleText: String {
    roles.map { "\($0.role.rawValue) at \($0.organisationName)" }.joined(separator: "; ")
  }

  var fields: [(String, String)] {
    [
      ("Id", id.description), ("E-mail", email + (emailConfirmed ? "" : " (not confirmed)")), ("Name", name),
      ("Made", CommandContext.moment(createdAt)), ("Closed", CommandContext.moment(closedAt)),
      ("Roles", roles.isEmpty ? "–" : roleText.replacing("; ", with: "\n")),
    ]
  }
}
