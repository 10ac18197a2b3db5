import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct PayTests {
  private func point(_ scale: PayScale, _ code: String, _ pounds: Int, _ area: PayArea = .fringe) -> PayPoint
  {
    PayPoint(area: area, scale: scale, code: code, annual: Pence(pounds: pounds))
  }

  @Test(
    "Amounts are written as people write them",
    arguments: [
      (0, "£0"), (5, "£0.05"), (100, "£1"), (99_900, "£999"), (100_000, "£1,000"), (3_307_500, "£33,075"),
      (3_307_550, "£33,075.50"), (123_456_700, "£1,234,567"), (-100_050, "-£1,000.50"),
    ])
  func amounts(pence: Int, text: String) {
    #expect(Pence(rawValue: pence).description == text)
  }

  @Test("A range runs up one scale or on into the next one")
  func ranges() throws {
    let range = try PayRange(from: point(.main, "M1", 34_398), to: point(.upper, "U3", 52_490))
    #expect(range.title == "M1 to U3, £34,398 to £52,490 a year")
    #expect(range.prorated(fte: 0.6).lowest == Pence(rawValue: 2_063_880))
    let single = try PayRange(from: point(.main, "M1", 34_398), to: point(.main, "M1", 34_398))
    #expect(single.title == "M1, £34,398 a year")
    #expect(throws: PayRange.Fault.wrongWayRound) {
      try PayRange(from: point(.main, "M6", 46_839), to: point(.main, "M1", 34_398))
    }
    #expect(throws: PayRange.Fault.scalesApart(.unqualified, .upper)) {
      try PayRange(from: point(.unqualified, "UQ1", 24_066), to: point(.upper, "U1", 48_913))
    }
    #expect(throws: PayRange.Fault.scalesApart(.upper, .main)) {
      try PayRange(from: point(.upper, "U1", 48_913), to: point(.main, "M6", 46_839))
    }
    #expect(throws: PayRange.Fault.differentAreas) {
      try PayRange(from: point(.main, "M1", 32_916, .england), to: point(.main, "M2", 36_373))
    }
  }

  @Test("A school's own amounts stay within the ends of a scale")
  func ownAmounts() throws {
    let points = [point(.leadership, "L1", 53_198), point(.leadership, "L43", 145_218)]
    let range = try PayRange(
      .leadership, from: Pence(pounds: 60_000), to: Pence(pounds: 66_000), among: points,
      labels: ("L5", "L9"))
    #expect(range.title == "L5 to L9, £60,000 to £66,000 a year")
    #expect(
      throws: PayRange.Fault.outsideScale(lowest: Pence(pounds: 53_198), highest: Pence(pounds: 145_218))
    ) {
      try PayRange(.leadership, from: Pence(pounds: 50_000), to: Pence(pounds: 60_000), among: points)
    }
  }

  @Test("Thurrock is paid as London fringe, at the figures in force on the day")
  func settlements() async throws {
    try await withServices { services, _ async throws in
      let pay = PayScales(services)
      #expect(try await pay.area(ofAuthority: "883") == .fringe)
      #expect(try await pay.area(ofAuthority: "000") == nil)
      let dates: [(String, Int?)] = [
        ("2024-08-31", nil), ("2024-09-01", 33_075), ("2025-08-31", 33_075), ("2025-09-01", 34_398),
        ("2026-11-02", 34_398),
      ]
      for (date, pounds) in dates {
        let day = try #require(CivilDate(date))
        let found = try await pay.point("M1", area: .fringe, on: day)
        #expect(found?.annual == pounds.map { Pence(pounds: $0) }, "\(date)")
      }
    }
  }

  @Test("Each scale rises from point to point in every area, and an area nearer London never pays less")
  func order() async throws {
    try await withServices { services, _ async throws in
      let pay = PayScales(services)
      let day = try #require(CivilDate("2025-09-01"))
      var before: [String: Pence] = [:]
      for area in PayArea.allCases {
        let points = try await pay.points(area: area, on: day)
        #expect(points.count == 19)
        for scale in PayScale.allCases {
          let amounts = points.filter { $0.scale == scale }.map(\.annual)
          #expect(!amounts.isEmpty && amounts == amounts.sorted())
        }
        for point in points {
          if let less = before[point.code] { #expect(less < point.annual) }
          before[point.code] = point.annual
        }
      }
      let earlier = try #require(CivilDate("2025-01-01"))
      #expect(try await pay.allowances(on: earlier).map(\.code) == ["TLR1", "TLR2", "TLR3", "SEN"])
    }
  }

  @Test("Subjects and key stages are there to choose from")
  func reference() async throws {
    try await withServices { services, _ async throws in
      let data = ReferenceData(services)
      #expect(try await data.subjects().contains(Subject(code: "physics", name: "Physics")))
      #expect(try await data.keyStages().map(\.code) == ["early-years", "ks1", "ks2", "ks3", "ks4", "ks5"])
    }
  }
}

@Suite struct SampleBoroughTests {
  @Test("Every vacancy of the sample is at a school, of known subjects and pay, and may be published")
  func vacancies() async throws {
    try await withServices { services, _ async throws in
      try await LoadSampleSchools(services)()
      let names = Set(try await ListSchools(services)(limit: 200).schools.map(\.name))
      let subjects = try await ReferenceData(services).subjects()
      let points = Set(try await PayScales(services).points(area: .fringe, on: services.today).map(\.code))
      let reference = VacancyReference(
        jobRoles: Set(try await ReferenceData(services).jobRoles().map(\.code)),
        subjects: Dictionary(uniqueKeysWithValues: subjects.map { ($0.code, $0.name) }),
        keyStages: Set(try await ReferenceData(services).keyStages().map(\.code)), payPoints: points)
      let vacancies = try SampleBorough.vacancies()
      #expect(vacancies.count >= 30)
      #expect(Set(vacancies.map(\.key)).count == vacancies.count)
      #expect(Set(vacancies.map(\.state)) == Set(VacancyState.allCases))
      for vacancy in vacancies {
        let content = vacancy.content(on: services.today)
        #expect(names.contains(vacancy.school), "\(vacancy.key)")
        #expect(VacancyRules.problemsOfDraft(content, reference).found.isEmpty)
        for code in [content.payMinimum, content.payMaximum].compactMap({ $0 }) {
          #expect(points.contains(code), "\(vacancy.key) \(code)")
        }
        if let days = vacancy.publishedDaysAgo {
          var problems = Problems()
          let then = services.now().addingTimeInterval(-86_400 * Double(days))
          VacancyRules.problemsOfPublication(content, now: then, into: &problems)
          #expect(problems.found.isEmpty, "\(vacancy.key) \(problems.found)")
        }
      }
    }
  }

  @Test(
    "Every applicant's form is complete and their vacancies are published; names and addresses are made up")
  func people() async throws {
    let people = try SampleBorough.people()
    let published = Set(try SampleBorough.vacancies().filter { $0.publishedDaysAgo != nil }.map(\.key))
    #expect(people.applicants.count >= 8)
    #expect(Set(people.staff.map(\.role)).isSuperset(of: Role.allCases.filter { $0 != .applicant }))
    for email in people.staff.map(\.email) + people.applicants.map(\.email) {
      #expect(email.hasSuffix(".test") || email.hasSuffix("@example.org"))
    }
    try await withServices { services, _ async throws in
      for person in people.applicants {
        #expect(published.isSuperset(of: person.appliesTo), "\(person.key)")
        #expect(!person.appliesTo.isEmpty || person.pool != nil)
        let form = try await ReadApplicationForm(services)().sections
        #expect(Set(form.map(\.key)).isSuperset(of: person.sections.keys))
        for section in form {
          let problems = FormRules.problems(
            person.sections[section.key] ?? [:], section, today: services.today, ownEmail: person.email,
            others: person.sections)
          #expect(problems.isEmpty, "\(person.key) \(section.key) \(problems)")
        }
      }
    }
  }
}
