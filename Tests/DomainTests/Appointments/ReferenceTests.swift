import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Asking for references")
struct RequestReferencesTests {
  @Test(
    "Before the interview or an offer only those are asked whom the applicant lets schools contact",
    arguments: ApplicationState.allCases, [true, false])
  func rule(state: ApplicationState, mayBeAskedEarly: Bool) {
    for hasBegun in [true, false] {
      let obstacle = RefereeRule.obstacle(
        state, mayBeAskedEarly: mayBeAskedEarly, hasInterviewBegun: hasBegun)
      let isAllowed: Bool =
        switch state {
        case .shortlisted: mayBeAskedEarly
        case .interviewing: mayBeAskedEarly || hasBegun
        case .offered, .accepted, .unconditional, .appointed: true
        default: false
        }
      #expect((obstacle == nil) == isAllowed)
    }
  }

  @Test("Goes by mail to the referee named in the application, once, with a link that is kept as a hash only")
  func asks() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let asking = RequestReferences(hiring.services)
      let asked = try await asking(application.id, by: hiring.recruiter)
      #expect(asked.map(\.name) == ["Bea Sample"])
      #expect(asked.first?.relationship == "Training provider or placement school")
      #expect(asked.first?.state(at: hiring.clock.now) == .requested)
      let token = try await hiring.token(to: "bea@university.example")
      #expect(try await hiring.mails(to: "cy@school.example").isEmpty)
      _ = try await asking(application.id, referees: [1], by: hiring.head)
      #expect(try await hiring.mails(to: "bea@university.example").count == 1)
      #expect(try await hiring.audited("reference.requested") == 1)
      let kept = try await hiring.services.pool.value(
        "SELECT count(*) FROM reference_link WHERE encode(token_hash, 'escape') LIKE '%' || \(token) || '%'",
        as: Int.self)
      #expect(kept == 0)
      let early = try await outcome { _ = try await asking(application.id, referees: [2], by: hiring.head) }
      #expect(early?.isConflict == true)
      let unknown = try await outcome { _ = try await asking(application.id, referees: [3], by: hiring.head) }
      #expect(unknown?.fields == ["referees"])
    }
  }

  @Test("Asks the others once an offer has been made, and nobody before the shortlist")
  func later() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.sent)
      let asking = RequestReferences(hiring.services)
      let tooEarly = try await outcome { _ = try await asking(application.id, by: hiring.head) }
      #expect(tooEarly?.isConflict == true)
      for state in ["shortlisted", "interviewing"] {
        try await hiring.services.pool.execute(
          "UPDATE application SET state = \(state) WHERE id = \(application.id)")
      }
      _ = try await MakeOffer(hiring.services)(
        application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      #expect(try await asking(application.id, by: hiring.head).count == 2)
    }
  }

  /// Somebody who lets no referee be contacted before the interview.
  private static func shy(_ hiring: HiringDesk) async throws -> Actor {
    let shy = try await HiringDesk.person("bo@example.org", hiring.desk)
    let entries = try CompleteApplication.answers()["referees"]?["entries"]?.array ?? []
    let late = entries.map { entry -> JSONValue in
      var referee = entry.object ?? [:]
      referee["contact_before_interview"] = "no"
      return .object(referee)
    }
    _ = try await SaveSection(hiring.services)(
      "referees", answers: ["entries": .array(late)], expectedVersion: nil, by: shy)
    return shy
  }

  @Test("Of several at once they are asked of all or of nobody, as the applicants let them, and nobody twice")
  func many() async throws {
    try await HiringDesk.run { hiring async throws in
      let first = try await hiring.application(.shortlisted)
      let late = try await hiring.application(.shortlisted, by: try await Self.shy(hiring))
      let sent = try await hiring.application(
        .sent, by: try await HiringDesk.person("di@example.org", hiring.desk))
      let second = try await hiring.application(
        .shortlisted, by: try await HiringDesk.person("cy@example.org", hiring.desk))
      let asking = RequestManyReferences(hiring.services)
      func refusal(_ ids: [ApplicationID], by actor: Actor) async throws -> DomainError? {
        try await outcome { _ = try await asking(hiring.vacancy.id, of: ids, by: actor) }
      }
      let early = try await refusal([first.id, late.id, sent.id], by: hiring.recruiter)
      guard case .invalid(let problems)? = early else {
        Issue.record("\(String(describing: early))")
        return
      }
      #expect(problems.map(\.field) == ["applications", "applications[1]", "applications[2]"])
      #expect(problems[1].message.contains("asked that this referee is not contacted before the interview"))
      #expect(problems[2].message.contains("once an application is shortlisted"))
      #expect(try await hiring.mails(to: "bea@university.example").isEmpty)
      let other = try await hiring.desk.published(VacancyDesk.content())
      let elsewhere = try await outcome {
        _ = try await asking(other.id, of: [first.id], by: hiring.recruiter)
      }
      #expect(elsewhere == .notFound("application"))
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant), ("panel", hiring.panelMember)]
      {
        #expect(try await refusal([first.id], by: actor) == .notFound("vacancy"), "\(who)")
      }
      for _ in 1...2 {
        let asked = try await asking(hiring.vacancy.id, of: [first.id, second.id], by: hiring.recruiter)
        #expect(asked.map(\.application) == [first.id, second.id])
      }
      #expect(try await hiring.mails(to: "bea@university.example").count == 2)
      #expect(try await hiring.mails(to: "cy@school.example").isEmpty)
    }
  }

  @Test("Is for the school's head and recruiters; for others there is no such application")
  func permissions() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let asking = RequestReferences(hiring.services)
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let refused = try await outcome { _ = try await asking(application.id, by: actor) }
        #expect(refused == .notFound("application"), "\(who)")
      }
      let panel = try await outcome { _ = try await asking(application.id, by: hiring.panelMember) }
      #expect(panel == .notFound("application"))
      #expect(try await hiring.mails(to: "bea@university.example").isEmpty)
    }
  }
}

@Suite("Answering a reference")
struct AnswerReferenceTests {
  private static func asked(_ hiring: HiringDesk) async throws -> (SentApplication, ReferenceRequest, String)
  {
    let application = try await hiring.application(.shortlisted)
    let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
    return (application, try #require(asked.first), try await hiring.token(to: "bea@university.example"))
  }

  @Test("Is saved and taken up again by the same link, sent once, and frozen then")
  func saves() async throws {
    try await HiringDesk.run { hiring async throws in
      let (application, reference, token) = try await Self.asked(hiring)
      let answering = AnswerReference(hiring.services)
      let first = try await answering.save(token, answers: ["capacity": "tutor"], expectedSaves: 0)
      #expect(first.answers == ["capacity": "tutor"])
      let stale = try await outcome { _ = try await answering.save(token, answers: [:], expectedSaves: 0) }
      #expect(stale == .staleVersion(current: 1))
      let hidden = try await ReadReferences(hiring.services).whole(reference.id, by: hiring.head)
      #expect(hidden.answers.isEmpty)
      let early = try await outcome {
        _ = try await answering.send(token, answers: ["capacity": "tutor"], by: VacancyDesk.visitor)
      }
      #expect(early?.fields.contains("suitable") == true)
      var answers = HiringDesk.answers
      // Left over from another answer: not asked, so not sent.
      answers["capability_details"] = "Nothing."
      let sent = try await answering.send(token, answers: answers, by: VacancyDesk.visitor)
      #expect(!sent.isOpen && sent.answers.isEmpty)
      let again = try await answering.send(token, answers: ["suitable": "no"], by: VacancyDesk.visitor)
      #expect(again.receivedAt == sent.receivedAt)
      let whole = try await ReadReferences(hiring.services).whole(reference.id, by: hiring.recruiter)
      #expect(whole.answers == HiringDesk.answers)
      #expect(whole.reference.receivedAs == .form)
      #expect(try await hiring.audited("reference.received") == 1)
      #expect(
        try await hiring.mails(to: "head@example.org").contains(
          "A reference has arrived: \(application.applicantName)"))
      await #expect(throws: (any Error).self) {
        try await hiring.services.pool.execute(
          "UPDATE reference_request SET answers = '{}' WHERE id = \(reference.id)")
      }
    }
  }

  @Test("Blanks and empty lines are no answer: what is needed is asked for, and nothing else is kept of them")
  func blanks() async throws {
    try await HiringDesk.run { hiring async throws in
      let (_, reference, token) = try await Self.asked(hiring)
      let answering = AnswerReference(hiring.services)
      var answers = HiringDesk.answers
      answers["suitable_reasons"] = " \n\n "
      let refused = try await outcome {
        _ = try await answering.send(token, answers: answers, by: VacancyDesk.visitor)
      }
      #expect(refused?.fields == ["suitable_reasons"])
      // A question that follows another one is named by what it asks for.
      let form = try await answering.read(token).form
      let asks = form.problems(
        [
          "worked": "yes", "from": "2020-05", "current": "no", "to": "2020-01", "capability": "yes",
          "disciplinary": "yes", "allegations": "yes", "suitable": "yes", "re_employ": "no",
          "re_employ_reasons": .string(String(repeating: "x", count: 2001)),
        ], today: hiring.services.today
      ).map(\.message)
      for words in [
        "Enter the applicant’s role at your school or organisation.",
        "Enter the month and year in which the applicant left: it can’t be before the start.",
        "Enter the details of the capability procedure, with how long it lasted and how it ended.",
        "Enter your reasons for saying whether the applicant is suitable to work with children.",
        "Shorten the reason why you would not employ the applicant, or employ them again to 2000 characters or fewer.",
        "Enter a telephone number on which the school can reach you.",
      ] { #expect(asks.contains(words), "\(words)") }
      let optional = try #require(
        try await answering.read(token).form.questions.first { $0.type == .textarea && !$0.required })
      answers = HiringDesk.answers
      answers[optional.key] = "\n\n"
      _ = try await answering.send(token, answers: answers, by: VacancyDesk.visitor)
      let whole = try await ReadReferences(hiring.services).whole(reference.id, by: hiring.head)
      #expect(whole.answers == HiringDesk.answers)
    }
  }

  @Test("The day of asking stays when a new link goes out, with the day of that beside it")
  func askedAgain() async throws {
    try await HiringDesk.run { hiring async throws in
      let (_, reference, _) = try await Self.asked(hiring)
      #expect(reference.askedAgainAt == nil)
      hiring.clock.advance(seconds: 2 * 86_400)
      let again = try await ManageReference(hiring.services).resend(reference.id, by: hiring.head)
      #expect(again.requestedAt == reference.requestedAt)
      #expect(again.askedAgainAt == hiring.clock.now)
    }
  }

  @Test("Sent twice at the same moment counts once")
  func twice() async throws {
    try await HiringDesk.run { hiring async throws in
      let (_, reference, token) = try await Self.asked(hiring)
      let services = hiring.services
      let sent = try await withThrowingTaskGroup(of: Date?.self, returning: Set<Date?>.self) { group in
        for _ in 0..<4 {
          group.addTask {
            try await AnswerReference(services).send(
              token, answers: HiringDesk.answers, by: VacancyDesk.visitor
            ).receivedAt
          }
        }
        return try await group.reduce(into: []) { $0.insert($1) }
      }
      #expect(sent.count == 1 && !sent.contains(nil))
      #expect(try await hiring.audited("reference.received") == 1)
      let found = try await ReadReferences(services).whole(reference.id, by: hiring.head).reference
      #expect(found.state(at: hiring.clock.now) == .received)
    }
  }

  @Test("Comes as a letter, too: then only the questions on safeguarding are asked")
  func letter() async throws {
    try await HiringDesk.run { hiring async throws in
      let (_, reference, token) = try await Self.asked(hiring)
      let answering = AnswerReference(hiring.services)
      let wrong = try await outcome {
        _ = try await answering.addLetter(token, name: "a.pdf", content: Array("no".utf8))
      }
      #expect(wrong?.fields == ["file"])
      let added = try await answering.addLetter(token, name: "Letter.pdf", content: SampleDocuments.pdf)
      #expect(added.letter?.name == "Letter.pdf")
      let keys: Set<String> = ["capacity", "known_since", "worked", "role", "from", "current", "teaching"]
      let work: Set<String> = [
        "subject", "behaviour", "pupils", "adults", "reliability", "integrity", "development",
      ]
      var short = HiringDesk.answers.filter { !keys.contains($0.key) && !work.contains($0.key) }
      // A comment alone asks for nothing more; any other answer asks for the rest of its part.
      short["comments"] = "She plans with care."
      let half = short.merging(["teaching": "good"]) { $1 }
      #expect(Set(answering.problems(half, of: added).map(\.field)) == work)
      _ = try await answering.send(token, answers: short, by: VacancyDesk.visitor)
      let reading = ReadReferences(hiring.services)
      #expect(try await reading.whole(reference.id, by: hiring.head).reference.receivedAs == .letter)
      let letter = try await reading.letter(reference.id, by: hiring.head)
      #expect(letter.content == SampleDocuments.pdf)
      #expect(try await outcome { _ = try await answering.removeLetter(token) } == nil)
      #expect(
        try await reading.letter(reference.id, by: hiring.head).letter.size == SampleDocuments.pdf.count)
    }
  }

  @Test("Can be declined with a reason, and asked for again")
  func declines() async throws {
    try await HiringDesk.run { hiring async throws in
      let (_, reference, token) = try await Self.asked(hiring)
      let answering = AnswerReference(hiring.services)
      let empty = try await outcome {
        _ = try await answering.decline(token, reason: " ", by: VacancyDesk.visitor)
      }
      #expect(empty?.fields == ["reason"])
      _ = try await answering.decline(token, reason: "I hardly know her.", by: VacancyDesk.visitor)
      let found = try await ReadReferences(hiring.services).whole(reference.id, by: hiring.head).reference
      #expect(found.state(at: hiring.clock.now) == .declined)
      #expect(found.declineReason == "I hardly know her.")
      let again = try await ManageReference(hiring.services).resend(reference.id, by: hiring.head)
      #expect(again.state(at: hiring.clock.now) == .requested)
      #expect(try await outcome { _ = try await answering.read(token) }?.isGone == true)
    }
  }

  @Test("Links die with a new one, after twelve weeks, and when the application leaves the selection")
  func links() async throws {
    try await HiringDesk.run { hiring async throws in
      let (application, reference, token) = try await Self.asked(hiring)
      let answering = AnswerReference(hiring.services)
      let wrong = (token.first == "x" ? "y" : "x") + token.dropFirst()
      #expect(try await outcome { _ = try await answering.read(wrong) }?.isGone == true)
      #expect(try await outcome { _ = try await answering.read("") }?.isGone == true)
      let manage = ManageReference(hiring.services)
      let bad = try await outcome {
        _ = try await manage.correctAddress(reference.id, email: "nowhere", by: hiring.head)
      }
      #expect(bad?.fields == ["email"])
      hiring.clock.advance(seconds: 1)
      let corrected = try await manage.correctAddress(
        reference.id, email: "bea@new.example", by: hiring.recruiter)
      #expect(corrected.email == "bea@new.example")
      #expect(try await hiring.audited("reference.address_corrected") == 1)
      #expect(try await outcome { _ = try await answering.read(token) }?.isGone == true)
      let fresh = try await hiring.token(to: "bea@new.example")
      #expect(try await answering.read(fresh).isOpen)
      _ = try await WithdrawApplication(hiring.services)(application.id, by: hiring.applicant)
      #expect(try await outcome { _ = try await answering.read(fresh) }?.isGone == true)
      hiring.clock.advance(days: 85)
      #expect(try await outcome { _ = try await answering.read(fresh) }?.isGone == true)
    }
  }
}

@Suite("Keeping references in hand")
struct ManageReferenceTests {
  @Test("Referees are reminded after one week and after two, then the reference is late")
  func reminds() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      let first = try await hiring.token(to: "bea@university.example")
      let remind = RemindReferees(hiring.services)
      hiring.clock.advance(days: 6.9)
      #expect(try await remind() == 0)
      hiring.clock.advance(days: 0.2)
      #expect(try await remind() == 1)
      #expect(try await remind() == 0)
      let second = try await hiring.token(to: "bea@university.example")
      #expect(first != second)
      let day = LondonTime.longDate(
        LondonTime.date(of: hiring.clock.now.addingTimeInterval(-7.1 * 86_400)))
      let bodies = try await hiring.services.pool.query(
        "SELECT body FROM outbox_mail WHERE subject LIKE 'Reminder: %'"
      ).map { try $0.decode("body", as: String.self) }
      #expect(
        bodies.contains { $0.contains("\n\nYou were asked for this reference on \(day),") }, "\(bodies)")
      #expect(try await AnswerReference(hiring.services).read(first).isOpen)
      hiring.clock.advance(days: 7)
      #expect(try await remind() == 1)
      hiring.clock.advance(days: 30)
      #expect(try await remind() == 0)
      let found = try await ReadReferences(hiring.services).whole(asked[0].id, by: hiring.head).reference
      #expect(found.state(at: hiring.clock.now) == .late)
      #expect(found.reminders == 2)
      #expect(try await hiring.mails(to: "bea@university.example").count == 3)
    }
  }

  @Test("A reminder names the day on which the referee was asked at the address that was put right")
  func remindsAtCorrectedAddress() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      hiring.clock.advance(days: 3)
      _ = try await ManageReference(hiring.services).correctAddress(
        asked[0].id, email: "bea@new.example", by: hiring.head)
      let day = LondonTime.longDate(LondonTime.date(of: hiring.clock.now))
      hiring.clock.advance(days: 7.1)
      #expect(try await RemindReferees(hiring.services)() == 1)
      let body = try await hiring.services.pool.value(
        "SELECT body FROM outbox_mail WHERE subject LIKE 'Reminder: %' AND recipient = 'bea@new.example'",
        as: String.self)
      #expect(body.contains("\n\nYou were asked for this reference on \(day), and"), "\(body)")
    }
  }

  @Test("One on paper is recorded with its day and what it says, and verified by name")
  func paper() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      let manage = ManageReference(hiring.services)
      let early = try await outcome { _ = try await manage.verify(asked[0].id, note: "x", by: hiring.head) }
      #expect(early?.isConflict == true)
      let empty = try await outcome {
        _ = try await manage.recordOnPaper(
          asked[0].id, receivedOn: day("2026-11-03"), note: "", by: hiring.head)
      }
      #expect(empty?.fields == ["received_on", "note"])
      let stored = try await manage.recordOnPaper(
        asked[0].id, receivedOn: day("2026-11-02"), note: "Suitable; no concerns.",
        scan: ("scan.pdf", SampleDocuments.pdf), by: hiring.recruiter)
      #expect(stored.receivedAs == .paper && stored.letter != nil)
      let verified = try await manage.verify(asked[0].id, note: "By telephone.", by: hiring.recruiter)
      #expect(verified.verifiedBy == "Robin Sample")
      let stale = try await outcome {
        _ = try await manage.verify(asked[0].id, note: "Again.", expectedVersion: 1, by: hiring.head)
      }
      #expect(stale == .staleVersion(current: verified.version))
    }
  }

  @Test("One on paper does not bring along what the referee had kept without sending it")
  func paperAfterLetter() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.shortlisted)
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      let token = try await hiring.token(to: "bea@university.example")
      _ = try await AnswerReference(hiring.services).addLetter(
        token, name: "Half.pdf", content: SampleDocuments.pdf)
      let stored = try await ManageReference(hiring.services).recordOnPaper(
        asked[0].id, receivedOn: day("2026-11-02"), note: "Suitable.", by: hiring.head)
      #expect(stored.letter == nil)
    }
  }

  @Test("A recruiter who applied has no part in it, not even after withdrawing: no reference exists for them")
  func rivals() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.interviewing)
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      let reading = ReadReferences(hiring.services)
      #expect(try await outcome { _ = try await reading(application.id, by: hiring.recruiter) } == nil)
      try await CompleteApplication.save(by: hiring.recruiter, hiring.services)
      let own = try await SendApplication(hiring.services)(
        vacancy: hiring.vacancy.id, submission: UUID(), by: hiring.recruiter
      ).application
      try await Self.expectNothing([application.id, own.id], asked[0].id, hiring)
      _ = try await WithdrawApplication(hiring.services)(own.id, by: hiring.recruiter)
      try await Self.expectNothing([application.id, own.id], asked[0].id, hiring)
    }
  }

  /// Expects that for the recruiter neither these applications nor the reference exist.
  private static func expectNothing(
    _ applications: [ApplicationID], _ reference: ReferenceID, _ hiring: HiringDesk
  ) async throws {
    let (reading, asking) = (ReadReferences(hiring.services), RequestReferences(hiring.services))
    for id in applications {
      let refused = try await outcome { _ = try await reading(id, by: hiring.recruiter) }
      #expect(refused == .notFound("application"))
    }
    let whole = try await outcome { _ = try await reading.whole(reference, by: hiring.recruiter) }
    #expect(whole == .notFound("reference"))
    let asks = try await outcome { _ = try await asking(applications[0], by: hiring.recruiter) }
    #expect(asks == .notFound("application"))
    let list = ListApplications(hiring.services)
    let place = hiring.vacancy.place.organisation
    #expect(try await list.received(school: place, by: hiring.recruiter).items.isEmpty)
    let received = try await outcome {
      _ = try await list.received(vacancy: hiring.vacancy.id, by: hiring.recruiter)
    }
    #expect(received == .notFound("vacancy"))
  }

  @Test("Panel members read them when the school's rule says so; officers see figures; applicants no content")
  func readers() async throws {
    try await HiringDesk.run { hiring async throws in
      let panel = try [hiring.head, hiring.panelMember].map { try $0.requireAccount().id }
      _ = try await NamePanel(hiring.services)(
        hiring.vacancy.id, members: panel, chair: panel[0], isAnonymous: false, expectedVersion: nil,
        by: hiring.head)
      let unseated = try await AccountsFixture(hiring.services).acting(
        .panelMember, at: hiring.desk.school.id, email: "unseated@example.org")
      let application = try await hiring.application(.interviewing)
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      let token = try await hiring.token(to: "bea@university.example")
      _ = try await AnswerReference(hiring.services).send(
        token, answers: HiringDesk.answers, by: VacancyDesk.visitor)
      let reading = ReadReferences(hiring.services)
      func panelReads() async throws -> Bool {
        let other = try await outcome { _ = try await reading.whole(asked[0].id, by: unseated) }
        #expect(other == .notFound("reference"), "no rule is for those on other panels")
        return try await outcome { _ = try await reading.whole(asked[0].id, by: hiring.panelMember) } == nil
      }
      let setting = SetAppointmentSetting(hiring.services)
      #expect(try await !panelReads())
      _ = try await setting(
        hiring.vacancy.id, panelReadsReferences: .atOnce, disclosureReaders: [], expectedVersion: 0,
        by: hiring.head)
      #expect(try await panelReads())
      _ = try await setting(
        hiring.vacancy.id, panelReadsReferences: .afterInterview, disclosureReaders: [], expectedVersion: 1,
        by: hiring.head)
      #expect(try await !panelReads())
      _ = try await MakeOffer(hiring.services)(
        application.id, HiringDesk.terms, because: HiringDesk.reasons, by: hiring.head)
      #expect(try await panelReads())
      _ = try await setting(
        hiring.vacancy.id, panelReadsReferences: .never, disclosureReaders: [], expectedVersion: 2,
        by: hiring.head)
      #expect(try await !panelReads())
      let byRecruiter = try await outcome {
        _ = try await setting(
          hiring.vacancy.id, panelReadsReferences: .atOnce, disclosureReaders: [], expectedVersion: nil,
          by: hiring.recruiter)
      }
      #expect(byRecruiter?.isNotAllowed == true)
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant), ("panel", hiring.panelMember)]
      {
        let refused = try await outcome { _ = try await reading.whole(asked[0].id, by: actor) }
        #expect(refused == .notFound("reference"), "\(who)")
        let manage = ManageReference(hiring.services)
        #expect(
          try await outcome { _ = try await manage.resend(asked[0].id, by: actor) } == .notFound("reference"))
      }
      let own = try await reading.own(application.id, by: hiring.applicant)
      #expect(own.map(\.referee) == ["Bea Sample"] && own.map(\.state) == [.received])
      #expect(try await hiring.referenceCounts() == [.received: 1])
      #expect(
        try await outcome { _ = try await hiring.referenceCounts(by: hiring.head) } == .notFound("page"))
      let authority = try await Authority.find(code: "883", in: hiring.services.pool)
      let last = try #require(RecruitmentSpan(year: 2025))
      let before = try await ReadReferenceFigures(hiring.services)(authority, last, by: hiring.officer)
      #expect(before.table.csv.hasSuffix("\r\nAll schools,0,0,0,0,0,0,0\r\n"))
    }
  }
}
