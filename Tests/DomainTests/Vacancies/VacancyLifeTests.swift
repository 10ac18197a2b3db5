import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The life of a vacancy") struct VacancyLifeTests {
  @Test("Everything a school may write comes back as it was written")
  func roundTrip() async throws {
    try await VacancyDesk.run { desk async throws in
      var content = VacancyDesk.content()
      (content.otherSubjects, content.posts, content.jobShare) = (["Latin"], 2, true)
      (content.contractType, content.contractReason) = (.fixedTerm, "Cover for a secondment")
      (content.startsInTerm, content.startsOn) = (nil, day("2027-01-04"))
      content.contractEndsOn = day("2027-08-31")
      (content.workingPatterns, content.fte) = ([.partTime, .flexible], Decimal(string: "0.6"))
      content.workingPatternDetails = "Monday to Wednesday"
      (content.tlr, content.tlrPence, content.senPence) = ("TLR2", 400_000, 300_000)
      (content.payArea, content.payNote) = (.outerLondon, "plus a TLR")
      (content.benefits, content.relocation, content.visaSponsorship) = ("A gym", "£500", true)
      content.interviewDates = [day("2026-11-24"), day("2026-11-26")]
      (content.contactName, content.contactEmail) = ("Sam Sample-Office", "office@sample.example")
      (content.contactPhone, content.safeguarding) = ("01632 960000", "We check everybody.")
      let draft = try await desk.draft(content)
      #expect(draft.content.differences(from: content) == [])
      let published = try await PublishVacancy(desk.services)(draft.id, by: desk.head)
      #expect(published.content == content)
      #expect(published.payArea == .outerLondon)
      #expect(published.payMinimumPence == 3_787_000)
    }
  }

  @Test("A draft keeps a closing date that has no time yet")
  func openTime() async throws {
    try await VacancyDesk.run { desk async throws in
      var content = VacancyDesk.content()
      content.closesAtTime = nil
      let draft = try await desk.draft(content)
      #expect(draft.content.closesOn == day("2026-11-20"))
      #expect(draft.content.closesAtTime == nil)
    }
  }

  @Test("Pay in figures is what the vacancy pays")
  func figures() async throws {
    try await VacancyDesk.run { desk async throws in
      var content = VacancyDesk.content("Deputy headteacher")
      (content.payKind, content.payMinimum, content.payMaximum) = (.actual, nil, nil)
      (content.payActualMinimumPence, content.payNote) = (6_412_300, "L10 to L14")
      let vacancy = try await desk.published(content)
      #expect([vacancy.payMinimumPence, vacancy.payMaximumPence] == [6_412_300, 6_412_300])
    }
  }

  @Test("A recruiter hands a draft over, the head sends it back with a note, and both are told")
  func approval() async throws {
    try await VacancyDesk.run { desk async throws in
      let accounts = AccountsFixture(desk.services)
      let draft = try await desk.draft(by: desk.recruiter)
      let refused = try await outcome {
        _ = try await PublishVacancy(desk.services)(draft.id, by: desk.recruiter)
      }
      #expect(refused?.isNotAllowed == true)
      desk.clock.advance(seconds: 1)
      let waiting = try await SubmitVacancyForApproval(desk.services)(draft.id, by: desk.recruiter)
      #expect(waiting.storedState == .awaitingApproval)
      #expect(
        try await accounts.subjects(to: "head@example.org").contains(
          "For your approval: Year 4 class teacher"))
      desk.clock.advance(seconds: 1)
      let back = try await ReturnVacancyToDraft(desk.services)(
        draft.id, note: "Name the contact.", by: desk.head)
      #expect(back.storedState == .draft)
      #expect(back.approvalNote == "Name the contact.")
      #expect(
        try await accounts.subjects(to: "recruiter@example.org").contains(
          "To be changed: Year 4 class teacher"))
      desk.clock.advance(seconds: 1)
      _ = try await SubmitVacancyForApproval(desk.services)(draft.id, by: desk.recruiter)
      desk.clock.advance(seconds: 1)
      let published = try await PublishVacancy(desk.services)(draft.id, by: desk.head)
      #expect(published.approvalNote == nil)
      #expect(
        try await desk.history(of: draft) == [
          "vacancy.drafted", "vacancy.submitted_for_approval", "vacancy.returned_to_draft",
          "vacancy.submitted_for_approval", "vacancy.published",
        ])
    }
  }

  @Test("What isn't whole can't be handed over or scheduled, and nothing is stored")
  func unready() async throws {
    try await VacancyDesk.run { desk async throws in
      let draft = try await desk.draft(VacancyContent(title: "Half an idea"))
      let moment = desk.clock.now.addingTimeInterval(3_600)
      let submitted = try await outcome {
        _ = try await SubmitVacancyForApproval(desk.services)(draft.id, by: desk.head)
      }
      let scheduled = try await outcome {
        _ = try await ScheduleVacancy(desk.services)(draft.id, at: moment, by: desk.head)
      }
      #expect(submitted?.fields.contains("closes_on") == true)
      #expect(scheduled?.fields == submitted?.fields)
      #expect(try await FindVacancy(desk.services)(draft.id, by: desk.head).version == draft.version)
      #expect(try await desk.history(of: draft) == ["vacancy.drafted"])
    }
  }

  @Test("A scheduled vacancy is published by the worker when its moment has come, and not before")
  func scheduled() async throws {
    try await VacancyDesk.run { desk async throws in
      let draft = try await desk.draft()
      let moment = desk.clock.now.addingTimeInterval(7_200)
      let late = try await outcome {
        _ = try await ScheduleVacancy(desk.services)(
          draft.id, at: desk.clock.now.addingTimeInterval(30 * 86_400), by: desk.head)
      }
      #expect(late?.fields == ["publish_at"])
      let scheduled = try await ScheduleVacancy(desk.services)(draft.id, at: moment, by: desk.head)
      #expect(scheduled.storedState == .scheduled)
      #expect(try await PublishDueVacancies(desk.services)() == 0)
      let hidden = try await outcome { _ = try await FindVacancy(desk.services)(draft.id, by: desk.stranger) }
      #expect(hidden == .notFound("vacancy"))
      desk.clock.set(moment)
      #expect(try await PublishDueVacancies(desk.services)() == 1)
      #expect(try await PublishDueVacancies(desk.services)() == 0)
      let published = try await FindVacancy(desk.services)(draft.id, by: desk.stranger)
      #expect(published.storedState == .published)
      #expect(published.publishedAt == moment)
    }
  }

  @Test(
    "Extending wants a later closing and a reason; reopening works whether or not the worker has come by",
    arguments: [true, false])
  func moreTime(_ byWorker: Bool) async throws {
    try await VacancyDesk.run { desk async throws in
      let vacancy = try await desk.published()
      let extend = ExtendVacancy(desk.services)
      let earlier = try await outcome {
        _ = try await extend(
          vacancy.id, closesOn: day("2026-11-19"), closesAtTime: "12:00", reason: "", by: desk.head)
      }
      #expect(earlier?.fields == ["reason", "closes_on"])
      let extended = try await extend(
        vacancy.id, closesOn: day("2026-11-27"), closesAtTime: "17:00", reason: "Few have applied",
        by: desk.head)
      #expect(extended.content.closesOn == day("2026-11-27"))
      #expect(extended.revisedAt == desk.clock.now)
      desk.clock.set(try #require(extended.closesAt).addingTimeInterval(1))
      if byWorker { #expect(try await CloseDueVacancies(desk.services)() == 1) }
      let tooLate = try await outcome {
        _ = try await extend(
          vacancy.id, closesOn: day("2026-12-04"), closesAtTime: "12:00", reason: "More", by: desk.head)
      }
      #expect(tooLate?.isConflict == true)
      let reopened = try await ReopenVacancy(desk.services)(
        vacancy.id, closesOn: day("2026-12-04"), closesAtTime: "12:00", reason: "Nobody came", by: desk.head)
      #expect(reopened.state(at: desk.clock.now) == .published)
      #expect(reopened.publishedAt == vacancy.publishedAt)
    }
  }

  @Test("Closed early, a vacancy takes no more, and closing it again changes nothing")
  func closedEarly() async throws {
    try await VacancyDesk.run { desk async throws in
      var content = VacancyDesk.content()
      content.closesAtTime = "5pm"
      let vacancy = try await desk.published(content)
      let closed = try await CloseVacancyEarly(desk.services)(vacancy.id, by: desk.head)
      #expect(closed.state(at: desk.clock.now) == .closed)
      #expect(closed.closesAt == desk.clock.now)
      // The moment is its closing; the time that it had is kept for what comes after it.
      #expect(closed.content.closesOn == day("2026-11-02") && closed.content.closesAtTime == "09:00")
      #expect(closed.usualClosingTime == "17:00")
      let copy = try await CopyVacancy(desk.services)(vacancy.id, by: desk.head)
      #expect(copy.content.closesOn == nil && copy.content.closesAtTime == "17:00")
      #expect(try await CloseVacancyEarly(desk.services)(vacancy.id, by: desk.head).version == closed.version)
    }
  }

  @Test("After closing a school says how it ended, may correct it, and may go back to interviewing")
  func outcomes() async throws {
    try await VacancyDesk.run { desk async throws in
      let vacancy = try await desk.closed(byWorker: false)
      let record = RecordVacancyOutcome(desk.services)
      let unknown = try await outcome {
        _ = try await record(vacancy.id, outcome: "magic", by: desk.recruiter)
      }
      #expect(unknown?.fields == ["outcome"])
      let tooMany = try await outcome {
        _ = try await record(vacancy.id, outcome: "pool", postsFilled: 2, by: desk.recruiter)
      }
      #expect(tooMany?.fields == ["posts_filled"])
      #expect(
        try await StartInterviewing(desk.services)(vacancy.id, by: desk.recruiter).storedState
          == .interviewing)
      let filled = try await record(vacancy.id, outcome: "pool", note: "A fine field", by: desk.recruiter)
      #expect(filled.storedState == .filled)
      #expect(filled.outcome?.postsFilled == 1)
      #expect(try await FindVacancy(desk.services)(vacancy.id, by: desk.stranger).outcome == nil)
      let corrected = try await record(vacancy.id, outcome: "none-suitable", by: desk.head)
      #expect(corrected.storedState == .notFilled)
      #expect(corrected.outcome?.postsFilled == 0)
      #expect(try await StartInterviewing(desk.services)(vacancy.id, by: desk.head).outcome == nil)
    }
  }

  @Test("What came of it is its school's to know: others see that it has closed, and no step tells more")
  func outsiders() async throws {
    try await VacancyDesk.run { desk async throws in
      let (other, draft) = (try await desk.draft(), try await desk.draft())
      let withdrawn = try await WithdrawVacancy(desk.services)(other.id, reason: "No need.", by: desk.head)
      let vacancy = try await desk.closed()
      let ada = try await HiringDesk.person("ada@example.org", desk)
      for code in ["pool", "none-suitable"] {
        _ = try await RecordVacancyOutcome(desk.services)(vacancy.id, outcome: code, by: desk.recruiter)
        for actor in [VacancyDesk.visitor, desk.stranger, ada] {
          let seen = try await FindVacancy(desk.services)(vacancy.id, by: actor)
          #expect(seen.storedState == .closed && seen.outcome == nil)
          let posting = try await ReadVacancyPosting(desk.services)(vacancy.id, by: actor)
          #expect(posting.vacancy.storedState == .closed)
        }
        #expect(try await FindVacancy(desk.services)(vacancy.id, by: desk.head).storedState != .closed)
      }
      for actor in [VacancyDesk.visitor, desk.stranger, ada] {
        for id in [vacancy.id, withdrawn.id, draft.id] {
          let steps: [() async throws -> Void] = [
            { _ = try await PublishVacancy(desk.services)(id, by: actor) },
            { _ = try await CloseVacancyEarly(desk.services)(id, by: actor) },
            { _ = try await RecordVacancyOutcome(desk.services)(id, outcome: "magic", by: actor) },
            { _ = try await StartInterviewing(desk.services)(id, by: actor) },
            {
              _ = try await ReturnVacancyToDraft(desk.services)(
                id, note: String(repeating: "n", count: 2_000), by: actor)
            },
          ]
          for step in steps {
            #expect(try await outcome { try await step() } == .notFound("vacancy"))
          }
        }
      }
      let recruiter = try await outcome {
        _ = try await PublishVacancy(desk.services)(vacancy.id, by: desk.recruiter)
      }
      #expect(recruiter?.isNotAllowed == true, "who may not publish is not told the state by it either")
    }
  }

  @Test("Its desk is not for whoever at the school has applied for it, even after withdrawing")
  func rivals() async throws {
    try await VacancyDesk.run { desk async throws in
      let vacancy = try await desk.published()
      let (id, services, recruiter) = (vacancy.id, desk.services, desk.recruiter)
      let reads: [() async throws -> Void] = [
        { _ = try await ReadVacancyHistory(services)(id, by: recruiter) },
        { _ = try await ReadVacancyQuestions(services).atDesk(id, by: recruiter) },
        { _ = try await FindVacancy(services).atDesk(id, by: recruiter) },
        { _ = try await CheckPublication(services)(vacancy, by: recruiter) },
        { _ = try await AdviseOnVacancy(services)(id, by: recruiter) },
        { _ = try await ReadCriteria(services).usual(id, by: recruiter) },
        { _ = try await ReadFurtherSchools(services).possible(id, by: recruiter) },
        { _ = try await ReadReleases(services).list(of: id, by: recruiter) },
      ]
      for read in reads { #expect(try await outcome { try await read() } == nil) }
      try await CompleteApplication.save(by: desk.recruiter, desk.services)
      let own = try await SendApplication(desk.services)(
        vacancy: vacancy.id, submission: UUID(), by: desk.recruiter
      ).application
      for read in reads { #expect(try await outcome { try await read() } == .notFound("vacancy")) }
      _ = try await WithdrawApplication(desk.services)(own.id, by: desk.recruiter)
      for read in reads { #expect(try await outcome { try await read() } == .notFound("vacancy")) }
      #expect(try await ReadVacancyHistory(desk.services)(vacancy.id, by: desk.head).items.isEmpty == false)
      // They see of it what everybody sees, also when it has ended.
      #expect(try await FindVacancy(services)(id, by: recruiter).storedState == .published)
      _ = try await CloseVacancyEarly(services)(id, by: desk.head)
      _ = try await RecordVacancyOutcome(services)(id, outcome: "pool", note: "A friend", by: desk.head)
      let seen = try await FindVacancy(services)(id, by: recruiter)
      #expect(seen.storedState == .closed && seen.outcome == nil)
      let list = ListSchoolVacancies(services)
      let lines = try await list(school: desk.school.id, by: recruiter).items
      #expect(lines.count == 1 && lines.first?.vacancy.outcome == nil)
      #expect(try await list(school: desk.school.id, by: desk.head).items.first?.vacancy.outcome != nil)
    }
  }

  @Test("Whoever at the school has applied for it has no part in running it, even after withdrawing")
  func rivalsRunNothing() async throws {
    try await VacancyDesk.run { desk async throws in
      let (services, head) = (desk.services, desk.head)
      let vacancy = try await desk.published()
      let (id, later) = (vacancy.id, day("2026-11-27"))
      var content = vacancy.content
      content.visits = "On Mondays."
      let changed = content
      try await CompleteApplication.save(by: head, services)
      let own = try await SendApplication(services)(vacancy: id, submission: UUID(), by: head).application
      let writes: [(String, () async throws -> Void)] = [
        ("criteria", { _ = try await SetCriteria(services)(id, [], expectedVersion: nil, by: head) }),
        (
          "content",
          { _ = try await ChangeVacancy(services)(id, content: changed, expectedVersion: nil, by: head) }
        ),
        ("schools", { _ = try await SetFurtherSchools(services)(id, [], expectedVersion: nil, by: head) }),
        (
          "extend",
          {
            _ = try await ExtendVacancy(services)(
              id, closesOn: later, closesAtTime: "17:00", reason: "Few", by: head)
          }
        ),
        ("close", { _ = try await CloseVacancyEarly(services)(id, by: head) }),
        (
          "reopen",
          {
            _ = try await ReopenVacancy(services)(
              id, closesOn: later, closesAtTime: "17:00", reason: "Few", by: head)
          }
        ),
        ("publish", { _ = try await PublishVacancy(services)(id, by: head) }),
        ("return", { _ = try await ReturnVacancyToDraft(services)(id, by: head) }),
        ("interviewing", { _ = try await StartInterviewing(services)(id, by: head) }),
        ("outcome", { _ = try await RecordVacancyOutcome(services)(id, outcome: "agency", by: head) }),
        ("withdraw", { _ = try await WithdrawVacancy(services)(id, reason: "No need", by: head) }),
        ("release", { _ = try await ReleaseVacancy(services)(id, to: [], by: head) }),
        ("agencies", { _ = try await ReleaseVacancy(services).choices(for: id, by: head) }),
        ("copy", { _ = try await CopyVacancy(services)(id, by: head) }),
        ("readvertise", { _ = try await CopyVacancy(services)(id, for: .readvertise, by: head) }),
        ("template", { _ = try await SaveTemplate(services)(of: id, name: "Usual", by: head) }),
      ]
      for (name, write) in writes {
        #expect(try await outcome { try await write() } == .notFound("vacancy"), "\(name)")
      }
      _ = try await WithdrawApplication(services)(own.id, by: head)
      for (name, write) in writes {
        #expect(try await outcome { try await write() } == .notFound("vacancy"), "\(name)")
      }
      let untouched = try await FindVacancy(services)(id, by: desk.recruiter)
      #expect(untouched.version == vacancy.version && untouched.storedState == .published)
    }
  }

  @Test("A copy starts anew without dates; only what has ended is advertised again")
  func copies() async throws {
    try await VacancyDesk.run { desk async throws in
      let vacancy = try await desk.published()
      _ = try await SetVacancyQuestions(desk.services)(
        vacancy.id, VacancyQuestions(questions: ["Why this school?", "What would you read aloud?"]),
        expectedVersion: 0, by: desk.head)
      let submission = UUID()
      let copy = try await CopyVacancy(desk.services)(vacancy.id, submission: submission, by: desk.recruiter)
      #expect(copy.storedState == .draft)
      #expect(copy.content == VacancyDesk.content().undated)
      let asked = try await ReadVacancyQuestions(desk.services)(copy.id, by: desk.head)
      #expect(asked.questions == ["Why this school?", "What would you read aloud?"])
      #expect(
        try await CopyVacancy(desk.services)(vacancy.id, submission: submission, by: desk.recruiter).id
          == copy.id)
      let early = try await outcome {
        _ = try await CopyVacancy(desk.services)(vacancy.id, for: .readvertise, by: desk.head)
      }
      #expect(early?.isConflict == true)
      _ = try await CloseVacancyEarly(desk.services)(vacancy.id, by: desk.head)
      let again = try await CopyVacancy(desk.services)(vacancy.id, for: .readvertise, by: desk.head)
      #expect(again.readvertises == vacancy.id)
      let strange = try await outcome {
        _ = try await CopyVacancy(desk.services)(vacancy.id, by: desk.stranger)
      }
      #expect(strange == .notFound("vacancy"))
    }
  }

  @Test("A change of a published vacancy is marked and its fields are in the history; no change is none")
  func revised() async throws {
    try await VacancyDesk.run { desk async throws in
      let vacancy = try await desk.published()
      desk.clock.advance(seconds: 60)
      var content = vacancy.content
      #expect(
        try await ChangeVacancy(desk.services)(
          vacancy.id, content: content, expectedVersion: vacancy.version, by: desk.head
        ).version == vacancy.version)
      content.visits = "On Mondays."
      let changed = try await ChangeVacancy(desk.services)(
        vacancy.id, content: content, expectedVersion: vacancy.version, by: desk.head)
      #expect(changed.revisedAt == desk.clock.now)
      let newest = try #require(
        try await ReadVacancyHistory(desk.services)(vacancy.id, by: desk.head).items.first)
      #expect(newest.details.object?["changed"] == .array([.string("visits")]))
      #expect(newest.actor == "Robin Sample")
    }
  }

  @Test("Two people at once: the second is told that the version has gone")
  func stale() async throws {
    try await VacancyDesk.run { desk async throws in
      let vacancy = try await desk.published()
      _ = try await CloseVacancyEarly(desk.services)(
        vacancy.id, expectedVersion: vacancy.version, by: desk.head)
      let late = try await outcome {
        _ = try await ExtendVacancy(desk.services)(
          vacancy.id, closesOn: day("2026-12-04"), closesAtTime: "12:00", reason: "More time",
          expectedVersion: vacancy.version, by: desk.head)
      }
      #expect(late == .staleVersion(current: vacancy.version + 1))
    }
  }
}

@Suite("The database guards a vacancy's states") struct VacancyTransitionTests {
  @Test("Every pair that the domain refuses the database refuses too", arguments: VacancyState.allCases)
  func everyPair(_ from: VacancyState) async throws {
    try await VacancyDesk.run { desk async throws in
      let id = try await desk.published().id
      let pool = desk.services.pool
      for to in VacancyState.allCases where to != from {
        try await pool.execute("ALTER TABLE vacancy DISABLE TRIGGER vacancy_transitions")
        try await pool.execute(
          """
          UPDATE vacancy SET state = \(from), publish_at = now(), filled_through = 'pool', outcome_at = now()
          WHERE id = \(id)
          """)
        try await pool.execute("ALTER TABLE vacancy ENABLE TRIGGER vacancy_transitions")
        let moved: Bool
        do {
          try await pool.execute("UPDATE vacancy SET state = \(to) WHERE id = \(id)")
          moved = true
        } catch let error as PostgresError {
          #expect(error.constraint == "vacancy_transition_allowed")
          moved = false
        }
        #expect(moved == from.mayBecome(to), "\(from) to \(to)")
      }
    }
  }
}
