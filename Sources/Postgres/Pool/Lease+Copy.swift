extension Lease {
  nonisolated(nonsending) func copyIn<Source: AsyncSequence>(
    _ statement: Statement, from source: Source
  ) async throws -> Int where Source.Element == [UInt8] {
    try check()
    try Task.checkCancellation()
    let started = Promise<Void>()
    let operation = Operation(.copyIn(statement, started: started), limit: nil)
    let result = try await withTaskCancellationHandler {
      try await started.value { wire.submit(operation) }
      do {
        for try await chunk in source {
          guard try await wire.put(chunk, for: operation) else { break }
        }
        wire.endCopy(of: operation)
      } catch {
        wire.endCopy(of: operation, failing: "the client gave up")
        // The error to report is the source's, but the connection must be done with the copy.
        _ = try? await operation.promise.value {}
        throw error
      }
      return try await operation.promise.value {}
    } onCancel: {
      operation.cancel(.task)
    }
    return result.affectedRows
  }

  func copyOut(_ statement: Statement) -> AsyncThrowingStream<[UInt8], any Error> {
    let reading = CopyReading(lease: self, statement: statement)
    return AsyncThrowingStream { try await reading.next() }
  }
}

/// Reads an outgoing COPY for as long as its stream is kept.
private final class CopyReading: Sendable {
  private let lease: Lease
  private let channel = CopyChannel()
  private let operation: Operation
  private let hasStarted = Locked(false)

  init(lease: Lease, statement: Statement) {
    self.lease = lease
    operation = Operation(.copyOut(statement, channel), limit: nil)
  }

  deinit {
    channel.abandon()
    operation.cancel(.task)
    lease.wire.resumeCopy(of: operation)
  }

  func next() async throws -> [UInt8]? {
    try lease.check()
    let isFirst = hasStarted.withLock { hasStarted in
      defer { hasStarted = true }
      return !hasStarted
    }
    if isFirst { lease.wire.submit(operation) }
    return try await withTaskCancellationHandler {
      let chunk = try await channel.next()
      lease.wire.resumeCopy(of: operation)
      return chunk
    } onCancel: {
      channel.abandon()
      operation.cancel(.task)
      lease.wire.resumeCopy(of: operation)
    }
  }
}
