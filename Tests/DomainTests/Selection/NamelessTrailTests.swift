import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What a school reads of its applicants while names are hidden, beside the applications")
struct NamelessTrailTests {
  @Test("The school's trail does not say whose account sent an application until names are known")
  func trail() async throws {
    try await SelectionDesk.run { desk async throws in
      try await desk.panel(anonymous: true)
      let read = ReadAuditTrail(desk.services)
      let extent = AuditQuery.Extent.organisation(desk.vacancy.place)
      func accounts() async throws -> [AccountID?] {
        try await read(AuditQuery(extent, action: "application.sent"), by: desk.head).items.map(
          \.actorAccount)
      }
      let ada = try desk.applicants[0].requireAccount().id
      func found() async throws -> Int {
        try await read(AuditQuery(extent, actor: ada), by: desk.head).items.count
      }
      #expect(try await accounts() == [nil, nil])
      #expect(try await found() == 0)
      let own = try await read(AuditQuery(extent, action: "selection"), by: desk.head).items
      #expect(own.allSatisfy { $0.actorAccount != nil }, "what staff did is theirs")
      try await desk.panel(anonymous: false)
      #expect(try await Set(accounts()) == Set(desk.applicants.map(\.account?.id)))
      #expect(try await found() == 1)
    }
  }

  @Test("Referees are numbered, without names and addresses")
  func referees() async throws {
    try await SelectionDesk.run { desk async throws in
      try await desk.panel(anonymous: true)
      let read = ReadReferences(desk.services)
      let hidden = try await read(desk.applications[0], by: desk.head).lines.map(\.referee)
      #expect(hidden.map(\.name) == (1...hidden.count).map { "Referee \($0)" } && !hidden.isEmpty)
      #expect(hidden.allSatisfy { $0.email.isEmpty && $0.telephone.isEmpty && !$0.relationship.isEmpty })
      try await desk.panel(anonymous: false)
      let shown = try await read(desk.applications[0], by: desk.head).lines.map(\.referee)
      #expect(shown.first?.name == "Bea Sample" && shown.first?.email == "bea@university.example")
    }
  }
}
