import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Messages and keeping on pages") struct MessagePageTests {
  /// An application that was sent, with the browsers of its applicant and the head.
  private func sent(_ site: Website) async throws -> (applicant: Browser, head: Browser, id: String) {
    let vacancy = try await site.vacancy()
    let applicant = try await site.applicant()
    let id = try await send(site, to: vacancy.id, from: "ada@example.org", "Ada Sample")
    return (applicant, try await site.staff(), id)
  }

  /// One more application for the same vacancy, of somebody else.
  private func second(_ site: Website) async throws -> String {
    _ = try await site.applicant("bo@example.org", name: "Bo Sample")
    let vacancy = try await site.services.pool.value("SELECT id FROM vacancy", as: VacancyID.self)
    return try await send(site, to: vacancy, from: "bo@example.org", "Bo Sample")
  }

  private func send(
    _ site: Website, to vacancy: VacancyID, from email: String, _ name: String
  ) async throws -> String {
    let account = try await site.services.pool.value(
      "SELECT id FROM account WHERE email = \(email)", as: AccountID.self)
    let actor = Actor(
      .account(
        ActingAccount(id: account, email: email, name: name, emailConfirmed: true, memberships: [])),
      face: .web)
    return try await SendApplication(site.services)(vacancy: vacancy, submission: .init(), by: actor)
      .application.id.description
  }

  @Test("An applicant and the head write to each other; what is new is marked until it is read")
  func thread() async throws {
    try await Website.run { site async throws in
      let (applicant, head, id) = try await sent(site)
      let (own, received) = ("/applications/\(id)/messages", "/received/\(id)/messages")
      #expect(try await applicant.get("/applications/\(id)").shows(own))
      let empty = try await applicant.submit(try await applicant.get(own), to: own, ["message": " "])
      #expect(empty.status == .unprocessableContent && empty.shows("Enter your message."))
      let written = try await applicant.submit(empty, to: own, ["message": "May I <see> it?"])
      #expect(written.location == "\(own)?sent=1")
      let told = try await applicant.get("\(own)?sent=1")
      #expect(told.shows("Your message is sent to Example Primary School."))
      let again = try await applicant.submit(
        empty.inAnotherTab, to: own, ["message": "May I <see> it?"])
      #expect(again.location == "\(own)?already=1")
      #expect(try await applicant.get("\(own)?already=1").shows("You have sent this message already, at "))
      #expect(try await head.get("/received/\(id)").shows("1 new"))
      let thread = try await head.get(received)
      #expect(thread.shows("May I &lt;see&gt; it?"))
      #expect(try await !head.get("/received/\(id)").shows("1 new"))
      site.clock.advance(seconds: 60)
      _ = try await head.submit(thread, to: received, ["message": "Come at four."])
      #expect(try await applicant.get("/applications").shows("New message"))
      #expect(try await applicant.get(own).shows("Come at four."))
      #expect(try await !applicant.get("/applications").shows("New message"))
      // What comes while somebody writes is new on the page that follows.
      let open = try await head.get(received)
      site.clock.advance(seconds: 60)
      _ = try await applicant.submit(try await applicant.get(own), to: own, ["message": "I may be late."])
      site.clock.advance(seconds: 60)
      let sent = try await head.submit(open, to: received, ["message": "See you."])
      #expect(sent.location == "\(received)?sent=1")
      #expect(try await head.get("/received/\(id)").shows("1 new"))
      #expect(try await head.get(received).text.matches(of: /New<\/strong>/).count == 1)
      #expect(try await !head.get("/received/\(id)").shows("1 new"))
      #expect(try await head.get(own).status == .notFound)
      #expect(try await applicant.get(received).status == .notFound)
      // A long thread opens with its newest messages.
      try await site.services.pool.execute(
        """
        INSERT INTO application_message (id, application_id, from_school, author_id, body, submission, written_at)
        SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, a.id, false, a.account_id,
          'Old ' || n || '.', gen_random_uuid(), a.sent_at
        FROM application a, generate_series(1, 60) n WHERE a.id::text = \(id)
        """)
      let newest = try await applicant.get(own)
      #expect(newest.shows("See you.") && newest.shows("Old 60.") && !newest.shows("Old 1."))
      let link = try #require(newest.text.firstMatch(of: /href="([^"]+before=[^"]+)">Earlier messages/)?.1)
      let earlier = try await applicant.get(link.replacingOccurrences(of: "&amp;", with: "&"))
      #expect(earlier.shows("Old 1.") && earlier.shows("Newest messages") && !earlier.shows("See you."))
    }
  }

  @Test("The head writes to those ticked in the list, beginning with considerate words")
  func several() async throws {
    try await Website.run { site async throws in
      let (applicant, head, id) = try await sent(site)
      let base = try await site.services.pool.value(
        "SELECT '/school/vacancies/' || vacancy_id || '/selection' FROM application", as: String.self)
      #expect(try await head.get(base).shows("Write to those ticked"))
      #expect(try await head.get("\(base)/message").shows("Nobody is chosen"))
      let form = try await head.get("\(base)/message?application=\(id)")
      #expect(form.shows("reading every application with care") && form.shows("Ada Sample"))
      let empty = try await head.submit(form, to: "\(base)/message", ["message": ""])
      #expect(empty.status == .unprocessableContent)
      let done = try await head.submit(form, to: "\(base)/message", ["message": "We decide on Friday."])
      #expect(done.location == "\(base)?done=written")
      #expect(try await applicant.get("/applications/\(id)/messages").shows("We decide on Friday."))
    }
  }

  @Test("The head holds an application, the authority sees that it is held, and both lift what they hold")
  func holds() async throws {
    try await Website.run { site async throws in
      let (applicant, head, id) = try await sent(site)
      let officer = try await site.officer()
      let close = try await applicant.get("/account/close")
      #expect(close.shows("At once we delete") && close.shows("Your password"))
      let keeping = "/received/\(id)/keeping"
      #expect(try await head.get("/received/\(id)").shows(keeping))
      let wrong = try await head.submit(try await head.get(keeping), to: keeping, ["reason": "No"])
      #expect(wrong.status == .unprocessableContent && wrong.shows("Look at it again on"))
      let fields: KeyValuePairs = [
        "reason": "A complaint is open.", "review_on-day": "1", "review_on-month": "6",
        "review_on-year": "2027",
      ]
      #expect(try await head.submit(wrong, to: keeping, fields).location == "\(keeping)?done=held")
      let second = try await head.submit(wrong.inAnotherTab, to: keeping, fields)
      #expect(second.shows("Somebody else has changed this") && second.shows("Store my version"))
      let held = try await head.get(keeping)
      #expect(held.shows("A complaint is open.") && held.shows("1 June 2027"))
      // The form to change it begins with what is there.
      #expect(held.shows("A complaint is open.</textarea>") && held.shows("name=\"review_on-year\""))
      #expect(held.text.contains(/name="review_on-year"[^>]*value="2027"/))
      let overview = "/authority/retention"
      let page = try await officer.get(overview)
      #expect(page.shows("6 months") && page.shows("The school’s own") && !page.shows("A complaint is open."))
      #expect(try await head.get(overview).status == .notFound)
      let unknown = try await officer.submit(page, to: "/authority/retention-holds", fields)
      #expect(
        unknown.status == .unprocessableContent
          && unknown.shows("Enter an e-mail address in the correct format"))
      let person: KeyValuePairs = [
        "email": "ada@example.org", "reason": "A claim, number 7.", "review_on-day": "1",
        "review_on-month": "6", "review_on-year": "2027",
      ]
      _ = try await officer.submit(page, to: "/authority/retention-holds", person)
      let listed = try await officer.get(overview)
      #expect(listed.shows("Lift the hold on ada@example.org"))
      let kept = try await applicant.get("/account/close")
      #expect(kept.shows("must keep what is held about you") && !kept.shows("At once we delete"))
      #expect(!kept.shows("Your password") && !kept.shows("A claim, number 7."))
      let hold = try await site.services.pool.value(
        "SELECT id::text FROM retention_hold WHERE account_id IS NOT NULL", as: String.self)
      let lifting = "\(overview)-holds/\(hold)/lift"
      #expect(listed.shows(lifting))
      let lifted = try await officer.submit(try await officer.get(lifting), to: lifting)
      #expect(try await officer.get(lifted.location ?? "").shows("The hold is lifted."))
      #expect(try await !officer.get(overview).shows("Lift the hold on ada@example.org"))
      #expect(held.shows("\(keeping)/lift"))
      _ = try await head.submit(try await head.get("\(keeping)/lift"), to: "\(keeping)/lift")
      #expect(try await officer.get(overview).shows("Nothing is held"))
      #expect(try await officer.get("\(overview)/application").status == .notFound)
    }
  }

  @Test("Nobody is offered a form to write to somebody who has closed their account")
  func closedAccount() async throws {
    try await Website.run { site async throws in
      let (applicant, head, id) = try await sent(site)
      let (own, received) = ("/applications/\(id)/messages", "/received/\(id)/messages")
      #expect(try await applicant.get(own).shows("other members of the panel can’t"))
      let before = try await head.get(received)
      #expect(before.shows("Your message"))
      let several = try await site.services.pool.value(
        "SELECT '/school/vacancies/' || vacancy_id || '/selection/message' FROM application", as: String.self)
      let ticked = try await head.get("\(several)?application=\(id)")
      let list = String(several.dropLast("/message".count))
      #expect(try await !head.get(list).shows("has closed their account"))
      try await site.services.pool.execute(
        "UPDATE account SET closed_at = now() WHERE email = 'ada@example.org'")
      let after = try await head.get(received)
      #expect(after.shows("can’t be written to any more") && !after.shows("Your message"))
      #expect(!after.shows("told by e-mail"))
      let late = try await head.submit(before, to: received, ["message": "Hello?"])
      #expect(late.status == .unprocessableContent && late.shows("can’t be written to"))
      let refused = try await head.submit(ticked, to: several, ["message": "We decide on <Friday>."])
      #expect(refused.status == .unprocessableContent && refused.shows("can’t be written to"))
      #expect(refused.shows("What you had typed") && refused.shows("We decide on &lt;Friday&gt;."))
      let nobody = try await head.get("\(several)?application=\(id)")
      #expect(!nobody.shows("What you had typed"))
      for page in [refused, nobody] {
        #expect(page.shows("Left out:") && page.shows("They have closed their account."))
        #expect(page.shows("Nobody is left to write to") && !page.shows("<textarea"))
      }
      #expect(try await head.get(list).shows("has closed their account"))
      let other = try await second(site)
      let both = try await head.get("\(several)?application=\(id)&application=\(other)")
      #expect(both.shows("Left out:") && both.shows("They have closed their account."))
      #expect(both.shows("value=\"\(other)\"") && !both.shows("value=\"\(id)\""))
      let rest = try await head.submit(both, to: several, ["message": "We decide on Friday."])
      #expect(rest.location?.hasSuffix("?done=written") == true)
      try await site.services.pool.execute(
        """
        INSERT INTO vacancy_anonymity (vacancy_id, authority_id, hides_names)
        SELECT id, authority_id, true FROM vacancy
        """)
      #expect(try await !head.get("/received/\(id)").shows("closed their account"))
      #expect(try await !head.get(list).shows("closed their account"))
      let nameless = try await head.get(received)
      #expect(nameless.shows("Your message") && !nameless.shows("closed their account"))
      let kept = try await head.submit(nameless, to: received, ["message": "Hello?"])
      #expect(kept.location == "\(received)?sent=1")
    }
  }

  @Test("Once the totals of the term are given out, equality questions are closed")
  func equality() async throws {
    try await Website.run { site async throws in
      let (applicant, _, id) = try await sent(site)
      let page = "/applications/\(id)/equality"
      let form = try await applicant.get(page)
      #expect(form.shows("Save my answers"))
      _ = try await applicant.submit(form, to: page, ["sex": "female"])
      let again = try await applicant.get(page)
      let empty = try await applicant.submit(again, to: page)
      #expect(empty.status == .unprocessableContent)
      #expect(empty.shows("<a href=\"#age\">Choose at least one answer, or remove your answers."))
      let faulty = try await applicant.submit(again.inAnotherTab, to: page, ["sex": "unknown"])
      #expect(faulty.status == .unprocessableContent)
      for shown in [again, empty, faulty] {
        #expect(shown.shows("the new answers replace all earlier ones, so give them all again"))
        #expect(shown.shows("Remove my answers"))
      }
      let removed = try await applicant.submit(empty, to: "\(page)/remove")
      #expect(try await applicant.open(removed.location ?? "").shows("equality questions are removed."))
      try await site.services.pool.execute("UPDATE application SET equality_counted = true")
      #expect(try await applicant.submit(form.inAnotherTab, to: page, ["sex": "female"]).location == page)
      let closed = try await applicant.get(page)
      #expect(closed.shows("The time to answer is over") && !closed.shows("Save my answers"))
    }
  }

  @Test("An administrator sets a period; the head records when somebody left")
  func periods() async throws {
    try await Website.run { site async throws in
      let (_, head, id) = try await sent(site)
      let administrator = try await site.administrator()
      let address = "/authority/retention/application"
      let page = try await administrator.get(address)
      #expect(page.shows("value=\"6\"") && page.shows("section 123"))
      let wrong = try await administrator.submit(
        page, to: address, ["months": "x", "reason": "Section 123."])
      #expect(wrong.status == .unprocessableContent && wrong.shows("from 1 to 600"))
      let saved = try await administrator.submit(
        page, to: address, ["months": "9", "reason": "Section 123."])
      #expect(saved.location == "/authority/retention?done=period")
      let stale = try await administrator.submit(
        page, to: address, ["months": "3", "reason": "Section 123."])
      #expect(stale.shows("Somebody else has changed this") && stale.shows("Store my version"))
      #expect(try await administrator.get("/authority/retention").shows("9 months"))
      let notice = try await site.browser().get("/privacy")
      #expect(notice.shows("9 months from the decision, withdrawal") && notice.shows("Section 123."))
      #expect(notice.shows("6 years from the last time its person signed in") && !notice.shows("usual"))
      #expect(notice.shows("heads and recruiters of all its schools") && notice.shows("here Thurrock,"))
      #expect(notice.shows("href=\"/account/data\"") && notice.shows("Information Commissioner"))
      for state in ["shortlisted", "interviewing", "offered", "accepted", "appointed"] {
        try await site.services.pool.execute("UPDATE application SET state = \(state)")
      }
      try await site.services.pool.execute(
        "INSERT INTO appointment (application_id, appointed_at) SELECT id, sent_at FROM application")
      let keeping = "/received/\(id)/keeping"
      let form = try await head.get(keeping)
      let late = try await head.submit(
        form, to: "/received/\(id)/left", ["left_on-day": "1", "left_on-month": "6", "left_on-year": "2027"])
      #expect(late.status == .unprocessableContent && late.shows("not after today"))
      let left = LondonTime.date(of: site.clock.now)
      _ = try await head.submit(
        form, to: "/received/\(id)/left",
        ["left_on-day": "\(left.day)", "left_on-month": "\(left.month)", "left_on-year": "\(left.year)"])
      #expect(try await head.get(keeping).shows("value=\"\(left.year)\""))
    }
  }
}

extension Website {
  /// A browser of an administrator of the authority.
  func administrator() async throws -> Browser {
    let authority = try await Authority.find(code: "883", in: services.pool)
    let account = try await account("administrator@authority.example", name: "Amir Sample")
    try await GrantRole(services)(
      .administrator, to: account.id, at: authority.organisation, by: .operatorAtCommandLine)
    let browser = browser()
    try await browser.signIn(account.email)
    return browser
  }
}
