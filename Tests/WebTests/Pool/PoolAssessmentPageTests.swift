import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("What officers find of an entry, on its page") struct PoolAssessmentPageTests {
  /// An officer and an applicant, with a year of the pool that is open.
  private static func open(_ site: Website) async throws -> (officer: Browser, applicant: Browser) {
    _ = try await site.vacancy()
    let (officer, applicant) = (try await site.officer(), try await site.applicant())
    let authority = try await Authority.find(code: "883", in: site.services.pool)
    let today = site.services.today
    _ = try await OpenPoolYear(site.services)(
      today.year + 1, of: authority, from: today.adding(days: -10), to: today.adding(days: 300),
      by: .operatorAtCommandLine)
    return (officer, applicant)
  }

  /// The address of an applicant’s entry, once they have joined by the form.
  private static func joined(
    _ site: Website, _ applicant: Browser, by form: ShownPage
  ) async throws -> String {
    let answer = try await applicant.submit(
      form, to: "/pool/join",
      [
        "phases": "primary", "subjects": "music", "hours": "either", "available_from-day": "1",
        "available_from-month": "9", "available_from-year": "\(site.services.today.year + 1)",
        "consents": "yes",
      ])
    return try #require(answer.location?.split(separator: "?").first.map(String.init))
  }

  @Test("Ticks, scores and notes stay after an error anywhere on the page, and nobody scores before the day")
  func kept() async throws {
    try await Website.run { site async throws in
      let (officer, applicant) = try await Self.open(site)
      let join = try await applicant.get("/pool/join")
      #expect(join.shows("Filled in from your general application"))
      #expect(try Self.isTicked("primary", join) && Self.isTicked("primary-general", join))
      #expect(try Self.isTicked("ks2", join) && !Self.isTicked("ks4", join))
      let own = try await Self.joined(site, applicant, by: join)
      let desk = "/authority\(own)"
      let page = try await officer.get(desk)
      #expect(page.shows("None is needed yet") && page.shows("Invite the person to an interview day first"))
      #expect(!page.shows("Give my scores") && !page.shows("type=\"checkbox\""))
      // Each part has a page of its own, so that nothing typed in one is lost when another is sent.
      for step in ["check", "invite", "grade"] { #expect(page.shows("\(desk)/\(step)")) }
      let check = try await officer.get("\(desk)/check")
      #expect(try Self.isTicked("complete", check) && Self.isTicked("consent", check))
      #expect(check.shows("General application") && !check.shows("Save the grade"))
      #expect(try await officer.get("\(desk)/score").shows("Invite the person to an interview day first"))
      let invite = try await officer.get("\(desk)/invite")
      let refused = try await officer.submit(invite, to: "\(desk)/invite", ["interview_place": "Hall"])
      #expect(refused.status == .unprocessableContent && refused.shows("value=\"Hall\""))
      let unread = try await officer.submit(invite, to: "\(desk)/invite", ["interview_time": "noonish"])
      for words in [
        "Enter the day of the interview", "Enter the time of the interview", "Enter where the interview is.",
      ] {
        #expect(unread.shows(words), "\(words)")
      }
      let notes = String(repeating: "x", count: 4_001)
      let grade = try await officer.get("\(desk)/grade")
      let long = try await officer.submit(grade, to: "\(desk)/grade", ["grade": "A", "notes": notes])
      #expect(long.status == .unprocessableContent && long.shows(notes))
      // Who has QTS and gave no number: it can't be ticked, and the other ticks stay as they were sent.
      try await site.services.pool.execute(
        """
        UPDATE general_application_section SET answers = answers || '{"status": "qualified"}'
        WHERE section = 'teaching'
        """)
      let number = try await officer.get("\(desk)/check")
      #expect(number.shows("None of seven digits is on record"))
      let wrong = try await officer.submit(number, to: "\(desk)/check", ["check": "trn"])
      #expect(wrong.shows("Leave the teacher reference number unticked"))
      #expect(try Self.isTicked("trn", wrong) && !Self.isTicked("complete", wrong))
    }
  }

  @Test(
    "The ticks stay when a grade is saved first, the check says whether schools find somebody, leaving hides")
  func gradeFirst() async throws {
    try await Website.run { site async throws in
      let (officer, applicant) = try await Self.open(site)
      let own = try await Self.joined(site, applicant, by: try await applicant.get("/pool/join"))
      let desk = "/authority\(own)"
      let graded = try await officer.submit(
        try await officer.get("\(desk)/grade"), to: "\(desk)/grade", ["grade": "A"])
      #expect(graded.location == "\(desk)?saved=grade")
      let saved = try await officer.get("\(desk)?saved=grade")
      #expect(saved.shows("Change grade or notes"))
      let page = try await officer.get("\(desk)/check")
      for box in ["complete", "trn", "consent"] { #expect(try Self.isTicked(box, page), "\(box)") }
      #expect(saved.shows("Schools can’t find this person yet"))
      var ticked = try page.hiddenFields(ofFormTo: "\(desk)/check")
      ticked += ["complete", "trn", "consent"].map { ("check", $0) }
      let checked = try await officer.post("\(desk)/check", ticked)
      #expect(checked.location == "\(desk)?saved=check")
      #expect(
        try await officer.get("\(desk)?saved=check").shows("Saved. Schools can find this person now"))
      try await Self.listed(site, officer, String(try #require(own.split(separator: "/").last)))
      #expect(try await applicant.get("\(own)/placed").shows("Have you taken a post?"))
      let asked = try await applicant.get("\(own)/leave")
      #expect(try await !applicant.get(own).shows("value=\"left\"") && asked.shows("Leave the pool?"))
      _ = try await applicant.submit(asked, to: "\(own)/state")
      #expect(try await applicant.get("\(own)/leave").location == own)
      let left = try await officer.get(desk)
      #expect(left.shows("they have left the pool") && !left.shows("ada@example.org"))
      #expect(try await !officer.get("\(desk)/grade").shows("Save the grade"))
      #expect(!left.shows("I would bring patience"))
    }
  }

  /// The officer narrows the list, takes it as a file, and invites whoever is ticked in it.
  private static func listed(_ site: Website, _ officer: Browser, _ entry: String) async throws {
    let list = "/authority/pool"
    let found = try await officer.get("\(list)?name=sample+ADA&subject=music&grade=A&invited=no")
    #expect(found.shows("name=\"entry\" value=\"\(entry)\"") && found.shows("value=\"sample ADA\""))
    #expect(found.shows("<span class=\"staffroom-whole\"><strong class=\"govuk-tag"))
    #expect(try await officer.get("\(list)?state=paused").shows("No entries match"))
    #expect(try await officer.get("\(list)?grade=Z").shows("Choose among: A, B, C."))
    #expect(try await officer.get("\(list)/entries.csv?phase=primary").shows("Ada Sample,Open to offers,"))
    #expect(try await !officer.get("\(list)/entries.csv?phase=secondary").shows("Ada Sample"))
    #expect(try await officer.get("\(list)/invite").shows("Nobody to invite"))
    let (invite, day) = ("\(list)/invite", site.services.today.adding(days: 20))
    func ask(_ page: ShownPage, at time: String) async throws -> ShownPage {
      try await officer.submit(
        page, to: invite,
        [
          "interview_at-day": "\(day.day)", "interview_at-month": "\(day.month)",
          "interview_at-year": "\(day.year)", "interview_time": time, "interview_place": "Town Hall",
        ])
    }
    let unread = try await ask(try await officer.get("\(invite)?entry=\(entry)"), at: "noonish")
    #expect(unread.status == .unprocessableContent && unread.shows("value=\"Town Hall\""))
    let sent = try await ask(unread, at: "9:30am")
    #expect(sent.location?.hasSuffix("&done=invited") == true)
    #expect(try await officer.get("\(list)?invited=yes").shows("Not answered yet"))
    #expect(try await officer.get("\(invite)?entry=\(entry)").shows("Town Hall: the interview moves."))
    for (state, isLeftOut) in [("paused", true), ("active", false)] {
      try await site.services.pool.execute("UPDATE pool_entry SET state = \(state)")
      let page = try await officer.get("\(invite)?entry=\(entry)")
      #expect(page.shows(": not open to offers now.") == isLeftOut, "\(state)")
    }
  }

  @Test("Nothing reads as checked before it is, and what is found wrong is said to officers and the person")
  func faults() async throws {
    try await Website.run { site async throws in
      let (officer, applicant) = try await Self.open(site)
      let join = try await applicant.get("/pool/join")
      #expect(join.shows("recognise everything") && join.shows("write how to reach you or where you live"))
      let own = try await Self.joined(site, applicant, by: join)
      let desk = "/authority\(own)"
      let fresh = try await officer.get(desk)
      #expect(fresh.shows("Not checked yet") && !fresh.shows("Right. None is needed"))
      #expect(try await !officer.get("/authority/pool").shows("Checked: not right yet"))
      let grade = try await officer.get("\(desk)/grade")
      let page = try await officer.get("\(desk)/check")
      let ticked = ["complete", "consent"].map { ("check", $0) }
      let saved = try await officer.post(
        "\(desk)/check", try page.hiddenFields(ofFormTo: "\(desk)/check") + ticked)
      #expect(saved.location == "\(desk)?saved=check")
      #expect(try await officer.get("/authority/pool").shows("Checked: not right yet"))
      let checked = try await officer.get(desk)
      #expect(checked.shows("Not right. None is needed") && checked.shows("Check this entry again"))
      #expect(try await applicant.get("/pool").shows("your teacher reference number is missing"))
      let told = try await applicant.get(own)
      #expect(told.shows("What is not right yet") && told.shows("/general-application"))
      // The check of another officer is no change to the grade; another grade is.
      let graded = try await officer.submit(grade, to: "\(desk)/grade", ["grade": "A"])
      #expect(graded.location == "\(desk)?saved=grade")
      let late = try await officer.submit(grade, to: "\(desk)/grade", ["grade": "B"])
      #expect(late.status == .conflict && late.shows("Stored by somebody else"))
      #expect(try await officer.submit(late, to: "\(desk)/grade").location == "\(desk)?saved=grade")
    }
  }

  @Test("Who moves an interview after a colleague sees both times, also after one that could not be read")
  func invitedByTwo() async throws {
    try await Website.run { site async throws in
      let (officer, applicant) = try await Self.open(site)
      let own = try await Self.joined(site, applicant, by: try await applicant.get("/pool/join"))
      let invite = "/authority\(own)/invite"
      let day = site.services.today.adding(days: 20)
      func ask(_ page: ShownPage, at time: String, in place: String) async throws -> ShownPage {
        try await officer.submit(
          page, to: invite,
          [
            "interview_at-day": "\(day.day)", "interview_at-month": "\(day.month)",
            "interview_at-year": "\(day.year)", "interview_time": time, "interview_place": place,
          ])
      }
      let page = try await officer.get(invite)
      #expect(try await ask(page, at: "9:30am", in: "Town Hall").status == .seeOther)
      let unread = try await ask(page, at: "noonish", in: "Library")
      #expect(unread.status == .unprocessableContent && unread.shows("Enter the time of the interview"))
      let late = try await ask(unread, at: "2pm", in: "Library")
      #expect(late.status == .conflict && late.shows("Town Hall") && late.shows("Library"))
      #expect(try await officer.submit(late, to: invite).location == "/authority\(own)?saved=invite")
    }
  }

  @Test("No score takes a score away, and whoever takes a post is shown no more, their invitation as ended")
  func scoresAndPost() async throws {
    try await Website.run { site async throws in
      let (officer, applicant) = try await Self.open(site)
      let own = try await Self.joined(site, applicant, by: try await applicant.get("/pool/join"))
      let desk = "/authority\(own)"
      _ = try await officer.submit(
        try await officer.get("\(desk)/grade"), to: "\(desk)/grade", ["grade": "A"])
      try await site.services.pool.execute(
        "UPDATE pool_assessment SET interview_at = \(site.services.now()), interview_place = 'Town Hall'")
      func score(_ score: String) async throws -> ShownPage {
        try await officer.submit(
          try await officer.get("\(desk)/score"), to: "\(desk)/score",
          [
            "score-01930000-0000-7000-8000-000000000001": score,
            "score-01930000-0000-7000-8000-000000000002": "",
          ])
      }
      #expect(try await score("3").location == "\(desk)?saved=score")
      #expect(try await officer.get(desk).shows("Change my scores"))
      #expect(try await score("").location == "\(desk)?saved=score")
      #expect(try await officer.get(desk).shows("Give my scores"))
      let nothing = try await score("")
      #expect(nothing.status == .unprocessableContent)
      #expect(nothing.shows("Choose a score for at least one criterion, then save."))
      try await site.services.pool.execute(
        "UPDATE pool_assessment SET interview_at = \(site.services.now().addingTimeInterval(86_400))")
      #expect(try await officer.get(desk).shows("Move the interview"))
      _ = try await applicant.submit(
        try await applicant.get(own), to: "\(own)/state", ["state": "placed"])
      let gone = try await officer.get(desk)
      #expect(gone.shows("Ended: they have taken a post") && !gone.shows("Move the interview"))
      #expect(!gone.shows("ada@example.org") && !gone.shows("I would bring patience"))
      for step in ["check", "invite", "score", "grade"] { #expect(!gone.shows("\(desk)/\(step)")) }
      #expect(try await applicant.get(own).shows("I am looking again"))
    }
  }

  private static func isTicked(_ value: String, _ page: ShownPage) throws -> Bool {
    let inputs = page.text.matches(of: /<input[^>]*type="checkbox"[^>]*>/).map { String($0.0) }
    let box = try #require(inputs.first { $0.contains("value=\"\(value)\"") }, "\(value)")
    return box.contains("checked")
  }
}
