import Domain
import HTTPTypes

/// The search for vacancies: the names and values of its parameters are those of the pages' addresses.
enum VacancySearchRoute {
  static let search = Endpoint(
    method: .get, path: "/vacancies", operationID: "searchVacancies", tag: .vacancies,
    summary: "Search live vacancies",
    note: """
      Within a filter any of its values will do; all filters must hold. Give a filter again for each further value. \
      With words the best match comes first, otherwise the newest.
      """, access: .openOrToken, query: parameters,
    successes: [.ok(page, "A page of vacancies.", example: VacancyExamples.page)]
  ) { call in
    var problems = Problems()
    var query = VacancyQuery(
      items(call.query), limit: call.limit(otherwise: VacancyQuery.usualLimit), problems: &problems)
    try problems.throwIfAny()
    query.after = try cursor(call, query.order)
    if let school = query.criteria.school { try await requireSchool(school, call) }
    let result = try await SearchVacancies(call.services).result(query, withFacets: call.query.flag("facets"))
    if !result.problems.isEmpty {
      throw DomainError.invalid(result.problems.map { withCodes($0, result.vocabulary) })
    }
    return answer(result)
  }

  /// A problem with the codes that there are, where it is of a code.
  private static func withCodes(_ problem: FieldProblem, _ known: SearchVocabulary) -> FieldProblem {
    let codes: [String]
    switch problem.field {
    case "subject": codes = known.subjects.map(\.code)
    case "role": codes = known.roles.map(\.code)
    default: return problem
    }
    return FieldProblem(
      field: problem.field,
      message: "\(problem.message) Choose among: \(codes.sorted().joined(separator: ", ")).")
  }

  private static let parameters: [Endpoint.Parameter] = [
    .init(
      name: "q", schema: .text.bounded(1...VacancyCriteria.longestWords),
      note: """
        Words of the title, subjects, roles, school or description. Words that mean the same are found as well; a \
        phrase stands in quotation marks, a minus keeps vacancies with a word out.
        """),
    .init(name: "exact", schema: .flag, note: "When true, words that find nothing are not corrected."),
    .init(name: "near", schema: .text.bounded(1...100), note: "A postcode, a town or a school."),
    .init(
      name: "within", schema: .whole.bounded(1...VacancyCriteria.mostMiles),
      note: "Miles around `near`; 10 unless given."
    ),
    .init(name: "phase", schema: .list(.choice(VacancyPhase.self)), note: "Only these phases."),
    .init(name: "subject", schema: .list(.text.bounded(1...40)), note: "Only these subjects, by code."),
    .init(name: "role", schema: .list(.text.bounded(1...40)), note: "Only these job roles, by code."),
    .init(
      name: "working_pattern", schema: .list(.choice(WorkingPattern.self)),
      note: "Only these working patterns."),
    .init(name: "contract", schema: .list(.choice(ContractType.self)), note: "Only these contracts."),
    .init(
      name: "nqts_welcome", schema: .flag,
      note: "When true, only vacancies where newly qualified teachers are welcome."),
    .init(name: "visa", schema: .flag, note: "When true, only vacancies whose school sponsors visas."),
    .init(
      name: "school_type", schema: .list(.choice(SchoolTypeGroup.self)), note: "Only these kinds of school."),
    .init(
      name: "faith", schema: .list(.choice(FaithGroup.self)),
      note: "Only schools of these religious characters."),
    .init(
      name: "pay_from", schema: .whole.bounded(1...500_000),
      note: "Only posts that pay this much at their best point, in pounds a year for full time."),
    .init(name: "school", schema: .text, note: "Only the school with this URN."),
    .init(
      name: "sort", schema: .choice(VacancyOrder.self),
      note: "The order; `nearest` needs `near`, `match` needs `q`."),
    .init(
      name: "facets", schema: .flag, note: "When true, the answer counts what each value of a filter finds."),
    .limit(100, otherwise: VacancyQuery.usualLimit), .cursor,
  ]

  private static let page = Schema.named(
    "VacancySearch",
    Schema.answer([
      "items": .list(VacancyJSON.listing),
      "next": .text.orNull.note("`cursor` of the next page; null on the last."),
      "total": .whole.note("How many match in all."),
      "searched_words": .text.orNull.note("The words that were searched for, when yours found nothing."),
      "measured_from": .text.orNull.note(
        "The part of the country from whose middle distances are measured, where the postcode itself isn’t known."
      ),
      "facets": Schema.map(.map(.whole)).orNull.note(
        "For each filter the number of vacancies that each value finds; values that find nothing are left out."
      ),
    ]))

  private static func answer(_ result: VacancySearchResult) -> Answer {
    let facets = result.facets.map { facets -> JSONValue in
      .object(
        Dictionary(
          uniqueKeysWithValues: facets.counts.map { name, counts in
            (name.rawValue, .object(counts.mapValues { .whole($0) }))
          }))
    }
    let next = result.page.next.map { Opaque.write($0.description) }
    let words = result.typedWords == nil ? nil : result.query.criteria.words
    return Answer(
      status: .ok,
      body: [
        "items": .array(result.page.items.map { VacancyJSON.json($0) }), "next": .text(next),
        "total": .whole(result.page.total), "searched_words": .text(words),
        "measured_from": .text(result.place?.middleOf), "facets": facets ?? .null,
      ], next: next)
  }

  /// The checked parameters as items of an address.
  private static func items(_ fields: Fields) -> [QueryItem] {
    fields.members.flatMap { name, value -> [QueryItem] in
      if name == "cursor" || name == "limit" || name == "facets" { return [] }
      return (value.array ?? [value]).map { QueryItem(name, text($0)) }
    }.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
  }

  private static func text(_ value: JSONValue) -> String {
    if let text = value.string { return text }
    if let flag = value.bool { return flag ? "true" : "false" }
    return value.number.flatMap { Int(exactly: $0) }.map(String.init) ?? ""
  }

  private static func cursor(_ call: Call, _ order: VacancyOrder) throws -> VacancyCursor? {
    guard let text = call.query.textIfAny("cursor") else { return nil }
    guard let cursor = Opaque.read(text).flatMap({ VacancyCursor($0) }), cursor.order == order else {
      throw Opaque.unknownCursor
    }
    return cursor
  }

  private static func requireSchool(_ urn: URN, _ call: Call) async throws {
    do {
      _ = try await FindSchool(call.services)(urn: urn)
    } catch DomainError.notFound {
      throw DomainError.invalid([FieldProblem(field: "school", message: "There is no school with this URN.")])
    }
  }
}
