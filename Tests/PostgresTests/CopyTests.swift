import Postgres
import Testing

@Suite struct CopyTests {
  private struct Stop: Error {}

  private func withTable(_ body: (Pool) async throws -> Void) async throws {
    try await TestDatabase.with(size: 1) { pool async throws in
      try await pool.execute("CREATE TABLE t (n int8 CONSTRAINT t_pkey PRIMARY KEY, name text)")
      try await body(pool)
    }
  }

  private func lines(_ range: Range<Int>) -> AsyncStream<[UInt8]> {
    AsyncStream { stream in
      for number in range { stream.yield(Array("\(number),name \(number)\n".utf8)) }
      stream.finish()
    }
  }

  private func count(_ pool: Pool) async throws -> Int {
    try await pool.value("SELECT count(*) FROM t", as: Int.self)
  }

  @Test("Rows are copied in and out as they are")
  func roundTrip() async throws {
    try await withTable { pool async throws in
      let text = try await pool.withConnection { connection in
        let copied = try await connection.copyIn(
          "COPY t FROM STDIN (FORMAT csv)", from: lines(0..<10_000))
        #expect(copied == 10_000)
        var bytes: [UInt8] = []
        for try await chunk in connection.copyOut("COPY (SELECT * FROM t ORDER BY n) TO STDOUT (FORMAT csv)")
        {
          bytes += chunk
        }
        return String(decoding: bytes, as: UTF8.self)
      }
      #expect(text == (0..<10_000).map { "\($0),name \($0)\n" }.joined())
      #expect(try await count(pool) == 10_000)
    }
  }

  @Test("A row that does not fit fails the copy, and the connection goes on")
  func badRow() async throws {
    try await withTable { pool async throws in
      let error = try await postgresError {
        try await pool.withTransaction { transaction in
          let rows = AsyncStream<[UInt8]> { stream in
            for line in ["1,a\n", "x,b\n", "3,c\n"] { stream.yield(Array(line.utf8)) }
            stream.finish()
          }
          _ = try await transaction.copyIn("COPY t FROM STDIN (FORMAT csv)", from: rows)
        }
      }
      #expect(error.sqlState == "22P02")
      let twice = try await postgresError {
        try await pool.withConnection { connection in
          let rows = AsyncStream<[UInt8]> { stream in
            for _ in 0..<2 { stream.yield(Array("1,a\n".utf8)) }
            stream.finish()
          }
          _ = try await connection.copyIn("COPY t FROM STDIN (FORMAT csv)", from: rows)
        }
      }
      #expect(twice.kind == .uniqueViolation && twice.constraint == "t_pkey")
      let noTable = try await postgresError {
        try await pool.withConnection { connection in
          _ = try await connection.copyIn("COPY nothing FROM STDIN", from: lines(0..<3))
        }
      }
      #expect(noTable.sqlState == "42P01")
      #expect(try await count(pool) == 0)
    }
  }

  @Test("A source that fails leaves nothing behind, and its error is the one reported")
  func failingSource() async throws {
    try await withTable { pool async throws in
      let source = AsyncThrowingStream<[UInt8], any Error> { stream in
        stream.yield(Array("1,a\n".utf8))
        stream.finish(throwing: Stop())
      }
      await #expect(throws: Stop.self) {
        try await pool.withConnection { connection in
          _ = try await connection.copyIn("COPY t FROM STDIN (FORMAT csv)", from: source)
        }
      }
      #expect(try await count(pool) == 0)
    }
  }

  @Test("Cancelling the task ends a copy that waits for data")
  func cancelledCopy() async throws {
    try await withTable { pool async throws in
      let (source, feed) = AsyncStream<[UInt8]>.makeStream()
      feed.yield(Array("1,a\n".utf8))
      let task = Task {
        try await pool.withConnection { connection in
          _ = try await connection.copyIn("COPY t FROM STDIN (FORMAT csv)", from: source)
        }
      }
      let observer = Pool(configuration: try TestDatabase.configuration(size: 1), logger: TestDatabase.logger)
      let name: Statement =
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY t FROM%' AND state = 'active'"
      while try await observer.value(name, as: Int.self) == 0 {}
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(try await count(pool) == 0)
      await observer.shutdown()
    }
  }

  @Test("A stream that is dropped half-way frees the connection")
  func abandonedStream() async throws {
    try await withTable { pool async throws in
      try await pool.withConnection { connection in
        for try await chunk in connection.copyOut(
          "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 1000000)) TO STDOUT")
        {
          #expect(!chunk.isEmpty)
          break
        }
        #expect(try await connection.value("SELECT 7", as: Int.self) == 7)
      }
      #expect(try await pool.value("SELECT 8", as: Int.self) == 8)
    }
  }

  @Test("A slow reader holds the server back instead of filling the memory")
  func slowReader() async throws {
    try await withTable { pool async throws in
      try await pool.withConnection { connection in
        var total = 0
        var largest = 0
        for try await chunk in connection.copyOut(
          "COPY (SELECT repeat('x', 999) FROM generate_series(1, 50000)) TO STDOUT")
        {
          total += chunk.count
          largest = max(largest, chunk.count)
          for _ in 0..<50 { await Task.yield() }
        }
        #expect(total == 50_000_000)
        #expect(largest < 4 << 20)
      }
    }
  }

  @Test("A row of more than may wait for the reader reaches it", .timeLimit(.minutes(1)))
  func longRows() async throws {
    try await withTable { pool async throws in
      try await pool.withConnection { connection in
        var total = 0
        for try await chunk in connection.copyOut(
          "COPY (SELECT repeat('x', 2999999) FROM generate_series(1, 3)) TO STDOUT")
        {
          total += chunk.count
        }
        #expect(total == 9_000_000)
      }
    }
  }

  @Test("A large copy in is sent in pieces as the server takes them")
  func largeCopy() async throws {
    try await withTable { pool async throws in
      let pieces = Pieces(count: 200)
      let source = AsyncStream<[UInt8]>(unfolding: { await pieces.next() })
      let copied = try await pool.withConnection { connection in
        try await connection.copyIn("COPY t FROM STDIN (FORMAT csv)", from: source)
      }
      #expect(copied == 200_000)
    }
  }

  /// A thousand rows at a time.
  private actor Pieces {
    private let count: Int
    private var piece = 0

    init(count: Int) { self.count = count }

    func next() -> [UInt8]? {
      guard piece < count else { return nil }
      defer { piece += 1 }
      return (0..<1000).flatMap {
        Array("\(piece * 1000 + $0),a name of some length to fill the pipe\n".utf8)
      }
    }
  }
}
