import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct CorrectTeacherAddressTests {
  private static func ids(_ desk: InductionDesk, _ actor: Actor) async throws -> [InductionID] {
    try await ReadInductions(desk.services).own(by: actor).own.map(\.id)
  }

  private static func audited(_ desk: InductionDesk) async throws -> Int {
    try await desk.services.pool.value(
      "SELECT count(*) FROM audit_event WHERE action = 'induction.address_corrected'", as: Int.self)
  }

  @Test("The corrected address decides whose induction it is, both addresses are told, and it is audited")
  func corrected() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, correct) = (begun.induction.id, CorrectTeacherAddress(desk.services))
      let (wrong, right) = (
        try await desk.teacher(), try await desk.teacher("nia.sample@people.example")
      )
      // Known by the account as well, as of somebody who applied here.
      try await desk.services.pool.execute(
        "UPDATE induction SET account_id = \(try #require(wrong.account).id) WHERE id = \(id)")
      #expect(try await Self.ids(desk, wrong) == [id])
      let now = try await correct(
        id, to: " Nia.Sample@people.example ", expectedVersion: begun.induction.version, by: desk.officer)
      #expect(now.induction.email == "Nia.Sample@people.example")
      #expect(try await Self.ids(desk, wrong).isEmpty)
      #expect(try await Self.ids(desk, right) == [id])
      for address in ["nia@people.example", "nia.sample@people.example"] {
        #expect(
          try await desk.accounts.subjects(to: address).contains { $0.contains("e-mail address") },
          "\(address)")
      }
      #expect(try await Self.audited(desk) == 1)
      let life = try await ReadTimeline(desk.services)(id, by: desk.head).entries.filter {
        $0.title == "Corrected: the teacher’s e-mail address"
      }
      #expect(life.count == 1 && life[0].who == desk.officer.account?.name, "\(life)")
      #expect(life.allSatisfy { !$0.detail.contains("@") })
      #expect(
        try await outcome {
          _ = try await correct(
            id, to: "other@people.example", expectedVersion: begun.induction.version, by: desk.officer)
        } == .staleVersion(current: now.induction.version))
      // The same again changes nothing.
      let again = try await correct(
        id, to: "Nia.Sample@people.example", expectedVersion: nil, by: desk.officer)
      #expect(again.induction.version == now.induction.version)
      #expect(try await Self.audited(desk) == 1)
    }
  }

  @Test("Only the body corrects it, also after the end, and impossible addresses are named")
  func refused() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let correct = CorrectTeacherAddress(desk.services)
      for address in ["", "nia", "nia@people", "a b@people.example", "Tutor@school.example"] {
        #expect(
          try await outcome {
            _ = try await correct(id, to: address, expectedVersion: nil, by: desk.officer)
          }?.fields == ["email"], "\(address)")
      }
      for actor in [desk.head, desk.tutor, desk.administrator] {
        #expect(
          try await outcome {
            _ = try await correct(id, to: "b@people.example", expectedVersion: nil, by: actor)
          }?.isNotAllowed == true)
      }
      for actor in [desk.desk.stranger, try await desk.teacher(), VacancyDesk.visitor] {
        #expect(
          try await outcome {
            _ = try await correct(id, to: "b@people.example", expectedVersion: nil, by: actor)
          } == .notFound("induction"))
      }
      try await desk.passed(id)
      let ended = try await correct(id, to: "b@people.example", expectedVersion: nil, by: desk.officer)
      #expect(ended.induction.email == "b@people.example" && ended.induction.state == .satisfactory)
    }
  }

  @Test("Who goes on at another school is known by what that school has entered, and so is the body")
  func goesOn() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let id = begun.induction.id
      let before = try await desk.teacher()
      try await desk.services.pool.execute(
        "UPDATE induction SET account_id = \(try #require(before.account).id) WHERE id = \(id)")
      desk.clock.advance(days: 270)
      _ = try await RecordInduction(desk.services).endPeriod(
        try #require(begun.periods.first).id, of: id, on: day("2027-07-21"), leavesTeaching: false,
        expectedVersion: nil, by: desk.head)
      try await desk.services.pool.execute("UPDATE appropriate_body SET acts_until = '2027-07-31'")
      _ = try await ManageAppropriateBodies(desk.services).setBody(
        "Another Body", of: desk.authority, from: day("2027-08-01"), until: nil, source: "A test’s agreement",
        by: .operatorAtCommandLine)
      var content = InductionDesk.content(email: "nia.married@people.example", startsOn: "2027-09-01")
      content.lastName = "Example"
      let second = try await desk.begun(content, on: "2027-09-01", by: desk.desk.stranger)
      #expect(second.induction.id == id && second.induction.name == "Nia Example")
      #expect(second.induction.email == "nia.married@people.example")
      #expect(second.induction.bodyName == "Another Body")
      #expect(try await Self.ids(desk, before).isEmpty)
      #expect(try await Self.ids(desk, try await desk.teacher("nia.married@people.example")) == [id])
      #expect(
        try await desk.accounts.subjects(to: "nia@people.example").contains {
          $0.contains("another e-mail address")
        })
    }
  }

  @Test("The same address keeps the account that is known")
  func keepsAccount() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let known = try #require(try await desk.teacher().account).id
      try await desk.services.pool.execute(
        "UPDATE induction SET account_id = \(known) WHERE id = \(begun.induction.id)")
      desk.clock.advance(days: 270)
      _ = try await RecordInduction(desk.services).endPeriod(
        try #require(begun.periods.first).id, of: begun.induction.id, on: day("2027-07-21"),
        leavesTeaching: false, expectedVersion: nil, by: desk.head)
      _ = try await desk.begun(
        InductionDesk.content(email: "NIA@people.example", startsOn: "2027-09-01"), on: "2027-09-01",
        by: desk.desk.stranger)
      #expect(
        try await desk.services.pool.value("SELECT account_id FROM induction", as: AccountID.self) == known)
    }
  }
}
