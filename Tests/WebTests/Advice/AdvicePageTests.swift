import Domain
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Advice on pages") struct AdvicePageTests {
  @Test("Markdown is rendered with tables; raw HTML and addresses that run code are left out")
  func markdown() {
    let html = Markdown.html(
      "# First\n\n**Bold** <script>x</script> [bad](javascript:x) [good](https://a.example)\n\n|a|b|\n|-|-|\n|1|2|"
        + "\n\nBetween.\n\n|c|\n|-|\n|3|\n\nAfter."
    ).markup
    #expect(html.contains("role=\"region\" tabindex=\"0\" aria-label=\"Table 1\"><p class=\"govuk-hint"))
    #expect(html.contains("aria-label=\"Table 2\"><p ") && html.contains("</p><table>"))
    #expect(html.contains("</table></div>"))
    #expect(html.contains("<p>Between.</p>") && html.contains("<p>After.</p>"))
    #expect(html.contains("<h2>First</h2>") && html.contains("<strong>Bold</strong>"))
    #expect(html.contains("<table>") && html.contains("href=\"https://a.example\""))
    #expect(!html.contains("<script") && !html.contains("javascript:"))
    #expect(html.contains(" bad ") && !html.contains("href=\"\""))
    let picture = Markdown.html("![A class](https://a.example/b.png) [![x](https://b.example)](/here)").markup
    #expect(!picture.contains("<img") && picture.contains("<a href=\"https://a.example/b.png\">A class</a>"))
    #expect(picture.contains("<a href=\"/here\">x</a>"))
  }

  @Test("An officer writes, previews and publishes a page, and everybody reads it")
  func guidance() async throws {
    try await Website.run { site async throws in
      _ = try await site.vacancy()
      let officer = try await site.officer()
      let new = "/authority/guidance/new"
      let preview = try await officer.submit(
        try await officer.get(new), to: new,
        ["title": "Moving to Thurrock", "body": "# Homes\n\nAsk *us*.", "preview": "1"])
      #expect(preview.shows("<h2>Homes</h2>") && preview.shows("value=\"Moving to Thurrock\""))
      let picture = try await officer.submit(
        preview, to: new, ["title": "Homes", "body": "One.\n![A](https://a.example)", "preview": "1"])
      #expect(picture.shows("Line 2 has a picture") && picture.shows("Preview"))
      let wrong = try await officer.submit(preview, to: new, ["title": "x", "body": "Ask *us*."])
      #expect(wrong.status == .unprocessableContent && wrong.shows("Ask *us*."))
      let saved = try #require(
        try await officer.submit(
          wrong, to: new,
          [
            "title": "Moving to Thurrock", "summary": "Homes and travel.", "body": "# Homes\n\nAsk *us*.",
            "audience": "everybody", "reviewed_on-day": "1", "reviewed_on-month": "11",
            "reviewed_on-year": "2026",
          ]
        ).location)
      #expect(saved == "/authority/guidance/moving-to-thurrock/edit?saved=1")
      let visitor = site.browser()
      #expect(try await visitor.get("/advice/moving-to-thurrock").status == .notFound)
      let edit = try await officer.get(saved)
      let state = "/authority/guidance/moving-to-thurrock/state"
      let published = try await officer.submit(edit, to: state)
      #expect(published.location == "/authority/guidance?done=published")
      #expect(try await officer.open(published.location ?? "").shows("The page is published."))
      #expect(try await visitor.get("/advice").shows("Homes and travel."))
      #expect(try await visitor.get("/advice/moving-to-thurrock").shows("<em>us</em>"))
      #expect(try await visitor.get("/advice?q=travelling").shows("Moving to Thurrock"))
      let stale = try await officer.submit(
        edit, to: "/authority/guidance/moving-to-thurrock/edit", ["title": "Mine", "audience": "everybody"])
      #expect(stale.status == .conflict && stale.shows("Mine") && stale.shows("Sunday 1 November 2026"))
      let page = "/authority/guidance/moving-to-thurrock"
      #expect(try await officer.get("\(page)/revisions").shows("has not been changed yet"))
      let changed = try await officer.submit(
        try await officer.get("\(page)/edit"), to: "\(page)/edit",
        [
          "title": "Moving here", "summary": "Homes.", "body": "Ask them.", "audience": "everybody",
          "reviewed_on-day": "1", "reviewed_on-month": "11", "reviewed_on-year": "2026",
        ])
      #expect(changed.location == "\(page)/edit?saved=1")
      let older = try await officer.get("\(page)/revisions")
      #expect(older.shows("when Officer Sample changed it") && older.shows("<em>us</em>"))
      #expect(try await visitor.get("\(page)/revisions").status == .seeOther)
      #expect(try await officer.get("\(page)/edit").shows("\(page)/revisions"))
      let withdrawn = try await officer.submit(try await officer.get("\(page)/edit"), to: state)
      #expect(try await officer.open(withdrawn.location ?? "").shows("The page is withdrawn"))
      #expect(try await (try await site.staff()).get("/authority/guidance").status == .notFound)
    }
  }

  @Test("Only those who may ask for advice are shown the way to it")
  func asking() async throws {
    try await Website.run { site async throws in
      _ = try await site.vacancy()
      #expect(try await site.staff().get("/advice").shows("/enquiries/new"))
      let member = try await site.staff(.panelMember, "panel@school.example")
      let page = try await member.get("/advice")
      #expect(page.status == .ok && !page.shows("/enquiries"))
    }
  }

  @Test("A head asks, an officer answers, takes it on and closes it")
  func enquiry() async throws {
    try await Website.run { site async throws in
      _ = try await site.vacancy()
      let (head, officer) = (try await site.staff(), try await site.officer())
      let new = "/enquiries/new"
      let wrong = try await head.submit(
        try await head.get(new), to: new, ["subject": "Panel", "message": ""])
      #expect(wrong.status == .unprocessableContent && wrong.shows("Enter your question."))
      let asked = try #require(
        try await head.submit(wrong, to: new, ["subject": "Panel", "message": "Who <must> sit?"]).location)
      #expect(try await head.get(asked).shows("Your question is sent."))
      // Gone back to the form, which is loaded anew, and sent again.
      let resent = try await head.submit(
        try await head.get(new), to: new, ["subject": "Panel", "message": "Who <must> sit?"])
      #expect(resent.location == asked)
      let address = try #require(asked.split(separator: "?").first.map(String.init))
      let open = try await officer.get(address)
      let unanswered = try await officer.submit(open, to: "\(address)/close")
      #expect(unanswered.shows("Enter why it is closed without an answer"))
      let late = try await officer.submit(
        open, to: "\(address)/assign", ["due_on-day": "1", "due_on-month": "10", "due_on-year": "2026"])
      #expect(late.shows("Enter a day to answer by that is today or later."))
      #expect(open.shows("Who &lt;must&gt; sit?"))
      let noted = try await officer.submit(
        open, to: "\(address)/reply", ["message": "Careful here.", "note": "yes"])
      #expect(try await officer.open(noted.location ?? "").shows("Your note is kept."))
      let replied = try await officer.submit(open, to: "\(address)/reply", ["message": "Two governors."])
      #expect(try await officer.open(replied.location ?? "").shows("Your answer is sent"))
      let answer = try await head.get(address)
      #expect(
        answer.shows("Two governors.") && !answer.shows("Careful here.") && !answer.shows("Who sees to it?"))
      let stale = try await officer.submit(open, to: "\(address)/close")
      #expect(stale.shows("Somebody else has changed this enquiry"))
      let assigned = try await officer.submit(
        try await officer.get(address), to: "\(address)/assign",
        ["due_on-day": "11", "due_on-month": "1", "due_on-year": "2027"])
      #expect(try await officer.open(assigned.location ?? "").shows("Saved. Whoever has just been given"))
      let closed = try await officer.submit(try await officer.get(address), to: "\(address)/close")
      #expect(try await officer.open(closed.location ?? "").shows("The enquiry is closed, and the school"))
      #expect(try await officer.get("/enquiries?state=closed").shows("Panel"))
      #expect(try await head.get(address).shows("This enquiry is closed."))
      #expect(
        try await head.submit(answer, to: "\(address)/reply", ["message": "Thanks."]).location
          == "\(address)?done=added")
      #expect(try await head.get(address).shows("Open"))
    }
  }
}

extension Website {
  /// A browser of an officer of the authority of the sample school.
  func officer() async throws -> Browser {
    let id = try await account("officer@authority.example", name: "Officer Sample").id
    let authority = try await services.pool.value(
      "SELECT id FROM organisation WHERE kind = 'authority'", as: OrganisationID.self)
    try await GrantRole(services)(.officer, to: id, at: authority, by: .operatorAtCommandLine)
    let browser = browser()
    try await browser.signIn("officer@authority.example")
    return browser
  }
}
