import Domain
import Foundation
import HTTPSupport

/// The school year or term, and the schools, that figures are asked for.
enum FiguresSpanForm {
  /// The span that a form asks for. Throws ``DomainError``.
  static func span(_ form: FormData, _ services: Services) throws -> RecruitmentSpan {
    let year = form["year"].trimmingCharacters(in: .whitespaces)
    if !year.isEmpty, Int(year) == nil {
      throw DomainError.invalid([FieldProblem(field: "year", message: "Enter a year, such as 2026.")])
    }
    return try ReadRecruitmentFigures(services).span(year: Int(year), term: form["term"])
  }

  /// What was asked for, with the year that is shown where none was.
  static func fields(_ form: FormData, _ span: RecruitmentSpan, _ problems: [FieldProblem]) -> Fields {
    var values = form
    if form["year"].isEmpty { values.set("year", "\(span.year)") }
    return Fields(values, problems: problems)
  }

  /// The form that asks.
  static func search(_ action: String, _ fields: Fields, _ groups: [SchoolGroup]) -> SearchForm {
    let schools =
      [Choice("", "All schools")]
      + groups.map { Choice($0.code, "\($0.kind.title): \($0.title.lowercasedFirst)") }
    let terms =
      [Choice("", "The whole year")] + RecruitmentTerm.allCases.map { Choice($0.rawValue, $0.title) }
    return SearchForm(action, label: "What is counted") {
      fields.text("year", "School year that begins in September", width: .four, inputMode: "numeric")
      fields.select("term", "Term", terms)
      fields.select("schools", "Schools", schools)
      Button("Show", kind: .secondary)
    }
  }

  /// The same as it stands in addresses.
  static func query(_ span: RecruitmentSpan, _ group: SchoolGroup?) -> String {
    let schools = group.map { "&schools=\(OwnPath.escape($0.code))" } ?? ""
    return "?year=\(span.year)&term=\(span.term?.rawValue ?? "")\(schools)"
  }
}
