import Domain
import Postgres
import TestSupport
import Testing

@Suite struct ApplicationStateTests {
  @Test("The database holds the same states and transitions as the table in the domain layer")
  func sameTable() async throws {
    try await withServices { services, _ async throws in
      let states = try await services.pool.query("SELECT state FROM application_state ORDER BY position")
        .map { try $0.decode("state", as: ApplicationState.self) }
      #expect(states == ApplicationState.allCases)
      let rows = try await services.pool.query("SELECT from_state, to_state FROM application_transition")
      let stored = try rows.map { row in
        [
          try row.decode("from_state", as: ApplicationState.self),
          try row.decode("to_state", as: ApplicationState.self),
        ]
      }
      for from in ApplicationState.allCases {
        for to in ApplicationState.allCases {
          #expect(from.mayBecome(to) == stored.contains([from, to]), "\(from) to \(to)")
        }
      }
    }
  }

  @Test("Every state can be reached from sent, and a withdrawn application never stands again")
  func reachable() {
    var reached: Set<ApplicationState> = [.sent]
    while true {
      let further = reached.union(reached.flatMap { ApplicationState.transitions[$0] ?? [] })
      if further == reached { break }
      reached = further
    }
    #expect(reached == Set(ApplicationState.allCases))
    #expect(ApplicationState.transitions[.withdrawn] == [])
  }

  @Test("Nobody is offered a post without an interview, nor appointed without having accepted")
  func order() {
    let before = { (state: ApplicationState) in
      Set(ApplicationState.allCases.filter { $0.mayBecome(state) })
    }
    #expect(before(.offered) == [.interviewing])
    #expect(before(.accepted) == [.offered, .appointed])
    #expect(before(.unconditional) == [.accepted])
    #expect(before(.appointed) == [.accepted, .unconditional])
  }
}
