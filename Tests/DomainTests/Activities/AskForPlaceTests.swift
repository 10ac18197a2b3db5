import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Whom an activity is for, and places that people ask their school for") struct AskForPlaceTests {
  private static func teacher(_ desk: ActivityDesk) async throws -> Actor {
    _ = try await BegunInduction.make(at: desk.desk.school, desk.services)
    try await desk.accounts.person(BegunInduction.email, name: "Nia Sample")
    return try await desk.accounts.acting(BegunInduction.email)
  }

  @Test("Only those whom an activity is for book for themselves; of others their school says that they are")
  func audience() async throws {
    try await ActivityDesk.run { desk async throws in
      let activity = try await desk.published()
      let book = BookActivity(desk.services)
      try await desk.accounts.person("ada@people.example", name: "Ada Sample")
      let ada = try await desk.accounts.acting("ada@people.example")
      let tutor = try await desk.accounts.acting(
        .inductionTutor, at: desk.desk.school.id, email: "tutor@other.example")
      for (actor, words) in [
        (ada, "You are not known here as one"), (tutor, "known here as an induction tutor."),
        (desk.head, "known here as a head."),
      ] {
        guard case .conflict(let sentence) = try await outcome({ _ = try await book(activity.id, by: actor) })
        else {
          Issue.record("It was booked.")
          continue
        }
        #expect(sentence.hasPrefix("This is for newly qualified teachers and mentors."))
        #expect(sentence.contains(words))
        #expect(try await book.way(to: activity, by: actor) == .ask(sentence))
      }
      let teacher = try await Self.teacher(desk)
      #expect(try await book.way(to: activity, by: teacher) == .book)
      #expect(try await book(activity.id, by: teacher).map(\.state) == [.booked])
      try await desk.accounts.person("mentor@school.example", name: "Mo Mentor")
      let mentor = try await desk.accounts.acting("mentor@school.example")
      #expect(try await book(activity.id, by: mentor).count == 1)
      let pooled = try await desk.newTeacher("pool@people.example")
      #expect(try await book(activity.id, by: pooled).count == 1)
      let people = [
        ActivityPerson(name: "Ada Sample", email: "ada@people.example"),
        ActivityPerson(name: "Tom Tutor", email: "tutor@school.example"),
      ]
      func colleagues(_ isConfirmed: Bool) async throws {
        _ = try await book.colleagues(
          activity.id, people: people, of: desk.desk.school.id, isConfirmed: isConfirmed, by: desk.head)
      }
      let refused = try await outcome { try await colleagues(false) }
      #expect(refused?.fields == ["audience_confirmed"])
      try await colleagues(true)
    }
  }

  @Test("Who has just completed has no school here that they could ask: one thing is said, and not another")
  func completed() async throws {
    try await ActivityDesk.run { desk async throws in
      let activity = try await desk.published()
      let (book, ask) = (BookActivity(desk.services), AskForPlace(desk.services))
      let teacher = try await Self.teacher(desk)
      #expect(try await book.way(to: activity, by: teacher) == .book)
      for state in ["recommended", "satisfactory"] {
        try await desk.services.pool.execute("UPDATE induction SET state = \(state)")
      }
      guard case .ask(let sentence) = try await book.way(to: activity, by: teacher) else {
        Issue.record("It can be booked.")
        return
      }
      #expect(sentence.contains("If you are, show the head of your school this activity"))
      #expect(!sentence.contains("ask your school"))
      #expect(try await ask.schools(for: activity, by: teacher).isEmpty)
    }
  }

  @Test("A teacher asks for a paid place; the head books it at the school’s expense, once")
  func approved() async throws {
    try await ActivityDesk.run { desk async throws in
      let teacher = try await Self.teacher(desk)
      let activity = try await desk.published(ActivityDesk.content(price: 4_500), places: 1)
      let (ask, book) = (AskForPlace(desk.services), BookActivity(desk.services))
      #expect(try await outcome { _ = try await book(activity.id, by: teacher) }?.fields == ["school_id"])
      #expect(try await book.way(to: activity, by: teacher) != .book)
      #expect(try await ask.schools(for: activity, by: teacher).map(\.name) == ["Sample Primary School"])
      let asked = try await ask(activity.id, message: "I teach phonics.", by: teacher)
      #expect(asked.state == .asked && asked.schoolName == "Sample Primary School")
      #expect(try await ask(activity.id, by: teacher).id == asked.id)
      let head = try desk.head.requireAccount().email
      #expect(
        try await desk.accounts.subjects(to: head).filter { $0.hasPrefix("Nia Sample asks for a place") }
          .count
          == 1)
      #expect(
        try await ask.list(ofSchool: desk.desk.school.id, isWaiting: true, by: desk.head).items.map(\.id)
          == [asked.id])
      for actor in [desk.desk.stranger, desk.lead, desk.officer] {
        #expect(try await outcome { _ = try await ask.find(asked.id, by: actor) } == .notFound("request"))
        #expect(try await outcome { _ = try await ask.approve(asked.id, by: actor) } == .notFound("request"))
      }
      #expect(try await outcome { _ = try await ask.approve(asked.id, by: teacher) } == .notFound("request"))
      let done = try await ask.approve(asked.id, expectedVersion: asked.version, by: desk.head)
      #expect(done.request.state == .approved)
      #expect(done.bookings.map(\.state) == [.booked] && done.bookings[0].chargePence == 4_500)
      #expect(done.bookings[0].schoolName == "Sample Primary School")
      #expect(
        try await ReadBookings(desk.services).own(by: teacher).items.map(\.id) == done.bookings.map(\.id))
      #expect(try await outcome { _ = try await ask.approve(asked.id, by: desk.head) }?.isConflict == true)
      #expect(
        try await desk.accounts.subjects(to: BegunInduction.email).contains {
          $0.hasPrefix("Sample Primary School has booked for you")
        })
    }
  }

  @Test("Who only waits for a place that the school booked reads that; who asked first stands first")
  func waitingList() async throws {
    try await ActivityDesk.run { desk async throws in
      let teacher = try await Self.teacher(desk)
      let rita = try await desk.accounts.acting(
        .recruiter, at: desk.desk.school.id, email: "rita@school.example")
      let activity = try await desk.published(ActivityDesk.content(price: 4_500), places: 1)
      let ask = AskForPlace(desk.services)
      let first = try await ask(activity.id, by: teacher)
      desk.clock.advance(seconds: 1)
      let second = try await ask(activity.id, by: rita)
      let page = try await ask.list(
        ofSchool: desk.desk.school.id, isWaiting: true, limit: 1, by: desk.head)
      #expect(page.items.map(\.id) == [first.id] && page.next != nil)
      let rest = try await ask.list(
        ofSchool: desk.desk.school.id, isWaiting: true, limit: 1, after: page.next, by: desk.head)
      #expect(rest.items.map(\.id) == [second.id])
      #expect(
        try await ask.list(ofSchool: desk.desk.school.id, by: desk.head).items.map(\.id)
          == [second.id, first.id])
      let booked = try await ask.approve(second.id, by: desk.head).request
      #expect(booked.stateTitle(at: desk.clock.now) == "Booked by the school")
      let waits = try await ask.approve(first.id, by: desk.head).request
      let words = "Booked by the school: number 1 on the waiting list"
      #expect(waits.waiting(at: desk.clock.now) == [1] && waits.stateTitle(at: desk.clock.now) == words)
      #expect(try await ask.own(by: teacher).items.map { $0.stateTitle(at: desk.clock.now) } == [words])
      let other = try await desk.published(ActivityDesk.content("Another workshop", price: 100))
      let last = try await ask(other.id, by: teacher)
      let own = try await Page.every { try await ask.own(limit: 1, after: $0, by: teacher) }
      #expect(own.map(\.id) == [last.id, first.id])
      let session = try #require(activity.sessions.first)
      #expect(waits.stateTitle(at: session.startsAt) == "Booked by the school")
    }
  }

  @Test("A school says no with a reason; a request is taken back, and forgotten with its time")
  func declined() async throws {
    try await ActivityDesk.run { desk async throws in
      let teacher = try await Self.teacher(desk)
      let activity = try await desk.published(ActivityDesk.content(price: 4_500))
      let ask = AskForPlace(desk.services)
      let first = try await ask(activity.id, by: teacher)
      #expect(
        try await outcome { _ = try await ask.decline(first.id, reason: " ", by: desk.head) }?.fields
          == ["reason"])
      let declined = try await ask.decline(first.id, reason: "No cover on that day.", by: desk.head)
      #expect(declined.state == .declined && declined.reason == "No cover on that day.")
      #expect(
        try await desk.accounts.subjects(to: BegunInduction.email).contains {
          $0.hasPrefix("No place from your school")
        })
      desk.clock.advance(seconds: 1)
      let second = try await ask(activity.id, message: "And now?", by: teacher)
      #expect(second.id != first.id)
      #expect(try await ask.withdraw(second.id, by: teacher).state == .withdrawn)
      #expect(
        try await outcome { _ = try await ask.decline(second.id, reason: "No.", by: desk.head) }?
          .isConflict == true)
      #expect("\(try await DownloadOwnData(desk.services)(by: teacher))".contains("No cover on that day."))
      try await desk.accounts.person("eve@people.example")
      let eve = try await desk.accounts.acting("eve@people.example")
      #expect(try await outcome { _ = try await ask(activity.id, by: eve) }?.fields == ["school_id"])
      #expect(try await outcome { _ = try await ask.withdraw(first.id, by: eve) } == .notFound("request"))
      // Three months after the last session.
      desk.clock.set(try #require(LondonTime.instant(day("2027-03-01"), hour: 12, minute: 0)))
      try await ForgetExpired(desk.services)()
      #expect(try await desk.accounts.count("activity_request") == 2)
      desk.clock.advance(days: 5)
      try await ForgetExpired(desk.services)()
      #expect(try await desk.accounts.count("activity_request") == 0)
    }
  }

  @Test("What is cancelled ends the requests for it: whoever asked is told once, no school is asked any more")
  func calledOff() async throws {
    try await ActivityDesk.run { desk async throws in
      let (teacher, ask) = (try await Self.teacher(desk), AskForPlace(desk.services))
      let rita = try await desk.accounts.acting(
        .recruiter, at: desk.desk.school.id, email: "rita@school.example")
      let programme = try await desk.published(
        ActivityDesk.content("A programme", isProgramme: true), on: ["2026-12-01", "2026-12-08"])
      let event = try await desk.published(ActivityDesk.content(price: 4_500))
      let dates = programme.sessions.map(\.id)
      let one = try await ask(programme.id, sessions: [dates[0]], by: rita)
      let all = try await ask(programme.id, by: teacher)
      let tom = try await desk.accounts.acting(
        .recruiter, at: desk.desk.school.id, email: "tom@school.example")
      let both = try await ask(programme.id, sessions: dates, by: tom)
      let asked = try await ask(event.id, message: "I teach phonics.", by: teacher)
      func waiting() async throws -> Set<PlaceRequestID> {
        Set(
          try await ask.list(ofSchool: desk.desk.school.id, isWaiting: true, by: desk.head).items.map(\.id))
      }
      func told(_ email: String) async throws -> [String] {
        try await desk.accounts.subjects(to: email).filter { $0.hasPrefix("Does not take place: ") }
      }
      _ = try await ManageActivities(desk.services).cancel(
        event.id, reason: "The hall is flooded.", by: desk.officer)
      let ended = try await ask.find(asked.id, by: teacher)
      #expect(ended.isCalledOff && ended.reason == "The hall is flooded." && ended.answeredAt != nil)
      #expect(ended.stateTitle(at: desk.clock.now) == "Does not take place")
      #expect(try await waiting() == [one.id, all.id, both.id])
      #expect(try await told(BegunInduction.email) == ["Does not take place: Phonics for beginners"])
      #expect(try await outcome { _ = try await ask.approve(asked.id, by: desk.head) }?.isConflict == true)
      let body = try await desk.services.pool.value(
        "SELECT body FROM outbox_mail WHERE subject = 'Does not take place: Phonics for beginners'",
        as: String.self)
      #expect(body.contains("you asked Sample Primary School") && body.contains("Why: The hall is flooded."))
      // Of a programme only once nothing that was asked for is to come.
      let sessions = ManageSessions(desk.services)
      _ = try await sessions.cancel(dates[0], reason: "Snow.", by: desk.officer)
      #expect(try await waiting() == [all.id, both.id])
      let part = try await ask.find(both.id, by: desk.head)
      #expect(part.asked.map(\.isCancelled) == [true, false] && part.times == part.asked.map(\.when))
      #expect(part.asked.map(\.words) == ["\(part.times[0]). Cancelled: Snow.", part.times[1]])
      // Who asked for all reads what was cancelled of it too, while the request is open.
      let open = try await ask.find(all.id, by: teacher)
      #expect(open.asked.map(\.words) == ["\(part.times[0]). Cancelled: Snow."] && !open.isOff)
      // What is left of it can still be booked.
      let done = try await ask.approve(both.id, by: desk.head)
      #expect(done.bookings.map(\.session.id) == [dates[1]])
      #expect(done.request.asked.map(\.isCancelled) == [true, false])
      #expect(done.request.stateTitle(at: desk.clock.now) == "Booked by the school")
      #expect(try await told("rita@school.example") == ["Does not take place: A programme"])
      desk.clock.advance(seconds: 1)
      _ = try await sessions.cancel(dates[1], reason: "Ice.", by: desk.officer)
      #expect(try await waiting().isEmpty)
      // Each date has its own reason, in the mails to the teacher and to the head, and in the head's list.
      let heads = "Nia Sample’s request has ended: A programme"
      let head = try desk.head.requireAccount().email
      #expect(try await desk.accounts.subjects(to: head).contains(heads))
      for (subject, email) in [("Does not take place: A programme", BegunInduction.email), (heads, head)] {
        let body = try await desk.services.pool.value(
          "SELECT body FROM outbox_mail WHERE subject = \(subject) AND lower(recipient) = \(email.lowercased())",
          as: String.self)
        for (date, reason) in zip(part.times, ["Snow.", "Ice."]) {
          #expect(body.contains("\(date). Cancelled: \(reason)"), "\(body)")
        }
      }
      let list = try await ask.ended(ofSchool: desk.desk.school.id, by: desk.head)
      #expect(list.first?.id == all.id && list.first?.why == "Snow. Ice.")
      #expect(Set(list.map(\.id)) == [asked.id, one.id, all.id])
      #expect(
        try await outcome { _ = try await ask.ended(ofSchool: desk.desk.school.id, by: desk.lead) }
          == .notFound("school"))
      #expect(try await ask.find(all.id, by: teacher).reason == "Ice.")
      // What the school had booked does not take place either.
      let vain = try await ask.find(both.id, by: desk.head)
      #expect(vain.state == .approved && vain.isOff && vain.why == "Snow. Ice.")
      #expect(vain.stateTitle(at: desk.clock.now) == "Does not take place")
      #expect(try await told(BegunInduction.email).count == 2)
    }
  }

  @Test("Whoever closes their account leaves no request behind")
  func closed() async throws {
    try await ActivityDesk.run { desk async throws in
      let tutor = try await desk.accounts.acting(
        .recruiter, at: desk.desk.school.id, email: "rita@school.example")
      let activity = try await desk.published()
      _ = try await AskForPlace(desk.services)(activity.id, message: "I mentor from May.", by: tutor)
      #expect(try await desk.accounts.count("activity_request") == 1)
      try await RevokeRole(desk.services)(
        .recruiter, of: try tutor.requireAccount().id, at: desk.desk.school.id, by: .operatorAtCommandLine)
      let alone = try await desk.accounts.acting("rita@school.example")
      _ = try await CloseOwnAccount(desk.services)(password: AccountsFixture.password, by: alone)
      #expect(try await desk.accounts.count("activity_request") == 0)
    }
  }

  @Test("Once a session has taken place, whoever waited reads that no place became free")
  func waited() async throws {
    try await ActivityDesk.run { desk async throws in
      let activity = try await desk.published(places: 1)
      let made = try await BookActivity(desk.services).colleagues(
        activity.id,
        people: ["Ada", "Ben"].map { ActivityPerson(name: $0, email: "\($0.lowercased())@school.example") },
        of: desk.desk.school.id, isConfirmed: true, by: desk.head)
      let session = try #require(activity.sessions.first)
      #expect(made.map { $0.stateTitle(at: desk.clock.now) } == ["Place booked", "Waiting, number 1"])
      #expect(made[1].position(at: session.startsAt.addingTimeInterval(-1)) == 1)
      #expect(made[1].position(at: session.startsAt) == nil)
      #expect(made[1].stateTitle(at: session.startsAt) == "No place became free")
      #expect(made[0].stateTitle(at: session.endsAt.addingTimeInterval(-1)) == "Place booked")
      #expect(made[0].stateTitle(at: session.endsAt) == "Had a place, not marked as attended")
    }
  }

  @Test("There is no certificate before the session is over")
  func certificate() async throws {
    try await ActivityDesk.run { desk async throws in
      let activity = try await desk.published()
      let session = try #require(activity.sessions.first)
      let booking = try #require(
        try await BookActivity(desk.services).colleagues(
          activity.id, people: [ActivityPerson(name: "Ada", email: "ada@school.example")],
          of: desk.desk.school.id, isConfirmed: true, by: desk.head
        ).first)
      desk.clock.set(session.startsAt)
      _ = try await KeepRegister(desk.services)(session.id, attended: [booking.id], by: desk.officer)
      let read = ReadCertificate(desk.services)
      desk.clock.set(session.endsAt.addingTimeInterval(-1))
      guard
        case .conflict(let sentence) = try await outcome({
          _ = try await read(.own(booking.id), by: desk.head)
        })
      else {
        Issue.record("There was a certificate.")
        return
      }
      #expect(sentence.contains("once the session is over, on Tuesday 1 December 2026 at 5:30pm"))
      desk.clock.set(session.endsAt)
      #expect(try await read(.own(booking.id), by: desk.head).name == "Ada")
    }
  }
}
