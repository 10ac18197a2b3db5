import Postgres
import Synchronization

/// Wakes the workers when mail has been put in the outbox.
///
/// It rings after the commit and not in the transaction: transactions that notify commit one at a time, each with
/// its wait for the disk. Rings that come while one is under way become a single further one. A ring that is lost
/// with its process costs a mail a few seconds, until a worker looks by itself.
public final class OutboxBell: Sendable {
  private struct State {
    var isRinging = false
    var isWanted = false
  }

  private let state = Mutex(State())

  /// A bell that nobody has rung.
  public init() {}

  func ring(on pool: Pool) {
    let begins = state.withLock { state in
      state.isWanted = true
      defer { state.isRinging = true }
      return !state.isRinging
    }
    if begins { Task { await ringWhileWanted(pool) } }
  }

  private func ringWhileWanted(_ pool: Pool) async {
    while takeRing() {
      // A database that can't be reached has no worker listening either; theirs is then the next look.
      _ = try? await pool.execute("SELECT pg_notify('outbox_mail', '')")
    }
  }

  private func takeRing() -> Bool {
    state.withLock { state in
      defer { state.isWanted = false }
      state.isRinging = state.isWanted
      return state.isWanted
    }
  }
}
