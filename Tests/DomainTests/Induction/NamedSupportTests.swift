import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Tutors and mentors who are named by their address") struct NamedSupportTests {
  private static func absence(_ id: InductionID, _ desk: InductionDesk, by actor: Actor) async throws {
    _ = try await RecordInduction(desk.services).absence(
      id, from: day("2027-02-01"), until: day("2027-02-01"), days: 1, kind: "sickness", expectedVersion: nil,
      by: actor)
  }

  private static func named(_ email: String, _ desk: InductionDesk) async throws -> Actor {
    try await desk.accounts.person(email)
    return try await desk.accounts.acting(email)
  }

  @Test("Nobody is named their own tutor or mentor, when they are registered or afterwards")
  func ownAddress() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      (content.tutorEmail, content.mentorEmail) = (" NIA@people.example", "Nia@people.example ")
      content.mentorReason = "There is nobody else at this school."
      let refused = try await outcome { _ = try await desk.submitted(content) }
      #expect(Set(refused?.fields ?? []) == ["tutor_email", "mentor_email"])
    }
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, period) = (begun.induction.id, try #require(begun.periods.first).id)
      for (tutor, mentor, field) in [
        (" Nia@people.example", "mentor@school.example", "tutor_email"),
        ("tutor@school.example", "NIA@people.example ", "mentor_email"),
      ] {
        let refused = try await outcome {
          _ = try await RecordInduction(desk.services).changeSupport(
            period, of: id, tutor: ("Tara Tutor", tutor), mentor: ("Mo Mentor", mentor), expectedVersion: nil,
            by: desk.head)
        }
        #expect(refused?.fields == [field])
      }
      try await desk.services.pool.execute(
        """
        UPDATE induction_period SET tutor_email = ' Tutor@school.example ', mentor_email = ' Mentor@school.example '
        """)
      for address in ["tutor@school.example", "mentor@school.example"] {
        let refused = try await outcome {
          _ = try await CorrectTeacherAddress(desk.services)(
            id, to: address, expectedVersion: nil, by: desk.officer)
        }
        #expect(refused?.fields == ["email"])
      }
    }
  }

  @Test("Whose own induction it is gets nothing by a name or a role at the school")
  func ownInduction() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (teacher, assess) = (try await desk.teacher(), AssessInduction(desk.services))
      try await desk.services.pool.execute("UPDATE induction_period SET tutor_email = 'nia@people.example'")
      #expect(
        try await outcome { try await Self.absence(id, desk, by: teacher) } == .notFound("induction"))
      #expect(
        try await outcome { _ = try await assess.open(id, .review, number: 1, by: teacher) }
          == .notFound("induction"))
      #expect(try await ReadInductions(desk.services).own(by: teacher).tutored.items.isEmpty)
      let draft = try await assess.open(id, .review, number: 1, by: desk.tutor).assessment.id
      try await GrantRole(desk.services)(
        .inductionTutor, to: try #require(teacher.account).id, at: desk.desk.school.id,
        by: .operatorAtCommandLine)
      let tutor = try await desk.accounts.acting("nia@people.example")
      #expect(
        try await outcome { _ = try await assess.find(draft, by: tutor) } == .notFound("assessment"))
      #expect(
        try await outcome { _ = try await assess.open(id, .interim, number: 1, by: tutor) }?.isNotAllowed
          == true)
    }
  }

  @Test("Whose roles at the school were all ended gets in by name no more, and is not written to")
  func departed() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (read, school) = (ReadInductions(desk.services), desk.desk.school.id)
      let account = try #require(desk.tutor.account).id
      try await RevokeRole(desk.services)(.inductionTutor, of: account, at: school, by: desk.head)
      let former = try await desk.accounts.acting("tutor@school.example")
      #expect(try await outcome { _ = try await read.find(id, by: former) } == .notFound("induction"))
      #expect(try await outcome { try await Self.absence(id, desk, by: former) } == .notFound("induction"))
      #expect(try await read.own(by: former).tutored.items.isEmpty)
      desk.clock.set(try TransferCase.noon("2027-02-01"))
      let plan = try await SupportTeacher(desk.services).open(
        id, .wish, reason: "She asks for it.", by: desk.head
      ).plan.id
      #expect(try await desk.mails(to: "tutor@school.example", "Support plan of%") == 0)
      #expect(
        try await outcome { _ = try await SupportTeacher(desk.services).find(plan, by: former) }
          == .notFound("support plan"))
      // With another role there they are of the school again, and what names them counts.
      try await GrantRole(desk.services)(.recruiter, to: account, at: school, by: .operatorAtCommandLine)
      let back = try await desk.accounts.acting("tutor@school.example")
      #expect(try await read.find(id, by: back).induction.id == id)
      #expect(try await read.own(by: back).tutored.items.map(\.id) == [id])
    }
  }

  @Test("A tutor who is only named writes observations and support plans; the mentor doesn’t see them")
  func namedTutor() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, record) = (begun.induction.id, RecordInduction(desk.services))
      let changed = try await record.changeHours(
        try #require(begun.periods.first).id, of: id, from: day("2027-01-20"), fte: Decimal(string: "0.5"),
        expectedVersion: nil, by: desk.head)
      _ = try await record.changeSupport(
        try #require(changed.periods.last).id, of: id, tutor: ("New Tutor", "New@people.example"),
        mentor: ("Mo Mentor", "mentor@school.example"), expectedVersion: nil, by: desk.head)
      desk.clock.set(try TransferCase.noon("2027-02-01"))
      let tutor = try await Self.named("new@people.example", desk)
      let mentor = try await Self.named("mentor@school.example", desk)
      let (support, observe) = (SupportTeacher(desk.services), RecordObservation(desk.services))
      // Posts and hours are the school’s: a name is not enough.
      let ended = try await outcome {
        _ = try await record.endPeriod(
          try #require(changed.periods.last).id, of: id, on: day("2027-02-01"), leavesTeaching: true,
          expectedVersion: nil, by: tutor)
      }
      #expect(ended?.isNotAllowed == true)
      let plan = try await support.open(id, .concern, reason: "Lessons begin late.", by: tutor)
      #expect(plan.mayWrite)
      #expect(try await support.list(id, by: tutor).map(\.plan.id) == [plan.plan.id])
      let lesson = try await observe.begin(id, LessonObservationTests.content(desk.services), by: tutor)
      #expect(lesson.mayWrite)
      #expect(try await observe.find(lesson.observation.id, by: tutor).mayWrite)
      #expect(
        try await outcome { _ = try await support.find(plan.plan.id, by: mentor) }
          == .notFound("support plan"))
      #expect(try await observe.list(id, by: mentor).isEmpty)
      // Only the tutor who is named now is written to, of assessments as well.
      let review = try await CompletedReview.complete(id, desk.services)
      _ = try await AssessInduction(desk.services).reopen(
        review, reason: "The wrong days.", expectedVersion: nil, by: desk.head)
      for subject in ["Support plan of%", "%was opened again"] {
        #expect(try await desk.mails(to: "new@people.example", subject) == 1, "\(subject)")
        #expect(try await desk.mails(to: "tutor@school.example", subject) == 0, "\(subject)")
      }
    }
  }

  @Test("The school to which a teacher has gone on is asked to open a support plan, not the one before")
  func openPlan() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let id = begun.induction.id
      desk.clock.set(try TransferCase.noon("2027-02-01"))
      _ = try await CompletedReview.complete(id, progress: "unsatisfactory", desk.services)
      desk.clock.set(try TransferCase.noon("2027-03-26"))
      _ = try await RecordInduction(desk.services).endPeriod(
        try #require(begun.periods.first).id, of: id, on: day("2027-03-25"), leavesTeaching: false,
        expectedVersion: nil, by: desk.head)
      let next = desk.desk.stranger
      _ = try await desk.begun(
        InductionDesk.content(startsOn: "2027-04-19"), on: "2027-04-19", by: next)
      let school = try #require(next.account?.memberships.first?.organisation)
      let tasks = ReadSupportTasks(desk.services)
      #expect(try await tasks(at: desk.desk.school.id, by: desk.head).items.isEmpty)
      #expect(try await tasks(at: school, by: next).items.map(\.kind) == [.openPlan])
      _ = try await SupportTeacher(desk.services).open(
        id, .concern, reason: "Lessons begin late.", by: next)
      #expect(try await tasks(at: school, by: next).items.map(\.kind) == [.setTargets])
    }
  }
}
