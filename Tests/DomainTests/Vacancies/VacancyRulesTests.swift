import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct VacancyRulesTests {
  static let now = Date(timeIntervalSince1970: 1_795_521_600)  // 24 November 2026, noon

  /// A vacancy that may be published on that day.
  static let whole = VacancyContent(
    title: "Teacher of mathematics", jobRoles: ["teacher"], phases: [.secondary], subjects: ["mathematics"],
    keyStages: ["ks3"],
    contractType: .permanent, workingPatterns: [.fullTime], fte: 1, payMinimum: "M1", payMaximum: "U3",
    startsOn: day("2027-09-01"), closesOn: day("2027-01-15"),
    closesAtTime: "12:00", nqtsWelcome: true,
    description: "Join a department of six that plans together and has its own suite of rooms.")

  static let faults: [(String, @Sendable (inout VacancyContent) -> Void)] = [
    ("title", { $0.title = "  " }),
    ("title", { $0.title = "RE" }),
    ("title", { $0.title = String(repeating: "x", count: 76) }),
    ("phases", { $0.phases = [] }),
    ("job_roles", { $0.jobRoles = [] }),
    ("job_roles[0]", { $0.jobRoles = ["wizard"] }),
    (
      "subjects",
      {
        $0.subjects = []
        $0.keyStages = []
      }
    ),
    ("subjects[0]", { $0.subjects = ["alchemy"] }),
    ("key_stages[1]", { $0.keyStages = ["ks3", "ks9"] }),
    ("contract_type", { $0.contractType = nil }),
    ("contract_length", { $0.contractType = .fixedTerm }),
    ("working_patterns", { $0.workingPatterns = [] }),
    ("fte", { $0.fte = nil }),
    ("fte", { $0.fte = Decimal(string: "0.6") }),
    ("fte", { $0.fte = 0 }),
    ("fte", { $0.fte = Decimal(string: "0.12345") }),
    ("pay_minimum", { $0.payMinimum = nil }),
    ("pay_maximum", { $0.payMaximum = nil }),
    ("closes_on", { $0.closesOn = nil }),
    ("closes_on", { $0.closesOn = day("2026-11-23") }),
    ("closes_on", { $0.closesOn = day("2029-11-23") }),
    ("closes_at_time", { $0.closesAtTime = nil }),
    ("closes_at_time", { $0.closesAtTime = "25:00" }),
    ("starts_on", { $0.startsOn = nil }),
    ("starts_on", { $0.startsOn = day("2027-01-15") }),
    ("starts_on", { $0.startsAsSoonAsPossible = true }),
    ("starts_in_term", { $0.startsInTerm = "autumn" }),
    ("starts_on", { $0.startsInTerm = "2027-autumn" }),
    ("other_subjects[0]", { $0.otherSubjects = ["x"] }),
    ("other_subjects[0]", { $0.otherSubjects = ["mathematics"] }),
    ("contract_ends_on", { $0.contractEndsOn = day("2028-08-31") }),
    (
      "contract_ends_on",
      {
        $0.contractType = .fixedTerm
        $0.contractEndsOn = day("2027-08-31")
      }
    ),
    ("pay_actual_minimum_pence", { $0.payKind = .actual }),
    ("pay_actual_minimum_pence", { $0.payActualMinimumPence = 32_000 }),
    (
      "pay_actual_maximum_pence",
      {
        $0.payActualMinimumPence = 4_000_000
        $0.payActualMaximumPence = 3_000_000
      }
    ),
    ("tlr", { $0.tlrPence = 400_000 }),
    ("tlr", { $0.tlr = "TLR4" }),
    (
      "tlr_pence",
      {
        $0.tlr = "TLR2"
        $0.tlrPence = 352_600
      }
    ),
    ("pay_minimum", { $0.payMinimum = "M99" }),
    ("pay_maximum", { $0.payMaximum = "top" }),
    ("posts", { $0.posts = 0 }),
    ("posts", { $0.posts = 100 }),
    ("interview_dates[1]", { $0.interviewDates = [day("2027-01-20"), day("2027-01-14")] }),
    ("contact_email", { $0.contactEmail = "office at school" }),
    ("pay_note", { $0.payNote = String(repeating: "x", count: 201) }),
    ("description", { $0.description = "A post." }),
  ]

  static func problems(_ content: VacancyContent) -> [FieldProblem] {
    var problems = VacancyRules.problemsOfDraft(
      content,
      VacancyReference(
        jobRoles: ["teacher"], subjects: ["mathematics": "Mathematics"], keyStages: ["ks3", "ks4"],
        payPoints: ["M1", "M6", "U3"],
        allowances: [
          Allowance(code: "TLR2", lowest: Pence(pounds: 3_527), highest: Pence(pounds: 8_611))
        ]))
    VacancyRules.problemsOfPublication(content, now: now, into: &problems)
    return problems.found
  }

  @Test("A whole vacancy has no problems")
  func noProblems() { #expect(Self.problems(Self.whole) == []) }

  @Test("Each fault is told at its field", arguments: faults.indices)
  func eachFault(_ index: Int) {
    var content = Self.whole
    Self.faults[index].1(&content)
    #expect(Self.problems(content).map(\.field).contains(Self.faults[index].0), "\(Self.problems(content))")
  }

  @Test("Ways to say the same are no faults: a term for a start, figures for pay, an end for a length")
  func alternatives() {
    var content = Self.whole
    (content.startsOn, content.startsInTerm) = (nil, "2027-autumn")
    (content.payKind, content.payMinimum, content.payMaximum) = (.actual, nil, nil)
    content.payActualMinimumPence = 2_750_000
    (content.contractType, content.contractEndsOn) = (.fixedTerm, day("2028-08-31"))
    (content.workingPatterns, content.fte) = ([.partTime, .termTime], Decimal(string: "0.6"))
    #expect(Self.problems(content) == [])
    content.workingPatterns.append(.fullTime)
    #expect(
      Self.problems(content).map(\.message) == [
        "Leave it empty, or enter 1, where the post may be full time; or don’t choose full time."
      ])
  }

  @Test(
    "Part of full time is reckoned to the pound",
    arguments: [("0.6", 23_184), ("0.333", 12_867), ("1", 38_640)])
  func share(_ part: String, _ pounds: Int) {
    #expect(Pence(pounds: 38_640).share(Decimal(string: part) ?? 0) == Pence(pounds: pounds))
  }

  @Test("The closing time is London's, also in summer")
  func closing() {
    var content = Self.whole
    content.closesOn = day("2027-06-01")
    #expect(content.closesAt == Date(timeIntervalSince1970: 1_811_847_600))
  }

  @Test(
    "The closing time is understood as people write it",
    arguments: [
      ("17:00", 17, 0), ("5pm", 17, 0), ("5 pm", 17, 0), ("5.30pm", 17, 30), ("12:05 am", 0, 5),
      ("12pm", 12, 0),
      ("noon", 12, 0), ("Midday", 12, 0), ("9.15", 9, 15), ("11 A.M.", 11, 0),
    ])
  func closingTimes(text: String, hour: Int, minute: Int) {
    var content = Self.whole
    content.closesAtTime = text
    #expect(content.closesAt == LondonTime.instant(day("2027-01-15"), hour: hour, minute: minute))
  }

  @Test(
    "What is no time of day is none",
    arguments: ["5", "25:00", "13pm", "0am", "5:60", "teatime", "5::00", ""])
  func noClosingTimes(text: String) {
    var content = Self.whole
    content.closesAtTime = text
    #expect(content.closesAt == nil)
  }
}
