import ArgumentParser
import Domain
import Foundation
import Logging
import Postgres

/// Measures what an officer of a large appropriate body waits for: lists, the queue, and plans reckoned again.
struct Inductions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inductions",
    abstract: "Measures lists, the queue and new term dates while inductions pile up.",
    discussion: """
      Fills a database in which the sample borough is loaded, step by step; throw it away afterwards. Let no server \
      run on it meanwhile: its worker would take a share of the plans.
      """)

  @Option(help: "A libpq connection URI or key=value string.")
  var database = ""

  @Option(parsing: .upToNextOption, help: "How many open inductions there are at each step, ascending.")
  var sizes = [150, 6_000, 60_000]

  @Option(help: "How many workers reckon at once.")
  var workers = 2

  @Option(help: "How often each list is read.")
  var reads = 40

  func validate() throws {
    guard !sizes.isEmpty, sizes == sizes.sorted(), sizes.allSatisfy({ (1...900_000).contains($0) }),
      workers > 0,
      reads > 0
    else { throw ValidationError("sizes must ascend from 1 to 900000; workers and reads must be above 0") }
  }

  func run() async throws {
    let pool = Pool(
      configuration: PoolConfiguration(
        connectionString: database, size: workers + 2, applicationName: "staffroom-bench"),
      logger: Logger(label: "bench"))
    let services = Services(
      pool: pool, settings: Settings(), logger: Logger(label: "bench"), passwords: PasswordHasher())
    let code = try await pool.value(
      "SELECT la_code FROM school GROUP BY la_code ORDER BY count(*) DESC LIMIT 1", as: String.self)
    let authority = try await Authority.find(code: code, in: pool)
    if try await pool.value("SELECT count(*) FROM appropriate_body", as: Int.self) == 0 {
      _ = try await ManageAppropriateBodies(services).setBody(
        "Bench Appropriate Body", of: authority, from: services.today.adding(days: -3_000), until: nil,
        source: "Made for measuring only", by: .operatorAtCommandLine)
    }
    var growth = Growth()
    for size in sizes {
      try await InductionFill(pool: pool, authority: authority).fill(to: size)
      print("== \(size) open inductions, \(max(size / 10, 20)) registrations waiting")
      try await reckon(services, "plans reckoned the first time")
      try await tidy(pool)
      try await setTerms(services, authority)
      let milliseconds = try await reckon(services, "plans reckoned again after new term dates")
      growth.record("plans reckoned again, all of them", milliseconds, at: size)
      try await tidy(pool)
      for (what, median) in try await lists(services, authority.place) {
        growth.record(what, median, at: size)
      }
    }
    for line in growth.lines() { print(line) }
    await pool.shutdown()
  }

  /// What autovacuum does within a minute or two of so many changes.
  private func tidy(_ pool: Pool) async throws {
    for table: Statement in ["induction", "induction_due"] {
      try await pool.execute("VACUUM (ANALYZE) \(fragment: table)")
    }
  }

  /// Has every stale plan reckoned, as the worker does, and says how many milliseconds that took.
  @discardableResult
  private func reckon(_ services: Services, _ what: String) async throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<workers {
        group.addTask {
          var total = 0
          while true {
            let count = try await ReplanStaleInductions(services)()
            if count == 0 { return total }
            total += count
          }
        }
      }
      return try await group.reduce(0, +)
    }
    let seconds = (clock.now - start) / .seconds(1)
    print(
      "\(what): \(count) in \(Growth.rounded(seconds)) s, \(Int(Double(count) / max(seconds, 0.001)))/s")
    return seconds * 1_000
  }

  /// Moves the last day of a term, back and forth from step to step.
  private func setTerms(_ services: Services, _ authority: Authority) async throws {
    let terms = SetSchoolTerms(services)
    let year = services.today.month >= 8 ? services.today.year : services.today.year - 1
    var dates = try await terms.read(year, of: .authority(authority))
    let last = dates.halves.count - 1
    dates.halves[last].endsOn = dates.halves[last].endsOn.adding(days: dates.isOwn ? 1 : -1)
    let clock = ContinuousClock()
    let start = clock.now
    try await terms(dates, of: .authority(authority), by: .operatorAtCommandLine)
    print("new term dates stored: \(Growth.rounded((clock.now - start) / .milliseconds(1))) ms")
  }

  /// Reads what an officer looks at, and says how many milliseconds half the readings took at most.
  private func lists(_ services: Services, _ place: Place) async throws -> [(what: String, median: Double)] {
    let (read, queue, board) = (
      ReadInductions(services), ReadRegistrations(services), ReadInductionBoard(services)
    )
    let officer = Actor.operatorAtCommandLine
    return [
      try await time("list of inductions, first page") { _ in try await read.list(of: place, by: officer).next
      },
      try await time("list of inductions, page after page", follow: true) {
        try await read.list(of: place, after: $0, by: officer).next
      },
      try await time("inductions with something overdue") { _ in
        try await read.list(of: place, .init(isOverdue: true), by: officer).next
      },
      try await time("inductions at risk") { _ in
        try await read.list(of: place, .init(isAtRisk: true), by: officer).next
      },
      try await time("inductions by a name") { _ in
        try await read.list(of: place, .init(words: "bench 77"), by: officer).next
      },
      try await time("queue of registrations, first page") { _ in
        try await queue.queue(of: place, by: officer).next
      },
      try await time("queue of registrations, page after page", follow: true) {
        try await queue.queue(of: place, after: $0, by: officer).next
      },
      try await time("queue of registrations by a name") { _ in
        try await queue.queue(of: place, .init(words: "bench 77"), by: officer).next
      },
      try await time("board: states, overdue, cohorts and schools") { _ in
        _ = try await board(of: place, by: officer)
        return nil
      },
    ]
  }

  /// Reads again and again, where wanted each time the page behind.
  private func time(
    _ what: String, follow: Bool = false, _ read: (Cursor?) async throws -> Cursor?
  ) async throws -> (what: String, median: Double) {
    let clock = ContinuousClock()
    var (cursor, times): (Cursor?, [Double]) = (nil, [])
    _ = try await read(nil)
    for _ in 0..<reads {
      let start = clock.now
      let next = try await read(cursor)
      times.append((clock.now - start) / .milliseconds(1))
      if follow { cursor = next }
    }
    times.sort()
    let (half, all) = (times[times.count / 2], times[times.count - 1])
    print("\(what): half within \(Growth.rounded(half)) ms, all within \(Growth.rounded(all)) ms")
    return (what, half)
  }
}
