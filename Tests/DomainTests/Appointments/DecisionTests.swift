import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Decisions with reasons, and the step to an unconditional offer")
struct DecisionTests {
  private static func names(_ hiring: HiringDesk, _ members: [Actor]) async throws {
    _ = try await NamePanel(hiring.services)(
      hiring.vacancy.id, members: try members.map { try $0.requireAccount().id },
      chair: hiring.head.requireAccount().id, isAnonymous: false, expectedVersion: nil, by: hiring.head)
  }

  /// A reference that says that the person is not suitable.
  private static func receiveConcern(_ application: SentApplication, _ hiring: HiringDesk) async throws {
    _ = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
    let token = try await hiring.token(to: "bea@university.example")
    var answers = HiringDesk.answers
    answers["suitable"] = "no"
    _ = try await AnswerReference(hiring.services).send(token, answers: answers, by: VacancyDesk.visitor)
  }

  @Test(
    "Before the interview, without a time, or with scores missing an offer needs a reason for that; after it none"
  )
  func exception() async throws {
    try await HiringDesk.run { hiring async throws in
      let reading = ReadOffers(hiring.services)
      let application = try await InterviewInvitationTests.booked(hiring)
      let question = try #require(
        try await SetInterviewQuestions(hiring.services)(
          hiring.vacancy.id, [InterviewQuestion(wording: "Why this school?")], by: hiring.head
        ).first?.id)
      let begins = try #require(LondonTime.instant(TestSupport.day("2026-11-16"), hour: 9, minute: 0))
      #expect(try await reading.readiness(application.id, by: hiring.head) == .notYet(begins))
      var terms = HiringDesk.terms
      terms.answerBy = TestSupport.day("2026-11-30")
      let early = try await outcome {
        _ = try await MakeOffer(hiring.services)(
          application.id, terms, because: OfferReasons("Warm and clear."), by: hiring.head)
      }
      #expect(early?.fields == ["exception"])
      hiring.clock.set(begins)
      #expect(
        try await reading.readiness(application.id, by: hiring.head) == .scoresMissing(["Robin Sample"]))
      let missing = try await outcome {
        _ = try await MakeOffer(hiring.services)(
          application.id, terms, because: OfferReasons("Warm and clear."), by: hiring.head)
      }
      #expect(missing?.fields == ["exception"])
      _ = try await ScoreInterview(hiring.services)(
        application.id, scores: [question: 4], notes: "Warm and clear.", handsIn: true,
        by: hiring.panelMember)
      #expect(try await reading.readiness(application.id, by: hiring.head) == .ready)
      let silent = try await outcome {
        _ = try await MakeOffer(hiring.services)(
          application.id, terms, because: OfferReasons(""), by: hiring.head)
      }
      #expect(silent?.fields == ["reason", "exception"])
      let gaps = try await reading.gaps(application.id, by: hiring.head)
      #expect(gaps == OfferGaps(.ready, lacksDisclosure: true, lacksSearch: true))
      #expect(gaps.missing == "the self-disclosure and an online search")
      let search = OfferGaps(.ready, lacksDisclosure: false, lacksSearch: true)
      #expect(
        search.remedy
          == "Enter why you decide without an online search, for example who searches, and by when.")
      #expect(
        gaps.obstacles == ["The self-disclosure has not been sent yet.", "No online search is noted."])
      let undisclosed = try await outcome {
        _ = try await MakeOffer(hiring.services)(
          application.id, terms, because: OfferReasons("Warm and clear."), by: hiring.head)
      }
      #expect(undisclosed?.fields == ["exception"])
      _ = try await NoteOnlineSearch(hiring.services)(
        application.id, searchedOn: TestSupport.day("2026-11-10"), searchedBy: "Robin Sample",
        found: "Nothing.", by: hiring.recruiter)
      try await hiring.services.pool.execute(
        """
        INSERT INTO self_disclosure (application_id, form_version, answers, saved_at, sent_at)
        VALUES (\(application.id), 1, '{}', \(begins), \(begins))
        """)
      #expect(try await reading.gaps(application.id, by: hiring.head).obstacles.isEmpty)
      try await Self.receiveConcern(application, hiring)
      let concern = try await reading.gaps(application.id, by: hiring.head)
      let answered = "Bea Sample (Suitable to work with children: No)"
      #expect(concern.obstacles == ["A reference has something to take up: \(answered)."])
      #expect(concern.question == "How was what a referee has answered taken up?")
      let both = OfferGaps(.ready, lacksDisclosure: false, lacksSearch: true, toTakeUp: [answered])
      #expect(
        both.question
          == "Why do you decide without an online search, and how was what a referee has answered taken up?")
      let untouched = try await outcome {
        _ = try await MakeOffer(hiring.services)(
          application.id, terms, because: OfferReasons("Warm and clear."), by: hiring.head)
      }
      #expect(untouched?.fields == ["exception"])
      let made = try await MakeOffer(hiring.services)(
        application.id, terms,
        because: OfferReasons("Warm and clear.", exception: "Bea had ticked the wrong box: telephoned."),
        by: hiring.head)
      #expect(made.state == .offered)
    }
  }

  @Test(
    "Why somebody was chosen is read by school and panel, written into the list, and never by the applicant")
  func reasons() async throws {
    try await HiringDesk.run { hiring async throws in
      try await Self.names(hiring, [hiring.head, hiring.panelMember])
      let application = try await hiring.application(.interviewing)
      let offering = MakeOffer(hiring.services)
      _ = try await offering(
        application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      _ = try await offering(
        application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      var other = HiringDesk.terms
      other.salary = "M6"
      let second = try await outcome {
        _ = try await offering(application.id, other, because: HiringDesk.reasons, by: hiring.head)
      }
      #expect(second?.isConflict == true)
      let reading = ReadDecisions(hiring.services)
      for actor in [hiring.head, hiring.recruiter, hiring.panelMember] {
        let decision = try #require(try await reading(application.id, by: actor).first)
        #expect(decision.kind == .offer && decision.reason == HiringDesk.reasons.reason)
        #expect(decision.exception == HiringDesk.reasons.exception)
        #expect(decision.decidedBy == "Robin Sample" && decision.decidedAt == hiring.services.now())
      }
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let refused = try await outcome { _ = try await reading(application.id, by: actor) }
        #expect(refused == .notFound("application"), "\(who)")
      }
      let csv = try await ExportShortlist(hiring.services)(hiring.vacancy.id, by: hiring.panelMember)
      #expect(csv.contains("decision,decision_reason,decision_exception,decided_by,decided_at"))
      #expect(csv.contains("offer,\(HiringDesk.reasons.reason)"))
      let mails = try await hiring.services.pool.value(
        "SELECT string_agg(subject || body, '') FROM outbox_mail", as: String.self)
      #expect(!mails.contains(HiringDesk.reasons.reason))
      let held = "\(try await DownloadOwnData(hiring.services)(by: hiring.applicant))"
      #expect(!held.contains(HiringDesk.reasons.reason))
    }
  }

  @Test("A second decision against somebody with another reason is refused, and the first stays")
  func rejectsOnce() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.underConsideration)
      let reject = RejectApplications(hiring.services)
      func turnDown(_ reason: String, _ message: String = "Sorry.") async throws -> DomainError? {
        try await outcome {
          _ = try await reject(
            hiring.vacancy.id, [Rejection(application.id, version: nil, reason: reason)], message: message,
            exception: "A small school.", by: hiring.head)
        }
      }
      #expect(try await turnDown("Taught older pupils only.") == nil)
      #expect(try await turnDown("Taught older pupils only.") == nil)
      #expect(try await turnDown("Too far away.")?.isConflict == true)
      #expect(try await turnDown("Taught older pupils only.", "Very sorry.")?.isConflict == true)
      let moved = try await outcome {
        _ = try await MoveApplication(hiring.services)(
          application.id, to: .unsuccessful, reason: "Too far away.", expectedVersion: nil, by: hiring.head)
      }
      #expect(moved?.isConflict == true)
      let decision = try #require(
        try await ReadDecisions(hiring.services)(application.id, by: hiring.head).first)
      #expect(decision.kind == .rejection && decision.reason == "Taught older pupils only.")
      #expect(decision.decidedBy == "Robin Sample")
      #expect(try await hiring.audited("application.unsuccessful") == 1)
      _ = try await MoveApplication(hiring.services)(
        application.id, to: .underConsideration, reason: "We had missed a page.", expectedVersion: nil,
        by: hiring.head)
      #expect(try await turnDown("Too far away.") == nil)
    }
  }

  private static func checked(_ hiring: HiringDesk) async throws -> SentApplication {
    let application = try await hiring.accepted()
    try await hiring.services.pool.execute(
      """
      UPDATE pre_employment_check SET outcome = 'satisfactory', checked_on = '2026-11-02', checked_by = 'R'
      WHERE applies
      """)
    return application
  }

  @Test(
    "Once the checks are done the head makes the offer unconditional, the applicant is told, then it is an appointment"
  )
  func unconditional() async throws {
    try await HiringDesk.run { hiring async throws in
      let confirming = ConfirmOffer(hiring.services)
      let application = try await hiring.accepted()
      let open = try await outcome { _ = try await confirming(application.id, by: hiring.head) }
      #expect(open?.isConflict == true)
      try await hiring.services.pool.execute(
        """
        UPDATE pre_employment_check SET outcome = 'satisfactory', checked_on = '2026-11-02', checked_by = 'R'
        WHERE applies
        """)
      let recruiter = try await outcome { _ = try await confirming(application.id, by: hiring.recruiter) }
      #expect(recruiter?.isNotAllowed == true)
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let refused = try await outcome { _ = try await confirming(application.id, by: actor) }
        #expect(refused == .notFound("application"), "\(who)")
      }
      #expect(try await confirming(application.id, by: hiring.head).state == .unconditional)
      #expect(try await confirming(application.id, by: hiring.head).state == .unconditional)
      let subject = "Your offer is now unconditional: Year 4 class teacher, Sample Primary School"
      #expect(try await hiring.mails(to: "ada@example.org").filter { $0 == subject }.count == 1)
      let offer = try #require(
        try await ReadOffers(hiring.services).own(application.id, by: hiring.applicant).first)
      #expect(
        offer.unconditionalAt == hiring.services.now() && offer.outcome == "Accepted, and unconditional")
      _ = try await RecordCheck(hiring.services)(
        application.id, "identity", CheckEntry(outcome: .outstanding), by: hiring.recruiter)
      let reopened = try await outcome {
        _ = try await AppointApplicant(hiring.services)(application.id, by: hiring.head)
      }
      #expect(reopened?.isConflict == true)
      _ = try await RecordCheck(hiring.services)(
        application.id, "identity",
        CheckEntry(
          outcome: .satisfactory, checkedOn: day("2026-11-02"), checkedBy: "Robin Sample",
          documentType: "Passport"),
        by: hiring.recruiter)
      #expect(
        try await AppointApplicant(hiring.services)(application.id, by: hiring.head).state == .appointed)
      #expect(try await hiring.audited("application.offer_unconditional") == 1)
    }
  }

  @Test(
    "Appointing somebody whose checks are done makes the offer unconditional by the way, before the certificate not"
  )
  func byTheWay() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await Self.checked(hiring)
      _ = try await AppointApplicant(hiring.services)(
        application.id, expectedVersion: try await Self.version(application, hiring), by: hiring.head)
      #expect(try await hiring.audited("application.offer_unconditional") == 1)
      let offer = try await ReadOffers(hiring.services).received(application.id, by: hiring.head).first
      #expect(offer?.unconditionalAt != nil)
    }
    try await HiringDesk.run { hiring async throws in
      let application = try await Self.checked(hiring)
      try await hiring.services.pool.execute(
        "UPDATE pre_employment_check SET outcome = 'outstanding' WHERE kind = 'enhanced_dbs'")
      _ = try await AppointApplicant(hiring.services)(
        application.id, riskAssessment: "Never alone.", by: hiring.head)
      let offer = try await ReadOffers(hiring.services).received(application.id, by: hiring.head).first
      #expect(offer?.unconditionalAt == nil && offer?.outcome == "Accepted")
    }
  }

  private static func version(_ application: SentApplication, _ hiring: HiringDesk) async throws -> Int {
    try await ReadApplication(hiring.services)(application.id, by: hiring.head).application.version
  }
}
