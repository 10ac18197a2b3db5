import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

/// Why a plan is as it is: numbers that add up, each with its source.
@Suite struct PlanExplanationTests {
  /// What each stretch counts, as its line shows it.
  static func counted(_ plan: InductionPlan) -> [Double] {
    plan.explanation.compactMap { step -> Double? in
      let stretches = ["In post from ", "Absence made up from ", "Extension from "]
      guard stretches.contains(where: { step.text.hasPrefix($0) }) else { return nil }
      if let part = step.text.firstMatch(of: /(?:of which|taken as) ([0-9.]+) (?:counts?:|so that)/) {
        return Double(part.1)
      }
      return step.text.firstMatch(of: /= ([0-9.]+) full-time term/).flatMap { Double($0.1) }
    }
  }

  /// That what a line multiplies or divides comes to what it says, to the places that are printed.
  static func checkProducts(_ plan: InductionPlan) throws {
    let product =
      /: ([0-9.]+) terms? of the calendar × ([0-9.]+)(?:\/([0-9]+))?(?: \(full time\))? = ([0-9.]+) full/
    let share = /: ([0-9.]+) days? of work, by an average term of ([0-9.]+) school days = ([0-9.]+) full/
    for text in plan.explanation.map(\.text) {
      if let found = text.firstMatch(of: product) {
        let parts = found.3.flatMap { Double($0) } ?? 1
        let (terms, part) = (try #require(Double(found.1)), try #require(Double(found.2)))
        #expect(abs(terms * part / parts - (Double(found.4) ?? -1)) < 0.000_051, "\(text)")
      } else if let found = text.firstMatch(of: share) {
        let (days, term) = (try #require(Double(found.1)), try #require(Double(found.2)))
        #expect(abs(days / term - (Double(found.3) ?? -1)) < 0.000_051, "\(text)")
      } else {
        #expect(!text.contains(" × ") && !text.contains("school days = "), "\(text)")
      }
    }
  }

  @Test("A change of hours shows the day, both parts of full time, and what comes of them")
  func change() throws {
    let plan = try PlanInductionTests.plan(
      """
      {"periods":[{"start":"2026-09-01","end":"2027-01-03","fte":1},
      {"start":"2027-01-04","end":null,"fte":0.6}]}
      """)
    #expect(plan.expectedEnd == day("2029-10-05") && plan.servedTerms == 6 && plan.warnings.isEmpty)
    let lines = plan.explanation.filter { $0.text.hasPrefix("In post from") }
    #expect(
      lines.first?.text
        == "In post from 1 September 2026 to 3 January 2027: 1 term of the calendar × 1 (full time) = "
        + "1 full-time term.")
    let second = try #require(lines.dropFirst().first)
    #expect(second.text.hasPrefix("In post from 4 January 2027 to 5 October 2029: "))
    #expect(second.text.contains(" terms of the calendar × 0.6 = "))
    #expect(second.source == "DfE statutory guidance 2024, 2.33–2.36" && lines.count == 2)
    #expect(Self.counted(plan) == [1, 5])
  }

  @Test("Of several reductions the one to the fewest terms counts, and a warning says which and why")
  func severalReductions() throws {
    func plan(_ terms: [Double]) throws -> InductionPlan {
      let reductions = terms.map { #"{"to_terms":\#($0)}"# }.joined(separator: ",")
      return try PlanInductionTests.plan(
        #"{"periods":[{"start":"2026-09-01","end":null,"fte":1}],"reductions":[\#(reductions)]}"#)
    }
    let both = try plan([3, 2])
    #expect(both.requiredTerms == 2)
    #expect(
      both.warnings == [
        "Reductions to 2 and 3 terms are entered, and only the one to 2 terms counts: each says that no more terms "
          + "than those are required, so the fewest stand. If the one to 3 is meant, take the one to 2 out."
      ])
    #expect(try plan([2, 1, 4.5]).warnings.first?.hasPrefix("Reductions to 1, 2 and 4.5 terms are") == true)
    #expect(try plan([2, 1]).warnings.first?.contains("only the one to 1 term counts") == true)
    #expect(try plan([2]).warnings.isEmpty && plan([2, 2]).warnings.isEmpty)
  }

  @Test("Two posts at once are added up, and the first warning says so and what else to do")
  func postsAtOnce() throws {
    let plan = try PlanInductionTests.plan(
      """
      {"periods":[{"start":"2026-09-01","end":null,"fte":1},{"start":"2027-01-04","end":null,"fte":0.6}],
      "absences":[{"start":"2027-08-03","end":"2027-08-07","days":5,"kind":"sickness"}]}
      """)
    #expect(plan.expectedEnd == day("2028-07-21"))
    #expect(
      plan.warnings.first
        == "Two posts are held at once from 4 January 2027: 1 and 0.6 of full time are added up and counted as "
        + "full time. If the hours only changed then, let the post before end on 3 January 2027.")
    let half = try PlanInductionTests.plan(
      """
      {"periods":[{"start":"2026-09-01","end":null,"fte":0.4},{"start":"2026-09-01","end":null,"fte":0.6}]}
      """)
    #expect(half.warnings.count == 1)
    #expect(half.warnings.first?.hasSuffix("0.4 and 0.6 of full time are added up to 1.") == true)
    let after = try PlanInductionTests.plan(
      """
      {"periods":[{"start":"2026-09-01","end":"2027-01-03","fte":0.4},{"start":"2027-01-04","end":null,"fte":1}]}
      """)
    #expect(after.warnings.isEmpty)
  }

  @Test("Absence made up and what is required are what is served")
  func absence() throws {
    let plan = try PlanInductionTests.plan(
      """
      {"terms":\(PlanInductionTests.threeTerms),"periods":[{"start":"2018-09-01","end":null,"fte":1}],
      "absences":[{"start":"2018-11-05","end":"2018-12-21","days":30,"kind":"sickness"}]}
      """)
    #expect(plan.expectedEnd == day("2019-10-11"))
    #expect(Self.counted(plan) == [plan.requiredTerms, plan.extensionTerms])
    #expect(
      plan.explanation.contains {
        $0.text.hasPrefix("Absence made up from 2 September 2019 to 11 October 2019: 30 days of work, ")
          && $0.source == "SI 2012/1115 reg. 8(1)"
      })
  }

  @Test(
    "The lines add up to what is served, and that to what is required and extended by; each comes to what it says",
    arguments: 0..<80)
  func sums(_ seed: Int) throws {
    var random = SplitRandom(seed)
    let parts = ["0.2", "0.333", "0.5", "0.6", "0.8", "1"]
    let start = day("2018-09-01").adding(days: random.next(2_000))
    let change = start.adding(days: 10 + random.next(600))
    let absence = start.adding(days: random.next(400))
    let extended = random.next(3) == 0 ? #"{"terms":\#(1 + random.next(2))}"# : ""
    let end = random.next(4) == 0 ? "\"\(change.adding(days: 200))\"" : "null"
    let plan = try PlanInductionTests.plan(
      """
      {"periods":[{"start":"\(start)","end":"\(change)","fte":\(parts[random.next(6)])},
      {"start":"\(change.adding(days: 1 + random.next(2) * 90))","end":\(end),"fte":\(parts[random.next(6)])}],
      "absences":[{"start":"\(absence)","end":"\(absence.adding(days: 80))","days":\(random.next(80)),
      "kind":"sickness"}],"extensions":[\(extended)]}
      """)
    let sum = Self.counted(plan).reduce(0, +)
    #expect(abs(sum - plan.servedTerms) < 0.000_01, "\(plan.explanation)")
    try Self.checkProducts(plan)
    if plan.expectedEnd != nil {
      #expect(abs(plan.servedTerms - plan.requiredTerms - plan.extensionTerms) < 0.000_11)
    }
    #expect(!plan.explanation.contains { $0.source.isEmpty })
    #expect(!plan.explanation.contains { $0.text.contains(/[^0-9.]1 (full-time )?terms/) })
  }

  @Test("A regime that doesn’t fit the beginning is told; one that fits is not")
  func regime() throws {
    func warnings(_ regime: String, _ start: String, _ fte: String = "1") throws -> [String] {
      try PlanInductionTests.plan(
        #"{"regime":"\#(regime)","periods":[{"start":"\#(start)","end":null,"fte":\#(fte)}]}"#
      ).warnings
    }
    let late = try warnings("nqt", "2026-09-01")
    #expect(late.count == 1 && late[0].contains("falls under the regime of early career teachers"))
    let early = try warnings("ect", "2018-09-03")
    #expect(early.count == 1 && early[0].contains("falls under the regime of newly qualified teachers"))
    #expect(try warnings("nqt", "2021-08-31").isEmpty && warnings("ect", "2021-09-01").isEmpty)
    // Begun before and not completed by September 2023, it has been moved.
    #expect(try warnings("ect", "2020-09-01", "0.3").isEmpty)
    #expect(try warnings("nqt", "2020-09-01", "0.3") != [])
  }

  @Test(
    "A reduction is to no more terms than the regime requires",
    arguments: [
      ("2018-09-03", "5", "more than the 3"), ("2018-09-03", "3.5", "more than the 3"),
      ("2026-09-01", "6.5", "fewer than the"), ("2026-09-01", "0.5", "at least 1"),
    ])
  func reduction(_ start: String, _ terms: String, _ words: String) throws {
    func plan(_ terms: String) throws -> InductionPlan {
      try PlanInductionTests.plan(
        """
        {"periods":[{"start":"\(start)","end":null,"fte":1}],"reductions":[{"to_terms":\(terms)}]}
        """)
    }
    let error = #expect(throws: DomainError.self) { try plan(terms) }
    #expect(error?.fields == ["reductions[0].to_terms"])
    guard case .invalid(let problems)? = error else { return }
    #expect(problems.first?.message.contains(words) == true)
    #expect(try plan("2.5").requiredTerms == 2.5)
  }

  @Test("How many days an absence can have is said of one day as of one")
  func oneDay() throws {
    let error = #expect(throws: DomainError.self) {
      try PlanInductionTests.plan(
        """
        {"periods":[{"start":"2026-09-01","end":null,"fte":1}],
        "absences":[{"start":"2026-09-07","end":"2026-09-07","days":2,"kind":"sickness"}]}
        """)
    }
    guard case .invalid(let problems)? = error else { return }
    #expect(problems.map(\.field) == ["absences[0].days"])
    #expect(problems.first?.message.contains("the 1 day from start to end") == true)
  }

  @Test("An absence of a kind that is none is refused with those that are")
  func kinds() throws {
    let error = #expect(throws: DomainError.self) {
      try PlanInductionTests.plan(
        """
        {"periods":[{"start":"2026-09-01","end":null,"fte":1}],
        "absences":[{"start":"2026-09-07","end":"2026-09-08","days":2,"kind":"zzz"}]}
        """)
    }
    #expect(error?.fields == ["absences[0].kind"])
    guard case .invalid(let problems)? = error else { return }
    #expect(problems.first?.message.contains("sickness, unpaid") == true)
  }

  @Test(
    "A kind of absence is taken by any name in use for it, and reckoned as its code is",
    arguments: [
      ("Sick", "sickness"), ("ILLNESS", "sickness"), ("Unpaid leave", "unpaid"),
      ("Maternity_Leave", "maternity"), ("paternity", "paternity"), ("Adoption", "adoption"),
      ("shared_parental", "shared-parental"), ("Shared parental leave", "shared-parental"),
      ("bereavement", "parental-bereavement"),
      ("parental bereavement", "parental-bereavement"), ("carer", "carers"), ("Carer’s leave", "carers"),
      ("neonatal", "neonatal-care"), ("Covid", "coronavirus"), ("COVID-19", "coronavirus"),
      (" strike ", "other"), ("Other", "other"),
    ])
  func names(_ written: String, _ code: String) throws {
    func plan(_ kind: String, _ year: Int) throws -> InductionPlan {
      try PlanInductionTests.plan(
        """
        {"periods":[{"start":"\(year)-09-01","end":null,"fte":1}],
        "absences":[{"start":"\(year + 1)-01-11","end":"\(year + 1)-03-19","days":40,"kind":"\(kind)"}]}
        """)
    }
    // Coronavirus has a rule of its own until August 2021 only.
    for year in [2020, 2025] { #expect(try plan(written, year) == plan(code, year), "\(written)") }
  }

  @Test("Every code is a name, and no name is one of two codes")
  func codes() throws {
    let kinds = try InductionRules.load().absenceKinds
    #expect(kinds.allSatisfy { AbsenceKinds.code(of: $0) == $0 })
    let data = try Data(contentsOf: Self.kindsFile)
    let names = try #require(try JSONDecoder().decode(JSONValue.self, from: data).object?["also"]?.object)
    #expect(Set(names.keys) == Set(kinds))
    let others = names.values.flatMap { $0.array ?? [] }.compactMap(\.string)
    #expect(Set(others).count == others.count && Set(others).isDisjoint(with: kinds))
  }

  private static let kindsFile = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../Sources/Domain/Induction/RuleSets/absence-kinds.json")
}
