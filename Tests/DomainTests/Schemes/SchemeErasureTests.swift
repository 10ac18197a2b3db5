import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Keeping and erasing applications for schemes") struct SchemeErasureTests {
  private static let marker = "Qxsc5519"

  private func work(_ desk: InductionDesk) async throws {
    for task in ScheduledTask.all { _ = try await task.run(desk.services) }
  }

  /// An application with the marker in everything that is written.
  private func refused(_ desk: InductionDesk) async throws -> (Actor, Scheme, SchemeApplicationID) {
    let scheme = try await desk.scheme(
      SchemeDesk.content(criteria: [SchemeCriterion(.judged, wording: "A plan for the school.")]))
    let (teacher, _) = try await desk.completed()
    let id = try await ApplyForScheme(desk.services).send(
      scheme.id, statement: "\(Self.marker) would like to lead.", by: teacher
    ).id
    let decide = DecideSchemeApplication(desk.services)
    let criterion = try #require(scheme.content.criteria.first?.id)
    _ = try await decide.check(
      id, criterion, isMet: true, note: "\(Self.marker) has a plan.", by: desk.officer)
    _ = try await decide.refuse(
      id, reason: "\(Self.marker), not this year.", expectedVersion: nil, by: desk.officer)
    return (teacher, scheme, id)
  }

  @Test("What came to nothing is erased after a year; its data can be downloaded before")
  func nothing() async throws {
    try await InductionDesk.run { desk async throws in
      let (teacher, _, id) = try await refused(desk)
      let leftovers = try await Leftovers(desk.services)
      let data = try await DownloadOwnData(desk.services)(by: teacher)
      let held = try #require(data["scheme_applications"]?.array?.first?.object)
      #expect(held["statement"]?.string == "\(Self.marker) would like to lead.")
      #expect(held["facts"]?.object?["trn"] == "1234567")
      #expect(
        try await leftovers.tables(of: [Self.marker]).isSuperset(of: ["scheme_application", "scheme_check"]))
      desk.clock.advance(days: 360)
      try await work(desk)
      #expect(try await leftovers.tables(of: [Self.marker]).contains("scheme_application"))
      desk.clock.advance(days: 10)
      try await work(desk)
      #expect(try await leftovers.places(of: [Self.marker]).isEmpty)
      let kept = try await desk.services.pool.value(
        "SELECT state FROM scheme_application WHERE id = \(id) AND account_id IS NULL AND erased_at IS NOT NULL",
        as: SchemeApplicationState.self)
      #expect(kept == .refused)
    }
  }

  @Test(
    "Records of money stay for six years after the last payment, though the account is closed, then no name stays"
  )
  func award() async throws {
    try await InductionDesk.run { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      let (teacher, scheme, id) = try await refused(desk)
      let decide = DecideSchemeApplication(services)
      _ = try await decide.reopen(id, expectedVersion: nil, by: officer)
      _ = try await decide.award(id, pence: nil, expectedVersion: nil, by: officer)
      _ = try await ApplyForScheme(services).accept(id, expectedVersion: nil, by: teacher)
      let pay = PaySchemeAward(services)
      let planned = try await pay.plan(
        id, pence: 13_333, dueOn: day("2026-11-02"), expectedVersion: nil, by: officer)
      _ = try await pay.pay(try #require(planned.payments.first?.id), on: day("2026-11-02"), by: officer)
      _ = try await CloseOwnAccount(services)(password: AccountsFixture.password, by: teacher)
      let found = try await decide.find(id, by: officer).application
      #expect(found.state == .ended && found.name == "Nia Sample")
      let leftovers = try await Leftovers(services)
      desk.clock.advance(days: 365 * 6 - 5)
      try await work(desk)
      #expect(try await leftovers.tables(of: [Self.marker]).contains("scheme_application"))
      desk.clock.advance(days: 10)
      try await work(desk)
      desk.clock.advance(days: 200)
      try await work(desk)
      let places = try await leftovers.places(of: [Self.marker, "nia@people.example"])
      #expect(places.isEmpty, "\(places)")
      let budget = try await SchemeDesk.budget(scheme.id, services, by: officer)
      #expect(budget.spentPence == 13_333 && budget.committedPence == 13_333)
    }
  }

  @Test("Who closes their account leaves no open application, and an offer is free again")
  func closed() async throws {
    try await InductionDesk.run { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      let (teacher, scheme, id) = try await refused(desk)
      let decide = DecideSchemeApplication(services)
      _ = try await decide.reopen(id, expectedVersion: nil, by: officer)
      _ = try await decide.award(id, pence: nil, expectedVersion: nil, by: officer)
      let draft = try await desk.scheme(SchemeDesk.content("Second scheme"))
      _ = try await ApplyForScheme(services).save(draft.id, statement: "\(Self.marker) begins", by: teacher)
      _ = try await CloseOwnAccount(services)(password: AccountsFixture.password, by: teacher)
      #expect(try await SchemeDesk.budget(scheme.id, services, by: officer).awards == 0)
      let tables = try await Leftovers(services).tables(of: [Self.marker])
      #expect(!tables.contains("scheme_application") && !tables.contains("scheme_check"))
      let states = try await services.pool.query("SELECT state, erased_at FROM scheme_application")
      #expect(try states.map { try $0.decode("state", as: String.self) } == ["declined"])
    }
  }
}
