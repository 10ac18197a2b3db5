import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The filters of a school's search of the pool, as they stand in the address.
struct PoolSearchForm: Sendable {
  /// What is looked for.
  let criteria: PoolCriteria
  /// What can't be understood of them.
  let problems: [FieldProblem]
  private let values: FormData

  /// The filters of a request.
  init(_ request: Request) {
    var values = FormData()
    for name in [
      "q", "phase", "key_stage", "subject", "grade", "hours", "near", "saved", "available_by-day",
      "available_by-month", "available_by-year",
    ] {
      values.set(name, request.uri.queryParameters[Substring(name)].map(String.init))
    }
    var criteria = PoolCriteria()
    criteria.words = String((values.trimmed("q") ?? "").prefix(200))
    criteria.phase = VacancyPhase(rawValue: values["phase"])
    criteria.keyStage = values.trimmed("key_stage")
    criteria.subject = values.trimmed("subject")
    criteria.grade = values.trimmed("grade")
    criteria.hours = PoolHours(rawValue: values["hours"])
    criteria.availableBy = values.date("available_by").date
    criteria.nearSchool = values.has("near")
    criteria.savedOnly = values.has("saved")
    self.criteria = criteria
    let day = values.date("available_by")
    problems =
      day.isEmpty || day.date != nil
      ? [] : [FieldProblem(field: "available_by", message: day.fault ?? "Enter day, month and year.")]
    self.values = values
  }

  /// The address of the search, with where its page begins and that of those who were asked.
  func address(_ school: School, after: Cursor? = nil, asked: Cursor? = nil) -> String {
    var parts = ["school=\(school.urn)"]
    parts += values.fields.filter { !$0.value.isEmpty }.map { "\($0.name)=\(OwnPath.escape($0.value))" }
    if let after { parts.append("after=\(after)") }
    if let asked { parts.append("asked=\(asked)") }
    return "/school/pool?" + parts.joined(separator: "&")
  }

  private static let words = "Of what people say of themselves. Names are not searched."

  /// The form.
  func html(
    _ school: School, subjects: [Subject], keyStages: [KeyStage], grades: [PoolGrade],
    _ problems: [FieldProblem]
  ) -> HTML {
    let fields = Fields(values, problems: problems)
    func any(_ choices: [Choice]) -> [Choice] { [Choice("", "Any")] + choices }
    return """
      <form class="staffroom-filter" action="/school/pool" method="get" role="search" aria-label="The pool">\
      \(HiddenInput("school", school.urn.description))\
      \(fields.text("q", "Words", hint: Self.words, type: "search", maximumLength: 200))\
      \(fields.select("phase", "Phase", any(VacancyPhase.allCases.map { Choice($0.rawValue, $0.title) })))\
      \(fields.select("subject", "Subject", any(subjects.map { Choice($0.code, $0.name) })))\
      \(fields.select("key_stage", "Key stage", any(keyStages.map { Choice($0.code, $0.name) })))\
      \(fields.select("grade", "Grade", any(grades.map { Choice($0.code, $0.name) })))\
      \(fields.select("hours", "Hours", any(PoolHours.allCases.prefix(2).map { Choice($0.rawValue, $0.title) })))\
      \(fields.date("available_by", "Can start by"))\
      \(fields.checkboxes("near", "Travel", [Choice("yes", "Would travel to my school")], isSmall: true))\
      \(fields.checkboxes("saved", "Your list", [Choice("yes", "Only those we have saved")], isSmall: true))\
      <button type="submit" class="govuk-button">Search</button></form>
      """
  }
}

/// What a search of the pool found.
struct PoolResultsView: Component {
  private let found: PoolResults
  private let school: School
  private let form: PoolSearchForm
  private let subjects: [String: String]

  init(_ found: PoolResults, _ school: School, _ form: PoolSearchForm, subjects: [Subject]) {
    self.subjects = Dictionary(subjects.map { ($0.code, $0.name) }, uniquingKeysWith: { $1 })
    self.found = found
    self.school = school
    self.form = form
  }

  var html: HTML {
    if found.page.items.isEmpty {
      return EmptyState(
        "Nobody fits", "Take a filter away, or look again later: people join all through the year.",
        action: Link("Show everybody", to: "/school/pool?school=\(school.urn)")
      ).html
    }
    let spelling: HTML =
      found.spelling.map { InsetText("Nobody fits your words; these fit “\($0)”.").html } ?? ""
    return spelling
      + Table(
        "People in the pool", isCaptionHidden: true,
        columns: [.init("Name"), .init("Looks for"), .init("From"), .init("Grade")],
        rows: found.page.items.map(row)
      ).html
      + Pagination(
        previous: nil, next: found.page.next.map { form.address(school, after: $0) }, of: "people"
      ).html
  }

  private func row(_ listing: PoolListing) -> [HTML] {
    let entry = listing.entry
    let wanted = entry.preferences
    let saved: HTML = listing.isSaved ? "<br>\(Tag("Saved", .teal))" : ""
    let looks = [
      wanted.phases.map(\.title).joined(separator: ", "), wanted.hours?.title ?? "",
      wanted.subjects.map { subjects[$0] ?? $0 }.joined(separator: ", "),
    ].filter { !$0.isEmpty }.joined(separator: "; ")
    return [
      "\(Link(entry.name, to: "/school/pool/\(entry.id)?school=\(school.urn)"))\(saved)", HTML(text: looks),
      HTML(text: wanted.availableFrom.map(LondonTime.shortDate) ?? ""),
      entry.grade.map { Tag($0, .purple).html } ?? "–",
    ]
  }
}
