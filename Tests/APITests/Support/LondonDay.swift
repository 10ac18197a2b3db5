import Domain
import Postgres

/// Days of the tests, whose clock stands at 2 November 2026.
enum LondonDay {
  /// When vacancies of the tests close.
  static let closing = CivilDate("2026-12-04")
}
