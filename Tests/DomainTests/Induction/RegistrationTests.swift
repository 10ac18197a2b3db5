import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct RegistrationTests {
  private static func review(_ desk: InductionDesk, _ change: (inout RegistrationContent) -> Void)
    async throws
    -> RegistrationReview
  {
    var content = InductionDesk.content()
    change(&content)
    let draft = try await DraftRegistration(desk.services)(at: desk.desk.school.id, content, by: desk.head)
    return try await ReadRegistrations(desk.services).find(draft.id, by: desk.head)
  }

  private static let faults: [(String, [String], @Sendable (inout RegistrationContent) -> Void)] = [
    ("without fault", [], { _ in }),
    ("six digits", ["trn"], { $0.trn = "123456" }), ("eight digits", ["trn"], { $0.trn = "12345678" }),
    ("a letter", ["trn"], { $0.trn = "12A4567" }),
    ("eighteen tomorrow", ["birth_date"], { $0.birthDate = day("2008-11-03") }),
    ("qualified tomorrow", ["qts_awarded_on"], { $0.qtsAwardedOn = day("2026-11-03") }),
    ("qualified today", [], { $0.qtsAwardedOn = day("2026-11-02") }),
    ("start before QTS", ["starts_on"], { $0.startsOn = day("2026-07-09") }),
    ("start on the day of QTS", [], { $0.startsOn = day("2026-07-10") }),
    ("course of March 2020", ["skills_tests_passed"], { $0.courseBegunOn = day("2020-03-31") }),
    (
      "the same with the tests", [],
      {
        $0.courseBegunOn = day("2020-03-31")
        $0.skillsTestsPassed = true
      }
    ),
    ("course of April 2020", [], { $0.courseBegunOn = day("2020-04-01") }),
    ("no mentor", ["mentor_name", "mentor_email"], { ($0.mentorName, $0.mentorEmail) = ("", "") }),
    ("mentor is tutor", ["mentor_reason"], { $0.mentorEmail = "Tutor@school.example" }),
    (
      "mentor is tutor with a reason", [],
      {
        $0.mentorEmail = "tutor@school.example"
        $0.mentorReason = "The school has two teachers."
      }
    ),
    ("timetable not reduced", ["timetable_reduced"], { $0.timetableReduced = false }),
    ("unqualified mentor", ["support_qualified"], { $0.supportQualified = false }),
    ("ineligible", ["institution"], { $0.institution = "other" }),
    ("college", ["college_teaching"], { $0.institution = "further_education" }),
    (
      "college that sees to whom is taught", [],
      {
        $0.institution = "further_education"
        $0.collegeTeaching = true
      }
    ),
    ("special measures", ["exception"], { $0.specialMeasures = true }),
    (
      "special measures, certified", [],
      {
        $0.specialMeasures = true
        $0.exception = "certified"
      }
    ),
    ("elsewhere without what", ["earlier_terms", "earlier_body", "evidence"], { $0.servedElsewhere = true }),
    ("no time at all", ["fte"], { $0.fte = 0 }), ("more than all", ["fte"], { $0.fte = 1.2 }),
    ("fixed term without end", ["contract_ends_on"], { $0.contractType = .fixedTerm }),
    ("secondary without subject", ["subject"], { $0.phase = "secondary" }),
    ("before any body", ["starts_on"], { $0.startsOn = day("2011-09-01") }),
    ("another service", ["service_level"], { $0.serviceLevel = "gold" }),
  ]

  @Test("Each rule holds on its boundary day, and names its field")
  func rules() async throws {
    try await InductionDesk.run { desk async throws in
      for (name, fields, change) in Self.faults {
        let problems = try await Self.review(desk, change).problems
        #expect(Set(problems.map(\.field)) == Set(fields), "\(name): \(problems)")
      }
    }
  }

  @Test("Warnings advise and keep nothing back")
  func warnings() async throws {
    try await InductionDesk.run { desk async throws in
      let late = try await Self.review(desk) { $0.startsOn = day("2026-11-01") }
      #expect(late.problems.isEmpty && late.warnings.count == 1)
      #expect(try await Self.review(desk) { $0.startsOn = day("2026-11-02") }.warnings.isEmpty)
      #expect(
        try await Self.review(desk) { $0.postConcerns = ["discipline", "classes"] }.warnings.count == 2)
    }
  }

  @Test(
    "Whether it was sent before the first day goes by the day on which it was first sent, whenever it is opened"
  )
  func sentInTime() async throws {
    try await InductionDesk.run { desk async throws in
      let (services, read) = (desk.services, ReadRegistrations(desk.services))
      let inTime = try await desk.submitted(InductionDesk.content(startsOn: "2026-11-02"))
      let asked = try await desk.submitted(
        InductionDesk.content(trn: "7654321", email: "bo@people.example", startsOn: "2026-11-02"))
      let late = try await desk.submitted(
        InductionDesk.content(trn: "7654322", email: "cy@people.example", startsOn: "2026-11-01"))
      _ = try await DecideRegistration(services).query(
        asked.id, "Which class?", expectedVersion: nil, by: desk.officer)
      desk.clock.set(try TransferCase.noon("2026-11-20"))
      _ = try await SubmitRegistration(services)(
        asked.id, answer: "Year 4.", expectedVersion: nil, by: desk.head)
      let queue = try await read.queue(of: desk.authority.place, by: desk.officer).items
      let counts = try await read.warnings(of: queue, by: desk.officer)
      for (sent, isLate) in [(inTime, false), (asked, false), (late, true)] {
        let warnings = try await read.find(sent.id, by: desk.officer).warnings
        #expect(warnings.contains { $0.contains("The first day has passed") } == isLate, "\(warnings)")
        #expect(counts[sent.id] == warnings.count)
      }
      let draft = try await DraftRegistration(services)(
        at: desk.desk.school.id, InductionDesk.content(trn: "7654323", startsOn: "2026-11-19"), by: desk.head)
      #expect(
        try await read.find(draft.id, by: desk.head).warnings.contains {
          $0.contains("The first day has passed")
        })
    }
  }

  @Test(
    "A contract is held against a term, and what was served elsewhere against the calendar, by the school’s dates"
  )
  func schoolTerms() async throws {
    try await InductionDesk.run { desk async throws in
      func isShort(_ from: String, _ until: String) async throws -> Bool {
        try await Self.review(desk) {
          ($0.startsOn, $0.contractType, $0.contractEndsOn) = (day(from), .fixedTerm, day(until))
        }.warnings.contains { $0.contains("less than one term") }
      }
      func isMisfit() async throws -> Bool {
        try await Self.review(desk) {
          ($0.servedElsewhere, $0.earlierTerms, $0.earlierBody) = (true, "1", "Another Body")
          $0.earlierBeganOn = day("2026-12-18")
        }.warnings.contains { $0.contains("there is no school term") }
      }
      func isOver(_ until: String) async throws -> Bool {
        try await Self.review(desk) {
          ($0.startsOn, $0.contractType, $0.contractEndsOn) = (day("2026-09-01"), .fixedTerm, day(until))
        }.warnings.contains { $0.hasPrefix("The contract ended on") }
      }
      #expect(try await isOver("\(desk.services.today.adding(days: -1))"))
      #expect(try await !isOver("\(desk.services.today)"))
      #expect(try await isShort("2027-01-04", "2027-03-24"))
      #expect(try await !isShort("2027-01-04", "2027-03-25"))
      #expect(try await isShort("2027-09-01", "2027-11-30"))
      #expect(try await !isShort("2027-09-01", "2039-08-31"))
      #expect(try await !isMisfit())
      // The school’s own autumn term ends a day before, its spring term some days after those of the borough.
      let (set, school) = (SetSchoolTerms(desk.services), SetSchoolTerms.Owner.school(desk.desk.school))
      var dates = try await set.read(2026, of: school)
      (dates.halves[1].endsOn, dates.halves[3].endsOn) = (day("2026-12-17"), day("2027-03-31"))
      try await set(dates, of: school, by: desk.head)
      #expect(try await isShort("2027-01-04", "2027-03-30"))
      #expect(try await !isShort("2027-01-04", "2027-03-31"))
      #expect(try await isMisfit())
    }
  }

  @Test("A body that is closed to new teachers takes none who begins later, and keeps those who are with it")
  func closedBody() async throws {
    try await InductionDesk.run { desk async throws in
      let (decide, manage) = (DecideRegistration(desk.services), ManageAppropriateBodies(desk.services))
      _ = try await desk.begun()
      let sent = try await desk.submitted(
        InductionDesk.content(trn: "7654321", email: "bo@people.example", startsOn: "2027-01-05"))
      _ = try await decide.verify(sent.id, expectedVersion: nil, by: desk.officer)
      func shut(_ last: CivilDate) async throws {
        _ = try await manage.setBody(
          "Sample Appropriate Body", of: desk.authority, from: day("2012-09-01"), until: nil,
          takesNewUntil: last, source: "A test’s agreement", by: desk.administrator)
      }
      #expect(try await outcome { try await shut(day("2012-08-31")) }?.fields == ["takes_new_until"])
      try await shut(day("2027-01-04"))
      func faults(_ trn: String, _ start: String) async throws -> [String] {
        try await Self.review(desk) { ($0.trn, $0.startsOn) = (trn, day(start)) }.problems.map(\.field)
      }
      #expect(try await faults("7654322", "2027-01-04").isEmpty)
      #expect(try await faults("7654322", "2027-01-05") == ["starts_on"])
      #expect(try await faults("1234567", "2027-09-01").isEmpty)
      #expect(
        try await outcome {
          _ = try await decide.accept(
            sent.id, startsOn: day("2027-01-05"), expectedVersion: nil, by: desk.officer)
        }?.fields == ["starts_on"])
    }
  }

  @Test("Whoever has had their one attempt, or stands there with another number, is warned of")
  func known() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      func warnings(trn: String) async throws -> String {
        let content = InductionDesk.content(trn: trn)
        let draft = try await DraftRegistration(desk.services)(
          at: desk.desk.school.id, content, by: desk.head)
        return try await ReadRegistrations(desk.services).find(draft.id, by: desk.head).warnings.joined()
      }
      #expect(try await warnings(trn: "7654321").contains("recorded with another number"))
      try await desk.decided(begun.induction.id, .satisfactory, teacher: try await desk.teacher())
      #expect(try await warnings(trn: "1234567").contains("one attempt only"))
    }
  }

  @Test("A draft keeps its faults, and is sent only without them, with mail to officer, teacher and tutor")
  func sending() async throws {
    try await InductionDesk.run { desk async throws in
      let (services, head) = (desk.services, desk.head)
      let empty = try await DraftRegistration(services)(at: desk.desk.school.id, by: head)
      let refused = try await outcome {
        _ = try await SubmitRegistration(services)(empty.id, expectedVersion: nil, by: head)
      }
      #expect(refused?.fields.contains("trn") == true && refused?.fields.contains("starts_on") == true)
      let saved = try await DraftRegistration(services).save(
        empty.id, InductionDesk.content(), expectedVersion: empty.version, by: head)
      #expect(
        try await outcome {
          _ = try await DraftRegistration(services).save(
            empty.id, RegistrationContent(), expectedVersion: empty.version, by: head)
        } == .staleVersion(current: saved.version))
      let sent = try await SubmitRegistration(services)(saved.id, expectedVersion: saved.version, by: head)
      #expect(sent.state == .submitted && sent.feePence == 40_000)
      for (address, words) in [
        ("officer@example.org", "Registration for induction"), ("nia@people.example", "has registered you"),
        ("tutor@school.example", "You are induction tutor"),
      ] {
        let subjects = try await desk.accounts.subjects(to: address)
        #expect(subjects.count { $0.contains(words) } == 1, "\(address): \(subjects)")
      }
      _ = try await SubmitRegistration(services)(saved.id, expectedVersion: nil, by: head)
      #expect(try await desk.accounts.audited("induction.registration_submitted") == 1)
      #expect(
        try await outcome {
          _ = try await DraftRegistration(services).save(
            saved.id, RegistrationContent(), expectedVersion: nil, by: head)
        }?.isConflict == true)
    }
  }

  @Test("A draft whose number was kept as it was typed is sent with the seven digits, and found by them")
  func oldNumber() async throws {
    try await InductionDesk.run { desk async throws in
      let draft = try await DraftRegistration(desk.services)(
        at: desk.desk.school.id, InductionDesk.content(), by: desk.head)
      // As it was kept before numbers were tidied.
      try await desk.services.pool.execute(
        """
        UPDATE induction_registration SET trn = '12/34567', content = jsonb_set(content, '{trn}', '"12/34567"')
        WHERE id = \(draft.id)
        """)
      _ = try await SubmitRegistration(desk.services)(draft.id, expectedVersion: nil, by: desk.head)
      let kept = try await desk.services.pool.value(
        "SELECT trn FROM induction_registration", as: String.self)
      #expect(kept == "1234567")
      // One that was sent before the school had to say that tutor and mentor are qualified is accepted as it stands.
      try await desk.services.pool.execute(
        "UPDATE induction_registration SET content = content - 'support_qualified'")
      let decide = DecideRegistration(desk.services)
      _ = try await decide.verify(draft.id, expectedVersion: nil, by: desk.officer)
      let accepted = try await decide.accept(
        draft.id, startsOn: day("2027-01-04"), reason: "As the school says.", expectedVersion: nil,
        by: desk.officer)
      #expect(accepted.state == .accepted && accepted.content.supportQualified == nil)
      // The school's own day stands, so no mail says otherwise.
      #expect(
        try await desk.services.pool.value(
          "SELECT count(*) FROM outbox_mail WHERE body LIKE '%not taken over%'", as: Int.self) == 0)
    }
  }

  @Test("To everybody else a registration does not exist; the body sees what was sent to it")
  func secrecy() async throws {
    try await InductionDesk.run { desk async throws in
      let services = desk.services
      let draft = try await DraftRegistration(services)(
        at: desk.desk.school.id, InductionDesk.content(), by: desk.head)
      let read = ReadRegistrations(services)
      for actor in [desk.officer, desk.tutor, desk.desk.stranger, desk.desk.recruiter, VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await read.find(draft.id, by: actor) } == .notFound("registration"))
      }
      _ = try await SubmitRegistration(services)(draft.id, expectedVersion: nil, by: desk.head)
      #expect(try await read.find(draft.id, by: desk.officer).registration.state == .submitted)
      for actor in [desk.desk.stranger, desk.desk.recruiter, VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await read.find(draft.id, by: actor) } == .notFound("registration"))
      }
      #expect(
        try await outcome {
          _ = try await DraftRegistration(services)(at: desk.desk.school.id, by: desk.desk.recruiter)
        } == .notFound("school"))
      #expect(
        try await outcome {
          _ = try await DraftRegistration(services)(at: desk.desk.school.id, by: desk.tutor)
        }?.isNotAllowed == true)
      #expect(
        try await outcome {
          _ = try await DecideRegistration(services).verify(draft.id, expectedVersion: nil, by: desk.head)
        }?.isNotAllowed == true)
    }
  }

  @Test("The body asks, the school answers, the body verifies again and accepts with the day it sets")
  func question() async throws {
    try await InductionDesk.run { desk async throws in
      let (services, decide) = (desk.services, DecideRegistration(desk.services))
      let sent = try await desk.submitted()
      _ = try await decide.verify(sent.id, expectedVersion: sent.version, by: desk.officer)
      let asked = try await decide.query(sent.id, "Which class?", expectedVersion: nil, by: desk.officer)
      #expect(asked.state == .queried && asked.verifiedAt == nil)
      desk.clock.advance(seconds: 1)
      let submit = SubmitRegistration(services)
      #expect(
        try await outcome { _ = try await submit(sent.id, expectedVersion: nil, by: desk.head) }?.fields
          == ["answer"])
      _ = try await submit(sent.id, answer: "Year 4.", expectedVersion: nil, by: desk.head)
      #expect(
        try await outcome {
          _ = try await decide.accept(
            sent.id, startsOn: day("2027-01-05"), expectedVersion: nil, by: desk.officer)
        }?.isConflict == true)
      _ = try await decide.verify(sent.id, expectedVersion: nil, by: desk.officer)
      let accepted = try await decide.accept(
        sent.id, startsOn: day("2027-01-05"), expectedVersion: nil, by: desk.officer)
      #expect(accepted.state == .accepted && accepted.confirmedStart == day("2027-01-05"))
      let review = try await ReadRegistrations(services).find(sent.id, by: desk.head)
      #expect(review.messages.map(\.body) == ["Which class?", "Year 4."])
      let record = try await ReadInductions(services).find(try #require(accepted.induction), by: desk.head)
      #expect(record.induction.regime == .ect && record.periods.map(\.startsOn) == [day("2027-01-05")])
      let expected = try PlanInduction()(
        json: Data(#"{"regime":"ect","periods":[{"start":"2027-01-05","end":null,"fte":1}]}"#.utf8))
      #expect(record.induction.plan?.expectedEnd == expected.expectedEnd)
      #expect(
        record.due.filter { $0.kind == .assessment }.map(\.dueOn) == expected.formalAssessments.map(\.due))
      #expect(record.due.filter { $0.kind == .review }.map(\.dueOn) == expected.progressReviews.map(\.due))
      #expect(
        try await desk.accounts.subjects(to: "nia@people.example").contains(
          "Induction of Nia Sample is registered"))
    }
  }

  @Test("Of two officers who decide at once one is told that it has changed")
  func race() async throws {
    try await InductionDesk.run { desk async throws in
      let sent = try await desk.submitted()
      let decide = DecideRegistration(desk.services)
      _ = try await decide.query(sent.id, "Which class?", expectedVersion: sent.version, by: desk.officer)
      #expect(
        try await outcome {
          _ = try await decide.reject(
            sent.id, reason: "Not here.", expectedVersion: sent.version, by: desk.officer)
        } == .staleVersion(current: sent.version + 1))
    }
  }

  @Test("A rejection needs a reason, and the school may register again")
  func rejection() async throws {
    try await InductionDesk.run { desk async throws in
      let (sent, decide) = (try await desk.submitted(), DecideRegistration(desk.services))
      #expect(
        try await outcome {
          _ = try await decide.reject(sent.id, reason: " ", expectedVersion: nil, by: desk.officer)
        }?.fields == ["reason"])
      let rejected = try await decide.reject(
        sent.id, reason: "Served already.", expectedVersion: nil, by: desk.officer)
      #expect(rejected.state == .rejected && rejected.stateReason == "Served already.")
      #expect(try await desk.submitted().state == .submitted)
    }
  }

  @Test("A school is told of another open period, and the body alone where that is")
  func overlap() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.begun()
      let second = try await desk.submitted(by: desk.desk.stranger)
      let read = ReadRegistrations(desk.services)
      let atSchool = try await read.find(second.id, by: desk.desk.stranger)
      #expect(atSchool.warnings.count == 1 && atSchool.overlaps.isEmpty)
      #expect(!atSchool.warnings.joined().contains("Sample Primary"))
      let atBody = try await read.find(second.id, by: desk.officer)
      #expect(atBody.overlaps == ["Sample Primary School, from 4 January 2027"])
      // One teacher, one induction: the second school adds a period to it.
      let decide = DecideRegistration(desk.services)
      _ = try await decide.verify(second.id, expectedVersion: nil, by: desk.officer)
      let accepted = try await decide.accept(
        second.id, startsOn: day("2027-09-01"), reason: "The second post begins in September.",
        expectedVersion: nil, by: desk.officer)
      let record = try await ReadInductions(desk.services).find(
        try #require(accepted.induction), by: desk.officer)
      #expect(record.periods.count == 2)
      #expect(try await desk.accounts.count("induction") == 1)
    }
  }

  @Test("A number with another birth date is not taken for the same teacher")
  func otherPerson() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.begun()
      var content = InductionDesk.content()
      content.birthDate = day("2001-03-01")
      let sent = try await desk.submitted(content, by: desk.desk.stranger)
      let decide = DecideRegistration(desk.services)
      _ = try await decide.verify(sent.id, expectedVersion: nil, by: desk.officer)
      #expect(
        try await outcome {
          _ = try await decide.accept(
            sent.id, startsOn: day("2027-01-04"), expectedVersion: nil, by: desk.officer)
        }?.isConflict == true)
    }
  }

  @Test("Terms served elsewhere need a document, count exactly, and shorten the plan")
  func elsewhere() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content()
      (content.servedElsewhere, content.earlierTerms, content.earlierBody) = (true, "7/2", "Another Body")
      content.mentorEmail = content.tutorEmail
      content.mentorReason = " The school has two teachers. "
      let draft = try await DraftRegistration(desk.services)(at: desk.desk.school.id, content, by: desk.head)
      let keep = KeepEvidence(desk.services)
      let added = try await keep.add("record.pdf", SampleDocuments.pdf, to: draft.id, by: desk.head)
      // The same file is kept once, under the name given last.
      let again = try await keep.add("again.pdf", SampleDocuments.pdf, to: draft.id, by: desk.head)
      #expect(added.name == "record.pdf" && again.name == "again.pdf" && again.id == added.id)
      #expect(try await keep.add("", SampleDocuments.pdf, to: draft.id, by: desk.head).name == "again.pdf")
      _ = try await SubmitRegistration(desk.services)(draft.id, expectedVersion: nil, by: desk.head)
      #expect(try await keep.read(added.id, of: draft.id, by: desk.officer).content == SampleDocuments.pdf)
      #expect(
        try await outcome {
          _ = try await keep.read(added.id, of: draft.id, by: desk.desk.stranger)
        } == .notFound("registration"))
      let decide = DecideRegistration(desk.services)
      _ = try await decide.verify(draft.id, expectedVersion: nil, by: desk.officer)
      let accepted = try await decide.accept(
        draft.id, startsOn: day("2027-01-04"), expectedVersion: nil, by: desk.officer)
      let record = try await ReadInductions(desk.services).find(
        try #require(accepted.induction), by: desk.officer)
      #expect(record.periods.map(\.mentorReason) == ["The school has two teachers."])
      let plan = try #require(record.induction.plan)
      #expect(plan.servedTerms >= 2.5 && plan.servedTerms < 2.52)
      #expect(plan.formalAssessments.map(\.number) == [2])
      #expect(plan.explanation.contains { $0.rule == "brought-forward" })
    }
  }

  @Test("A teacher sees their own induction by a confirmed address, a tutor those of their school")
  func own() async throws {
    try await InductionDesk.run { desk async throws in
      let record = try await desk.begun()
      let read = ReadInductions(desk.services)
      let teacher = try await desk.teacher()
      #expect(try await read.own(by: teacher).own.map(\.id) == [record.induction.id])
      #expect(try await read.find(record.induction.id, by: teacher).periods.count == 1)
      #expect(try await read.own(by: desk.tutor).tutored.items.map(\.id) == [record.induction.id])
      for actor in [desk.desk.stranger, desk.desk.recruiter, VacancyDesk.visitor] {
        #expect(
          try await outcome { _ = try await read.find(record.induction.id, by: actor) }
            == .notFound("induction"))
      }
      let place = desk.authority.place
      #expect(try await read.list(of: place, by: desk.officer).items.count == 1)
      #expect(try await read.list(of: place, .init(words: "1234567"), by: desk.officer).items.count == 1)
      #expect(try await read.list(of: place, .init(words: "nobody"), by: desk.officer).items.isEmpty)
      #expect(try await read.list(of: place, .init(isOverdue: true), by: desk.officer).items.isEmpty)
      #expect(try await read.list(at: desk.desk.school.id, by: desk.tutor).items.count == 1)
    }
  }

  @Test("Somebody appointed here is confirmed with nothing typed again, once")
  func confirming() async throws {
    try await HiringDesk.run { hiring async throws in
      let authority = try await Authority.find(code: "883", in: hiring.services.pool)
      try await InductionDesk.serve(authority, hiring.services)
      let journey = try await MarkedJourney(hiring)
      try await journey.appoint()
      let (draft, school) = (DraftRegistration(hiring.services), hiring.desk.school.id)
      let begun = try await draft(confirming: journey.application, at: school, by: hiring.head)
      #expect(begun.content.firstNames == MarkedJourney.marker && begun.content.lastName == "Sample")
      #expect(begun.content.trn == "7654321" && begun.content.email == MarkedJourney.email)
      #expect(begun.content.post == "Year 4 class teacher" && begun.content.phase == "primary")
      #expect(begun.content.startsOn == day("2027-01-04") && begun.content.contractType == .permanent)
      #expect(begun.content.qtsAwardedOn == day("2026-10-30"))
      #expect(begun.content.courseBegunOn == day("2021-09-01") && begun.content.servedElsewhere == false)
      let again = try await draft(confirming: journey.application, at: school, by: hiring.head)
      #expect(again.id == begun.id)
      #expect(
        try await ReadRegistrations(hiring.services).begun(at: school, by: hiring.head) == [
          journey.application
        ])
      #expect(
        try await outcome {
          _ = try await draft(confirming: journey.application, at: school, by: hiring.recruiter)
        } == .notFound("school"))
      // Claimed they are as long as the school’s check for a prohibition from teaching is satisfactory.
      _ = try await draft.save(
        begun.id, InductionDesk.content(trn: "7654321", startsOn: "2026-10-26"), expectedVersion: nil,
        by: hiring.head)
      _ = try await SubmitRegistration(hiring.services)(begun.id, expectedVersion: nil, by: hiring.head)
      let file = Array("\(ClaimsTests.header)\n7654321,2001-02-28,school-led,2026-10-26".utf8)
      func faults() async throws -> [String] {
        try await ImportClaims(hiring.services)(
          file, of: authority, isVerified: true, isDryRun: true, by: hiring.officer
        ).rows.flatMap(\.problems)
      }
      #expect(try await faults().isEmpty)
      try await hiring.services.pool.execute(
        "UPDATE pre_employment_check SET outcome = 'not_satisfactory' WHERE kind = 'prohibition'")
      #expect(try await faults().map { $0.contains("prohibition from teaching") } == [true])
    }
  }

  @Test("What lists go by can be put right in an answer, but not taken out; a draft may lack it")
  func kept() async throws {
    try await InductionDesk.run { desk async throws in
      let draft = DraftRegistration(desk.services)
      let sent = try await desk.submitted()
      _ = try await DecideRegistration(desk.services).query(
        sent.id, "Which class?", expectedVersion: nil, by: desk.officer)
      var content = InductionDesk.content()
      (content.trn, content.birthDate, content.startsOn) = (" ", nil, nil)
      #expect(
        try await outcome {
          _ = try await draft.save(sent.id, content, expectedVersion: nil, by: desk.head)
        }?.fields == ["trn", "birth_date", "starts_on"])
      content = InductionDesk.content(trn: "7654321", startsOn: "2027-02-22")
      #expect(
        try await draft.save(sent.id, content, expectedVersion: nil, by: desk.head).content.trn == "7654321")
      let begun = try await draft(at: desk.desk.school.id, content, by: desk.head)
      content.trn = ""
      #expect(try await draft.save(begun.id, content, expectedVersion: nil, by: desk.head).content.trn == "")
      // What was said of a college goes with it.
      for (institution, kept) in [("further_education", true), ("maintained", nil)] as [(String, Bool?)] {
        (content.institution, content.collegeTeaching) = (institution, true)
        let saved = try await draft.save(begun.id, content, expectedVersion: nil, by: desk.head)
        #expect(saved.content.collegeTeaching == kept)
      }
    }
  }

  @Test("Begun before September 2021 and not completed by September 2023, it runs to the rest of six terms")
  func moved() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content(startsOn: "2020-09-01")
      (content.qtsAwardedOn, content.courseBegunOn) = (day("2020-07-10"), day("2019-09-01"))
      (content.skillsTestsPassed, content.fte) = (true, Decimal(string: "0.3"))
      let slow = try await desk.begun(content, on: "2020-09-01")
      #expect(slow.induction.regime == .nqt && slow.induction.plan?.regime == .ect)
      #expect(slow.induction.plan?.requiredTerms == 6)
      let record = RecordInduction(desk.services)
      // Everything else goes by the regime that it was moved to.
      let listed = try await ReadInductions(desk.services).list(of: desk.authority.place, by: desk.officer)
      #expect(listed.items.map(\.currentRegime) == [.ect])
      let assess = AssessInduction(desk.services)
      let written = try await assess.open(slow.induction.id, .assessment, number: 1, by: desk.tutor)
      #expect(written.assessment.formVersion == "ect-2024")
      #expect(written.facts["programme"] == "Early career teacher")
      let period = try #require(slow.periods.first).id
      #expect(
        try await outcome {
          _ = try await record.changeSupport(
            period, of: slow.induction.id, tutor: ("Tara Tutor", "tutor@school.example"), mentor: ("", ""),
            expectedVersion: nil, by: desk.head)
        }?.fields == ["mentor_name"])
      let reason = "Taught for six years before."
      let reduced = try await record.reduce(
        slow.induction.id, toTerms: 4, consentedOn: day("2026-11-02"), reason: reason, isConfirmed: true,
        expectedVersion: nil, by: desk.officer)
      #expect(reduced.induction.plan?.requiredTerms == 4)
      #expect(
        try await outcome {
          _ = try await record.reduce(
            slow.induction.id, toTerms: 4, consentedOn: day("2026-11-02"), reason: reason,
            expectedVersion: nil, by: desk.officer)
        }?.fields == ["terms"])
      content.fte = Decimal(string: "0.5")
      content.trn = "7654321"
      let quick = try await desk.begun(content, on: "2020-09-01")
      #expect(quick.induction.plan?.regime == .nqt && quick.induction.plan?.requiredTerms == 3)
      #expect(quick.induction.currentRegime == .nqt)
    }
  }

  @Test("Begun before September 2021 it is a newly qualified teacher’s, whose mentor is not asked for")
  func earlierRegime() async throws {
    try await InductionDesk.run { desk async throws in
      var content = InductionDesk.content(startsOn: "2021-08-31")
      (content.qtsAwardedOn, content.courseBegunOn) = (day("2021-07-01"), day("2020-09-01"))
      (content.mentorName, content.mentorEmail) = ("", "")
      let record = try await desk.begun(content, on: "2021-08-31")
      #expect(record.induction.regime == .nqt && record.induction.plan?.requiredTerms == 3)
      var later = content
      (later.trn, later.startsOn) = ("7654321", day("2021-09-01"))
      let draft = try await DraftRegistration(desk.services)(at: desk.desk.school.id, later, by: desk.head)
      let review = try await ReadRegistrations(desk.services).find(draft.id, by: desk.head)
      #expect(review.problems.map(\.field) == ["mentor_name", "mentor_email"])
    }
  }
}
