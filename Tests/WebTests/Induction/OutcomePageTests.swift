import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Postgres
import TestSupport
import Testing

@Suite("How inductions end, on their pages") struct OutcomePageTests {
  private struct People {
    let address: String
    let head: Browser
    let teacher: Browser
    let officer: Browser
    let second: Browser
  }

  private static func begin(_ website: Website) async throws -> People {
    _ = try await website.vacancy()
    let school = try await FindSchool(website.services)(
      id: try await website.services.pool.value("SELECT organisation_id FROM school", as: OrganisationID.self)
    )
    let id = try await BegunInduction.make(at: school, website.services)
    return People(
      address: "/inductions/\(id)", head: try await website.staff(),
      teacher: try await website.signedIn(BegunInduction.email, name: "Nia Sample"),
      officer: try await officer(website, "officer@authority.example"),
      second: try await officer(website, "second@authority.example"))
  }

  private static func officer(_ website: Website, _ email: String) async throws -> Browser {
    let authority = try await Authority.find(code: "883", in: website.services.pool)
    let account = try await website.account(email, name: "Olive Sample")
    try await GrantRole(website.services)(
      .officer, to: account.id, at: authority.organisation, by: .operatorAtCommandLine)
    let browser = website.browser()
    try await browser.signIn(email)
    return browser
  }

  /// Sends the form of the page of the induction that goes to an address below it.
  private static func send(
    _ browser: Browser, _ address: String, _ step: String, _ fields: KeyValuePairs<String, String> = [:]
  ) async throws -> ShownPage {
    try await browser.submit(try await browser.get(address), to: "\(address)/\(step)", fields)
  }

  private static func recommend(_ people: People, _ outcome: String) async throws {
    let sent = try await send(
      people.head, people.address, "decision/recommend",
      [
        "recommend-outcome": outcome, "recommend-reasons": "Standards 2 and 6.",
        "recommend-early_reason": "Most of it was served elsewhere.",
      ])
    #expect(sent.location == "\(people.address)?done=recommend")
    _ = try await send(
      people.teacher, people.address, "decision/represent", ["represent-text": "My class changed."])
  }

  @Test("A second officer confirms a proposed failure, or withdraws it openly and then decides otherwise")
  func secondOfficer() async throws {
    try await Website.run { website async throws in
      let people = try await Self.begin(website)
      try await Self.recommend(people, "not_satisfactory")
      let opened = try await people.second.get(people.address)
      let proposed = try await Self.send(
        people.officer, people.address, "decision/decide",
        [
          "decide-outcome": "not_satisfactory", "decide-reasons": "Standards 2 and 6.",
          "decide-early_reason": "The whole of it was served elsewhere.",
        ])
      let said = try await people.officer.get(try #require(proposed.location))
      #expect(said.shows("The failure is proposed. It is decided once another officer has confirmed it."))
      let own = try await people.officer.get(people.address)
      #expect(own.shows("somebody else must confirm it") && !own.shows("decision/confirm"))
      // The officer’s own list and page have their place in the menu lit, and the list says what comes next.
      #expect(own.shows("href=\"/authority\" aria-current=\"true\""))
      let list = try await people.officer.get("/authority/inductions")
      #expect(list.shows("Confirm the failure,") && list.shows("At risk") && own.shows("Why it is at risk"))
      #expect(try await people.officer.get("/authority/inductions/duties").shows("To do now"))
      #expect(own.shows("Withdraw the proposal to decide otherwise"))
      let page = try await people.second.get(people.address)
      #expect(page.shows("Confirm the failure") && page.shows("Withdraw the proposal to decide otherwise"))
      #expect(!page.shows("Decide and send the letters"))
      // Who had the form of the decision open has no place for their reasons any more, and keeps them.
      let late = try await people.second.submit(
        opened, to: "\(people.address)/decision/decide",
        ["decide-outcome": "extension", "decide-reasons": "One more term is enough."])
      #expect(late.status == .unprocessableContent && !late.shows("Somebody else has just changed this"))
      let now = LondonTime.dateAndTime(website.services.now())
      #expect(late.shows("A failure has been proposed already, by Olive Sample, \(now)."))
      #expect(late.shows("What you had typed") && late.shows("One more term is enough."))
      #expect(late.text.components(separatedBy: "What you had typed").last?.contains("Extension") == true)
      #expect(late.shows("id=\"decide-outcome\"") && !late.shows("Decide and send the letters"))
      let seen = try await people.teacher.get(people.address)
      #expect(seen.shows("My class changed.") && !seen.shows("proposed"))
      let empty = try await people.second.submit(page, to: "\(people.address)/decision/withdraw")
      #expect(empty.status == .unprocessableContent && empty.shows("Enter why the proposal is withdrawn"))
      let withdrawn = try await people.second.submit(
        empty, to: "\(people.address)/decision/withdraw", ["withdraw-reason": "The support plan is not over."]
      )
      #expect(withdrawn.location == "\(people.address)?done=withdraw")
      let anew = try await people.second.get(people.address)
      #expect(anew.shows("The support plan is not over.") && anew.shows("Decide and send the letters"))
      let beside = try await people.officer.get(people.address)
      let turned = try await people.second.submit(
        anew, to: "\(people.address)/decision/decide",
        [
          "decide-outcome": "extension", "decide-reasons": "One more term will do.",
          "decide-extension_terms": "1",
        ])
      #expect(turned.location == "\(people.address)?done=decide")
      #expect(try await people.teacher.get(people.address).shows("Extension by 1 term,"))
      // Two decide at once: the second reads what was decided, by whom and when, and keeps what was typed.
      let beaten = try await people.officer.submit(
        beside, to: "\(people.address)/decision/decide",
        [
          "decide-outcome": "extension", "decide-reasons": "Two more terms are needed.",
          "decide-extension_terms": "2",
        ])
      #expect(beaten.status == .unprocessableContent && beaten.shows("Two more terms are needed."))
      #expect(beaten.shows("What you had typed") && beaten.shows("By how many terms"))
      #expect(
        beaten.shows("It has been decided already: extension by 1 term, by Olive Sample, \(now)."))
      #expect(!beaten.shows("Somebody else has just changed this"))
    }
  }

  @Test(
    "A completion before the end is warned of and takes a reason; letters and the confirmation are PDF files")
  func lettersAndConfirmation() async throws {
    try await Website.run { website async throws in
      let people = try await Self.begin(website)
      #expect(
        try await people.head.get(people.address).shows(
          "formal assessments are not received. By the plan, induction ends on"))
      try await Self.recommend(people, "satisfactory")
      #expect(try await people.officer.get(people.address).shows("By the plan, induction ends on"))
      let fields: KeyValuePairs<String, String> = [
        "decide-outcome": "satisfactory", "decide-reasons": "Every Standard is met.",
      ]
      try await website.services.pool.execute(
        """
        INSERT INTO induction_assessment (id, induction_id, school_id, kind, number, form_version, state, content,
          created_at, updated_at)
        SELECT gen_random_uuid(), p.induction_id, p.school_id, 'review', 1, '2024-09', 'draft', '{}',
          \(website.services.now()), \(website.services.now()) FROM induction_period p
        """)
      let early = try await Self.send(people.officer, people.address, "decision/decide", fields)
      #expect(early.status == .unprocessableContent && early.shows("Enter why it is decided all the same"))
      let decided = try await Self.send(
        people.officer, people.address, "decision/decide",
        [
          "decide-outcome": "satisfactory", "decide-reasons": "Every Standard is met.",
          "decide-early_reason": "Two years were served abroad.",
        ])
      let page = try await people.officer.get(try #require(decided.location))
      let today = LondonTime.longDate(website.services.today)
      #expect(page.shows("Ended on") && page.shows("\(today): completed") && !page.shows("Ends by the plan"))
      #expect(!page.shows("The reckoning, step by step") && !page.shows("The tutor’s turn"))
      #expect(page.shows("Not finished when induction ended"))
      #expect(page.shows("Decided. The teacher’s letter has gone by e-mail") && !page.shows("Saved."))
      #expect(page.shows("Two years were served abroad.") && page.shows("To be sent"))
      #expect(page.shows("Decided all the same because"))
      let links = page.text.matches(of: /href="(\/inductions\/letters\/[^"]+)"/).map { String($0.1) }
      #expect(links.count == 4)
      try await Self.checkPaper(try #require(links.last), website.services)
      try await Self.checkSending(people, try #require(links.last), website)
      let own = try await people.teacher.get(people.address)
      let letter = try #require(own.text.firstMatch(of: /href="(\/inductions\/letters\/[^"]+)"/)?.1)
      #expect(own.text.matches(of: /href="(\/inductions\/letters\/[^"]+)"/).count == 1)
      let read = try await people.teacher.get(String(letter))
      #expect(read.shows("Dear Nia Sample,") && read.shows("Yours sincerely"))
      #expect(read.shows("you have completed induction satisfactorily") && read.shows("Sample Body"))
      #expect(read.shows("Care of") && read.shows("E-mail: \(BegunInduction.email)"))
      #expect(try await people.teacher.get(try #require(links.last)).status == .notFound)
      let confirmation = "\(people.address)/confirmation"
      let confirmed = try await people.teacher.get(confirmation)
      #expect(confirmed.shows("has completed statutory induction"))
      #expect(confirmed.shows("Issued on") && confirmed.shows("For Sample Body, appropriate body"))
      for (file, name) in [
        ("\(letter)/pdf", "decision-letter-teacher-nia-sample-"),
        ("\(confirmation)/pdf", "induction-confirmation-nia-sample-"),
      ] {
        try await Self.checkFile(try await people.teacher.get(file), name)
      }
    }
  }

  /// The file is made where the program for it is there; otherwise the page says what to do.
  private static func checkFile(_ file: ShownPage, _ name: String) async throws {
    if await !PDFFiles.canBeMade {
      #expect(file.status == .serviceUnavailable)
      #expect(file.shows("Print the page instead"))
    } else {
      #expect(file.headers[.contentType] == "application/pdf" && file.text.hasPrefix("%PDF-"))
      #expect(file.headers[.contentDisposition]?.contains(name) == true)
    }
  }

  /// By when a letter is to be sent stands on its page, and not on the paper that is sent.
  private static func checkPaper(_ letter: String, _ services: Services) async throws {
    let id = try #require(letter.split(separator: "/").last.flatMap { LetterID(String($0)) })
    let paper = PrintedLetter(try await InductionLetters(services).find(id, by: .operatorAtCommandLine))
    #expect(paper.markup.contains("To be sent by") && !paper.document.contains("To be sent by"))
  }

  private static func checkSending(_ people: People, _ letter: String, _ website: Website) async throws {
    let duties = "/authority/inductions/duties"
    #expect(try await people.officer.get("/authority/inductions").shows(duties))
    #expect(try await people.officer.get(duties).shows("at the latest in the termly return"))
    #expect(try await people.officer.get(duties).shows("\(duties).csv"))
    #expect(try await people.officer.get("\(duties).csv").shows(",termly_return,"))
    #expect(try await people.head.get(duties).status == .notFound)
    let page = try await people.officer.get(letter)
    let refused = try await people.officer.submit(page, to: "\(letter)/sent")
    #expect(refused.status == .unprocessableContent && refused.shows("Choose how it was sent."))
    let today = website.services.today
    let sent = try await people.officer.submit(
      refused, to: "\(letter)/sent",
      [
        "means": "termly_return", "sent_on-day": "\(today.day)", "sent_on-month": "\(today.month)",
        "sent_on-year": "\(today.year)",
      ])
    #expect(
      try await people.officer.get(try #require(sent.location)).shows(
        "Recorded: sent on \(LondonTime.longDate(today)), in the termly return."))
    #expect(try await people.officer.get(duties).shows("Nothing to see to"))
  }

  @Test("A notice that was not sent in time is overdue in the officer’s list and on the board")
  func overdueNotice() async throws {
    try await Website.run { website async throws in
      let people = try await Self.begin(website)
      try await Self.recommend(people, "extension")
      let decided = try await Self.send(
        people.officer, people.address, "decision/decide",
        [
          "decide-outcome": "extension", "decide-reasons": "One more term will do.",
          "decide-extension_terms": "1",
        ])
      #expect(decided.location == "\(people.address)?done=decide")
      website.clock.advance(days: 8)
      let officer = website.browser()
      try await officer.signIn("officer@authority.example")
      let list = try await officer.get("/authority/inductions")
      #expect(list.shows("Send the notice to the Secretary of State,") && list.shows("Overdue"))
      let board = "/authority/inductions/board"
      #expect(try await officer.get(board).shows("\(board)/overdue?turn=body"))
      let overdue = try await officer.get("\(board)/overdue?turn=body")
      #expect(overdue.shows("Decisions, letters and appeals"))
      #expect(overdue.shows("Send the notice to the Secretary of State"))
      let other = try await officer.get("\(board)/overdue?turn=teacher")
      #expect(other.shows("Nothing is overdue."))
    }
  }

  @Test("A teacher appeals on their page, the officer records what follows, the head sees it")
  func appeal() async throws {
    try await Website.run { website async throws in
      let people = try await Self.begin(website)
      try await Self.recommend(people, "extension")
      _ = try await Self.send(
        people.officer, people.address, "decision/decide",
        [
          "decide-outcome": "extension", "decide-reasons": "One more term will do.",
          "decide-extension_terms": "1",
        ])
      let page = try await people.teacher.get(people.address)
      #expect(page.shows("Last day to appeal") && page.shows("Teaching Regulation Agency"))
      #expect(page.shows("An appeal is possible until"))
      let base = "\(people.address)/appeals/"
      let found = try #require(page.text.firstRange(of: base))
      let appeal = base + page.text[found.upperBound...].prefix(36)
      let empty = try await people.teacher.submit(page, to: "\(appeal)/lodge")
      #expect(empty.status == .unprocessableContent && empty.shows("Enter the grounds"))
      let lodged = try await people.teacher.submit(
        empty, to: "\(appeal)/lodge", ["appeal-lodge-text": "My support plan was never put into practice."])
      #expect(try await people.teacher.get(try #require(lodged.location)).shows("Recorded: appeal made."))
      #expect(try await people.officer.get("/authority/inductions/duties").shows("Reply to the appeal"))
      // Another tab keeps grounds that have no place any more.
      let twice = try await people.teacher.submit(
        page.inAnotherTab, to: "\(appeal)/lodge", ["appeal-lodge-text": "And nobody came to my lessons."])
      #expect(twice.status == .conflict && twice.shows("And nobody came to my lessons."))
      // They read who was first, and when.
      #expect(twice.shows("What was done last") && twice.shows("Appeal made"))
      #expect(twice.text.contains(/>By<\/dt><dd[^>]*>Nia Sample</))
      #expect(twice.shows(LondonTime.dateAndTime(website.services.now())))
      let waiting = try await people.teacher.get(people.address)
      #expect(waiting.shows("An appeal was made on") && !waiting.shows("An appeal is possible until"))
      let start = try await people.teacher.get("/induction")
      #expect(start.shows("Appeal going on") && start.shows("The appropriate body replies to the appeal,"))
      let today = website.services.today
      let reply = try await people.officer.submit(
        try await people.officer.get(people.address), to: "\(appeal)/reply",
        [
          "appeal-reply-on-day": "\(today.day)", "appeal-reply-on-month": "\(today.month)",
          "appeal-reply-on-year": "\(today.year)", "appeal-reply-text": "We uphold the extension.",
        ])
      #expect(reply.location == "\(people.address)?done=appeal-reply", "\(reply.text.prefix(3_000))")
      let seen = try await people.head.get(people.address)
      #expect(seen.shows("arranges a hearing, or decides without one"))
      #expect(seen.shows("We uphold the extension.") && !seen.shows("Record that the appeal was allowed"))
      try await Self.hear(appeal, people, website)
      let vary = try await people.officer.submit(
        try await people.officer.get(people.address), to: "\(appeal)/vary",
        [
          "appeal-vary-on-day": "\(today.day)", "appeal-vary-on-month": "\(today.month)",
          "appeal-vary-on-year": "\(today.year)", "appeal-vary-text": "Two terms are needed.",
          "appeal-vary-terms": "2",
        ])
      #expect(vary.location == "\(people.address)?done=appeal-vary", "\(vary.text.prefix(3_000))")
      let told = try await people.teacher.get(people.address)
      #expect(told.shows("Extended on appeal by"))
      #expect(told.shows("Changed on appeal") && !told.shows("An appeal is possible until"))
      #expect(told.shows("\(LondonTime.longDate(today)), to: Extension by 2 terms"))
      #expect(told.shows("href=\"#appeal-\(appeal.suffix(36))\""))
      #expect(told.shows("id=\"appeal-\(appeal.suffix(36))\""))
      #expect(told.shows("Decision changed on appeal in your induction"))
    }
  }

  /// Two officers record the hearing, and that it was heard: the second reads each time what was recorded, by whom and
  /// when, and keeps what they typed.
  private static func hear(_ appeal: String, _ people: People, _ website: Website) async throws {
    let today = website.services.today
    func arrange(_ officer: Browser, on page: ShownPage, at place: String) async throws -> ShownPage {
      try await officer.submit(
        page, to: "\(appeal)/hearing",
        [
          "appeal-hearing-on-day": "\(today.day)", "appeal-hearing-on-month": "\(today.month)",
          "appeal-hearing-on-year": "\(today.year)", "appeal-hearing-hearing_on-day": "\(today.day)",
          "appeal-hearing-hearing_on-month": "\(today.month)",
          "appeal-hearing-hearing_on-year": "\(today.year)", "appeal-hearing-place": place,
          "appeal-hearing-note": "Both parties agreed to it.",
        ])
    }
    var (first, second) = (
      try await people.officer.get(people.address), try await people.second.get(people.address)
    )
    website.clock.advance(seconds: 60)
    let arranged = try await arrange(people.officer, on: first, at: "Grays Town Hall")
    #expect(arranged.location == "\(people.address)?done=appeal-hearing", "\(arranged.text.prefix(3_000))")
    let again = try await arrange(people.second, on: second, at: "Tilbury Library")
    #expect(again.status == .unprocessableContent && again.shows("Tilbury Library"))
    var now = LondonTime.dateAndTime(website.services.now())
    #expect(again.shows("Meanwhile this was recorded: hearing arranged, by Olive Sample, \(now)."))
    #expect(!again.shows("Somebody else has just changed this"))
    (first, second) = (
      try await people.officer.get(people.address), try await people.second.get(people.address)
    )
    website.clock.advance(seconds: 60)
    now = LondonTime.dateAndTime(website.services.now())
    let day: KeyValuePairs<String, String> = [
      "appeal-heard-on-day": "\(today.day)", "appeal-heard-on-month": "\(today.month)",
      "appeal-heard-on-year": "\(today.year)",
    ]
    let heard = try await people.officer.submit(first, to: "\(appeal)/heard", day)
    #expect(heard.location == "\(people.address)?done=appeal-heard", "\(heard.text.prefix(3_000))")
    // A step that has a day alone.
    let late = try await people.second.submit(second, to: "\(appeal)/heard", day)
    #expect(late.status == .conflict && late.shows("Appeal heard") && late.shows(now))
    #expect(late.text.contains(/>By<\/dt><dd[^>]*>Olive Sample</))
    let typed = late.text.components(separatedBy: "What you had typed").last
    #expect(typed?.contains(LondonTime.longDate(today)) == true)
    website.clock.advance(seconds: 60)
  }

  @Test("Who changes the tutor reads whether a colleague has done so, or has changed something else")
  func supportByTwo() async throws {
    try await Website.run { website async throws in
      let people = try await Self.begin(website)
      let action = "\(people.address)/support"
      let page = try await people.head.get(people.address)
      func name(_ tutor: String) async throws -> ShownPage {
        try await people.head.submit(
          page, to: action,
          [
            "support-tutor_name": tutor, "support-tutor_email": "new@school.example",
            "support-mentor_name": "Mo Mentor", "support-mentor_email": "mentor@school.example",
          ])
      }
      try await website.services.pool.execute("UPDATE induction SET version = version + 1")
      let besides = try await name("Nora Newcomer")
      #expect(besides.status == .conflict && besides.shows("something else in this record was changed"))
      #expect(besides.shows("Nora Newcomer") && !besides.shows("Stored by somebody else"))
      let stored = try await people.head.submit(besides, to: action)
      #expect(stored.location == "\(people.address)?saved=1")
      let late = try await name("Olga Other")
      #expect(late.status == .conflict && late.shows("Stored by somebody else"))
      #expect(late.shows("Nora Newcomer") && late.shows("Olga Other"))
    }
  }

  @Test("A mentor who is the tutor needs a reason on the page; a reopened review shows what was completed")
  func mentorAndReview() async throws {
    try await Website.run { website async throws in
      let people = try await Self.begin(website)
      // Begun under the earlier regime and moved, it asks for a mentor as the later one does.
      try await website.services.pool.execute("UPDATE induction SET regime = 'nqt'")
      let same: KeyValuePairs<String, String> = [
        "support-tutor_name": "Tara Tutor", "support-tutor_email": "tutor@school.example",
        "support-mentor_name": "Tara Tutor", "support-mentor_email": "tutor@school.example",
      ]
      let refused = try await Self.send(people.head, people.address, "support", same)
      #expect(refused.status == .unprocessableContent && refused.shows("Name another mentor, or say"))
      #expect(refused.shows("If the mentor is the tutor as well: why?"))
      let opened = try await Self.send(people.head, people.address, "assessments")
      let review = try #require(opened.location)
      let fields: KeyValuePairs<String, String> = [
        "progress": "satisfactory", "summary": "Teaches calmly and well.", "signs": "yes",
      ]
      // The head does not sign for a tutor who is somebody else.
      let early = try await people.head.submit(
        try await people.head.get(review), to: "\(review)/save", fields)
      #expect(early.shows("Tara Tutor, the induction tutor, signs first"))
      let tutor = try await website.signedIn("tutor@school.example", name: "Tara Tutor")
      #expect(try await tutor.get("/induction").shows("Teachers whom I support"))
      for browser in [tutor, people.head] {
        website.clock.advance(seconds: 1)
        _ = try await browser.submit(try await browser.get(review), to: "\(review)/save", fields)
      }
      website.clock.advance(seconds: 1)
      _ = try await people.head.submit(
        try await people.head.get(review), to: "\(review)/reopen", ["reason": "The wrong days."])
      _ = try await people.head.submit(
        try await people.head.get(review), to: "\(review)/save", ["summary": "Half a thought"])
      let seen = try await people.teacher.get(review)
      #expect(seen.shows("Teaches calmly and well.") && !seen.shows("Half a thought"))
      #expect(seen.shows("It was opened again.") && !seen.shows("Confirm that I have read it"))
      #expect(try await people.teacher.get(people.address).shows("href=\"\(review)\""))
      #expect(try await people.head.get(review).shows("Half a thought"))
    }
  }

  @Test("A head who is the tutor signs for both, and says why")
  func headAsTutor() async throws {
    try await Website.run { website async throws in
      let people = try await Self.begin(website)
      try await website.services.pool.execute(
        "UPDATE induction_period SET tutor_name = 'Hester Sample', tutor_email = 'head@school.example'")
      let review = try #require(
        try await Self.send(people.head, people.address, "assessments").location)
      let fields: KeyValuePairs<String, String> = [
        "progress": "satisfactory", "summary": "Teaches calmly and well.", "signs": "yes",
      ]
      _ = try await people.head.submit(try await people.head.get(review), to: "\(review)/save", fields)
      website.clock.advance(seconds: 1)
      let page = try await people.head.get(review)
      #expect(page.shows("Why are you, the head, the tutor as well?"))
      let empty = try await people.head.submit(page, to: "\(review)/save", fields)
      #expect(empty.status == .unprocessableContent && empty.shows("Enter why the head is the tutor"))
      let signed = try await people.head.submit(
        empty, to: "\(review)/save",
        [
          "progress": "satisfactory", "summary": "Teaches calmly and well.", "signs": "yes",
          "tutor_reason": "A school of two teachers.",
        ])
      let said = try await people.head.get(try #require(signed.location))
      #expect(said.shows("Signed. It is completed, and the teacher has been told by mail."))
      #expect(try await people.teacher.get(review).shows("The head is the tutor as well: A school of two"))
    }
  }

  @Test("The employer’s letter goes by the head till an address is entered on the page, which mails it")
  func employer() async throws {
    try await Website.run { website async throws in
      let people = try await Self.begin(website)
      try await Self.recommend(people, "extension")
      _ = try await Self.send(
        people.officer, people.address, "decision/decide",
        [
          "decide-outcome": "extension", "decide-reasons": "One more term will do.",
          "decide-extension_terms": "1",
        ])
      let page = try await people.officer.get(people.address)
      #expect(page.shows("by e-mail to the head, who passes it on") && page.shows("Enter the address"))
      #expect(!(try await people.teacher.get(people.address)).shows("Enter the address"))
      let employer = String(
        try #require(page.text.firstMatch(of: /href="(\/school\/[0-9]+\/employer)"/)?.1))
      let list = try await people.head.get(employer.replacing("/employer", with: "/inductions"))
      #expect(list.shows("Who employs the teachers of the school") && list.shows("No address yet"))
      let form = try await people.head.get(employer)
      #expect(form.shows("1 letter to the employer waits for the address."))
      #expect(try await people.teacher.get(employer).status == .notFound)
      let faulty = try await people.head.submit(
        form, to: employer, ["name": "Sample Trust", "email": "nobody"])
      #expect(faulty.status == .unprocessableContent && faulty.shows("name@example.com"))
      let saved = try await people.head.submit(
        faulty, to: employer, ["name": "Sample Trust", "email": "notices@trust.example"])
      #expect(saved.location == "\(employer)?saved=1")
      let late = try await people.head.submit(
        form, to: employer, ["name": "Other Trust", "email": "office@other.example"])
      #expect(late.status == .conflict && late.shows("Sample Trust") && late.shows("Other Trust"))
      let shown = try await people.officer.get("\(employer)?saved=1")
      #expect(shown.shows("1 letter was mailed to the employer.") && shown.shows("notices@trust.example"))
      let letters = try await people.head.get(people.address)
      #expect(letters.shows("by e-mail to notices@trust.example") && !letters.shows("Enter the address"))
      let forgotten = try await people.officer.submit(shown, to: "\(employer)/forget")
      #expect(forgotten.location == "\(employer)?forgotten=1")
      #expect(try await people.officer.get(employer).shows("No address is known."))
    }
  }
}
