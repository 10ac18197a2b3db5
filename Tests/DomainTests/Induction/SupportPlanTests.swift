import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct SupportPlanTests {
  private static func target(_ services: Services, in days: Int = 21) -> SupportTargetContent {
    SupportTargetContent(
      standard: "7", success: "Lessons begin within two minutes.",
      support: "Two visits a week to a colleague.",
      supporter: "Mo Mentor", reviewOn: services.today.adding(days: days))
  }

  /// An induction that began some days ago.
  private static func begun(_ desk: InductionDesk) async throws -> InductionID {
    let id = try await desk.begun().induction.id
    desk.clock.set(try #require(LondonTime.instant(day("2027-02-01"), hour: 12, minute: 0)))
    return id
  }

  @Test("A plan is opened, gets targets and meetings, is reviewed and closed; everybody concerned is told")
  func journey() async throws {
    try await InductionDesk.run { desk async throws in
      let (induction, teacher) = (try await Self.begun(desk), try await desk.teacher())
      let support = SupportTeacher(desk.services)
      #expect(
        try await outcome { _ = try await support.open(induction, nil, reason: "Short", by: desk.tutor) }?
          .fields
          == ["ground", "reason"])
      let opened = try await support.open(
        induction, .concern, reason: "Lessons begin late.", by: desk.tutor)
      let id = opened.plan.id
      for person in [teacher, desk.head, desk.officer] {
        #expect(try await support.find(id, by: person).plan.reason == "Lessons begin late.")
      }
      for stranger in [desk.administrator, desk.desk.stranger, VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await support.find(id, by: stranger) } == .notFound("support plan"))
      }
      for (person, subject) in [
        ("nia@people.example", "Your support plan is opened"),
        ("tutor@school.example", "Support plan of Nia%"),
        ("officer@example.org", "Support plan is opened:%"),
      ] {
        #expect(try await desk.mails(to: person, subject) == 1, "\(person)")
      }
      let again = try await outcome {
        _ = try await support.open(induction, .wish, reason: "Once more, please.", by: desk.head)
      }
      #expect(again?.isConflict == true)
      for reader in [teacher, desk.officer] {
        let refused = try await outcome {
          _ = try await support.addTarget(Self.target(desk.services), to: id, by: reader)
        }
        #expect(refused == .notAllowed(Permissions.grant(for: .supportInduction).refusal))
      }
      let faulty = SupportTargetContent(
        standard: "9", success: "", support: "", supporter: "", reviewOn: desk.services.today.adding(days: -1)
      )
      #expect(
        try await outcome { _ = try await support.addTarget(faulty, to: id, by: desk.tutor) }?.fields
          == ["standard", "success", "support", "supporter", "review_on"])
      let set = try await support.addTarget(Self.target(desk.services), to: id, by: desk.tutor).plan
      let target = try #require(set.targets.first).id
      let stale = try await outcome {
        _ = try await support.changeTarget(
          target, of: id, Self.target(desk.services), expectedVersion: set.version - 1, by: desk.tutor)
      }
      #expect(stale == .staleVersion(current: set.version))
      _ = try await support.changeTarget(
        target, of: id, Self.target(desk.services, in: 28), expectedVersion: set.version, by: desk.head)
      _ = try await support.meet(
        id, on: desk.services.today, present: "Nia, Tara", notes: "It gets quicker.", by: desk.tutor)
      #expect(try await desk.mails(to: "nia@people.example", "Notes of a review meeting%") == 1)
      try await close(id, target, desk)
    }
  }

  private func close(_ id: SupportPlanID, _ target: SupportTargetID, _ desk: InductionDesk) async throws {
    let support = SupportTeacher(desk.services)
    let early = try await outcome {
      _ = try await support.close(id, .onTrack, note: "It went well.", expectedVersion: nil, by: desk.head)
    }
    #expect(early?.fields == ["outcome"])
    #expect(
      try await outcome {
        _ = try await support.review(target, of: id, .notMet, note: "", expectedVersion: nil, by: desk.tutor)
      }?.fields == ["outcome_note"])
    let reviewed = try await support.review(
      target, of: id, .met, note: "", expectedVersion: nil, by: desk.tutor)
    #expect(reviewed.plan.targets.first?.outcome == .met)
    let late = try await outcome {
      _ = try await support.changeTarget(
        target, of: id, Self.target(desk.services), expectedVersion: nil, by: desk.tutor)
    }
    #expect(late?.isConflict == true)
    let closed = try await support.close(
      id, .onTrack, note: "It went well.", expectedVersion: nil, by: desk.head)
    #expect(!closed.plan.isOpen && closed.plan.outcome == .onTrack && !closed.mayClose && !closed.mayWrite)
    let after = try await outcome {
      _ = try await support.meet(
        id, on: desk.services.today, present: "Nia", notes: "Another meeting.", by: desk.head)
    }
    #expect(after?.isConflict == true)
    let pool = desk.services.pool
    for change: Statement in [
      "UPDATE support_plan SET closing = 'Otherwise.'", "UPDATE support_target SET outcome = 'not_met'",
      "UPDATE support_meeting SET notes = 'Otherwise, this was said.'",
    ] { await #expect(throws: PostgresError.self) { try await pool.execute(change) } }
    let titles = try await ReadTimeline(desk.services)(closed.plan.induction, by: desk.officer).entries.map(
      \.title)
    for wanted in [
      "Support plan opened", "Review meeting of the support plan", "Target of the support plan: met",
      "Support plan closed: the teacher is on track",
    ] { #expect(titles.contains(wanted), "\(titles)") }
  }

  @Test("A plan can name the review that says so, and no other; a plan by wish is not told to the body")
  func grounds() async throws {
    try await InductionDesk.run { desk async throws in
      let induction = try await Self.begun(desk)
      let (support, reason) = (SupportTeacher(desk.services), "Lessons begin late.")
      let fine = try await CompletedReview.complete(induction, desk.services)
      for (ground, assessment) in [
        (SupportPlan.Ground.review, fine), (.review, AssessmentID(rawValue: UUID())), (.wish, fine),
      ] {
        let refused = try await outcome {
          _ = try await support.open(induction, ground, reason: reason, assessment: assessment, by: desk.head)
        }
        #expect(refused?.fields == ["assessment_id"])
      }
      _ = try await support.open(induction, .wish, reason: reason, by: desk.head)
      #expect(try await desk.mails(to: "officer@example.org", "%Support plan%") == 0)
      #expect(try await desk.risks(of: induction).isEmpty)
    }
    try await InductionDesk.run { desk async throws in
      let induction = try await Self.begun(desk)
      let concern = try await CompletedReview.complete(induction, progress: "unsatisfactory", desk.services)
      let (read, school) = (ReadSupportTasks(desk.services), desk.desk.school.id)
      let asked = try await read(at: school, by: desk.tutor).items
      #expect(asked.map(\.kind) == [.openPlan] && asked.map(\.subject) == [concern.rawValue])
      let opened = try await SupportTeacher(desk.services).open(
        induction, .review, reason: "Lessons begin late.", assessment: concern, by: desk.tutor)
      #expect(opened.plan.assessment == concern)
      #expect(try await read(at: school, by: desk.tutor).items.map(\.kind) == [.setTargets])
      #expect(opened.plan.assessmentTitle?.hasPrefix("Progress review") == true)
      #expect(try await desk.risks(of: induction).contains(.support))
    }
  }

  @Test("A plan that is being closed is passed over, and keeps nobody else’s from being reminded of")
  func remindedWhileClosing() async throws {
    try await InductionDesk.run { desk async throws in
      let (support, remind) = (SupportTeacher(desk.services), RemindOfSupport(desk.services))
      let induction = try await Self.begun(desk)
      let id = try await support.open(induction, .wish, reason: "She asks for it.", by: desk.tutor).plan.id
      _ = try await support.addTarget(Self.target(desk.services, in: 7), to: id, by: desk.tutor)
      try await desk.services.pool.withTransaction { tx in
        try await tx.execute("SELECT 1 FROM support_plan WHERE id = \(id) FOR UPDATE")
        #expect(try await remind() == 0)
      }
      #expect(try await remind() == 1)
    }
  }

  @Test("Tutor and teacher are reminded before and on the day of review, the head of what is overdue")
  func reminders() async throws {
    try await InductionDesk.run { desk async throws in
      let induction = try await Self.begun(desk)
      let (support, remind) = (SupportTeacher(desk.services), RemindOfSupport(desk.services))
      let read = ReadSupportTasks(desk.services)
      let (school, teacher) = (desk.desk.school.id, try await desk.teacher())
      let id = try await support.open(induction, .wish, reason: "She asks for it.", by: desk.tutor).plan.id
      #expect(try await read(at: school, by: desk.tutor).items.map(\.kind) == [.setTargets])
      _ = try await support.addTarget(Self.target(desk.services, in: 8), to: id, by: desk.tutor)
      let plan = try await support.addTarget(Self.target(desk.services, in: 8), to: id, by: desk.tutor).plan
      #expect(try await read(at: school, by: desk.tutor).items.map(\.kind) == [.reviewTargets])
      #expect(try await read.own(by: teacher).items.first?.dueOn == desk.services.today.adding(days: 8))
      #expect(try await remind() == 0)
      var counts: [Int] = []
      for _ in 0..<9 {
        desk.clock.advance(days: 1)
        while try await remind() > 0 {}
        counts.append(try await desk.mails(to: "nia@people.example", "%Review of the support plan%"))
      }
      #expect(counts == [1, 1, 1, 1, 1, 1, 2, 3, 4])
      #expect(try await desk.mails(to: "tutor@school.example", "%Review of the support plan%") == 4)
      #expect(try await desk.mails(to: "head@example.org", "%Review of the support plan%") == 1)
      for target in plan.targets {
        _ = try await support.review(
          target.id, of: id, .met, note: "", expectedVersion: nil, by: desk.tutor)
      }
      desk.clock.advance(days: 7)
      #expect(try await remind() == 0)
      #expect(try await read(at: school, by: desk.tutor).items.map(\.kind) == [.closePlan])
      #expect(try await read.own(by: teacher).items.isEmpty)
      _ = try await support.close(
        id, .ended, note: "She needs it no more.", expectedVersion: nil, by: desk.head)
      #expect(try await read(at: school, by: desk.tutor).items.isEmpty)
    }
  }
}
