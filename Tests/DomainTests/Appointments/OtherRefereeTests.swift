import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Another referee")
struct OtherRefereeTests {
  static let dee: [String: JSONValue] = [
    "name": "Dee Sample", "relationship": "earlier_employer", "is_relative": "no", "position": "Head",
    "organisation": "Second School", "email": "dee@second.example", "contact_before_interview": "yes",
  ]

  private static func declined(_ hiring: HiringDesk) async throws -> (SentApplication, ReferenceRequest) {
    let application = try await hiring.application(.shortlisted)
    let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
    _ = try await AnswerReference(hiring.services).decline(
      try await hiring.token(to: "bea@university.example"), reason: "I hardly know her.",
      by: VacancyDesk.visitor)
    return (application, try #require(asked.first))
  }

  private static func sent(_ application: SentApplication, _ hiring: HiringDesk) async throws -> String {
    try await hiring.services.pool.value(
      "SELECT answers::text FROM application WHERE id = \(application.id)", as: String.self)
  }

  @Test(
    "Is named in place of one who gives no reference, or as the school asks",
    arguments: [nil] + ReferenceState.allCases, [true, false])
  func openings(state: ReferenceState?, isAskedFor: Bool) {
    let found = RefereeOpening.of(state, isAskedFor: isAskedFor)
    let expected: RefereeOpening? =
      switch state {
      case .declined: .declined
      case .late: .late
      case .undelivered: .undelivered
      case .received, .replaced: nil
      case .requested, nil: isAskedFor ? .asked : nil
      }
    #expect(found == expected)
  }

  @Test("The applicant names one where a referee declined; the application stays, and the reference goes out")
  func names() async throws {
    try await HiringDesk.run { hiring async throws in
      let naming = NameReferee(hiring.services)
      let early = try await hiring.application(.shortlisted)
      #expect(try await naming.own(early.id, by: hiring.applicant).openings.isEmpty)
      let tooEarly = try await outcome {
        _ = try await naming(early.id, replaces: 1, answers: Self.dee, by: hiring.applicant)
      }
      #expect(tooEarly?.fields == ["replaces"])
      let (application, reference) = try await Self.declined(hiring)
      let before = try await Self.sent(application, hiring)
      #expect(
        try await hiring.mails(to: "ada@example.org").contains(
          "A reference is missing: Year 4 class teacher, Sample Primary School"))
      let known = try await naming.own(application.id, by: hiring.applicant)
      #expect(known.openings.map(\.reason) == [.declined] && known.openings[0].referee?.number == 1)
      for (key, value) in [
        ("email", "Cy@school.example"), ("email", "ada@example.org"), ("is_relative", "yes"), ("name", ""),
      ] {
        var answers = Self.dee
        answers[key] = .string(value)
        let refused = try await outcome {
          _ = try await naming(application.id, replaces: 1, answers: answers, by: hiring.applicant)
        }
        #expect(refused?.fields == [key], "\(value)")
      }
      let named = try await naming(application.id, replaces: 1, answers: Self.dee, by: hiring.applicant)
      #expect(named.openings.isEmpty && named.referees.map(\.number) == [1, 2, 11])
      #expect(
        try await hiring.mails(to: "head@example.org").contains(
          "Another referee is named: \(application.applicantName)"))
      #expect(try await Self.sent(application, hiring) == before)
      let reading = ReadReferences(hiring.services)
      let whole = try await reading.whole(reference.id, by: hiring.head)
      #expect(whole.reference.state(at: hiring.clock.now) == .replaced)
      #expect(whole.declines.map(\.reason) == ["I hardly know her."])
      let lines = try await reading(application.id, by: hiring.head).lines
      #expect(lines.last?.referee.naming?.by == .applicant && lines.last?.obstacle == nil)
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.recruiter)
      #expect(asked.map(\.email) == ["bea@university.example", "dee@second.example"])
      let token = try await hiring.token(to: "dee@second.example")
      _ = try await AnswerReference(hiring.services).send(
        token, answers: HiringDesk.answers, by: VacancyDesk.visitor)
      #expect(try await hiring.referenceCounts() == [.received: 1, .replaced: 1])
      let own = try await reading.own(application.id, by: hiring.applicant)
      #expect(own.map(\.state) == [.replaced, .received])
      #expect(try await hiring.audited("reference.referee_named") == 1)
      let text = "\(try await DownloadOwnData(hiring.services)(by: hiring.applicant))"
      #expect(text.contains("dee@second.example"))
    }
  }

  @Test("Only the applicant names one, and only the school records or asks")
  func permissions() async throws {
    try await HiringDesk.run { hiring async throws in
      let (application, _) = try await Self.declined(hiring)
      let naming = NameReferee(hiring.services)
      for (who, actor) in hiring.strangers + [("head", hiring.head)] {
        let refused = try await outcome {
          _ = try await naming(application.id, replaces: 1, answers: Self.dee, by: actor)
        }
        #expect(refused == .notFound("application"), "\(who)")
      }
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let recorded = try await outcome {
          _ = try await naming.record(
            application.id, replaces: 1, answers: Self.dee, consent: "By telephone.", by: actor)
        }
        let asked = try await outcome {
          _ = try await AskForReferee(hiring.services)(application.id, replaces: 1, message: "", by: actor)
        }
        #expect(recorded == .notFound("application") && asked == .notFound("application"), "\(who)")
      }
      let panel = try await outcome { _ = try await naming.received(application.id, by: hiring.panelMember) }
      #expect(panel == .notFound("application"))
    }
  }

  @Test("The school asks for one before anything went wrong, or records one with the applicant's consent")
  func asksAndRecords() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.interviewing)
      let (naming, asking) = (NameReferee(hiring.services), AskForReferee(hiring.services))
      let asked = try await asking(
        application.id, replaces: 2, message: "From your school, please.", by: hiring.recruiter)
      _ = try await asking(
        application.id, replaces: 2, message: "From your school, please.", by: hiring.head)
      #expect(asked.ask?.replaces == 2 && asked.openings.map(\.reason) == [.asked])
      let subject = "Please name another referee: Year 4 class teacher, Sample Primary School"
      #expect(try await hiring.mails(to: "ada@example.org").filter { $0 == subject }.count == 1)
      let unknown = try await outcome {
        _ = try await asking(application.id, replaces: 9, message: "", by: hiring.head)
      }
      #expect(unknown?.fields == ["replaces"])
      let silent = try await outcome {
        _ = try await naming.record(
          application.id, replaces: 2, answers: Self.dee, consent: " ", by: hiring.head)
      }
      #expect(silent?.fields == ["consent"])
      let recorded = try await naming.record(
        application.id, replaces: 2, answers: Self.dee, consent: "By telephone on 2 November.",
        by: hiring.recruiter)
      #expect(recorded.ask == nil && recorded.openings.isEmpty)
      #expect(recorded.referees.first { $0.number == 11 }?.naming?.by == .school)
      #expect(
        try await hiring.mails(to: "ada@example.org").contains(
          "Another referee for Year 4 class teacher, Sample Primary School"))
      let twice = try await outcome {
        _ = try await naming.record(
          application.id, replaces: 2, answers: Self.dee.merging(["email": "eve@third.example"]) { $1 },
          consent: "Again.", by: hiring.head)
      }
      #expect(twice?.fields == ["replaces"])
      let two = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      #expect(two.map(\.referee) == [1, 11])
      // One more, beside those who are named.
      _ = try await asking(application.id, replaces: nil, message: "", by: hiring.head)
      let more = try await naming(
        application.id, replaces: nil, answers: Self.dee.merging(["email": "eve@third.example"]) { $1 },
        by: hiring.applicant)
      #expect(more.referees.map(\.number) == [1, 2, 11, 12])
    }
  }

  @Test("One to whom no mail can be delivered is told apart, and another may be named")
  func undelivered() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      try await hiring.services.pool.execute(
        "UPDATE outbox_mail SET attempts = \(Int32(MailRetry.attempts)) WHERE recipient = 'bea@university.example'"
      )
      let reading = ReadReferences(hiring.services)
      let found = try await reading.whole(asked[0].id, by: hiring.head).reference
      #expect(found.state(at: hiring.clock.now) == .undelivered)
      #expect(try await hiring.referenceCounts() == [.undelivered: 1])
      let known = try await NameReferee(hiring.services).own(application.id, by: hiring.applicant)
      #expect(known.openings.map(\.reason) == [.undelivered])
      hiring.clock.advance(seconds: 1)
      let corrected = try await ManageReference(hiring.services).correctAddress(
        asked[0].id, email: "bea@new.example", by: hiring.head)
      #expect(corrected.state(at: hiring.clock.now) == .requested)
    }
  }

  @Test("After three mails without an answer the applicant is told; nobody is reminded who has been replaced")
  func late() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      _ = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      let remind = RemindReferees(hiring.services)
      hiring.clock.advance(days: 7.5)
      #expect(try await remind() == 1)
      let missing = "A reference is missing: Year 4 class teacher, Sample Primary School"
      #expect(try await !hiring.mails(to: "ada@example.org").contains(missing))
      hiring.clock.advance(days: 7)
      #expect(try await remind() == 1)
      #expect(try await hiring.mails(to: "ada@example.org").contains(missing))
      _ = try await NameReferee(hiring.services)(
        application.id, replaces: 1, answers: Self.dee, by: hiring.applicant)
      _ = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      try await hiring.services.pool.execute("UPDATE reference_request SET reminders = 0 WHERE referee = 1")
      #expect(try await remind() == 0)
    }
  }

  @Test("A decline stays to be seen when the referee, or a letter of theirs, comes round")
  func declines() async throws {
    try await HiringDesk.run { hiring async throws in
      hiring.clock.advance(days: 1)
      let (_, reference) = try await Self.declined(hiring)
      let manage = ManageReference(hiring.services)
      for wrong in ["2026-11-02", "2026-11-04"] {
        let refused = try await outcome {
          _ = try await manage.recordOnPaper(
            reference.id, receivedOn: day(wrong), note: "Suitable.", by: hiring.head)
        }
        #expect(refused?.fields == ["received_on"], "\(wrong)")
      }
      let stored = try await manage.recordOnPaper(
        reference.id, receivedOn: day("2026-11-03"), note: "Suitable.", by: hiring.head)
      #expect(stored.receivedAt.map { $0 >= stored.requestedAt } == true && stored.timesDeclined == 1)
      let whole = try await ReadReferences(hiring.services).whole(reference.id, by: hiring.head)
      #expect(whole.declines.map(\.reason) == ["I hardly know her."])
      #expect(whole.reference.state(at: hiring.clock.now) == .received)
    }
  }

  @Test("The two references that the checks need count whoever was named in another's place")
  func counts() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.accepted()
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      let manage = ManageReference(hiring.services)
      _ = try await manage.recordOnPaper(
        asked[1].id, receivedOn: day("2026-11-02"), note: "Suitable.", by: hiring.head)
      _ = try await NameReferee(hiring.services).record(
        application.id, replaces: 1, answers: Self.dee, consent: "By telephone.", by: hiring.head)
      let received = try await outcome {
        _ = try await NameReferee(hiring.services).record(
          application.id, replaces: 2, answers: Self.dee.merging(["email": "eve@third.example"]) { $1 },
          consent: "By telephone.", by: hiring.head)
      }
      #expect(received?.fields == ["replaces"])
      let refused = try await outcome {
        _ = try await AskForReferee(hiring.services)(
          application.id, replaces: 2, message: "", by: hiring.head)
      }
      #expect(refused?.fields == ["replaces"])
      let dee = try #require(
        try await RequestReferences(hiring.services)(application.id, by: hiring.head).last)
      #expect(try await ReadChecks(hiring.services)(application.id, by: hiring.head).referencesReceived == 1)
      _ = try await manage.recordOnPaper(
        dee.id, receivedOn: day("2026-11-02"), note: "Suitable.", by: hiring.head)
      #expect(try await ReadChecks(hiring.services)(application.id, by: hiring.head).referencesReceived == 2)
    }
  }
}
