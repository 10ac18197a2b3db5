import ArgumentParser
import CLI
import Domain
import Postgres

/// Brings the database up to date.
struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the database up to date.",
    discussion: """
      Applies the files of the migrations folder in order, each once, under a lock, so that it may be started \
      from several places. A file that was changed after it was applied, a gap, or a database newer than this \
      version stops it.
      """)

  @OptionGroup var options: InstallationOptions

  @Flag(help: "Only list the migrations and whether they are applied; exits 0 when all are, otherwise 69.")
  var status = false

  @Flag(help: "Try the missing migrations and take them back.")
  var dryRun = false

  func validate() throws {
    if status && dryRun { throw ValidationError("Give either --status or --dry-run, not both.") }
  }

  func run() async throws {
    try await Installation.open(options).use { installation in
      let migrator = try installation.migrator()
      let pool = installation.services.pool
      let output = CommandOutput.standard
      _ = (migrator, pool, output)
    }
  }
}
