import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Absence day by day: it is the same in one entry as in several, and each day is measured by its own hours.
@Suite struct PlanAbsenceDaysTests {
  private static func plan(
    _ periods: String, _ absences: [String], _ more: String = ""
  ) throws -> InductionPlan {
    try PlanInductionTests.plan(
      #"{"periods":[\#(periods)],"absences":[\#(absences.joined(separator: ","))]\#(more)}"#)
  }

  private static func post(_ fte: String, _ start: String = "2025-09-01", _ end: String? = nil) -> String {
    #"{"start":"\#(start)","end":\#(end.map { "\"\($0)\"" } ?? "null"),"fte":\#(fte)}"#
  }

  private static func absence(_ start: CivilDate, _ end: CivilDate, _ days: String) -> String {
    #"{"start":"\#(start)","end":"\#(end)","days":\#(days),"kind":"sickness"}"#
  }

  private static func absence(_ start: String, _ end: String, _ days: String) -> String {
    absence(day(start), day(end), days)
  }

  private static func isSame(_ one: InductionPlan, _ other: InductionPlan) -> Bool {
    one.expectedEnd == other.expectedEnd && one.extensionTerms == other.extensionTerms
      && one.servedTerms == other.servedTerms && one.formalAssessments == other.formalAssessments
      && one.progressReviews == other.progressReviews
  }

  /// School days of the autumn term 2025, in a row: Monday to Friday but for the half-term holiday.
  private static let autumn = (0..<110).map { day("2025-09-01").adding(days: $0) }.filter {
    (1...5).contains($0.weekday) && !("2025-10-27"..."2025-11-02").contains($0.description)
  }

  @Test(
    "Single days at part time come to thirty of full time without a remainder, and thirty extend",
    arguments: [("0.6", 18), ("0.9", 27), ("0.7", 21), ("0.3", 9), ("0.333", 10), ("1", 30)])
  func exact(_ fte: String, _ count: Int) throws {
    func plan(_ count: Int) throws -> InductionPlan {
      try Self.plan(Self.post(fte), Self.autumn.prefix(count).map { Self.absence($0, $0, "1") })
    }
    let (few, many) = (try plan(count - 1), try plan(count))
    #expect(few.extensionTerms == 0 && many.extensionTerms > 0)
    let last = try #require(Self.autumn.prefix(count).last)
    let whole = try Self.plan(Self.post(fte), [Self.absence(Self.autumn[0], last, "\(count)")])
    #expect(Self.isSame(many, whole))
    if fte == "0.6" { #expect(many.expectedEnd == day("2029-02-08")) }
  }

  @Test("An absence over the end of a part counts in each with the days that lie there")
  func overParts() throws {
    let one = try Self.plan(Self.post("1"), [Self.absence("2026-07-01", "2026-09-30", "37")])
    let two = try Self.plan(
      Self.post("1"),
      [Self.absence("2026-07-01", "2026-07-21", "15"), Self.absence("2026-09-01", "2026-09-30", "22")])
    #expect(Self.isSame(one, two) && one.expectedEnd == day("2027-07-21") && one.extensionTerms == 0)
    #expect(one.explanation.contains { $0.text.hasPrefix("Absent for 15 days in part 1: fewer") })
    #expect(one.explanation.contains { $0.text.hasPrefix("Absent for 22 days in part 2: fewer") })
    // Thirty on one side extend that part alone.
    let thirty = try Self.plan(Self.post("1"), [Self.absence("2026-06-10", "2026-07-24", "30")])
    #expect(thirty.formalAssessments.first?.due == day("2026-10-12"))
  }

  @Test("An absence over a change of hours is measured day by day")
  func overHours() throws {
    let more = "\(Self.post("0.5", "2025-09-01", "2025-11-04")),\(Self.post("1", "2025-11-05"))"
    let one = try Self.plan(more, [Self.absence("2025-11-03", "2025-11-24", "16")])
    let two = try Self.plan(
      more, [Self.absence("2025-11-03", "2025-11-04", "2"), Self.absence("2025-11-05", "2025-11-24", "14")])
    #expect(Self.isSame(one, two) && one.expectedEnd == day("2027-09-29") && one.extensionTerms == 0)
    #expect(one.explanation.contains { $0.text.hasPrefix("Absent for 16 days, 18 of full time, in part 1") })
    // The other way round the days after the change weigh more than the first one does.
    let less = "\(Self.post("1", "2025-09-01", "2025-11-04")),\(Self.post("0.5", "2025-11-05"))"
    #expect(
      try Self.plan(less, [Self.absence("2025-11-03", "2025-11-24", "16")]).extensionTerms > 0)
    #expect(
      try Self.plan(less, [Self.absence("2025-11-03", "2025-11-21", "15")]).explanation.contains {
        $0.text.hasPrefix("Absent for 15 days, 28 of full time, in part 1: fewer")
      })
  }

  /// Hours and a change of them, and absence anywhere in three years: entered whole, cut at any day, and each school day
  /// by itself. What lies on a day is told by the hours of that day.
  @Test("Cutting an absence at any day changes nothing", arguments: 0..<60)
  func cutting(_ seed: Int) throws {
    var random = SplitRandom(seed)
    let hours = [200, 400, 500, 600, 800, 1000]
    let (before, after) = (hours[random.next(6)], hours[random.next(6)])
    let change = day("2025-10-01").adding(days: random.next(300))
    let posts =
      "\(Self.post("\(Double(before) / 1000)", "2025-09-01", "\(change.adding(days: -1))")),"
      + Self.post("\(Double(after) / 1000)", "\(change)")
    let start = day("2025-09-08").adding(days: random.next(500))
    let end = start.adding(days: 5 + random.next(120))
    let cut = start.adding(days: random.next(start.days(until: end)))
    let open = Self.school(start, end)
    // All that the teacher worked on each day, or every day whole.
    let isWhole = random.next(2) == 0
    func days(_ range: [CivilDate]) -> String {
      let thousandths = range.reduce(0) { $0 + (isWhole ? 1000 : $1 < change ? before : after) }
      return "\(Double(thousandths) / 1000)"
    }
    func plan(_ pieces: [(CivilDate, CivilDate)]) throws -> InductionPlan {
      try Self.plan(
        posts,
        pieces.map { piece in
          Self.absence(piece.0, piece.1, days(open.filter { piece.0 <= $0 && $0 <= piece.1 }))
        })
    }
    let whole = try plan([(start, end)])
    #expect(try Self.isSame(whole, plan([(start, cut), (cut.adding(days: 1), end)])))
    #expect(try Self.isSame(whole, plan([(cut.adding(days: 1), end), (start, cut)])))
    #expect(try Self.isSame(whole, plan(open.map { ($0, $0) })))
  }

  /// The borough’s school days of a time.
  private static func school(_ start: CivilDate, _ end: CivilDate) -> [CivilDate] {
    guard let terms = try? BoroughTerms.usual(), let holidays = try? BankHolidays.englandAndWales() else {
      return []
    }
    return (0...start.days(until: end)).map { start.adding(days: $0) }.filter { date in
      holidays.isWorkingDay(date) && !terms.closures.contains(date)
        && terms.terms.contains { $0.start <= date && date <= $0.end }
    }
  }

  @Test("The order in which posts and absences are given never matters", arguments: 0..<40)
  func order(_ seed: Int) throws {
    var random = SplitRandom(seed)
    let absences = (0..<5).map { _ in
      let start = day("2025-09-01").adding(days: random.next(400))
      let length = random.next(40)
      let kind = ["sickness", "unpaid", "other", "maternity"][random.next(4)]
      return
        #"{"start":"\#(start)","end":"\#(start.adding(days: length))","days":\#(random.next(length + 1)),"#
        + #""kind":"\#(kind)"}"#
    }
    let posts = (0..<4).map { _ in
      let start = day("2025-09-01").adding(days: random.next(200))
      let end = random.next(2) == 0 ? nil : "\(start.adding(days: 20 + random.next(300)))"
      return Self.post(["0.2", "0.3", "0.5", "1"][random.next(4)], "\(start)", end)
    }
    func plan(_ posts: [String], _ absences: [String]) throws -> InductionPlan {
      try Self.plan(posts.joined(separator: ","), absences)
    }
    let one = try plan(posts, absences)
    let other = try plan(posts.reversed(), absences.reversed())
    #expect(Self.isSame(one, other) && one.requiredTerms == other.requiredTerms)
  }

  @Test("Absence in an extension that was decided counts with the part before, and follows it")
  func inExtension() throws {
    func plan(_ spring: String, _ autumn: String, _ more: String = #","extensions":[{"terms":1}]"#) throws
      -> InductionPlan
    {
      try Self.plan(
        Self.post("1", "2019-09-02"),
        [
          Self.absence("2020-01-06", "2020-02-21", spring), Self.absence("2020-09-01", "2020-10-20", autumn),
        ], more)
    }
    let extended = try plan("29", "30")
    let none = try plan("0", "0")
    #expect(none.expectedEnd == day("2020-12-18") && none.extensionTerms == 1)
    // 59 school days after the extension, which is the autumn term.
    #expect(extended.expectedEnd == day("2021-04-01"))
    #expect(
      extended.explanation.contains {
        $0.text.hasPrefix("Absent for 59 days in induction with its extension: 30 or more extend it by all")
      })
    #expect(abs(extended.servedTerms - 3 - extended.extensionTerms) < 0.000_11)
    #expect(try plan("29", "0").expectedEnd == none.expectedEnd)
    #expect(try plan("29", "1").extensionTerms > 1 && plan("28", "1").extensionTerms == 1)
    // Without an extension the autumn lies behind the end.
    #expect(try plan("29", "30", "").expectedEnd == day("2020-07-22"))
    // Coronavirus is left out of account there as well.
    let away =
      #"{"start":"2020-09-01","end":"2020-10-20","days":30,"kind":"coronavirus"}"#
    let corona = try Self.plan(
      Self.post("1", "2019-09-02"), [Self.absence("2020-01-06", "2020-02-21", "29"), away],
      #","extensions":[{"terms":1}]"#)
    #expect(corona.expectedEnd == none.expectedEnd)
    // Of early career teachers it counts with part 2.
    let ect = try Self.plan(
      Self.post("1"), [Self.absence("2027-09-01", "2027-10-12", "30")], #","extensions":[{"terms":1}]"#)
    #expect(ect.formalAssessments.first?.due == day("2026-07-21") && ect.extensionTerms > 1)
    #expect(ect.explanation.contains { $0.text.contains("in part 2 with its extension") })
  }

  @Test("Absence under the body before is measured by the hours there, or by those here with a word about it")
  func earlier() throws {
    func plan(_ fte: String, _ days: Int, _ rest: String = "") throws -> InductionPlan {
      try Self.plan(
        Self.post(fte), [],
        #","brought_forward":1,"brought_forward_from":"2024-09-02","brought_forward_absence":\#(days)"#
          + rest)
    }
    #expect(try plan("0.5", 14).extensionTerms == 0 && plan("0.5", 15).extensionTerms > 0)
    #expect(try plan("0.5", 15).warnings.contains { $0.contains("Say what it was there") })
    let full = try plan("0.5", 15, #","brought_forward_fte":1"#)
    #expect(full.extensionTerms == 0 && full.warnings.isEmpty)
    #expect(try plan("1", 17, #","brought_forward_fte":0.6"#).extensionTerms == 0)
    #expect(try plan("1", 18, #","brought_forward_fte":0.6"#).extensionTerms > 0)
    let error = #expect(throws: DomainError.self) { try plan("1", 18, #","brought_forward_fte":1.5"#) }
    #expect(error?.fields == ["brought_forward_fte"])
  }
}
