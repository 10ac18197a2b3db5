import Domain
import Foundation

/// A vacancy as structured data of schema.org, as search engines for jobs read it
/// (https://developers.google.com/search/docs/appearance/structured-data/job-posting). Only what the school
/// has said stands in it.
struct JobPosting: Sendable {
  private let posting: VacancyPosting
  private let address: String

  /// The posting's data; `address` is the whole address of its page.
  init(_ posting: VacancyPosting, address: String) {
    self.posting = posting
    self.address = address
  }

  private var vacancy: Vacancy { posting.vacancy }
  private var content: VacancyContent { posting.vacancy.content }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "@context": "https://schema.org/", "@type": "JobPosting", "title": .string(content.title),
      "description": .string(description), "url": .string(address), "directApply": true,
      "identifier": [
        "@type": "PropertyValue", "name": .string(vacancy.schoolName), "value": .string(vacancy.reference),
      ],
      "hiringOrganization": organisation, "jobLocation": locations,
      "employmentType": employmentType, "totalJobOpenings": .number(Double(content.posts)),
    ]
    members["datePosted"] = vacancy.publishedAt.map { .string(Self.moment($0)) }
    members["validThrough"] = vacancy.closesAt.map { .string(Self.moment($0)) }
    members["baseSalary"] = salary
    members["jobStartDate"] = content.startsOn.map { .string(LondonTime.isoDate($0)) }
    if content.startsAsSoonAsPossible { members["jobImmediateStart"] = true }
    let benefits = Self.trimmed(posting.benefits)
    if !benefits.isEmpty { members["jobBenefits"] = .string(benefits) }
    let asked = posting.criteria.filter { $0.essential && $0.category == .qualifications }.map(\.wording)
    if !asked.isEmpty { members["qualifications"] = .string(asked.joined(separator: "; ")) }
    return .object(members)
  }

  /// An instant with London's distance from Greenwich, for example "2027-06-04T12:00:00+01:00".
  static func moment(_ instant: Date) -> String {
    var style = Date.ISO8601FormatStyle(timeZone: LondonTime.zone)
    style = style.year().month().day().time(includingFractionalSeconds: false).timeZone(separator: .colon)
    return instant.formatted(style).replacing("Z", with: "+00:00")
  }

  private static func trimmed(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The description in HTML: everything escaped that the school wrote.
  private var description: String {
    var html = Prose(content.description).html
    for (name, text) in facts where !text.isEmpty { html = html + "<p>\(name): \(text)</p>" }
    let visits = Self.trimmed(posting.visits)
    if !visits.isEmpty { html = html + "<p>Visits: \(visits)</p>" }
    let safeguarding = Self.trimmed(posting.safeguarding)
    if !safeguarding.isEmpty { html = html + "<p>\(safeguarding)</p>" }
    return html.markup.replacing(" class=\"govuk-body\"", with: "")
  }

  private var facts: [(String, String)] {
    [
      ("Role", posting.roles.joined(separator: ", ")),
      ("Key stages", posting.keyStages.joined(separator: ", ")),
      ("Subjects", posting.subjects.joined(separator: ", ")), ("Contract", VacancyText.contract(content)),
      ("Working pattern", VacancyText.pattern(content)),
    ]
  }

  private var organisation: JSONValue {
    var members: [String: JSONValue] = [
      "@type": "Organization", "name": .string(vacancy.schoolName),
    ]
    if let website = posting.school.websiteLink { members["sameAs"] = .string(website) }
    return .object(members)
  }

  private var locations: JSONValue {
    let places = ([posting.school] + posting.furtherSchools).map(Self.place)
    return places.count == 1 ? places[0] : .array(places)
  }

  private static func place(_ school: School) -> JSONValue {
    var address: [String: JSONValue] = ["@type": "PostalAddress", "addressCountry": "GB"]
    let street = [school.address.street, school.address.locality, school.address.address3].compactMap { $0 }
    if !street.isEmpty { address["streetAddress"] = .string(street.joined(separator: ", ")) }
    if let town = school.address.town { address["addressLocality"] = .string(town) }
    if let postcode = school.address.postcode { address["postalCode"] = .string(postcode) }
    return ["@type": "Place", "name": .string(school.name), "address": .object(address)]
  }

  private var employmentType: JSONValue {
    var types: [String] = []
    func add(_ type: String) { if !types.contains(type) { types.append(type) } }
    for pattern in content.workingPatterns {
      switch pattern {
      case .fullTime: add("FULL_TIME")
      case .partTime: add("PART_TIME")
      case .flexible, .termTime: add((content.fte ?? 1) < 1 ? "PART_TIME" : "FULL_TIME")
      }
    }
    switch content.contractType {
    case .fixedTerm, .maternityCover: add("TEMPORARY")
    case .casual: add("PER_DIEM")
    case .permanent, nil: break
    }
    return types.count == 1 ? .string(types[0]) : .array(types.map { .string($0) })
  }

  /// What the post pays a year: for part of the week, in proportion.
  private var salary: JSONValue? {
    guard let range = VacancyPayText(vacancy).inProportion ?? VacancyPayText(vacancy).fullTime else {
      return nil
    }
    func pounds(_ pence: Int) -> JSONValue { .number(Double(pence) / 100) }
    var value: [String: JSONValue] = ["@type": "QuantitativeValue", "unitText": "YEAR"]
    if range.lowerBound == range.upperBound {
      value["value"] = pounds(range.lowerBound)
    } else {
      value["minValue"] = pounds(range.lowerBound)
      value["maxValue"] = pounds(range.upperBound)
    }
    return ["@type": "MonetaryAmount", "currency": "GBP", "value": .object(value)]
  }
}
