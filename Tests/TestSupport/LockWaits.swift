public import Postgres

/// Whether somebody comes to wait for a lock within ten seconds, asked for until one does: a test goes on once what it
/// has started is held up, and not after a time.
public func somebodyWaits(_ pool: Pool) async throws -> Bool {
  let end = ContinuousClock.now + .seconds(10)
  while ContinuousClock.now < end {
    let waits = try await pool.value(
      """
      SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock')
      """, as: Bool.self)
    if waits { return true }
  }
  return false
}
