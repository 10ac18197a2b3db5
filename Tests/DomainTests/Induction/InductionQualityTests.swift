import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Assuring how induction is run") struct InductionQualityTests {
  private static let judgements = [
    "evidence": "not_applicable", "targets": "partly", "teacher_view": "met", "signed_in_time": "met",
  ]
  private static let lessonJudgements = [
    "observer_qualified": "met", "discussed": "not_met", "standards_named": "met", "next_steps": "partly",
    "regular": "not_applicable",
  ]

  /// Two teachers of the school: one judged satisfactory in time, the other not, and a day late.
  private func reviewed(_ desk: InductionDesk) async throws -> (calm: InductionID, late: InductionID) {
    let calm = try await desk.begun().induction.id
    let late = try await desk.begun(
      InductionDesk.content(trn: "7654321", email: "ola@people.example")
    ).induction.id
    let due = try #require(
      try await ReadInductions(desk.services).find(calm, by: desk.officer).due.first { $0.kind == .review }
    ).dueOn
    try noon(due, desk)
    _ = try await CompletedReview.complete(calm, desk.services)
    try noon(due.adding(days: 1), desk)
    _ = try await CompletedReview.complete(late, progress: "unsatisfactory", desk.services)
    return (calm, late)
  }

  private func noon(_ day: CivilDate, _ desk: InductionDesk) throws {
    desk.clock.set(try #require(LondonTime.instant(day, hour: 12, minute: 0)))
  }

  private func sample(
    _ desk: InductionDesk, share: Int = 50, of scope: SampleScope = .both
  ) async throws -> InductionSample {
    try await SampleInductions(desk.services).draw(
      scope, of: desk.authority, termOf: desk.services.today, share: share, seed: "spring", by: desk.officer)
  }

  @Test("An officer draws a term's sample, risk first; the same seed gives the same; nobody else sees it")
  func draw() async throws {
    try await InductionDesk.run { desk async throws in
      let sampling = SampleInductions(desk.services)
      let none = try await outcome { _ = try await self.sample(desk) }
      #expect(none?.fields == ["term"])
      let (_, late) = try await reviewed(desk)
      let wrong = try await outcome {
        _ = try await sampling.draw(
          of: desk.authority, termOf: desk.services.today.adding(days: 200), share: 0, by: desk.officer)
      }
      #expect(wrong?.fields == ["term", "share"])
      let sample = try await self.sample(desk)
      #expect(sample.candidates == 2 && sample.drawn == 1 && sample.judged == 0)
      let items = try await sampling.items(of: sample.id, by: desk.officer).items
      #expect(items.map(\.induction) == [late] && items.first?.risks.count == 2)
      #expect(Set(items.flatMap(\.risks)) == [.concern, .late])
      desk.clock.advance(seconds: 60)
      #expect(try await self.sample(desk).id == sample.id)
      let whole = try await self.sample(desk, share: 100)
      #expect(whole.id != sample.id && whole.drawn == 2)
      #expect(
        try await sampling.list(of: desk.authority.place, by: desk.officer).items.map(\.id) == [
          whole.id, sample.id,
        ])
      let first = try await sampling.items(of: whole.id, limit: 1, by: desk.officer)
      let rest = try await sampling.items(of: whole.id, limit: 1, after: first.next, by: desk.officer)
      #expect(first.items.count == 1 && rest.items.count == 1 && rest.next == nil)
      #expect(first.items.first?.id != rest.items.first?.id)
      let teacher = try await desk.teacher()
      for actor in [
        desk.head, desk.tutor, teacher, desk.administrator, desk.desk.stranger, VacancyDesk.visitor,
      ] {
        #expect(
          try await outcome { _ = try await sampling.find(sample.id, by: actor) } == .notFound("sample"))
        #expect(
          try await outcome { _ = try await sampling.item(items[0].id, by: actor) } == .notFound("item"))
        #expect(
          try await outcome {
            _ = try await sampling.draw(of: desk.authority, termOf: desk.services.today, share: 10, by: actor)
          } == .notFound("page"))
      }
      #expect(try await desk.accounts.audited("induction.sample_drawn") == 2)
    }
  }

  @Test("Each criterion is judged, what is wanting is noted, and the figures count it")
  func judge() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await reviewed(desk)
      let sampling = SampleInductions(desk.services)
      let item = try #require(
        try await sampling.items(of: try await self.sample(desk).id, by: desk.officer).items.first)
      let empty = try await outcome {
        _ = try await sampling.judge(
          item.id, ["targets": "partly", "other": "met"], notes: "", expectedVersion: nil, by: desk.officer)
      }
      #expect(empty?.fields == ["evidence", "teacher_view", "signed_in_time", "other", "notes"])
      let judged = try await sampling.judge(
        item.id, Self.judgements, notes: "Targets say what, not by when.", expectedVersion: item.version,
        by: desk.officer)
      #expect(judged.judgements?["targets"] == .partly && judged.judgedBy == "Robin Sample")
      let stale = try await outcome {
        _ = try await sampling.judge(
          item.id, Self.judgements, notes: "Targets say what.", expectedVersion: item.version,
          by: desk.officer)
      }
      #expect(stale == .staleVersion(current: item.version + 1))
      let refused = try await outcome {
        _ = try await sampling.judge(
          item.id, Self.judgements, notes: "All is well here.", expectedVersion: nil, by: desk.head)
      }
      #expect(refused == .notFound("item"))
      desk.clock.advance(days: 1)
      let read = ReadInductionQuality(desk.services)
      let figures = try #require(try await read.list(of: desk.authority.place, by: desk.officer).items.first)
      #expect(figures.inductions == 2 && figures.concerns == 1)
      #expect(figures.due == 2 && figures.inTime == 1)
      #expect(figures.registrations == 2 && figures.registeredInTime == 2)
      let assessments = figures.assessments
      #expect(assessments.judged == 1 && assessments.judgements == 3 && assessments.met == 2)
      #expect(try await read.school(desk.desk.school.id, by: desk.head).assessments.judgements == 3)
      #expect(figures.observations.judged == 0 && figures.observations.judgements == 0)
      let csv = try await read.csv(of: desk.authority.place, by: desk.officer)
      #expect(csv.contains("900101,Sample Primary School,2,2,1,2,2,1,1,3,2,,0,0,0,0,0,0\r\n"))
      for actor in [desk.tutor, desk.desk.stranger, try await desk.teacher(), VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await read.school(desk.desk.school.id, by: actor) }
            == .notFound("school"))
      }
      #expect(
        try await outcome { _ = try await read.list(of: desk.authority.place, by: desk.head) }
          == .notFound("page"))
    }
  }

  @Test("Lesson observations that were shared are drawn, those at risk first, or with the assessments")
  func drawObservations() async throws {
    try await InductionDesk.run { desk async throws in
      let (calm, late) = try await reviewed(desk)
      let sampling = SampleInductions(desk.services)
      let (school, observe) = (desk.desk.school.id, RecordObservation(desk.services))
      _ = try await observe.begin(calm, ObservationContent(), by: desk.tutor)
      let reopened = try await SharedObservation.make(of: calm, desk.services)
      _ = try await observe.reopen(reopened, reason: "It was Year 5.", expectedVersion: nil, by: desk.head)
      let none = try await outcome { _ = try await self.sample(desk, of: .observations) }
      #expect(none?.fields == ["term"])
      let plain = try await SharedObservation.make(of: calm, desk.services)
      let risky = try await SharedObservation.make(of: late, daysAgo: 15, desk.services)
      let lessons = try await self.sample(desk, of: .observations)
      #expect(lessons.candidates == 2 && lessons.drawn == 1 && lessons.scope == .observations)
      #expect(lessons.observations.drawn == 1 && lessons.assessments.candidates == 0)
      let items = try await sampling.items(of: lessons.id, by: desk.officer).items
      #expect(items.map(\.observation) == [risky] && items.map(\.assessment) == [nil])
      #expect(items.map(\.induction) == [late] && items.map(\.school) == [school])
      #expect(Set(items.flatMap(\.risks)) == [.concern, .sharedLate])
      let lesson = LondonTime.longDate(desk.services.today.adding(days: -15))
      #expect(items.first?.title == "Lesson observation of \(lesson)")
      for actor in [desk.head, desk.tutor, desk.administrator, desk.desk.stranger] {
        #expect(
          try await outcome { _ = try await sampling.item(items[0].id, by: actor) } == .notFound("item"))
      }
      #expect(try await self.sample(desk, of: .observations).id == lessons.id)
      let assessments = try await self.sample(desk, of: .assessments)
      #expect(assessments.candidates == 2 && assessments.observations.candidates == 0)
      let both = try await self.sample(desk)
      #expect(Set([lessons.id, assessments.id, both.id]).count == 3)
      #expect(both.candidates == 4 && both.drawn == 2 && both.observations.drawn == 1)
      let whole = try await self.sample(desk, share: 100)
      let drawn = try await sampling.items(of: whole.id, by: desk.officer).items
      #expect(drawn.count == 4 && Set(drawn.compactMap(\.observation)) == [plain, risky])
      await #expect(throws: PostgresError.self) {
        try await desk.services.pool.execute(
          """
          UPDATE induction_sample_item SET assessment_id = (SELECT id FROM induction_assessment LIMIT 1)
          WHERE observation_id IS NOT NULL
          """)
      }
    }
  }

  @Test("Lesson observations are judged by criteria of their own, counted apart and told in feedback")
  func judgeObservations() async throws {
    try await InductionDesk.run { desk async throws in
      let (_, late) = try await reviewed(desk)
      let (sampling, school) = (SampleInductions(desk.services), desk.desk.school.id)
      _ = try await SharedObservation.make(of: late, desk.services)
      let sample = try await self.sample(desk, of: .observations)
      let item = try #require(try await sampling.items(of: sample.id, by: desk.officer).items.first)
      let foreign = try await outcome {
        _ = try await sampling.judge(
          item.id, Self.judgements, notes: "", expectedVersion: nil, by: desk.officer)
      }
      #expect(
        foreign?.fields == [
          "observer_qualified", "discussed", "standards_named", "next_steps", "regular", "evidence",
          "signed_in_time", "targets", "teacher_view",
        ])
      let judged = try await sampling.judge(
        item.id, Self.lessonJudgements, notes: "Nothing says that they met.", expectedVersion: item.version,
        by: desk.officer)
      #expect(judged.judgements?["discussed"] == .notMet && judged.judgedBy == "Robin Sample")
      #expect(try await sampling.find(sample.id, by: desk.officer).observations.judged == 1)
      let read = ReadInductionQuality(desk.services)
      let figures = try await read.school(school, by: desk.head)
      let lessons = figures.observations
      #expect(lessons.judged == 1 && lessons.judgements == 4 && lessons.met == 2)
      #expect(figures.assessments.judged == 0 && figures.assessments.judgements == 0)
      #expect(try await read.csv(of: desk.authority.place, by: desk.officer).contains(",1,4,2\r\n"))
      let give = GiveFeedback(desk.services)
      let draft = try await give.draft(
        to: school, "Please write down when you met.", sample: sample.id, by: desk.officer)
      let sent = try await give.send(draft.id, expectedVersion: nil, by: desk.officer)
      #expect(sent.evidence?.looked == 0 && sent.evidence?.criteria.isEmpty == true)
      #expect(sent.evidence?.observationsLooked == 1)
      #expect(sent.evidence?.observationCriteria?.map(\.met) == [1, 0, 1, 0, 0])
      #expect(sent.evidence?.observationCriteria?.map(\.notMet) == [0, 1, 0, 0, 0])
    }
  }

  private static let content = VisitContent(
    visitedOn: day("2026-11-02"), visitors: "Robin Sample", purpose: "The yearly visit",
    found: "Release time is kept.")

  @Test("Visits are the officers' own, with what was agreed, by whom, by when and whether it was done")
  func visits() async throws {
    try await InductionDesk.run { desk async throws in
      let visits = RecordVisit(desk.services)
      let (school, induction) = (desk.desk.school.id, try await desk.begun().induction.id)
      let faulty = try await outcome {
        _ = try await visits(
          to: school, VisitContent(visitedOn: day("2026-12-01"), talks: [InductionID(rawValue: UUID()): ""]),
          by: desk.officer)
      }
      #expect(faulty?.fields == ["visited_on", "visitors", "purpose", "found", "inductions"])
      var content = Self.content
      content.talks = [induction: "She feels well supported."]
      let visit = try await visits(to: school, content, by: desk.officer)
      #expect(visit.talks.map(\.teacherName) == ["Nia Sample"])
      let agreed = try await visits.agree(
        "Train the mentors", owner: "The head", dueOn: day("2026-11-20"), at: visit.id, by: desk.officer)
      let action = try #require(agreed.actions.first)
      let early = try await outcome {
        _ = try await visits.agree("x", owner: "", dueOn: day("2026-11-01"), at: visit.id, by: desk.officer)
      }
      #expect(early?.fields == ["what", "owner", "due_on"])
      let read = ReadInductionQuality(desk.services)
      desk.clock.advance(days: 30)
      var figures = try await read.school(school, by: desk.head)
      #expect(
        figures.openActions == 1 && figures.overdueActions == 1 && figures.lastVisit == day("2026-11-02"))
      let future = try await outcome {
        _ = try await visits.finish(
          action.id, of: visit.id, on: desk.services.today.adding(days: 1), outcome: "", by: desk.officer)
      }
      #expect(future?.fields == ["done_on"])
      let done = try await visits.finish(
        action.id, of: visit.id, on: desk.services.today, outcome: "Both came.", by: desk.officer)
      #expect(done.actions.first?.outcome == "Both came.")
      // Sent once more, whatever was read before, it changes nothing and is noted once.
      let again = try await visits.finish(
        action.id, of: visit.id, on: desk.services.today, outcome: "Both came.", seen: action.version,
        expectedVersion: done.version - 1, by: desk.officer)
      #expect(again.version == done.version)
      #expect(
        try await desk.services.pool.value(
          "SELECT count(*) FROM audit_event WHERE action = 'induction.visit_action_followed'", as: Int.self)
          == 1)
      figures = try await read.school(school, by: desk.head)
      #expect(figures.openActions == 0)
      content.purpose = "A second look"
      let unseen = try await outcome {
        _ = try await visits.finish(
          action.id, of: visit.id, on: nil, outcome: "", seen: action.version, by: desk.officer)
      }
      #expect(unseen == .staleVersion(current: action.version + 1))
      let saved = try await visits.save(visit.id, content, expectedVersion: done.version, by: desk.officer)
      #expect(saved.purpose == "A second look" && saved.talks.count == 1)
      #expect(
        try await outcome {
          _ = try await visits.save(visit.id, content, expectedVersion: visit.version, by: desk.officer)
        } == .staleVersion(current: saved.version))
      for actor in [desk.head, desk.tutor, desk.desk.stranger, VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await visits.find(visit.id, by: actor) } == .notFound("visit"))
        #expect(
          try await outcome { _ = try await visits.list(of: school, by: actor) } == .notFound("school"))
      }
      content.visitedOn = day("2026-11-25")
      let second = try await visits(to: school, content, by: desk.officer)
      let page = try await visits.list(of: school, limit: 1, by: desk.officer)
      let rest = try await visits.list(of: school, limit: 1, after: page.next, by: desk.officer)
      #expect(page.items.map(\.id) == [second.id] && rest.items.map(\.id) == [visit.id])
    }
  }

  @Test("Feedback is frozen when it is sent, told to head and tutor, and acknowledged by the head once")
  func feedback() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await reviewed(desk)
      let (school, give) = (desk.desk.school.id, GiveFeedback(desk.services))
      let sample = try await self.sample(desk)
      let sampling = SampleInductions(desk.services)
      let item = try #require(try await sampling.items(of: sample.id, by: desk.officer).items.first)
      _ = try await sampling.judge(
        item.id, Self.judgements, notes: "Targets of Ola say no day.", expectedVersion: nil, by: desk.officer)
      var content = Self.content
      content.visitedOn = desk.services.today
      let visit = try await RecordVisit(desk.services)(to: school, content, by: desk.officer)
      let elsewhere = try await outcome {
        _ = try await give.draft(
          to: try #require(desk.desk.stranger.account?.memberships.first?.organisation), "Well done.",
          visit: visit.id, sample: sample.id, by: desk.officer)
      }
      #expect(elsewhere?.fields == ["visit_id", "sample_id"])
      let draft = try await give.draft(
        to: school, "Targets", visit: visit.id, sample: sample.id, by: desk.officer)
      for actor in [desk.head, desk.tutor, desk.desk.stranger] {
        #expect(
          try await outcome { _ = try await give.find(draft.id, by: actor) } == .notFound("feedback"))
      }
      #expect(try await give.list(of: school, by: desk.head).items.isEmpty)
      let short = try await outcome {
        _ = try await give.send(draft.id, expectedVersion: nil, by: desk.officer)
      }
      #expect(short?.fields == ["body"])
      let saved = try await give.save(
        draft.id, "Targets could say by when.", expectedVersion: draft.version, by: desk.officer)
      #expect(
        try await outcome {
          _ = try await give.send(draft.id, expectedVersion: draft.version, by: desk.officer)
        }
          == .staleVersion(current: saved.version))
      let sent = try await give.send(draft.id, expectedVersion: saved.version, by: desk.officer)
      #expect(sent.evidence?.visit?.found == "Release time is kept." && sent.evidence?.looked == 1)
      #expect(sent.evidence?.criteria.map(\.partly) == [0, 1, 0, 0])
      for address in ["head@example.org", "tutor@school.example"] {
        #expect(
          try await desk.accounts.subjects(to: address).contains(
            "Feedback on how induction is run at Sample Primary School"), "\(address)")
      }
      #expect(
        try await outcome {
          _ = try await give.save(draft.id, "Something else.", expectedVersion: nil, by: desk.officer)
        }?.isConflict == true)
      await #expect(throws: PostgresError.self) {
        try await desk.services.pool.execute("UPDATE induction_feedback SET body = 'Something else.'")
      }
      // What is found later changes nothing of it.
      content.found = "Release time is not kept."
      _ = try await RecordVisit(desk.services).save(visit.id, content, expectedVersion: nil, by: desk.officer)
      #expect(try await give.find(draft.id, by: desk.tutor).evidence?.visit?.found == "Release time is kept.")
      #expect(try await ReadInductionQuality(desk.services).school(school, by: desk.head).unacknowledged == 1)
      let tutors = try await outcome { _ = try await give.acknowledge(draft.id, comment: "", by: desk.tutor) }
      #expect(tutors?.isNotAllowed == true)
      let seen = try await give.acknowledge(draft.id, comment: "We will.", by: desk.head)
      #expect(seen.comment == "We will." && seen.acknowledgedBy == "Robin Sample")
      #expect(
        try await outcome { _ = try await give.acknowledge(draft.id, comment: "", by: desk.head) }?.isConflict
          == true)
      #expect(
        try await desk.accounts.subjects(to: "officer@example.org").contains(
          "Sample Primary School has acknowledged your feedback"))
      let teacher = try await desk.teacher()
      for actor in [desk.desk.stranger, teacher, VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await give.find(draft.id, by: actor) } == .notFound("feedback"))
      }
      let own = "\(try await DownloadOwnData(desk.services)(by: teacher))"
      #expect(!own.contains("Targets of Ola") && !own.contains("Targets could say"))
    }
  }

  @Test("What is said of a teacher goes with their induction, and visits, samples and feedback as long after")
  func erasure() async throws {
    try await InductionDesk.run { desk async throws in
      let (calm, late) = try await reviewed(desk)
      _ = try await SharedObservation.make(of: calm, desk.services)
      let sample = try await self.sample(desk, share: 100)
      for item in try await SampleInductions(desk.services).items(of: sample.id, by: desk.officer).items {
        let judgements = item.subject == .observation ? Self.lessonJudgements : Self.judgements
        _ = try await SampleInductions(desk.services).judge(
          item.id, judgements, notes: "Qxvq5512 needs days.", expectedVersion: nil, by: desk.officer)
      }
      var content = Self.content
      (content.visitedOn, content.found) = (desk.services.today, "Qxvq5512 is the school’s word for it.")
      content.talks = [calm: "Qxvq5512 is glad.", late: "Qxvq5512 is tired."]
      let visit = try await RecordVisit(desk.services)(to: desk.desk.school.id, content, by: desk.officer)
      _ = try await RecordVisit(desk.services).agree(
        "Help Qxvq5512", owner: "The head", dueOn: desk.services.today, at: visit.id, by: desk.officer)
      let feedback = try await GiveFeedback(desk.services).draft(
        to: desk.desk.school.id, "Qxvq5512, as agreed.", visit: visit.id, by: desk.officer)
      _ = try await GiveFeedback(desk.services).send(feedback.id, expectedVersion: nil, by: desk.officer)
      let gap = max(desk.services.today.days(until: day("2027-07-22")), 0)
      desk.clock.advance(days: Double(gap))
      for id in [calm, late] {
        let period = try #require(
          try await ReadInductions(desk.services).find(id, by: desk.officer).periods.last)
        _ = try await RecordInduction(desk.services).endPeriod(
          period.id, of: id, on: day("2027-07-21"), leavesTeaching: true, expectedVersion: nil, by: desk.head)
      }
      let leftovers = try await Leftovers(desk.services)
      #expect(
        try await desk.accounts.count("induction_sample_item WHERE observation_id IS NOT NULL") == 1)
      desk.clock.advance(days: Double(365 * 6 - 20 - gap))
      _ = try await RunRetention(desk.services)()
      #expect(
        try await leftovers.tables(of: ["Qxvq5512"]).isSuperset(of: [
          "induction_visit", "induction_visit_talk", "induction_visit_action", "induction_sample_item",
          "induction_feedback",
        ]))
      desk.clock.advance(days: Double(150 + gap))
      _ = try await RunRetention(desk.services)()
      let places = try await leftovers.places(of: ["Qxvq5512", visit.id.description, feedback.id.description])
      #expect(places.isEmpty, "\(places)")
      #expect(try await desk.accounts.count("induction_sample") == 0)
    }
  }

  @Test("A registration counts in the twelve months after it was sent, however long ago the post began")
  func registeredLate() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content(startsOn: "2024-09-02")
      (content.qtsAwardedOn, content.courseBegunOn) = (day("2024-07-10"), day("2023-09-01"))
      _ = try await desk.begun(content, on: "2024-09-02")
      let read = ReadInductionQuality(desk.services)
      let figures = try await read.school(desk.desk.school.id, by: desk.head)
      #expect(figures.registrations == 1 && figures.registeredInTime == 0)
      desk.clock.advance(days: 400)
      #expect(try await read.school(desk.desk.school.id, by: desk.head).registrations == 0)
    }
  }
}
