import CLibPQ

extension Wire.State {
  /// Reads what the socket has and deals with every complete answer.
  mutating func receive(_ effects: inout Effects) {
    guard let connection else { return }
    let isAlive = PQconsumeInput(connection) == 1
    drain(&effects)
    collectNotifications(&effects)
    if !isAlive || PQstatus(connection) == CONNECTION_BAD {
      close(PostgresError(.connectionLost, libpqMessage), &effects)
    }
  }

  private mutating func drain(_ effects: inout Effects) {
    var hasEnded = false
    while let connection, let flight = inFlight.first, PQisBusy(connection) == 0 {
      switch (copy.direction, flight.operation.work) {
      case (.incoming, _): return
      case (.outgoing, .copyOut(_, let channel)):
        if drainCopy(into: channel, connection) == .mustWait { return }
      default: break
      }
      let result = PQgetResult(connection)
      if result == nil, hasEnded {
        // After a loss libpq has nothing to say, time and again.
        return close(PostgresError(.connectionLost, libpqMessage), &effects)
      }
      hasEnded = result == nil
      if let result {
        accept(result, of: flight.operation, &effects)
      } else if flight.isPipelined {
        // Ends the answers to one message.
        if flight.preliminaries > 0, flight.error == nil { inFlight.first?.preliminaries -= 1 }
      } else {
        land(&effects)
      }
    }
    // Has libpq take in what is not an answer: notifications, parameter changes, a farewell.
    if inFlight.isEmpty, let connection { _ = PQisBusy(connection) }
  }

  private mutating func accept(_ result: OpaquePointer, of operation: Operation, _ effects: inout Effects) {
    switch PQresultStatus(result) {
    case PGRES_PIPELINE_SYNC:
      PQclear(result)
      land(&effects)
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
      if let preliminaries = inFlight.first?.preliminaries, preliminaries > 0 { return PQclear(result) }
      keep(result)
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      let status = PQresultStatus(result)
      PQclear(result)
      switch operation.work {
      case .copyIn(_, let started) where status == PGRES_COPY_IN:
        copy.begin(.incoming)
        effects.wakes.append { started.fulfil(.success(())) }
        if operation.ticket.cause != nil { endCopyIn(failing: "cancelled", &effects) }
      case .copyOut where status == PGRES_COPY_OUT:
        copy.begin(.outgoing)
      default:
        // Nobody is there to feed or drain it.
        let error = PostgresError(.other, "COPY must be run by copyIn or copyOut")
        if inFlight.first?.error == nil { inFlight.first?.error = error }
        close(error, &effects)
      }
    case PGRES_PIPELINE_ABORTED:
      PQclear(result)
    default:
      let error = PostgresError(result: result)
      PQclear(result)
      if inFlight.first?.error == nil { inFlight.first?.error = error }
    }
  }

  private mutating func keep(_ result: OpaquePointer) {
    guard let flight = inFlight.first else { return PQclear(result) }
    var earlier: Columns?
    if flight.isPrepared, let profile = flight.profile { earlier = prepared.use(profile.id)?.columns }
    let storage = ResultStorage(result, reusing: earlier)
    if flight.isPrepared, let profile = flight.profile, earlier !== storage.columns {
      prepared.setColumns(storage.columns, of: profile.id)
    }
    inFlight.first?.result = storage
  }

  /// Ends the first operation in flight.
  private mutating func land(_ effects: inout Effects) {
    guard let flight = inFlight.popFirst() else { return }
    let now = Monotonic.now
    copy = CopyProgress()
    if flight.error == nil { flight.profile?.record(microseconds: now.microseconds(since: flight.startedAt)) }
    // The next one begins only now.
    if var next = inFlight.first {
      next.startedAt = now
      next.due = next.operation.limit.map { now + $0 }
      inFlight.first = next
      if next.operation.ticket.cause != nil { startCancel(&effects) }
    }
    if let error = flight.error {
      landFailed(flight, error, &effects)
    } else {
      effects.finished.append(
        (flight.operation, .success(ResultSet(storage: flight.result ?? ResultStorage()))))
    }
  }

  private mutating func landFailed(_ flight: Flight, _ error: PostgresError, _ effects: inout Effects) {
    let cause = flight.operation.ticket.cause
    if let profile = flight.profile, flight.preliminaries > 0 || error.spoilsPlan {
      prepared.remove(profile.id)
    }
    if error.kind == .readOnly || error.kind == .adminShutdown { isWornOut = true }
    if let cause, error.kind == .queryCancelled {
      effects.finished.append((flight.operation, .failure(cause.error)))
    } else if flight.operation.isTransaction, cause == nil, isRepeatable(error) {
      // It had no effect and failed through no fault of its own.
      waiting.prepend(flight.operation)
    } else {
      effects.finished.append((flight.operation, .failure(error)))
    }
  }

  private func isRepeatable(_ error: PostgresError) -> Bool {
    error.kind == .queryCancelled ? mayHaveStrayed : error.spoilsPlan
  }

  private mutating func collectNotifications(_ effects: inout Effects) {
    guard let connection else { return }
    while let raw = PQnotifies(connection) {
      effects.notifications.append(
        Notification(
          channel: String(cString: raw.pointee.relname), payload: String(cString: raw.pointee.extra),
          processID: raw.pointee.be_pid))
      PQfreemem(raw)
    }
  }

  // MARK: Ends

  /// Tells the owner if all is done and it wants to know.
  mutating func settle(_ effects: inout Effects) {
    guard connection != nil, isQuiet else { return }
    mayHaveStrayed = false
    guard isReleased else { return }
    isReleased = false
    if isWornOut {
      close(PostgresError(.connectionLost, "the connection was worn out"), &effects)
    } else {
      lastUse = .now
      effects.isIdle = true
    }
  }

  /// Closes the connection and fails everything that depends on it.
  mutating func close(_ error: PostgresError, _ effects: inout Effects) {
    guard let connection else { return }
    if id != 0 { Reactor.shared.remove(id, socket: socket) }
    PQfinish(connection)
    self.connection = nil
    prepared.removeAll()
    for flight in inFlight.removeAll() {
      let cause = flight.operation.ticket.cause?.error
      effects.finished.append((flight.operation, .failure(cause ?? flight.error ?? error)))
    }
    for operation in waiting.removeAll() {
      effects.finished.append((operation, .failure(error)))
    }
    copy.wake(&effects)
    copy = CopyProgress()
    effects.isIdle = false
    effects.isClosed = true
  }
}

extension PostgresError {
  /// Whether a prepared statement has outlived the tables it was planned for, or is not there at all.
  var spoilsPlan: Bool {
    sqlState == "0A000" && message.contains("cached plan") || sqlState == "26000"
  }
}
