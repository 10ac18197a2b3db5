import Domain

/// A search for vacancies with what it found: where each link of its page leads.
struct VacancySearch: Sendable {
  let found: VacancySearchResult
  /// Everything that is wrong with what was asked for.
  let problems: [FieldProblem]

  init(_ found: VacancySearchResult, problems: [FieldProblem] = []) {
    self.found = found
    self.problems = problems + found.problems
  }

  var query: VacancyQuery { found.query }
  var criteria: VacancyCriteria { found.query.criteria }

  /// The address of the page of a query.
  static func address(_ query: VacancyQuery) -> String {
    let text = query.queryItems.query
    return text.isEmpty ? "/vacancies" : "/vacancies?\(text)"
  }

  /// The address of other criteria in the same order, from the first page on.
  func address(of criteria: VacancyCriteria) -> String {
    let order = query.chosenOrder
    let keeps = order != .nearest || !criteria.place.isEmpty
    return Self.address(VacancyQuery(criteria, order: keeps ? order : nil))
  }

  /// The address of this search in another order, or from some point on.
  func address(order: VacancyOrder? = nil, after: VacancyCursor? = nil) -> String {
    Self.address(VacancyQuery(criteria, order: order ?? query.chosenOrder, after: after))
  }

  /// The title of the page.
  var title: String {
    criteria.words.isEmpty ? "Vacancies" : "Vacancies for “\(criteria.words)”"
  }

  /// What is looked for, each with a link that takes it away.
  var chosen: [Link] {
    VacancyCriteria.QueryName.allCases.flatMap { name -> [Link] in
      if name == .miles || name == .exact { return [] }
      return criteria.values(of: name).map { value in
        Link(label(name, value), to: address(of: criteria.without(name, value)))
      }
    }
  }

  /// What a value of a criterion is called.
  func label(_ name: VacancyCriteria.QueryName, _ value: String) -> String {
    switch name {
    case .words: "“\(value)”"
    case .place: "\(Self.within(criteria.miles)) of \(found.place?.name ?? value)"
    case .school: found.page.items.first?.schoolName ?? "One school"
    default: found.vocabulary.title(name, value) ?? value
    }
  }

  /// For example "Within 10 miles".
  static func within(_ miles: Int?) -> String {
    let miles = miles ?? VacancyCriteria.usualMiles
    return miles == 1 ? "Within 1 mile" : "Within \(miles) miles"
  }

  /// How many vacancies there are.
  var count: String { VacancyText.count(found.page.total) }

  /// Filters that the words could have been meant as: each with its link.
  var suggestions: [Link] {
    found.suggestions.compactMap { suggestion in
      guard let title = found.vocabulary.title(suggestion.name, suggestion.value) else { return nil }
      var other = criteria
      other.words = Self.without(suggestion.term, criteria.words)
      other = other.with(suggestion.name, suggestion.value)
      return Link("\(Self.groupTitle(suggestion.name)): \(title)", to: address(of: other))
    }
  }

  /// Words without a term, wherever in them it stands.
  private static func without(_ term: String, _ words: String) -> String {
    let gone = term.split(separator: " ").map(String.init)
    let kept = words.split(separator: " ").map(String.init)
    for start in kept.indices where start + gone.count <= kept.count {
      let part = kept[start..<(start + gone.count)].map { $0.lowercased() }
      if part == gone { return (kept[..<start] + kept[(start + gone.count)...]).joined(separator: " ") }
    }
    return ""
  }

  /// What a filter is called.
  static func groupTitle(_ name: VacancyCriteria.QueryName) -> String {
    switch name {
    case .words, .exact: "Words"
    case .place, .miles: "Place"
    case .phase: "Phase"
    case .subject: "Subject"
    case .role: "Job role"
    case .workingPattern: "Working pattern"
    case .contract: "Contract"
    case .nqtsWelcome: "New teachers"
    case .visa: "Visa sponsorship"
    case .schoolType: "Kind of school"
    case .faith: "Religious character"
    case .minimumPay: "Pay"
    case .school: "School"
    }
  }
}
