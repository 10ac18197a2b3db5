public import Foundation
public import Postgres

/// Names an offer.
public struct OfferID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What a school offers.
public struct OfferTerms: Sendable, Equatable {
  /// The pay in words, for example "M3 on the outer London scale, £36,000 a year".
  public var salary: String
  /// The pay in pence a year, for the part of full time that is offered.
  public var salaryPence: Int?
  /// The point of the scale, for example "M3".
  public var payPoint: String
  /// The first day.
  public var startsOn: CivilDate?
  /// How long the contract lasts.
  public var contractType: ContractType?
  /// The last day of a contract that ends.
  public var contractEndsOn: CivilDate?
  /// The part of full time.
  public var fte: Decimal?
  /// What the offer depends on.
  public var conditions: String
  /// The last day on which it can be answered.
  public var answerBy: CivilDate?

  /// What a school offers.
  public init(
    salary: String = "", salaryPence: Int? = nil, payPoint: String = "", startsOn: CivilDate? = nil,
    contractType: ContractType? = nil, contractEndsOn: CivilDate? = nil, fte: Decimal? = nil,
    conditions: String = OfferTerms.usualConditions, answerBy: CivilDate? = nil
  ) {
    self.salary = salary
    self.salaryPence = salaryPence
    self.payPoint = payPoint
    self.startsOn = startsOn
    self.contractType = contractType
    self.contractEndsOn = contractEndsOn
    self.fte = fte
    self.conditions = conditions
    self.answerBy = answerBy
  }

  /// Whether both say the same once stored, a last day aside that was extended since.
  func isSame(as other: OfferTerms) -> Bool {
    func stored(_ terms: OfferTerms) -> OfferTerms {
      OfferTerms(
        salary: terms.salary.trimmed, salaryPence: terms.salaryPence, payPoint: terms.payPoint.trimmed,
        startsOn: terms.startsOn, contractType: terms.contractType,
        contractEndsOn: terms.contractType == .permanent ? nil : terms.contractEndsOn, fte: terms.fte,
        conditions: terms.conditions.trimmed)
    }
    return stored(self) == stored(other)
  }

  /// The conditions that every offer of a school has.
  public static let usualConditions = """
    This offer depends on satisfactory references and on the checks that schools must make: identity, right to \
    work, qualifications, prohibition from teaching, an enhanced DBS certificate with the children’s barred list \
    and fitness for the work.
    """

  /// Everything that keeps it from being offered.
  public func problems(today: CivilDate) -> [FieldProblem] {
    var problems = Problems()
    let salary = salary.trimmed
    problems.require(!salary.isEmpty, "salary", "Enter the pay in words.")
    problems.require(salary.count <= 300, "salary", "Shorten the pay to 300 characters or fewer.")
    problems.require(
      salaryPence.map { (1...100_000_000).contains($0) } ?? true, "salary_pence",
      "Enter the pay a year as an amount of up to £1,000,000.")
    problems.require(
      payPoint.trimmed.count <= 40, "pay_point", "Shorten the pay point to 40 characters or fewer.")
    problems.require(startsOn != nil, "starts_on", "Enter the first day.")
    problems.require(
      startsOn.map { $0 >= today } ?? true, "starts_on", "Enter a first day that is not in the past.")
    problems.require(contractType != nil, "contract_type", "Choose how long the contract lasts.")
    problems.require(
      contractType != .fixedTerm || contractEndsOn != nil, "contract_ends_on",
      "Enter the last day of the contract.")
    if let startsOn, let contractEndsOn, contractType != .permanent {
      problems.require(startsOn < contractEndsOn, "contract_ends_on", "Enter a last day after the first.")
    }
    problems.require(
      fte.map { $0 > 0 && $0 <= 1 } ?? false, "fte", "Enter the part of full time, over 0 and up to 1.")
    let conditions = conditions.trimmed
    problems.require(!conditions.isEmpty, "conditions", "Enter what the offer depends on.")
    problems.require(
      conditions.count <= 4000, "conditions", "Shorten the conditions to 4,000 characters or fewer.")
    for problem in Self.problems(ofDay: answerBy, before: startsOn, today: today) {
      problems.add(problem.field, problem.message)
    }
    return problems.found
  }

  /// What is wrong with the last day for the answer to an offer of a post with this first day.
  static func problems(
    ofDay answerBy: CivilDate?, before startsOn: CivilDate?, today: CivilDate
  ) -> [FieldProblem] {
    guard let answerBy, answerBy >= today, answerBy <= today.adding(days: 90) else {
      return [
        FieldProblem(
          field: "answer_by", message: "Enter a last day for the answer from today to 90 days from now.")
      ]
    }
    guard let startsOn, startsOn >= today, answerBy > startsOn else { return [] }
    return [
      FieldProblem(
        field: "answer_by",
        message: "Enter a last day for the answer that is not after the first day of work.")
    ]
  }
}

/// An offer of a school to an applicant, and what became of it.
public struct Offer: Sendable, RowDecodable {
  /// Its identifier.
  public let id: OfferID
  /// The application.
  public let application: ApplicationID
  /// What is offered.
  public let terms: OfferTerms
  /// When it was made.
  public let madeAt: Date
  /// What the applicant wrote with their answer.
  public let answerNote: String
  /// When it was accepted.
  public let acceptedAt: Date?
  /// When the school said that it depends on nothing any more.
  public let unconditionalAt: Date?
  /// When it was declined.
  public let declinedAt: Date?
  /// When it lapsed for want of an answer.
  public let lapsedAt: Date?
  /// When the school withdrew it.
  public let withdrawnAt: Date?
  /// Why.
  public let withdrawnReason: String?

  /// Whether it can be answered at an instant: nothing has become of it, and its last day is not over.
  public func awaitsAnswer(on today: CivilDate) -> Bool {
    isUnanswered && (terms.answerBy.map { today <= $0 } ?? false)
  }

  /// Whether nothing has become of it.
  public var isUnanswered: Bool {
    acceptedAt == nil && declinedAt == nil && lapsedAt == nil && withdrawnAt == nil
  }

  /// What became of it, in words.
  public var outcome: String {
    if withdrawnAt != nil { return "Withdrawn by the school" }
    if lapsedAt != nil { return "Not answered by the day" }
    if declinedAt != nil {
      return acceptedAt == nil ? "Declined" : "Accepted, and given up later by the applicant"
    }
    if unconditionalAt != nil { return "Accepted, and unconditional" }
    if acceptedAt != nil { return "Accepted" }
    return "Waiting for an answer"
  }

  static let columns: Statement = """
    f.id, f.application_id, f.salary, f.salary_pence, f.pay_point, f.starts_on, f.contract_type,
    f.contract_ends_on, f.fte, f.conditions, f.answer_by, f.made_at, f.answer_note, f.accepted_at,
    f.unconditional_at, f.declined_at, f.lapsed_at, f.withdrawn_at, f.withdrawn_reason
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    application = try row.decode("application_id")
    terms = OfferTerms(
      salary: try row.decode("salary"), salaryPence: try row.decodeIfPresent("salary_pence"),
      payPoint: try row.decode("pay_point"), startsOn: try row.decode("starts_on", as: CivilDate.self),
      contractType: try row.decode("contract_type", as: ContractType.self),
      contractEndsOn: try row.decodeIfPresent("contract_ends_on"),
      fte: try row.decode("fte", as: Decimal.self), conditions: try row.decode("conditions"),
      answerBy: try row.decode("answer_by", as: CivilDate.self))
    madeAt = try row.decode("made_at")
    answerNote = try row.decode("answer_note")
    acceptedAt = try row.decodeIfPresent("accepted_at")
    unconditionalAt = try row.decodeIfPresent("unconditional_at")
    declinedAt = try row.decodeIfPresent("declined_at")
    lapsedAt = try row.decodeIfPresent("lapsed_at")
    withdrawnAt = try row.decodeIfPresent("withdrawn_at")
    withdrawnReason = try row.decodeIfPresent("withdrawn_reason")
  }
}

/// Statements that the use cases of offers share.
enum OfferStore {
  /// The offers of an application, newest first.
  static func list(_ application: ApplicationID, in db: some Queryable) async throws -> [Offer] {
    try await db.query(
      """
      SELECT \(fragment: Offer.columns) FROM offer f WHERE f.application_id = \(application)
      ORDER BY f.made_at DESC, f.id DESC
      """, as: Offer.self)
  }

  /// Whether an offer `f` stands, unanswered or accepted, as a condition of a statement.
  static let stands: Statement = "f.declined_at IS NULL AND f.lapsed_at IS NULL AND f.withdrawn_at IS NULL"

  /// The offer that stands: unanswered or accepted. Throws ``DomainError/notFound(_:)``.
  static func standing(_ application: ApplicationID, in db: some Queryable) async throws -> Offer {
    let found = try await db.first(
      """
      SELECT \(fragment: Offer.columns) FROM offer f WHERE f.application_id = \(application)
        AND \(fragment: stands)
      """, as: Offer.self)
    guard let found else { throw DomainError.notFound("offer") }
    return found
  }

  /// The offers that stand of several applications, by application.
  static func standing(
    _ applications: [ApplicationID], in db: some Queryable
  ) async throws -> [ApplicationID: Offer] {
    let found = try await db.query(
      """
      SELECT \(fragment: Offer.columns) FROM offer f
      WHERE f.application_id = ANY (\(applications.map(\.rawValue))) AND \(fragment: stands)
      """, as: Offer.self)
    return Dictionary(found.map { ($0.application, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Ends the offer of somebody who withdraws their application, answered or not; whether there was one.
  static func giveUp(_ application: ApplicationID, at now: Date, in tx: Transaction) async throws -> Bool {
    try await tx.firstRow(
      """
      UPDATE offer SET declined_at = \(now) WHERE application_id = \(application)
        AND declined_at IS NULL AND lapsed_at IS NULL AND withdrawn_at IS NULL
      RETURNING id
      """) != nil
  }

  /// Locks a vacancy until the transaction ends, so that its posts are counted by one at a time. It comes before
  /// the lock of an application, as everywhere.
  static func lockPosts(of vacancy: VacancyID, in tx: Transaction) async throws {
    try await tx.execute("SELECT 1 FROM vacancy WHERE id = \(vacancy) FOR UPDATE")
  }

  /// How many posts of a vacancy are not yet taken by one of these states. Needs ``lockPosts(of:in:)`` first.
  static func freePosts(
    of vacancy: VacancyID, takenBy states: [ApplicationState], in tx: Transaction
  ) async throws -> Int {
    try await tx.value(
      """
      SELECT v.posts - (SELECT count(*) FROM application a WHERE a.vacancy_id = v.id
        AND a.state = ANY (\(states.map(\.rawValue))))::int
      FROM vacancy v WHERE v.id = \(vacancy)
      """, as: Int.self)
  }
}
