public import ArgumentParser
import Domain
import Foundation

/// Makes and revokes API tokens.
public struct TokensCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "Make, revoke and list API tokens.",
    subcommands: [Create.self, Revoke.self, List.self])

  /// Nothing given.
  public init() {}

  struct Create: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a token; its secret is shown this once.",
      discussion: "Scopes: " + TokenScope.allCases.map(\.rawValue).joined(separator: ", ") + ".")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "E-mail address or id of the account it acts for.") var account: String
    @Option(help: "What it is for.") var name: String
    @Option(help: ArgumentHelp("What it may do; give it once for each scope.", valueName: "scope"))
    var scope: [TokenScope]
    @Option(help: ArgumentHelp("How long it works, 1–365.", valueName: "days")) var days = 90

    func validate() throws {
      guard (1...365).contains(days) else { throw ValidationError("--days must be from 1 to 365.") }
    }

    func run(in context: CommandContext) async throws {
      let person = try await context.lookup.account(account)
      let made = try await CreateAPIToken(context.services)(
        name: name, scopes: Set(scope),
        expiresAt: context.services.now().addingTimeInterval(Double(days) * 86_400), for: person.id,
        by: context.actor)
      let line = TokenLine(made.token, secret: made.secret)
      try context.show(
        line, json: format.json,
        [
          ("Token", made.secret), ("Id", line.id.description), ("Scopes", line.scopeText),
          ("Works until", CommandContext.moment(line.expiresAt)),
        ])
    }
  }

  struct Revoke: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Stop a token from working, at once.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "E-mail address or id of the account.") var account: String
    @Argument(help: "The token's id, as 'tokens list' shows it.") var token: String

    func run(in context: CommandContext) async throws {
      let person = try await context.lookup.account(account)
      try await RevokeAPIToken(context.services)(
        Reading.identifier(token, "token"), of: person.id, by: context.actor)
      context.output.line("The token does not work any more.")
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List an account's tokens, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "E-mail address or id of the account.") var account: String

    func run(in context: CommandContext) async throws {
      let person = try await context.lookup.account(account)
      let page = try await ListAPITokens(context.services)(
        of: person.id, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map { TokenLine($0) }, json: format.json, none: "No API tokens.",
        Table(
          .init("id") { $0.id.description }, .init("name") { $0.name }, .init("begins") { $0.prefix },
          .init("scopes") { $0.scopeText }, .init("until") { CommandContext.moment($0.expiresAt) },
          .init("revoked") { CommandContext.moment($0.revokedAt) }))
      context.sayMore(page.next)
    }
  }
}

private struct TokenLine: Encodable {
  let id: TokenID
  let name: String
  let prefix: String
  let scopes: [TokenScope]
  let createdAt: Date
  let expiresAt: Date
  let revokedAt: Date?
  let lastUsedAt: Date?
  let secret: String?

  init(_ token: APIToken, secret: String? = nil) {
    (id, name, prefix, scopes) = (token.id, token.name, token.prefix, token.scopes)
    (createdAt, expiresAt) = (token.createdAt, token.expiresAt)
    (revokedAt, lastUsedAt) = (token.revokedAt, token.lastUsedAt)
    self.secret = secret
  }

  var scopeText: String { scopes.map(\.rawValue).joined(separator: " ") }
}

extension TokenScope: ExpressibleByArgument {}
