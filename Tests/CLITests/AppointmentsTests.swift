import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct AppointmentsTests {
  @Test func `references are asked for, offers and checks listed, the central record written`() async throws {
    try await withServices { services, _ async throws in
      let system = Actor.operatorAtCommandLine
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      let school = try await CreateSchool(services)(
        SchoolDraft(urn: "137549", name: "First Primary School", phase: .primary, authority: "883"),
        by: system)
      let content = VacancyContent(
        title: "Year 4 class teacher", jobRoles: ["teacher"], phases: [.primary], contractType: .permanent,
        workingPatterns: [.fullTime], fte: 1, payMinimum: "M1", payMaximum: "M6",
        startsAsSoonAsPossible: true,
        closesOn: CivilDate("2026-12-04"), closesAtTime: "12:00",
        description: String(repeating: "A class of 28 in a two-form school. ", count: 3))
      let draft = try await DraftVacancy(services)(school: school.id, content: content, by: system)
      _ = try await PublishVacancy(services)(draft.id, by: system)
      let account = try await CreateAccount(services)(
        email: "ada@example.org", name: "Ada Sample", password: "violet ladders hum at noon", by: system)
      let applicant = Actor(
        .account(
          ActingAccount(
            id: account, email: "ada@example.org", name: "Ada Sample", emailConfirmed: true, memberships: [])),
        face: .web)
      try await CompleteApplication.save(by: applicant, services)
      let id = try await SendApplication(services)(vacancy: draft.id, submission: UUID(), by: applicant)
        .application.id.description
      #expect(await status { try await run("appointments", "ask", id, with: services) } == .invalidData)
      for state in ["shortlisted", "interviewing"] {
        try await services.pool.execute("UPDATE application SET state = \(state)")
      }
      let asked = try await run("appointments", "ask", id, with: services)
      #expect(asked.lines.contains { $0.contains("Bea Sample") && $0.contains("requested") })
      #expect(asked.lines.contains { $0.contains("Cy Sample") && $0.contains("not asked") })
      let many = try await run("selection", "ask-references", draft.id.description, id, with: services)
      #expect(many.lines.count == 2 && many.lines[1].contains("Bea Sample"))
      try await Self.print(id, services)
      let list = try await run("appointments", "references", id, "--json", with: services)
      let lines = try #require(try list.json() as? [[String: Any]])
      let reference = try #require(lines.first?["id"] as? String)
      let again = try await run("appointments", "resend", reference, with: services)
      #expect(again.lines.first?.hasPrefix("Asked again on 2026-11-02") == true)
      let elsewhere = try await run(
        "appointments", "correct-address", reference, "bea@elsewhere.example", with: services)
      #expect(elsewhere.lines.contains { $0.contains("bea@elsewhere.example") && $0.contains("requested") })
      try await Self.nameAnother(id, services)
      let slots = try await run("appointments", "interviews", draft.id.description, with: services)
      #expect(slots.remarks == ["No interviews have been arranged."])
      #expect(try await run("appointments", "offers", id, with: services).remarks == ["No offers."])
      try await services.pool.execute(
        """
        INSERT INTO interview_message (application_id, message, written_at)
        SELECT id, 'Monday at 9am, bring a book.', \(services.now()) FROM application
        """)
      let invitation = try await run("appointments", "invitation", id, with: services)
      #expect(invitation.lines.contains { $0.contains("bring a book") })
      let days = try await run("appointments", "interview-days", draft.id.description, with: services)
      #expect(days.remarks.contains { $0.contains("Invited without a day: Ada Sample") })
      let day = try await ArrangeInterviews(services)(
        draft.id,
        InterviewDayDraft(
          heldOn: CivilDate("2026-11-16"), place: "The school", chooseBy: CivilDate("2026-11-13"),
          panel: [try await head(at: school, services)], times: ["09:00"], minutes: 40), by: system)
      let deputy = try await CreateAccount(services)(
        email: "deputy@example.org", name: "Dee Sample", password: "violet ladders hum at noon", by: system)
      try await GrantRole(services)(.panelMember, to: deputy, at: school.id, by: system)
      try await Self.look(into: id, draft.id.description, services)
      let interviewers = try await run(
        "appointments", "change-interviewers", day.id.description, "--interviewer", "deputy@example.org",
        with: services)
      #expect(interviewers.lines == ["2026-11-16: Dee Sample"])
      #expect(await status { try await run("appointments", "invite", id, with: services) } == .invalidData)
      let inviting = ["selection", "invite", draft.id.description, id]
      #expect(await status { try await run(inviting, with: services) } == .invalidData)
      let invited = try await run(inviting + ["--day", day.id.description], with: services)
      #expect(invited.lines.contains { $0.contains("Ada Sample") && $0.contains("interviewing") })
      let closing = "Applications still come in until 4 December 2026 at midday, after the day begins."
      #expect(invited.remarks == [closing])
      let alone = try await run("appointments", "invite", id, "--day", day.id.description, with: services)
      #expect(alone.remarks == [closing])
      let arranged = try await run("appointments", "interview-days", draft.id.description, with: services)
      #expect(
        arranged.remarks == [
          "2026-11-16: \(InterviewDay.trainingWarning)",
          "2026-11-16: invited, without a time: Ada Sample (\(id)).",
        ])
      try await services.pool.execute("UPDATE account SET closed_at = now() WHERE email = 'ada@example.org'")
      let marked = try await run("appointments", "interview-days", draft.id.description, with: services)
      #expect(marked.remarks.contains { $0.contains("without a time: Ada Sample (account closed)") })
      try await services.pool.execute("UPDATE account SET closed_at = NULL WHERE email = 'ada@example.org'")
      let free = try await run("appointments", "interviews", draft.id.description, "--json", with: services)
      let slot = try #require((try free.json() as? [[String: Any]])?.first?["slot"] as? String)
      _ = try await run("appointments", "give-time", id, slot, with: services)
      try await Self.changeDay(day.id.description, slot, id, draft.id.description, services)
      let terms = [
        "--salary", "M3", "--starts-on", "2027-01-04", "--answer-by", "2026-11-09", "--reason",
        "The best lesson.",
      ]
      #expect(
        await status { try await run(["appointments", "offer", id] + terms, with: services) }
          == .invalidData)
      do {
        _ = try await run(
          "appointments", "offer", id, "--salary", "", "--starts-on", "soon", "--answer-by", "2026-13-01",
          "--fte",
          "half", "--reason", "", with: services)
        Issue.record("An offer full of faults was made.")
      } catch DomainError.invalid(let problems) {
        #expect(
          problems.map(\.field) == ["starts_on", "answer_by", "salary", "fte", "reason", "exception"])
      }
      _ = try await run(
        ["appointments", "offer", id] + terms + ["--exception", "Scored elsewhere."], with: services)
      let decisions = try await run("appointments", "decisions", id, with: services)
      #expect(
        decisions.lines.contains { $0.contains("The best lesson.") && $0.contains("Scored elsewhere.") })
      let offers = try await run("appointments", "offers", id, with: services)
      #expect(offers.lines.contains { $0.contains("Waiting for an answer") })
      let longer = try await run("appointments", "extend-offer", id, "2026-11-16", with: services)
      #expect(longer.lines.contains { $0.contains("2026-11-16") && $0.contains("Waiting") })
      #expect(
        await status { try await run("appointments", "extend-offer", id, "2026-11-10", with: services) }
          == .invalidData)
      let back = ["appointments", "withdraw-offer", id, "--reason", "A slip in the pay."]
      #expect(
        await status { try await run(back + ["--if-version", "99"], with: services) } == .invalidData)
      let withdrawn = try await run(back, with: services)
      #expect(withdrawn.lines.contains { $0.contains("offer_withdrawn") })
      let reopened = try await run("appointments", "reopen-offer", id, "--reason", "A slip.", with: services)
      #expect(reopened.lines.contains { $0.contains("interviewing") })
      _ = try await run(
        ["appointments", "offer", id] + terms + ["--exception", "Scored elsewhere."], with: services)
      _ = try await AnswerOffer(services)(try #require(ApplicationID(id)), accepts: true, by: applicant)
      let checks = try await run("appointments", "checks", id, with: services)
      #expect(checks.lines.contains { $0.hasPrefix("identity") && $0.contains("outstanding") })
      let record = ["appointments", "record-check", id, "identity", "satisfactory", "--on", "2026-11-02"]
      #expect(
        await status { try await run(record + ["--by", "Robin Sample"], with: services) } == .invalidData)
      let recorded = try await run(
        record + ["--by", "Robin Sample", "--document", "Passport"], with: services)
      #expect(recorded.lines.contains { $0.contains("satisfactory") && $0.contains("Passport") })
      #expect(
        await status { try await run("appointments", "confirm-offer", id, with: services) } == .invalidData)
      try await services.pool.execute(
        """
        UPDATE pre_employment_check SET outcome = 'satisfactory', checked_on = '2026-11-02', checked_by = 'R'
        WHERE applies
        """)
      let confirmed = try await run("appointments", "confirm-offer", id, with: services)
      #expect(confirmed.lines.contains { $0.contains("unconditional") })
      let central = try await run("appointments", "central-record", "137549", with: services)
      #expect(central.lines.count == 1 && central.lines[0].hasPrefix("name,post,vacancy"))
      #expect(
        central.lines[0].contains(",identity_evidence,") && central.lines[0].contains("enhanced_dbs_number"))
      let nobody = try await run("appointments", "induction-candidates", "137549", with: services)
      #expect(nobody.remarks == ["Nobody."])
      for list in ["central-record", "induction-candidates"] {
        let other = ["appointments", list, "137549", "--as", "ada@example.org"]
        let refused = await status { try await run(other, with: services) }
        #expect(refused == .notFound || refused == .notAllowed, "\(list)")
      }
      try await Self.register(id, services)
      try await Self.write(id, draft.id.description, services)
    }
  }

  /// The application as a PDF file, for its school and as its applicant sent it.
  private static func print(_ id: String, _ services: Services) async throws {
    try await checkPDF("applications", "pdf", id, with: services)
    try await checkPDF("applications", "pdf", id, "--as", "ada@example.org", with: services)
  }

  /// A task is added, times and rooms change, and the applicant asks for another time.
  private static func changeDay(
    _ day: String, _ slot: String, _ id: String, _ vacancy: String, _ services: Services
  ) async throws {
    let tasks = ["appointments", "interview-tasks", day]
    #expect(try await run(tasks, with: services).remarks == ["No tasks are set for this day."])
    let lesson = ["--add", "A lesson", "--timing", "before"]
    #expect(
      await status { try await run(tasks + lesson + ["--minutes-apart", "30"], with: services) }
        == .invalidData)
    #expect(
      await status { try await run(tasks + lesson + ["--starts-at", "10:15"], with: services) }
        == .invalidData)
    let deputy = ["--as", "deputy@example.org"]
    #expect(await status { try await run(tasks + deputy, with: services) } == .notAllowed)
    let added = try await run(
      tasks + lesson + ["--minutes-apart", "30", "--minutes", "20", "--json"], with: services)
    let task = try #require((try added.json() as? [[String: Any]])?.first)
    #expect(task["title"] as? String == "A lesson" && task["minutes_apart"] as? Int == 30)
    let removed = try await run(
      tasks + ["--remove", try #require(task["id"] as? String)], with: services)
    #expect(removed.remarks == ["No tasks are set for this day."])
    let change = ["appointments", "change-slots", day]
    #expect(await status { try await run(change + ["--remove", slot], with: services) } == .invalidData)
    #expect(await status { try await run(change + deputy, with: services) } == .notAllowed)
    let changed = try await run(
      change + ["--add", "13:00", "--minutes", "40", "--move", "\(slot)=Hall"], with: services)
    #expect(changed.lines.count == 2)
    #expect(changed.lines.contains { $0.hasSuffix(", Hall: Ada Sample") })
    let answered = try await run(
      "appointments", "answer-invitation", id, "another_time", "--suits", "The afternoon.", "--as",
      "ada@example.org", with: services)
    #expect(answered.lines.contains { $0.contains("Asked for another time") })
    let asked = ["appointments", "interview-answer", id]
    #expect(try await run(asked, with: services).lines.contains { $0.contains("The afternoon.") })
    #expect(await status { try await run(asked + deputy, with: services) } == .notAllowed)
    let days = try await run("appointments", "interview-days", vacancy, with: services)
    #expect(days.remarks.contains { $0.hasSuffix("Times that suit: The afternoon.") })
    #expect(days.remarks.contains { $0.contains(": Asked on 2 November 2026") })
    _ = try await run("appointments", "give-time", id, slot, with: services)
  }

  /// Another referee is asked for, named by the applicant, and one recorded for the school.
  private static func nameAnother(_ id: String, _ services: Services) async throws {
    let asked = try await run(
      "appointments", "ask-for-referee", id, "--replaces", "1", "--message", "Your head, please.",
      with: services)
    #expect(asked.remarks.contains { $0.hasPrefix("Asked for another referee on 2026-11-02") })
    let dee = [
      "appointments", "name-referee", id, "--name", "Dee Sample", "--position", "Head", "--organisation",
      "Second School",
    ]
    let named = try await run(
      dee + ["--email", "dee@second.example", "--replaces", "1", "--as", "ada@example.org"], with: services)
    #expect(named.lines.contains { $0.contains("Dee Sample") && $0.contains("applicant") })
    let silent = dee + ["--email", "eve@third.example"]
    #expect(await status { try await run(silent, with: services) } == .invalidData)
    let recorded = try await run(silent + ["--consent", "By telephone.", "--json"], with: services)
    let last = try #require((try recorded.json() as? [[String: Any]])?.last)
    #expect(last["consent"] as? String == "By telephone." && last["number"] as? Int == 12)
    let sent = try await run("appointments", "ask", id, "--referee", "11", with: services)
    #expect(sent.lines.contains { $0.contains("dee@second.example") && $0.contains("requested") })
    try await receive(id, services)
  }

  /// A reference comes on paper, is made sure of, and its letter is read.
  private static func receive(_ id: String, _ services: Services) async throws {
    let list = try await run("appointments", "references", id, "--json", with: services)
    let line = try #require(
      (try list.json() as? [[String: Any]])?.first { $0["email"] as? String == "dee@second.example" })
    let reference = try #require(line["id"] as? String)
    let verify = ["appointments", "verify-reference", reference, "--note", "By telephone."]
    #expect(await status { try await run(verify, with: services) } == .invalidData)
    let scan = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: scan) }
    let record = [
      "appointments", "record-on-paper", reference, "--note", "Kind and watchful.", "--scan", scan, "--on",
    ]
    #expect(await status { try await run(record + ["2026-11-02"], with: services) } == .invalidData)
    try Data(SampleDocuments.pdf).write(to: URL(filePath: scan))
    #expect(await status { try await run(record + ["2026-11-01"], with: services) } == .invalidData)
    let received = try await run(record + ["2026-11-02"], with: services)
    #expect(received.lines.contains { $0.contains("Dee Sample") && $0.contains("received") })
    #expect(
      await status { try await run(verify + ["--if-version", "99"], with: services) } == .invalidData)
    let verified = try await run(verify, with: services)
    #expect(verified.lines.contains { $0.contains("Dee Sample") && $0.contains("received, verified") })
    let shown = try await run("appointments", "show-reference", reference, with: services)
    #expect(shown.lines.contains { $0.hasPrefix("Note") && $0.contains("Kind and watchful.") })
    let copy = scan + "-copy"
    defer { try? FileManager.default.removeItem(atPath: copy) }
    _ = try await run("appointments", "read-letter", reference, copy, with: services)
    #expect(FileManager.default.contents(atPath: copy).map { [UInt8]($0) } == SampleDocuments.pdf)
    #expect(
      await status { try await run("appointments", "read-letter", reference, copy, with: services) }
        == .invalidData)
  }

  /// The self-disclosure, online searches, and who reads what.
  private static func look(into id: String, _ vacancy: String, _ services: Services) async throws {
    let waits = try await run("appointments", "disclosure", id, with: services)
    #expect(waits.lines.contains { $0.hasPrefix("To be sent") && $0.hasSuffix("yes") })
    _ = try await run("appointments", "remind-disclosure", id, with: services)
    let reminded = try await run("appointments", "disclosure", id, "--answers", with: services)
    #expect(reminded.lines.contains { $0.hasPrefix("Reminded") && $0.contains("2026-11-02") })
    #expect(try await services.pool.value(Self.readings, as: Int.self) == 0)
    try await services.pool.execute(
      """
      INSERT INTO self_disclosure (application_id, form_version, answers, saved_at, sent_at)
      SELECT a.id, f.version, '{}', \(services.now()), \(services.now()) FROM application a, appointment_form f
      WHERE f.kind = 'disclosure' ORDER BY f.version DESC LIMIT 1
      """)
    let sent = try await run("appointments", "disclosure", id, "--answers", with: services)
    #expect(sent.lines.contains { $0.hasPrefix("Sent") && $0.contains("2026-11-02") })
    #expect(try await services.pool.value(Self.readings, as: Int.self) == 1)

    let note = ["appointments", "note-online-search", id, "--by", "Robin Sample", "--on", "2026-11-02"]
    #expect(await status { try await run(note + ["--found", " "], with: services) } == .invalidData)
    _ = try await run(note + ["--found", "Nothing of concern."], with: services)
    let notes = try await run("appointments", "online-searches", id, with: services)
    #expect(notes.lines.count == 2 && notes.lines[1].contains("Nothing of concern."))

    let settings = ["appointments", "settings", vacancy]
    let usual = try await run(settings, with: services)
    #expect(usual.lines.contains { $0.hasSuffix(PanelReading.afterInterview.title) })
    let stranger = ["--disclosure-reader", "deputy@example.org"]
    #expect(await status { try await run(settings + stranger, with: services) } == .invalidData)
    let never = try await run(settings + ["--panel-reads", "never"], with: services)
    #expect(never.lines.contains { $0.hasSuffix("Never") })
    let late = settings + ["--panel-reads", "at_once", "--if-version", "0"]
    #expect(await status { try await run(late, with: services) } == .invalidData)
  }

  private static let readings: Statement =
    "SELECT count(*) FROM audit_event WHERE action = 'application.disclosure_read'"

  /// Somebody appointed is confirmed for induction, with what is known filled in.
  private static func register(_ id: String, _ services: Services) async throws {
    try await services.pool.execute(
      """
      UPDATE pre_employment_check SET outcome = 'satisfactory', checked_on = '2026-11-02', checked_by = 'Robin',
        evidence = 'Seen: TRN 7654321' WHERE applies
      """)
    let appointed = try await run("appointments", "appoint", id, with: services)
    #expect(appointed.lines.contains { $0.hasPrefix("State") && $0.hasSuffix("appointed") })
    let others = try await run("applications", "others", id, with: services)
    #expect(others.remarks == ["No school considers another application."])
    let vacancy = try await services.pool.value("SELECT reference FROM vacancy", as: String.self)
    #expect(try await run("selection", "waiting", vacancy, with: services).remarks == ["Nobody waits."])
    #expect(try await run("selection", "tell-waiting", vacancy, with: services).remarks == ["Nobody waited."])
    let exceptions = try await run("selection", "exceptions", vacancy, with: services)
    #expect(exceptions.remarks == ["No decision was made without scores."])
    let checks = try await run("appointments", "checks", id, "--json", with: services)
    let identity = try #require((try checks.json() as? [[String: Any]])?.first)
    #expect((identity["outcomes"] as? [String])?.contains("not_applicable") == false)
    let candidates = try await run("appointments", "induction-candidates", "137549", with: services)
    #expect(candidates.lines.contains { $0.contains("7654321") && $0.contains("2021-09-01") })
    let group = ["induction", "registrations"]
    let begun = try await run(group + ["begin", "137549", "--application", id], with: services)
    #expect(
      begun.lines.contains {
        $0.hasPrefix("Known") && $0.contains("trn 7654321, from the check of qualified")
      })
    let registration = try #require(begun.lines.first?.split(separator: " ").last.map(String.init))
    let taken = try await run(
      group + ["take", registration, "course_begun_on", "2021-09-01", "--json"], with: services
    ).object()
    #expect((taken["content"] as? [String: Any])?["course_begun_on"] as? String == "2021-09-01")
    #expect((taken["facts"] as? [[String: Any]])?.count == 3)
    #expect(
      await status { try await run(group + ["take", registration, "trn", "1111111"], with: services) }
        == .invalidData)
  }

  /// Applicant and head write to each other.
  private static func write(_ id: String, _ vacancy: String, _ services: Services) async throws {
    let system = Actor.operatorAtCommandLine
    let head = try await CreateAccount(services)(
      email: "head@school.example", name: "Hester Sample", password: "three brown horses", by: system)
    let school = try await FindSchool(services)(urn: try #require(URN("137549")))
    try await GrantRole(services)(.head, to: head, at: school.id, by: system)
    let stranger = try await CreateAccount(services)(
      email: "eve@example.org", name: "Eve Sample", password: "three brown horses", by: system)
    #expect(await status { try await run("messages", "write", id, "Hello.", with: services) } == .invalidData)
    #expect(
      await status {
        try await run("messages", "write", id, "Hello.", "--as", stranger.description, with: services)
      } == .notFound)
    _ = try await run(
      "messages", "write", id, "May I see the school?", "--as", "ada@example.org", with: services)
    let list = try await run("messages", "list", "--school", "137549", "--json", with: services)
    let thread = try #require((try list.json() as? [[String: Any]])?.first)
    #expect(thread["unread"] as? Int == 1 && thread["applicant"] as? String == "Ada Sample")
    // The operator's look leaves it unread, the head's does not.
    for (arguments, unread) in [([], 1), (["--as", "head@school.example"], 1), ([], 0)] {
      let shown = try await run(["messages", "show", id] + arguments, with: services)
      #expect(shown.lines.contains { $0.hasPrefix("Unread") && $0.hasSuffix("\(unread)") })
      #expect(shown.lines.contains { $0.hasPrefix("Applicant") && $0.contains("May I see the school?") })
    }
    let answered = try await run(
      "messages", "write", id, "On Monday.", "--as", "head@school.example", "--json", with: services
    ).object()
    let authors = (answered["messages"] as? [[String: Any]])?.compactMap { $0["author"] as? String }
    #expect(authors == ["Hester Sample"])
    let own = try await run("messages", "list", "--as", "ada@example.org", with: services)
    #expect(own.lines.count == 2)
    try await services.pool.execute("UPDATE account SET closed_at = now() WHERE email = 'ada@example.org'")
    let ofVacancy = try await run("messages", "list", "--vacancy", vacancy, with: services)
    #expect(ofVacancy.lines.count == 2 && ofVacancy.lines[1].contains("Ada Sample (account closed)"))
    let marked = try await run("messages", "show", id, with: services)
    #expect(marked.lines.contains { $0.hasPrefix("Applicant") && $0.hasSuffix("(account closed)") })
  }

  private func head(at school: School, _ services: Services) async throws -> AccountID {
    let account = try await CreateAccount(services)(
      email: "head@example.org", name: "Robin Head", password: "violet ladders hum at noon",
      by: .operatorAtCommandLine)
    try await GrantRole(services)(.head, to: account, at: school.id, by: .operatorAtCommandLine)
    return account
  }
}
