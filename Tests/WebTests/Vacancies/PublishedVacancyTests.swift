import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("/vacancies/:id")
struct PublishedVacancyTests {
  /// A vacancy in which every field is filled.
  private func fullVacancy(_ site: Website) async throws -> Vacancy {
    let first = try await site.vacancy()
    var content = first.content
    content.title = "Teacher of <b>maths</b> & music"
    (content.subjects, content.otherSubjects, content.keyStages) = (["mathematics"], ["Steel pans"], ["ks2"])
    (content.workingPatterns, content.fte) = ([.partTime, .flexible], Decimal(string: "0.6"))
    (content.workingPatternDetails, content.jobShare) = ("Monday to Wednesday", true)
    (content.tlr, content.tlrPence, content.senPence) = ("TLR2", 400_000, 300_000)
    (content.benefits, content.relocation) = ("Free parking", "Help with removals")
    (content.visaSponsorship, content.posts) = (true, 2)
    content.interviewDates = [day("2026-12-10"), day("2026-12-09")]
    (content.visits, content.safeguarding) = ("Come on a Wednesday", "We check everybody")
    (content.contactName, content.contactEmail, content.contactPhone) =
      ("Bea Sample", "bea@school.example", "01375 000000")
    site.clock.advance(seconds: 60)
    return try await ChangeVacancy(site.services)(
      first.id, content: content, expectedVersion: first.version, by: .operatorAtCommandLine)
  }

  @Test("Shows everything that the school has said, escaped")
  func everything() async throws {
    try await Website.run { site in
      let vacancy = try await fullVacancy(site)
      try await site.services.pool.execute(
        """
        INSERT INTO vacancy_criterion (vacancy_id, id, position, essential, category, wording)
        VALUES (\(vacancy.id), \(UUID()), 1, true, 'qualifications', 'Qualified teacher status'),
          (\(vacancy.id), \(UUID()), 2, false, 'skills', 'Plays an instrument')
        """)
      let page = try await site.browser().get("/vacancies/\(vacancy.id)")
      #expect(page.status == .ok)
      for text in [
        "Teacher of &lt;b&gt;maths&lt;/b&gt; &amp; music", "Mathematics, Steel pans", "Key stage 2",
        "Part time or flexible working, 0.6 of full time", "Monday to Wednesday",
        "Two people may share the post", "(TLR2) of £4,000 a year",
        "Special educational needs allowance of £3,000 a year", "of full time (pro rata)", "Free parking",
        "Help with removals", "The school can sponsor a visa", "Wednesday 9 December 2026",
        "Come on a Wednesday", "We check everybody", "bea@school.example", "01375 000000",
        "Qualified teacher status", "Plays an instrument", "Essential", "Desirable", vacancy.reference,
        "Updated", "Closes in 30 days, on 2 December 2026 at 5pm", "Apply for this vacancy",
        "Sign in to save this vacancy", "mailto:?subject=",
        "value=\"http://staffroom.test/vacancies/\(vacancy.id)\"", "/vacancies/\(vacancy.id)/calendar.ics",
      ] { #expect(page.shows(text), "\(text)") }
      #expect(!page.shows("<b>maths"))
    }
  }

  @Test("Tells programs what it is: canonical address, description, preview, structured data")
  func head() async throws {
    try await Website.run { site in
      let vacancy = try await fullVacancy(site)
      let page = try await site.browser().get("/vacancies/\(vacancy.id)")
      #expect(page.shows("<link rel=\"canonical\" href=\"http://staffroom.test/vacancies/\(vacancy.id)\">"))
      #expect(page.shows("<meta name=\"description\" content=\"Example Primary School. "))
      #expect(
        page.shows(
          "<meta property=\"og:title\" content=\"Teacher of &lt;b&gt;maths&lt;/b&gt; &amp; music, Example Primary School\">"
        ))
      #expect(page.shows("<meta name=\"twitter:card\" content=\"summary\">"))
      #expect(page.shows("<meta property=\"og:image\" content=\"http"))
      let posting = try JobPostingReader.posting(in: page.text)
      #expect(JobPostingReader.faults(posting, needsTown: false) == [])
      #expect(posting["title"] == "Teacher of <b>maths</b> & music")
      #expect(posting["validThrough"] == "2026-12-02T17:00:00+00:00")
      #expect(posting["datePosted"] == "2026-11-02T09:00:00+00:00")
      #expect(posting["employmentType"] == "PART_TIME")
      #expect(posting["totalJobOpenings"] == 2)
      let salary = posting["baseSalary"]?.object?["value"]?.object
      #expect(salary?["unitText"] == "YEAR")
      let full = try #require(vacancy.payMinimumPence)
      #expect(salary?["minValue"] == .number((Double(full) * 0.6 / 100).rounded()))
    }
  }

  @Test("In summer the closing stands with London's distance from Greenwich")
  func summer() {
    let instant = Date(timeIntervalSince1970: 1_811_934_000)  // 2 June 2027, 11:00 UTC
    #expect(JobPosting.moment(instant) == "2027-06-02T12:00:00+01:00")
  }

  @Test("Once closed it says so, is hidden from search engines, and shows similar ones; nobody can apply")
  func closed() async throws {
    try await Website.run { site in
      let vacancy = try await site.vacancy()
      site.clock.advance(days: 3)
      let other = try await site.vacancy("Class teacher, Year 6")
      site.clock.set(try #require(vacancy.closesAt).addingTimeInterval(1))
      let page = try await site.browser().get("/vacancies/\(vacancy.id)")
      #expect(page.status == .ok)
      #expect(page.shows("This vacancy closed on 2 December 2026 at 5pm"))
      #expect(page.shows("<meta name=\"robots\" content=\"noindex\">"))
      #expect(!page.shows("ld+json") && !page.shows("Apply for this vacancy"))
      #expect(page.shows("Similar vacancies") && page.shows("/vacancies/\(other.id)"))
    }
  }

  @Test("Once withdrawn it is gone, and others are shown; a draft was never there")
  func withdrawn() async throws {
    try await Website.run { site in
      let vacancy = try await site.vacancy()
      let other = try await site.vacancy("Class teacher, Year 6")
      _ = try await WithdrawVacancy(site.services)(
        vacancy.id, reason: "Filled from within", by: .operatorAtCommandLine)
      let page = try await site.browser().get("/vacancies/\(vacancy.id)")
      #expect(page.status == .gone)
      #expect(page.shows("/vacancies/\(other.id)"))
      #expect(page.shows("noindex"))
      let draft = try await DraftVacancy(site.services)(
        school: vacancy.place.organisation, content: VacancyContent(title: "Secret plans"),
        by: .operatorAtCommandLine)
      let missing = try await site.browser().get("/vacancies/\(draft.id)")
      #expect(missing.status == .notFound)
      #expect(!missing.shows("Secret plans"))
      #expect(try await site.browser().get("/vacancies/\(draft.id)/calendar.ics").status == .notFound)
    }
  }

  @Test(
    "People's readings are counted; those of programs and of prefetching browsers are not",
    arguments: [
      ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", nil, true),
      ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "prefetch;prerender", false),
      ("Mozilla/5.0 (compatible; Googlebot/2.1)", nil, false), ("curl/8.0", nil, false), ("", nil, false),
    ] as [(String, String?, Bool)])
  func views(agent: String, purpose: String?, counts: Bool) async throws {
    try await withServices { services, clock async throws in
      let router = Router(context: AppRequestContext.self)
      let pages = try WebPages(services: services, settings: ServerSettings())
      pages.add(to: router)
      let client = TestClient(router)
      let site = Website(services: services, clock: clock, client: client)
      let vacancy = try await site.vacancy()
      var headers: HTTPFields = [.userAgent: agent]
      headers[.purposeOfFetch] = purpose
      _ = try await client.execute(
        uri: "/vacancies/\(vacancy.id)", method: .get, headers: headers, body: nil)
      #expect(try await pages.views.flush() == (counts ? 1 : 0))
    }
  }

  @Test(
    "Countdown in plain words",
    arguments: [
      (0.0, "Closes today at 5pm"), (1.0, "Closes tomorrow at 5pm"),
      (9.0, "Closes in 9 days, on 4 December 2026 at 5pm"),
    ])
  func countdown(days: Double, words: String) throws {
    let closing = try #require(LondonTime.instant(day("2026-12-04"), hour: 17, minute: 0))
    #expect(
      VacancyText.countdown(to: closing, from: closing.addingTimeInterval(-days * 86_400 - 60)) == words)
  }
}

/// Reads structured data as a search engine does, and holds it against what Google documents as required and
/// recommended for a JobPosting.
enum JobPostingReader {
  static func posting(in page: String) throws -> [String: JSONValue] {
    let start = try #require(page.firstRange(of: "<script type=\"application/ld+json\">"))
    let rest = page[start.upperBound...]
    let end = try #require(rest.firstRange(of: "</script>"))
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(rest[..<end.lowerBound].utf8))
    return try #require(value.object)
  }

  static let types: Set<String> = [
    "FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER",
  ]

  static func faults(_ posting: [String: JSONValue], needsTown: Bool = true) -> [String] {
    var faults: [String] = []
    func need(_ holds: Bool, _ fault: String) { if !holds { faults.append(fault) } }
    need(posting["@context"] == "https://schema.org/" && posting["@type"] == "JobPosting", "type")
    // Required: datePosted, description, hiringOrganization, jobLocation, title.
    need(posting["title"]?.string?.isEmpty == false, "title")
    need(posting["description"]?.string?.hasPrefix("<p>") == true, "description in HTML")
    need(isMoment(posting["datePosted"]), "datePosted")
    let organisation = posting["hiringOrganization"]?.object
    need(organisation?["@type"] == "Organization" && organisation?["name"]?.string != nil, "organisation")
    let places = posting["jobLocation"]?.array ?? [posting["jobLocation"] ?? .null]
    for place in places {
      let address = place.object?["address"]?.object
      need(place.object?["@type"] == "Place" && address?["@type"] == "PostalAddress", "place")
      need(address?["addressCountry"] == "GB", "country")
      if needsTown {
        need(address?["addressLocality"]?.string != nil && address?["postalCode"]?.string != nil, "address")
        need(address?["streetAddress"]?.string != nil, "street")
      }
    }
    // Recommended: baseSalary, directApply, employmentType, identifier, validThrough.
    let salary = posting["baseSalary"]?.object
    need(salary?["@type"] == "MonetaryAmount" && salary?["currency"] == "GBP", "salary")
    need(salary?["value"]?.object?["@type"] == "QuantitativeValue", "amount")
    need(posting["directApply"] == true, "directApply")
    let kinds = posting["employmentType"]?.array ?? [posting["employmentType"] ?? .null]
    need(!kinds.isEmpty && kinds.allSatisfy { types.contains($0.string ?? "") }, "employmentType")
    let identifier = posting["identifier"]?.object
    need(identifier?["@type"] == "PropertyValue" && identifier?["value"]?.string != nil, "identifier")
    need(isMoment(posting["validThrough"]), "validThrough")
    return faults
  }

  private static func isMoment(_ value: JSONValue?) -> Bool {
    value?.string?.wholeMatch(of: /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}/) != nil
  }
}
