import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("The plain-English check") struct AdviceTests {
  /// What the installation's own phrases find in a description.
  private static func topics(_ texts: [String]) async throws -> [[AdviceTopic]] {
    try await withServices { services, _ async throws in
      let check = PlainEnglishCheck(phrases: try await AdviseOnVacancy.phrases(in: services.pool))
      return texts.map { text in
        check.findings(whole(text), criteria: criteria, opensOn: day("2026-11-02")).map(\.topic)
      }
    }
  }

  private static let criteria = [Criterion(wording: "Plans good lessons")]

  private static func whole(_ description: String, title: String = "Year 4 class teacher") -> VacancyContent {
    var content = VacancyContent(
      title: title, payMinimum: "M1", payMaximum: "M6", closesOn: day("2026-11-30"),
      description: description, visits: "Come on any Wednesday.", contactName: "Hester Sample",
      safeguarding: "We are committed to safeguarding.")
    content.closesAtTime = "12:00"
    return content
  }

  @Test("finds wording that may keep people out, and says under which heading")
  func wording() async throws {
    let cases: [(String, AdviceTopic)] = [
      ("We want a young teacher.", .age), ("You are youthful and kind.", .age),
      ("An energetic colleague is what we need.", .age), ("You must be newly qualified.", .age),
      ("This suits a recent graduate.", .age), ("You have 5 years' experience.", .age),
      ("You have five years of experience.", .age), ("At least 3 years experience.", .age),
      ("You are a digital native.", .age), ("Only recently qualified people need apply.", .age),
      ("Our headmistress leads well.", .sex), ("She will run the choir.", .sex),
      ("He or she plans lessons.", .sex), ("We look for a handyman.", .sex),
      ("Native English speaker preferred.", .race), ("English is your mother tongue.", .race),
      ("UK nationals only.", .race), ("You are a practising Catholic.", .religion),
      ("You are physically fit.", .disability), ("You have a good attendance record.", .disability),
      ("You need your own car.", .disability), ("You have no family commitments.", .family),
      ("We offer a competitive salary.", .pay), ("You get PPA each week.", .abbreviation),
      ("You will utilise data.", .plainEnglish), ("In order to teach, plan.", .plainEnglish),
      ("We look for a mature colleague.", .age), ("You were a salesman before.", .sex),
      ("You know SEND.", .abbreviation), ("COME AND JOIN US today.", .capitals),
      (String(repeating: "and we teach and plan ", count: 9), .length),
    ]
    let found = try await Self.topics(cases.map(\.0))
    for ((text, topic), topics) in zip(cases, found) { #expect(topics == [topic], "\(text)") }
  }

  @Test("leaves alone what is meant well")
  func harmless() async throws {
    let texts = [
      "You will help young people and young children’s families to grow.",
      "Our young readers love stories; so do young learners in the nursery.",
      "Newly qualified teachers are welcome.", "Recently qualified teachers are welcome and supported.",
      "We support newly qualified teachers with a mentor.", "Good health and safety habits matter.",
      "Pupils’ good health matters to us.", "Energetic children fill our playground.",
      "Pupils with English as an additional language (EAL) thrive here, and EAL staff help.",
      "You get planning, preparation and assessment time; PPA is taught by specialists.",
      "Our MAT is a multi-academy trust of nine schools.", "He/she will be told.",
      "Our school is 40 years old, with experience of change.",
      "No children are left behind.", "You will matter to each mat in our gym.",
      "Music upsets nobody. Wanted posters hang in history lessons.", "A PE and RE post at BBC HQ.",
      "We send letters home.", "Mature trees shade our field.",
      "You support special educational needs and disabilities (SEND).",
    ]
    for (text, topics) in zip(texts, try await Self.topics(texts)) { #expect(topics == [], "\(text)") }
  }

  @Test(
    "keeps titles to the name of the post",
    arguments: [
      ("Class teacher required", true), ("URGENT: Class teacher", true), ("Class teacher M1 to M6", true),
      ("Class teacher £32,000", true), ("Class teacher!!", true), ("CLASS TEACHER", true),
      ("Teacher of PE (maternity cover)", false), ("SENDCo", false), ("Head of Year 10 and tutor", false),
    ])
  func titles(title: String, isFound: Bool) async throws {
    try await withServices { services, _ async throws in
      let check = PlainEnglishCheck(phrases: try await AdviseOnVacancy.phrases(in: services.pool))
      let findings = check.findings(
        Self.whole("A kind school.", title: title), criteria: Self.criteria, opensOn: day("2026-11-02"))
      #expect(findings.isEmpty != isFound, "\(findings)")
      #expect(findings.allSatisfy { $0.field == "title" })
    }
  }

  @Test("says what is missing")
  func missing() {
    let findings = PlainEnglishCheck(phrases: []).findings(
      VacancyContent(title: "Teacher"), opensOn: day("2026-11-02"))
    #expect(
      Set(findings.map(\.field)).isSuperset(of: [
        "pay_minimum", "safeguarding", "visits", "criteria", "contact_name",
      ]))
    #expect(findings.allSatisfy { $0.words == nil && !$0.reason.isEmpty && !$0.suggestion.isEmpty })
  }

  @Test(
    "knows weekends, bank holidays and the holidays of the school",
    arguments: [
      ("2026-11-30", nil), ("2026-11-29", "weekend"), ("2026-12-25", "Christmas Day"),
      ("2026-12-28", "Boxing Day"), ("2026-12-22", "school holidays"), ("2027-02-17", "school holidays"),
      ("2027-05-03", "Early May"), ("2027-08-10", "school holidays"), ("2027-08-30", "Summer bank"),
      ("2040-08-10", nil),
    ])
  func days(text: String, reason: String?) async throws {
    try await withServices { services, _ async throws in
      let desk = try await VacancyDesk(services)
      let calendar = try await SchoolCalendar.load(of: desk.school.id, in: services.pool)
      var content = Self.whole("A kind school.")
      content.closesOn = day(text)
      let findings = PlainEnglishCheck(phrases: [], calendar: calendar).findings(
        content, criteria: Self.criteria, opensOn: day("2026-09-01"))
      #expect(findings.map(\.topic) == (reason == nil ? [] : [.dates]))
      if let reason { #expect(findings.first?.reason.contains(reason) == true) }
    }
  }

  @Test("takes a school's own terms for its authority's", arguments: [true, false])
  func ownTerms(hasOwn: Bool) async throws {
    try await withServices { services, _ async throws in
      let desk = try await VacancyDesk(services)
      if hasOwn {
        try await services.pool.execute(
          """
          INSERT INTO school_term (school_id, school_year, term, half, starts_on, ends_on)
          VALUES (\(desk.school.id), 2026, 'autumn', 1, '2026-09-01', '2026-10-16'),
            (\(desk.school.id), 2026, 'autumn', 2, '2026-10-26', '2026-12-18')
          """)
      }
      let calendar = try await SchoolCalendar.load(of: desk.school.id, in: services.pool)
      #expect(calendar.day(day("2026-10-20")) == (hasOwn ? .holidays : .school))
      #expect(calendar.day(day("2026-10-28")) == (hasOwn ? .school : .holidays))
      #expect(calendar.day(day("2027-11-10")) == .school)
    }
  }

  @Test("asks for two weeks or more", arguments: [(13, true), (14, false), (0, true)])
  func shortNotice(days: Int, isFound: Bool) {
    var content = Self.whole("A kind school.")
    content.closesOn = day("2026-11-30")
    let findings = PlainEnglishCheck(phrases: []).findings(
      content, criteria: Self.criteria, opensOn: day("2026-11-30").adding(days: -days))
    #expect(findings.contains { $0.topic == .dates } == isFound)
  }

  @Test("is for the school, and never in the way of publishing")
  func useCase() async throws {
    try await withServices { services, _ async throws in
      let desk = try await VacancyDesk(services)
      let vacancy = try await desk.published(VacancyDesk.content("Young teacher wanted"))
      let findings = try await AdviseOnVacancy(services)(vacancy.id, by: desk.recruiter)
      #expect(Set(findings.filter { $0.field == "title" }.map(\.words)) == ["wanted", "Young"])
      await #expect(throws: DomainError.notFound("vacancy")) {
        try await AdviseOnVacancy(services)(vacancy.id, by: desk.stranger)
      }
    }
  }
}
