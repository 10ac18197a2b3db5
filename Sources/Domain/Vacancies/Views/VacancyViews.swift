import Foundation
import Logging
import Postgres
import Synchronization

/// Counts how often vacancies' pages are read, without anybody waiting for it: in memory first, then in the
/// database every few seconds. Nothing is kept of who read.
///
/// What was counted since the last flush is lost when the process is killed outright; a stop flushes it.
public final class VacancyViews: Sendable {
  private struct Key: Hashable {
    let vacancy: VacancyID
    let day: CivilDate
  }

  private let services: Services
  private let counts = Mutex<[Key: Int]>([:])
  private let bound: Int

  /// Counts over an installation's services; at most `bound` vacancies are counted between two flushes.
  public init(_ services: Services, bound: Int = 10_000) {
    self.services = services
    self.bound = bound
  }

  /// Counts one reading. When too many vacancies wait to be stored, it is not counted.
  public func note(_ vacancy: VacancyID) {
    let key = Key(vacancy: vacancy, day: services.today)
    counts.withLock { counts in
      if counts.count >= bound, counts[key] == nil { return }
      counts[key, default: 0] += 1
    }
  }

  /// Stores what was counted, and says for how many vacancies. If it can't be stored, it is counted further.
  @discardableResult
  public func flush() async throws -> Int {
    let taken = counts.withLock { counts in
      defer { counts = [:] }
      return counts
    }
    if taken.isEmpty { return 0 }
    // In one order everywhere, so that two processes at once can't wait for each other in a circle.
    let rows = taken.sorted {
      ($0.key.vacancy.description, $0.key.day) < ($1.key.vacancy.description, $1.key.day)
    }
    do {
      try await services.pool.execute(
        """
        INSERT INTO vacancy_view AS w (vacancy_id, day, views)
        SELECT n.vacancy_id, n.day, n.views
        FROM unnest(\(rows.map(\.key.vacancy.rawValue)), \(rows.map(\.key.day)), \(rows.map { Int32($0.value) }))
          WITH ORDINALITY AS n (vacancy_id, day, views, position)
        WHERE EXISTS (SELECT FROM vacancy v WHERE v.id = n.vacancy_id)
        ORDER BY n.position
        ON CONFLICT (vacancy_id, day) DO UPDATE SET views = w.views + excluded.views
        """)
      return rows.count
    } catch {
      counts.withLock { counts in
        for (key, count) in taken where counts.count < bound || counts[key] != nil {
          counts[key, default: 0] += count
        }
      }
      throw error
    }
  }

  /// Flushes every few seconds until the task is cancelled, and once more then.
  public func run(every interval: Duration = .seconds(5)) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: interval, tolerance: interval / 10)
      if Task.isCancelled { break }
      await flushOrComplain()
    }
    // The last flush must not be cancelled along with the task.
    await Task { await flushOrComplain() }.value
  }

  private func flushOrComplain() async {
    do {
      try await flush()
    } catch {
      services.logger.warning("Views of vacancies could not be stored", metadata: ["error": "\(error)"])
    }
  }
}
