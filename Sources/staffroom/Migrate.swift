import ArgumentParser
import CLI
import Domain
import Foundation
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

  @Flag(help: "Only list the migrations that would be applied.")
  var dryRun = false

  func validate() throws {
    if status && dryRun { throw ValidationError("Give either --status or --dry-run, not both.") }
  }

  func run() async throws {
    try await Installation.open(options).use { installation in
      let migrator = try installation.migrator()
      let pool = installation.services.pool
      if status { return try await showStatus(migrator, pool) }
      let output = CommandOutput.standard
      let files = try await migrator.apply(on: pool, dryRun: dryRun) { file in
        output.line("Applying \(file.fileName)")
      }
      if dryRun {
        for file in files { output.line("Would apply \(file.fileName)") }
      }
      if files.isEmpty { output.line("The database is up to date (\(migrator.files.count) migrations).") }
    }
  }

  private func showStatus(_ migrator: Migrator, _ pool: Pool) async throws {
    let all = try await migrator.status(on: pool)
    for entry in all {
      let number = String(entry.version)
      let name = String(repeating: "0", count: max(0, 4 - number.count)) + number + "_" + entry.name
      let when = entry.appliedAt.map { $0.formatted(.iso8601) } ?? "not applied"
      CommandOutput.standard.line("\(name)  \(when)")
    }
    if all.contains(where: { $0.appliedAt == nil }) { throw ExitCode(ExitStatus.unavailable.rawValue) }
  }
}
