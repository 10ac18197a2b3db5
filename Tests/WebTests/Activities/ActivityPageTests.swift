import Domain
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Activities on pages")
struct ActivityPageTests {
  /// An officer's browser.
  private func officer(_ site: Website) async throws -> Browser {
    _ = try await site.vacancy()
    let authority = try await Authority.find(code: "883", in: site.services.pool)
    let account = try await site.account("officer@example.org", name: "Olive Sample")
    try await GrantRole(site.services)(
      .officer, to: account.id, at: authority.organisation, by: .operatorAtCommandLine)
    let browser = site.browser()
    try await browser.signIn("officer@example.org")
    return browser
  }

  /// The head books a place for a colleague: the link in the colleague's mail.
  private func bookForAda(_ path: String, _ head: Browser, _ site: Website) async throws -> String {
    let form = "\(path)/colleagues"
    _ = try await head.submit(
      try await head.get(form), to: form,
      ["people": "Ada Sample, ada@people.example", "audience_confirmed": "yes"])
    return try await site.mailedLink(to: "ada@people.example")
  }

  /// Two change a session one after the other: the second sees both versions before one is stored.
  private func changeTwice(_ run: String, _ officer: Browser, places: String) async throws {
    let edit = String(
      try #require(
        try await officer.get(run).text.firstMatch(of: /href="(\/manage\/sessions\/[^"\/]+\/edit)"/)
      ).1)
    let page = try await officer.get(edit)
    func change(_ page: ShownPage, room: String) async throws -> ShownPage {
      try await officer.submit(
        page, to: edit,
        [
          "held_on-day": "1", "held_on-month": "12", "held_on-year": "2026", "starts_at": "16:00",
          "ends_at": "18:00", "room": room, "places": places,
        ])
    }
    #expect(try await change(page, room: "Room 3").status == .seeOther)
    let late = try await change(page, room: "Room 2")
    #expect(late.status == .conflict && late.shows("Room 3") && late.shows("Room 2"))
    #expect(try await officer.submit(late, to: edit).status == .seeOther)
  }

  /// Who still writes a session that somebody cancels is told of it, and keeps what they typed.
  private func cancelWhileChanging(_ run: String, _ officer: Browser) async throws {
    let shown = try await officer.get(run)
    let session = String(try #require(shown.text.firstMatch(of: /\/manage\/sessions\/[0-9a-f-]{36}/)).0)
    let (edit, off) = ("\(session)/edit", "\(session)/cancel")
    let (page, question) = (try await officer.get(edit), try await officer.get(off))
    #expect(question.shows("The certificate needs 1 session, and then none takes place"))
    #expect(question.shows("that ends with it, they and the school are told too."))
    #expect(!shown.shows("The certificate needs"))
    _ = try await officer.submit(question, to: off, ["reason": "Snow."])
    #expect(try await officer.get(run).shows("The certificate needs 1 session, and none takes place"))
    let late = try await officer.submit(page, to: edit, ["room": "Room <9>"])
    #expect(late.status == .conflict && late.shows("This session was cancelled"))
    for words in ["Room &lt;9&gt;", "Olive Sample", ">By<", "Snow.", "href=\"\(session)\""] {
      #expect(late.shows(words), "\(words)")
    }
  }

  /// An activity that the officer plans and publishes by its pages: the path of its page.
  private func published(
    _ officer: Browser, price: String = "", places: String = "1", isProgramme: Bool = false
  ) async throws -> String {
    let action = try #require(
      try await officer.get("/manage/activities").text.firstMatch(of: /\/manage\/activities\/new\?[^"]+/)
    ).0
    let faults = try await officer.submit(
      try await officer.get(String(action)), to: String(action),
      ["title": "abc", "price": "abc", "free_days": "-1", "sessions_required": "0"])
    let told = [
      "Enter a title of 4 to 100 characters.", "Choose what kind of activity it is.",
      "Enter the price in pounds",
      "Enter the first day on which places can be booked.", "Enter how many days before, from 0 to 60.",
      "An event has one session for each person: enter 1.",
    ]
    #expect(faults.status == .unprocessableContent && told.allSatisfy { faults.shows($0) }, "\(faults.text)")
    let made = try await officer.submit(
      try await officer.get(String(action)), to: String(action),
      [
        "title": "Phonics <for> beginners", "kind": "subject-workshop",
        "is_programme": isProgramme ? "yes" : "no",
        "description": "Two hours on teaching children to read.", "audiences": "tutor", "place": "Civic Hall",
        "price": price, "books_from-day": "1", "books_from-month": "11", "books_from-year": "2026",
        "books_until-day": "1", "books_until-month": "12", "books_until-year": "2026", "free_days": "7",
        "sessions_required": "1",
      ])
    let run = String(try #require(made.location).prefix { $0 != "?" })
    let add = "\(run)/sessions/new"
    let unread = try await officer.submit(
      try await officer.get(add), to: add,
      ["held_on-day": "31", "held_on-month": "2", "held_on-year": "2026", "starts_at": "four"])
    for words in ["Enter a real day of the session", "Enter when it begins", "Enter how many places"] {
      #expect(unread.shows(words), "\(words)")
    }
    let added = try await officer.submit(
      try await officer.get(add), to: add,
      [
        "held_on-day": "1", "held_on-month": "12", "held_on-year": "2026", "starts_at": "16:00",
        "ends_at": "18:00", "room": "Room 2", "places": places,
      ])
    #expect(added.status == .seeOther)
    try await changeTwice(run, officer, places: places)
    let done = try await officer.submit(try await officer.get(run), to: "\(run)/publish")
    #expect(done.status == .seeOther)
    return String(run.dropFirst("/manage".count))
  }

  @Test("an officer plans one, adds a session and publishes it; everybody reads it")
  func planning() async throws {
    try await Website.run { site async throws in
      let officer = try await officer(site)
      #expect(try await officer.get("/manage/activities").shows("No activities yet"))
      #expect(try await officer.get("/authority").shows("/manage/activities"))
      let path = try await published(officer, price: "45", isProgramme: true)
      let visitor = site.browser()
      let list = try await visitor.get("/activities")
      #expect(list.shows("Phonics &lt;for&gt; beginners") && list.shows("£45") && list.shows("1 of 1 free"))
      let page = try await visitor.get(path)
      #expect(page.shows("Tuesday 1 December 2026, 4pm to 6pm") && page.shows("Free until 7 days before"))
      let calendar = try await visitor.get("\(path)/calendar.ics")
      #expect(calendar.headers[.contentType] == "text/calendar; charset=utf-8")
      #expect(calendar.shows("UID:activity-session-") && calendar.shows("LOCATION:Civic Hall\\, Room 2"))
      #expect(try await visitor.get("/activities?audience=nqt").shows("No activities"))
      let applicant = try await site.signedIn()
      #expect(try await applicant.get("/manage\(path)").status == .notFound)
      #expect(try await applicant.get("/manage/activities").status == .notFound)
      let authority = try await Authority.find(code: "883", in: site.services.pool).organisation
      let head = try await site.staff()
      #expect(try await head.get("/manage/activities").status == .notFound)
      for file in ["activity-charges", "activity-charges.csv"] {
        #expect(try await head.get("/\(file)?organisation=\(authority)").status == .notFound)
      }
      let link = try await bookForAda(path, head, site)
      let leaving = try await visitor.get("\(link)/cancel")
      try await cancelWhileChanging("/manage\(path)", officer)
      for late in [
        try await visitor.submit(leaving, to: "\(link)/cancel"), try await visitor.get("\(link)/cancel"),
      ] {
        #expect(late.shows(" has cancelled this. Why: Snow."))
        #expect(!late.shows("Cancelled.") && !late.shows("Yes, cancel"))
      }
    }
  }

  @Test("a head books for a colleague, who says no by the link; the next in the list gets the place")
  func booking() async throws {
    try await Website.run { site async throws in
      let officer = try await officer(site)
      let path = try await published(officer, price: "45")
      let head = try await site.staff()
      #expect(try await head.get(path).shows("Book for colleagues"))
      let form = "\(path)/colleagues"
      let wrong = try await head.submit(try await head.get(form), to: form, ["people": "Ada Sample"])
      #expect(wrong.status == .unprocessableContent && wrong.shows("Line 1: enter an e-mail address"))
      let unknown = try await head.submit(
        try await head.get(form), to: form, ["people": "Ada Sample, ada@people.example"])
      #expect(unknown.status == .unprocessableContent && unknown.shows("Confirm that Ada Sample is one"))
      let made = try await head.submit(
        try await head.get(form), to: form,
        ["people": "Ada Sample, ada@people.example", "audience_confirmed": "yes"])
      let list = try await head.get(try #require(made.location))
      #expect(list.shows("Ada Sample") && list.shows("£45"))
      #expect(list.shows("Booked: 1 (Ada Sample). Everybody is told by mail."))
      let own = "\(path)/book"
      let waits = try await head.submit(try await head.get(own), to: own)
      #expect(try await head.get(try #require(waits.location)).shows("You are on the waiting list"))

      let colleague = site.browser()
      let link = try await site.mailedLink(to: "ada@people.example")
      let page = try await colleague.get(link)
      #expect(page.shows("I can’t come") && page.headers[.init("Referrer-Policy")!] == "no-referrer")
      let done = try await colleague.submit(
        try await colleague.get("\(link)/cancel"), to: "\(link)/cancel")
      #expect(done.shows("Cancelled."))
      #expect(try await head.get("/activity-bookings").shows("Place booked"))
      let run = try await officer.get("/manage\(path)")
      let session = String(try #require(run.text.firstMatch(of: /\/manage\/sessions\/[0-9a-f-]{36}/)).0)
      #expect(try await officer.get(session).shows("Hester Sample"))
      #expect(try await head.get(session).status == .notFound)
      let off = "/manage\(path)/cancel"
      let empty = try await officer.submit(try await officer.get(off), to: off)
      #expect(empty.shows("Enter why it does not take place"))
      #expect(empty.shows("nobody is charged for sessions that have not been held"))
      let (first, second) = (try await officer.get(off), try await officer.get("\(session)/cancel"))
      var written: [(ShownPage, String)] = []
      for form in ["\(session)/edit", "/manage\(path)/edit", "/manage\(path)/sessions/new"] {
        written.append((try await officer.get(form), form))
      }
      let naming = try await head.get(form)
      _ = try await officer.submit(first, to: off, ["reason": "The hall is flooded."])
      let unbooked = try await head.submit(
        naming, to: form, ["people": "Bo <Sample>, bo@people.example", "audience_confirmed": "yes"])
      #expect(unbooked.status == .conflict && unbooked.shows("Bo &lt;Sample&gt;, bo@people.example"))
      #expect(unbooked.shows("This was cancelled: The hall is flooded."))
      #expect(unbooked.text.ranges(of: "was cancelled").count == 1)
      for address in written.map({ $0.1 }) + [off, "\(session)/cancel"] {
        let opened = try await officer.get(address)
        #expect(opened.shows("This activity was cancelled") && opened.shows("hall is flooded."), "\(address)")
        #expect(!opened.shows("What you had typed") && !opened.shows("action=\"\(address)\""), "\(address)")
      }
      #expect(try await officer.get("/manage\(path)").shows("This was cancelled: The hall is flooded."))
      for (page, address) in written {
        let late = try await officer.submit(page, to: address, ["title": "Words <kept>"])
        #expect(late.status == .conflict && late.shows("This activity was cancelled"), "\(address)")
        #expect(late.shows("Words &lt;kept&gt;") && late.shows("The hall is flooded."), "\(address)")
      }
      for (page, address) in [(first.inAnotherTab, off), (second, "\(session)/cancel")] {
        let late = try await officer.submit(page, to: address, ["reason": "No <speaker>."])
        #expect(late.status == .conflict && late.shows("This activity was cancelled"))
        #expect(late.shows("No &lt;speaker&gt;.") && late.shows("The hall is flooded."))
      }
      let told = try await officer.get(session)
      #expect(told.shows("Cancelled: The hall is flooded.") && !told.shows("\(session)/register"))
      #expect(!told.shows(">Places<"))
      let closed = try await officer.get("\(session)/register")
      #expect(closed.status == .ok && closed.shows("This activity was cancelled"))
      #expect(closed.shows("The hall is flooded.") && closed.shows("Olive Sample") && closed.shows(">When<"))
      #expect(!closed.shows("Show this code"))
      let over = try await site.browser().get(path)
      #expect(over.shows("This was cancelled: The hall is flooded.") && over.shows(">Cancelled</td>"))
      #expect(!over.shows("of 1 free") && !over.shows("No place free"))
      let calendar = try await site.browser().get("\(path)/calendar.ics")
      #expect(calendar.shows("STATUS:CANCELLED") && !calendar.shows("BEGIN:VALARM"))
    }
  }

  @Test(
    "somebody enters the room's code, says what they thought and prints the certificate; the school is charged"
  )
  func attending() async throws {
    try await Website.run { site async throws in
      let officer = try await officer(site)
      let path = try await published(officer, price: "45", places: "2")
      let head = try await site.staff()
      let own = "\(path)/book"
      let booked = try await head.submit(try await head.get(own), to: own)
      let place = String(try #require(booked.location).prefix { $0 != "?" })
      #expect(try await head.get("\(place)/certificate").status == .conflict)
      let run = try await officer.get("/manage\(path)")
      let session = String(try #require(run.text.firstMatch(of: /\/manage\/sessions\/[0-9a-f-]{36}/)).0)
      let register = try await officer.get("\(session)/register")
      #expect(register.shows("The register opens on the day"))
      let code = String(try #require(register.text.firstMatch(of: />([0-9A-Z]{6})<\/h2>/)).1)

      site.clock.set(try #require(LondonTime.instant(CivilDate("2026-12-01")!, hour: 16, minute: 5)))
      let (reader, runner) = (site.browser(), site.browser())
      try await reader.signIn("head@school.example")
      try await runner.signIn("officer@example.org")
      let page = try await reader.get(place)
      let wrong = try await reader.submit(page, to: "\(place)/attend", ["code": "nothing"])
      #expect(wrong.status == .unprocessableContent && wrong.shows("Enter the code of six letters"))
      let early = try await runner.get("\(session)/register")
      site.clock.advance(seconds: 60)
      let there = try await reader.submit(page, to: "\(place)/attend", ["code": code])
      // The register that was open before she came doesn't send her away.
      _ = try await runner.submit(early, to: "\(session)/register")
      let noted = try await reader.get(try #require(there.location))
      #expect(noted.shows("The certificate is here once the session is over"))
      let soon = try await reader.get("\(place)/certificate")
      #expect(soon.status == .conflict && soon.shows("once the session is over"))
      let form = "\(place)/evaluation"
      let sent = try await reader.submit(
        try await reader.get(form), to: form, ["useful": "4", "delivery": "5", "organisation": "5"])
      #expect(sent.status == .seeOther)
      site.clock.set(try #require(LondonTime.instant(CivilDate("2026-12-01")!, hour: 18, minute: 0)))
      #expect(try await reader.get(place).shows("Your certificate"))
      let certificate = try await reader.get("\(place)/certificate")
      #expect(certificate.shows("Hester Sample") && certificate.shows("2 hours in all"))
      try await site.services.pool.execute("UPDATE activity SET sessions_required = 2")
      let part = try await reader.get(place)
      #expect(part.shows("The certificate needs 2 attended sessions: so far 1 is noted."))
      #expect(!part.shows("Your certificate") && part.shows("Say what you thought of it"))
      let open = try await runner.get("\(session)/register")
      #expect(open.shows("checked"))
      #expect(open.shows("\(session)/register.csv"))
      #expect(try await runner.get("\(session)/register.csv").shows("Hester Sample,head@school.example,"))
      #expect(try await runner.get(session).shows("\(session)/bookings.csv"))
      #expect(try await runner.get("\(session)/bookings.csv").shows(",booked,Attended,"))
      #expect(try await reader.get("/school/activities.csv").shows(",booked,Attended,"))
      #expect(try await runner.get("/manage\(path)/evaluation.csv").shows("useful,1,1,"))
      #expect(try await reader.get("\(session)/register.csv").status == .notFound)
      let kept = try await runner.submit(open, to: "\(session)/register")
      #expect(kept.status == .seeOther)
      #expect(!(try await runner.get("\(session)/register")).shows("checked"))
      #expect(try await runner.get("/manage\(path)/evaluation").shows("Figures are shown from 3 answers on"))
      let charges = try await reader.get("/activity-charges")
      #expect(charges.shows("Autumn 2026") && charges.shows("£45"))
      #expect(try await runner.get("/activity-charges.csv").shows(",4500\r\n"))
      // A session that was held keeps its register when its activity is cancelled afterwards.
      let off = "/manage\(path)/cancel"
      _ = try await runner.submit(try await runner.get(off), to: off, ["reason": "Nobody leads it any more."])
      let strange = try await runner.submit(
        open.inAnotherTab, to: "\(session)/register", ["attended": String(session.suffix(36))])
      #expect(strange.status == .unprocessableContent)
      #expect(strange.shows("Choose among those who have a place") && strange.shows("Save the register"))
    }
  }

  @Test("whoever is noted as there is not asked any more whether they can’t come, nor is their school")
  func noted() async throws {
    try await Website.run { site async throws in
      let officer = try await officer(site)
      let path = try await published(officer, price: "0", places: "2")
      let head = try await site.staff()
      let link = try await bookForAda(path, head, site)
      let run = try await officer.get("/manage\(path)")
      let session = String(try #require(run.text.firstMatch(of: /\/manage\/sessions\/[0-9a-f-]{36}/)).0)
      // On the day, before it begins.
      site.clock.set(try #require(LondonTime.instant(CivilDate("2026-12-01")!, hour: 15, minute: 0)))
      let (colleague, runner, booker) = (site.browser(), site.browser(), site.browser())
      try await runner.signIn("officer@example.org")
      try await booker.signIn("head@school.example")
      #expect(try await colleague.get(link).shows("I can’t come"))
      let places = try await booker.get("/school/activities")
      let place = String(
        try #require(places.text.firstMatch(of: /\/activity-bookings\/[0-9a-f-]{36}/)).0)
      #expect(try await booker.get(place).shows("Cancel the place"))
      let register = try await runner.get("\(session)/register")
      let booking = String(try #require(place.split(separator: "/").last))
      #expect(
        try await runner.submit(register, to: "\(session)/register", ["attended": booking]).status
          == .seeOther)
      let page = try await colleague.get(link)
      #expect(page.shows("Attended") && !page.shows("I can’t come"))
      #expect(try await !booker.get(place).shows("Cancel the place"))
      for (reader, base) in [(colleague, link), (booker, place)] {
        let refused = try await reader.get("\(base)/cancel")
        #expect(refused.status == .conflict && refused.shows("is there: this can’t be cancelled"))
      }
      // Somebody else cancels the session while the register is open.
      let (open, off) = (try await runner.get("\(session)/register"), "\(session)/cancel")
      _ = try await runner.submit(try await runner.get(off), to: off, ["reason": "Snow."])
      let late = try await runner.submit(open, to: "\(session)/register", ["attended": booking])
      #expect(late.status == .conflict && late.shows("This session was cancelled"))
      #expect(late.shows("Who was there?") && late.shows("Ada Sample") && late.shows("Snow."))
    }
  }

  @Test("somebody whose school isn’t known here is told to show its head the activity, who reads who waits")
  func unknownSchool() async throws {
    try await Website.run { site async throws in
      let officer = try await officer(site)
      let path = try await published(officer, price: "45", places: "2")
      let applicant = try await site.signedIn()
      let page = try await applicant.get("\(path)/book")
      #expect(page.shows("show the head of your school this activity"))
      #expect(!page.shows("ask your school for a place") && !page.shows("at which school you work"))
      let (head, form) = (try await site.staff(), "\(path)/colleagues")
      let people = ["Ada", "Bo", "Zoe", "Cy"].map { "\($0) Sample, \($0)@people.example" }
      let booked = try await head.submit(
        try await head.get(form), to: form,
        ["people": people.joined(separator: "\r\n"), "audience_confirmed": "yes"])
      let list = try await head.get(try #require(booked.location))
      #expect(
        list.shows(
          "Booked: 2 (Ada Sample; Bo Sample). On the waiting list: 2 (Zoe Sample; Cy Sample). Everybody"))
      let subject = try await site.services.pool.value(
        "SELECT subject FROM outbox_mail WHERE lower(recipient) = 'zoe@people.example'", as: String.self)
      #expect(subject.contains("has put you on the waiting list: "), "\(subject)")
    }
  }

  @Test("who changes one after a colleague sees both versions, also after something that could not be read")
  func changedByTwo() async throws {
    try await Website.run { site async throws in
      let officer = try await officer(site)
      let edit = "/manage\(try await published(officer))/edit"
      func change(_ page: ShownPage, place: String, price: String = "") async throws -> ShownPage {
        try await officer.submit(
          page, to: edit,
          [
            "title": "Phonics <for> beginners", "kind": "subject-workshop", "is_programme": "no",
            "description": "Two hours on teaching children to read.", "audiences": "tutor", "place": place,
            "price": price, "books_from-day": "1", "books_from-month": "11", "books_from-year": "2026",
            "books_until-day": "1", "books_until-month": "12", "books_until-year": "2026", "free_days": "7",
            "sessions_required": "1",
          ])
      }
      let page = try await officer.get(edit)
      #expect(try await change(page, place: "Town Hall").status == .seeOther)
      let unread = try await change(page, place: "Library", price: "much")
      #expect(unread.status == .unprocessableContent && unread.shows("Enter the price in pounds"))
      let late = try await change(unread, place: "Library")
      #expect(late.status == .conflict && late.shows("Town Hall") && late.shows("Library"))
      #expect(try await officer.submit(late, to: edit).status == .seeOther)
      #expect(try await officer.get(edit).shows("value=\"Library\""))
    }
  }

  @Test("one with faults comes back with what was typed")
  func faults() async throws {
    try await Website.run { site async throws in
      let officer = try await officer(site)
      let action = String(
        try #require(
          try await officer.get("/manage/activities").text.firstMatch(of: /\/manage\/activities\/new\?[^"]+/)
        ).0)
      let wrong = try await officer.submit(
        try await officer.get(action), to: action, ["title": "Art", "price": "much", "place": "Hall <3>"])
      #expect(wrong.status == .unprocessableContent)
      #expect(wrong.shows("Enter the price in pounds") && wrong.shows("Hall &lt;3&gt;"))
    }
  }

  @Test("a teacher whom the school pays for asks it; the head books the place, and another one is declined")
  func asking() async throws {
    try await Website.run { site async throws in
      let officer = try await officer(site)
      let path = try await published(officer, price: "45", places: "2")
      let (_, teacher) = try await ObservationPageTests.begun(site)
      let head = try await site.staff()
      let form = "\(path)/book"
      let page = try await teacher.get(form)
      #expect(page.shows("This is for induction tutors") && page.shows("What do you say to the school?"))
      let asked = try await teacher.submit(page, to: "\(path)/ask", ["message": "I tutor <two> from May."])
      let request = String(try #require(asked.location).prefix { $0 != "?" })
      #expect(try await teacher.get("\(request)?asked=1").shows("Your school is told by mail."))
      #expect(try await teacher.get(form).shows("It has not answered yet"))
      #expect(try await teacher.get("/activity-bookings").shows("Waits for the school"))
      #expect(try await officer.get(request).status == .notFound)
      #expect(try await head.get("/school/activities").shows("Places that you are asked for"))
      let answer = try await head.get(request)
      #expect(answer.shows("I tutor &lt;two&gt; from May.") && answer.shows("Book the place"))
      let empty = try await head.submit(answer, to: "\(request)/decline")
      #expect(empty.status == .unprocessableContent && empty.shows("Nia Sample reads it"))
      let booked = try await head.submit(answer, to: "\(request)/approve")
      let told = try await head.get(try #require(booked.location))
      #expect(told.shows("Booked by the school") && told.shows("The place is booked. They are told by mail."))
      #expect(try await teacher.get("/activity-bookings").shows("Place booked"))
      let late = try await head.submit(
        answer.inAnotherTab, to: "\(request)/decline", ["reason": "No <cover>."])
      #expect(late.status == .conflict && late.shows("any more: “Booked by the school"))
      #expect(late.shows("What you had typed") && late.shows("No &lt;cover&gt;."))
      #expect(!late.shows("There is a problem") && !late.shows("action=\"\(request)/decline\""))
      #expect(!(try await head.get("/school/activities")).shows("Requests that ended"))
      let again = try await teacher.submit(page.inAnotherTab, to: "\(path)/ask", ["message": "And for me?"])
      let second = String(try #require(again.location).prefix { $0 != "?" })
      let off = "/manage\(path)/cancel"
      _ = try await officer.submit(try await officer.get(off), to: off, ["reason": "The hall is flooded."])
      let over = try await head.get("/school/activities")
      #expect(over.shows("Requests that ended") && over.shows("The hall is flooded.") && over.shows(second))
      try await site.services.pool.execute(
        """
        INSERT INTO activity_request (id, activity_id, authority_id, session_ids, school_id, account_id, state, asked_at,
          answered_at, reason)
        SELECT gen_random_uuid(), activity_id, authority_id, session_ids, school_id, account_id, state, asked_at,
          answered_at, reason
        FROM activity_request CROSS JOIN generate_series(1, 9) WHERE state = 'withdrawn'
        """)
      let many = try await head.get("/school/activities")
      #expect(many.shows("The last 10 requests that ended") && !over.shows("The last 10"))
      let ended = try await head.get(second)
      #expect(ended.shows("Tuesday 1 December 2026, 4pm to 6pm. Cancelled: The hall is flooded."))
      let vain = try await teacher.get(request)
      #expect(vain.shows("govuk-tag--grey") && vain.shows("Does not take place"))
      #expect(vain.shows("4pm to 6pm. Cancelled: The hall is flooded."))
      #expect(!vain.shows("Booked by the school"))
      let unasked = try await teacher.submit(
        page.inAnotherTab, to: "\(path)/ask", ["message": "I still <hope>."])
      #expect(unasked.status == .conflict && unasked.shows("I still &lt;hope&gt;."))
      #expect(unasked.shows("This was cancelled: The hall is flooded."))
      #expect(!unasked.shows("There is a problem"))
    }
  }
}
