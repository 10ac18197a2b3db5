import Domain
import Testing

@Suite("Diagrams of lives") struct StateDiagramTests {
  @Test("The pages show every state and every transition of the tables, and no other")
  func diagrams() throws {
    try StateDiagram.require(ApplicationState.transitions, on: "ApplicationLife")
    try StateDiagram.require(ActivityState.transitions, on: "ActivityLife")
    try StateDiagram.require(ObservationState.transitions, on: "SupportLife")
    let page = "PoolAndAgencyLife"
    try StateDiagram.require(PoolState.transitions, on: page, under: "An entry of the pool")
    try StateDiagram.require(PoolInterest.State.transitions, on: page, under: "A school’s interest")
    try StateDiagram.require(AgencyCandidateState.transitions, on: page, under: "A candidate of an agency")
  }

  @Test("Every state can be reached from the first")
  func reachable() {
    func reached<State: Hashable>(from first: State, _ table: [State: Set<State>]) -> Set<State> {
      var found: Set<State> = [first]
      while true {
        let further = found.union(found.flatMap { table[$0] ?? [] })
        if further == found { return found }
        found = further
      }
    }
    #expect(reached(from: PoolState.active, PoolState.transitions) == Set(PoolState.allCases))
    #expect(
      reached(from: PoolInterest.State.open, PoolInterest.State.transitions)
        == Set(PoolInterest.State.allCases))
    #expect(
      reached(from: AgencyCandidateState.asked, AgencyCandidateState.transitions)
        == Set(AgencyCandidateState.allCases))
  }
}
