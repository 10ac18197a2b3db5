import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Shortlisting without names") struct AnonymityTests {
  private static let secrets = [
    "Ada", "Mysterious", "Bea Sample", "bea@university.example", "1 Example Street", "RM17", "01375",
  ]

  private static func text(_ whole: WholeApplication) throws -> String {
    let answers = String(decoding: try JSONEncoder().encode(whole.answers), as: UTF8.self)
    return answers.replacing("taught Adans to read", with: "") + whole.application.applicantName
  }

  @Test("leaves out of the application whatever says who somebody is, for everybody at the school")
  func application() async throws {
    try await SelectionDesk.run { desk async throws in
      try await desk.panel(anonymous: true)
      for actor in [desk.head, desk.recruiter, desk.member, .operatorAtCommandLine] {
        let whole = try await ReadApplication(desk.services)(desk.applications[0], by: actor)
        let said = try Self.text(whole)
        for secret in Self.secrets { #expect(!said.contains(secret), "\(secret)") }
        #expect(whole.application.applicantName == "Applicant 1")
        #expect(
          whole.answers["statement"]?["statement"] == "I, [name], taught Adans to read.")
        #expect(whole.answers["support"] == nil && whole.form.sections.allSatisfy { $0.key != "personal" })
        #expect(whole.answers["referees"]?["entries"]?.array?.first?.object?["relationship"] != nil)
        #expect(whole.answers["declarations"]?["lived_abroad"] == nil, "it says where somebody is from")
        #expect(whole.answers["education"] == nil, "the end of education says how old somebody is")
        #expect(whole.answers["qualifications"]?["entries"]?.array?.count == 1)
      }
      let own = try await ReadApplication(desk.services)(desk.applications[0], by: desk.applicants[0])
      #expect(own.answers["personal"]?["first_names"] == "Ada" && own.answers["support"] != nil)
      #expect(own.application.applicantName(for: desk.applicants[0]) == "Ada Mysterious")
    }
  }

  @Test("holds in lists, searches, files and answers to decisions")
  func lists() async throws {
    try await SelectionDesk.run { desk async throws in
      try await desk.panel(anonymous: true)
      let list = ListApplications(desk.services)
      let names = try await list.received(vacancy: desk.vacancy.id, by: desk.head).items.map(\.applicantName)
      #expect(names == ["Applicant 2", "Applicant 1"])
      let every = try await list.every(by: .operatorAtCommandLine).items.map(\.applicantName)
      #expect(every == names)
      var filter = ShortlistFilter()
      filter.words = "mysterious"
      #expect(try await ReadShortlist(desk.services)(desk.vacancy.id, filter, by: desk.head).total == 0)
      filter.words = "TAUGHT Adans"
      #expect(try await ReadShortlist(desk.services)(desk.vacancy.id, filter, by: desk.head).total == 1)
      let file = try await ExportShortlist(desk.services)(desk.vacancy.id, by: desk.head)
      #expect(!file.contains("Mysterious") && file.contains("Applicant 2"))
      let moved = try await MoveApplication(desk.services)(
        desk.applications[0], to: .underConsideration, reason: nil, expectedVersion: nil, by: desk.head)
      #expect(moved.applicantName == "Applicant 1")
      let own = try await list.own(by: desk.applicants[0]).items
      #expect(own.map { $0.applicantName(for: desk.applicants[0]) } == ["Ada Mysterious"])
    }
  }

  @Test("takes out of what they wrote how to reach them, and finds no word of it")
  func contacts() async throws {
    try await SelectionDesk.run(applicants: 0) { desk async throws in
      let (actor, first) = try await SelectionDesk.apply("Zoe", to: desk.vacancy, desk.services)
      _ = try await WithdrawApplication(desk.services)(first, by: actor)
      let id = try await SendApplication(desk.services)(
        vacancy: desk.vacancy.id,
        statement: """
          i, zoe, am at ZOE@people.example or +44 1375 000000. Call me mysterious. \
          See zoe.example/cv or 1 Example Street.
          """,
        submission: UUID(), by: actor
      ).application.id
      try await desk.panel(anonymous: true)
      let whole = try await ReadApplication(desk.services)(id, by: desk.head)
      #expect(
        whole.answers["statement"]?["statement"]
          == """
          i, [name], am at [contact details] or [contact details]. Call me [name]. \
          See [contact details] or [contact details].
          """)
      #expect(whole.ownAddress == nil && whole.email == nil)
      #expect(whole.answers["declarations"]?["true"] == "yes", "what was ticked stays as it is")
      for words in ["zoe,", "people.example", "000000", "mysterious", "example/cv"] {
        var filter = ShortlistFilter()
        filter.words = words
        let found = try await ReadShortlist(desk.services)(desk.vacancy.id, filter, by: desk.head)
        #expect(found.total == 0, "\(words)")
      }
    }
  }

  @Test("gives numbers in the order of sending that never change, whoever comes or goes")
  func numbers() async throws {
    try await SelectionDesk.run(applicants: 3) { desk async throws in
      try await desk.panel(anonymous: true)
      _ = try await WithdrawApplication(desk.services)(desk.applications[1], by: desk.applicants[1])
      let (_, fourth) = try await SelectionDesk.apply("Zoe", to: desk.vacancy, desk.services)
      try await desk.panel(anonymous: false)
      let (_, fifth) = try await SelectionDesk.apply("Yan", to: desk.vacancy, desk.services)
      try await desk.panel(anonymous: true)
      var numbers: [Int?] = []
      for id in desk.applications + [fourth, fifth] {
        numbers.append(
          try await ReadApplication(desk.services)(id, by: desk.head).application.applicantNumber)
      }
      #expect(numbers == [1, 2, 3, 4, 5])
    }
  }

  @Test("ends when the shortlist is agreed, and can't be switched once scores were submitted")
  func ends() async throws {
    try await SelectionDesk.run { desk async throws in
      #expect(try await desk.panel(anonymous: true).namesStay == nil)
      try await desk.siftAll([3, 0])
      let reading = ReadPanel(desk.services)
      #expect(
        try await reading(desk.vacancy.id, by: desk.head).namesStay
          == "Names stay hidden until the shortlist is agreed, because scores have been submitted.")
      let off = try await outcome { try await desk.panel(anonymous: false) }
      #expect(off?.isConflict == true)
      _ = try await AgreeShortlist(desk.services)(
        desk.vacancy.id, .shortlist, try await desk.choices([0]), by: desk.head)
      let whole = try await ReadApplication(desk.services)(desk.applications[0], by: desk.head)
      #expect(whole.application.applicantName == "Ada Mysterious" && whole.answers["personal"] != nil)
      #expect(whole.answers["support"] != nil, "adjustments matter from the shortlist on")
      let panel = try await ReadApplication(desk.services)(desk.applications[0], by: desk.member)
      #expect(panel.answers["support"] == nil && panel.answers["personal"] != nil)
      let other = try await ReadApplication(desk.services)(desk.applications[1], by: desk.head)
      #expect(other.answers["support"] == nil)
      let on = try await outcome { try await desk.panel(anonymous: true) }
      #expect(on == nil, "the choice stands as it was; nothing changes")
      #expect(
        try await reading(desk.vacancy.id, by: desk.head).namesStay
          == "Names stay shown, because the shortlist is agreed.")
      #expect(try await outcome { _ = try await desk.panel(anonymous: false) }?.isConflict == true)
      #expect(try await SelectionStore.read(desk.vacancy.id, in: desk.services.pool).hidesNames == false)
    }
  }
}
