import ArgumentParser
import Logging
import Postgres

/// Reads single rows by primary key through the pool, and has pgbench do the same.
struct Select: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "select",
    abstract: "Compares a prepared single-row SELECT through the pool with pgbench on the same cluster.",
    discussion: """
      The two take turns. pgbench's tables are made if they are missing (scale 10, about 160 MB).
      """)

  @Option(help: "A libpq connection URI or key=value string.")
  var database = ""

  @Option(help: "Seconds that each turn lasts.")
  var seconds = 5

  @Option(help: "How many turns each has.")
  var rounds = 3

  @Option(help: "Connections of the pool, and clients of pgbench.")
  var connections = 8

  @Option(help: "Concurrent tasks on the pool.")
  var tasks = 64

  @Option(help: "The pgbench program.")
  var pgbench = "pgbench"

  func validate() throws {
    guard seconds > 0, rounds > 0, connections > 0, tasks > 0 else {
      throw ValidationError("seconds, rounds, connections and tasks must be above 0")
    }
  }

  func run() async throws {
    let pool = Pool(
      configuration: PoolConfiguration(
        connectionString: database, size: connections, applicationName: "staffroom-bench"),
      logger: Logger(label: "bench"))
    let program = Pgbench(program: pgbench, database: database)
    let table = try await pool.valueIfAny("SELECT to_regclass('pgbench_accounts')::text", as: String.self)
    if table == nil { try await program.initialise(scale: 10) }
    let rows = try await pool.value("SELECT max(aid) FROM pgbench_accounts", as: Int.self)
    print("\(rows) rows, \(connections) connections, \(tasks) tasks, \(rounds) turns of \(seconds) s each")

    // Neither is measured cold.
    _ = try await turn(pool, rows: rows, seconds: 1)
    var ours: [Double] = []
    var theirs: [Double] = []
    for round in 1...rounds {
      let reference = try await program.select(seconds: seconds, clients: connections)
      let measured = try await turn(pool, rows: rows, seconds: seconds)
      theirs.append(reference)
      ours.append(measured.rate)
      print(
        """
        turn \(round): pgbench \(whole(reference))/s, pool \(whole(measured.rate))/s \
        (p50 \(measured.microseconds(0.5)) µs, p99 \(measured.microseconds(0.99)) µs), \
        ratio \(hundredths(measured.rate / reference))
        """)
    }
    let (reference, measured) = (median(theirs), median(ours))
    print(
      """
      median: pgbench \(whole(reference))/s, pool \(whole(measured))/s, \
      ratio \(hundredths(measured / reference))
      """)
    await pool.shutdown()
  }

  /// All tasks read rows at random until the time is up.
  private func turn(_ pool: Pool, rows: Int, seconds: Int) async throws -> Measurement {
    let clock = ContinuousClock()
    let start = clock.now
    let end = start + .seconds(seconds)
    let latencies = try await withThrowingTaskGroup(of: [Duration].self) { group in
      for task in 0..<tasks {
        group.addTask {
          var rows = RowNumbers(rows, seed: UInt64(task))
          var latencies: [Duration] = []
          var begun = clock.now
          while begun < end {
            let account = rows.next()
            let row = try await pool.firstRow("SELECT abalance FROM pgbench_accounts WHERE aid = \(account)")
            let balance: Int32? = try row?.decode("abalance")
            guard balance != nil else { throw ValidationError("pgbench_accounts has no row \(account)") }
            let now = clock.now
            latencies.append(now - begun)
            begun = now
          }
          return latencies
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    return Measurement(latencies: latencies.sorted(), elapsed: clock.now - start)
  }

  /// Row numbers in no order. Like pgbench's own it asks the kernel for nothing: a system call for each would count
  /// against the pool.
  private struct RowNumbers {
    private let count: UInt64
    private var state: UInt64

    init(_ count: Int, seed: UInt64) {
      self.count = UInt64(count)
      state = seed
    }

    mutating func next() -> Int32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int32(1 + (state >> 33) % count)
    }
  }

  private struct Measurement {
    let latencies: [Duration]
    let elapsed: Duration

    var rate: Double { Double(latencies.count) / (elapsed / .seconds(1)) }

    func microseconds(_ part: Double) -> Int {
      guard !latencies.isEmpty else { return 0 }
      let index = min(latencies.count - 1, Int(Double(latencies.count) * part))
      return Int(latencies[index] / .microseconds(1))
    }
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
  private func whole(_ value: Double) -> Int { Int(value.rounded()) }
  private func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
