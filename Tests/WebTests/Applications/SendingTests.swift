import Domain
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Sending an application") struct SendingTests {
  @Test("shows the confirmation, the application as it was sent, and lets it be withdrawn")
  func journey() async throws {
    try await Website.run { website async throws in
      let vacancy = try await website.vacancy()
      _ = try await website.staff()
      let browser = try await website.applicant()
      let address = "/vacancies/\(vacancy.id)/apply"
      let page = try await browser.get(address)
      #expect(page.shows("I would bring patience and curiosity to a class.</textarea>"))
      #expect(page.shows("1 Example Street"))
      let sent = try await browser.submit(
        page, to: address, ["statement": "For <you> & Year 2.", "close_relationship": "no"])
      let confirmation = try #require(sent.location)
      #expect(confirmation.hasSuffix("?sent=1"))
      let done = try await browser.get(confirmation)
      #expect(done.title == "Application sent")
      #expect(done.shows("For &lt;you&gt; &amp; Year 2."))
      #expect(done.shows("The school has your application."))
      let dashboard = try await browser.get("/applications")
      #expect(dashboard.shows("Class teacher, Year 2"))
      #expect(dashboard.shows("Example Primary School"))
      #expect(try await browser.get(address).location == String(confirmation.prefix { $0 != "?" }))
      let own = String(confirmation.prefix { $0 != "?" })
      let read = try await browser.get("/vacancies/\(vacancy.id)")
      #expect(read.shows("You have applied for this vacancy") && !read.shows("Apply for this vacancy"))
      #expect(read.shows("href=\"\(own)\""))
      #expect(try await !browser.get(own).shows("Updated"))
      try await website.services.pool.execute(
        "UPDATE vacancy SET revised_at = now() + interval '9 years' WHERE id = \(vacancy.id)")
      #expect(try await browser.get(own).shows("The school changed this vacancy on"))
      #expect(try await browser.get("/applications").shows("Updated"))
      let ask = try await browser.get("\(own)/withdraw")
      #expect(ask.shows("but you can apply again while the vacancy is open."))
      try await website.services.pool.execute("UPDATE vacancy SET closes_at = \(website.services.now())")
      let late = try await browser.get("\(own)/withdraw")
      #expect(late.shows("You can’t undo this.") && !late.shows("apply again"))
      let withdrawn = try await browser.submit(ask, to: "\(own)/withdraw")
      #expect(withdrawn.location == "\(own)?withdrawn=1")
      #expect(try await browser.get("\(own)?withdrawn=1").shows("Your application is withdrawn."))
      #expect(try await browser.get("\(own)/withdraw").status == .seeOther)
      let told = try await website.services.pool.query(
        "SELECT recipient FROM outbox_mail WHERE subject LIKE '%withdrawn' ORDER BY recipient"
      ).map { try $0.decode("recipient", as: String.self) }
      let readers = try await website.services.pool.value(
        "SELECT count(DISTINCT account_id) FROM membership WHERE role IN ('head', 'recruiter')", as: Int.self)
      #expect(told.count == readers + 1 && readers > 0)
    }
  }

  @Test("by double click, by going back and from two tabs makes exactly one, with the same confirmation")
  func once() async throws {
    try await Website.run { website async throws in
      let (_, browser, address) = try await website.applying()
      let (tab, other) = (try await browser.get(address), try await browser.get(address))
      let answers = try await withThrowingTaskGroup(of: ShownPage.self, returning: [ShownPage].self) {
        group in
        for page in [tab, tab, tab, other, other] {
          group.addTask {
            try await browser.submit(
              page, to: address, ["statement": "The same text.", "close_relationship": "no"])
          }
        }
        var all: [ShownPage] = []
        for try await answer in group { all.append(answer) }
        return all
      }
      #expect(Set(answers.map(\.location)).count == 1)
      #expect(answers.allSatisfy { $0.status == .seeOther })
      // What is said differently after going back is told of, and not thrown away unread.
      let back = try await browser.submit(
        tab, to: address, ["statement": "Changed after going back.", "close_relationship": "no"])
      #expect(back.status == .conflict && back.shows("Changed after going back."))
      #expect(try await website.applications() == 1)
    }
  }

  @Test("starts with what is missing, and leads back to the vacancy")
  func missing() async throws {
    try await Website.run { website async throws in
      let vacancy = try await website.vacancy()
      let address = "/vacancies/\(vacancy.id)/apply"
      let visitor = website.browser()
      #expect(try await visitor.get(address).location == "/sign-in?next=\(address)")
      let browser = try await website.signedIn()
      let page = try await browser.get(address)
      #expect(page.shows("First complete your general application"))
      #expect(!page.shows("Send my application"))
      let section = "/general-application/right_to_work"
      #expect(page.shows("href=\"\(section)?next=\(address)\""))
      let saved = try await browser.submit(
        try await browser.get("\(section)?next=\(address)"), to: section, ["right_to_work": "yes"])
      #expect(saved.location == address)
      let early = try await browser.post(
        address, try page.hiddenFields(ofFormTo: "/sign-out") + [("statement", "Too early.")])
      #expect(early.status == .unprocessableContent)
      #expect(early.shows("Too early.</textarea>"))
      #expect(try await website.applications() == 0)
    }
  }

  @Test("needs a confirmed e-mail address")
  func unconfirmed() async throws {
    try await Website.run { website async throws in
      let vacancy = try await website.vacancy()
      let browser = website.browser()
      _ = try await browser.submit(
        try await browser.get("/sign-up"), to: "/sign-up",
        ["name": "Ada", "email": "ada@example.org", "password": Website.password])
      let early = try await browser.submit(
        try await browser.get("/sign-in"), to: "/sign-in",
        ["email": "ada@example.org", "password": Website.password])
      #expect(early.status == .unprocessableContent)
      #expect(early.shows("have not opened the link"))
      website.clock.advance(seconds: 60)
      _ = try await browser.submit(early, to: "/resend-confirmation")
      let link = try await website.mailedLink(to: "ada@example.org")
      _ = try await browser.submit(try await browser.get(link), to: "/confirm-email")
      try await browser.signIn("ada@example.org")
      #expect(try await browser.get("/vacancies/\(vacancy.id)/apply").status == .ok)
    }
  }

  @Test("from a second tab with other words says that those were not sent, and shows them")
  func secondTab() async throws {
    try await Website.run { website async throws in
      let (_, browser, address) = try await website.applying()
      let (first, second) = (try await browser.get(address), try await browser.get(address))
      _ = try await browser.submit(
        first, to: address, ["statement": "The first words.", "close_relationship": "no"])
      let late = try await browser.submit(
        second, to: address, ["statement": "Other words.", "close_relationship": "no"])
      #expect(late.status == .conflict)
      #expect(late.shows("had already sent"))
      #expect(late.shows("Other words."))
      #expect(try await website.applications() == 1)
    }
  }

  @Test("without a statement asks for one")
  func emptyStatement() async throws {
    try await Website.run { website async throws in
      let (_, browser, address) = try await website.applying()
      let page = try await browser.get(address)
      let answer = try await browser.submit(
        page, to: address, ["statement": " \n ", "close_relationship": "no"])
      #expect(answer.status == .unprocessableContent)
      #expect(answer.shows("<a href=\"#statement\">"))
      let long = String(repeating: "word ", count: 2_500)
      let tooLong = try await browser.submit(
        answer, to: address, ["statement": long, "close_relationship": "no"])
      #expect(tooLong.status == .unprocessableContent)
      #expect(tooLong.shows(long + "</textarea>"))
      // What could not be sent is kept as a draft.
      #expect(try await browser.get(address).shows("word word word"))
      #expect(try await website.applications() == 0)
    }
  }

  @Test("for a post at one's own school says before that one has no part in choosing then")
  func ownSchool() async throws {
    try await Website.run { website async throws in
      let (_, browser, address) = try await website.applying()
      #expect(try await !browser.get(address).shows("no part in choosing"))
      let page = try await (try await website.staff()).get(address)
      #expect(page.shows("no part in choosing for this post, also not if you withdraw"))
      #expect(page.shows("Nobody else at the school could choose then"))
    }
  }

  @Test("for a vacancy that has closed or was withdrawn meanwhile says so and shows what was typed")
  func tooLate() async throws {
    try await Website.run { website async throws in
      let (closing, withdrawn) = (
        try await website.vacancy("Closing"), try await website.vacancy("Withdrawn")
      )
      let browser = try await website.applicant()
      let apply = "/vacancies/\(withdrawn.id)/apply"
      _ = try await SetVacancyQuestions(website.services)(
        withdrawn.id, VacancyQuestions(questions: ["What do you sing?"]), expectedVersion: 0,
        by: .operatorAtCommandLine)
      let first = try await browser.get(apply)
      let later = try await browser.post(
        "\(apply)/draft",
        try first.inAnotherTab.hiddenFields(ofFormTo: apply)
          + [("statement", "Saved <for> later."), ("own_1", "Saved & kept.")])
      #expect(later.location == "/applications?draft=1")
      _ = try await WithdrawVacancy(website.services)(
        withdrawn.id, reason: "No longer needed.", by: .operatorAtCommandLine)
      let sent = try await browser.submit(
        first, to: apply,
        ["statement": "Typed in vain.", "close_relationship": "no", "own_1": "Songs <of> the sea."])
      #expect(sent.shows("Typed in vain."))
      // Without a statement, or only to be kept, the answers come back as well.
      let unstated = try await browser.submit(
        first.inAnotherTab, to: apply, ["close_relationship": "no", "own_1": "Songs <of> the sea."])
      let kept = try await browser.post(
        "\(apply)/draft",
        try first.inAnotherTab.hiddenFields(ofFormTo: apply) + [("own_1", "Songs <of> the sea.")])
      for gone in [sent, unstated, kept] {
        #expect(gone.status == .gone && gone.shows("The answers you had entered"))
        #expect(gone.shows("What do you sing?") && gone.shows("Songs &lt;of&gt; the sea."))
      }
      let read = try await browser.get(apply)
      #expect(read.status == .gone && read.shows("Saved &lt;for&gt; later."))
      #expect(read.shows("What do you sing?") && read.shows("Saved &amp; kept."))
      let drafts = try await browser.get("/applications")
      #expect(drafts.shows(">Withdrawn</strong>") && !drafts.shows("It takes no more applications."))
      let other = try await website.signedIn("eve@example.org", name: "Eve").get(apply)
      #expect(other.status == .gone && !other.shows("What do you sing?") && !other.shows("Saved &amp; kept."))
      let end = "/vacancies/\(closing.id)/apply"
      let second = try await browser.get(end)
      _ = try await browser.post(
        "\(end)/draft",
        try second.inAnotherTab.hiddenFields(ofFormTo: end) + [("statement", "Saved till the end.")])
      try await website.services.pool.execute(
        "UPDATE vacancy SET closes_at = \(website.services.now()) WHERE id = \(closing.id)")
      let closed = try await browser.submit(
        second, to: "/vacancies/\(closing.id)/apply",
        ["statement": "Typed in vain.", "close_relationship": "no"])
      #expect(closed.status == .conflict)
      #expect(closed.shows("Typed in vain."))
      let ended = try await browser.get(end)
      #expect(ended.shows("This vacancy closed on") && ended.shows("Saved till the end."))
      #expect(try await website.applications() == 0)
    }
  }

  @Test("of somebody else's can neither be read nor withdrawn")
  func others() async throws {
    try await Website.run { website async throws in
      let (_, browser, address) = try await website.applying()
      let sent = try await browser.submit(
        try await browser.get(address), to: address, ["statement": "Mine alone.", "close_relationship": "no"])
      let own = String(try #require(sent.location).prefix { $0 != "?" })
      let other = try await website.signedIn("eve@example.org", name: "Eve")
      #expect(try await other.get(own).status == .notFound)
      #expect(try await other.get("\(own)/withdraw").status == .notFound)
      #expect(try await website.browser().get(own).location == "/sign-in?next=\(own)")
      #expect(try await browser.get("/applications/nonsense").status == .notFound)
    }
  }
}
