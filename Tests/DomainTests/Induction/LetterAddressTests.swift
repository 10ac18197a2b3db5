import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Addresses and names of letters, and letters on what came of an appeal") struct LetterAddressTests {
  private static func desk(_ body: (InductionDesk) async throws -> Void) async throws {
    try await InductionDesk.run { desk async throws in
      try await desk.services.pool.execute(
        """
        UPDATE school SET street = '1 High Street', locality = NULL, address3 = ' ', town = 'Sampletown',
          postcode = 'RM17 6SL' WHERE urn = '900101'
        """)
      _ = try await ManageAppropriateBodies(desk.services).setBody(
        "Sample Appropriate Body", of: desk.authority, from: day("2012-09-01"), until: nil,
        source: "A test’s agreement", address: "Civic Offices\r\n\r\n  New Road\r\nGrays",
        by: desk.administrator)
      try await body(desk)
    }
  }

  @Test("Every letter says from whom and to where it goes; its file is named by kind, person and day")
  func addresses() async throws {
    try await Self.desk { desk async throws in
      let id = try await desk.begun().induction.id
      let teacher = try await desk.teacher()
      try await desk.decided(id, .extension, teacher: teacher)
      let all = try await InductionLetters(desk.services).list(id, by: desk.officer)
      #expect(all.allSatisfy { $0.sender == "Sample Appropriate Body\nCivic Offices\nNew Road\nGrays" })
      let school = "Sample Primary School\n1 High Street\nSampletown\nRM17 6SL"
      #expect(
        all.map(\.address) == [
          "Care of \(school)\nE-mail: nia@people.example", school, "Care of \(school)",
          "Teaching Regulation Agency\nCheylesmore House\n5 Quinton Road\nCoventry\nCV1 2WT",
        ])
      #expect(
        all.map(\.fileName) == [
          "decision-letter-teacher-nia-sample-2026-11-02.pdf",
          "decision-letter-head-nia-sample-2026-11-02.pdf",
          "decision-letter-employer-nia-sample-2026-11-02.pdf",
          "decision-letter-secretary-of-state-nia-sample-2026-11-02.pdf",
        ])
      // The right to appeal says where an appeal goes.
      #expect(all[0].body.contains("Cheylesmore House"))
      #expect(all[2].addressee == "The employer of the teachers at Sample Primary School")
      await #expect(throws: PostgresError.self) {
        try await desk.services.pool.execute("UPDATE induction_letter SET address = ''")
      }
    }
  }

  @Test("What is left out of a later change of the body stays: its address")
  func bodyAddress() async throws {
    try await Self.desk { desk async throws in
      let manage = ManageAppropriateBodies(desk.services)
      let kept = try await manage.setBody(
        "Other Name", of: desk.authority, from: day("2012-09-01"), until: nil, source: "Another agreement",
        by: desk.administrator)
      #expect(kept.name == "Other Name" && kept.address == "Civic Offices\nNew Road\nGrays")
      #expect(
        try await outcome {
          _ = try await manage.setBody(
            "Other Name", of: desk.authority, from: day("2012-09-01"), until: nil,
            source: "Another agreement",
            address: String(repeating: "a", count: 501), by: desk.administrator)
        }?.fields == ["address"])
    }
  }

  @Test(
    "Teacher, head and employer get a letter on what came of an appeal",
    arguments: [
      (AppealStep.allow, "was allowed. Nia Sample has completed induction satisfactorily"),
      (.dismiss, "was dismissed. The decision stands"),
      (.vary, "was decided: induction is extended by 2 terms, and goes on"),
    ])
  func outcomes(_ step: AppealStep, _ words: String) async throws {
    try await Self.desk { desk async throws in
      var content = InductionDesk.content()
      content.institution = "maintained"
      let id = try await desk.begun(content).induction.id
      let teacher = try await desk.teacher()
      try await desk.decided(id, .notSatisfactory, teacher: teacher)
      let (appeals, letters) = (AppealInduction(desk.services), InductionLetters(desk.services))
      let open = try #require(try await appeals.list(id, by: teacher).first)
      desk.clock.advance(seconds: 1)
      _ = try await appeals.record(
        .lodge, AppealEntry(text: "My support plan was never put into practice."), of: open.id,
        expectedVersion: nil, by: teacher)
      desk.clock.advance(seconds: 1)
      _ = try await appeals.record(
        step,
        AppealEntry(
          on: day("2026-11-02"), text: "No support was given.", terms: step == .vary ? 2 : nil,
          resumesOn: step == .vary ? day("2027-04-19") : nil),
        of: open.id, expectedVersion: nil, by: desk.officer)
      let all = try await letters.list(id, by: desk.officer).filter { $0.appeal == open.id }
      #expect(all.map(\.recipient) == [.teacher, .head, .employer])
      for letter in all {
        let isOwn = letter.recipient == .teacher
        let said = isOwn ? words.replacing("Nia Sample has", with: "You have") : words
        #expect(letter.kind == .appealOutcome && letter.body.contains(said), "\(letter.body)")
        let openings: [InductionLetter.Recipient: String] = [
          .teacher: "Dear Nia Sample,\n\nYour appeal against",
          .head: "Dear head teacher,\n\nThe appeal of Nia Sample",
          .employer: "Dear Sir or Madam,\n\nThe appeal of Nia Sample",
        ]
        #expect(letter.body.hasPrefix(try #require(openings[letter.recipient])))
        let end = letter.recipient == .employer ? "faithfully" : "sincerely"
        #expect(letter.body.contains("\n\nYours \(end)\n\n"))
        #expect(letter.body.contains("No support was given.") && !letter.address.isEmpty)
        #expect(letter.fileName.hasPrefix("appeal-outcome-letter-\(letter.recipient.rawValue)-nia-sample-"))
        #expect(letter.body.contains("ends by") == (step == .dismiss))
      }
      #expect(try await letters.list(id, by: teacher).filter { $0.appeal != nil }.count == 1)
      #expect(try await letters.list(id, by: desk.head).filter { $0.appeal != nil }.count == 2)
      for (address, subject) in [
        ("nia@people.example", "\(step.title) in your induction"),
        ("head@example.org", "\(step.title) in the induction of Nia Sample"),
      ] {
        #expect(
          try await desk.accounts.subjects(to: address).filter { $0.hasPrefix(step.title) } == [subject])
      }
      // How the letter on the appeal went moves no time to appeal.
      desk.clock.advance(days: 2)
      _ = try await letters.markSent(all[0].id, .post, on: day("2026-11-03"), by: desk.officer)
      let after = try #require(try await appeals.list(id, by: teacher).first)
      #expect(after.appealBy == open.appealBy && after.noticeMeans == open.noticeMeans)
    }
  }

  @Test(
    "Names of files have small letters and digits alone",
    arguments: [
      (
        ["Decision", "Zoë O’Neill-Ó Súilleabháin", "2026-11-02"],
        "decision-zoe-oneill-o-suilleabhain-2026-11-02.pdf"
      ),
      (["../etc", "a\"b\nc"], "etc-a-b-c.pdf"), (["", "…"], "file.pdf"),
    ])
  func fileNames(_ parts: [String], _ name: String) {
    let made =
      switch parts.count {
      case 3: FileName.make(parts[0], parts[1], parts[2], suffix: "pdf")
      default: FileName.make(parts[0], parts[1], suffix: "pdf")
      }
    #expect(made == name)
  }
}
