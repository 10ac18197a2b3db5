import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What agencies wrote of people, once its time is over")
struct AgencyErasureTests {
  private static let traces = ["ada@people.example", "Ada sings", "Ada Sample"]

  /// A person who agreed, applied and was turned down.
  private func turnedDown(_ agencies: AgencyDesk) async throws -> SentApplication {
    let (_, token) = try await agencies.submit(try await agencies.release().first)
    try await agencies.agree(token)
    let sent = try await agencies.apply(try await agencies.accounts.acting("ada@people.example"))
    let move = MoveApplication(agencies.services)
    for (state, reason) in [
      (ApplicationState.underConsideration, nil), (.unsuccessful, "Others were stronger."),
    ] {
      _ = try await move(
        sent.id, to: state, reason: reason, exception: "Alone.", expectedVersion: nil, by: agencies.head)
    }
    return sent
  }

  private func run(_ agencies: AgencyDesk, after days: Double) async throws {
    agencies.clock.advance(days: days)
    _ = try await RunRetention(agencies.services)()
  }

  @Test(
    "It goes with the application, the consent stays without a name, and then the account goes as any other")
  func withApplication() async throws {
    try await AgencyDesk.run { agencies async throws in
      let sent = try await turnedDown(agencies)
      try await run(agencies, after: 150)
      #expect(try await named(agencies) == 1)
      try await run(agencies, after: 60)
      #expect(try await named(agencies) == 0)
      for days in [365.0 * 6, 15, 120] { try await run(agencies, after: days) }
      let left = try await Leftovers(agencies.services).places(of: Self.traces + [sent.id.description])
      #expect(left.isEmpty, "\(left)")
      let consents = try await agencies.services.pool.value(
        "SELECT count(*) FROM agency_candidate WHERE state = 'consented' AND account_id IS NULL", as: Int.self
      )
      #expect(consents == 1)
    }
  }

  @Test("It is kept while the person is held")
  func held() async throws {
    try await AgencyDesk.run { agencies async throws in
      _ = try await turnedDown(agencies)
      _ = try await HoldRecords(agencies.services).person(
        "ada@people.example", reason: "A claim, number 7.", reviewOn: day("2027-07-01"),
        of: agencies.authority,
        by: agencies.officer)
      try await run(agencies, after: 300)
      #expect(try await named(agencies) == 1)
    }
  }

  private func named(_ agencies: AgencyDesk) async throws -> Int {
    try await agencies.services.pool.value(
      "SELECT count(*) FROM agency_candidate WHERE email_normal = 'ada@people.example'", as: Int.self)
  }
}
