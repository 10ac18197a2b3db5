import Foundation

extension VacancyCriteria {
  /// The names that criteria have in an address, in the order in which they are written.
  public enum QueryName: String, Sendable, CaseIterable {
    case words = "q"
    case exact
    case place = "near"
    case miles = "within"
    case phase, subject, role
    case workingPattern = "working_pattern"
    case contract
    case nqtsWelcome = "nqts_welcome"
    case visa
    case schoolType = "school_type"
    case faith
    case minimumPay = "pay_from"
    case school
  }

  /// Reads the query of an address, without the question mark; what isn't understood is left out.
  public init(query: some StringProtocol) {
    var problems = Problems()
    self.init([QueryItem](query: query), problems: &problems)
  }

  /// Reads the items of an address; names that aren't criteria are passed over, and what is wrong with the
  /// value of one is noted and left out.
  public init(_ items: [QueryItem], problems: inout Problems) {
    self.init()
    for item in items {
      guard let name = QueryName(rawValue: item.name) else { continue }
      let value = item.value.trimmed
      if !value.isEmpty { take(name, value, &problems) }
    }
    if place.isEmpty { miles = nil } else if miles == nil { miles = Self.usualMiles }
    if words.isEmpty { areWordsExact = false }
  }

  private mutating func take(_ name: QueryName, _ value: String, _ problems: inout Problems) {
    let field = name.rawValue
    switch name {
    case .words:
      problems.require(
        value.count <= Self.longestWords, field, "Search with at most \(Self.longestWords) characters.")
      words = String(value.prefix(Self.longestWords))
    case .exact: Self.flag(value, field, &areWordsExact, &problems)
    case .place:
      problems.require(value.count <= 100, field, "Give a place in at most 100 characters.")
      place = String(value.prefix(100))
    case .miles:
      let number = Int(value)
      if let number, (1...Self.mostMiles).contains(number) {
        miles = number
      } else {
        problems.add(field, "Choose a distance from 1 to \(Self.mostMiles) miles.")
      }
    case .phase: Self.choice(value, field, &phases, "phase", &problems)
    case .subject: Self.code(value, field, &subjects, "subject", &problems)
    case .role: Self.code(value, field, &roles, "job role", &problems)
    case .workingPattern: Self.choice(value, field, &workingPatterns, "working pattern", &problems)
    case .contract: Self.choice(value, field, &contractTypes, "contract", &problems)
    case .nqtsWelcome: Self.flag(value, field, &nqtsWelcome, &problems)
    case .visa: Self.flag(value, field, &visaSponsorship, &problems)
    case .schoolType: Self.choice(value, field, &schoolTypes, "kind of school", &problems)
    case .faith: Self.choice(value, field, &faiths, "religious character", &problems)
    case .minimumPay: takePay(value, field, &problems)
    case .school:
      if let urn = URN(value) {
        school = urn
      } else {
        problems.add(field, "Give a school’s URN, six digits.")
      }
    }
  }

  private mutating func takePay(_ value: String, _ field: String, _ problems: inout Problems) {
    let digits = value.filter { !"£, ".contains($0) }
    if let pounds = Int(digits), (1...500_000).contains(pounds) {
      minimumPay = pounds
    } else {
      problems.add(field, "Give a yearly salary in whole pounds, such as 35000.")
    }
  }

  private static func flag(
    _ value: String, _ field: String, _ flag: inout Bool, _ problems: inout Problems
  ) {
    switch value.lowercased() {
    case "true", "yes", "1", "on": flag = true
    case "false", "no", "0": flag = false
    default: problems.add(field, "Give true or false.")
    }
  }

  private static func choice<Choice: RawRepresentable<String> & Hashable & CaseIterable>(
    _ value: String, _ field: String, _ chosen: inout [Choice], _ what: String, _ problems: inout Problems
  ) {
    guard let choice = Choice(rawValue: value) else {
      let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      return problems.add(field, "There is no \(what) “\(value.prefix(40))”. Choose among: \(all).")
    }
    if !chosen.contains(choice) { chosen.append(choice) }
  }

  private static func code(
    _ value: String, _ field: String, _ codes: inout [String], _ what: String, _ problems: inout Problems
  ) {
    let isCode = value.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    guard isCode, value.count <= 40 else {
      return problems.add(field, "There is no \(what) “\(value.prefix(40))”.")
    }
    guard !codes.contains(value) else { return }
    guard codes.count < 60 else { return problems.add(field, "Choose at most 60.") }
    codes.append(value)
  }

  /// The items of an address, the same ones in the same order for the same criteria.
  public var queryItems: [QueryItem] {
    QueryName.allCases.flatMap { name in values(of: name).map { QueryItem(name.rawValue, $0) } }
  }

  /// The query of an address, without the question mark; empty when everything live is wanted.
  public var query: String { queryItems.query }

  /// The values of one criterion, in an order of their own.
  public func values(of name: QueryName) -> [String] {
    func flag(_ isSet: Bool) -> [String] { isSet ? ["true"] : [] }
    func text(_ text: String) -> [String] {
      let tidy = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return tidy.isEmpty ? [] : [tidy]
    }
    func choices<Choice: RawRepresentable<String> & Equatable & CaseIterable>(_ chosen: [Choice]) -> [String]
    {
      Choice.allCases.filter { chosen.contains($0) }.map(\.rawValue)
    }
    return switch name {
    case .words: text(words)
    case .exact: flag(areWordsExact && !words.trimmed.isEmpty)
    case .place: text(place)
    case .miles: place.trimmed.isEmpty ? [] : ["\(miles ?? Self.usualMiles)"]
    case .phase: choices(phases)
    case .subject: subjects.sorted()
    case .role: roles.sorted()
    case .workingPattern: choices(workingPatterns)
    case .contract: choices(contractTypes)
    case .nqtsWelcome: flag(nqtsWelcome)
    case .visa: flag(visaSponsorship)
    case .schoolType: choices(schoolTypes)
    case .faith: choices(faiths)
    case .minimumPay: minimumPay.map { ["\($0)"] } ?? []
    case .school: school.map { [$0.description] } ?? []
    }
  }

  /// These criteria without one of them, or without one of its values.
  public func without(_ name: QueryName, _ value: String? = nil) -> VacancyCriteria {
    var problems = Problems()
    let kept = queryItems.filter { item in
      let goes = item.name == name.rawValue || (name == .place && item.name == QueryName.miles.rawValue)
      return !(goes && (value == nil || item.value == value))
    }
    return VacancyCriteria(kept, problems: &problems)
  }

  /// These criteria with a value of one of them added, or put in place of the one that was there.
  public func with(_ name: QueryName, _ value: String) -> VacancyCriteria {
    var problems = Problems()
    return VacancyCriteria(queryItems + [QueryItem(name.rawValue, value)], problems: &problems)
  }
}
