import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct VacancyRulesTests {
  static let now = Date(timeIntervalSince1970: 1_795_521_600)  // 24 November 2026, noon

  /// A vacancy that may be published on that day.
  static let whole = VacancyContent(
    title: "Teacher of mathematics", phase: .secondary, subjects: ["mathematics"], keyStages: ["ks3"],
    contractType: .permanent, workingPattern: .fullTime, fte: 1, payMinimum: "M1", payMaximum: "U3",
    startsOn: day("2027-09-01"), closesOn: day("2027-01-15"),
    closesAtTime: "12:00", nqtsWelcome: true,
    description: "Join a department of six that plans together and has its own suite of rooms.")

  static let faults: [(String, @Sendable (inout VacancyContent) -> Void)] = [
    ("title", { $0.title = "  " }),
    ("title", { $0.title = "RE" }),
    ("title", { $0.title = String(repeating: "x", count: 76) }),
    ("phase", { $0.phase = nil }),
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
    ("working_pattern", { $0.workingPattern = nil }),
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
    ("description", { $0.description = "A post." }),
  ]

  static func problems(_ content: VacancyContent) -> [FieldProblem] {
    var problems = VacancyRules.problemsOfDraft(
      content, subjects: ["mathematics"], keyStages: ["ks3", "ks4"])
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

  @Test("The closing time is London's, also in summer")
  func closing() {
    var content = Self.whole
    content.closesOn = day("2027-06-01")
    #expect(content.closesAt == Date(timeIntervalSince1970: 1_811_847_600))
  }
}
