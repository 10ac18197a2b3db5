import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What of assessments is open to whom, and until when") struct AssessmentAccessTests {
  /// A review that the head has completed.
  private static func completed(_ desk: InductionDesk, _ induction: InductionID) async throws -> AssessmentID
  {
    let assess = AssessInduction(desk.services)
    let id = try await assess.open(induction, .review, number: 1, by: desk.tutor).assessment.id
    try await complete(desk, id, "Teaches calmly and well.")
    return id
  }

  private static func complete(_ desk: InductionDesk, _ id: AssessmentID, _ summary: String) async throws {
    let assess = AssessInduction(desk.services)
    _ = try await assess.save(
      id, ["progress": "satisfactory", "summary": summary], expectedVersion: nil, by: desk.tutor)
    for signer in [desk.tutor, desk.head] {
      desk.clock.advance(seconds: 1)
      _ = try await assess.sign(id, expectedVersion: nil, by: signer)
    }
    desk.clock.advance(seconds: 1)
  }

  @Test(
    "Once the induction is decided nothing is written, signed or opened again",
    arguments: [InductionOutcome.satisfactory, .notSatisfactory])
  func decided(_ end: InductionOutcome) async throws {
    try await InductionDesk.run { desk async throws in
      let induction = try await desk.begun().induction.id
      let (assess, teacher) = (AssessInduction(desk.services), try await desk.teacher())
      let completed = try await Self.completed(desk, induction)
      let draft = try await assess.open(induction, .review, number: 2, by: desk.tutor).assessment.id
      try await desk.decided(induction, end, teacher: teacher)
      for actor in [desk.tutor, desk.head, .operatorAtCommandLine] {
        let found = try await assess.find(draft, by: actor)
        #expect(!found.mayWrite && !found.maySign && !found.mayReopen)
        #expect(
          try await outcome {
            _ = try await assess.save(draft, ["summary": "Late."], expectedVersion: nil, by: actor)
          }?.isConflict == true)
      }
      let refused = try await outcome {
        _ = try await assess.sign(completed, expectedVersion: nil, by: teacher)
      }
      #expect(refused?.isConflict == true)
      for actor in [desk.head, desk.officer, teacher, .operatorAtCommandLine] {
        #expect(try await assess.find(completed, by: actor).mayReopen == false)
        let reopened = try await outcome {
          _ = try await assess.reopen(completed, reason: "A wrong name.", expectedVersion: nil, by: actor)
        }
        #expect(reopened?.isConflict == true)
      }
    }
  }

  @Test("Of what was opened again teacher, body and download show what was last completed")
  func halfWritten() async throws {
    try await InductionDesk.run { desk async throws in
      let induction = try await desk.begun().induction.id
      let (assess, teacher) = (AssessInduction(desk.services), try await desk.teacher())
      let id = try await Self.completed(desk, induction)
      _ = try await assess.sign(id, comments: "I agree.", expectedVersion: nil, by: teacher)
      desk.clock.advance(seconds: 1)
      _ = try await assess.reopen(id, reason: "The wrong days.", expectedVersion: nil, by: desk.head)
      _ = try await assess.save(
        id, ["progress": "unsatisfactory", "summary": "Half a thought"], expectedVersion: nil, by: desk.tutor)
      #expect(try await assess.find(id, by: desk.head).assessment.answers["summary"] == "Half a thought")
      for reader in [teacher, desk.officer] {
        let seen = try await assess.find(id, by: reader)
        #expect(seen.assessment.answers["summary"] == "Teaches calmly and well.")
        #expect(seen.assessment.teacherComments == "I agree." && seen.showsLastCompleted)
        #expect(seen.problems.isEmpty && !seen.maySign && !seen.mayReopen && !seen.mayWrite)
        #expect(seen.signatures.map(\.to) == [.drafted, .completed, .confirmed, .draft])
      }
      let download = try await DownloadOwnData(desk.services)(by: teacher)
      #expect(!"\(download)".contains("Half a thought") && "\(download)".contains("Teaches calmly and well."))
      // The tutor signs the draft: still nothing new for them.
      try await Self.sign(desk, id, "Half a thought, signed.")
      let seen = try await assess.find(id, by: teacher)
      #expect(seen.signatures.count == 4 && seen.assessment.answers["summary"] == "Teaches calmly and well.")
      desk.clock.advance(seconds: 1)
      _ = try await assess.sign(id, expectedVersion: nil, by: desk.head)
      let fresh = try await assess.find(id, by: teacher)
      #expect(fresh.assessment.answers["summary"] == "Half a thought, signed." && fresh.maySign)
      #expect(fresh.assessment.teacherComments.isEmpty && fresh.signatures.count == 6)
    }
  }

  private static func sign(_ desk: InductionDesk, _ id: AssessmentID, _ summary: String) async throws {
    let assess = AssessInduction(desk.services)
    _ = try await assess.save(
      id, ["progress": "satisfactory", "summary": summary], expectedVersion: nil, by: desk.tutor)
    desk.clock.advance(seconds: 1)
    _ = try await assess.sign(id, expectedVersion: nil, by: desk.tutor)
  }

  /// The teacher goes on at another school.
  private static func moved(_ desk: InductionDesk) async throws -> InductionID {
    let begun = try await desk.begun()
    let (id, record) = (begun.induction.id, RecordInduction(desk.services))
    _ = try await record.absence(
      id, from: day("2027-02-01"), until: day("2027-02-02"), days: 2, kind: "maternity", expectedVersion: nil,
      by: desk.head)
    desk.clock.advance(days: 144)
    _ = try await record.endPeriod(
      try #require(begun.periods.first).id, of: id, on: day("2027-03-25"), leavesTeaching: false,
      expectedVersion: nil, by: desk.head)
    var content = InductionDesk.content(startsOn: "2027-04-19")
    content.tutorEmail = "stranger@example.org"
    _ = try await desk.begun(content, on: "2027-04-19", by: desk.desk.stranger)
    _ = try await record.absence(
      id, from: day("2027-05-10"), until: day("2027-05-14"), days: 5, kind: "maternity", expectedVersion: nil,
      by: desk.desk.stranger)
    return id
  }

  @Test("A school that the teacher has left signs for their time there, with nothing of another school")
  func formerSchool() async throws {
    try await InductionDesk.run { desk async throws in
      let induction = try await Self.moved(desk)
      let assess = AssessInduction(desk.services)
      let id = try await assess.open(induction, .interim, number: 1, by: desk.tutor).assessment.id
      _ = try await assess.save(
        id, try AssessmentTests.answers(), expectedVersion: nil, by: desk.tutor)
      let signed = try await assess.sign(id, expectedVersion: nil, by: desk.tutor)
      let facts = try #require(signed.signatures.last).facts
      #expect(
        facts["periods"]?.contains("Sample Primary School from 4 January 2027 to 25 March 2027") == true)
      #expect(facts["periods"]?.contains("Other Sample School") == false && facts["days_absent"] == "0")
      #expect(facts["absent_now"] == "0" && facts["days_on_leave"] == "2")
      let theirs = try await assess.open(induction, .review, number: 2, by: desk.desk.stranger).assessment.id
      for actor in [desk.tutor, desk.head] {
        #expect(
          try await outcome {
            _ = try await assess.reopen(theirs, reason: "Curiosity.", expectedVersion: nil, by: actor)
          } == .notFound("assessment"))
      }
    }
  }

  @Test("A former tutor’s list says that the teacher has left, not where they are")
  func formerTutor() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await Self.moved(desk)
      let read = ReadInductions(desk.services)
      let former = try #require(try await read.own(by: desk.tutor).tutored.items.first)
      #expect(former.schoolName == "Sample Primary School" && former.state == .left)
      #expect(former.plan == nil && former.nextDue == nil)
      let present = try #require(try await read.own(by: desk.desk.stranger).tutored.items.first)
      #expect(present.schoolName == "Other Sample School" && present.state == .serving)
    }
  }
}
