import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Somebody who writes one unmistakable word into everything that can be written, from the first click to the end.
struct MarkedJourney {
  static let marker = "Qxvz7340"
  static let number = "AB734073C"
  static let email = "qxvz7340@people.example"
  static let tutor = "qxvz7340-tutor@university.example"

  let hiring: HiringDesk
  let person: Actor
  let account: AccountID
  let application: ApplicationID

  var services: Services { hiring.services }
  /// What no table may hold once everything is erased.
  var traces: [String] { [Self.marker, Self.number, account.description, application.description] }

  /// Goes as far as an offer.
  init(_ hiring: HiringDesk) async throws {
    let (services, marker) = (hiring.services, Self.marker)
    self.hiring = hiring
    let accounts = AccountsFixture(services)
    account = try await accounts.person(Self.email, name: "\(marker) Person")
    person = try await accounts.acting(Self.email)
    try await Self.general(person, services)
    try await Self.pool(person, hiring)
    try await Self.own(person, hiring)
    try await Self.activity(person, hiring)
    application = try await SendApplication(services)(
      vacancy: hiring.vacancy.id, statement: "\(marker) teaches.", submission: UUID(), by: person
    ).application.id
    try await AnswerEquality(services)(application, ["sex": "female"], by: person)
    for actor in [person, hiring.head] {
      try await WriteMessage(services)(application, "A word of \(marker).", submission: UUID(), by: actor)
    }
    _ = try await ReadMessages(services)(application, by: person)
    try await sift()
    try await state(.shortlisted)
    try await reference()
    try await disclose()
    try await interview()
    var terms = HiringDesk.terms
    terms.conditions = "\(marker): the usual checks."
    _ = try await MakeOffer(services)(
      application, terms,
      because: OfferReasons(
        "\(marker) taught best.", exception: "\(marker) was scored by the head on paper."), by: hiring.head)
    _ = try await HoldRecords(services)(
      application, reason: "\(marker) has complained.", reviewOn: day("2027-01-01"), by: hiring.head)
    try await HoldRecords(services).lift(application, by: hiring.head)
    try await rows()
  }

  func state(_ state: ApplicationState) async throws {
    try await services.pool.execute("UPDATE application SET state = \(state) WHERE id = \(application)")
  }

  private static func general(_ person: Actor, _ services: Services) async throws {
    try await CompleteApplication.save(by: person, services)
    var sections = try CompleteApplication.answers()
    sections["personal"]?["first_names"] = .string(marker)
    sections["statement"]?["statement"] = .string("\(marker) would bring patience.")
    sections["support"] = ["needs_adjustments": "yes", "adjustments": .string("A quiet room, \(marker).")]
    var referees = sections["referees"]?["entries"]?.array?.compactMap(\.object) ?? []
    referees[0]["email"] = .string(tutor)
    referees[0]["name"] = .string("Tutor \(marker)")
    sections["referees"] = ["entries": .array(referees.map { .object($0) })]
    for key in ["personal", "statement", "support", "referees"] {
      _ = try await SaveSection(services)(
        key, answers: try #require(sections[key]), expectedVersion: nil, by: person)
    }
    _ = try await KeepNationalInsuranceNumber(services)(number, by: person)
  }

  private static func pool(_ person: Actor, _ hiring: HiringDesk) async throws {
    let services = hiring.services
    let authority = try await Authority.find(code: "883", in: services.pool)
    _ = try await OpenPoolYear(services)(
      2027, of: authority, from: day("2026-10-01"), to: day("2027-08-31"), by: hiring.officer)
    var wanted = PoolFixture.wanted()
    wanted.about = "\(marker) loves river walks."
    let entry = try await JoinPool(services)(2027, of: authority.id, wanted, consents: true, by: person)
    let assess = AssessPoolEntry(services)
    let found = try await assess.check(
      entry.id, PoolCheck(isComplete: true, trnIsRight: true, hasConsented: true), expectedVersion: nil,
      by: hiring.officer)
    try await PoolFixture.interviewToday(entry.id, services)
    _ = try await assess.score(
      entry.id, Dictionary(uniqueKeysWithValues: found.criteria.map { ($0.id, 3) }), by: hiring.officer)
    _ = try await assess.grade(
      entry.id, "A", notes: "\(marker) taught calmly.", expectedVersion: nil, by: hiring.officer)
    let interest = try await ExpressPoolInterest(services)(
      in: entry.id, at: hiring.desk.school.id, message: "May we, \(marker)?", by: hiring.head)
    _ = try await AnswerPoolInterest(services).decline(interest.id, reply: "Not yet, \(marker).", by: person)
    _ = try await ExpressPoolInterest(services)(
      in: entry.id, at: hiring.desk.school.id, message: "And now, \(marker)?",
      newReason: "A choir, \(marker).", by: hiring.head)
  }

  private static func own(_ person: Actor, _ hiring: HiringDesk) async throws {
    let services = hiring.services
    let other = try await hiring.desk.published(VacancyDesk.content("Teacher of music"))
    try await SaveVacancy(services)(other.id, by: person)
    _ = try await KeepApplicationDraft(services)(
      other.id, statement: "\(marker) begun", answers: [:], expectedVersion: 0, by: person)
    try await RequestJobAlert(services)(
      email: email, criteria: VacancyCriteria(), frequency: .daily, by: person)
    try await services.pool.execute(
      """
      INSERT INTO idempotent_request (account_id, key, request_hash, status, response, created_at)
      VALUES (\(try person.requireAccount().id), \(marker), '\\x00', 200, '{}', \(services.now()))
      """)
  }

  private static func activity(_ person: Actor, _ hiring: HiringDesk) async throws {
    let services = hiring.services
    let authority = try await Authority.find(code: "883", in: services.pool)
    let activity = try await ManageActivities(services).create(
      of: authority.organisation, ActivityDesk.content(), by: hiring.officer)
    _ = try await ManageSessions(services).add(to: activity.id, ActivityDesk.session(), by: hiring.officer)
    _ = try await ManageActivities(services).publish(activity.id, expectedVersion: nil, by: hiring.officer)
    _ = try await BookActivity(services)(activity.id, by: person)
    // As if they had worked at the school, and asked it.
    try await services.pool.execute(
      """
      INSERT INTO activity_request (id, activity_id, authority_id, session_ids, school_id, account_id, message, state,
        asked_at)
      VALUES (\(services.newID(PlaceRequestID.self)), \(activity.id), \(authority.id), '{}', \(hiring.desk.school.id),
        \(try person.requireAccount().id), \("\(marker) asks."), 'asked', \(services.now()))
      """)
  }

  private func sift() async throws {
    _ = try await NamePanel(services)(
      hiring.vacancy.id, members: try [hiring.head, hiring.panelMember].map { try $0.requireAccount().id },
      chair: hiring.head.requireAccount().id, isAnonymous: false, expectedVersion: nil, by: hiring.head)
    _ = try await SaveSheet(services)(
      application, SheetContent(scores: [], recommendation: .shortlist, note: "\(Self.marker) is strong."),
      submit: true, expectedVersion: nil, by: hiring.panelMember)
    // Turned down with one person's scores, which is taken back.
    let move = MoveApplication(services)
    _ = try await move(
      application, to: .unsuccessful, reason: "\(Self.marker) came late.",
      exception: "Only one of us has met \(Self.marker).", expectedVersion: nil, by: hiring.head)
    _ = try await move(
      application, to: .underConsideration, reason: "\(Self.marker) did not.", expectedVersion: nil,
      by: hiring.head)
  }

  private func reference() async throws {
    let asked = try await RequestReferences(services)(application, by: hiring.head)
    let token = try await hiring.token(to: Self.tutor)
    let answering = AnswerReference(services)
    _ = try await answering.addLetter(
      token, name: "letter.pdf", content: Array("%PDF-1.4\n% \(Self.marker)\n%%EOF\n".utf8))
    var answers = HiringDesk.answers
    answers["suitable_reasons"] = .string("\(Self.marker) is kind in every lesson.")
    _ = try await answering.send(token, answers: answers, by: VacancyDesk.visitor)
    _ = try await ManageReference(services).verify(
      try #require(asked.first).id, note: "Telephoned about \(Self.marker).", by: hiring.head)
    try await otherReferee()
  }

  /// Another referee is asked for, named, asked and declines.
  private func otherReferee() async throws {
    _ = try await AskForReferee(services)(
      application, replaces: 2, message: "Somebody else, \(Self.marker).", by: hiring.head)
    var other = OtherRefereeTests.dee
    other["position"] = .string("Head of \(Self.marker)")
    _ = try await NameReferee(services)(application, replaces: 2, answers: other, by: person)
    _ = try await RequestReferences(services)(application, by: hiring.head)
    _ = try await AnswerReference(services).decline(
      try await hiring.token(to: "dee@second.example"), reason: "I do not know \(Self.marker).",
      by: VacancyDesk.visitor)
  }

  private func disclose() async throws {
    let answers: [String: JSONValue] = [
      "unspent": "no", "unprotected": "no", "pending": "no", "abroad": "no", "barred": "no",
      "prohibited": "no",
      "social_care": "no", "conduct": "yes",
      "conduct_details": .string("\(Self.marker): a complaint in 2020."),
      "disqualified": "no", "declared_true": "yes",
    ]
    _ = try await AnswerDisclosure(services)(
      application, answers: answers, sends: true, expectedVersion: nil, by: person)
    _ = try await NoteOnlineSearch(services)(
      application, searchedOn: day("2026-11-02"), searchedBy: "Robin Sample",
      found: "\(Self.marker) sings in a choir.", by: hiring.head)
  }

  private func interview() async throws {
    let panel = try [hiring.head, hiring.panelMember].map { try #require($0.account?.id) }
    let question = try #require(
      try await SetInterviewQuestions(services)(
        hiring.vacancy.id, [InterviewQuestion(wording: "How do you win a class over?")], by: hiring.head
      ).first?.id)
    let interviews = try await ArrangeInterviews(services)(
      hiring.vacancy.id,
      InterviewDayDraft(
        heldOn: day("2026-11-16"), place: "The school", chooseBy: day("2026-11-13"), tasks: "", panel: panel,
        times: ["09:00"], minutes: 40, rooms: ["Library"]), by: hiring.recruiter)
    _ = try await InviteToInterview(services)(
      application, day: interviews.id, message: "Welcome, \(Self.marker).", by: hiring.head)
    let slot = try #require(try await ChooseSlot(services).read(application, by: person).free.first)
    _ = try await ChooseSlot(services)(application, slot: slot.id, by: person)
    // They could not come at first; a time takes that away, so it is put back to be found.
    try await services.pool.execute(
      """
      INSERT INTO interview_answer (application_id, answer, reason, answered_at)
      VALUES (\(application), 'another_time', \(Self.marker), \(services.now()))
      """)
    // The day comes.
    try await services.pool.execute(
      "UPDATE interview_slot SET starts_at = starts_at - interval '20 days', ends_at = ends_at - interval '20 days'"
    )
    _ = try await ScoreInterview(services)(
      application, scores: [question: 3], notes: "\(Self.marker) answered well.", handsIn: true,
      by: hiring.panelMember)
  }

  /// Ends with the offer taken back and the application turned down.
  func turnDown() async throws {
    let marker = Self.marker
    _ = try await WithdrawOffer(services)(application, reason: "\(marker) was late.", by: hiring.head)
    try await state(.interviewing)
    _ = try await RejectApplications(services)(
      hiring.vacancy.id, [Rejection(application, version: nil, reason: "\(marker) was not ready.")],
      message: "Dear \(marker), thank you.", by: hiring.head)
  }

  /// Ends with the appointment.
  func appoint() async throws {
    let marker = Self.marker
    _ = try await AnswerOffer(services)(application, accepts: true, note: "\(marker) is glad.", by: person)
    for reference in try await RequestReferences(services)(application, by: hiring.head)
    where reference.receivedAt == nil {
      _ = try await ManageReference(services).recordOnPaper(
        reference.id, receivedOn: day("2026-11-02"), note: "\(marker) is suitable.", by: hiring.head)
    }
    let checks = try await ReadChecks(services)(application, by: hiring.head).checks
    for check in checks where check.applies {
      _ = try await RecordCheck(services)(
        application, check.kind.code, HiringDesk.satisfactory(check.kind, evidence: "Seen: \(marker)"),
        by: hiring.recruiter)
    }
    _ = try await AppointApplicant(services)(application, by: hiring.head)
  }

  /// Does all scheduled work that is due, as a worker would.
  func work() async throws {
    for task in ScheduledTask.all { _ = try await task.run(services) }
  }
}
