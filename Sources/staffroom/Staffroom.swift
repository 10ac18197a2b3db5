import ArgumentParser
import CLI
import Foundation

/// The one program of the product: web server, worker, migrations and administration.
@main
struct Staffroom: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "staffroom",
    abstract: "Recruitment and induction of teachers for a borough's schools.",
    discussion: """
      SETTINGS come from flags, then the environment, then the file given with --config. The file is flat: \
      'port: 8080' in YAML, or one object in JSON.

      \(Setting.help)

      EXIT CODES
      \(ExitStatus.help)
      """,
    version: "0.1.0",
    subcommands: [Serve.self, Work.self, Migrate.self] + AdministrationCommands.all)

  static func main() async {
    let parsed: any ParsableCommand
    do {
      parsed = try parseAsRoot()
    } catch {
      exit(withError: error)
    }
    do {
      try await run(parsed)
    } catch let error where isForParser(error) {
      exit(withError: error)
    } catch {
      let failure = Failure(describing: error)
      for line in failure.lines { CommandOutput.standard.remark("staffroom: " + line) }
      Foundation.exit(failure.status.rawValue)
    }
  }

  private static func run(_ parsed: any ParsableCommand) async throws {
    switch parsed {
    case let command as any ServicesCommand:
      try await Installation.open(command.installation).use { installation in
        try await installation.requireCurrentSchema()
        try await command.run(in: CommandContext(services: installation.services))
      }
    case var command as any AsyncParsableCommand: try await command.run()
    default:
      // Only the parser's own commands are left: help, and scripts that complete what is typed in a shell.
      var command = parsed
      do { try command.run() } catch { exit(withError: error) }
    }
  }

  /// Whether the parser itself says it: help that was asked for, a validation, an exit code.
  private static func isForParser(_ error: any Error) -> Bool {
    error is CleanExit || error is ExitCode || error is ValidationError
  }
}
