import Domain
import Testing

@Suite struct ApplicationStateTests {
  @Test("Every pair of states is allowed or refused as the table says")
  func everyPair() {
    let allowed: Set<[ApplicationState]> = [
      [.sent, .underConsideration], [.sent, .unsuccessful], [.sent, .withdrawn],
      [.underConsideration, .unsuccessful], [.underConsideration, .withdrawn],
      [.unsuccessful, .underConsideration],
    ]
    for from in ApplicationState.allCases {
      for to in ApplicationState.allCases {
        #expect(from.mayBecome(to) == allowed.contains([from, to]), "\(from) to \(to)")
      }
    }
  }
}
