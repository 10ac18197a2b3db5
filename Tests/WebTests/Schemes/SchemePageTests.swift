import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Schemes on pages")
struct SchemePageTests {
  /// An officer's browser, at an authority that acts as appropriate body.
  private func officer(_ site: Website) async throws -> Browser {
    _ = try await site.vacancy()
    let authority = try await Authority.find(code: "883", in: site.services.pool)
    let manage = ManageAppropriateBodies(site.services)
    let start = try #require(CivilDate("2012-09-01"))
    _ = try await manage.setBody(
      "Sample Appropriate Body", of: authority, from: start, until: nil, source: "A test’s agreement",
      by: .operatorAtCommandLine)
    try await manage.setLevel(
      "full", "Full assurance", pricePence: 40_000, from: start, of: authority, by: .operatorAtCommandLine)
    let account = try await site.account("officer@example.org", name: "Olive Sample")
    try await GrantRole(site.services)(
      .officer, to: account.id, at: authority.organisation, by: .operatorAtCommandLine)
    let browser = site.browser()
    try await browser.signIn("officer@example.org")
    return browser
  }

  /// A teacher's browser, in induction at the school.
  private func teacher(_ site: Website) async throws -> Browser {
    let services = site.services
    let system = Actor.operatorAtCommandLine
    let school = try await services.pool.value("SELECT organisation_id FROM school", as: OrganisationID.self)
    var content = RegistrationContent()
    (content.firstNames, content.lastName, content.email) = ("Nia", "Sample", "nia@people.example")
    (content.birthDate, content.trn) = (CivilDate("2001-02-28"), "1234567")
    (content.qtsAwardedOn, content.courseBegunOn) = (CivilDate("2026-07-10"), CivilDate("2025-09-01"))
    (content.post, content.phase, content.keyStage) = ("Year 4 class teacher", "primary", "KS2")
    (content.postConcerns, content.contractType, content.fte) = (["none"], .permanent, 1)
    content.startsOn = CivilDate("2027-01-04")
    (content.tutorName, content.tutorEmail) = ("Tara Tutor", "tutor@school.example")
    (content.mentorName, content.mentorEmail) = ("Mo Mentor", "mentor@school.example")
    content.programme = "school-led"
    (content.timetableReduced, content.institution, content.specialMeasures) = (true, "academy", false)
    (content.supportQualified, content.servedElsewhere, content.serviceLevel) = (true, false, "full")
    let draft = try await DraftRegistration(services)(at: school, content, by: system)
    _ = try await SubmitRegistration(services)(draft.id, expectedVersion: nil, by: system)
    let decide = DecideRegistration(services)
    _ = try await decide.verify(draft.id, expectedVersion: nil, by: system)
    _ = try await decide.accept(draft.id, startsOn: content.startsOn, expectedVersion: nil, by: system)
    return try await site.signedIn("nia@people.example", name: "Nia Sample")
  }

  /// A scheme that the officer makes and publishes by its pages: the path at which it is managed.
  private func published(_ officer: Browser, isFixed: Bool = true) async throws -> String {
    let new = "/authority/schemes/new"
    let empty = try await officer.submit(try await officer.get(new), to: new, ["amount": "many"])
    #expect(empty.status == .unprocessableContent && empty.shows("Enter the amount in pounds"))
    #expect(empty.shows("Enter a name of 4 to 100 characters.") && empty.shows("Choose what kind of scheme"))
    let made = try await officer.submit(
      try await officer.get(new), to: new,
      [
        "name": "Leadership <course>", "kind": "leadership",
        "summary": "A course for those who want to lead.",
        "description": "Six afternoons at **Sample Hall**.", "amount": "750.50",
        "amount_is_fixed": isFixed ? "yes" : "no",
        "opens_on-day": "1", "opens_on-month": "11", "opens_on-year": "2026", "closes_on-day": "30",
        "closes_on-month": "6", "closes_on-year": "2027", "answer_days": "14", "induction": "serving",
        "borough": "yes", "judged": "You have a plan.",
      ])
    let manage = String(try #require(made.location).prefix { $0 != "?" })
    let budget = "\(manage)/budget"
    let unread = try await officer.submit(
      try await officer.get(manage), to: budget, ["year": "26", "budget": "-5", "places": "x"])
    #expect(
      unread.shows("Enter the budget in pounds") && unread.shows("Enter how many awards, from 0 to 10,000."))
    #expect(unread.shows("Enter the year in whose April it begins, such as 2026.</a>"))
    let set = try await officer.submit(
      try await officer.get(manage), to: budget, ["year": "2026", "budget": "1500", "places": "2"])
    #expect(set.status == .seeOther)
    let done = try await officer.submit(try await officer.get(manage), to: "\(manage)/publish")
    #expect(done.status == .seeOther)
    return manage
  }

  @Test("an officer makes, budgets and publishes a scheme; everybody reads it, with Markdown as markup")
  func managing() async throws {
    try await Website.run { site async throws in
      let officer = try await officer(site)
      #expect(try await officer.get("/authority/schemes").shows("No schemes yet"))
      #expect(try await officer.get("/authority").shows("/authority/schemes"))
      let manage = try await published(officer)
      let visitor = site.browser()
      let list = try await visitor.get("/schemes")
      #expect(list.shows("Leadership &lt;course&gt;") && list.shows("£750.50"))
      #expect(list.shows("What Thurrock offers teachers"))
      let page = try await visitor.get(String(manage.dropFirst("/authority".count)))
      #expect(page.shows("<strong>Sample Hall</strong>") && page.shows("You are still in induction"))
      #expect(try await visitor.get("/schemes?kind=travel").shows("Nothing is open"))
      let change = "\(manage)/edit"
      let form = try await officer.get(change)
      #expect(form.shows("You have a plan.") && form.shows("750.50"))
      let report = try await officer.get("/authority/scheme-budgets")
      #expect(report.shows("Financial year 2026/27") && report.shows("£1,500"))
      let csv = try await officer.get("/authority/scheme-budgets.csv")
      #expect(csv.headers[.contentType] == "text/csv; charset=utf-8" && csv.shows("150000"))
      let applicant = try await site.signedIn()
      #expect(try await applicant.get(manage).status == .notFound)
      #expect(try await applicant.get("/authority/scheme-budgets").status == .notFound)
      #expect(try await applicant.get("/scheme-applications").shows("none is held under your e-mail address"))
      let reason = "\(manage)/withdraw"
      let refused = try await officer.submit(try await officer.get(manage), to: reason, ["reason": ""])
      #expect(refused.shows("Say in 5 to 1,000 characters"))
      _ = try await officer.submit(
        try await officer.get(manage), to: reason, ["reason": "The grant has ended."])
      #expect(try await officer.get(manage).shows("The grant has ended."))
    }
  }

  @Test(
    "a teacher saves, comes back and sends; an officer checks and offers; the teacher accepts; it is paid")
  func applying() async throws {
    try await Website.run { site async throws in
      let officer = try await officer(site)
      let manage = try await published(officer, isFixed: false)
      let scheme = String(manage.dropFirst("/authority".count))
      let teacher = try await teacher(site)
      #expect(try await teacher.get("/induction").shows("What you can apply for"))
      let apply = "\(scheme)/apply"
      let form = try await teacher.get(apply)
      #expect(form.shows("1234567") && form.shows("Officers look at this: You have a plan."))
      _ = try await teacher.submit(form, to: apply, ["statement": "I would", "save": "1"])
      #expect(try await teacher.get("/scheme-applications").shows("Go on with your application"))
      #expect(try await teacher.get(apply).shows("I would"))
      let short = try await teacher.submit(
        try await teacher.get(apply), to: apply, ["statement": "I", "send": "1"])
      #expect(short.status == .unprocessableContent && short.shows("Say in 10 to 3,000 characters"))
      let sent = try await teacher.submit(
        try await teacher.get(apply), to: apply, ["statement": "I would like to lead <all>.", "send": "1"])
      let own = String(try #require(sent.location).prefix { $0 != "?" })
      #expect(try await teacher.get(own).shows("I would like to lead &lt;all&gt;."))
      #expect(try await teacher.get(apply).shows("You have applied already."))

      let queue = try await officer.get("/authority/scheme-applications?state=sent")
      #expect(queue.shows("Nia Sample") && queue.shows("/authority/scheme-applications.csv?"))
      let file = try await officer.get("/authority/scheme-applications.csv?state=sent")
      #expect(file.text.contains(",I would like to lead <all>.,"))
      #expect(try await teacher.get("/authority/scheme-applications.csv").status == .notFound)
      let desk = "/authority\(own)"
      let early = try await officer.submit(
        try await officer.get(desk), to: "\(desk)/award", ["award_amount": "much"])
      #expect(early.shows("<a href=\"#award_amount\">Enter the amount in pounds"))
      #expect(early.shows("<a href=\"#met-2\">Check this criterion first: You have a plan."))
      let doubtful = try await officer.submit(
        try await officer.get(desk), to: "\(desk)/check", ["met-0": "no", "met-1": "no", "met-2": "yes"])
      for field in ["note-0", "note-1"] {
        #expect(doubtful.shows("<a href=\"#\(field)\">The induction record says otherwise"))
      }
      // While one has a fault nothing is stored.
      let still = try await officer.submit(
        try await officer.get(desk), to: "\(desk)/award", ["award_amount": "750.50"])
      #expect(still.shows("Check this criterion first: You have a plan."))
      let open = try await officer.get(desk)
      _ = try await officer.submit(
        open, to: "\(desk)/check",
        ["met-0": "yes", "met-1": "yes", "met-2": "yes", "note-2": "A good plan."])
      let late = try await officer.submit(
        open, to: "\(desk)/check",
        ["met-0": "yes", "met-1": "yes", "met-2": "no", "note-2": "No plan at all."])
      #expect(late.status == .conflict && late.shows("A good plan.") && late.shows("No plan at all."))
      // What was left open is not stored, so it differs in nothing.
      let partly = try await officer.submit(
        open, to: "\(desk)/check", ["met-2": "no", "note-2": "No plan so far."])
      #expect(partly.status == .conflict && partly.shows("No plan so far.") && !partly.shows(">Nothing<"))
      // A reason stays in its field while there is still something to decide.
      let hasty = try await officer.submit(
        open, to: "\(desk)/refuse", ["refuse_reason": "There is no plan yet."])
      #expect(hasty.shows("Somebody else has just changed this") && hasty.shows("There is no plan yet."))
      _ = try await officer.submit(try await officer.get(desk), to: "\(desk)/wait")
      #expect(try await officer.get(manage).shows("Waiting list: who is first"))
      #expect(try await teacher.get(own).shows("Number 1"))
      let before = try await officer.get(desk)
      site.clock.advance(seconds: 1)
      let offered = try await officer.submit(before, to: "\(desk)/award", ["award_amount": "750.50"])
      #expect(offered.status == .seeOther)
      // Whoever was about to refuse reads who was first, and keeps the reason.
      let overtaken = try await officer.submit(
        before.inAnotherTab, to: "\(desk)/refuse", ["refuse_reason": "Her plan <says> nothing."])
      #expect(overtaken.status == .conflict && overtaken.shows("Her plan &lt;says&gt; nothing."))
      #expect(overtaken.shows("Offered the award.") && overtaken.shows("Olive Sample"))
      let unchecked = try await officer.submit(
        before.inAnotherTab, to: "\(desk)/check",
        ["met-0": "yes", "met-1": "yes", "met-2": "yes", "note-2": "Her second plan is better."])
      #expect(unchecked.status == .conflict && unchecked.shows("Her second plan is better."))
      #expect(unchecked.shows("What you had typed") && !unchecked.shows("Store my version"))
      #expect(try await teacher.get(own).shows("Accept by"))
      _ = try await teacher.submit(try await teacher.get(own), to: "\(own)/accept")
      #expect(try await teacher.get(own).shows("Awarded"))
      try await pay(desk, officer)
      #expect(try await teacher.get(own).shows("How it is paid"))
      #expect(try await teacher.get(desk).status == .notFound)
      #expect(try await officer.get(own).status == .notFound)
    }
  }

  private func pay(_ desk: String, _ officer: Browser) async throws {
    let wrong = try await officer.submit(
      try await officer.get(desk), to: "\(desk)/plan", ["plan_amount": "751"])
    #expect(wrong.shows("Enter an amount up to £750.50") && wrong.shows("Enter the day on which"))
    let unread = try await officer.submit(
      try await officer.get(desk), to: "\(desk)/plan",
      ["plan_amount": "much", "due_on-day": "31", "due_on-month": "2", "due_on-year": "2027"])
    #expect(unread.status == .unprocessableContent && unread.shows("Enter the amount in pounds"))
    #expect(unread.shows("Enter a real day with day, month and year."))
    let freed = try await officer.submit(
      try await officer.get(desk), to: "\(desk)/release", ["release_amount": "much", "release_reason": ""])
    #expect(freed.shows("Enter the amount in pounds"))
    #expect(freed.shows("Give the reason in 5 to 2,000 characters"))
    _ = try await officer.submit(
      try await officer.get(desk), to: "\(desk)/plan",
      ["plan_amount": "250", "due_on-day": "2", "due_on-month": "11", "due_on-year": "2026"])
    let page = try await officer.get(desk)
    let payment = String(try #require(page.text.firstMatch(of: /option value="([0-9a-f-]{36})"/)).1)
    _ = try await officer.submit(
      page, to: "\(desk)/pay",
      ["payment": payment, "paid_on-day": "2", "paid_on-month": "11", "paid_on-year": "2026"])
    #expect(try await officer.get(desk).shows("Not paid after all: £250"))
    let released = try await officer.submit(
      try await officer.get(desk), to: "\(desk)/release",
      ["release_amount": "500.50", "release_reason": "The course cost less."])
    #expect(released.status == .seeOther)
    #expect(try await officer.get(desk).shows("Awarded, and settled"))
  }
}
