import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Keeping and erasing inductions") struct InductionErasureTests {
  private static let marker = "Qxvi8421"

  private static func content() -> RegistrationContent {
    var content = InductionDesk.content(email: "qxvi8421@people.example")
    (content.lastName, content.tutorName, content.mentorName) = (marker, "Tutor of \(marker)", "Mo \(marker)")
    return content
  }

  private func work(_ desk: InductionDesk) async throws {
    for task in ScheduledTask.all { _ = try await task.run(desk.services) }
  }

  @Test("An open induction keeps the account open; its data can be downloaded")
  func open() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.begun(Self.content())
      let teacher = try await desk.teacher("qxvi8421@people.example")
      #expect(
        try await outcome {
          _ = try await CloseOwnAccount(desk.services)(password: AccountsFixture.password, by: teacher)
        }?.isConflict == true)
      let data = try await DownloadOwnData(desk.services)(by: teacher)
      #expect(data["inductions"]?.array?.first?.object?["trn"] == "1234567")
      desk.clock.advance(days: 365 * 9)
      try await work(desk)
      #expect(try await desk.accounts.count("induction") == 1)
      #expect(
        try await desk.services.pool.value(
          "SELECT count(*) FROM account WHERE email = 'qxvi8421@people.example'", as: Int.self) == 1)
    }
  }

  @Test("Six years after it ended nothing is left of an induction in any table")
  func ended() async throws {
    try await InductionDesk.run { desk async throws in
      let sent = try await desk.submitted(Self.content())
      let decide = DecideRegistration(desk.services)
      _ = try await decide.query(sent.id, "Is it \(Self.marker)?", expectedVersion: nil, by: desk.officer)
      _ = try await SubmitRegistration(desk.services)(
        sent.id, answer: "\(Self.marker), yes.", expectedVersion: nil, by: desk.head)
      _ = try await decide.verify(sent.id, expectedVersion: nil, by: desk.officer)
      let accepted = try await decide.accept(
        sent.id, startsOn: day("2027-01-04"), expectedVersion: nil, by: desk.officer)
      let induction = try #require(accepted.induction)
      try await desk.services.pool.execute(
        "UPDATE induction SET state = 'left', state_changed_at = \(desk.clock.now) WHERE id = \(induction)")
      let leftovers = try await Leftovers(desk.services)
      desk.clock.advance(days: 365 * 6 - 10)
      try await work(desk)
      #expect(try await leftovers.tables(of: [Self.marker]).contains("induction"))
      desk.clock.advance(days: 20)
      try await work(desk)
      desk.clock.advance(days: 120)
      try await work(desk)
      let places = try await leftovers.places(
        of: [Self.marker, induction.description, accepted.id.description])
      #expect(places.isEmpty, "\(places)")
    }
  }

  @Test("A registration that came to nothing goes after a year")
  func draft() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await DraftRegistration(desk.services)(at: desk.desk.school.id, Self.content(), by: desk.head)
      desk.clock.advance(days: 300)
      try await work(desk)
      #expect(try await desk.accounts.count("induction_registration") == 1)
      desk.clock.advance(days: 100)
      try await work(desk)
      #expect(try await desk.accounts.count("induction_registration") == 0)
    }
  }
}
