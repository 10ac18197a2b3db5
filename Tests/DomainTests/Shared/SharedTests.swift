import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct SharedTests {
  @Test("Version 7 identifiers carry the time, the version and the variant, and sort by time")
  func identifiers() {
    let early = UUIDv7.make(at: Date(timeIntervalSince1970: 1_000), random: Array(repeating: 0xFF, count: 10))
    let late = UUIDv7.make(at: Date(timeIntervalSince1970: 1_001), random: Array(repeating: 0, count: 10))
    #expect(early.uuidString == "0000000F-4240-7FFF-BFFF-FFFFFFFFFFFF")
    #expect(early.uuid.6 >> 4 == 7)
    #expect(early.uuid.8 >> 6 == 0b10)
    #expect(early.uuidString < late.uuidString)
  }

  @Test("A cursor comes back from its text form, and nothing else does")
  func cursors() {
    let cursor = Cursor(instant: Date(timeIntervalSince1970: 1_764_000_000.123456), id: UUID())
    #expect(Cursor(cursor.description)?.description == cursor.description)
    for text in ["", "_", "1_2", "x_\(UUID())", "1_\(UUID())_", "99999999999999999999_\(UUID())"] {
      #expect(Cursor(text) == nil, "\(text)")
    }
  }

  @Test("Dates and times are London's, on both sides of the clock changes")
  func london() throws {
    let summer = try #require(LondonTime.instant(day("2026-07-01"), hour: 0, minute: 30))
    #expect(summer == Date(timeIntervalSince1970: 1_782_862_200))
    #expect(LondonTime.date(of: summer) == day("2026-07-01"))
    #expect(LondonTime.dateAndTime(summer) == "1 July 2026 at 12:30am")
    let noon = try #require(LondonTime.instant(day("2026-12-04"), hour: 12, minute: 0))
    #expect(LondonTime.dateAndTime(noon) == "4 December 2026 at midday")
    #expect(LondonTime.longDate(day("2026-12-04")) == "Friday 4 December 2026")
    let change = day("2026-10-24")
    #expect(LondonTime.date(change, addingDays: 2) == day("2026-10-26"))
  }

  @Test("References use letters and digits that can't be mistaken for others")
  func references() {
    let reference = Reference.make("V", random: Randomness.bytes)
    #expect(reference.wholeMatch(of: /V-[0-9A-HJKMNP-TV-Z]{8}/) != nil)
  }
}
