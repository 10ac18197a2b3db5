import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Booking places") struct BookActivityTests {
  private func states(_ session: ActivitySessionID, _ desk: ActivityDesk) async throws -> [String] {
    try await ReadBookings(desk.services).list(of: session, by: desk.officer).map {
      "\($0.shownName) \($0.state.rawValue)\($0.position.map { " \($0)" } ?? "")"
    }
  }

  /// Books a colleague of the head's school.
  @discardableResult
  private func name(
    _ name: String, _ activity: Activity, _ desk: ActivityDesk, _ sessions: [ActivitySessionID] = []
  ) async throws -> ActivityBooking {
    let made = try await BookActivity(desk.services).colleagues(
      activity.id, sessions: sessions,
      people: [ActivityPerson(name: name, email: "\(name.lowercased())@school.example")],
      of: desk.desk.school.id, isConfirmed: true, by: desk.head)
    desk.clock.advance(seconds: 1)
    return try #require(made.first)
  }

  private func mails(_ email: String, _ desk: ActivityDesk) async throws -> [String] {
    try await desk.services.pool.query(
      "SELECT subject FROM outbox_mail WHERE recipient = \(email) ORDER BY created_at, id"
    ).map { try $0.decode("subject") }
  }

  /// What somebody is written under a subject.
  private func bodies(_ email: String, _ subject: String, _ desk: ActivityDesk) async throws -> [String] {
    try await desk.services.pool.query(
      "SELECT body FROM outbox_mail WHERE recipient = \(email) AND subject = \(subject) ORDER BY created_at, id"
    ).map { try $0.decode("body") }
  }

  @Test("200 people who book 30 places at once: exactly 30 have one, and 170 wait in the order they came")
  func concurrent() async throws {
    try await ActivityDesk.run(connections: 16) { desk async throws in
      let activity = try await desk.published(places: 30)
      let session = try #require(activity.sessions.first?.id)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 1...200 {
          group.addTask {
            _ = try await BookActivity(desk.services).colleagues(
              activity.id,
              people: [ActivityPerson(name: "Person \(number)", email: "p\(number)@school.example")],
              of: desk.desk.school.id, isConfirmed: true, by: desk.head)
          }
        }
        try await group.waitForAll()
      }
      let rows = try await desk.services.pool.query(
        "SELECT state, queue FROM activity_booking WHERE session_id = \(session) ORDER BY queue")
      let states = try rows.map { try $0.decode("state", as: ActivityBookingState.self) }
      // Whoever came first has a place: nobody waits before somebody who has one.
      #expect(states == Array(repeating: .booked, count: 30) + Array(repeating: .waiting, count: 170))
      let listed = try await ReadBookings(desk.services).list(of: session, by: desk.officer)
      #expect(listed.filter { $0.state == .booked }.count == 30)
      #expect(listed.compactMap(\.position) == Array(1...170))
      let counted = try await ReadActivities(desk.services).session(session, by: desk.officer).session
      #expect(counted.booked == 30 && counted.free == 0 && counted.waiting == 170)
      // The database itself gives out no place more, whatever a program asks for.
      await #expect(throws: (any Error).self) {
        try await desk.services.pool.execute(
          """
          UPDATE activity_booking SET state = 'booked', booked_at = now(), free_until = now()
          WHERE session_id = \(session) AND state = 'waiting'
          """)
      }
      // Cancelling at once as well: every place that becomes free goes to the next in the list, once.
      let firstWaiting = listed.filter { $0.state == .waiting }.prefix(10).map(\.id)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for booking in listed.filter({ $0.state == .booked }).prefix(10) {
          group.addTask { _ = try await CancelBooking(desk.services)(booking.id, by: desk.officer) }
        }
        try await group.waitForAll()
      }
      let now = try await ReadBookings(desk.services).list(of: session, by: desk.officer)
      #expect(now.filter { $0.state == .booked }.count == 30)
      #expect(Set(firstWaiting).isSubset(of: now.filter { $0.state == .booked }.map(\.id)))
      let paged = try await Page.every {
        try await ReadBookings(desk.services).page(of: session, limit: 17, after: $0, by: desk.officer)
      }
      #expect(paged.map(\.id) == now.map(\.id) && Set(paged.map(\.id)).count == 200)
    }
  }

  @Test("The waiting list fills in order as places become free or are added, and people are told")
  func waiting() async throws {
    try await ActivityDesk.run { desk async throws in
      let activity = try await desk.published(ActivityDesk.content(price: 4_500), places: 1)
      let session = try #require(activity.sessions.first)
      let ada = try await name("Ada", activity, desk)
      for person in ["Ben", "Cleo", "Dan"] { try await name(person, activity, desk) }
      #expect(
        try await states(session.id, desk) == [
          "Ada booked", "Ben waiting 1", "Cleo waiting 2", "Dan waiting 3",
        ])
      #expect(ada.chargePence == 4_500)
      _ = try await CancelBooking(desk.services)(ada.id, by: desk.head)
      #expect(
        try await states(session.id, desk) == [
          "Ben booked", "Cleo waiting 1", "Dan waiting 2", "Ada cancelled",
        ])
      #expect(try await mails("ben@school.example", desk).last == "A place is yours: Phonics for beginners")
      #expect(try await mails("ada@school.example", desk).last == "Cancelled: Phonics for beginners")
      _ = try await ManageSessions(desk.services).change(
        session.id, ActivityDesk.session(places: 2), expectedVersion: nil, by: desk.officer)
      #expect(
        try await states(session.id, desk) == ["Ben booked", "Cleo booked", "Dan waiting 1", "Ada cancelled"])
      #expect(
        try await outcome {
          _ = try await ManageSessions(desk.services).change(
            session.id, ActivityDesk.session(places: 1), expectedVersion: nil, by: desk.officer)
        }?.fields == ["places"])
    }
  }

  @Test("A head is told of a place from the waiting list that the school pays for, unless it is their own")
  func filledForSchool() async throws {
    try await ActivityDesk.run { desk async throws in
      let paid = try await desk.published(ActivityDesk.content(price: 4_500), places: 1)
      let head = try desk.head.requireAccount().email
      let ada = try await name("Ada", paid, desk)
      try await name("Ben", paid, desk)
      let own = try await BookActivity(desk.services).colleagues(
        paid.id, people: [ActivityPerson(name: "Hetty Head", email: head.uppercased())],
        of: desk.desk.school.id, isConfirmed: true, by: desk.head)
      #expect(own.map(\.state) == [.waiting])
      #expect(!(try await mails(head, desk).contains { $0.contains("has a place now") }))
      desk.clock.advance(seconds: 1)
      _ = try await CancelBooking(desk.services)(ada.id, by: desk.officer)
      #expect(try await mails(head, desk).last == "Ben has a place now: Phonics for beginners")
      let body = try await desk.services.pool.value(
        "SELECT body FROM outbox_mail WHERE subject = 'Ben has a place now: Phonics for beginners'",
        as: String.self)
      #expect(body.contains("Your school pays £45 for it. Cancelling is free until the end of "))
      #expect(body.contains("/activity-bookings/"))
      let session = try #require(paid.sessions.first).id
      let bookings = try await ReadBookings(desk.services).list(of: session, by: desk.officer)
      let ben = try #require(bookings.first { $0.state == .booked })
      desk.clock.advance(seconds: 1)
      _ = try await CancelBooking(desk.services)(ben.id, by: desk.officer)
      #expect(!(try await mails(head, desk).contains("Hetty Head has a place now: Phonics for beginners")))
      let free = try await desk.published(ActivityDesk.content("Free workshop"), places: 1)
      let first = try await name("Cleo", free, desk)
      try await name("Dan", free, desk)
      _ = try await CancelBooking(desk.services)(first.id, by: desk.officer)
      #expect(!(try await mails(head, desk).contains("Dan has a place now: Free workshop")))
    }
  }

  @Test(
    "A person books for themselves once; an event has one session for each, a programme as many as they like")
  func oneself() async throws {
    try await ActivityDesk.run { desk async throws in
      let ada = try await desk.newTeacher("ada@people.example", name: "Ada Sample")
      let event = try await desk.published(on: ["2026-12-01", "2026-12-02"])
      let book = BookActivity(desk.services)
      let first = try #require(event.sessions.first?.id)
      let second = try #require(event.sessions.last?.id)
      #expect(try await outcome { _ = try await book(event.id, by: ada) }?.fields == ["session_ids"])
      let made = try await book(event.id, sessions: [first], by: ada)
      #expect(try await book(event.id, sessions: [first], by: ada).map(\.id) == made.map(\.id))
      #expect(
        try await outcome { _ = try await book(event.id, sessions: [second], by: ada) }?.isConflict == true)
      let programme = try await desk.published(
        ActivityDesk.content("Induction course", isProgramme: true, required: 2),
        on: ["2026-12-01", "2026-12-08"])
      #expect(try await book(programme.id, by: ada).count == 2)
      let paid = try await desk.published(ActivityDesk.content("Paid workshop", price: 100))
      #expect(try await outcome { _ = try await book(paid.id, by: ada) }?.fields == ["school_id"])
      let read = ReadBookings(desk.services)
      let own = try await read.own(by: ada).items
      #expect(own.count == 3)
      let paged = try await Page.every { try await read.own(limit: 1, after: $0, by: ada) }
      #expect(paged.map(\.id) == own.map(\.id))
      let together = try await read.own(alongside: made[0].id, by: ada)
      #expect(together.map(\.id) == [made[0].id])
      #expect(try await outcome { _ = try await book(event.id, by: VacancyDesk.visitor) } == .signInRequired)
      let draft = try await ManageActivities(desk.services).create(
        of: desk.authority.organisation, ActivityDesk.content(), by: desk.officer)
      #expect(try await outcome { _ = try await book(draft.id, by: ada) } == .notFound("activity"))
      desk.clock.set(try #require(LondonTime.instant(day("2026-12-02"), hour: 0, minute: 0)))
      #expect(try await outcome { _ = try await book(paid.id, by: ada) }?.isConflict == true)
    }
  }

  @Test("A named colleague is told by mail and says no by its link; whoever booked is told")
  func decline() async throws {
    try await ActivityDesk.run { desk async throws in
      let activity = try await desk.published(places: 1)
      try await name("Ada", activity, desk)
      try await name("Ben", activity, desk)
      let body = try await desk.services.pool.value(
        "SELECT body FROM outbox_mail WHERE recipient = 'ada@school.example'", as: String.self)
      let start = try #require(body.firstRange(of: "/places/"))
      let token = String(body[start.upperBound...].prefix { !$0.isWhitespace })
      #expect(try await ReadBookings(desk.services).byLink(token).name == "Ada")
      #expect(
        try await outcome { _ = try await ReadBookings(desk.services).byLink(String(token.reversed())) }?
          .isGone
          == true)
      let ended = try await CancelBooking(desk.services).byLink(token, by: VacancyDesk.visitor)
      #expect(ended.state == .cancelled && ended.cancelledBy == .person)
      let head = try desk.head.requireAccount().email
      #expect(try await mails(head, desk).contains("Ada can’t come: Phonics for beginners"))
      #expect(try await mails("ben@school.example", desk).last == "A place is yours: Phonics for beginners")
    }
  }

  @Test("Others neither see nor cancel a booking")
  func secrecy() async throws {
    try await ActivityDesk.run { desk async throws in
      let activity = try await desk.published()
      let booking = try await name("Ada", activity, desk)
      try await desk.accounts.person("eve@people.example")
      let eve = try await desk.accounts.acting("eve@people.example")
      for actor in [eve, desk.lead] {
        #expect(
          try await outcome { _ = try await ReadBookings(desk.services).access(booking.id, by: actor) }
            == .notFound("booking"))
        #expect(
          try await outcome { _ = try await CancelBooking(desk.services)(booking.id, by: actor) }
            == .notFound("booking"))
      }
      #expect(
        try await outcome {
          _ = try await BookActivity(desk.services).colleagues(
            activity.id, people: [ActivityPerson(name: "Al", email: "al@x.example")],
            of: desk.desk.school.id, by: eve)
        } == .notFound("school"))
    }
  }

  @Test("Called off, everybody is told and nobody pays; a moved session is told too")
  func calledOff() async throws {
    try await ActivityDesk.run { desk async throws in
      let activity = try await desk.published(
        ActivityDesk.content(price: 4_500, isProgramme: true), on: ["2026-12-01", "2026-12-08"], places: 1)
      let (first, second) = (activity.sessions[0], activity.sessions[1])
      for person in ["Ada", "Ben"] { try await name(person, activity, desk, [first.id]) }
      try await name("Cleo", activity, desk, [second.id])
      var moved = ActivityDesk.session("2026-12-03", places: 1)
      moved.room = "Room 9"
      _ = try await ManageSessions(desk.services).change(
        first.id, moved, expectedVersion: nil, by: desk.officer)
      for person in ["ada", "ben"] {
        #expect(try await mails("\(person)@school.example", desk).last == "Changed: Phonics for beginners")
      }
      let ada = try await bodies("ada@school.example", "Changed: Phonics for beginners", desk)
      #expect(ada.allSatisfy { $0.contains("put it into your calendar") && !$0.contains("wait") })
      let ben = try await bodies("ben@school.example", "Changed: Phonics for beginners", desk)
      #expect(ben.allSatisfy { $0.contains("You still wait for a place: you are number 1 on the waiting") })
      #expect(ben.allSatisfy { !$0.contains("calendar") && $0.contains("leave the waiting list") })
      let cancelled = try await ManageSessions(desk.services).cancel(
        second.id, reason: "The speaker is ill.", by: desk.officer)
      #expect(cancelled.standing.map(\.id) == [first.id])
      #expect(
        try await mails("cleo@school.example", desk).last == "Does not take place: Phonics for beginners")
      desk.clock.advance(seconds: 1)
      let off = try await ManageActivities(desk.services).cancel(
        activity.id, reason: "The hall is flooded.", by: desk.officer)
      #expect(off.state == .cancelled)
      for person in ["ada", "ben"] {
        #expect(
          try await mails("\(person)@school.example", desk).last
            == "Does not take place: Phonics for beginners")
      }
      let charged = try await desk.services.pool.value(
        "SELECT coalesce(sum(charge_pence), 0)::bigint FROM activity_booking", as: Int.self)
      #expect(charged == 0)
      #expect(
        try await outcome { try await name("Dan", activity, desk) }?.isConflict == true)
      // The school is told once of each session, of all whom it concerns.
      let head = try desk.head.requireAccount().email
      let changed = try await bodies(head, "What your school booked has changed: Phonics for beginners", desk)
      #expect(changed.count == 1)
      let ada45 = "Ada, £45. Cancelling is free until the end of Thursday 26 November 2026"
      for words in [ada45, "\nBen, number 1 on the waiting list", "Room 9", "/school/activities?school="] {
        #expect(changed.allSatisfy { $0.contains(words) }, "\(words)")
      }
      let ended = try await bodies(
        head, "What your school booked does not take place: Phonics for beginners", desk)
      #expect(ended.count == 2)
      #expect(ended.first?.contains("ill.\n\nFrom your school this concerns:\nCleo\n\n") == true)
      #expect(ended.last?.contains("concerns:\nAda\nBen, on the waiting list\n\nYour school is not") == true)
      let recruiter = try await mails(try desk.desk.recruiter.requireAccount().email, desk)
      #expect(!recruiter.contains { $0.hasPrefix("What your school booked") })
    }
  }

  @Test("Whoever booked a place that moves reads until when cancelling is free, and so does the head")
  func movedForOneself() async throws {
    try await ActivityDesk.run { desk async throws in
      _ = try await desk.newTeacher("nia@school.example")
      let account = try await desk.accounts.acting("nia@school.example").requireAccount()
      try await GrantRole(desk.services)(
        .recruiter, to: account.id, at: desk.desk.school.id, by: .operatorAtCommandLine)
      let nia = try await desk.accounts.acting("nia@school.example")
      let activity = try await desk.published(ActivityDesk.content(price: 4_500))
      let session = try #require(activity.sessions.first?.id)
      _ = try await BookActivity(desk.services)(activity.id, by: nia)
      desk.clock.advance(seconds: 1)
      _ = try await ManageSessions(desk.services).change(
        session, ActivityDesk.session("2026-12-03"), expectedVersion: nil, by: desk.officer)
      let until = "Cancelling is free until the end of Thursday 26 November 2026"
      let own = try await bodies("nia@school.example", "Changed: Phonics for beginners", desk)
      #expect(own.count == 1)
      #expect(own.allSatisfy { $0.contains("Sample Primary School pays for the place. \(until).") })
      let subject = "What your school booked has changed: Phonics for beginners"
      let head = try await bodies(try desk.head.requireAccount().email, subject, desk)
      #expect(head.count == 1)
      #expect(head.allSatisfy { $0.contains("Nia Sample, £45. \(until)") })
      #expect(try await bodies("nia@school.example", subject, desk).isEmpty)
    }
  }

  @Test("Reminders go out a week and a day before, once each, to those who had a place by then")
  func reminders() async throws {
    try await ActivityDesk.run { desk async throws in
      func goTo(_ date: String, _ hour: Int, _ minute: Int) throws {
        desk.clock.set(try #require(LondonTime.instant(day(date), hour: hour, minute: minute)))
      }
      let activity = try await desk.published(places: 2)
      let remind = RemindOfActivities(desk.services)
      try await name("Ada", activity, desk)
      #expect(try await remind() == 0)
      try goTo("2026-11-24", 6, 59)
      #expect(try await remind() == 0)
      try goTo("2026-11-24", 7, 0)
      #expect(try await remind() == 1)
      #expect(try await remind() == 0)
      try await name("Ben", activity, desk)
      try goTo("2026-11-30", 6, 59)
      #expect(try await remind() == 0)
      try goTo("2026-11-30", 7, 0)
      async let one = remind(batch: 1)
      async let two = remind(batch: 1)
      let (left, right) = try await (one, two)
      #expect(left + right == 2)
      #expect(try await remind() == 0)
      #expect(
        try await mails("ada@school.example", desk).suffix(2)
          == ["In a week: Phonics for beginners", "Tomorrow: Phonics for beginners"])
      #expect(try await mails("ben@school.example", desk).last == "Tomorrow: Phonics for beginners")
      // The day before a Monday is no working day: Friday is.
      try await name("Cleo", try await desk.published(on: ["2026-12-07"]), desk)
      try goTo("2026-12-04", 6, 59)
      #expect(try await remind() == 0)
      try goTo("2026-12-04", 7, 0)
      #expect(try await remind() == 1)
      try goTo("2026-12-07", 7, 0)
      #expect(try await remind() == 0)
      #expect(
        try await mails("cleo@school.example", desk).last
          == "On Monday 7 December 2026: Phonics for beginners")
    }
  }

  @Test(
    "Cancelling is free to the end of the last free day in London, for a day after a place from the waiting list",
    arguments: [
      // The session begins on 1 December at 16:00; seven days before is 24 November.
      ("2026-11-24", 23, 59, false, 0), ("2026-11-25", 0, 0, false, 4_500), ("2026-11-25", 0, 0, true, 0),
      ("2026-11-01", 0, 0, false, 0),
    ])
  func charge(date: String, hour: Int, minute: Int, fromList: Bool, pence: Int) throws {
    let starts = try #require(LondonTime.instant(day("2026-12-01"), hour: 16, minute: 0))
    let now = try #require(LondonTime.instant(day(date), hour: hour, minute: minute))
    let until = BookingRules.freeUntil(
      startsAt: starts, freeDays: 7,
      at: fromList ? now.addingTimeInterval(-3_600) : now.addingTimeInterval(-86_400),
      fromWaitingList: fromList)
    #expect(BookingRules.charge(4_500, freeUntil: until, at: now, by: .person) == pence)
    #expect(BookingRules.charge(4_500, freeUntil: until, at: now, by: .organiser) == 0)
  }

  @Test("The last free day is named, and a time where it does not end with a day")
  func lastFreeDay() throws {
    let midnight = try #require(LondonTime.instant(day("2026-11-25"), hour: 0, minute: 0))
    #expect(BookingRules.words(freeUntil: midnight) == "the end of Tuesday 24 November 2026")
    let noon = try #require(LondonTime.instant(day("2026-11-25"), hour: 12, minute: 0))
    #expect(BookingRules.words(freeUntil: noon) == LondonTime.dateAndTime(noon))
  }

  @Test("Whoever closes their account gives places to come back, and nothing says whose the others were")
  func closing() async throws {
    try await ActivityDesk.run { desk async throws in
      let ada = try await desk.newTeacher("ada@people.example", name: "Ada Zzyzx")
      let activity = try await desk.published(places: 1)
      let session = try #require(activity.sessions.first?.id)
      _ = try await BookActivity(desk.services)(activity.id, by: ada)
      try await name("Ben", activity, desk)
      #expect("\(try await DownloadOwnData(desk.services)(by: ada))".contains("Phonics for beginners"))
      _ = try await CloseOwnAccount(desk.services)(password: AccountsFixture.password, by: ada)
      #expect(try await states(session, desk) == ["Ben booked", "Erased cancelled"])
      desk.clock.advance(days: 29 + 366)
      _ = try await RunRetention(desk.services)()
      #expect(try await states(session, desk) == ["Erased booked", "Erased cancelled"])
    }
  }
}
