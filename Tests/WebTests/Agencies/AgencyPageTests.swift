import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Agencies on pages")
struct AgencyPageTests {
  /// Somebody with a role at an organisation, signed in.
  private func member(
    _ role: Role, at organisation: OrganisationID, _ email: String, _ site: Website
  ) async throws -> Browser {
    let account = try await site.account(email, name: "Robin Sample")
    try await GrantRole(site.services)(role, to: account.id, at: organisation, by: .operatorAtCommandLine)
    let browser = site.browser()
    try await browser.signIn(email)
    return browser
  }

  private static func date(_ name: String, _ date: CivilDate) -> [(String, String)] {
    [("\(name)-day", "\(date.day)"), ("\(name)-month", "\(date.month)"), ("\(name)-year", "\(date.year)")]
  }

  /// Sends a form of a page with fields that are made in the test.
  private func send(
    _ browser: Browser, _ page: ShownPage, to action: String, _ fields: [(String, String)]
  ) async throws -> ShownPage {
    try await browser.post(action, page.hiddenFields(ofFormTo: action) + fields)
  }

  /// An administrator sets an agency up, records its terms and invites a consultant.
  private func agency(_ site: Website, _ vacancy: Vacancy) async throws -> (address: String, admin: Browser) {
    let authority = try await Authority.find(code: "883", in: site.services.pool)
    let admin = try await member(.administrator, at: authority.organisation, "admin@borough.example", site)
    let list = try await admin.get("/authority/agencies")
    #expect(list.shows("No agencies yet"))
    let nameless = try await admin.submit(list, to: "/authority/agencies", ["name": " "])
    #expect(nameless.status == .unprocessableContent && nameless.shows("Enter the name."))
    let made = try await admin.submit(list, to: "/authority/agencies", ["name": "First <Agency>"])
    let address = try #require(made.location)
    let shown = try await admin.get(address)
    #expect(shown.shows("First &lt;Agency&gt;") && shown.shows("No terms agreed"))
    let action = "\(address)/terms/new"
    let form = try await admin.get(action)
    let wrong = try await admin.submit(form, to: action, ["rate_kind": "share", "rate_percent": "much"])
    #expect(
      wrong.status == .unprocessableContent && wrong.shows("Enter the share in per cent")
        && wrong.shows("Say whether vetting is confirmed"))
    let faults = ["valid_from", "valid_until", "rate_percent", "vetting"].compactMap {
      wrong.text.firstRange(of: "href=\"#\($0)")?.lowerBound
    }
    #expect(faults.count == 4 && faults == faults.sorted())
    let today = site.services.today
    let fields =
      [
        ("rate_kind", "share"), ("rate_percent", "12.5"), ("rebate_notes", "Half within 12 weeks."),
        ("vetting", "yes"), ("vetting_confirmed_by", "Robin"), ("vetting_checks", "Identity and DBS checks."),
      ]
      + Self.date("valid_from", today.adding(days: -5)) + Self.date("valid_until", today.adding(days: 300))
      + Self.date("vetting_confirmed_on", today.adding(days: -6))
      + Self.date("vetting_expires_on", today.adding(days: 200))
    let recorded = try await send(admin, form, to: action, fields)
    #expect(recorded.location == "\(address)?saved=1")
    let stale = try await send(admin, form.inAnotherTab, to: action, fields)
    #expect(stale.status == .conflict && stale.shows("Somebody else has changed this"))
    // What can’t be read in between doesn’t make anybody see what a colleague has recorded.
    let unread = try await send(admin, form, to: action, fields + [("rate_percent", "many")])
    #expect(unread.status == .unprocessableContent && unread.shows("Enter the share in per cent"))
    let late = try await send(admin, unread, to: action, fields + [("rate_percent", "15")])
    #expect(late.status == .conflict && late.shows(">12.5<") && late.shows(">15<"))
    let now = try await admin.get("\(address)?saved=1")
    #expect(now.shows("Terms in force") && now.shows("12.5% of the first year’s pay"))
    let again = try await send(admin, try await admin.get(action), to: action, fields)
    #expect(again.location == "\(address)?saved=unchanged")
    let unchanged = try await admin.open(again.location ?? "")
    #expect(unchanged.shows("Nothing was changed, so there is no new version"))
    let invited = try await admin.submit(now, to: "\(address)/people", ["email": "kit@agency.example"])
    #expect(invited.location == "\(address)?invited=1")
    return (address, admin)
  }

  /// The head releases the vacancy; the address of the release as the consultant has it.
  private func release(_ site: Website, _ vacancy: Vacancy, _ head: Browser) async throws -> String {
    let action = "/school/vacancies/\(vacancy.id)/agencies"
    let page = try await head.get(action)
    #expect(page.shows("First &lt;Agency&gt;") && page.shows("released to no agency"))
    let empty = try await head.submit(page, to: action)
    #expect(empty.status == .unprocessableContent && empty.shows("Choose at least one agency."))
    let agency = try await site.services.pool.value(
      "SELECT id::text FROM organisation WHERE kind = 'agency'", as: String.self)
    let released = try await head.submit(page, to: action, ["agency_ids": agency, "note": "Sing & dance"])
    #expect(released.location == "\(action)?released=1")
    let id = try await site.services.pool.value("SELECT id::text FROM agency_release", as: String.self)
    return "/agency/releases/\(id)"
  }

  @Test("from terms to an application through an agency, with what each sees on the way")
  func journey() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let (_, admin) = try await agency(site, vacancy)
      let head = try await site.staff()
      let release = try await release(site, vacancy, head)
      let organisation = try await site.services.pool.value(
        "SELECT id FROM organisation WHERE kind = 'agency'", as: OrganisationID.self)
      let kit = try await member(.consultant, at: organisation, "kit@agency.example", site)
      let desk = try await kit.get("/agency")
      #expect(desk.shows(vacancy.content.title) && desk.shows("My agency"))
      #expect(try await kit.get(release).shows("Sing &amp; dance"))
      let action = "\(release)/candidates/new"
      let form = try await kit.get(action)
      let wrong = try await kit.submit(form, to: action, ["name": "Bo <b>", "email": "bo"])
      #expect(wrong.status == .unprocessableContent && wrong.shows("Bo &lt;b&gt;"))
      let asked = try await kit.submit(
        form, to: action,
        ["name": "Bo Sample", "email": "bo@people.example", "statement": "Bo <sings>."])
      let candidate = try #require(asked.location?.split(separator: "?").first.map(String.init))
      // Who was asked too often today can't be asked; what was typed stands there still.
      try await site.services.pool.execute(
        "UPDATE throttle SET count = 1000 WHERE key LIKE 'agency-candidate/agency/%'")
      let often = try await kit.submit(
        try await kit.get(action), to: action,
        ["name": "Cy Sample", "email": "cy@people.example", "statement": "Cy <dances>."])
      #expect(often.status == .unprocessableContent && often.shows("asked too often today"))
      #expect(often.shows("Cy &lt;dances&gt;.") && often.shows("Cy Sample"))
      try await site.services.pool.execute("DELETE FROM throttle WHERE key LIKE 'agency-candidate/agency/%'")
      #expect(try await kit.get("\(candidate)?asked=1").shows("Waiting for the person’s answer"))
      #expect(try await head.get(candidate).status == .notFound)
      #expect(try await admin.get(candidate).status == .notFound)
      #expect(try await head.get("/school/vacancies/\(vacancy.id)/agencies").shows("Nobody yet"))

      let link = try await site.mailedLink(to: "bo@people.example")
      let bo = site.browser()
      let question = try await bo.get(link)
      #expect(
        question.shows("Bo &lt;sings&gt;.") && question.shows("First &lt;Agency&gt;")
          && question.headers[.cacheControl] == "no-store")
      let unticked = try await bo.submit(question, to: link, ["name": "Bo Sample", "password": "x"])
      #expect(
        unticked.status == .unprocessableContent && unticked.shows("Tick the box to say that you agree."))
      let agreed = try await bo.submit(
        question, to: link, ["agrees": "yes", "name": "Bo Sample", "password": Website.password])
      #expect(agreed.status == .ok && agreed.shows("You have agreed"))
      #expect(try await bo.get(link).status == .gone)
      #expect(try await head.get("/school/vacancies/\(vacancy.id)/agencies").shows("Bo &lt;sings&gt;."))
      try await bo.signIn("bo@people.example")
      #expect(try await bo.get("/applications").shows("Put forward by agencies"))

      let account = try await site.services.pool.value(
        "SELECT id FROM account WHERE email_normal = 'bo@people.example'", as: AccountID.self)
      let actor = Actor(
        .account(
          ActingAccount(
            id: account, email: "bo@people.example", name: "Bo Sample", emailConfirmed: true, memberships: [])
        ),
        face: .web)
      try await CompleteApplication.save(by: actor, site.services)
      let apply = "/vacancies/\(vacancy.id)/apply"
      let applying = try await bo.get(apply)
      #expect(applying.shows("First &lt;Agency&gt; represents you for this vacancy"))
      #expect(applying.shows("/take-back"))
      let sent = try await bo.submit(
        applying, to: apply,
        ["statement": "I would like to teach here.", "close_relationship": "no"])
      #expect(sent.status == .seeOther)
      let application = try await site.services.pool.value(
        "SELECT id::text FROM application", as: String.self)
      #expect(try await head.get("/received/\(application)").shows("Put forward by First &lt;Agency&gt;"))
      for list in ["/school/vacancies/\(vacancy.id)", "/school/vacancies/\(vacancy.id)/selection"] {
        #expect(try await head.get(list).shows("Through First &lt;Agency&gt;"), "\(list)")
      }
      #expect(try await bo.get("/applications/\(application)").shows("Put forward by"))
      #expect(try await kit.get(candidate).shows("With the school"))
      #expect(try await kit.get("/received/\(application)").status == .notFound)
      for (browser, own) in [(head, "/school"), (admin, "/authority"), (kit, "/agency")] {
        let report = try await browser.get("/agency-report")
        #expect(
          report.shows("First &lt;Agency&gt;") && report.shows("Applied: 1") && report.shows("href=\"\(own)"))
        #expect(!report.shows("Bo Sample"))
        let csv = try await browser.get("/agency-report.csv")
        #expect(csv.shows("First <Agency>,Example Primary School,1,1,1,0,0,0,0,0"))
      }
      #expect(try await kit.get("/agency-report").title == "Your fees and outcomes")
      let people = "/school/vacancies/\(vacancy.id)/agencies"
      #expect(try await !head.get(people).shows("has closed their account"))
      try await site.services.pool.execute(
        "UPDATE account SET closed_at = \(site.clock.now) WHERE email_normal = 'bo@people.example'")
      #expect(try await head.get(people).shows("has closed their account"))
      try await site.services.pool.execute("UPDATE account SET closed_at = NULL")
      // Known by their number to be represented by another: their application's page says so.
      try await site.services.pool.execute(
        "UPDATE agency_candidate SET state = 'represented', closed_at = \(site.clock.now)")
      let settled = try await bo.get("/applications/\(application)")
      #expect(settled.shows("No longer put forward by") && settled.shows("Another agency represents you"))
      let odd = try await head.get("/agency-report?from-day=31&from-month=2&from-year=2026")
      #expect(odd.status == .unprocessableContent && odd.shows("Enter a real first day"))
    }
  }

  @Test("saying no, taking back and stopping each ask before they do it")
  func endings() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let (address, admin) = try await agency(site, vacancy)
      let head = try await site.staff()
      let release = try await release(site, vacancy, head)
      let organisation = try await site.services.pool.value(
        "SELECT id FROM organisation WHERE kind = 'agency'", as: OrganisationID.self)
      let kit = try await member(.consultant, at: organisation, "kit@agency.example", site)
      func put(_ name: String) async throws -> String {
        let form = try await kit.get("\(release)/candidates/new")
        let asked = try await kit.submit(
          form, to: "\(release)/candidates/new",
          ["name": name, "email": "\(name)@people.example", "statement": "Suits you."])
        return try #require(asked.location?.split(separator: "?").first.map(String.init))
      }
      let first = try await put("bo")
      let link = try await site.mailedLink(to: "bo@people.example")
      let bo = site.browser()
      let ask = try await bo.get("\(link)/decline")
      #expect(ask.shows("Say no to First &lt;Agency&gt;?") && ask.shows("deleted 1 month after your answer."))
      let mail = try await site.services.pool.value(
        "SELECT body FROM outbox_mail WHERE recipient = 'bo@people.example' AND subject LIKE 'May %'",
        as: String.self)
      #expect(mail.contains("what the agency entered is deleted 1 month after that day."))
      #expect(try await bo.submit(ask, to: "\(link)/decline").shows("You have said no"))
      #expect(try await kit.get(first).shows("The person said no"))

      let second = try await put("cy")
      let retract = "\(second)/retract"
      #expect(try await kit.submit(try await kit.get(retract), to: retract).location == second)
      #expect(try await kit.get(second).shows("You took it back"))

      let third = try await put("di")
      let di = try await site.signedIn("di@people.example", name: "Di Sample")
      let path = try await site.mailedLink(to: "di@people.example")
      let question = try await di.get(path)
      #expect(question.shows("You are signed in as Di Sample") && !question.shows("Choose a password"))
      #expect(try await di.submit(question, to: path, ["agrees": "yes"]).shows("You have agreed"))
      let id = try #require(third.split(separator: "/").last)
      let back = "/representations/\(id)/take-back"
      #expect(try await kit.get(back).status == .notFound)
      #expect(try await di.submit(try await di.get(back), to: back).location == "/applications")
      #expect(try await kit.get(third).shows("The person took their consent back"))

      let take =
        "/school/vacancies/\(vacancy.id)/agencies/\(try #require(release.split(separator: "/").last))/take-back"
      let elsewhere = take.replacing(vacancy.id.description, with: UUID().uuidString)
      #expect(try await head.get(elsewhere).status == .notFound)
      let hidden = try await head.get(take).hiddenFields(ofFormTo: take)
      #expect(try await head.post(elsewhere, hidden).status == .notFound)
      let list = "/school/vacancies/\(vacancy.id)/agencies"
      #expect(try await head.get(list).shows(take))
      try await site.services.pool.execute("UPDATE vacancy SET closes_at = \(site.clock.now)")
      let ended = try await head.get(list)
      #expect(ended.shows("Ended") && !ended.shows(take))
      try await site.services.pool.execute("UPDATE vacancy SET closes_at = \(vacancy.closesAt)")
      let taken = try await head.submit(try await head.get(take), to: take)
      #expect(taken.location == "/school/vacancies/\(vacancy.id)/agencies?taken-back=1")
      #expect(try await kit.get(release).shows("The school has taken this vacancy back."))
      #expect(try await kit.get("/agency?all=1").shows("Taken back"))

      let stop = "\(address)/stop"
      let silent = try await admin.submit(try await admin.get(stop), to: stop)
      #expect(silent.status == .unprocessableContent && silent.shows("Enter why the terms are stopped."))
      let stopped = try await admin.submit(try await admin.get(stop), to: stop, ["reason": "Enough"])
      #expect(stopped.location == "\(address)?saved=1")
      let versions = try await admin.get(address)
      #expect(versions.shows("Version 1, stopped ") && !versions.shows("holds now"))
      #expect(try await kit.get("/agency").shows("You can put nobody forward: terms were stopped."))
      #expect(try await head.get(address).status == .notFound)
      #expect(try await kit.get(address).status == .notFound)
    }
  }
}
