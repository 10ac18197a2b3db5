import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The end of a contract") struct ContractEndTests {
  @Test("It is kept from the registration; once it has passed while the post goes on, school and body know")
  func ended() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      (content.contractType, content.contractEndsOn) = (.fixedTerm, day("2027-08-31"))
      let begun = try await desk.begun(content)
      // A permanent one has no end, whatever was entered of it before.
      var lasting = InductionDesk.content(trn: "2345678", email: "ada@people.example")
      (lasting.contractType, lasting.contractEndsOn) = (.permanent, day("2027-08-31"))
      let other = try await desk.begun(lasting).induction.id
      let (id, school) = (begun.induction.id, desk.desk.school.id)
      let (record, read) = (RecordInduction(desk.services), ReadContractEnds(desk.services))
      #expect(begun.periods.map(\.contractEndsOn) == [day("2027-08-31")])
      // It is that of the post, whatever the hours.
      _ = try await record.changeHours(
        try #require(begun.periods.first).id, of: id, from: day("2027-04-12"), fte: Decimal(string: "0.6"),
        expectedVersion: nil, by: desk.head)
      try desk.goTo(day("2027-08-31"))
      #expect(try await read(at: school, by: desk.head).items.isEmpty)
      try desk.goTo(day("2027-09-01"))
      #expect(try await read(at: school, by: desk.head).items.map(\.endedOn) == [day("2027-08-31")])
      #expect(try await read(of: desk.authority.place, by: desk.officer).items.map(\.induction) == [id])
      #expect(
        try await outcome { _ = try await read(at: school, by: desk.desk.stranger) } == .notFound("school"))
      let found = try await ReadInductions(desk.services).find(id, by: desk.head)
      let ended = found.endedContracts(on: desk.services.today)
      #expect(ended.map(\.id) == found.periods.suffix(1).map(\.id))
      let last = try #require(ended.first)
      for wrong in ["2027-01-04", "2027-08-31"] {
        let refused = try await outcome {
          _ = try await record.changeContract(
            last.id, of: id, endsOn: day(wrong), expectedVersion: nil, by: desk.head)
        }
        #expect(refused?.fields == ["ends_on"], "\(wrong)")
      }
      let version = found.induction.version
      let changed = try await record.changeContract(
        last.id, of: id, endsOn: day("2028-08-31"), expectedVersion: version, by: desk.head)
      #expect(changed.periods.map(\.contractEndsOn) == [day("2028-08-31"), day("2028-08-31")])
      #expect(changed.events.contains { $0.title.contains("not Tuesday 31 August 2027") })
      #expect(try await read(at: school, by: desk.head).items.isEmpty)
      let late = try await outcome {
        _ = try await record.changeContract(
          last.id, of: id, endsOn: nil, expectedVersion: version, by: desk.officer)
      }
      #expect(late == .staleVersion(current: changed.induction.version))
      let open = try await record.changeContract(
        last.id, of: id, endsOn: nil, expectedVersion: nil, by: desk.officer)
      #expect(open.periods.allSatisfy { $0.contractEndsOn == nil })
      let audited = try await desk.services.pool.value(
        "SELECT count(*) FROM audit_event WHERE action = 'induction.contract_changed'", as: Int.self)
      #expect(audited == 2)
      try await Self.pages(desk, [id, other])
    }
  }

  /// However many there are, each is on one page, and in the file.
  private static func pages(_ desk: InductionDesk, _ all: Set<InductionID>) async throws {
    let (place, school) = (desk.authority.place, desk.desk.school.id)
    let read = ReadContractEnds(desk.services)
    // Of the same day, so that the order among them decides.
    try await desk.services.pool.execute("UPDATE induction_period SET contract_ends_on = '2027-08-31'")
    let first = try await read(of: place, limit: 1, by: desk.officer)
    let rest = try await read(of: place, limit: 1, after: first.next, by: desk.officer)
    #expect(first.items.count == 1 && rest.next == nil)
    #expect(Set((first.items + rest.items).map(\.induction)) == all)
    let begins = try await read(at: school, limit: 1, by: desk.head)
    let goesOn = try await read(at: school, limit: 1, after: begins.next, by: desk.head)
    #expect(Set((begins.items + goesOn.items).map(\.induction)) == all && goesOn.next == nil)
    for file in [
      try await read.csv(of: place, by: desk.officer), try await read.csv(at: school, by: desk.head),
    ] {
      #expect(file.hasPrefix("ended_on,name,reference,school,induction\r\n2027-08-31,Nia Sample,"))
      #expect(all.allSatisfy { file.contains($0.description) })
    }
    let refused = try await outcome { _ = try await read.csv(of: place, by: desk.head) }
    #expect(refused == .notFound("page"))
  }
}
