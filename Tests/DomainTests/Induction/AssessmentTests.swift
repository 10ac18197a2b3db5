import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct AssessmentTests {
  /// Answers that can be signed.
  static func answers(_ progress: String = "satisfactory") throws -> [String: String] {
    var answers = Dictionary(
      uniqueKeysWithValues: try AssessmentForm.load().keys(.assessment).map { ($0, "Seen in many lessons.") })
    (answers["progress"], answers["support"]) = (progress, "yes")
    return answers
  }

  @Test("After a late registration each assessment covers its own part, and nothing after the end")
  func late() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content(startsOn: "2024-09-02")
      (content.qtsAwardedOn, content.courseBegunOn) = (day("2024-07-10"), day("2023-09-04"))
      let id = try await desk.begun(content, on: "2024-09-02").induction.id
      let assess = AssessInduction(desk.services)
      let first = try await assess.open(id, .assessment, number: 1, by: desk.tutor).facts
      let second = try await assess.open(id, .assessment, number: 2, by: desk.tutor).facts
      #expect(first["assessed_from"] == "2 September 2024" && first["assessed_to"] == "22 July 2025")
      #expect(
        first["terms_now"] == "3" && first["terms_served"] == "3" && first["days_now"] == first["days_served"]
      )
      #expect(
        second["assessed_from"] == "23 July 2025" && second["assessed_to"] == "21 July 2026", "\(second)")
      #expect(second["terms_now"] == "3" && second["terms_served"] == "6")
      let days = [first["days_now"], second["days_now"]].compactMap { $0.flatMap { Double($0) } }
      #expect(days.count == 2 && days.reduce(0, +) == second["days_served"].flatMap { Double($0) })
    }
  }

  @Test("An assessment of a time that is over names the posts and hours of that time, and none to come")
  func pastPosts() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content(startsOn: "2024-09-02")
      (content.qtsAwardedOn, content.courseBegunOn) = (day("2024-07-10"), day("2023-09-04"))
      let begun = try await desk.begun(content, on: "2024-09-02")
      _ = try await RecordInduction(desk.services).changeHours(
        try #require(begun.periods.first).id, of: begun.induction.id, from: day("2027-01-04"),
        fte: Decimal(string: "0.6"), expectedVersion: nil, by: desk.head)
      let facts = try await AssessInduction(desk.services).open(
        begun.induction.id, .assessment, number: 1, by: desk.tutor
      ).facts
      let posts = try #require(facts["periods"])
      #expect(posts.contains("from 2 September 2024") && !posts.contains("part time"), "\(posts)")
    }
  }

  @Test("Tutor, head, teacher and body sign one after another; what was signed stays as it was signed")
  func journey() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let assess = AssessInduction(desk.services)
      let teacher = try await desk.teacher()
      let opened = try await assess.open(begun.induction.id, .assessment, number: 1, by: desk.tutor)
      let id = opened.assessment.id
      #expect(
        try await assess.open(begun.induction.id, .assessment, number: 1, by: desk.head).assessment.id == id)
      #expect(
        try await outcome {
          _ = try await assess.open(begun.induction.id, .assessment, number: 9, by: desk.tutor)
        } == .notFound("assessment"))
      for actor in [teacher, desk.officer, desk.desk.stranger, desk.desk.recruiter, VacancyDesk.visitor] {
        #expect(try await outcome { _ = try await assess.find(id, by: actor) } == .notFound("assessment"))
      }
      let early = try await outcome { _ = try await assess.sign(id, expectedVersion: nil, by: desk.tutor) }
      #expect(early?.fields.count == 21)
      // Whole it need not be; what is chosen is one of what there is to choose.
      let bogus = try await outcome {
        _ = try await assess.save(
          id, ["progress": "bogus", "support": "maybe", "summary": ""], expectedVersion: nil, by: desk.tutor)
      }
      #expect(bogus?.fields == ["progress", "support"])
      let saved = try await assess.save(id, try Self.answers(), expectedVersion: 1, by: desk.tutor)
      #expect(saved.problems.isEmpty && saved.maySign)
      #expect(
        try await outcome {
          _ = try await assess.save(id, [:], expectedVersion: 1, by: desk.head)
        } == .staleVersion(current: 2))
      _ = try await assess.sign(id, expectedVersion: nil, by: desk.tutor)
      #expect(
        try await outcome { _ = try await assess.sign(id, expectedVersion: nil, by: desk.tutor) }?.isConflict
          == true)
      desk.clock.advance(seconds: 1)
      _ = try await assess.sign(id, expectedVersion: nil, by: desk.head)
      #expect(
        try await outcome { _ = try await assess.save(id, [:], expectedVersion: nil, by: desk.head) }?
          .isConflict
          == true)
      desk.clock.advance(seconds: 1)
      let confirmed = try await assess.sign(id, comments: "I agree.", expectedVersion: nil, by: teacher)
      #expect(confirmed.assessment.teacherComments == "I agree." && !confirmed.maySign)
      desk.clock.advance(seconds: 1)
      let received = try await assess.sign(id, expectedVersion: nil, by: desk.officer)
      #expect(received.assessment.state == .received)
      #expect(received.signatures.map(\.to) == [.drafted, .completed, .confirmed, .received])
      for signature in received.signatures {
        #expect(signature.facts["birth_date"] == "28 February 2001")
        #expect(signature.facts["terms_served"] != nil && signature.facts["days_served"] != nil)
        #expect(signature.facts["periods"]?.hasSuffix("on, full time") == true)
      }
      let told = "Formal assessment 1 of Nia Sample was received"
      for address in ["tutor@school.example", "head@example.org"] {
        #expect(try await desk.accounts.subjects(to: address).contains(told))
      }
      #expect(received.signatures.allSatisfy { $0.answers["1.strengths"] == "Seen in many lessons." })
      let record = try await ReadInductions(desk.services).find(begun.induction.id, by: teacher)
      #expect(record.due.first { $0.kind == .assessment && $0.number == 1 }?.doneOn == desk.services.today)
      await #expect(throws: PostgresError.self) {
        try await desk.services.pool.execute("UPDATE induction_signature SET content = '{}'")
      }
      for (address, words) in [
        ("head@example.org", "your turn"), ("nia@people.example", "your turn"),
        ("officer@example.org", "to be received"),
      ] {
        #expect(try await desk.accounts.subjects(to: address).contains { $0.contains(words) }, "\(address)")
      }
    }
  }

  @Test("Opened again it goes back to the tutor with a reason, and the signatures before stay")
  func reopening() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let assess = AssessInduction(desk.services)
      let id = try await assess.open(begun.induction.id, .review, number: 1, by: desk.tutor).assessment.id
      _ = try await assess.save(
        id, ["progress": "satisfactory", "summary": "Teaches calmly."], expectedVersion: nil, by: desk.tutor)
      _ = try await assess.sign(id, expectedVersion: nil, by: desk.tutor)
      desk.clock.advance(seconds: 1)
      for reason in ["", "x", "A mistake"] {
        #expect(
          try await outcome {
            _ = try await assess.reopen(id, reason: reason, expectedVersion: nil, by: desk.head)
          }
            == .invalid([
              FieldProblem(
                field: "reason", message: "Say why it is opened again, in 10 to 2,000 characters.")
            ]))
      }
      let open = try await assess.reopen(id, reason: "A wrong name.", expectedVersion: nil, by: desk.head)
      #expect(open.assessment.state == .draft && open.signatures.map(\.note) == ["", "A wrong name."])
      #expect(open.mayWrite && open.signatures.first?.answers["summary"] == "Teaches calmly.")
    }
  }

  @Test(
    "Unsatisfactory progress needs a support plan, and the body is told as soon as the head has completed it")
  func concern() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let assess = AssessInduction(desk.services)
      let id = try await assess.open(begun.induction.id, .interim, number: 1, by: desk.tutor).assessment.id
      var answers = try Self.answers("unsatisfactory")
      answers["support_plan"] = "Some."
      _ = try await assess.save(id, answers, expectedVersion: nil, by: desk.tutor)
      #expect(
        try await outcome { _ = try await assess.sign(id, expectedVersion: nil, by: desk.tutor) }?.fields
          == ["support_plan"])
      answers["support_plan"] = "Two observations a week by the mentor."
      _ = try await assess.save(id, answers, expectedVersion: nil, by: desk.tutor)
      _ = try await assess.sign(id, expectedVersion: nil, by: desk.tutor)
      _ = try await assess.sign(id, expectedVersion: nil, by: desk.head)
      #expect(
        try await desk.accounts.subjects(to: "officer@example.org").contains {
          $0.hasPrefix("Cause for concern")
        })
      for address in ["nia@people.example", "head@example.org"] {
        #expect(
          try await desk.accounts.subjects(to: address).contains { $0.hasPrefix("Cause for concern") })
      }
    }
  }

  @Test("Each regime has its form; what was written on an earlier one is shown with that one")
  func forms() throws {
    let (nqt, ect) = (try AssessmentForm.load(for: .nqt), try AssessmentForm.load(for: .ect))
    #expect(nqt.version != ect.version && nqt.progressQuestion.contains("third term"))
    #expect(ect.supportHint?.contains("mentor") == true && nqt.supportHint?.contains("mentor") == false)
    #expect(try AssessmentForm.load(version: "2024-09").supportQuestion == nil)
    #expect(!ect.keys(.review).contains("support") && ect.keys(.interim).contains("support"))
  }

  @Test("A formal assessment confirms the programme, or says what of it was missing")
  func support() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let assess = AssessInduction(desk.services)
      let id = try await assess.open(begun.induction.id, .assessment, number: 1, by: desk.tutor).assessment.id
      var answers = try Self.answers()
      (answers["support"], answers["support_note"]) = (nil, nil)
      let unsaid = try await assess.save(id, answers, expectedVersion: nil, by: desk.tutor)
      #expect(unsaid.problems.map(\.field) == ["support"])
      answers["support"] = "no"
      let bare = try await assess.save(id, answers, expectedVersion: nil, by: desk.tutor)
      #expect(bare.problems.map(\.field) == ["support_note"])
      answers["support_note"] = "No lessons were observed in October."
      #expect(try await assess.save(id, answers, expectedVersion: nil, by: desk.tutor).problems.isEmpty)
    }
  }

  @Test("Opening it again tells tutor, head and teacher why")
  func reopened() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let assess = AssessInduction(desk.services)
      let id = try await assess.open(begun.induction.id, .assessment, number: 1, by: desk.tutor).assessment.id
      _ = try await assess.save(id, try Self.answers(), expectedVersion: nil, by: desk.tutor)
      _ = try await assess.sign(id, expectedVersion: nil, by: desk.tutor)
      desk.clock.advance(seconds: 1)
      _ = try await assess.sign(id, expectedVersion: nil, by: desk.head)
      desk.clock.advance(seconds: 1)
      _ = try await desk.teacher()
      _ = try await assess.reopen(id, reason: "The days of absence.", expectedVersion: nil, by: desk.head)
      for address in ["tutor@school.example", "head@example.org", "nia@people.example"] {
        let bodies = try await desk.services.pool.query(
          """
          SELECT body FROM outbox_mail WHERE recipient = \(address)
            AND subject = 'Formal assessment 1 of Nia Sample was opened again'
          """
        ).map { try $0.decode("body", as: String.self) }
        #expect(bodies.count == 1 && bodies.allSatisfy { $0.contains("The days of absence.") })
      }
    }
  }

  @Test("Somebody is reminded seven days before, the day before, on the day, overdue, then weekly, once each")
  func reminders() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let due = try #require(begun.due.first)
      let remind = RemindOfInductionDue(desk.services)
      let ahead = desk.services.today.days(until: due.dueOn)
      var days: [Int] = []
      desk.clock.advance(days: Double(ahead - 9))
      for offset in -9...16 {
        let before = try await count(desk)
        while try await remind() > 0 {}
        while try await remind() > 0 {}
        if try await count(desk) > before { days.append(offset) }
        desk.clock.advance(days: 1)
      }
      #expect(days == [-7, -1, 0, 1, 8, 15])
      let heads = try await desk.accounts.subjects(to: "head@example.org").filter { $0.hasPrefix("Overdue") }
      #expect(heads.count == 3)
      // A worker that was away makes up for what it missed once.
      desk.clock.advance(days: 10)
      let before = try await count(desk)
      while try await remind() > 0 {}
      while try await remind() > 0 {}
      #expect(try await count(desk) == before + 1)
    }
  }

  private func count(_ desk: InductionDesk) async throws -> Int {
    try await desk.accounts.subjects(to: "tutor@school.example").count { $0.contains("Progress review 1 of") }
  }
}
