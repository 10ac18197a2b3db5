import Foundation
import Postgres

/// What a search found, with what helps to go on.
public struct VacancySearchResult: Sendable {
  /// The query as it was carried out: without what isn't understood, with corrected words.
  public let query: VacancyQuery
  /// The vacancies.
  public let page: VacancyPage
  /// The words as they were typed, when others were searched for because these found nothing.
  public let typedWords: String?
  /// The place that distances are measured from.
  public let place: FoundPlace?
  /// How many each value of a filter would find; nil when not asked for.
  public let facets: VacancyFacets?
  /// Filters that the words could have been meant as.
  public let suggestions: [FilterSuggestion]
  /// What to try, when nothing was found.
  public let help: SearchHelp?
  /// What is wrong with the query; those parts were left out.
  public let problems: [FieldProblem]
  /// The names of filters' values.
  public let vocabulary: SearchVocabulary
}

/// Finds live vacancies: published, and not past their closing time. Open to everybody.
public struct SearchVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// A page of vacancies with the number of all that match, exactly as asked: unknown subjects, roles and
  /// places throw ``DomainError/invalid(_:)``.
  public func callAsFunction(_ query: VacancyQuery) async throws -> VacancyPage {
    try await services.searchCache.value("page \(Self.key(query))", services) {
      let found = try await prepared(query)
      try found.problems.throwIfAny()
      return try await page(found)
    }
  }

  /// A search as a person makes it: what isn't understood is left out and named, words that find nothing are
  /// corrected, and there is help when nothing is found.
  public func result(_ query: VacancyQuery, withFacets: Bool = true) async throws -> VacancySearchResult {
    try await services.searchCache.value("result \(withFacets) \(Self.key(query))", services) {
      try await find(query, withFacets)
    }
  }

  private static func key(_ query: VacancyQuery) -> String { "\(query.limit) \(query.queryItems.query)" }

  /// A query whose words, place and codes have been looked up.
  struct Prepared {
    var query: VacancyQuery
    var conditions: SearchConditions
    var vocabulary: SearchVocabulary
    var problems: Problems
  }

  private func find(_ query: VacancyQuery, _ withFacets: Bool) async throws -> VacancySearchResult {
    var found = try await prepared(query)
    var page = try await page(found)
    var typed: String?
    if page.total == 0, !query.criteria.areWordsExact, !found.conditions.words.isEmpty,
      let corrected = try await CorrectSpelling(vocabulary: found.vocabulary)(
        query.criteria.words, in: services.pool)
    {
      var other = query
      other.criteria.words = corrected
      let retried = try await prepared(other)
      let again = try await self.page(retried)
      if again.total > 0 {
        typed = query.criteria.words
        (found, page) = (retried, again)
      }
    }
    let facets = try await withFacets ? facets(found) : nil
    let help = page.total == 0 ? try await SearchHelp.find(found.conditions, in: services.pool) : nil
    return VacancySearchResult(
      query: found.query, page: page, typedWords: typed, place: found.conditions.place, facets: facets,
      suggestions: Self.suggestions(found), help: help, problems: found.problems.found,
      vocabulary: found.vocabulary)
  }

  /// Filters that words name and that aren't set to it already.
  private static func suggestions(_ found: Prepared) -> [FilterSuggestion] {
    found.conditions.words.suggestions.filter { one in
      !found.query.criteria.values(of: one.name).contains(one.value)
        && found.vocabulary.title(one.name, one.value) != nil
    }
  }

  func prepared(_ query: VacancyQuery) async throws -> Prepared {
    let vocabulary = try await services.searchCache.vocabulary(services)
    var query = query
    var problems = Problems()
    Self.drop(&query.criteria.subjects, "subject", "subject", Set(vocabulary.subjects.map(\.code)), &problems)
    Self.drop(&query.criteria.roles, "role", "job role", Set(vocabulary.roles.map(\.code)), &problems)
    var place: FoundPlace?
    if !query.criteria.place.trimmed.isEmpty {
      do {
        place = try await FindPlace(services)(query.criteria.place)
      } catch DomainError.invalid(let found) {
        for problem in found { problems.add(problem.field, problem.message) }
        query.criteria = query.criteria.without(.place)
        if query.chosenOrder == .nearest { (query.chosenOrder, query.after) = (nil, nil) }
      }
    }
    let words = SearchWords(query.criteria.words, vocabulary)
    let conditions = SearchConditions(
      criteria: query.criteria, words: words, place: place, now: services.now())
    return Prepared(query: query, conditions: conditions, vocabulary: vocabulary, problems: problems)
  }

  /// What holds of the vacancies `v` that are live and meet the criteria as they stand, for lists that others make
  /// of them: words aren't corrected, and around a place that isn't known any more there is nothing.
  static func conditions(
    _ criteria: VacancyCriteria, _ now: Date, in db: some Queryable
  ) async throws -> [Statement] {
    let words = SearchWords(criteria.words, try await SearchVocabulary.read(db))
    var place: FoundPlace?
    if !criteria.place.trimmed.isEmpty {
      do {
        place = try await FindPlace.find(criteria.place, in: db)
      } catch DomainError.invalid {
        return ["false"]
      }
    }
    let conditions = SearchConditions(criteria: criteria, words: words, place: place, now: now)
    return ["v.id IN (SELECT l.vacancy_id FROM live_vacancy l WHERE \(fragment: conditions.joined()))"]
  }

  private static func drop(
    _ codes: inout [String], _ field: String, _ what: String, _ known: Set<String>, _ problems: inout Problems
  ) {
    for code in codes where !known.contains(code) { problems.add(field, "There is no \(what) “\(code)”.") }
    codes.removeAll { !known.contains($0) }
  }

  private func page(_ found: Prepared) async throws -> VacancyPage {
    let query = found.query
    let rows = try await services.pool.query(
      SearchStatement(query: query, conditions: found.conditions).statement)
    var items: [VacancyListing] = []
    var keys: [Int64] = []
    for row in rows where try row.decodeIfPresent("id", as: VacancyID.self) != nil {
      var item = try VacancyListing(row: row)
      item.distance = try row.decodeIfPresent("distance", as: Int32.self).map { Int($0) }
      items.append(item)
      keys.append(try row.decode("key"))
    }
    let total: Int = try rows.first?.decode("total") ?? 0
    guard items.count > query.limit else { return VacancyPage(items: items, total: total, next: nil) }
    let last = query.limit - 1
    return VacancyPage(
      items: Array(items[...last]), total: total,
      next: VacancyCursor(order: query.order, key: keys[last], id: items[last].id.rawValue))
  }

  private func facets(_ found: Prepared) async throws -> VacancyFacets {
    var first = found.query
    (first.after, first.chosenOrder) = (nil, nil)
    return try await services.searchCache.value("facets \(first.criteria.query)", services) {
      try FacetStatement.read(
        try await services.pool.query(FacetStatement(conditions: found.conditions).statement))
    }
  }
}
