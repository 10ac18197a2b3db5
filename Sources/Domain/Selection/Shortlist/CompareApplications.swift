import Postgres

/// Applications side by side, criterion by criterion.
public struct Comparison: Sendable {
  /// The vacancy and its panel.
  public let panel: Panel
  /// The criteria, in order.
  public let criteria: [Criterion]
  /// The questions and tasks of the interviews, in order.
  public let questions: [InterviewQuestion]
  /// The applications, in the order asked for.
  public let columns: [Column]

  /// One application.
  public struct Column: Sendable {
    /// The application.
    public let application: SentApplication
    /// The members' sheets that are shown to the actor.
    public let sheets: [SiftSheet]
    /// What the head decided on it last.
    public let decision: SelectionDecision?
    /// The interview, for those who may see its scores; nil for whom there is none.
    public let interview: ComparedInterview?

    /// The mean of the members' totals, if there are any.
    public var average: Double? {
      sheets.isEmpty ? nil : Double(sheets.map(\.total).reduce(0, +)) / Double(sheets.count)
    }

    /// What the members gave for a criterion, by member.
    public func scores(of criterion: CriterionID?) -> [(member: String, score: CriterionScore)] {
      sheets.compactMap { sheet in sheet.score(of: criterion).map { (sheet.memberName, $0) } }
    }
  }
}

/// Sets applications side by side.
public struct CompareApplications: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// As many applications as are compared at most.
  public static let most = 6

  /// Two to six applications of a vacancy. Throws ``DomainError``.
  public func callAsFunction(
    _ id: VacancyID, _ applications: [ApplicationID], by actor: Actor
  ) async throws -> Comparison {
    let pool = services.pool
    let vacancy = try await SelectionAccess.read(id, by: actor, in: pool)
    if let fault = Self.fault(of: applications) {
      throw DomainError.invalid([FieldProblem(field: "application", message: fault)])
    }
    let panel = try await ReadPanel.panel(vacancy, services, in: pool)
    let criteria = try await SiftStore.criteria(id, in: pool)
    let sheets = try await SiftStore.sheets(
      of: applications, where: SiftStore.visible(to: actor, panel.selection), criteria: criteria, in: pool)
    let decisions = try await ReadDecisions.latest(of: applications, in: pool)
    var columns: [Comparison.Column] = []
    for application in applications {
      let sent = try await ApplicationStore.find(application, in: pool)
      guard sent.vacancy == id else { throw DomainError.notFound("application") }
      columns.append(
        Comparison.Column(
          application: sent, sheets: sheets.filter { $0.application == application },
          decision: decisions[application],
          interview: try await ComparedInterview.read(application, by: actor, services)))
    }
    let questions =
      columns.contains { $0.interview != nil } ? try await SetInterviewQuestions.list(id, in: pool) : []
    return Comparison(panel: panel, criteria: criteria, questions: questions, columns: columns)
  }

  /// What is wrong with the number of applications, and what to choose instead.
  private static func fault(of applications: [ApplicationID]) -> String? {
    switch Set(applications).count {
    case 0: "None is chosen. Choose two to six applications to compare."
    case 1: "Only one is chosen. Choose one to five more to set beside it."
    case let count where count > most: "\(count) are chosen. Choose six at most."
    case let count where count < applications.count: "Choose each application once."
    default: nil
    }
  }
}
