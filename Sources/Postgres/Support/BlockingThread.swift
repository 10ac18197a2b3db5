import Glibc

/// Runs the few libpq calls that can only block (connecting, which looks names up, and cancelling) on threads
/// of their own, away from Swift's cooperative pool and from the thread that watches the sockets.
enum BlockingThread {
  private final class Job: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  static func run(_ body: @escaping @Sendable () -> Void) {
    let job = Unmanaged.passRetained(Job(body))
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, job.toOpaque())
    if failure == 0 {
      pthread_detach(thread)
    } else {
      // Out of threads: late is better than never.
      job.takeRetainedValue().body()
    }
  }
}
