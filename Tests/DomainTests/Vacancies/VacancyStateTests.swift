import Domain
import Postgres
import TestSupport
import Testing

@Suite struct VacancyStateTests {
  static let allowed: Set<[VacancyState]> = [
    [.draft, .awaitingApproval], [.draft, .scheduled], [.draft, .published], [.draft, .withdrawn],
    [.awaitingApproval, .draft], [.awaitingApproval, .scheduled], [.awaitingApproval, .published],
    [.awaitingApproval, .withdrawn],
    [.scheduled, .draft], [.scheduled, .published], [.scheduled, .withdrawn],
    [.published, .closed], [.published, .withdrawn],
    [.closed, .published], [.closed, .interviewing], [.closed, .filled], [.closed, .notFilled],
    [.interviewing, .published], [.interviewing, .filled], [.interviewing, .notFilled],
    [.filled, .interviewing], [.filled, .notFilled],
    [.notFilled, .interviewing], [.notFilled, .filled],
  ]

  @Test("Every pair of states is allowed or refused as the table says")
  func everyPair() {
    for from in VacancyState.allCases {
      for to in VacancyState.allCases {
        #expect(from.mayBecome(to) == Self.allowed.contains([from, to]), "\(from) to \(to)")
      }
    }
  }
}
