public import Foundation
public import Postgres

/// A kind of scheme.
public struct SchemeKind: Sendable, RowDecodable {
  /// Its code, for example "leadership".
  public let code: String
  /// What it is called.
  public let name: String

  /// Reads the columns `code` and `name`.
  public init(row: Row) throws {
    code = try row.decode("code")
    name = try row.decode("name")
  }
}

/// What somebody writes about a scheme.
public struct SchemeContent: Sendable, Equatable {
  /// What it is called, 4–100 characters.
  public var name: String
  /// The code of its kind.
  public var kind: String
  /// What it offers, in a sentence or two.
  public var summary: String
  /// Everything about it, in Markdown.
  public var description: String
  /// Who may apply.
  public var criteria: [SchemeCriterion]
  /// The first day on which people can apply.
  public var opensOn: CivilDate?
  /// The last.
  public var closesOn: CivilDate?
  /// What one award comes to, in pence: always, or at most.
  public var amountPence: Int
  /// Whether every award comes to just that.
  public var amountIsFixed: Bool
  /// How many days somebody has to accept an offer.
  public var answerDays: Int

  /// What a scheme says.
  public init(
    name: String = "", kind: String = "", summary: String = "", description: String = "",
    criteria: [SchemeCriterion] = [], opensOn: CivilDate? = nil, closesOn: CivilDate? = nil,
    amountPence: Int = 0, amountIsFixed: Bool = true, answerDays: Int = 14
  ) {
    (self.name, self.kind, self.summary, self.description) = (name, kind, summary, description)
    (self.criteria, self.opensOn, self.closesOn) = (criteria, opensOn, closesOn)
    (self.amountPence, self.amountIsFixed, self.answerDays) = (amountPence, amountIsFixed, answerDays)
  }

  /// Everything that keeps it from being stored.
  public func problems(kinds: Set<String>) -> Problems {
    var problems = Problems()
    problems.require((4...100).contains(name.trimmed.count), "name", "Enter a name of 4 to 100 characters.")
    problems.require(kinds.contains(kind), "kind", "Choose what kind of scheme it is.")
    problems.require(
      (10...300).contains(summary.trimmed.count), "summary", "Say in 10 to 300 characters what it offers.")
    problems.require(
      (10...8_000).contains(description.trimmed.count), "description",
      "Describe it in 10 to 8,000 characters.")
    problems.require((1...20).contains(criteria.count), "criteria", "Say who may apply, by 1 to 20 criteria.")
    for (index, criterion) in criteria.enumerated() {
      if let problem = criterion.problem() { problems.add("criteria[\(index)]", problem) }
    }
    problems.require(opensOn != nil, "opens_on", "Enter the first day on which people can apply.")
    problems.require(closesOn != nil, "closes_on", "Enter the last day on which people can apply.")
    if let opensOn, let closesOn {
      problems.require(closesOn >= opensOn, "closes_on", "Enter a last day that is not before the first.")
    }
    problems.require(
      (1...100_000_000).contains(amountPence), "amount_pence",
      "Enter what an award comes to, from a penny to £1,000,000.")
    problems.require(
      (1...90).contains(answerDays), "answer_days", "Enter how many days to accept, from 1 to 90.")
    return problems
  }

  /// What an award comes to, in words.
  public var amount: String {
    amountIsFixed ? SchemeMoney.pounds(amountPence) : "Up to \(SchemeMoney.pounds(amountPence))"
  }
}

/// What a scheme may spend in a financial year, and what of it is taken.
public struct SchemeBudget: Sendable {
  /// The year.
  public let year: FinancialYear
  /// What may be spent, in pence.
  public let budgetPence: Int
  /// How many awards there may be.
  public let places: Int
  /// What is offered and not answered yet.
  public let offeredPence: Int
  /// What is accepted and not released; what is spent is a part of it.
  public let committedPence: Int
  /// What is paid.
  public let spentPence: Int
  /// How many offers and awards stand.
  public let awards: Int
  /// Rises with every change of budget and places.
  public let version: Int

  /// What can still be offered.
  public var leftPence: Int { budgetPence - offeredPence - committedPence }
  /// How many more can be awarded something.
  public var free: Int { places - awards }
}

extension SchemeBudget: RowDecodable {
  static let columns: Statement = """
    b.year, b.budget_pence, b.places, b.offered_pence, b.committed_pence, b.spent_pence, b.awards, b.version
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    year = FinancialYear(try row.decode("year"))
    budgetPence = try row.decode("budget_pence")
    places = try row.decode("places")
    offeredPence = try row.decode("offered_pence")
    committedPence = try row.decode("committed_pence")
    spentPence = try row.decode("spent_pence")
    awards = try row.decode("awards")
    version = try row.decode("version")
  }
}

/// Something that an authority offers teachers during or after induction.
public struct Scheme: Sendable {
  /// Its identifier.
  public let id: SchemeID
  /// The authority.
  public let place: Place
  /// What that is called.
  public let ownerName: String
  /// Where it stands.
  public let state: SchemeState
  /// What was written about it.
  public internal(set) var content: SchemeContent
  /// What its kind is called.
  public let kindName: String
  /// Why it was withdrawn.
  public let withdrawReason: String?
  /// When it was made.
  public let createdAt: Date
  /// Rises with every change.
  public let version: Int
  /// How many applications came in and are not decided.
  public let undecided: Int
  /// Its budgets, the last year first.
  public internal(set) var budgets: [SchemeBudget] = []

  /// Why nobody can apply on a day; nil where one can.
  public func obstacle(on day: CivilDate) -> String? {
    switch state {
    case .draft: return "This has not been published."
    case .closed: return "This is closed at the moment."
    case .withdrawn: return "This is no longer offered."
    case .published: break
    }
    if let from = content.opensOn, day < from { return "You can apply from \(LondonTime.longDate(from))." }
    if let until = content.closesOn, day > until {
      return "The last day to apply was \(LondonTime.longDate(until))."
    }
    return nil
  }
}

extension Scheme: RowDecodable {
  static let columns: Statement = """
    s.id, s.organisation_id, s.authority_id, o.name AS owner_name, s.state, s.name, s.kind, k.name AS kind_name,
    s.summary, s.description, s.opens_on, s.closes_on, s.amount_pence, s.amount_is_fixed, s.answer_days,
    s.withdraw_reason, s.created_at, s.version,
    (SELECT count(*) FROM scheme_application u WHERE u.scheme_id = s.id AND u.state IN ('sent', 'waiting')) AS undecided
    """
  static let tables: Statement = """
    scheme s JOIN organisation o ON o.id = s.organisation_id JOIN scheme_kind k ON k.code = s.kind
    """

  /// Reads a row of the columns above; criteria and budgets come by themselves.
  public init(row: Row) throws {
    id = try row.decode("id")
    place = Place(organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    ownerName = try row.decode("owner_name")
    state = try row.decode("state")
    content = SchemeContent(
      name: try row.decode("name"), kind: try row.decode("kind"), summary: try row.decode("summary"),
      description: try row.decode("description"), opensOn: try row.decode("opens_on", as: CivilDate.self),
      closesOn: try row.decode("closes_on", as: CivilDate.self), amountPence: try row.decode("amount_pence"),
      amountIsFixed: try row.decode("amount_is_fixed"), answerDays: try row.decode("answer_days"))
    kindName = try row.decode("kind_name")
    withdrawReason = try row.decodeIfPresent("withdraw_reason")
    createdAt = try row.decode("created_at")
    version = try row.decode("version")
    undecided = try row.decode("undecided")
  }
}
