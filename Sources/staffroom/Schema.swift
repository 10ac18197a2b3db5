import CLI
import Domain
import Foundation
import Postgres

extension Installation {
  /// The migrations of this version.
  func migrator() throws -> Migrator {
    guard FileManager.default.fileExists(atPath: settings.sqlFolder) else {
      throw SettingProblem(
        "The folder of the migrations, \(settings.sqlFolder), does not exist; set \(Setting.sqlFolder.variable)."
      )
    }
    return try Migrator(directory: settings.sqlFolder)
  }

  /// Throws unless the database has exactly this version's schema: starting never migrates.
  func requireCurrentSchema() async throws {
    let missing = try await migrator().plan(on: services.pool)
    guard missing.isEmpty else {
      throw Failure(
        .unavailable,
        "The database is not up to date: \(missing.count) of its migrations are still to be applied, from "
          + "\(missing[0].fileName) on. Run 'staffroom migrate' first.")
    }
  }
}
