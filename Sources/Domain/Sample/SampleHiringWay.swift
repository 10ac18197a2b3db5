import Foundation
import Postgres

/// One vacancy of the sample on its way from the sift to an appointment. Every step looks at what is there first, so that
/// taking it again changes nothing.
struct SampleHiringWay: Sendable {
  let services: Services
  let vacancy: VacancyID
  /// When it was published; criteria are written while it is advertised.
  let publishedAt: Date
  /// The head, in the chair of the panel.
  let head: Actor
  /// The other member of the panel.
  let second: Actor

  // MARK: The sift

  /// Sets criteria and panel, and hands in the sheets of both members.
  func sift(_ people: [String], daysAgo: Int) async throws {
    let then = at(daysAgo)
    let reading = ReadCriteria(then)
    if try await reading(vacancy, by: head).isEmpty {
      _ = try await SetCriteria(services.standing(at: publishedAt.addingTimeInterval(3_600)))(
        vacancy, try await reading.usual(vacancy, by: head), expectedVersion: nil, by: head)
    }
    let members = [head, second]
    if try await ReadPanel(then)(vacancy, by: head).members.isEmpty {
      try await NamePanel(then)(
        vacancy, members: members.compactMap(\.account?.id), chair: head.account?.id, expectedVersion: nil,
        by: head)
    }
    for (place, person) in people.enumerated() {
      guard let application = try await application(of: person) else { continue }
      for (seat, member) in members.enumerated() {
        try await score(application.id, place: place, seat: seat, member, then)
      }
    }
  }

  private func score(
    _ application: ApplicationID, place: Int, seat: Int, _ member: Actor, _ then: Services
  ) async throws {
    let view = try await ReadSift(then).sheet(application, by: member)
    guard view.own?.version == 0 else { return }
    let best = max(1, 3 - place / 2)
    let scores = view.criteria.enumerated().compactMap { index, criterion in
      criterion.id.map {
        CriterionScore(
          criterion: $0, score: max(1, best - (index + seat) % 2),
          note: index == 0 && seat == 0 ? "Shown in the employment history and in the statement." : "")
      }
    }
    try await SaveSheet(then)(
      application,
      SheetContent(
        scores: scores, recommendation: place < 2 ? .shortlist : .unsure,
        note: seat == 0
          ? "Examples from the classroom, told with modesty." : "I would ask about early reading."),
      submit: true, expectedVersion: 0, by: member)
  }

  /// Closes the sift as it is.
  func closeSift(daysAgo: Int) async throws {
    try await CloseSift(at(daysAgo))(vacancy, by: head)
  }

  /// Agrees the shortlist.
  func agree(
    _ chosen: [String], among people: [String], exception: String = "", daysAgo: Int
  ) async throws {
    let then = at(daysAgo)
    guard try await ReadPanel(then)(vacancy, by: head).selection.shortlistAgreedAt == nil else { return }
    var choices: [ApplicationChoice] = []
    for person in people {
      guard let application = try await application(of: person) else { continue }
      choices.append(
        ApplicationChoice(
          application.id, version: application.version, isChosen: chosen.contains(person)))
    }
    try await AgreeShortlist(then)(vacancy, .shortlist, choices, exception: exception, by: head)
  }

  /// Turns somebody down with the usual message.
  func turnDown(_ person: String, _ reason: String, daysAgo: Int) async throws {
    let then = at(daysAgo)
    guard let found = try await application(of: person), found.state.mayBecome(.unsuccessful) else { return }
    let message = RejectApplications.usualMessage(for: try await FindVacancy(then)(vacancy, by: head))
    try await RejectApplications(then)(
      vacancy, [Rejection(found.id, version: found.version, reason: reason)], message: message, by: head)
  }

  // MARK: From shortlist to offer

  /// Asks the referees of somebody, of whom some answer on paper a day later.
  func askReferees(of person: String, onPaper: Int, daysAgo: Int) async throws {
    guard let found = try await application(of: person) else { return }
    let asked = try await RequestReferences(at(daysAgo))(found.id, by: head)
    for reference in asked.prefix(onPaper) where reference.receivedAt == nil {
      let then = at(daysAgo - 1)
      _ = try await ManageReference(then).recordOnPaper(
        reference.id, receivedOn: then.today,
        note: "A warm letter. Suitable to work with children, and would be employed again.", by: head)
    }
  }

  /// Notes an online search that found nothing of weight.
  func search(_ person: String, daysAgo: Int) async throws {
    let then = at(daysAgo)
    guard let found = try await application(of: person),
      try await NoteOnlineSearch(then).list(found.id, by: head).isEmpty
    else { return }
    _ = try await NoteOnlineSearch(then)(
      found.id, searchedOn: then.today, searchedBy: "The school office",
      found: "A choir’s website with a photograph. Nothing that bears on work with children.", by: head)
  }

  /// Answers the questions to the shortlisted, as somebody with nothing to disclose.
  func disclose(_ person: String, daysAgo: Int) async throws {
    guard let found = try await application(of: person), found.state.isPastShortlist else { return }
    let applicant = try await LoadSamplePeople(services).actor(of: Self.email(person))
    let answering = AnswerDisclosure(at(daysAgo))
    let stored = try await answering.read(found.id, by: applicant)
    guard stored.sentAt == nil else { return }
    var answers: [String: JSONValue] = [:]
    for question in stored.form.questions where question.type == .yesNo { answers[question.key] = "no" }
    answers["declared_true"] = "yes"
    _ = try await answering(
      found.id, answers: answers, sends: true, expectedVersion: stored.version, by: applicant)
  }

  /// Invites somebody in the school's words, without a day with slots.
  func invite(_ person: String, daysAgo: Int) async throws {
    guard let found = try await application(of: person), found.state == .shortlisted else { return }
    _ = try await InviteToInterview(at(daysAgo))(
      found.id, message: "Please come on Thursday at 9am, and bring a document with a photograph.", by: head)
  }

  /// Arranges a day so many days from now, and invites people to it, of whom the first ones choose their times.
  func interview(_ people: [String], chosen: Int, on offset: Int, arrangedDaysAgo: Int) async throws {
    let then = at(arrangedDaysAgo)
    let heldOn = weekday(offset)
    try await questions(then)
    let day = try await day(on: heldOn, then)
    for (place, person) in people.enumerated() {
      guard let found = try await application(of: person) else { continue }
      if found.state == .shortlisted {
        _ = try await InviteToInterview(then)(
          found.id, day: day, message: "We look forward to meeting you.", by: head)
      }
      let own = ChooseSlot(at(arrangedDaysAgo - 1))
      let applicant = try await LoadSamplePeople(services).actor(of: Self.email(person))
      guard place < chosen, let now = try await self.application(of: person), now.state == .interviewing
      else { continue }
      let interview = try await own.read(now.id, by: applicant)
      guard interview.slot == nil, let slot = interview.free.first else { continue }
      _ = try await own(now.id, slot: slot.id, by: applicant)
    }
  }

  private func questions(_ then: Services) async throws {
    let setting = SetInterviewQuestions(then)
    guard try await setting.read(vacancy, by: head).isEmpty else { return }
    _ = try await setting(
      vacancy,
      [
        InterviewQuestion(
          wording: "Teach our children for 25 minutes.", looksFor: "Warmth, clear aims, and who is left out."),
        InterviewQuestion(
          wording: "Tell us about a child whom you found hard to reach.",
          looksFor: "Patience, and what came of it."),
        InterviewQuestion(
          wording: "What would you do if a child told you that they were afraid to go home?",
          looksFor: "Listens, promises nothing, tells the safeguarding lead at once."),
      ], by: head)
  }

  private func day(on heldOn: CivilDate, _ then: Services) async throws -> InterviewDayID {
    let arranging = ArrangeInterviews(then)
    if let day = try await arranging.list(vacancy, by: head).map(\.day).first { return day.id }
    return try await arranging(
      vacancy,
      InterviewDayDraft(
        heldOn: heldOn, place: "The school, main entrance", chooseBy: heldOn.adding(days: -2),
        tasks: "You teach for 25 minutes, then we talk. Bring a document with a photograph.",
        panel: [head, second].compactMap(\.account?.id), times: ["09:00", "09:45", "10:30"], minutes: 40,
        rooms: ["Library"]), by: head
    ).id
  }

  /// Both who interviewed hand in their scores.
  func score(_ people: [String], daysAgo: Int) async throws {
    let scoring = ScoreInterview(at(daysAgo))
    for (place, person) in people.enumerated() {
      guard let found = try await application(of: person) else { continue }
      for (seat, member) in [head, second].enumerated() {
        let view = try await scoring.read(found.id, by: member)
        guard view.own?.handedInAt == nil else { continue }
        let scores = view.questions.enumerated().compactMap { index, question in
          question.id.map { ($0, 4 - place - (index + seat) % 2) }
        }
        _ = try await scoring(
          found.id, scores: Dictionary(uniqueKeysWithValues: scores),
          notes: seat == 0
            ? "Listened to the children, and changed the task when two of them were lost."
            : "Clear on safeguarding. Would need time with our phonics scheme.", handsIn: true, by: member)
      }
    }
  }

  /// Offers the post; where it is accepted, three days later.
  func offer(
    to person: String, _ reason: String, exception: String = "", accepted: Bool = false, daysAgo: Int
  ) async throws {
    let then = at(daysAgo)
    guard let found = try await application(of: person) else { return }
    if found.state == .interviewing {
      let content = try await FindVacancy(then)(vacancy, by: head).content
      let terms = OfferTerms(
        salary: "M3 on the fringe scale", payPoint: "M3", startsOn: content.startsOn,
        contractType: .permanent,
        fte: 1, answerBy: then.today.adding(days: 9))
      _ = try await MakeOffer(then)(
        found.id, terms, because: OfferReasons(reason, exception: exception), by: head)
    }
    guard accepted, try await application(of: person)?.state == .offered else { return }
    _ = try await AnswerOffer(at(daysAgo - 3))(
      found.id, accepts: true, note: "With great pleasure.",
      by: try await LoadSamplePeople(services).actor(of: Self.email(person)))
  }

  // MARK: Checks and appointment

  /// Makes those checks that apply, or only some of them.
  func check(_ person: String, only kinds: Set<String>?, daysAgo: Int) async throws {
    let then = at(daysAgo)
    guard let found = try await application(of: person) else { return }
    let stated = try await CheckSurroundings.of(found, today: then.today, in: then.pool).statedNumber
    let certificate = Self.certificate(of: person)
    for check in try await ReadChecks(then)(found.id, by: head).checks
    where check.entry.outcome == .outstanding && kinds?.contains(check.kind.code) ?? true {
      _ = try await RecordCheck(then)(
        found.id, check.kind.code,
        entry(check.kind, number: stated ?? "0000116", certificate: certificate, then), by: head)
    }
  }

  /// The number of somebody's certificate: another one for each person.
  private static func certificate(of person: String) -> String {
    let sum = person.utf8.reduce(7) { ($0 * 31 + Int($1)) % 90_000 }
    return "0012345\(10_000 + sum)"
  }

  private func entry(
    _ kind: CheckKind, number: String, certificate: String, _ then: Services
  ) -> CheckEntry {
    var entry = CheckEntry(
      outcome: .satisfactory, checkedOn: then.today, checkedBy: "The school office",
      evidence: "Seen in the original; a copy is in the personnel file.")
    for need in kind.needs {
      switch need.field {
      case .evidence: break
      case .documentType: entry.documentType = "Passport"
      case .documentNumber: entry.documentNumber = need.form == .certificate ? certificate : number
      case .documentDate:
        let isAward = kind.code == "qts"
        entry.documentDate = isAward ? CivilDate("2026-07-10") : then.today.adding(days: -3)
      case .expiresOn: entry.expiresOn = then.today.adding(days: 1_500)
      }
    }
    return entry
  }

  /// Appoints somebody whose checks are all made.
  func appoint(_ person: String, daysAgo: Int) async throws {
    guard let found = try await application(of: person), found.state == .accepted else { return }
    _ = try await AppointApplicant(at(daysAgo))(found.id, by: head)
  }

  // MARK: Parts

  /// The services as of so many days ago.
  private func at(_ daysAgo: Int) -> Services {
    services.standing(at: services.now().addingTimeInterval(-86_400 * Double(daysAgo)))
  }

  /// The day so many days from now, or a school day beyond it.
  private func weekday(_ offset: Int) -> CivilDate {
    var day = services.today.adding(days: offset)
    // 1 January 2000 was a Saturday.
    while day.daysSince2000 % 7 < 2 { day = day.adding(days: offset < 0 ? -1 : 1) }
    return day
  }

  private static func email(_ person: String) -> String { "\(person)@example.org" }

  private func application(of person: String) async throws -> SentApplication? {
    let id = try await services.pool.valueIfAny(
      """
      SELECT a.id FROM application a JOIN account c ON c.id = a.account_id
      WHERE a.vacancy_id = \(vacancy) AND c.email_normal = \(Self.email(person))
      """, as: ApplicationID.self)
    guard let id else { return nil }
    return try await ApplicationStore.find(id, in: services.pool)
  }
}
