import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Posting a vacancy on pages") struct PostingTests {
  /// Fills in a section and saves it.
  private static func fill(
    _ browser: Browser, _ vacancy: String, _ section: String, _ fields: KeyValuePairs<String, String>
  ) async throws -> ShownPage {
    let here = "\(vacancy)/edit/\(section)"
    return try await browser.submit(try await browser.get(here), to: here, fields)
  }

  /// Writes everything that publication needs.
  private static func write(_ browser: Browser, _ vacancy: String, _ site: Website) async throws {
    let closes = LondonTime.date(site.services.today, addingDays: 30)
    let sections: [(String, KeyValuePairs<String, String>)] = [
      (
        "role",
        [
          "title": "Year 5 teacher", "job_roles": "teacher", "phases": "primary", "posts": "1",
          "nqts_welcome": "yes",
        ]
      ),
      ("contract", ["contract_type": "permanent", "working_patterns": "full_time", "fte": ""]),
      ("pay", ["pay_kind": "scale", "pay_minimum": "M1", "pay_maximum": "M6", "visa_sponsorship": "no"]),
      (
        "dates",
        [
          "starts": "soon", "closes_on-day": "\(closes.day)", "closes_on-month": "\(closes.month)",
          "closes_on-year": "\(closes.year)", "closes_at_time": "12:00",
        ]
      ),
      (
        "description",
        ["description": "Teach a lively class of thirty in a school that plans together and laughs."]
      ),
    ]
    for (section, fields) in sections {
      let saved = try await fill(browser, vacancy, section, fields)
      #expect(saved.location == "\(vacancy)?done=section", "\(section)")
    }
  }

  /// A school with a recruiter, and the address of a draft that has just been started there.
  private static func started(_ site: Website) async throws -> (recruiter: Browser, vacancy: String) {
    _ = try await site.vacancy("Something else")
    let recruiter = try await site.staff(.recruiter, "office@school.example")
    let new = "/school/123456/vacancies/new"
    let started = try await recruiter.submit(
      try await recruiter.get(new), to: new,
      ["title": "Year 5 teacher", "job_roles": "teacher", "nqts_welcome": "yes"])
    return (recruiter, try #require(started.location))
  }

  @Test("A recruiter writes it part by part and sends it to the head, who publishes it")
  func journey() async throws {
    try await Website.run { site async throws in
      let (recruiter, vacancy) = try await Self.started(site)
      // Gone back to the form, which is loaded anew, and sent again.
      let resent = try await recruiter.submit(
        try await recruiter.get("/school/123456/vacancies/new"), to: "/school/123456/vacancies/new",
        ["title": "Year 5 teacher", "job_roles": "teacher", "nqts_welcome": "yes"])
      #expect(resent.location == vacancy)
      let head = try await site.staff()
      let unanswered = try await recruiter.submit(
        try await recruiter.get("/school/123456/vacancies/new"), to: "/school/123456/vacancies/new",
        ["title": "Year 6 teacher", "job_roles": "teacher"])
      #expect(unanswered.status == .unprocessableContent && unanswered.shows("Say whether newly qualified"))
      var list = try await recruiter.get(vacancy)
      #expect(list.shows("Not started") && list.shows("Optional"))
      try await Self.write(recruiter, vacancy, site)
      list = try await recruiter.get(vacancy)
      #expect(!list.shows("Not started") && list.shows("Ready"))
      let preview = try await recruiter.get("\(vacancy)/preview")
      #expect(preview.shows("This is how jobseekers will see the vacancy.") && !preview.shows("Publish now"))
      #expect(preview.shows("a year"))
      #expect(preview.shows("suggestion"))
      #expect(
        try await recruiter.submit(preview, to: "\(vacancy)/submit").location == "\(vacancy)?done=submitted")
      let mail = try await site.services.pool.value(
        "SELECT body FROM outbox_mail WHERE subject LIKE 'For your approval%'", as: String.self)
      #expect(mail.contains(vacancy))
      let decision = try await head.get("\(vacancy)/preview")
      #expect(decision.shows("Send it back"))
      let returned = try await head.submit(decision, to: "\(vacancy)/return", ["note": "Name the contact."])
      #expect(returned.location == "\(vacancy)?done=returned")
      #expect(try await recruiter.get(vacancy).shows("Name the contact."))
      let open = try await recruiter.get("\(vacancy)/edit/description")
      let criteria = try await recruiter.get("\(vacancy)/criteria")
      let published = try await head.submit(
        try await head.get("\(vacancy)/preview"), to: "\(vacancy)/publish")
      #expect(published.location == "\(vacancy)?done=published")
      #expect(try await head.get("\(vacancy)?done=published").shows("The vacancy is published."))
      #expect(!(try await head.get("\(vacancy)?done=other").shows("govuk-notification-banner")))
      #expect(try await head.get(vacancy).shows("Published"))
      let late = try await recruiter.submit(
        open, to: "\(vacancy)/edit/description", ["description": "Typed while it was being published."])
      #expect(late.status == .conflict && late.shows("Typed while it was being published."))
      let refused = try await recruiter.submit(
        late, to: "\(vacancy)/edit/description", ["description": "Typed while it was being published."])
      #expect(refused.status == .unprocessableContent && refused.shows("head can publish"))
      #expect(refused.shows("Typed while it was being published."))
      let unsaved = try await recruiter.submit(
        criteria, to: "\(vacancy)/criteria", ["wording-0": "Sings in tune", "assessed_by-0": "task"])
      #expect(unsaved.status == .unprocessableContent && unsaved.shows("head can publish"))
      #expect(unsaved.shows("Sings in tune</textarea>"))
      // What only the head may do is neither offered nor opened.
      for page in ["edit/description", "criteria", "schools", "extend", "close", "withdraw"] {
        #expect(try await recruiter.get("\(vacancy)/\(page)").status == .forbidden, "\(page)")
      }
      #expect(try await recruiter.get("\(vacancy)/criteria").shows("change it afterwards"))
      let parts = try await recruiter.get("\(vacancy)/parts")
      #expect(parts.shows("Only your head can change what it says now."))
      #expect(!parts.shows("\(vacancy)/criteria") && !parts.shows("\(vacancy)/edit/"))
      #expect(try await head.get("\(vacancy)/parts").shows("href=\"\(vacancy)/criteria\""))
      let history = try await head.get("\(vacancy)/history")
      for sentence in [
        "Started the draft.", "Sent it to the head for approval.", "closing date", "Published it.",
      ] {
        #expect(history.shows(sentence), "\(sentence)")
      }
      #expect(try await site.browser().get("/vacancies").shows("Year 5 teacher"))
    }
  }

  @Test("A section saves its own fields alone, keeps what was typed, and shows both versions of a lost race")
  func sections() async throws {
    try await Website.run { site async throws in
      let (recruiter, vacancy) = try await Self.started(site)
      let pay = "\(vacancy)/edit/pay"
      let open = try await recruiter.get(pay)
      #expect(
        try await Self.fill(recruiter, vacancy, "contract", ["fte": "0.6", "working_patterns": "part_time"])
          .location == "\(vacancy)?done=section")
      #expect(try await recruiter.get("\(vacancy)?done=section").shows("Saved."))
      let raced = try await recruiter.submit(
        open, to: pay, ["pay_kind": "actual", "pay_actual_minimum_pence": "£21,500"])
      #expect(raced.status == .conflict && raced.shows("£21,500"))
      #expect(try await recruiter.submit(raced, to: pay).location == "\(vacancy)?done=section")
      let id = try #require(VacancyID(String(vacancy.suffix(36))))
      let stored = try await FindVacancy(site.services)(id, by: .operatorAtCommandLine).content
      #expect(stored.payActualMinimumPence == 2_150_000 && stored.fte == 0.6)
      let wrong = try await Self.fill(
        recruiter, vacancy, "pay",
        ["pay_kind": "actual", "pay_actual_minimum_pence": "a lot", "benefits": "Tea"])
      #expect(wrong.status == .unprocessableContent)
      #expect(wrong.shows("value=\"a lot\"") && wrong.shows("Tea</textarea>"))
      let dates = try await Self.fill(
        recruiter, vacancy, "dates",
        ["starts": "term", "starts_in_term": "2027-autumn", "closes_at_time": "teatime"])
      #expect(dates.status == .unprocessableContent && dates.shows("hours and minutes"))
      #expect(try await recruiter.get("\(vacancy)/edit/nothing").status == .notFound)
      let stranger = try await site.signedIn()
      #expect(try await stranger.get(pay).status == .notFound)
    }
  }

  @Test("The head may schedule it, and make it a draft again")
  func schedule() async throws {
    try await Website.run { site async throws in
      let (recruiter, vacancy) = try await Self.started(site)
      try await Self.write(recruiter, vacancy, site)
      let head = try await site.staff()
      let preview = try await head.get("\(vacancy)/preview")
      let past = try await head.submit(
        preview, to: "\(vacancy)/schedule",
        [
          "publish_on-day": "1", "publish_on-month": "1", "publish_on-year": "2020",
          "publish_at_time": "08:00",
        ])
      #expect(past.status == .unprocessableContent && past.shows("in the future"))
      let set = try await head.submit(
        preview, to: "\(vacancy)/schedule",
        [
          "publish_on-day": "9", "publish_on-month": "11", "publish_on-year": "2026",
          "publish_at_time": "8am",
        ])
      #expect(set.location == "\(vacancy)?done=scheduled")
      #expect(try await head.get(vacancy).shows("9 November 2026 at 8am"))
      let locked = try await recruiter.get(vacancy)
      #expect(locked.shows("Only your head can change what it says") && !locked.shows("\(vacancy)/criteria"))
      let back = try await head.submit(try await head.get("\(vacancy)/preview"), to: "\(vacancy)/return")
      #expect(back.location == "\(vacancy)?done=returned")
      #expect(try await head.get(vacancy).shows("Draft"))
    }
  }

  @Test("A vacancy that lacks something can't be published, and the page says where each thing is written")
  func missing() async throws {
    try await Website.run { site async throws in
      let (_, vacancy) = try await Self.started(site)
      let head = try await site.staff()
      let preview = try await head.get("\(vacancy)/preview")
      #expect(preview.shows("href=\"\(vacancy)/edit/contract\">Choose the type of contract.</a>"))
      let refused = try await head.submit(preview, to: "\(vacancy)/publish")
      #expect(refused.status == .unprocessableContent && refused.shows("Before you can publish"))
    }
  }

  @Test("After closing the school says how it ended, and may advertise again, copy, or keep a template")
  func afterwards() async throws {
    try await Website.run { site async throws in
      let vacancy = "/school/vacancies/\(try await site.vacancy("Music teacher").id)"
      let head = try await site.staff()
      let extend = "\(vacancy)/extend"
      let open = try await head.get(extend)
      let withdrawal = try await head.get("\(vacancy)/withdraw")
      let none = try await head.submit(open, to: extend, ["reason": "Holidays"])
      #expect(none.status == .unprocessableContent && none.shows("Enter the new closing date."))
      site.clock.advance(seconds: 60)
      #expect(
        try await head.submit(try await head.get("\(vacancy)/close"), to: "\(vacancy)/close").location
          == "\(vacancy)?done=closed")
      #expect(try await head.get("\(vacancy)/reopen").shows("value=\"17:00\""))
      #expect(try await head.get("\(vacancy)/documents").shows("They can’t be changed any more."))
      let late = try await head.submit(
        open, to: extend,
        [
          "closes_on-day": "15", "closes_on-month": "1", "closes_on-year": "2037",
          "closes_at_time": "12:00", "reason": "Too few have applied.",
        ])
      #expect(late.status == .conflict && late.shows("Too few have applied.") && late.shows("15 1 2037"))
      #expect(late.shows("Closed it early.") && late.shows("\(vacancy)/reopen"))
      let reasoned = try await head.submit(
        withdrawal, to: "\(vacancy)/withdraw", ["reason": "The post has gone."])
      #expect(reasoned.status == .conflict && reasoned.shows("The post has gone."))
      let asked = try await head.get("\(vacancy)/withdraw")
      #expect(asked.shows("can’t be withdrawn any more") && !asked.shows("Why is it withdrawn?"))
      // Whoever may not publish is asked for no new date, and led to what they can do.
      let recruiter = try await site.staff(.recruiter, "recruiter@school.example")
      #expect(try await recruiter.get(extend).status == .forbidden)
      #expect(try await recruiter.get("\(vacancy)/reopen").status == .forbidden)
      let led = try await recruiter.get("\(vacancy)/withdraw")
      #expect(led.shows("\(vacancy)/outcome") && !led.shows("\(vacancy)/reopen"))
      #expect(try await head.get("/school/123456?tab=unanswered").shows("Did you fill it?"))
      let desk = try await head.get(vacancy)
      #expect(
        try await head.submit(desk, to: "\(vacancy)/interviewing").location == "\(vacancy)?done=interviewing")
      let ask = try await head.get("\(vacancy)/outcome")
      #expect(try await head.submit(ask, to: "\(vacancy)/outcome").status == .unprocessableContent)
      let answered = try await head.submit(
        ask, to: "\(vacancy)/outcome", ["outcome": "agency", "note": "Through <b>", "posts_filled": "1"])
      #expect(answered.location == "\(vacancy)?done=outcome")
      let ended = try await head.get(vacancy)
      #expect(ended.shows("Through an agency") && ended.shows("Through &lt;b&gt;"))
      let again = try #require(try await head.submit(ended, to: "\(vacancy)/readvertise").location)
      #expect(again != vacancy)
      let copied = try await head.submit(ended, to: "\(vacancy)/copy").location
      #expect(copied != vacancy && copied != again)
      let parts = try await head.get(try #require(copied)).text
      let dates = try #require(parts.firstRange(of: "/edit/dates"))
      let row = parts[dates.upperBound...].prefix(
        upTo: try #require(parts[dates.upperBound...].firstRange(of: "</li>")).lowerBound)
      #expect(!row.contains("Completed"), "a copy has no dates yet: \(row)")
      let template = "\(vacancy)/template"
      let new = "/school/123456/vacancies/new"
      let kept = try await head.submit(try await head.get(template), to: template, ["name": "Music"])
      #expect(kept.location == "\(new)?done=kept")
      #expect(try await head.get("\(new)?done=kept").shows("The template is kept."))
      let use = "/school/123456/templates/use"
      let used = try await head.submit(try await head.get(new), to: use)
      #expect(used.location?.hasPrefix("/school/vacancies/") == true)
    }
  }
}

@Suite("The borough's figures on pages") struct BoroughFiguresPageTests {
  @Test("Officers read them as a page and as a file, others don't")
  func figures() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let seat = try await site.services.pool.value(
        "SELECT id FROM organisation WHERE kind = 'authority'", as: OrganisationID.self)
      let account = try await site.account("officer@authority.example", name: "Otis Sample")
      try await GrantRole(site.services)(.officer, to: account.id, at: seat, by: .operatorAtCommandLine)
      let officer = site.browser()
      try await officer.signIn("officer@authority.example")
      let page = try await officer.get("/borough/vacancies")
      #expect(page.status == .ok && page.shows("All vacancies") && page.shows("Primary"))
      let turned = try await officer.get("/borough/vacancies?from-day=99&from-month=1&from-year=2026")
      #expect(turned.status == .unprocessableContent && turned.shows("value=\"99\""))
      let file = try await officer.get("/borough/vacancies.csv")
      #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
      // The mark in front tells a spreadsheet that the file is in UTF-8.
      #expect(Array(file.text.utf8.prefix(3)) == [0xEF, 0xBB, 0xBF])
      #expect(file.text.contains("all,,All vacancies,1,1,0,0,0,0,\r\n"))
      #expect(file.text.contains("phase,primary,Primary,1,"))
      let head = try await site.staff()
      #expect(try await head.get("/borough/vacancies").status == .notFound)
      try await recruitment(officer, head)
      try await training(site, vacancy, officer, head)
      try await unfilled(site, officer, head)
    }
  }

  /// Whose training runs out, and which panels are without it.
  private func training(
    _ site: Website, _ vacancy: Vacancy, _ officer: Browser, _ head: Browser
  ) async throws {
    #expect(try await officer.get("/authority").shows("href=\"/authority/training\""))
    let hester = try await site.services.pool.value(
      "SELECT id FROM account WHERE name = 'Hester Sample'", as: AccountID.self)
    _ = try await RecordTraining(site.services)(
      of: hester, at: vacancy.place.organisation, provider: "Sample Trainers", completedOn: day("2023-12-01"),
      validUntil: day("2026-12-01"), by: .operatorAtCommandLine)
    let people = try await officer.get("/authority/training?show=running_out")
    #expect(people.shows("Hester Sample") && people.shows("Runs out within three months"))
    #expect(people.shows("href=\"/authority/training.csv?show=running_out\""))
    #expect(try await officer.get("/authority/training?show=expired").shows("Nobody"))
    let file = try await officer.get("/authority/training.csv")
    #expect(file.text.contains("Sample Trainers,2023-12-01,2026-12-01,running_out\r\n"))
    #expect(try await officer.get("/authority/training/panels").shows("No panels"))
    try await site.services.pool.execute(
      """
      INSERT INTO panel_member (vacancy_id, account_id, authority_id, is_chair, named_at)
      SELECT \(vacancy.id), id, \(vacancy.place.authority), true, \(site.clock.now) FROM account
      WHERE name = 'Otis Sample'
      """)
    let panels = try await officer.get("/authority/training/panels")
    #expect(panels.shows(vacancy.content.title) && panels.shows("Closing date"))
    #expect(try await officer.get("/authority/training/panels.csv").text.contains("\r\npanel,"))
    for path in ["", ".csv", "/panels", "/panels.csv"] {
      #expect(try await head.get("/authority/training\(path)").status == .notFound, "\(path)")
    }
  }

  /// The vacancies behind the figures of posts that were not filled.
  private func unfilled(_ site: Website, _ officer: Browser, _ head: Browser) async throws {
    let base = "/authority/figures/unfilled"
    #expect(try await officer.get(base).shows("All that were decided in this time were filled."))
    try await site.services.pool.execute("UPDATE vacancy SET state = 'closed'")
    try await site.services.pool.execute(
      """
      UPDATE vacancy SET state = 'not_filled', filled_through = 'no-applicants', outcome_at = \(site.clock.now)
      """)
    let list = try await officer.get(base)
    #expect(list.shows("Class teacher, Year 2") && list.shows("Example Primary School"))
    #expect(try await officer.get("\(base)?year=1999").status == .unprocessableContent)
    #expect(try await officer.get("\(base).csv").text.contains(",not_filled\r\n"))
    #expect(try await officer.get("/authority/figures").shows("Not filled, posts by role: all schools"))
    for path in [base, "\(base).csv"] { #expect(try await head.get(path).status == .notFound) }
  }

  /// The figures of recruitment: as pages, as files, for officers only.
  private func recruitment(_ officer: Browser, _ head: Browser) async throws {
    let page = try await officer.get("/authority/figures")
    #expect(
      page.status == .ok && page.shows("Posts advertised: all schools")
        && page.shows("Days from publication and from closing"))
    let wrong = try await officer.get("/authority/figures?year=next&term=")
    #expect(wrong.status == .unprocessableContent && wrong.shows("Enter a year, such as 2026."))
    #expect(try await officer.get("/authority/figures?schools=phase-other").status == .unprocessableContent)
    let posts = try await officer.get("/authority/figures/posts.csv")
    #expect(posts.text.contains("All schools,1,0,0,1,0,0\r\n"))
    #expect(page.shows("Posts by role: all schools") && page.shows("No answer for 8 weeks"))
    for file in ["applications", "posts-by-subject-and-role", "times", "pool", "pool-subjects"] {
      let answer = try await officer.get("/authority/figures/\(file).csv")
      #expect(answer.status == .ok && answer.headers[.contentType] == "text/csv; charset=utf-8")
    }
    let pool = try await officer.get("/authority/figures/pool")
    #expect(pool.status == .ok && pool.shows("0 people were open to offers"))
    let past = try await officer.get("/authority/figures/pool?on-day=1&on-month=1&on-year=2020")
    #expect(past.shows("Nobody has counted"))
    let equality = try await officer.get("/authority/equality")
    #expect(equality.status == .ok && equality.shows("Given out on"))
    for year in ["abc", "2040"] {
      let none = try await officer.get("/authority/equality?year=\(year)")
      #expect(none.status == .unprocessableContent && none.shows("in which a school year began"))
      #expect(none.shows("value=\"\(year)\""))
    }
    #expect(try await officer.get("/authority/equality.csv").text.hasPrefix("\u{FEFF}term,question,"))
    #expect(page.shows("Applications by the schools, as a table"))
    for path in [
      "/authority/figures", "/authority/figures/pool", "/authority/figures/posts.csv",
      "/authority/figures/posts.csv?year=next",
    ] {
      #expect(try await head.get(path).status == .notFound)
    }
  }

  @Test(
    "Nothing in the file is taken for a formula",
    arguments: [("=1+1", "'=1+1"), ("a,b", "\"a,b\""), ("\"x\"", "\"\"\"x\"\"\""), ("plain", "plain")])
  func formulas(value: String, written: String) {
    #expect(FiguresFile.escaped(value) == written)
  }
}
