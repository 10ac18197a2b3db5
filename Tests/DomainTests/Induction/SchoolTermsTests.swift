import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct SchoolTermsTests {
  private static func dates(_ year: Int, from first: String, closures: [String] = []) -> SchoolYearDates {
    let days = [
      (first, "\(year)-10-22"), ("\(year)-11-01", "\(year)-12-17"),
      ("\(year + 1)-01-10", "\(year + 1)-02-11"),
      ("\(year + 1)-02-21", "\(year + 1)-03-31"), ("\(year + 1)-04-18", "\(year + 1)-05-26"),
      ("\(year + 1)-06-05", "\(year + 1)-07-21"),
    ]
    return SchoolYearDates(
      year: year,
      halves: zip(SchoolYearDates.places, days).map { place, days in
        HalfTerm(
          schoolYear: year, term: place.term, half: place.half, startsOn: day(days.0), endsOn: day(days.1))
      }, closures: closures.map { day($0) })
  }

  @Test("A school’s own dates move the plans of its inductions, and of no other’s")
  func own() async throws {
    try await InductionDesk.run { desk async throws in
      let here = try await desk.begun()
      let there = try await desk.begun(
        InductionDesk.content(trn: "7654321", email: "bo@people.example"), by: desk.desk.stranger)
      let set = SetSchoolTerms(desk.services)
      for year in [1999, 2100, 99_999_999_999, Int.max] {
        let school = SetSchoolTerms.Owner.school(desk.desk.school)
        let back = try await outcome { try await set.takeBack(year, of: school, by: desk.head) }
        let read = try await outcome { _ = try await set.read(year, of: school) }
        #expect(back == .notFound("school year") && read == .notFound("school year"))
      }
      let usual = try await set.read(2028, of: .school(desk.desk.school))
      #expect(usual.halves.count == 6 && !usual.isOwn)
      // Autumn 2028 ends a week later than the usual dates say.
      var dates = Self.dates(2028, from: "2028-09-11")
      dates.halves[1].endsOn = day("2028-12-22")
      try await set(dates, of: .school(desk.desk.school), by: desk.head)
      #expect(try await set.read(2028, of: .school(desk.desk.school)) == dates)
      #expect(try await ReplanStaleInductions(desk.services)() == 1)
      let read = ReadInductions(desk.services)
      let moved = try await read.find(here.induction.id, by: desk.officer).induction.plan?.expectedEnd
      #expect(moved == day("2028-12-22"))
      // The calculator says the same to anybody who names the school, and offers no school without other dates.
      let calculator = PlanAtSchool(desk.services)
      let json = Data(#"{"periods":[{"start":"2027-01-04","end":null,"fte":1}]}"#.utf8)
      #expect(try await calculator(json: json, at: desk.desk.school).expectedEnd == moved)
      #expect(try PlanInduction()(json: json).expectedEnd == day("2028-12-15"))
      #expect(try await calculator.schools().map(\.id) == [desk.desk.school.id])
      #expect(
        try await read.find(there.induction.id, by: desk.officer).induction.plan == there.induction.plan)
      // The authority's dates hold for the other school, and not for the one with its own.
      try await set(
        Self.dates(2028, from: "2028-09-04"), of: .authority(desk.authority), by: desk.administrator)
      while try await ReplanStaleInductions(desk.services)() > 0 {}
      #expect(
        try await read.find(there.induction.id, by: desk.officer).induction.plan?.expectedEnd
          == day("2028-12-15"))
      #expect(try await calculator.schools().count == 2)
      #expect(try await read.find(here.induction.id, by: desk.officer).induction.plan?.expectedEnd == moved)
    }
  }

  @Test("A school without dates of its own is closed on the authority’s days")
  func closedWithAuthority() async throws {
    try await InductionDesk.run { desk async throws in
      let (set, school) = (SetSchoolTerms(desk.services), SetSchoolTerms.Owner.school(desk.desk.school))
      try await set(
        Self.dates(2028, from: "2028-09-04", closures: ["2028-09-05"]), of: .authority(desk.authority),
        by: desk.administrator)
      let theirs = try await set.read(2028, of: school)
      #expect(!theirs.isOwn && theirs.closures == [day("2028-09-05")])
      let own = Self.dates(2028, from: "2028-09-04", closures: ["2028-09-06"])
      try await set(own, of: school, by: desk.head)
      #expect(try await set.read(2028, of: school) == own)
      #expect(try own.idleSentence() == nil)
      // A bank holiday, a Saturday and a day of the holidays change nothing, and are named.
      let idle = Self.dates(
        2028, from: "2028-09-04", closures: ["2028-12-25", "2028-09-06", "2028-09-09", "2028-10-25"])
      #expect(try idle.idleClosures().map(\.reason) == [.weekend, .holidays, .bankHoliday])
      #expect(
        try idle.idleSentence()
          == "Saturday 9 September 2028 (weekend), Wednesday 25 October 2028 (outside the terms) and Monday 25 "
          + "December 2028 (bank holiday) don’t count as closed days: school is closed then anyway.")
    }
  }

  @Test("Dates that are set already are stored by nobody again, whatever was read before")
  func unchanged() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.begun()
      let (set, school) = (SetSchoolTerms(desk.services), SetSchoolTerms.Owner.school(desk.desk.school))
      let before = try await set.read(2028, of: school).version
      var dates = Self.dates(2028, from: "2028-09-04", closures: ["2028-09-06", "2028-09-05"])
      try await set(dates, of: school, expectedVersion: before, by: desk.head)
      while try await ReplanStaleInductions(desk.services)() > 0 {}
      let trail = try await desk.accounts.count("audit_event")
      for version in [before, nil] {
        try await set(dates, of: school, expectedVersion: version, by: desk.head)
      }
      #expect(try await desk.accounts.count("audit_event") == trail)
      #expect(try await set.progress(of: school, by: desk.head).left == 0)
      // What differs is still held against what was read.
      dates.closures = []
      let stale = try await outcome {
        try await set(dates, of: school, expectedVersion: before, by: desk.head)
      }
      let stored = try await set.read(2028, of: school).version
      #expect(stale == .staleVersion(current: stored))
      try await set(dates, of: school, by: desk.head)
      #expect(try await set.progress(of: school, by: desk.head).left == 1)
    }
  }

  @Test("Usual halves of terms end and begin on weekdays")
  func weekdays() async throws {
    try await InductionDesk.run { desk async throws in
      for year in 2012...2030 {
        let dates = try await SetSchoolTerms(desk.services).read(year, of: .school(desk.desk.school))
        for half in dates.halves {
          #expect((1...5).contains(half.startsOn.weekday) && (1...5).contains(half.endsOn.weekday), "\(half)")
        }
        #expect(dates.halves.isEmpty || SchoolYearDates.problems(year, dates.halves, []).isEmpty)
      }
      let autumn = try await SetSchoolTerms(desk.services).read(2026, of: .school(desk.desk.school)).halves[0]
      #expect(autumn.endsOn == day("2026-10-23"))
    }
  }

  @Test("Dates that are taken back leave those that went before, and move plans back")
  func takenBack() async throws {
    try await InductionDesk.run { desk async throws in
      let here = try await desk.begun()
      let (set, school) = (SetSchoolTerms(desk.services), SetSchoolTerms.Owner.school(desk.desk.school))
      let usual = try await set.read(2028, of: school)
      #expect(try await !set.takeBack(2028, of: school, by: desk.head))
      #expect(try await set.progress(of: school, by: desk.head).left == 0)
      var dates = Self.dates(2028, from: "2028-09-11", closures: ["2028-09-12"])
      dates.halves[1].endsOn = day("2028-12-22")
      try await set(dates, of: school, by: desk.head)
      while try await ReplanStaleInductions(desk.services)() > 0 {}
      for actor in [desk.desk.recruiter, desk.tutor, desk.desk.stranger] {
        #expect(
          try await outcome { try await set.takeBack(2028, of: school, by: actor) } == .notFound("page"))
      }
      #expect(try await set.takeBack(2028, of: school, by: desk.head))
      #expect(try await set.read(2028, of: school) == usual)
      while try await ReplanStaleInductions(desk.services)() > 0 {}
      let plan = try await ReadInductions(desk.services).find(here.induction.id, by: desk.officer).induction
        .plan
      #expect(plan == here.induction.plan)
    }
  }

  @Test("Faults are told at their half; heads set their own school’s dates, administrators the authority’s")
  func refused() async throws {
    try await InductionDesk.run { desk async throws in
      let set = SetSchoolTerms(desk.services)
      var dates = Self.dates(2028, from: "2028-07-31", closures: ["2028-09-05", "2029-08-01"])
      dates.halves[2].endsOn = day("2029-01-09")
      #expect(
        try await outcome { try await set(dates, of: .school(desk.desk.school), by: desk.head) }?.fields
          == ["halves[0]", "halves[2]", "closures[1]"])
      dates = Self.dates(2028, from: "2028-09-04")
      for actor in [desk.desk.recruiter, desk.tutor, desk.desk.stranger, desk.officer, VacancyDesk.visitor] {
        #expect(
          try await outcome { try await set(dates, of: .school(desk.desk.school), by: actor) }
            == .notFound("page"))
      }
      for actor in [desk.head, desk.officer] {
        #expect(
          try await outcome { try await set(dates, of: .authority(desk.authority), by: actor) }
            == .notFound("page"))
      }
    }
  }
}
