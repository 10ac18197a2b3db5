import Postgres

/// What the words of searches mean: terms that stand for one another, terms that are the value of a filter, and
/// the names of subjects and job roles.
public struct SearchVocabulary: Sendable {
  /// The subjects, in the order of a form.
  public let subjects: [Subject]
  /// The job roles, in the order of a form.
  public let roles: [JobRole]
  /// The concepts that each term belongs to.
  private let concepts: [String: [Concept]]
  /// The terms of each concept.
  private let terms: [String: [String]]
  /// How many words the longest term has.
  let longestTerm: Int

  struct Concept: Sendable {
    let code: String
    let filter: FilterSuggestion?
  }

  /// Reads the vocabulary.
  static func read(_ db: some Queryable) async throws -> SearchVocabulary {
    let rows = try await db.query(
      """
      SELECT s.term, c.code, c.filter, c.filter_value FROM search_synonym s JOIN search_concept c ON c.code = s.concept
      ORDER BY s.term, c.code
      """)
    var concepts: [String: [Concept]] = [:]
    var terms: [String: [String]] = [:]
    for row in rows {
      let term: String = try row.decode("term")
      let code: String = try row.decode("code")
      let name = try row.decodeIfPresent("filter", as: String.self).flatMap(VacancyCriteria.QueryName.init)
      let value: String? = try row.decodeIfPresent("filter_value")
      let filter = name.flatMap { name in value.map { FilterSuggestion(name: name, value: $0, term: term) } }
      concepts[term, default: []].append(Concept(code: code, filter: filter))
      terms[code, default: []].append(term)
    }
    return SearchVocabulary(
      subjects: try await db.query("SELECT code, name FROM subject ORDER BY sort, name", as: Subject.self),
      roles: try await db.query(
        "SELECT code, name, kind FROM job_role ORDER BY sort, name", as: JobRole.self),
      concepts: concepts, terms: terms,
      longestTerm: concepts.keys.map { $0.split(separator: " ").count }.max() ?? 1)
  }

  /// The term itself and all that mean the same.
  func alternatives(of term: String) -> [String] {
    ([term] + (concepts[term] ?? []).flatMap { terms[$0.code] ?? [] }).uniqued
  }

  /// Whether the term is one that has others, or is the value of a filter.
  func knows(_ term: String) -> Bool { concepts[term] != nil }

  /// The filters that a term is the value of.
  func filters(of term: String) -> [FilterSuggestion] { (concepts[term] ?? []).compactMap(\.filter) }

  /// The name of a value of a filter, as pages show it; nil when there is no such value.
  public func title(_ name: VacancyCriteria.QueryName, _ value: String) -> String? {
    switch name {
    case .words, .place: value
    case .exact: "Exactly these words"
    case .miles: value == "1" ? "Within 1 mile" : "Within \(value) miles"
    case .phase: VacancyPhase(rawValue: value)?.title
    case .subject: subjects.first { $0.code == value }?.name
    case .role: roles.first { $0.code == value }?.name
    case .workingPattern: WorkingPattern(rawValue: value)?.title
    case .contract: ContractType(rawValue: value)?.title
    case .nqtsWelcome: "NQTs welcome"
    case .visa: "Visa sponsorship"
    case .schoolType: SchoolTypeGroup(rawValue: value)?.title
    case .faith: FaithGroup(rawValue: value)?.title
    case .minimumPay: Int(value).map { "\(Pence(rawValue: $0 * 100)) or more" }
    case .school: "School \(value)"
    }
  }
}

/// A filter that words of a search could have been meant as.
public struct FilterSuggestion: Sendable, Hashable {
  /// The criterion.
  public let name: VacancyCriteria.QueryName
  /// Its value.
  public let value: String
  /// The words that were typed.
  public let term: String
}
