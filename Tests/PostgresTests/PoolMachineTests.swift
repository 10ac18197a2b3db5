import Testing

@testable import Postgres

private final class Link {}

private struct Ask: PoolRequest, Equatable {
  let id: Int
  var mayShare = false
  func isSame(as other: Ask) -> Bool { id == other.id }
}

@Suite struct PoolMachineTests {
  private typealias Machine = PoolMachine<Link, Ask>
  private let never = Monotonic.never

  /// The requests an action gives a connection to.
  private func served(_ action: Machine.Action) -> [Int] {
    if case .assign(_, let asks) = action { asks.map(\.id) } else { [] }
  }

  private func ask(_ machine: inout Machine, _ ask: Ask, until deadline: Monotonic) throws -> [Int] {
    served(try machine.request(ask, deadline: deadline).get())
  }

  @Test("Connections are opened as they are needed, and never more than allowed")
  func opening() throws {
    var machine = Machine(size: 2)
    #expect(try ask(&machine, Ask(id: 1), until: never).isEmpty)
    #expect(machine.connectionsToOpen() == 1)
    #expect(machine.connectionsToOpen() == 0)
    for id in 2...5 { #expect(try ask(&machine, Ask(id: id), until: never).isEmpty) }
    #expect(machine.connectionsToOpen() == 1)
    #expect(machine.connectionsToOpen() == 0)
    #expect(served(machine.opened(Link())) == [1])
    machine.openFailed()
    #expect(machine.connectionsToOpen() == 1)
    #expect(served(machine.opened(Link())) == [2])
    #expect(machine.connectionsToOpen() == 0)
  }

  @Test("Who comes first is served first")
  func order() throws {
    var machine = Machine(size: 1)
    let link = Link()
    for id in 1...4 { _ = try ask(&machine, Ask(id: id), until: never) }
    #expect(machine.connectionsToOpen() == 1)
    #expect(served(machine.opened(link)) == [1])
    let withdrawn = [3, 3, 1].map { machine.withdraw(Ask(id: $0)) }
    #expect(withdrawn == [true, false, false])
    #expect(served(machine.released(link)) == [2])
    #expect(served(machine.released(link)) == [4])
    #expect(served(machine.released(link)).isEmpty)
    #expect(try ask(&machine, Ask(id: 5), until: never) == [5])
  }

  @Test("Quick statements are shared out evenly, and never overtake a lease")
  func sharing() throws {
    var machine = Machine(size: 2)
    let (first, second) = (Link(), Link())
    for id in 1...2 { _ = try ask(&machine, Ask(id: id), until: never) }
    #expect(machine.connectionsToOpen() == 2)
    _ = machine.opened(first)
    _ = machine.opened(second)
    for id in 3...8 { _ = try ask(&machine, Ask(id: id, mayShare: true), until: never) }
    _ = try ask(&machine, Ask(id: 9), until: never)
    _ = try ask(&machine, Ask(id: 10, mayShare: true), until: never)
    #expect(served(machine.released(first)) == [3, 4, 5, 6])
    #expect(served(machine.released(second)) == [7, 8])
    #expect(served(machine.released(first)) == [9])
    #expect(served(machine.released(second)) == [10])
  }

  @Test("Who waits too long is turned away, in order")
  func expiry() throws {
    var machine = Machine(size: 1)
    for id in 1...3 {
      _ = try ask(&machine, Ask(id: id), until: Monotonic(nanoseconds: UInt64(id) * 10))
    }
    #expect(machine.nextDeadline == Monotonic(nanoseconds: 10))
    #expect(machine.expire(Monotonic(nanoseconds: 25)).map(\.id) == [1, 2])
    #expect(machine.nextDeadline == Monotonic(nanoseconds: 30))
  }

  @Test("A lost connection makes room for another")
  func loss() throws {
    var machine = Machine(size: 1)
    let link = Link()
    _ = try ask(&machine, Ask(id: 1), until: never)
    #expect(machine.connectionsToOpen() == 1)
    _ = machine.opened(link)
    _ = try ask(&machine, Ask(id: 2), until: never)
    machine.lost(link)
    machine.putBack([Ask(id: 1)], deadline: never)
    #expect(machine.connectionsToOpen() == 1)
    #expect(served(machine.released(link)).isEmpty)
    #expect(machine.idle.isEmpty)
    let other = Link()
    #expect(served(machine.opened(other)) == [1])
    #expect(served(machine.released(other)) == [2])
  }

  @Test("A shut down pool serves those who wait, and nobody else")
  func shutDown() throws {
    var machine = Machine(size: 1)
    let link = Link()
    _ = try ask(&machine, Ask(id: 1), until: never)
    #expect(machine.connectionsToOpen() == 1)
    _ = machine.opened(link)
    _ = try ask(&machine, Ask(id: 2), until: never)
    #expect(machine.shutDown().isEmpty)
    #expect(throws: Machine.Failure(reason: .shutDown)) { try ask(&machine, Ask(id: 3), until: never) }
    #expect(!machine.isDrained)
    #expect(served(machine.released(link)) == [2])
    guard case .close = machine.released(link) else {
      Issue.record("the last connection is closed")
      return
    }
    #expect(machine.isDrained)
  }

  @Test("Whatever happens in whatever order, nobody is lost, served twice or overtaken")
  func randomWalk() throws {
    var generator = SplitMix(state: 42)
    for _ in 0..<200 {
      var machine = Machine(size: 3)
      var (links, asked, answered): ([Link], Int, [Int]) = ([], 0, [])
      func note(_ action: Machine.Action) {
        if case .assign(let link, let asks) = action {
          answered += asks.map(\.id)
          links.append(link)
        }
      }
      var (opening, withdrawn): (Int, Set<Int>) = (0, [])
      for _ in 0..<100 {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1:
          asked += 1
          note(
            try machine.request(Ask(id: asked, mayShare: Bool.random(using: &generator)), deadline: never)
              .get())
        case 2 where opening > 0:
          opening -= 1
          note(machine.opened(Link()))
        case 3 where !links.isEmpty:
          note(machine.released(links.remove(at: Int.random(in: 0..<links.count, using: &generator))))
        case 4 where !links.isEmpty: machine.lost(links.removeFirst())
        case 5 where asked > 0:
          let id = Int.random(in: 1...asked, using: &generator)
          if machine.withdraw(Ask(id: id)) { withdrawn.insert(id) }
        default: break
        }
        opening += machine.connectionsToOpen()
        #expect(machine.connectionCount + machine.opening <= 3)
      }
      #expect(answered == answered.sorted() && Set(answered).count == answered.count)
      #expect(withdrawn.isDisjoint(with: answered))
      #expect(answered.count + withdrawn.count + machine.waitingCount == asked)
    }
  }
}
