import ArgumentParser
import Domain

/// Whose words a command writes, where they have an author.
struct ActingOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Whose words these are; they hold their roles and no more.", valueName: "e-mail or id")
  )
  var person: String?

  /// That person, or the operator where nobody is named.
  func actor(_ context: CommandContext) async throws -> Actor {
    guard let person else { return context.actor }
    let account = try await context.lookup.account(person)
    return try await ActForPerson(context.services)(account.id, by: context.actor)
  }

  /// That person; somebody must be named. Throws ``DomainError``.
  func author(_ context: CommandContext) async throws -> Actor {
    if person == nil { throw Reading.problem("--as", "Say whose words these are: an e-mail address or id.") }
    return try await actor(context)
  }
}
