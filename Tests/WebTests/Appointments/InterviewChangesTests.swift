import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("A day of interviews that changes, as pages") struct InterviewChangesTests {
  /// A day with two times, to which the applicant is invited, and its address.
  private static func arranged(
    _ website: Website
  ) async throws -> (id: String, day: String, applicant: Browser, head: Browser) {
    let (id, applicant, head) = try await HiringTests.shortlisted(website)
    let services = website.services
    let account = try await services.pool.value(
      "SELECT id FROM account WHERE email = 'head@school.example'", as: AccountID.self)
    let day = try await ArrangeInterviews(services)(
      try await services.pool.value("SELECT vacancy_id FROM application", as: VacancyID.self),
      InterviewDayDraft(
        heldOn: TestSupport.day("2026-11-16"), place: "The school", chooseBy: TestSupport.day("2026-11-13"),
        tasks: "Bring your passport.", panel: [account], times: ["09:00", "09:45"], minutes: 40,
        rooms: ["Library"]),
      by: .operatorAtCommandLine)
    let invite = "/received/\(id)/invite"
    _ = try await head.submit(try await head.get(invite), to: invite, ["day": day.id.description])
    return (id, "/school/vacancies/\(day.vacancy)/interviews/\(day.id)", applicant, head)
  }

  private static func slots(_ website: Website) async throws -> [String] {
    try await website.services.pool.query("SELECT id::text FROM interview_slot ORDER BY starts_at").map {
      try $0.decode("id")
    }
  }

  @Test("Tasks are set and read by the candidate; times are added and taken away, rooms change")
  func changes() async throws {
    try await Website.run { website async throws in
      let (id, day, applicant, head) = try await Self.arranged(website)
      let list = String(try #require(day.split(separator: "/interviews/").first)) + "/interviews"
      let tasks = "\(day)/tasks"
      let arranged = try await head.get(list)
      #expect(arranged.shows(tasks) && arranged.shows("Bring your passport."))
      #expect(try await applicant.get(tasks).status == .notFound)
      let form = try await head.get(tasks)
      let half = try await head.submit(form, to: tasks, ["title-1": "A lesson", "minutes_apart-1": "x"])
      #expect(half.status == .unprocessableContent && half.shows("href=\"#timing-1\""))
      #expect(half.shows("Choose when task 2 is."))
      let timed = try await head.submit(
        form, to: tasks, ["title-0": "A tour", "timing-0": "after", "starts_at-0": "10:15"])
      #expect(timed.status == .unprocessableContent && timed.shows("href=\"#starts_at-0\""))
      #expect(timed.shows("Clear when task 1 begins") && timed.shows("value=\"10:15\""))
      let set = try await head.submit(
        form, to: tasks,
        [
          "title-0": "A lesson & a talk", "timing-0": "before", "minutes_apart-0": "30", "minutes-0": "20",
          "observers-0": "The head", "note-0": "Bring a book.",
        ])
      #expect(set.location == "\(list)?done=tasks")
      #expect(try await head.get(list).shows("30 minutes before their interview, for 20 minutes"))
      let own = "/applications/\(id)/interview"
      let read = try await applicant.get(own)
      #expect(read.shows("A lesson &amp; a talk") && read.shows("30 minutes before your interview"))
      let late = try await head.submit(
        form.inAnotherTab, to: tasks, ["title-0": "A tour", "timing-0": "after"])
      #expect(late.status == .conflict && late.shows("A tour") && late.shows("A lesson &amp; a talk"))
      let pool = website.services.pool
      #expect(try await !head.get(list).shows("has closed their account"))
      try await pool.execute("UPDATE account SET closed_at = now() WHERE email = 'ada@example.org'")
      #expect(try await head.get(list).shows("has closed their account"))
      let vacancy = String(list.dropLast("/interviews".count))
      #expect(try await head.get(vacancy).shows("has closed their account"))
      try await pool.execute("UPDATE account SET closed_at = NULL WHERE email = 'ada@example.org'")
      let slots = try await Self.slots(website)
      _ = try await applicant.submit(read, to: own, ["slot": slots[0]])
      #expect(try await applicant.get(own).shows("8:30am to 8:50am"))
      #expect(
        try await applicant.get("\(own).ics").text.replacing("\r\n ", with: "").contains(
          "UID:interview-task-"))
      let times = "\(day)/slots"
      #expect(try await applicant.get(times).status == .notFound)
      let page = try await head.get(times)
      #expect(page.shows("Room, 9am to 9:40am, Ada Sample") && page.shows("value=\"\(slots[1])\""))
      let held = try await head.submit(page, to: times, ["remove": slots[0]])
      #expect(held.status == .unprocessableContent && held.shows("Ada Sample has the time"))
      let changed = try await head.submit(
        page, to: times,
        ["room-\(slots[0])": "Hall", "remove": slots[1], "times": "13:00, 13:45", "minutes": "40"])
      #expect(changed.location == "\(list)?done=slots")
      let after = try await head.get(list)
      #expect(after.shows("Hall") && after.shows("1:45pm to 2:25pm") && !after.shows("9:45am to 10:25am"))
      let stale = try await head.submit(
        page.inAnotherTab, to: times, ["room-\(slots[0])": "Studio", "times": "15:00"])
      #expect(stale.status == .conflict && stale.shows("Studio") && stale.shows("Hall"))
    }
  }

  @Test("A candidate asks for another time, which the school reads, and is invited again or comes after all")
  func answers() async throws {
    try await Website.run { website async throws in
      let (id, day, applicant, head) = try await Self.arranged(website)
      let list = String(try #require(day.split(separator: "/interviews/").first)) + "/interviews"
      let (application, own) = ("/applications/\(id)", "/applications/\(id)/interview")
      let answer = "\(own)/answer"
      #expect(try await applicant.get(application).shows(answer))
      let times = try await applicant.get(own)
      #expect(times.shows(answer) && times.shows("Choose your time"))
      let slots = try await Self.slots(website)
      _ = try await applicant.submit(times, to: own, ["slot": slots[0]])
      #expect(try await head.get(answer).status == .notFound)
      let form = try await applicant.get(answer)
      #expect(form.shows("\(application)/withdraw"))
      let silent = try await applicant.submit(form, to: answer)
      #expect(silent.status == .unprocessableContent)
      #expect(silent.shows("Say whether you would like another time"))
      let mute = try await applicant.submit(form, to: answer, ["answer": "another_time"])
      #expect(mute.status == .unprocessableContent && mute.shows("href=\"#suits\""))
      let sent = try await applicant.submit(
        form, to: answer,
        ["answer": "another_time", "suits": "Any & every afternoon.", "reason": "I teach that morning."])
      #expect(sent.location == "\(answer)?done=answer")
      #expect(try await applicant.open(answer).shows("You asked for another time on 2 November 2026"))
      #expect(try await applicant.get(application).shows("You asked for another time on"))
      // A page that was opened before does not choose past the answer; the page as it is now can.
      let blind = try await applicant.submit(times.inAnotherTab, to: own, ["slot": slots[1]])
      #expect(blind.status == .unprocessableContent && blind.shows("If you can come after all"))
      #expect(blind.shows("Take a time all the same"))
      let overview = try await head.get(list)
      #expect(overview.shows("Asked on 2 November 2026") && overview.shows("I teach that morning."))
      #expect(overview.shows("Times that suit: Any &amp; every afternoon."))
      let page = try await head.get("/received/\(id)")
      #expect(page.task("Interview")?.contains("Asked for another time") == true)
      #expect(page.shows("Any &amp; every afternoon.") && page.shows("I teach that morning."))
      let received = try await head.get("/received/\(id)/interview")
      #expect(received.shows("Any &amp; every afternoon.") && received.shows("I teach that morning."))
      #expect(received.shows("Invite again"))
      let invite = "/received/\(id)/invite"
      let inviting = try await head.get(invite)
      #expect(inviting.shows("Applications still come in until 2 December 2026 at 5pm"))
      let again = try await head.submit(inviting, to: invite, ["message": "Come on Tuesday at 2pm."])
      #expect(again.status == .seeOther)
      #expect(try await head.get(list).shows("Invited without a day"))
      #expect(try await !applicant.get(application).shows("You asked for another time on"))
      // In words only there is no time to give back, and the interview is declined all the same.
      _ = try await applicant.submit(try await applicant.get(answer), to: answer, ["answer": "declined"])
      let declined = try await applicant.get(application)
      #expect(declined.shows("that you do not want to be interviewed"))
      #expect(declined.shows("See or change your answer"))
      let shown = try await head.get(list)
      #expect(shown.shows("Said on 2 November 2026") && shown.shows("Invite again"))
      #expect(shown.shows("that they do not want to be interviewed."))
      // The day is called off after an answer, which the school still reads.
      let dayID = String(try #require(day.split(separator: "/").last))
      _ = try await head.submit(try await head.get(invite), to: invite, ["day": dayID])
      let open = try await applicant.get(answer)
      _ = try await applicant.submit(open, to: answer, ["answer": "declined"])
      let off = try await head.submit(
        try await head.get(day), to: "\(day)/call-off", ["reason": "The school is closed."])
      #expect(off.status == .seeOther)
      let bulk = list.replacing("/interviews", with: "/selection/invite?application=\(id)")
      for address in ["/received/\(id)", invite, bulk] {
        let page = try await head.get(address)
        #expect(page.shows("that they do not want to be interviewed."), "\(address)")
        #expect(page.shows("This is about the day of interviews that was called off."), "\(address)")
      }
      #expect(try await head.get("/received/\(id)").task("Invite again to interview") != nil)
      let selection = try await head.get(list.replacing("/interviews", with: "/selection"))
      #expect(selection.shows("Does not want to be interviewed, said of the day that was called off"))
      // What is answered after it can't be sent, and is not lost.
      let after = try await applicant.submit(
        open.inAnotherTab, to: answer, ["answer": "another_time", "reason": "I teach <then>."])
      #expect(after.status == .conflict && after.shows("What you had typed"))
      #expect(after.shows("I would like another time") && after.shows("I teach &lt;then&gt;."))
      #expect(after.text.components(separatedBy: "The day of interviews was called off, so").count == 2)
      #expect(!after.shows("href=\"#answer\""))
      // The candidate reads it on every page that the invitation leads to; a page from before chooses nothing.
      #expect(try await head.get(own).status == .notFound)
      let late = try await applicant.submit(times.inAnotherTab, to: own, ["slot": slots[1]])
      var pages = [("a late choice", late)]
      for address in [application, own, answer] { pages.append((address, try await applicant.get(address))) }
      for (address, page) in pages {
        #expect(page.status == .ok, "\(address)")
        #expect(
          page.shows("The school has called off its interviews on Monday 16 November 2026."), "\(address)")
        #expect(page.shows("The school is closed."), "\(address)")
        #expect(page.shows("that you do not want to be interviewed"), "\(address)")
        #expect(!page.shows("As the school has written to you"), "\(address)")
      }
    }
  }
}
