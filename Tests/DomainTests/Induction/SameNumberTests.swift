import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("A registration with the number of an induction") struct SameNumberTests {
  /// A second registration of the desk's teacher, verified, with another name and address.
  private static func second(
    _ desk: InductionDesk, firstNames: String = "Nia", lastName: String = "Sample",
    email: String = "nia@people.example"
  ) async throws -> InductionRegistration {
    var content = InductionDesk.content(email: email)
    (content.firstNames, content.lastName) = (firstNames, lastName)
    let sent = try await desk.submitted(content, by: desk.desk.stranger)
    return try await DecideRegistration(desk.services).verify(sent.id, expectedVersion: nil, by: desk.officer)
  }

  private static func accept(
    _ id: RegistrationID, isSamePerson: Bool = false, _ desk: InductionDesk
  ) async throws {
    _ = try await DecideRegistration(desk.services).accept(
      id, startsOn: day("2027-01-04"), isSamePerson: isSamePerson, expectedVersion: nil, by: desk.officer)
  }

  @Test("Another surname and address stand beside those recorded, and are taken over once that is confirmed")
  func another() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let sent = try await Self.second(
        desk, firstNames: "Xavier", lastName: "Stranger", email: "xavier@people.example")
      let read = ReadRegistrations(desk.services)
      for actor in [desk.desk.stranger, desk.administrator] {
        #expect(try await read.find(sent.id, by: actor).sameNumber == nil)
      }
      let same = try #require(try await read.find(sent.id, by: desk.officer).sameNumber)
      #expect(same.induction == id && same.needsConfirmation)
      #expect(same.recorded.name == "Nia Sample" && same.recorded.email == "nia@people.example")
      #expect(same.registered.name == "Xavier Stranger" && same.registered.email == "xavier@people.example")
      #expect(same.differences == ["another surname", "another e-mail address"])
      #expect(try await outcome { try await Self.accept(sent.id, desk) }?.fields == ["same_person"])
      #expect(try await desk.record(id).induction.name == "Nia Sample")
      desk.clock.advance(seconds: 60)
      try await Self.accept(sent.id, isSamePerson: true, desk)
      let record = try await desk.record(id)
      #expect(record.induction.name == "Xavier Stranger" && record.periods.count == 2)
      let told = try await ReadTimeline(desk.services)(id, by: desk.officer).entries.first {
        $0.title.hasPrefix("Name changed")
      }
      #expect(
        told?.title == "Name changed from Nia Sample to Xavier Stranger; another e-mail address recorded")
      #expect(told?.detail.contains(sent.reference) == true)
      #expect(try await read.find(sent.id, by: desk.officer).sameNumber == nil)
    }
  }

  @Test("Other first names are told in the timeline, and need no confirmation; the same name leaves no trace")
  func firstNames() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let same = try await Self.second(desk, email: "NIA@people.example")
      try await Self.accept(same.id, desk)
      #expect(try await desk.record(id).events.isEmpty)
      let other = try await Self.second(desk, firstNames: "Antonia")
      try await Self.accept(other.id, desk)
      #expect(
        try await desk.record(id).events.map(\.title) == ["Name changed from Nia Sample to Antonia Sample"])
    }
  }

  @Test("A file of claims takes nobody for the same person whose surname or address is another")
  func file() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.begun(InductionDesk.content(startsOn: "2026-09-01"), on: "2026-09-01")
      var content = InductionDesk.content(email: "other@people.example", startsOn: "2026-10-26")
      content.lastName = "Other"
      let sent = try await desk.submitted(content, by: desk.desk.stranger)
      let file =
        "TRN,Date of birth,Induction programme,Induction period start date\n"
        + "1234567,2001-02-28,school-led,2026-10-26\n"
      for isDryRun in [true, false] {
        let report = try await ImportClaims(desk.services)(
          Array(file.utf8), of: desk.authority, isVerified: true, isDryRun: isDryRun, by: desk.officer)
        #expect(report.count(.faulty) == 1)
        #expect(report.rows[0].problems.joined().contains("another surname and another e-mail address"))
      }
      #expect(
        try await ReadRegistrations(desk.services).find(sent.id, by: desk.officer).registration.state
          == .submitted)
    }
  }

  @Test("What waits for the head: questions first, then drafts; a tutor is told of neither")
  func toDo() async throws {
    try await InductionDesk.run { desk async throws in
      let (read, school) = (ReadRegistrations(desk.services), desk.desk.school.id)
      let draft = try await DraftRegistration(desk.services)(at: school, by: desk.head)
      let sent = try await desk.submitted()
      #expect(try await read.toDo(at: school, by: desk.head).map(\.id) == [draft.id])
      _ = try await DecideRegistration(desk.services).query(
        sent.id, "Which class?", expectedVersion: nil, by: desk.officer)
      #expect(try await read.toDo(at: school, by: desk.head).map(\.id) == [sent.id, draft.id])
      #expect(try await read.toDo(at: school, by: desk.tutor).isEmpty)
      #expect(
        try await outcome { _ = try await read.toDo(at: school, by: desk.desk.stranger) }
          == .notFound("school"))
    }
  }
}
