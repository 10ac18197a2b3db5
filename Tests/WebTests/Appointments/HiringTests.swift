import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("From shortlist to appointment, as pages") struct HiringTests {
  /// An application on the shortlist, with the browsers of its applicant and the head.
  static func shortlisted(
    _ website: Website
  ) async throws -> (id: String, applicant: Browser, head: Browser) {
    let vacancy = try await website.vacancy()
    let applicant = try await website.applicant()
    let address = "/vacancies/\(vacancy.id)/apply"
    _ = try await applicant.submit(
      try await applicant.get(address), to: address,
      ["statement": "For your class.", "close_relationship": "no"])
    try await website.services.pool.execute("UPDATE application SET state = 'shortlisted'")
    let id = try await website.services.pool.value("SELECT id::text FROM application", as: String.self)
    return (id, applicant, try await website.staff())
  }

  /// What stands on the applicant's page as asked of them now.
  private static func asked(_ applicant: Browser, _ id: String) async throws -> String {
    let text = try await applicant.get("/applications/\(id)").text
    guard let start = text.firstRange(of: "What is asked of you now") else { return "" }
    return String(
      text[start.upperBound...].prefix(
        upTo: text[start.upperBound...].firstRange(of: "</ul>")?.lowerBound ?? text.endIndex))
  }

  private static let reference: KeyValuePairs<String, String> = [
    "capacity": "tutor", "known_since-month": "9", "known_since-year": "2024", "worked": "no",
    "teaching": "good", "subject": "good", "behaviour": "good", "pupils": "good", "adults": "good",
    "reliability": "good", "integrity": "good", "development": "good", "capability": "no",
    "disciplinary": "no",
    "allegations": "no", "suitable": "no", "suitable_reasons": "Kind & <patient>.", "re_employ": "yes",
    "declared_name": "Bea Sample", "declared_position": "Tutor",
    "declared_organisation": "Example University",
    "declared_telephone": "01375 000000", "declared_true": "yes",
  ]

  @Test("A referee answers without an account: saves, adds a letter, sends, and finds the link used up")
  func referee() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.shortlisted(website)
      let list = "/received/\(id)/references"
      let page = try await head.get(list)
      #expect(page.shows("The applicant asked that this referee is not contacted before the interview."))
      let none = try await head.submit(page, to: list)
      #expect(none.status == .unprocessableContent && none.shows("Choose whom to ask."))
      #expect(try await head.submit(page, to: list, ["referees": "1"]).status == .seeOther)
      let link = try await website.mailedLink(to: "bea@university.example")
      let referee = website.browser()
      let form = try await referee.get(link)
      #expect(form.shows("Ada Sample has applied for the post"))
      #expect(form.headers[.init("Referrer-Policy")!] == "no-referrer")
      #expect(form.headers[.cacheControl] == "no-store")
      let half = try await referee.submit(form, to: link, ["capacity": "tutor", "later": "1"])
      #expect(half.location == "\(link)?saved=1")
      let missing = try await referee.submit(try await referee.get(link), to: link, ["capacity": "tutor"])
      #expect(missing.status == .unprocessableContent)
      #expect(missing.shows("href=\"#suitable\""))
      let stale = try await referee.submit(form, to: link, ["capacity": "other", "later": "1"])
      #expect(stale.shows("in another window"))
      let same = try await referee.submit(
        form.inAnotherTab, to: link, ["capacity": "tutor", "later": "1"])
      #expect(same.location == "\(link)?saved=1", "the same answers are no conflict")
      let both = try await referee.upload(
        form.inAnotherTab, to: link, ["capacity": "other"], file: [1, 2], named: "x.pdf")
      #expect(both.status == .unprocessableContent && both.shows("href=\"#suitable\""))
      #expect(both.shows("in another window") && both.shows("Choose a PDF or a Word document"))
      let bad = try await referee.upload(
        try await referee.get(link), to: link, ["suitable_reasons": "Kind.", "later": "1"], file: [1, 2],
        named: "x.pdf")
      #expect(bad.shows("Choose a PDF or a Word document") && bad.shows("Kind.</textarea>"))
      let sent = try await referee.upload(
        try await referee.get(link), to: link, Self.reference, file: SampleDocuments.pdf, named: "Letter.pdf")
      #expect(sent.location == link)
      let done = try await referee.get(link)
      #expect(done.shows("Reference sent") && !done.shows("Kind"))
      #expect(
        try await website.browser().get("/references/\(String(repeating: "y", count: 43))").status == .gone)
      let reference = try await website.services.pool.value(
        "SELECT id::text FROM reference_request", as: String.self)
      let read = try await head.get("\(list)/\(reference)")
      #expect(read.shows("Kind &amp; &lt;patient&gt;.") && read.shows("Letter.pdf"))
      #expect(try await head.get("\(list)/\(reference)/letter").status == .ok)
      try await website.services.pool.execute(
        """
        INSERT INTO pre_employment_check (application_id, kind, applies, why, outcome, changed_at)
        SELECT id, 'references', true, 'Made for everybody.', 'outstanding', sent_at FROM application
        """)
      for page in [list, "/received/\(id)", "/received/\(id)/checks/references"] {
        let shown = try await head.get(page)
        #expect(
          shown.shows("Received, with something to take up")
            && shown.shows("Suitable to work with children: No"),
          "\(page)")
      }
      let check = try await head.get("/received/\(id)/checks/references")
      #expect(check.shows("Needed for a satisfactory check: how what a referee has answered was taken up"))
      #expect(!check.shows("What was seen (optional)") && check.shows("Kind of document (optional)"))
      let verify = "\(list)/\(reference)/verify"
      let verified = try await head.submit(read, to: verify, ["verified": "By telephone."])
      #expect(verified.status == .seeOther)
      #expect(try await head.get("\(list)/\(reference)").shows("Received and verified"))
      let own = try await applicant.get("/applications/\(id)")
      #expect(own.shows("Bea Sample") && own.shows("Received") && !own.shows("patient"))
      #expect(!own.shows("take up") && !own.shows("Suitable to work"))
      #expect(try await applicant.get("\(list)/\(reference)").status == .notFound)
    }
  }

  @Test("A letter is kept whichever button is pressed, and while answers are missing; it can be taken away")
  func letter() async throws {
    try await Website.run { website async throws in
      let (id, _, head) = try await Self.shortlisted(website)
      let list = "/received/\(id)/references"
      _ = try await head.submit(try await head.get(list), to: list, ["referees": "1"])
      let link = try await website.mailedLink(to: "bea@university.example")
      let referee = website.browser()
      func open() async throws -> ShownPage { try await referee.get(link) }
      #expect(try await open().shows("enctype=\"multipart/form-data\""))
      let saved = try await referee.upload(
        try await open(), to: link, ["subject": "good", "later": "1"], file: SampleDocuments.pdf,
        named: "First.pdf")
      #expect(saved.location == "\(link)?saved=1")
      let kept = try await open()
      #expect(kept.shows("“First.pdf” goes with your reference") && kept.shows("value=\"good\" checked"))
      let removed = try await referee.submit(kept, to: link, ["subject": "good", "remove_letter": "1"])
      #expect(removed.location == "\(link)?saved=1")
      let without = try await open()
      #expect(!without.shows("First.pdf") && without.shows("value=\"good\" checked"))
      let half = try await referee.upload(
        try await open(), to: link, ["subject": "good"], file: SampleDocuments.pdf, named: "Second.pdf")
      #expect(half.status == .unprocessableContent && half.shows("“Second.pdf” goes with your reference"))
      #expect(half.shows("value=\"good\" checked"))
      let sent = try await referee.submit(try await open(), to: link, Self.reference)
      #expect(sent.location == link)
      let names = try await website.services.pool.query("SELECT name FROM reference_letter").map {
        try $0.decode("name", as: String.self)
      }
      #expect(names == ["Second.pdf"])
    }
  }

  @Test("A referee declines; the school asks again at a corrected address, or records what came on paper")
  func steps() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.shortlisted(website)
      let list = "/received/\(id)/references"
      _ = try await head.submit(try await head.get(list), to: list, ["referees": "1"])
      let link = try await website.mailedLink(to: "bea@university.example")
      let referee = website.browser()
      let form = try await referee.get(link)
      let ask = try await referee.get("\(link)/decline")
      #expect(try await referee.submit(ask, to: "\(link)/decline").shows("Enter why you can’t give"))
      #expect(
        try await referee.submit(ask, to: "\(link)/decline", ["reason": "I hardly know her."]).location
          == link)
      #expect(try await referee.get(link).shows("You have declined"))
      let own = try await applicant.get("/applications/\(id)")
      #expect(own.shows("Can’t give a reference") && own.shows("Name another referee"))
      for page in [
        "/applications/\(id)", "/applications/\(id)/referee", "/account/data", "/account/data.json",
      ] {
        #expect(try await !applicant.get(page).text.contains("hardly know"), "\(page)")
      }
      let reference = try await website.services.pool.value(
        "SELECT id::text FROM reference_request", as: String.self)
      let here = "\(list)/\(reference)"
      let page = try await head.get(here)
      #expect(page.shows("I hardly know her."))
      #expect(try await head.submit(page, to: "\(here)/address", ["email": "x"]).shows("name@example.com"))
      _ = try await head.submit(page, to: "\(here)/resend")
      let dead = try await referee.upload(
        form, to: link, [:], file: SampleDocuments.pdf, named: "Letter.pdf")
      #expect(dead.status == .gone)
      #expect(
        try await head.submit(page.inAnotherTab, to: "\(here)/resend").shows(
          "Somebody else has just changed this"))
      _ = try await head.submit(
        try await head.get(here), to: "\(here)/address", ["email": "bea@new.example"])
      #expect(try await website.mailedLink(to: "bea@new.example").hasPrefix("/references/"))
      let paper = try await head.upload(
        try await head.get(here), to: "\(here)/paper",
        ["received_on-day": "2", "received_on-month": "11", "received_on-year": "2026", "note": "Suitable."],
        file: SampleDocuments.pdf, named: "Scan.pdf")
      #expect(paper.status == .seeOther)
      #expect(try await head.get(here).shows("On paper"))
      let rules = try await website.services.pool.value(
        "SELECT '/school/vacancies/' || vacancy_id || '/appointment-rules' FROM application", as: String.self)
      let settled = try await head.submit(
        try await head.get(rules), to: rules, ["panel_reads_references": "never"])
      #expect(settled.status == .seeOther)
      #expect(try await head.get(rules).shows("value=\"never\" checked"))
    }
  }

  /// A certificate from long before the offer is confirmed by itself; a right to work that ends asks for a day.
  private static func recordDoubtful(_ base: String, _ head: Browser) async throws {
    let made = [
      "outcome": "satisfactory", "checked_on-day": "2", "checked_on-month": "11", "checked_on-year": "2026",
      "checked_by": "Robin Sample",
    ]
    func record(_ kind: String, _ fields: [String: String]) async throws -> ShownPage {
      let path = "\(base)/checks/\(kind)"
      let hidden = try await head.get(path).hiddenFields(ofFormTo: path)
      return try await head.post(
        path, hidden + made.merging(fields) { _, new in new }.map { ($0.key, $0.value) })
    }
    #expect(try await !head.get("\(base)/checks/enhanced_dbs").shows("Is this right?"))
    let certificate = [
      "document_number": "001234567890", "document_date-day": "1", "document_date-month": "1",
      "document_date-year": "2026",
    ]
    let asked = try await record("enhanced_dbs", certificate)
    #expect(asked.status == .unprocessableContent && asked.shows("more than three months before the offer"))
    #expect(asked.shows("name=\"confirmed-certificate_date\""))
    let confirmed = try await record(
      "enhanced_dbs", certificate.merging(["confirmed-certificate_date": "yes"]) { _, new in new })
    #expect(confirmed.status == .seeOther)
    let code = [
      "document_type": "Share code", "expires_on-day": "1", "expires_on-month": "12",
      "expires_on-year": "2026",
    ]
    let open = try await record("right_to_work", code)
    #expect(open.shows("before their first day, 4 January 2027"))
    let again = ["follow_up_on-day": "25", "follow_up_on-month": "11", "follow_up_on-year": "2026"]
    let recorded = try await record("right_to_work", code.merging(again) { _, new in new })
    #expect(recorded.status == .seeOther)
    let central = try await head.open("/school/central-record")
    #expect(central.shows("Check it again by 25 November 2026."))
  }

  @Test("Invited, offered, accepted, checked, appointed, and in the central record")
  func journey() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.shortlisted(website)
      let base = "/received/\(id)"
      #expect(try await head.get(base).shows("\(base)/invite"))
      let disclosure = "\(base)/disclosure"
      let steps = try await head.get(base)
      for (task, status) in [
        ("Self-disclosure", "Not sent yet"), ("Online search", "None noted yet"),
        ("Checks before the start", "Cannot start yet"),
      ] {
        #expect(steps.task(task)?.contains(status) == true, "\(task)")
      }
      #expect(steps.shows("href=\"#answers-history\"") && steps.shows("id=\"answers-history\""))
      let unsent = try await head.get(disclosure)
      #expect(unsent.shows("Not sent yet"))
      let reminded = try await head.submit(unsent, to: "\(disclosure)/remind")
      #expect(reminded.location == "\(disclosure)?done=reminded")
      #expect(
        try await head.submit(unsent.inAnotherTab, to: "\(disclosure)/remind").shows(
          "Wait a day before you remind them"))
      let invite = try await head.get("\(base)/invite")
      #expect(try await head.submit(invite, to: "\(base)/invite").shows("Enter when and where"))
      _ = try await head.submit(invite, to: "\(base)/invite", ["message": "Monday at 9am."])
      let offer = try await head.get("\(base)/offer")
      let empty = try await head.submit(offer, to: "\(base)/offer")
      #expect(empty.status == .unprocessableContent && empty.shows("Enter the pay in words."))
      #expect(empty.shows("Enter why you chose this person."))
      #expect(
        empty.shows("Why do you decide without an interview here, the self-disclosure and an online search?"))
      #expect(offer.shows("The self-disclosure has not been sent yet."))
      let made = try await head.submit(
        offer, to: "\(base)/offer",
        [
          "reason": "Best lesson & plan.", "exception": "Interviewed by telephone.", "salary": "M3",
          "salary_pounds": "36,000", "starts_on-day": "4", "starts_on-month": "1",
          "starts_on-year": "2027", "contract_type": "permanent", "fte": "0.6", "conditions": "Checks.",
          "answer_by-day": "9", "answer_by-month": "11", "answer_by-year": "2026",
        ])
      #expect(made.status == .seeOther)
      #expect(try await head.get("\(base)/offer").shows("£36,000"))
      #expect(try await head.get(base).shows("Best lesson &amp; plan."))
      #expect(!(try await applicant.get("/applications/\(id)/offer").shows("Best lesson")))
      let extended = try await head.submit(
        try await head.get("\(base)/offer"), to: "\(base)/offer/extend",
        ["answer_by-day": "10", "answer_by-month": "11", "answer_by-year": "2026"])
      #expect(extended.status == .seeOther)
      let own = "/applications/\(id)/offer"
      let asked = try await applicant.get(own)
      #expect(asked.shows("Tuesday 10 November 2026"))
      #expect(try await applicant.submit(asked, to: own).shows("Choose whether you accept"))
      #expect(
        try await applicant.submit(asked, to: own, ["answer": "accept", "note": "Gladly."]).status
          == .seeOther)
      #expect(try await applicant.get(own).shows("Your note"))
      #expect(try await head.get("\(base)/offer").shows("The applicant’s note"))
      let checks = try await head.get("\(base)/checks")
      #expect(checks.shows("Two references") && checks.shows("can be appointed once these are done"))
      try await website.services.pool.execute(
        """
        UPDATE pre_employment_check SET outcome = 'satisfactory', checked_on = '2026-11-02', checked_by = 'R'
        WHERE applies AND kind NOT IN ('enhanced_dbs', 'identity')
        """)
      let identity = "\(base)/checks/identity"
      let form = try await head.get(identity)
      #expect(form.shows("value=\"not_satisfactory\"") && !form.shows("value=\"not_applicable\""))
      #expect(try await head.get("\(base)/checks/overseas").shows("value=\"not_applicable\""))
      #expect(try await head.get("\(base)/checks/qts").shows("Teacher reference number (TRN)"))
      #expect(try await head.submit(form, to: identity, ["outcome": "satisfactory"]).shows("Enter who made"))
      let qts = "\(base)/checks/qts"
      let unread = try await head.submit(
        try await head.get(qts), to: qts,
        ["outcome": "satisfactory", "document_date-day": "31", "document_date-month": "2", "checked_by": ""])
      for words in [
        "Enter the day on which the check was made.", "Enter who made the check.",
        "seven digits, such as 1234567.",
        "Enter the date of the document as a real date with day, month and year.",
      ] {
        #expect(unread.shows(words), "\(words)")
      }
      #expect(!unread.shows("Enter the day on which qualified teacher status was awarded"))
      let recorded = try await head.submit(
        form, to: identity,
        [
          "outcome": "satisfactory", "checked_on-day": "2", "checked_on-month": "11",
          "checked_on-year": "2026", "checked_by": "Robin Sample", "document_type": "Passport",
          "document_number": "P123",
        ])
      #expect(recorded.location == "\(base)/checks?done=check")
      #expect(try await head.get("\(base)/checks?done=check").shows("The check is saved."))
      let history = try await head.get(identity)
      #expect(history.shows("Made on 2 November 2026 by Robin Sample<br>Document: Passport, number P123"))
      let appoint = "\(base)/appoint"
      let ready = try await head.get("\(base)/checks")
      #expect(try await head.submit(ready, to: appoint).shows("Enter the risk assessment"))
      #expect(ready.shows("With this appointment all posts are filled"))
      let done = try await head.submit(ready, to: appoint, ["risk_assessment": "Never alone."])
      #expect(done.status == .seeOther)
      try await Self.recordDoubtful(base, head)
      let record = try await head.open("/school/central-record")
      #expect(record.shows("class=\"staffroom-scroll\" role=\"region\" tabindex=\"0\""))
      #expect(record.shows("class=\"staffroom-landscape\""))
      #expect(record.shows("Ada Sample") && record.shows("Ready for induction registration"))
      let csv = try await head.get("/school/123456/central-record.csv")
      #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
      #expect(csv.text.contains("Ada Sample,") && csv.text.contains(",Robin Sample,Passport,P123,"))
      for words in ["Evidence", "Number", "Dated", "Runs out", "Passport", "P123"] {
        #expect(record.shows(words), "\(words)")
      }
      let begun = try await head.submit(
        try await head.get("/school/123456/inductions"), to: "/school/123456/inductions/registrations",
        ["application": id])
      let registration = try #require(begun.location)
      let filled = try await head.get(registration)
      #expect(filled.shows("What the application and the checks say") && filled.shows("1 September 2021"))
      #expect(filled.shows("It is filled in already."))
      let part = try await head.get("\(registration)/edit/teacher")
      #expect(part.shows("value=\"2021\""))
      _ = try await head.submit(
        part, to: "\(registration)/edit/teacher",
        ["course_begun_on-day": "1", "course_begun_on-month": "9", "course_begun_on-year": "2022"])
      let changed = try await head.get(registration)
      #expect(changed.shows("Take 1 September 2021") && changed.shows("Compare the beginning"))
      let take = "\(registration)/take"
      let others = try changed.hiddenFields(ofFormTo: take).filter { $0.0 != "value" }
      let wrong = try await head.post(take, others + [("value", "2020-01-01")])
      #expect(wrong.status == .unprocessableContent && wrong.shows("Choose one of the answers"))
      let taken = try await head.submit(changed, to: take)
      #expect(taken.location == registration)
      #expect(try await head.get(registration).shows("It is filled in already."))
      #expect(try await applicant.get("/school/123456/central-record").status == .notFound)
      #expect(try await applicant.get("/applications/\(id)").shows("Appointed"))
    }
  }

  @Test("Who was invited without a day is listed, linked and invited to one; the head confirms the offer")
  func invitedLater() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.shortlisted(website)
      let base = "/received/\(id)"
      let vacancy = try await website.services.pool.value(
        "SELECT '/school/vacancies/' || vacancy_id FROM application", as: String.self)
      let invite = "\(base)/invite"
      let first = try await head.get(invite)
      _ = try await head.submit(first, to: invite, ["message": "Monday at 9am."])
      #expect(try await applicant.get("/applications/\(id)").shows("Monday at 9am."))
      #expect(try await head.get("\(base)/interview").shows("Monday at 9am."))
      let days = "\(vacancy)/interviews"
      let list = try await head.get(days)
      #expect(list.shows("Invited without a day") && list.shows(invite) && list.shows("\(base)/interview"))
      let received = try await head.get(base)
      #expect(received.shows("Invite to a day of interviews") && received.shows("\(base)/interview"))
      #expect(try await head.get("\(base)/interview").shows("is invited without a day"))
      #expect(try await head.get(invite).shows("There is no day to come on which"))
      let twice = try await head.submit(first, to: invite, ["message": "Tuesday at 9am."])
      #expect(twice.status == .unprocessableContent && twice.shows("invited to interview already"))
      let account = try await website.services.pool.value(
        "SELECT id FROM account WHERE email = 'head@school.example'", as: AccountID.self)
      let day = try await ArrangeInterviews(website.services)(
        try await website.services.pool.value("SELECT vacancy_id FROM application", as: VacancyID.self),
        InterviewDayDraft(
          heldOn: TestSupport.day("2026-11-16"), place: "The school", chooseBy: TestSupport.day("2026-11-13"),
          panel: [account], times: ["09:00"], minutes: 40), by: .operatorAtCommandLine)
      #expect(try await head.get(days).shows(InterviewDay.trainingWarning))
      let invited = try await head.submit(
        try await head.get(invite), to: invite, ["day": day.id.description])
      #expect(invited.status == .seeOther)
      #expect(try await applicant.get("/applications/\(id)").shows("/applications/\(id)/interview"))
      #expect(!(try await head.get(days).shows("Invited without a day")))
      let offer = "\(base)/offer"
      let form = try await head.get(offer)
      #expect(form.shows("nobody has a time for it yet"))
      _ = try await head.submit(
        form, to: offer,
        [
          "reason": "Warm.", "exception": "Seen at the pool.", "salary": "M3", "starts_on-day": "4",
          "starts_on-month": "1", "starts_on-year": "2027", "contract_type": "permanent", "fte": "1",
          "conditions": "Checks.", "answer_by-day": "9", "answer_by-month": "11", "answer_by-year": "2026",
        ])
      let own = "/applications/\(id)/offer"
      #expect(try await Self.asked(applicant, id).contains(own))
      let until = "Answer the offer by the end of Monday 9 November 2026"
      for page in ["/applications", "/applications/\(id)"] {
        let shown = try await applicant.get(page)
        #expect(shown.shows(until) && shown.shows("Read and answer the offer"), "\(page)")
      }
      _ = try await applicant.submit(try await applicant.get(own), to: own, ["answer": "accept"])
      for page in ["/applications", "/applications/\(id)"] {
        #expect(try await !applicant.get(page).shows("Read and answer the offer"), "\(page)")
      }
      let open = try await Self.asked(applicant, id)
      #expect(open.contains("/disclosure") && !open.contains("/offer") && !open.contains("/interview"))
      #expect(try await applicant.get("/applications/\(id)").shows(own))
      #expect(!(try await head.get("\(base)/checks").shows("Make the offer unconditional")))
      try await website.services.pool.execute(
        """
        UPDATE pre_employment_check SET outcome = 'satisfactory', checked_on = '2026-11-02', checked_by = 'R'
        WHERE applies
        """)
      let confirm = "\(offer)/confirm"
      let done = try await head.submit(try await head.get("\(base)/checks"), to: confirm)
      #expect(done.location == "\(base)/checks?done=confirmed")
      #expect(try await head.get("\(base)/checks?done=confirmed").shows("The offer is unconditional, and"))
      #expect(try await head.get("\(base)/checks").shows("Appoint them next"))
      let told = try await applicant.get(own)
      #expect(told.shows("Offer unconditional") && told.shows("depends on nothing any more"))
      #expect(try await head.get(offer).shows("Take advice before you withdraw it."))
    }
  }

  @Test(
    "After an appointment the others are told, the person decides on theirs, and induction is a click away")
  func handover() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.shortlisted(website)
      let (services, system) = (website.services, Actor.operatorAtCommandLine)
      let bo = try await website.applicant("bo@example.org", name: "Bo Sample")
      let vacancy = try await services.pool.value("SELECT vacancy_id::text FROM application", as: String.self)
      let apply = "/vacancies/\(vacancy)/apply"
      _ = try await bo.submit(
        try await bo.get(apply), to: apply, ["statement": "Me.", "close_relationship": "no"])
      let music = try await website.vacancy("Music teacher")
      let second = "/vacancies/\(music.id)/apply"
      _ = try await applicant.submit(
        try await applicant.get(second), to: second, ["statement": "Music.", "close_relationship": "no"])
      try await services.pool.execute(
        "UPDATE application SET state = 'interviewing' WHERE id = \(ApplicationID(id))")
      let terms = OfferTerms(
        salary: "M3", startsOn: day("2027-01-04"), contractType: .permanent, fte: 1,
        conditions: OfferTerms.usualConditions, answerBy: day("2026-11-09"))
      _ = try await MakeOffer(services)(
        try #require(ApplicationID(id)), terms, because: OfferReasons("Best.", exception: "On paper."),
        by: system)
      let offer = "/applications/\(id)/offer"
      _ = try await applicant.submit(try await applicant.get(offer), to: offer, ["answer": "accept"])
      try await services.pool.execute(
        """
        UPDATE pre_employment_check SET outcome = 'satisfactory', checked_on = '2026-11-02', checked_by = 'R'
        WHERE applies
        """)
      _ = try await AppointApplicant(services)(try #require(ApplicationID(id)), by: system)

      let selection = "/school/vacancies/\(vacancy)/selection"
      let filled = try await head.get("/school/vacancies/\(vacancy)")
      #expect(filled.shows("One person who applied still waits") && filled.shows("\(selection)/waiting"))
      #expect(filled.shows("govuk-tag--green\">Appointed</strong>"))
      let hub = try await head.get(selection)
      #expect(hub.shows("One person who applied still waits") && hub.shows("\(selection)/waiting"))
      let waiting = try await head.get("\(selection)/waiting")
      #expect(waiting.shows("Ada Sample") && waiting.shows("The post has now been filled"))
      #expect(!waiting.shows("has closed their account"))
      try await services.pool.execute("UPDATE account SET closed_at = now() WHERE email = 'bo@example.org'")
      #expect(try await head.get("\(selection)/waiting").shows("has closed their account"))
      try await services.pool.execute("UPDATE account SET closed_at = NULL WHERE email = 'bo@example.org'")
      let silent = try await head.submit(waiting, to: "\(selection)/waiting", ["message": ""])
      #expect(silent.status == .unprocessableContent && silent.shows("Enter what the applicants are told."))
      let told = try await head.submit(waiting, to: "\(selection)/waiting", ["message": "Thank you, Bo."])
      #expect(told.location == "\(selection)?done=told")
      #expect(try await head.get("\(selection)/waiting").shows("Everybody who applied has an answer."))

      let others = "/applications/\(id)/others"
      #expect(try await Self.asked(applicant, id).contains(others))
      let page = try await applicant.get(others)
      #expect(page.shows("Music teacher, Example Primary School"))
      #expect(
        try await applicant.submit(page, to: others).shows("Choose at least one application to withdraw"))
      let other = try await services.pool.value(
        "SELECT id::text FROM application WHERE vacancy_id = \(music.id)", as: String.self)
      #expect(try await applicant.submit(page, to: others, ["application_ids": other]).location == others)
      #expect(try await applicant.get(others).shows("Nothing left to decide"))
      #expect(try await bo.get(others).status == .notFound)

      for address in ["/received/\(id)/checks", "/received/\(id)", "/school/123456/central-record"] {
        #expect(try await head.get(address).shows("Register Ada Sample for induction"), "\(address)")
      }
      let record = try await head.get("/received/\(id)/checks")
      let begun = try await head.submit(
        record, to: "/school/123456/inductions/registrations", ["application": id])
      #expect(begun.location?.hasPrefix("/school/inductions/registrations/") == true)
      let central = try await head.get("/school/123456/central-record")
      #expect(central.shows("Ada Sample") && !central.shows("Ready for induction registration"))
      #expect(
        try await head.get("/received/\(id)").shows("The registration of Ada Sample for induction has begun"))
      let questions = try await head.get("/school/vacancies/\(vacancy)/questions")
      #expect(
        questions.shows("Applications have come, so this stays as it is") && !questions.shows("question_1"))
    }
  }

  @Test("Who decides on an application that was withdrawn meanwhile keeps the reason and reads what happened")
  func lateDecision() async throws {
    try await Website.run { website async throws in
      let (id, _, head) = try await Self.shortlisted(website)
      let address = "/received/\(id)"
      let page = try await head.get(address)
      try await website.services.pool.execute(
        "UPDATE application SET state = 'withdrawn', version = version + 1")
      let late = try await head.submit(
        page, to: "\(address)/state", ["state": "unsuccessful", "reason": "Others fitted better."])
      #expect(late.status == .conflict && late.shows("has withdrawn it"))
      #expect(late.shows("Others fitted better.") && late.shows("There is nothing left to decide"))
    }
  }

  @Test("A day is arranged, a time chosen and put into the calendar, and the interview scored")
  func interview() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.shortlisted(website)
      let vacancy = try await website.services.pool.value(
        "SELECT '/school/vacancies/' || vacancy_id FROM application", as: String.self)
      let days = "\(vacancy)/interviews"
      let page = try await head.get(days)
      let empty = try await head.submit(page, to: days)
      #expect(empty.status == .unprocessableContent && empty.shows("Choose who interviews."))
      let account = try await website.services.pool.value(
        "SELECT id::text FROM account WHERE email = 'head@school.example'", as: String.self)
      let arranged = try await head.submit(
        page, to: days,
        [
          "held_on-day": "16", "held_on-month": "11", "held_on-year": "2026", "place": "The school",
          "panel": account, "times": "09:00, 09:45", "minutes": "40", "rooms": "Library",
          "choose_by-day": "13", "choose_by-month": "11", "choose_by-year": "2026",
        ])
      #expect(arranged.location == "\(days)?done=arranged")
      #expect(try await head.get("\(days)?done=arranged").shows("The day of interviews is arranged"))
      let questions = "\(vacancy)/interview-questions"
      let form = try await head.get(questions)
      let none = try await head.submit(form, to: questions)
      #expect(none.status == .unprocessableContent && none.shows("Enter at least one question or task."))
      let nameless = try await head.submit(form, to: questions, ["looks_for-1": "x"])
      #expect(nameless.status == .unprocessableContent && nameless.shows("href=\"#wording-1\""))
      #expect(nameless.shows("Enter what is asked in question 2."))
      let long = String(repeating: "x", count: 501)
      let tooLong = try await head.submit(form, to: questions, ["wording-0": "One?", "wording-3": long])
      #expect(tooLong.shows("href=\"#wording-3\"") && tooLong.shows("Shorten question 4 to 500"))
      _ = try await head.submit(form, to: questions, ["wording-0": "How do you win a class over?"])
      let late = try await head.submit(form, to: questions, ["wording-0": "What is a good lesson?"])
      #expect(late.status == .conflict && late.shows("How do you win a class over?"))
      #expect(late.shows("What is a good lesson?") && late.shows("Store my version"))
      #expect(try await head.get(questions).shows("value=\"How do you win a class over?\""))
      let invite = "/received/\(id)/invite"
      let day = try await website.services.pool.value("SELECT id::text FROM interview_day", as: String.self)
      #expect(
        try await head.submit(try await head.get(invite), to: invite, ["day": day]).status == .seeOther)
      func standing() async throws -> String { try await head.get("/received/\(id)").task("Interview") ?? "" }
      #expect(try await standing().contains("No time yet"))
      let own = "/applications/\(id)/interview"
      #expect(try await applicant.get("/applications/\(id)").shows(own))
      let times = try await applicant.get(own)
      #expect(times.shows("9am to 9:40am, Library"))
      #expect(try await applicant.submit(times, to: own).shows("Choose one of the times."))
      let slot = try await website.services.pool.value(
        "SELECT id::text FROM interview_slot ORDER BY starts_at LIMIT 1", as: String.self)
      #expect(try await applicant.submit(times, to: own, ["slot": slot]).status == .seeOther)
      let calendar = try await applicant.get("\(own).ics")
      #expect(calendar.headers[.contentType] == "text/calendar; charset=utf-8")
      #expect(calendar.text.contains("DTSTART:20261116T090000Z\r\n"))
      #expect(try await head.get("\(days).ics").text.contains("SUMMARY:Interview: Ada Sample"))
      #expect(try await head.get(days).shows("Ada Sample"))
      // The time they have is chosen already in the form that gives them another.
      let given = try await head.get("/received/\(id)/interview")
      #expect(given.shows("9am to 9:40am, Library (the time they have)"))
      #expect(given.text.contains(try Regex("value=\"\(slot)\"[^>]* selected")))
      #expect(try await head.get("\(days)/\(day)/panel").shows("Head. No training recorded"))
      let change = "\(days)/\(day)"
      #expect(try await head.get(days).shows(change))
      #expect(try await applicant.get(change).status == .notFound)
      let asked = try await head.get(change)
      #expect(asked.shows("value=\"The school\""))
      #expect(
        try await head.submit(asked, to: change, ["place": ""]).shows("Enter where the interviews are."))
      #expect(
        try await head.submit(
          asked, to: change,
          [
            "held_on-day": "17", "held_on-month": "11", "held_on-year": "2026", "place": "The annexe",
            "choose_by-day": "13", "choose_by-month": "11", "choose_by-year": "2026",
          ]
        ).status == .seeOther)
      #expect(try await applicant.get(own).shows("The annexe"))
      let overtaken = try await head.submit(
        asked, to: change,
        [
          "held_on-day": "17", "held_on-month": "11", "held_on-year": "2026", "place": "The hall",
          "choose_by-day": "13", "choose_by-month": "11", "choose_by-year": "2026",
        ])
      #expect(overtaken.status == .conflict)
      #expect(overtaken.shows("The annexe") && overtaken.shows("The hall"))
      let unaware = try await head.submit(asked, to: "\(change)/call-off", ["reason": "Snow"])
      #expect(unaware.shows("Somebody else has just changed this day. It is on Tuesday 17 November 2026 now"))
      #expect(unaware.shows("at “The annexe”") && unaware.shows("Snow"))
      #expect(
        try await head.submit(try await head.get(change), to: "\(change)/call-off").shows(
          "Enter why the day is called off."))
      let who = "\(change)/panel"
      let people = try await head.get(who)
      #expect(people.shows("Hester Sample"))
      #expect(try await head.get(days).shows(who))
      #expect(try await head.submit(people, to: who, ["panel": "x"]).shows("Choose who interviews."))
      #expect(try await applicant.get(who).status == .notFound)
      let sheet = "/received/\(id)/interview"
      let early = try await head.get(sheet)
      #expect(early.shows("once the interview has begun") && !early.shows("Hand in my scores"))
      #expect(early.shows(InterviewDay.trainingWarning) && asked.shows(InterviewDay.trainingWarning))
      #expect(try await standing().contains("Not held yet"))
      let other = try await website.services.pool.value(
        "SELECT id::text FROM interview_slot ORDER BY starts_at DESC LIMIT 1", as: String.self)
      #expect(
        try await head.submit(early, to: "\(sheet)/slot", ["slot": other]).status == .seeOther)
      let first = try await website.services.pool.value(
        "SELECT id::text FROM interview_slot ORDER BY starts_at LIMIT 1", as: String.self)
      try await website.services.pool.execute(
        "UPDATE interview_slot SET starts_at = starts_at - interval '20 days', ends_at = ends_at - interval '20 days'"
      )
      let over = try await applicant.get(own)
      #expect(over.shows("This interview is over.") && !over.shows("your calendar"))
      #expect(!over.shows("Choosing a time"))
      let scores = try await head.get(sheet)
      let missing = try await head.submit(scores, to: "\(sheet)/scores")
      #expect(missing.shows("href=\"#score-0\"") && missing.shows("Enter the reasons"))
      let begun = try await head.submit(scores, to: "\(sheet)/slot", ["slot": first])
      #expect(begun.status == .unprocessableContent && begun.shows("This time has begun already."))
      let open = try await head.get(sheet)
      let kept = try await head.submit(
        open, to: "\(sheet)/scores", ["notes": "In one tab.", SaveButtons.later: "1"])
      #expect(kept.status == .seeOther)
      #expect(try await standing().contains("Scores missing"))
      let differs = try await head.submit(
        open, to: "\(sheet)/scores", ["score-0": "3", "notes": "Warm & clear."])
      #expect(differs.status == .conflict && differs.shows("In one tab."))
      #expect(differs.title == "You saved other scores in another window")
      #expect(differs.shows("You saved them on \(LondonTime.dateAndTime(website.clock.now))."))
      #expect(differs.shows("Saved in another window") && !differs.shows("omebody else"))
      let done = try await head.submit(differs, to: "\(sheet)/scores")
      #expect(done.status == .seeOther)
      #expect(try await head.get(sheet).shows("Warm &amp; clear."))
      let lateScores = try await head.submit(
        open.inAnotherTab, to: "\(sheet)/scores", ["score-0": "2", "notes": "Typed too late."])
      #expect(lateScores.shows("You have handed in your scores.") && lateScores.shows("What you had typed"))
      #expect(lateScores.shows("Typed too late.") && lateScores.status == .unprocessableContent)
      #expect(try await standing().contains("Completed"))
      // A second one who was not interviewed, to set it beside.
      let bo = try await website.applicant("bo@example.org", name: "Bo Sample")
      let address = "/vacancies/\(vacancy.dropFirst("/school/vacancies/".count))/apply"
      _ = try await bo.submit(
        try await bo.get(address), to: address, ["statement": "Me too.", "close_relationship": "no"])
      let second = try await website.services.pool.value(
        "SELECT id::text FROM application WHERE id::text <> \(id)", as: String.self)
      let compared = try await head.get(
        "\(vacancy)/selection/compare?application=\(id)&application=\(second)")
      #expect(compared.shows("At interview") && compared.shows("3 of 4"))
      #expect(compared.shows("Warm &amp; clear.") && compared.shows("How do you win a class over?"))
      #expect(compared.shows("No scores of an interview"))
      #expect(compared.shows("Scores of the sift: 0 – no evidence") && compared.shows("4 – shown very well"))
      #expect(compared.shows("Not shown yet: scores show once the whole panel has submitted theirs"))
    }
  }

  @Test(
    "Once it is decided, an interview that was not held or not scored is not said to be in progress",
    arguments: [
      (OfferReadiness.ready, TaskList.Status.completed), (.notYet(nil), .other("Not held here", .grey)),
      (.withoutDay, .other("No scores here", .grey)),
      (.scoresMissing(["Hester Sample"]), .other("Scores missing", .grey)),
    ])
  func decidedInterview(_ interview: OfferReadiness, _ status: TaskList.Status) {
    for state in [ApplicationState.offered, .appointed, .unsuccessful] {
      #expect(interview.status(in: state) == status)
    }
  }

  @Test("A recruiter whom the head has not named reminds of a self-disclosure and reads nothing of it")
  func reminding() async throws {
    try await Website.run { website async throws in
      let (id, _, head) = try await Self.shortlisted(website)
      let recruiter = try await website.staff(.recruiter, "recruiter@school.example")
      let base = "/received/\(id)"
      let shown = try await recruiter.get(base)
      #expect(shown.task("Remind of the self-disclosure")?.contains("Not sent yet") == true)
      #expect(shown.task("Self-disclosure") == nil)
      #expect(try await recruiter.get("\(base)/disclosure").status == .forbidden)
      let remind = "\(base)/disclosure/remind"
      let page = try await recruiter.get(remind)
      let done = try await recruiter.submit(page, to: remind)
      #expect(done.location == "\(base)?done=reminded")
      #expect(try await recruiter.get("\(base)?done=reminded").shows("The applicant is reminded by e-mail."))
      let again = try await recruiter.submit(page.inAnotherTab, to: remind)
      #expect(again.status == .unprocessableContent && again.shows("Wait a day before you remind them"))
      #expect(try await head.get("\(base)/disclosure").shows("The mail that tells of the shortlist"))
      try await website.services.pool.execute(
        "UPDATE account SET closed_at = now() WHERE email = 'ada@example.org'")
      let closed = try await head.get("\(base)/disclosure")
      #expect(closed.shows("has closed their account, so nothing more comes from them"))
      #expect(!closed.shows("The mail that tells of the shortlist") && !closed.shows("Remind Ada"))
    }
  }

  @Test("The shortlisted disclose; only the head and those named read it; searches are noted apart")
  func disclosure() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.shortlisted(website)
      let own = "/applications/\(id)/disclosure"
      let page = try await applicant.get(own)
      #expect(page.shows("Rehabilitation of Offenders Act"))
      #expect(try await applicant.submit(page, to: own).shows("href=\"#unspent\""))
      let answers: KeyValuePairs<String, String> = [
        "unspent": "no", "unprotected": "no", "pending": "no", "abroad": "no", "barred": "no",
        "prohibited": "no", "social_care": "no", "conduct": "no", "disqualified": "no",
        "declared_true": "yes",
      ]
      let stale = try await applicant.submit(page, to: own, answers)
      #expect(stale.status == .preconditionFailed && stale.shows("changed in another window"))
      let later = try await applicant.submit(stale, to: own, [SaveButtons.later: "1"])
      #expect(later.location == "\(own)?saved=1")
      #expect(try await applicant.submit(page, to: own, answers).location == own, "nothing differs any more")
      #expect(try await applicant.get(own).shows("You sent these answers"))
      #expect(try await Self.asked(applicant, id).isEmpty)
      #expect(try await applicant.get("/applications/\(id)").shows(own))
      #expect(try await head.get("/received/\(id)/disclosure").shows("Sent on"))
      let recruiter = try await website.staff(.recruiter, "recruiter@school.example")
      #expect(try await recruiter.get("/received/\(id)/disclosure").status == .forbidden)
      let search = "/received/\(id)/online-search"
      let empty = try await head.get(search)
      #expect(try await head.submit(empty, to: search).shows("Enter who searched."))
      let noted = try await head.submit(
        empty, to: search,
        [
          "searched_on-day": "2", "searched_on-month": "11", "searched_on-year": "2026",
          "searched_by": "Robin Sample", "found": "Nothing of concern.",
        ])
      #expect(noted.status == .seeOther)
      #expect(try await head.get(search).shows("Nothing of concern."))
    }
  }

  @Test("Officers see figures of references, and nothing else of them")
  func officers() async throws {
    try await Website.run { website async throws in
      let (id, _, head) = try await Self.shortlisted(website)
      let list = "/received/\(id)/references"
      _ = try await head.submit(try await head.get(list), to: list, ["referees": "1"])
      let authority = try await website.services.pool.value(
        "SELECT id FROM organisation WHERE kind = 'authority'", as: OrganisationID.self)
      let officer = try await website.account("officer@council.example", name: "Olive Sample")
      try await GrantRole(website.services)(
        .officer, to: officer.id, at: authority, by: .operatorAtCommandLine)
      let browser = website.browser()
      try await browser.signIn("officer@council.example")
      #expect(try await browser.get("/authority").shows("href=\"/borough/references\""))
      let figures = try await browser.get("/borough/references")
      #expect(figures.shows("Requested") && figures.shows("href=\"/authority\""))
      #expect(figures.shows("Where they stand: all schools"))
      let file = try await browser.get("/borough/references.csv?term=autumn")
      #expect(file.text.contains("All schools,1,1,0,0,0,0,0\r\n"))
      let other = try await browser.get("/borough/references?term=winter")
      #expect(other.status == .unprocessableContent && other.shows("Choose autumn, spring, summer"))
      #expect(try await head.get("/borough/references.csv").status == .notFound)
      for path in [list, "/received/\(id)/offer", "/received/\(id)/checks", "/received/\(id)/disclosure"] {
        #expect(try await browser.get(path).status == .notFound, "\(path)")
      }
    }
  }
}
