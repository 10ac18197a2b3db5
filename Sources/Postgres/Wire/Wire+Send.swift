import CLibPQ

/// An operation that has been sent.
struct Flight {
  let operation: Operation
  /// Whether a `Sync` ends it, as all in pipeline mode do.
  let isPipelined: Bool
  /// Answers to come before the one to the statement itself: one if it is being prepared, too.
  var preliminaries = 0
  var profile: StatementProfile?
  var isPrepared = false
  var startedAt: Monotonic
  var due: Monotonic?
  var cancelledAt: Monotonic?
  var result: ResultStorage?
  var error: PostgresError?
}

extension Wire.State {
  var isQuiet: Bool { inFlight.isEmpty && waiting.isEmpty && !isCancelling }

  /// Sends what may be sent now.
  mutating func pump(_ wire: Wire, _ effects: inout Effects) {
    var sentAny = false
    while let connection, !isCancelling, let next = waiting.first {
      if let last = inFlight.last, !(last.operation.mayShare && next.mayShare) { break }
      _ = waiting.popFirst()
      if let cause = next.ticket.move(to: .sent(wire)) {
        effects.finished.append((next, .failure(cause.error)))
        continue
      }
      if send(next, on: connection, &effects) {
        sentAny = true
      } else if PQstatus(connection) == CONNECTION_BAD {
        let error = PostgresError(.connectionLost, libpqMessage)
        effects.finished.append((next, .failure(error)))
        close(error, &effects)
      } else {
        effects.finished.append((next, .failure(PostgresError(.other, libpqMessage))))
      }
    }
    if sentAny { flush(&effects) }
  }

  private mutating func send(
    _ operation: Operation, on connection: OpaquePointer, _ effects: inout Effects
  ) -> Bool {
    switch operation.work {
    case .statement(let statement, let profile):
      return send(operation, statement, profile, on: connection, &effects)
    case .script(let sql):
      guard leavePipeline(connection), PQsendQuery(connection, sql) == 1 else { return false }
    case .copyIn(let statement, _), .copyOut(let statement, _):
      copy = CopyProgress()
      guard leavePipeline(connection) else { return false }
      let sent = scratch.withParameters(statement.binds) { binds in
        PQsendQueryParams(
          connection, statement.sql, binds.count, binds.types, binds.values, binds.lengths, binds.formats, 0)
      }
      guard sent == 1 else { return false }
    }
    append(Flight(operation: operation, isPipelined: false, startedAt: .now))
    return true
  }

  private mutating func send(
    _ operation: Operation, _ statement: Statement, _ profile: StatementProfile?,
    on connection: OpaquePointer, _ effects: inout Effects
  ) -> Bool {
    guard !statement.binds.contains(where: \.hasNUL) else {
      effects.finished.append((operation, .failure(PostgresError(.other, "a text value contains NUL"))))
      return true
    }
    if !isPipelining {
      guard PQenterPipelineMode(connection) == 1 else { return false }
      isPipelining = true
    }
    var flight = Flight(operation: operation, isPipelined: true, startedAt: .now)
    flight.profile = profile
    var name: String?
    if let profile {
      let isKnown = profile.countRun()
      if let entry = prepared.use(profile.id) {
        name = entry.name
      } else if isKnown {
        guard let prepared = prepare(statement, profile, on: connection) else { return false }
        name = prepared
        flight.preliminaries += 1
      }
    }
    flight.isPrepared = name != nil
    let sent = scratch.withParameters(statement.binds) { binds in
      if let name {
        PQsendQueryPrepared(
          connection, name, binds.count, binds.values, binds.lengths, binds.formats, 0)
      } else {
        PQsendQueryParams(
          connection, statement.sql, binds.count, binds.types, binds.values, binds.lengths, binds.formats, 0)
      }
    }
    // A statement that was refused after its preparation was sent leaves the connection of no more use.
    guard sent == 1, PQpipelineSync(connection) == 1 else {
      if flight.preliminaries > 0 { isWornOut = true }
      return false
    }
    append(flight)
    return true
  }

  private mutating func prepare(
    _ statement: Statement, _ profile: StatementProfile, on connection: OpaquePointer
  ) -> String? {
    let (name, evicted) = prepared.insert(profile.id)
    let types = statement.binds.map(\.type.oid)
    guard PQsendPrepare(connection, name, statement.sql, Int32(types.count), types) == 1 else {
      prepared.remove(profile.id)
      return nil
    }
    if let evicted {
      // Travels behind the statement being sent; nobody waits for it.
      waiting.append(Operation(.statement(Statement(trusted: "DEALLOCATE \(evicted)"), nil), limit: nil))
    }
    return name
  }

  private mutating func append(_ flight: Flight) {
    var flight = flight
    flight.due = flight.operation.limit.map { flight.startedAt + $0 }
    inFlight.append(flight)
  }

  private mutating func leavePipeline(_ connection: OpaquePointer) -> Bool {
    guard isPipelining else { return true }
    guard PQexitPipelineMode(connection) == 1 else { return false }
    isPipelining = false
    return true
  }

  var libpqMessage: String {
    PQerrorMessage(connection).map { String(cString: $0).trimmed } ?? "the connection is closed"
  }

  /// Writes what libpq holds back; asks to hear when the socket takes more.
  mutating func flush(_ effects: inout Effects) {
    guard let connection else { return }
    let rest = PQflush(connection)
    // On failure, reading tells what happened: the server's last words may be waiting.
    watch(writing: rest == 1)
    if rest != 1 { copy.wake(&effects) }
  }

  mutating func watch(reading: Bool? = nil, writing: Bool? = nil) {
    let (reading, writing) = (reading ?? isReading, writing ?? isWriting)
    guard reading != isReading || writing != isWriting else { return }
    (isReading, isWriting) = (reading, writing)
    Reactor.shared.watch(id, socket: socket, reading: reading, writing: writing)
  }
}
