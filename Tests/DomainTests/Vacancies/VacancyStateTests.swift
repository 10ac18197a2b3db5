import Domain
import Testing

@Suite struct VacancyStateTests {
  @Test("Every pair of states is allowed or refused as the table says")
  func everyPair() {
    let allowed: Set<[VacancyState]> = [
      [.draft, .published], [.draft, .withdrawn], [.published, .closed], [.published, .withdrawn],
    ]
    for from in VacancyState.allCases {
      for to in VacancyState.allCases {
        #expect(from.mayBecome(to) == allowed.contains([from, to]), "\(from) to \(to)")
      }
    }
  }
}
