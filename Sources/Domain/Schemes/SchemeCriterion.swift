import Foundation
public import Postgres

/// What the induction record says of somebody who applies; frozen with the application when it is sent.
public struct SchemeFacts: Sendable, Codable, Equatable {
  /// The teacher's name.
  public var name: String
  /// Teacher reference number.
  public var trn: String
  /// The appropriate body.
  public var body: String
  /// Where the induction stands.
  public var state: InductionState
  /// The day of the satisfactory completion.
  public var completedOn: String?
  /// The school that leads on the day; between posts the one that led last, and before the first that one.
  public var school: String
  /// Whether that school is the authority's.
  public var isInBorough: Bool
  /// The phase that is taught, by its code; empty where the record doesn't say.
  public var phase: String
  /// The subject; empty where the record doesn't say.
  public var subject: String

  private enum CodingKeys: String, CodingKey {
    case name, trn, body, state, school, phase, subject
    case completedOn = "completed_on"
    case isInBorough = "is_in_borough"
  }

  /// What was recorded.
  public init(
    name: String, trn: String, body: String, state: InductionState, completedOn: String? = nil,
    school: String,
    isInBorough: Bool, phase: String = "", subject: String = ""
  ) {
    (self.name, self.trn, self.body, self.state) = (name, trn, body, state)
    (self.completedOn, self.school, self.isInBorough) = (completedOn, school, isInBorough)
    (self.phase, self.subject) = (phase, subject)
  }

  /// The facts of an induction as they are on a day.
  static func read(_ id: InductionID, on today: CivilDate, in db: some Queryable) async throws -> SchemeFacts
  {
    let post = try await post(of: id, on: today, in: db)
    let row = try await db.firstRow(
      """
      SELECT i.first_names || ' ' || i.last_name AS name, i.trn, b.name AS body, i.state,
        CASE WHEN i.state = 'satisfactory' THEN \(fragment: InductionRecord.lastDay) END AS completed_on,
        coalesce(o.name, '') AS school, coalesce(o.authority_id = i.authority_id, false) AS is_in_borough,
        coalesce(r.content ->> 'phase', '') AS phase, coalesce(r.content ->> 'subject', '') AS subject
      FROM induction i JOIN appropriate_body b ON b.id = i.body_id
        LEFT JOIN induction_period q ON q.induction_id = i.id AND q.id = \(post)
        LEFT JOIN organisation o ON o.id = q.school_id
        LEFT JOIN induction_registration r ON r.id = q.registration_id
      WHERE i.id = \(id)
      """)
    guard let row else { throw DomainError.notFound("induction") }
    return SchemeFacts(
      name: try row.decode("name"), trn: try row.decode("trn"), body: try row.decode("body"),
      state: try row.decode("state"),
      completedOn: try row.decodeIfPresent("completed_on", as: CivilDate.self)?.description,
      school: try row.decode("school"), isInBorough: try row.decode("is_in_borough"),
      phase: try row.decode("phase"), subject: try row.decode("subject"))
  }

  /// The period that counts on a day: the last that has begun at the school that leads (``LeadSchools``).
  private static func post(
    of id: InductionID, on today: CivilDate, in db: some Queryable
  ) async throws -> InductionPeriodID? {
    let periods = try await InductionStore.periods(id, in: db)
    let leads = LeadSchools(periods, try await InductionStore.events(id, in: db))
    let own = periods.filter { $0.place.organisation == leads.school(on: today) }
    return (own.last { $0.startsOn <= today } ?? own.first)?.id
  }
}

/// A rule of who may apply for a scheme, or a question that officers judge.
public struct SchemeCriterion: Sendable, Equatable {
  /// What is looked at.
  public enum Kind: String, Sendable, CaseIterable, PostgresValue {
    case induction, years, borough, phase, subject, judged
  }

  /// What a rule says of somebody.
  public enum Finding: Sendable, Equatable {
    case met
    case unmet
    /// The record can't say: an officer does.
    case judged
  }

  /// Its identifier; nil until it is stored.
  public var id: SchemeCriterionID?
  /// What is looked at.
  public var kind: Kind
  /// At most so many years since completion.
  public var number: Int?
  /// What is allowed: `completed` or `serving`, phases by their codes, or subjects.
  public var choices: [String]
  /// What officers judge, in words.
  public var wording: String

  /// A criterion.
  public init(_ kind: Kind, number: Int? = nil, choices: [String] = [], wording: String = "") {
    (self.kind, self.number, self.choices, self.wording) = (kind, number, choices, wording)
  }

  /// Whether two say the same.
  public static func == (left: SchemeCriterion, right: SchemeCriterion) -> Bool {
    (left.kind, left.number, left.choices, left.wording)
      == (right.kind, right.number, right.choices, right.wording)
  }

  /// What it asks, for those who think of applying.
  public var sentence: String {
    func list(_ words: [String]) -> String { words.joined(separator: " or ") }
    switch kind {
    case .induction:
      return choices.contains("completed")
        ? choices.contains("serving")
          ? "You are in induction, or have completed it satisfactorily, with this appropriate body."
          : "You have completed induction satisfactorily with this appropriate body."
        : "You are still in induction with this appropriate body."
    case .years:
      let years = number ?? 1
      return "You completed induction no more than \(years) year\(years == 1 ? "" : "s") ago."
    case .borough: return "You teach at a school of the borough."
    case .phase:
      return "You teach in this phase: \(list(choices.map { SchoolPhase(rawValue: $0)?.title ?? $0 }))."
    case .subject: return "You teach this subject: \(list(choices))."
    case .judged: return wording
    }
  }

  /// What keeps it from being stored.
  func problem() -> String? {
    switch kind {
    case .induction:
      return !choices.isEmpty && Set(choices).isSubset(of: ["completed", "serving"])
        ? nil : "Say whether induction is completed, still served, or either."
    case .years: return number.map { (1...50).contains($0) } == true ? nil : "Enter the years, from 1 to 50."
    case .borough: return nil
    case .phase:
      return !choices.isEmpty && choices.allSatisfy { SchoolPhase(rawValue: $0) != nil }
        ? nil : "Choose one phase at least."
    case .subject:
      return (1...20).contains(choices.count) && choices.allSatisfy { (2...80).contains($0.trimmed.count) }
        ? nil : "Enter from 1 to 20 subjects, each in 2 to 80 characters."
    case .judged:
      return (5...500).contains(wording.trimmed.count)
        ? nil : "Say in 5 to 500 characters what officers judge."
    }
  }

  /// What the record says of somebody on a day, by the rule alone. What a record doesn't say is judged by officers.
  public func finding(_ facts: SchemeFacts, on day: CivilDate) -> Finding {
    func known(_ value: String, _ matches: Bool) -> Finding {
      value.isEmpty ? .judged : matches ? .met : .unmet
    }
    switch kind {
    case .induction:
      let isMet =
        choices.contains("completed") && facts.state == .satisfactory
        || choices.contains("serving") && facts.state.isOpen
      return isMet ? .met : .unmet
    case .years:
      guard let completed = facts.completedOn.flatMap({ CivilDate($0) }), let number else { return .unmet }
      return day <= completed.anniversary(number) ? .met : .unmet
    case .borough: return known(facts.school, facts.isInBorough)
    case .phase: return known(facts.phase, choices.contains(facts.phase))
    case .subject:
      return known(facts.subject, choices.contains { $0.lowercased() == facts.subject.lowercased() })
    case .judged: return .judged
    }
  }

  /// Why somebody can't apply whom the rule leaves out.
  public func obstacle(_ facts: SchemeFacts) -> String {
    switch kind {
    case .induction:
      return choices.contains("serving")
        ? "Your induction is “\(facts.state.title)”, and this is for those in induction"
          + (choices.contains("completed") ? " or who have completed it." : ".")
        : "This is for those who have completed induction satisfactorily, and yours is “\(facts.state.title)”."
    case .years:
      guard let completed = facts.completedOn.flatMap({ CivilDate($0) }), let number else {
        return "You have not completed induction yet."
      }
      return "You could apply until \(LondonTime.longDate(completed.anniversary(number)))."
    case .borough: return "Your school by the induction record, \(facts.school), is outside the borough."
    case .phase:
      let phase = SchoolPhase(rawValue: facts.phase)?.title ?? facts.phase
      return "By the induction record you teach in another phase: \(phase)."
    case .subject: return "By the induction record you teach another subject: \(facts.subject)."
    case .judged: return "An officer has found that this is not met: \(wording)"
    }
  }
}

extension SchemeCriterion: RowDecodable {
  /// Reads a row of `scheme_criterion`.
  public init(row: Row) throws {
    self.init(
      try row.decode("kind"), number: try row.decodeIfPresent("number"), choices: try row.decode("choices"),
      wording: try row.decode("wording"))
    id = try row.decode("id")
  }
}
