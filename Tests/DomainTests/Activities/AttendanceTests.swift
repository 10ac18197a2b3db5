import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Attending activities") struct AttendanceTests {
  /// A priced programme of two sessions, of which the certificate needs both, with three colleagues in each.
  private static func programme(
    _ desk: ActivityDesk
  ) async throws -> (activity: Activity, bookings: [ActivityBooking]) {
    let activity = try await desk.published(
      ActivityDesk.content("Induction course", price: 4_500, isProgramme: true, required: 2),
      on: ["2026-12-01", "2027-01-12"])
    let made = try await BookActivity(desk.services).colleagues(
      activity.id,
      people: ["Ada", "Ben", "Cleo"].map {
        ActivityPerson(name: $0, email: "\($0.lowercased())@school.example")
      },
      of: desk.desk.school.id, isConfirmed: true, by: desk.head)
    return (activity, made)
  }

  private static func token(_ email: String, _ desk: ActivityDesk) async throws -> String {
    let body = try await desk.services.pool.value(
      "SELECT body FROM outbox_mail WHERE recipient = \(email) ORDER BY created_at DESC, id LIMIT 1",
      as: String.self)
    let start = try #require(body.firstRange(of: "/places/"))
    return String(body[start.upperBound...].prefix { !$0.isWhitespace })
  }

  private static func at(_ date: String, _ hour: Int, _ desk: ActivityDesk, minute: Int = 0) throws {
    desk.clock.set(try #require(LondonTime.instant(day(date), hour: hour, minute: minute)))
  }

  @Test("The register opens on the day, and says who was there and who wasn't")
  func register() async throws {
    try await ActivityDesk.run { desk async throws in
      let (activity, bookings) = try await Self.programme(desk)
      let session = activity.sessions[0]
      let here = bookings.filter { $0.session.id == session.id }
      let keep = KeepRegister(desk.services)
      #expect(
        try await outcome { _ = try await keep(session.id, attended: [], by: desk.officer) }?.isConflict
          == true)
      try Self.at("2026-12-01", 0, desk)
      let kept = try await keep(session.id, attended: [here[0].id, here[1].id], by: desk.officer)
      #expect(kept.bookings.map { $0.attendedAt != nil } == [true, true, false])
      let changed = try await keep(session.id, attended: [here[1].id], by: desk.officer)
      #expect(changed.bookings.map { $0.attendedAt != nil } == [false, true, false])
      let elsewhere = try #require(bookings.first { $0.session.id != session.id })
      #expect(
        try await outcome { _ = try await keep(session.id, attended: [elsewhere.id], by: desk.officer) }?
          .fields
          == ["attended"])
      #expect(
        try await outcome { _ = try await keep.read(session.id, by: desk.head) } == .notFound("session"))
    }
  }

  @Test("A register that was read before somebody entered the code doesn't undo it; one that showed it may")
  func registerAndCode() async throws {
    try await ActivityDesk.run { desk async throws in
      let (activity, bookings) = try await Self.programme(desk)
      let session = activity.sessions[0]
      let here = bookings.filter { $0.session.id == session.id }
      let keep = KeepRegister(desk.services)
      func there(_ register: ActivityRegister) -> [Bool] { register.bookings.map { $0.attendedAt != nil } }
      try Self.at("2026-12-01", 15, desk)
      _ = try await keep(session.id, attended: [here[1].id], by: desk.officer)
      let taken = try await outcome {
        _ = try await CancelBooking(desk.services)(here[1].id, by: desk.officer)
      }
      #expect(taken?.isConflict == true)
      let readAt = desk.clock.now
      let before = ShownRegister(attended: [here[1].id], readAt: readAt)
      desk.clock.advance(seconds: 60)
      let code = try await keep.read(session.id, by: desk.officer).code
      let body = try await desk.services.pool.value(
        "SELECT body FROM outbox_mail WHERE recipient = 'ada@school.example' AND body LIKE '%1 December%'",
        as: String.self)
      let start = try #require(body.firstRange(of: "/places/"))
      let key = BookingKey.link(String(body[start.upperBound...].prefix { !$0.isWhitespace }))
      _ = try await AttendByCode(desk.services)(key, code: code, by: VacancyDesk.visitor)
      let kept = try await keep(session.id, attended: [here[2].id], shown: before, by: desk.officer)
      #expect(there(kept) == [true, false, true])
      // Even one that named her, by an earlier tick, was read before she said so herself.
      let named = ShownRegister(attended: [here[0].id], readAt: readAt)
      #expect(
        there(try await keep(session.id, attended: [here[2].id], shown: named, by: desk.officer))
          == [true, false, true])
      #expect(there(try await keep(session.id, attended: [], by: desk.officer)) == [true, false, false])
      let after = ShownRegister(attended: [here[0].id], readAt: desk.clock.now)
      #expect(
        there(try await keep(session.id, attended: [], shown: after, by: desk.officer))
          == [false, false, false])
    }
  }

  @Test("The code works on the day of the session in London only, and with few tries")
  func code() async throws {
    try await ActivityDesk.run { desk async throws in
      let (activity, _) = try await Self.programme(desk)
      let session = activity.sessions[0].id
      let code = try await KeepRegister(desk.services).read(session, by: desk.officer).code
      let rows = try await desk.services.pool.query(
        """
        SELECT body FROM outbox_mail WHERE recipient = 'ada@school.example' AND body LIKE '%1 December%'
        """)
      let body = try #require(rows.first).decode("body", as: String.self)
      let start = try #require(body.firstRange(of: "/places/"))
      let key = BookingKey.link(String(body[start.upperBound...].prefix { !$0.isWhitespace }))
      let attend = AttendByCode(desk.services)
      let visitor = VacancyDesk.visitor
      try Self.at("2026-11-30", 23, desk, minute: 59)
      #expect(try await outcome { _ = try await attend(key, code: code, by: visitor) }?.isConflict == true)
      try Self.at("2026-12-02", 0, desk)
      #expect(try await outcome { _ = try await attend(key, code: code, by: visitor) }?.isConflict == true)
      try Self.at("2026-12-01", 16, desk)
      let another = "This is not the code of this session. Enter the six letters and digits"
      let misread = "Enter the code of six letters and digits"
      let wrong = [
        ("WRONG1", another), (" wrong2 ", another), ("WRONG", misread), ("WRONG12", misread), ("", misread),
      ]
      for (code, told) in wrong {
        let refused = try await outcome { _ = try await attend(key, code: code, by: visitor) }
        guard case .invalid(let problems)? = refused else { throw refused ?? DomainError.notFound("refusal") }
        #expect(problems.map(\.field) == ["code"])
        #expect(problems.allSatisfy { $0.message.hasPrefix(told) }, "\(code)")
      }
      #expect(try await outcome { _ = try await attend(key, code: code, by: visitor) }?.retryAfter != nil)
      try Self.at("2026-12-01", 17, desk)
      let parts = "\(code.prefix(4).lowercased()) -\(code.suffix(2))"
      let there = try await attend(key, code: " \(parts) ", by: visitor)
      #expect(there.attendedAt != nil)
      let missing = "The certificate needs 2 attended sessions: so far 1 is noted."
      #expect(there.missingForCertificate == missing)
      #expect(
        try await outcome { _ = try await ReadCertificate(desk.services)(key, by: visitor) }
          == .conflict(missing))
      #expect(try await attend(key, code: code, by: visitor).version == there.version)
    }
  }

  @Test("The certificate is for whoever attended as many sessions as the programme needs")
  func certificate() async throws {
    try await ActivityDesk.run { desk async throws in
      let (activity, bookings) = try await Self.programme(desk)
      let ada = bookings.filter { $0.name == "Ada" }
      let read = ReadCertificate(desk.services)
      try Self.at("2026-12-01", 18, desk)
      _ = try await KeepRegister(desk.services)(
        activity.sessions[0].id, attended: [ada[0].id], by: desk.officer)
      #expect(try await outcome { _ = try await read(.own(ada[0].id), by: desk.head) }?.isConflict == true)
      try Self.at("2027-01-12", 18, desk)
      _ = try await KeepRegister(desk.services)(
        activity.sessions[1].id, attended: [ada[1].id], by: desk.officer)
      let (place, _) = try await ReadBookings(desk.services).access(ada[0].id, by: desk.head)
      #expect(place.missingForCertificate == nil)
      let found = try await read(.own(ada[0].id), by: desk.head)
      #expect(found.name == "Ada" && found.duration == "3 hours" && found.attainedOn == day("2027-01-12"))
      #expect(
        try await read(.link(try await Self.token("ada@school.example", desk)), by: VacancyDesk.visitor).name
          == "Ada")
      #expect(
        try await outcome { _ = try await read(.own(ada[0].id), by: desk.lead) } == .notFound("booking"))
    }
  }

  @Test("Whoever attended says what they thought; the officer sees totals once three have")
  func evaluation() async throws {
    try await ActivityDesk.run { desk async throws in
      let (activity, bookings) = try await Self.programme(desk)
      let evaluate = EvaluateActivity(desk.services)
      let visitor = VacancyDesk.visitor
      let good = ActivityEvaluation(useful: 5, delivery: 4, organisation: 3, comment: "More time.")
      let ada = BookingKey.link(try await Self.token("ada@school.example", desk))
      #expect(try await outcome { try await evaluate(ada, good, by: visitor) }?.isConflict == true)
      try Self.at("2027-01-12", 18, desk)
      for session in activity.sessions {
        _ = try await KeepRegister(desk.services)(
          session.id, attended: Set(bookings.filter { $0.session.id == session.id }.map(\.id)),
          by: desk.officer)
      }
      #expect(
        try await outcome {
          try await evaluate(ada, ActivityEvaluation(useful: 0, delivery: 6, organisation: 3), by: visitor)
        }?.fields == ["useful", "delivery"])
      let empty = ActivityEvaluation(useful: 0, delivery: 0, organisation: 0).problems.found.map(\.message)
      #expect(Set(empty).count == 3 && empty[1].contains("how well it was taught or led"))
      for person in ["ada", "ben"] {
        let key = BookingKey.link(try await Self.token("\(person)@school.example", desk))
        try await evaluate(key, good, by: visitor)
        try await evaluate(key, good, by: visitor)
      }
      let few = try await evaluate.totals(activity.id, by: desk.officer)
      #expect(few.answers == 2 && few.useful.isEmpty && few.comments.isEmpty)
      try await evaluate(
        .link(try await Self.token("cleo@school.example", desk)),
        ActivityEvaluation(useful: 2, delivery: 4, organisation: 3), by: visitor)
      let totals = try await evaluate.totals(activity.id, by: desk.officer)
      #expect(totals.attended == 6 && totals.answers == 3 && totals.useful == [0, 1, 0, 0, 2])
      #expect(
        EvaluationTotals.meanInTenths(totals.useful) == 40 && totals.comments == ["More time.", "More time."])
      #expect(
        try await outcome { _ = try await evaluate.totals(activity.id, by: desk.head) }
          == .notFound("activity"))
    }
  }

  @Test("Schools pay, by term, for places that were attended or not given back in time")
  func charges() async throws {
    try await ActivityDesk.run { desk async throws in
      let (activity, bookings) = try await Self.programme(desk)
      let report = ReportActivityCharges(desk.services)
      let school = desk.desk.school.id
      let first = bookings.filter { $0.session.id == activity.sessions[0].id }
      // Nothing is certain while places can be given back.
      #expect(try await report(of: school, by: desk.head).lines.isEmpty)
      try Self.at("2026-11-24", 23, desk, minute: 59)
      #expect(try await CancelBooking(desk.services)(first[0].id, by: desk.head).chargePence == 0)
      try Self.at("2026-11-25", 0, desk)
      #expect(try await CancelBooking(desk.services)(first[1].id, by: desk.head).chargePence == 4_500)
      try Self.at("2027-01-12", 18, desk)
      _ = try await KeepRegister(desk.services)(
        activity.sessions[1].id,
        attended: Set(bookings.filter { $0.session.id == activity.sessions[1].id }.prefix(2).map(\.id)),
        by: desk.officer)
      let charges = try await report(of: school, by: desk.head)
      #expect(charges.lines.map(\.term.name) == ["Spring 2027", "Autumn 2026"])
      #expect(charges.lines.map(\.places) == [3, 2] && charges.lines.map(\.pence) == [13_500, 9_000])
      #expect(charges.lines.map(\.attended) == [2, 0] && charges.pence == 22_500)
      #expect(charges.sums.map(\.pence) == [13_500, 9_000])
      let paged = try await Page.every { try charges.page(limit: 1, after: $0) }
      #expect(paged.map(\.pence) == charges.lines.map(\.pence))
      #expect(
        charges.csv.contains(
          "Autumn 2026,900101,Sample Primary School,Induction course,Authority 883,2,0,9000\r\n"))
      #expect(try await report(of: desk.authority.organisation, by: desk.officer).pence == 22_500)
      #expect(try await report(of: desk.alliance.id, by: desk.lead).lines.isEmpty)
      #expect(
        try await report(of: school, from: day("2027-01-01"), by: desk.head).lines.map(\.pence) == [13_500])
      #expect(
        try await outcome { _ = try await report(of: school, by: desk.desk.stranger) }
          == .notFound("organisation"))
      // Once the authority’s own autumn term ends before December, what is held then is charged in the next one.
      try await desk.services.pool.execute(
        """
        UPDATE school_term SET is_sample = false,
          ends_on = CASE WHEN term = 'autumn' AND half = 2 THEN '2026-11-27' ELSE ends_on END
        WHERE la_code = '883' AND school_year = 2026
        """)
      let moved = try await report(of: school, by: desk.head)
      #expect(moved.lines.map(\.term.name) == ["Spring 2027"] && moved.lines.map(\.places) == [5])
    }
  }

  @Test(
    "A day is charged in its term, or the next to begin",
    arguments: [
      ("2026-12-01", "Autumn 2026"), ("2027-01-01", "Spring 2027"), ("2027-03-01", "Spring 2027"),
      ("2027-06-01", "Summer 2027"), ("2027-08-20", "Autumn 2027"), ("2099-10-01", "Autumn 2099"),
      ("2099-02-01", "Spring 2099"), ("2099-05-01", "Summer 2099"),
    ])
  func terms(date: String, name: String) throws {
    #expect(ChargeTerm(of: day(date), terms: try BoroughTerms.usual().terms).name == name)
  }
}
