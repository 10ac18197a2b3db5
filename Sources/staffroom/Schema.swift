import CLI
import Domain
import Foundation
import Postgres

extension Installation {
  /// The migrations of this version.
  func migrator() throws -> Migrator {
    guard FileManager.default.fileExists(atPath: settings.sqlFolder) else {
      throw SettingProblem(
        "The folder of the migrations, \(settings.sqlFolder), does not exist; set \(Setting.sqlFolder.variable).")
    }
    return try Migrator(directory: settings.sqlFolder)
  }

  /// Throws unless the database has exactly this version's schema: starting never migrates.
  func requireCurrentSchema() async throws {
    let status = try await migrator().status(on: services.pool)
    guard status.pending.isEmpty else {
      throw Failure(
        .unavailable,
        "The database is not up to date: \(status.pending.count) migration(s) are missing. "
          + "Run 'staffroom migrate' first.")
    }
  }
}
