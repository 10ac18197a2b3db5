import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite struct RegistrationPageTests {
  /// The authority acts; an officer has signed in.
  static func officer(_ website: Website) async throws -> Browser {
    let authority = try await Authority.find(code: "883", in: website.services.pool)
    let manage = ManageAppropriateBodies(website.services)
    try await manage.setLevel(
      "full", "Full assurance", pricePence: 40_000, from: day("2020-09-01"), of: authority,
      by: .operatorAtCommandLine)
    let account = try await website.account("officer@authority.example", name: "Olive Sample")
    try await GrantRole(website.services)(
      .officer, to: account.id, at: authority.organisation, by: .operatorAtCommandLine)
    let browser = website.browser()
    try await browser.signIn("officer@authority.example")
    let page = try await browser.get("/authority/inductions/bodies")
    let set = try await browser.submit(
      page, to: "/authority/inductions/bodies",
      [
        "name": "Sample Body", "acts_from-day": "1", "acts_from-month": "9", "acts_from-year": "2012",
        "takes_new_until-day": "31", "takes_new_until-month": "8", "takes_new_until-year": "2029",
        "source": "An agreement",
      ])
    #expect(set.location == "/authority/inductions/bodies")
    #expect(try await browser.get("/authority/inductions/bodies").shows("31 August 2029"))
    return browser
  }

  private static let sections: [(String, KeyValuePairs<String, String>)] = [
    (
      "teacher",
      [
        "first_names": "Nia", "last_name": "Sample", "email": "nia@people.example", "birth_date-day": "29",
        "birth_date-month": "2", "birth_date-year": "2000", "trn": "1234567", "qts_awarded_on-day": "10",
        "qts_awarded_on-month": "7", "qts_awarded_on-year": "2026", "course_begun_on-day": "1",
        "course_begun_on-month": "9", "course_begun_on-year": "2025",
      ]
    ),
    (
      "post",
      [
        "post": "Year 4 class teacher", "phase": "primary", "key_stage": "KS2", "post_concerns": "none",
        "contract_type": "permanent", "fte": "0.6", "starts_on-day": "4", "starts_on-month": "1",
        "starts_on-year": "2027",
      ]
    ),
    (
      "support",
      [
        "tutor_name": "Tara Tutor", "tutor_email": "tutor@school.example", "mentor_name": "Mo Mentor",
        "mentor_email": "mentor@school.example", "programme": "school-led", "timetable_reduced": "yes",
        "support_qualified": "yes",
      ]
    ),
    ("institution", ["institution": "academy", "special_measures": "no", "exception": ""]),
    ("earlier", ["served_elsewhere": "no"]), ("service", ["service_level": "full"]),
  ]

  @Test("A head registers a teacher part by part, the officer asks and accepts, the teacher sees the plan")
  func journey() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      let (officer, head) = (try await Self.officer(website), try await website.staff())
      let desk = try await head.get("/school/123456/inductions")
      #expect(desk.shows("Register a new teacher"))
      let begun = try await head.submit(desk, to: "/school/123456/inductions/registrations")
      let base = try #require(begun.location)
      #expect(try await head.get(base).shows("to do"))
      let waiting = try await head.get("/school/123456/inductions")
      #expect(waiting.shows("What to do next") && waiting.shows("Finish the draft and send it"))
      for (section, fields) in Self.sections {
        let page = try await head.get("\(base)/edit/\(section)")
        #expect(page.status == .ok, "\(section)")
        let saved = try await head.submit(page, to: "\(base)/edit/\(section)", fields)
        #expect(saved.location == base, "\(section): \(saved.text.prefix(2_000))")
      }
      let whole = try await head.get(base)
      #expect(!whole.shows("to do"), "\(whole.text)")
      #expect(try await head.submit(whole, to: "\(base)/submit").location == "\(base)?sent=1")
      let id = try #require(base.split(separator: "/").last)
      let desked = "/authority/inductions/registrations/\(id)"
      let queue = try await officer.get("/authority/inductions/registrations")
      #expect(queue.shows("Nia Sample") && queue.shows("All schools"))
      let ofSchool = try await officer.get(desked)
      #expect(ofSchool.shows("Enter name and address") && !ofSchool.shows("Your school"))
      #expect(try await head.get(base).shows("Your school"))
      let elsewhere = "/authority/inductions/registrations?school=01930000-0000-7000-8000-000000000001"
      #expect(!(try await officer.get(elsewhere).shows("Nia Sample")))
      let asking = try await officer.submit(
        try await officer.get(desked), to: "\(desked)/query", ["message": "Which class?"])
      #expect(
        try await officer.get(try #require(asking.location)).shows(
          "Sent back with your question. The school’s head has been told by mail."))
      #expect(
        try await head.get("/school/123456/inductions").shows("Answer the question of the appropriate body"))
      let answering = try await head.get(base)
      #expect(answering.shows("Which class?"))
      _ = try await head.submit(answering, to: "\(base)/submit", ["answer": "Year 4."])
      let verified = try await officer.submit(try await officer.get(desked), to: "\(desked)/verify")
      #expect(try await officer.get(try #require(verified.location)).shows("Number and status are verified."))
      let accepting = try await officer.get(desked)
      #expect(accepting.shows("Year 4.") && accepting.shows("value=\"2027\""))
      let refused = try await officer.submit(
        accepting, to: "\(desked)/reject", ["reason": ""])
      #expect(refused.status == .unprocessableContent)
      let accepted = try await officer.submit(
        accepting, to: "\(desked)/accept",
        ["starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027"])
      #expect(
        try await officer.get(try #require(accepted.location)).shows(
          "Accepted. Nia Sample, the induction tutor and the school’s head have been told by mail."))
      // Whoever still has it before them keeps what they have typed, and reads who was first.
      for (step, field) in [("query", "message"), ("reject", "reason")] {
        let late = try await officer.submit(
          accepting.inAnotherTab, to: "\(desked)/\(step)", [field: "The number is another teacher’s."])
        #expect(late.status == .conflict && late.shows("The registration has moved on"), "\(step)")
        #expect(
          late.shows("The number is another teacher’s.") && late.shows("Accepted.")
            && late.shows("Olive Sample"))
      }
      #expect(try await officer.get("/authority/inductions?q=1234567").shows("Nia Sample"))
      #expect(try await head.get("/school/123456/inductions").shows("In induction"))
      let teacher = try await website.signedIn("nia@people.example", name: "Nia Sample")
      let own = try await teacher.get("/induction")
      let link = try #require(own.text.firstMatch(of: /href="(\/inductions\/[^"]+)"/)?.1)
      let record = try await teacher.get(String(link))
      #expect(record.shows("Formal assessment 2") && record.shows("The reckoning, step by step"))
      #expect(record.shows("Reckoned by the rules of 2024-09."))
      #expect(!record.shows("Record what happens"))
      #expect(try await officer.get("/authority/inductions/board").shows("Nothing is overdue."))
      #expect(try await officer.get("/authority/inductions?cohort=2026-spring").shows("Nia Sample"))
      #expect(!(try await officer.get("/authority/inductions?cohort=2025-spring").shows("Nia Sample")))
      #expect(!(try await officer.get("/authority/inductions?at-risk=yes").shows("Nia Sample")))
      #expect(try await head.get("/authority/inductions/board").status == .notFound)
      #expect(
        try await officer.get("/authority/inductions/board/cohorts.csv").text.contains("Spring 2026/27,1,1"))
      try await Self.files(officer, head)
      let life = try await teacher.get("\(link)/timeline")
      for words in ["Days in post", "Accepted by the appropriate body", "To come", "Formal assessment 2 due"]
      {
        #expect(life.shows(words), "\(words)")
      }
      let timeline = try await teacher.get("\(link)/timeline.csv").text
      #expect(timeline.hasPrefix("\u{FEFF}day,kind,state,what,detail,who"))
      #expect(life.shows("\(link)/timeline/days.csv"))
      #expect(try await teacher.get("\(link)/timeline/days.csv").text.hasPrefix("\u{FEFF}term,starts_on,"))
      let tutor = try await website.signedIn("tutor@school.example", name: "Tara Tutor")
      try await Self.assess(String(link), tutor, head, teacher, officer)
      try await Self.decide(String(link), head, teacher, officer)
      try await Self.steps(String(link), head, officer)
      let stranger = try await website.signedIn("bo@people.example", name: "Bo Sample")
      for address in ["", "/timeline", "/timeline.csv", "/timeline/days.csv"] {
        #expect(try await stranger.get("\(link)\(address)").status == .notFound)
      }
      #expect(try await stranger.get("/induction").shows("No induction is registered for you"))
    }
  }

  /// Lists are downloaded as they are narrowed.
  private static func files(_ officer: Browser, _ head: Browser) async throws {
    let list = "/authority/inductions"
    #expect(try await officer.get("\(list)?q=Nia&cohort=2026-spring").shows("\(list).csv?q=Nia"))
    let file = try await officer.get("\(list).csv?q=Nia&cohort=2026-spring")
    #expect(file.text.hasPrefix("\u{FEFF}reference,name,trn,school,") && file.shows(",Nia Sample,"))
    #expect(file.headers[.contentDisposition]?.contains("inductions.csv") == true)
    for narrowed in ["cohort=2025-spring", "at-risk=yes", "q=nobody"] {
      #expect(!(try await officer.get("\(list).csv?\(narrowed)").shows("Nia Sample")), "\(narrowed)")
    }
    for address in ["\(list).csv", "\(list)/board/overdue.csv", "\(list)/duties.csv"] {
      #expect(try await head.get(address).status == .notFound, "\(address)")
      #expect(try await officer.get(address).text.hasPrefix("\u{FEFF}"), "\(address)")
    }
    let own = "/school/123456/inductions"
    #expect(try await head.get(own).shows("\(own).csv"))
    #expect(try await head.get("\(own).csv").shows(",Nia Sample,"))
    #expect(try await head.get("\(own)/tasks.csv").text.hasPrefix("\u{FEFF}due_on,state,"))
  }

  /// The head recommends, the teacher answers, the body extends.
  private static func decide(
    _ address: String, _ head: Browser, _ teacher: Browser, _ officer: Browser
  ) async throws {
    func decided(_ step: String) -> String { "\(address)?done=\(step)" }
    let recommending = try await head.get(address)
    let empty = try await head.submit(recommending, to: "\(address)/decision/recommend")
    #expect(empty.status == .unprocessableContent && empty.shows("Choose what you recommend."))
    let fields: KeyValuePairs<String, String> = [
      "recommend-outcome": "not_satisfactory", "recommend-reasons": "Standards 2 and 6.",
      "recommend-early_reason": "Most of it was served elsewhere.",
    ]
    #expect(
      try await head.submit(empty, to: "\(address)/decision/recommend", fields).location
        == decided("recommend"))
    let early = try await officer.submit(
      try await officer.get(address), to: "\(address)/decision/decide",
      ["decide-outcome": "not_satisfactory", "decide-reasons": "Standards 2 and 6."])
    #expect(early.shows("Wait for the teacher’s representations"))
    #expect(
      try await teacher.submit(
        try await teacher.get(address), to: "\(address)/decision/represent",
        ["represent-text": "My class changed."]
      ).location == decided("represent"))
    #expect(
      try await officer.submit(
        early, to: "\(address)/decision/decide",
        [
          "decide-outcome": "extension", "decide-reasons": "Standards 2 and 6.",
          "decide-extension_terms": "1",
        ]
      ).status == .unprocessableContent)
    #expect(
      try await officer.submit(
        try await officer.get(address), to: "\(address)/decision/decide",
        [
          "decide-outcome": "extension", "decide-reasons": "Standards 2 and 6.",
          "decide-extension_terms": "1",
        ]
      ).location == decided("decide"))
    #expect(try await teacher.get(address).shows("An appeal is possible until"))
  }

  @Test("A draft is thrown away after a question, with a word that it is gone and without warnings")
  func throwAway() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      let (_, head) = (try await Self.officer(website), try await website.staff())
      let desk = try await head.get("/school/123456/inductions")
      let base = try #require(
        try await head.submit(desk, to: "/school/123456/inductions/registrations").location)
      let late: KeyValuePairs<String, String> = [
        "post": "Year 4 class teacher", "starts_on-day": "1", "starts_on-month": "9",
        "starts_on-year": "2020",
      ]
      _ = try await head.submit(
        try await head.get("\(base)/edit/post"), to: "\(base)/edit/post", late)
      _ = try await head.submit(
        try await head.get("\(base)/edit/earlier"), to: "\(base)/edit/earlier", ["served_elsewhere": "no"])
      let draft = try await head.get(base)
      #expect(draft.shows("The first day has passed") && draft.shows("href=\"\(base)/withdraw\""))
      #expect(!draft.shows("action=\"\(base)/withdraw\""))
      let asked = try await head.get("\(base)/withdraw")
      #expect(asked.shows("Throw this draft away?") && asked.shows("can’t be changed or sent any more"))
      let gone = try await head.submit(asked, to: "\(base)/withdraw")
      #expect(gone.location == "\(base)?thrown-away=1")
      let after = try await head.get("\(base)?thrown-away=1")
      #expect(after.shows("The draft is thrown away.") && after.shows("Withdrawn"))
      #expect(!after.shows("The first day has passed") && !after.shows("Throw this draft away"))
      // Another tab that still shows the question is led to the list, which says who was first.
      let again = try await head.submit(asked.inAnotherTab, to: "\(base)/withdraw")
      let list = try await head.get(try #require(again.location))
      #expect(again.location?.hasPrefix("/school/123456/inductions?gone=") == true)
      #expect(list.shows(" has been thrown away already, by Hester Sample, ") && !list.shows("has been told"))
      // Of who served nowhere else nothing more is asked about it.
      let fields = RegistrationField.all(try RegistrationRules.load()).filter { $0.section == .earlier }
      let first = try #require(fields.first)
      #expect(first.key == "served_elsewhere" && after.shows(first.label))
      for field in fields.dropFirst() { #expect(!after.shows(field.label), "\(field.label)") }
      #expect(try await head.get("\(base)/withdraw").location == base)
    }
  }

  @Test("A head sets the school’s own term dates")
  func terms() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      let head = try await website.staff()
      let address = "/school/123456/term-dates"
      let page = try await head.get("\(address)?year=2027")
      #expect(page.shows("usual dates of the borough"))
      let (first, last) = (
        try await head.get("\(address)?year=2000"), try await head.get("\(address)?year=2099")
      )
      #expect(first.shows("year=2001") && !first.shows("year=1999"))
      #expect(last.shows("year=2098") && !last.shows("year=2100"))
      var fields: [(String, String)] = try page.hiddenFields(ofFormTo: address)
      for match in page.text.matches(of: /name="((?:autumn|spring|summer)-[^"]+)"[^>]*value="([0-9]+)"/) {
        fields.append((String(match.1), String(match.2)))
      }
      #expect(page.shows("One in each line, such as 2027-09-15."))
      let wrong = try await head.post(
        address, fields + [("closures", "2027-09-05\r\n2 September\r\n\r\n2030-08-31\r\nfoo")])
      #expect(wrong.status == .unprocessableContent)
      #expect(
        wrong.shows(
          "Line 2, “2 September”: enter a day that exists, with its year, such as 2027-09-15 or 15 September 2027. "
            + "Line 4, “2030-08-31”: 31 August 2030 is outside this school year. Enter a day from August 2027 to July "
            + "2028. Line 5, “foo”: enter a day that exists, with its year, such as 2027-09-15 or 15 September 2027."
        ))
      // What would be taken and count for nothing is told in the same round.
      #expect(wrong.shows("Sunday 5 September 2027 (weekend) doesn’t count as a closed day"))
      let many = try await head.post(
        address, fields + [("closures", (1...12).map { "no \($0)" }.joined(separator: "\r\n"))])
      #expect(many.shows("Line 10, “no 10”") && !many.shows("Line 11, “no 11”"))
      #expect(many.shows("There are faults in 2 more."))
      let changes = ["autumn-2-until-day": "x", "spring-1-until-year": "2027"]
      let several = try await head.post(
        address, fields.map { ($0.0, changes[$0.0] ?? $0.1) } + [("closures", "foo")])
      #expect(several.shows("Autumn term, second half: enter a real last day with day, month and year."))
      #expect(several.shows("Line 1, “foo”: enter a day") && !several.shows("These dates were set here"))
      #expect(several.shows("What you entered is not saved. Plans of inductions go by the usual dates"))
      #expect(
        several.shows("Spring term, first half: enter a last day after the first, at most 100 days later."))
      let saved = try await head.post(address, fields + [("closures", "2 September 2027\r\n2027-12-27")])
      #expect(saved.location == "\(address)?year=2027&saved=1", "\(saved.text.prefix(3_000))")
      let own = try await head.get("\(address)?year=2027&saved=1")
      #expect(own.shows("These dates were set here") && own.shows("Saved. Every plan goes by these dates."))
      #expect(own.shows("dates. Monday 27 December 2027 (bank holiday) doesn’t count as a closed day"))
      let late = try await head.post(address, fields + [("closures", "2027-09-03")])
      #expect(late.status == .conflict && late.shows("2027-09-02") && late.shows("2027-09-03"))
      #expect(try await head.submit(late, to: address).location == "\(address)?year=2027&saved=1")
      #expect(try await head.get("\(address)?year=2027").shows("2027-09-03"))
      let back = try await head.submit(own, to: "\(address)/take-back")
      #expect(back.location == "\(address)?year=2027&back=1")
      let usual = try await head.get("\(address)?year=2027")
      #expect(usual.shows("usual dates of the borough") && !usual.shows("Go back to the borough"))
    }
  }

  @Test("An officer reads the borough’s term dates, and an administrator sets them")
  func boroughTerms() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      let authority = try await Authority.find(code: "883", in: website.services.pool)
      var browsers: [Role: Browser] = [:]
      for role in [Role.officer, .administrator] {
        let account = try await website.account("\(role.rawValue)@example.org")
        try await GrantRole(website.services)(
          role, to: account.id, at: authority.organisation, by: .operatorAtCommandLine)
        let browser = website.browser()
        try await browser.signIn("\(role.rawValue)@example.org")
        browsers[role] = browser
      }
      let officer = try #require(browsers[.officer])
      let address = "/authority/inductions/term-dates"
      #expect(try await officer.get("/authority").shows("Term dates of the borough’s schools"))
      let usual = try await officer.get("\(address)?year=2027")
      #expect(usual.shows("until an administrator of the authority sets others"))
      #expect(usual.shows("Autumn term, first half") && !usual.shows("Save the dates"))
      let usualDates = try await SetSchoolTerms(website.services).read(2027, of: .authority(authority))
      let closed = try #require(CivilDate("2027-09-02"))
      try await SetSchoolTerms(website.services)(
        SchoolYearDates(year: 2027, halves: usualDates.halves, closures: [closed]), of: .authority(authority),
        by: .operatorAtCommandLine)
      let set = try await officer.get("\(address)?year=2027")
      #expect(set.shows("An administrator of the authority has set these dates."))
      #expect(set.shows("Thursday 2 September 2027"))
      let administrator = try #require(browsers[.administrator])
      let form = try await administrator.get("\(address)?year=2027")
      #expect(form.shows("Save the dates"))
      for ending in ["back", "none"] {
        let back = try await administrator.submit(form.inAnotherTab, to: "\(address)/take-back")
        #expect(back.location == "\(address)?year=2027&\(ending)=1")
      }
      let none = try await administrator.get("\(address)?year=2027&none=1")
      #expect(none.shows("No dates were set here for this year: nothing is taken back."))
    }
  }

  /// A review that tutor, head, teacher and body sign, and that is opened again.
  private static func assess(
    _ address: String, _ tutor: Browser, _ head: Browser, _ teacher: Browser, _ officer: Browser
  ) async throws {
    let opened = try await head.submit(try await head.get(address), to: "\(address)/assessments")
    let base = try #require(opened.location)
    try await conflict(base, head)
    let page = try await tutor.get(base)
    let early = try await tutor.submit(page, to: "\(base)/save", ["signs": "yes"])
    #expect(early.status == .unprocessableContent && early.shows("Choose whether progress is satisfactory."))
    let fields: KeyValuePairs<String, String> = [
      "progress": "satisfactory", "summary": "Teaches calmly and well.", "signs": "yes",
    ]
    let saved = "\(base)?done=sign"
    #expect(try await teacher.get(base).status == .notFound)
    #expect(try await tutor.submit(early, to: "\(base)/save", fields).location == saved)
    #expect(try await head.submit(try await head.get(base), to: "\(base)/save", fields).location == saved)
    let reading = try await teacher.get(base)
    #expect(reading.shows("Teaches calmly and well."))
    #expect(
      try await teacher.submit(reading, to: "\(base)/sign", ["comments": "I agree."]).location == saved)
    let frozen = try await teacher.get("\(base)/signatures/1")
    #expect(frozen.shows("Teaches calmly and well.") && frozen.shows("Full-time days served"))
    #expect(try await teacher.get("\(base)/signatures/9").status == .notFound)
    let receiving = try await officer.get(base)
    #expect(receiving.shows("I agree."))
    let received = try await officer.submit(receiving, to: "\(base)/sign")
    #expect(
      try await officer.get(try #require(received.location)).shows("Received. The teacher has been told"))
    #expect(try await head.get(address).shows("Done "))
    let again = try await officer.submit(
      try await officer.get(base), to: "\(base)/reopen", ["reason": "The wrong days."])
    #expect(again.location == "\(base)?done=reopen")
    #expect(try await head.get(base).shows("Opened again"))
  }

  /// Two windows with one draft: the second sees both versions before one goes.
  private static func conflict(_ base: String, _ head: Browser) async throws {
    let (one, other) = (try await head.get(base), try await head.get(base))
    _ = try await head.submit(one, to: "\(base)/save", ["summary": "Written by the first."])
    let both = try await head.submit(other, to: "\(base)/save", ["summary": "Written by the second."])
    #expect(both.shows("Written by the first.") && both.shows("Written by the second."))
    let mine = try await head.submit(both, to: "\(base)/save")
    #expect(mine.location == "\(base)?saved=1")
    #expect(try await head.get(base).shows("Written by the second."))
  }

  /// What school and body record on the page of an induction.
  private static func steps(_ address: String, _ head: Browser, _ officer: Browser) async throws {
    let saved = "\(address)?saved=1"
    let empty = try await head.submit(
      try await head.get(address), to: "\(address)/absence", ["absence-kind": ""])
    #expect(empty.status == .unprocessableContent && empty.shows("Enter the last day of absence."))
    let absence: KeyValuePairs<String, String> = [
      "absence-starts_on-day": "1", "absence-starts_on-month": "2", "absence-starts_on-year": "2027",
      "absence-ends_on-day": "2", "absence-ends_on-month": "2", "absence-ends_on-year": "2027",
      "absence-days": "2", "absence-kind": "maternity",
    ]
    let absent = try await head.submit(try await head.get(address), to: "\(address)/absence", absence)
    #expect(absent.location == saved)
    let shown = try await head.get(address)
    #expect(shown.shows("2 days, maternity leave") && !shown.shows("Agree a reduction"))
    #expect(try await head.submit(shown, to: "\(address)/remove").location == saved)
    let page = try await officer.get(address)
    let extended = try await officer.submit(
      page, to: "\(address)/extension", ["extension-terms": "1", "extension-reason": "Standards 2 and 6."])
    #expect(extended.location == saved)
    let stale = try await officer.submit(
      page, to: "\(address)/reduction",
      ["reduction-terms": "3", "reduction-reason": "Six years of teaching."])
    #expect(stale.status == .unprocessableContent && stale.shows("Six years of teaching."))
    #expect(stale.shows("Meanwhile this was recorded: "))
    let unasked = try await officer.submit(
      try await officer.get(address), to: "\(address)/reduction",
      ["reduction-terms": "4,5", "reduction-reason": "Six years of teaching."])
    #expect(unasked.status == .unprocessableContent && unasked.shows("on which the teacher consented"))
    #expect(!unasked.shows("Enter to how many terms in all") && unasked.shows("To how many terms in all"))
    let reduced = try await officer.submit(
      try await officer.get(address), to: "\(address)/reduction",
      [
        "reduction-terms": "4,5", "reduction-reason": "Six years of teaching.",
        "reduction-consented_on-day": "2", "reduction-consented_on-month": "11",
        "reduction-consented_on-year": "2026",
      ])
    #expect(reduced.location == saved)
    #expect(try await officer.get(address).shows("The teacher consented on 2 November 2026."))
    let hours = try await head.submit(
      try await head.get(address), to: "\(address)/hours",
      [
        "hours-starts_on-day": "12", "hours-starts_on-month": "4", "hours-starts_on-year": "2027",
        "hours-fte": "1",
      ])
    #expect(hours.location == saved)
    let end = try await head.submit(
      try await head.get(address), to: "\(address)/end",
      ["end-ends_on-day": "21", "end-ends_on-month": "7", "end-ends_on-year": "2027"])
    #expect(end.location == saved)
    let noticed = try await head.get(address)
    #expect(noticed.shows("The last day recorded is Wednesday 21 July 2027"))
    #expect(!noticed.shows("Between posts"))
    #expect(noticed.shows("Recommend an outcome") && !noticed.shows("Correct the teacher’s e-mail address"))
    try await Self.correct(address, officer)
  }

  /// An officer corrects the teacher’s address.
  private static func correct(_ address: String, _ officer: Browser) async throws {
    let page = try await officer.get(address)
    #expect(page.shows("value=\"nia@people.example\""))
    let wrong = try await officer.submit(page, to: "\(address)/address", ["address-email": "nia"])
    #expect(wrong.status == .unprocessableContent && wrong.shows("e-mail address in full"))
    let right: KeyValuePairs<String, String> = ["address-email": "nia.sample@people.example"]
    #expect(
      try await officer.submit(page, to: "\(address)/address", right).location == "\(address)?done=address")
    let stale = try await officer.submit(
      page, to: "\(address)/address", ["address-email": "x@people.example"])
    #expect(stale.status == .unprocessableContent)
    #expect(stale.shows("Meanwhile this was recorded: "))
    #expect(try await officer.get(address).shows("value=\"nia.sample@people.example\""))
  }

  @Test("Somebody who stores over another version sees both")
  func conflict() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      _ = try await Self.officer(website)
      let head = try await website.staff()
      let begun = try await head.submit(
        try await head.get("/school/123456/inductions"), to: "/school/123456/inductions/registrations")
      let base = try #require(begun.location)
      let first = try await head.get("\(base)/edit/earlier")
      _ = try await head.submit(first, to: "\(base)/edit/earlier", ["served_elsewhere": "no"])
      let second = try await head.submit(first, to: "\(base)/edit/earlier", ["served_elsewhere": "yes"])
      #expect(second.shows("Somebody else has changed this"))
      let stored = try await head.submit(second, to: "\(base)/edit/earlier")
      #expect(stored.location == base)
      let page = try await head.get(base)
      let upload = try await head.upload(
        page, to: "\(base)/evidence", [:], file: SampleDocuments.pdf, named: "record.pdf")
      #expect(upload.location == base)
      #expect(try await head.get(base).shows("record.pdf"))
    }
  }
}
