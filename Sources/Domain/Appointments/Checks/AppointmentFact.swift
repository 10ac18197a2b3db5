import Foundation
import Postgres

/// Something about a newly qualified teacher that the school already holds, so that nobody types it again for
/// their induction.
public struct AppointmentFact: Sendable, Equatable {
  /// Where it stands.
  public enum Origin: String, Sendable, Codable, CaseIterable {
    /// The application, as it was sent.
    case application
    /// The check of qualified teacher status.
    case check

    /// The words for it within a sentence.
    public var title: String {
      switch self {
      case .application: "the application"
      case .check: "the check of qualified teacher status"
      }
    }
  }

  /// Which field of a registration it answers.
  public let field: RegistrationContent.CodingKeys
  /// The answer: text, a date such as 2026-07-10, or `yes` or `no`.
  public let value: String
  /// Where it stands.
  public let origin: Origin
  /// More of where it stands, such as the course; empty where that says it all.
  public let note: String

  /// The answer as a member of a registration.
  var member: JSONValue { field == .servedElsewhere ? .bool(value == "yes") : .string(value) }

  /// The answer in words for people.
  public var text: String {
    if field == .servedElsewhere { return value == "yes" ? "Yes" : "No" }
    return CivilDate(value).map(LondonTime.shortDate) ?? value
  }

  /// Where it stands, in words for people.
  public var source: String { note.isEmpty ? origin.title : "\(origin.title) (\(note))" }

  /// What a field is called within a sentence.
  static func subject(_ field: RegistrationContent.CodingKeys) -> String {
    switch field {
    case .trn: "the teacher reference number"
    case .qtsAwardedOn: "the day of qualified teacher status"
    case .courseBegunOn: "the beginning of teacher training"
    default: "induction served elsewhere"
    }
  }
}

/// Where facts about an appointed teacher are read: the frozen application and the check that was made of it.
struct AppointmentSources: Sendable {
  /// The section on teaching status.
  var teaching: [String: JSONValue] = [:]
  /// The entries of the history, as they were given.
  var history: [[String: JSONValue]] = []
  /// The number that the satisfactory check of qualified teacher status gives.
  var checkedNumber = ""
  /// What was seen in that check.
  var evidence = ""
  /// The day of the award that it gives.
  var checkedAward: CivilDate?

  static let columns: Statement = """
    coalesce(a.answers -> 'teaching', '{}') AS teaching, coalesce(a.answers #> '{history,entries}', '[]') AS history,
    q.document_number AS checked_number, q.evidence AS checked_evidence, q.document_date AS checked_award
    """
  static let check: Statement = """
    LEFT JOIN pre_employment_check q ON q.application_id = a.id AND q.kind = 'qts' AND q.outcome = 'satisfactory'
    """

  /// Everything that they say, the application first.
  var facts: [AppointmentFact] {
    var facts: [AppointmentFact] = []
    func add(
      _ field: RegistrationContent.CodingKeys, _ value: String?, _ origin: AppointmentFact.Origin,
      _ note: String = ""
    ) {
      guard let value, !value.isEmpty else { return }
      facts.append(AppointmentFact(field: field, value: value, origin: origin, note: note))
    }
    add(.trn, teaching["trn"]?.string.flatMap(TRN.digits), .application)
    add(.trn, TRN.digits(checkedNumber) ?? TRN.find(in: evidence), .check)
    add(.qtsAwardedOn, gained?.description, .application)
    add(.qtsAwardedOn, checkedAward?.description, .check)
    for course in courses { add(.courseBegunOn, course.begun.description, .application, course.name) }
    add(.servedElsewhere, served, .application)
    return facts
  }

  private var gained: CivilDate? { teaching["qts_awarded_on"]?.string.flatMap { CivilDate($0) } }

  /// Whoever is still training, or says that induction is not begun, has served none of it; whoever says that it
  /// is in progress has served some.
  private var served: String? {
    if teaching["status"]?.string == "training" { return "no" }
    return ["not_started": "no", "in_progress": "yes"][teaching["induction"]?.string ?? ""]
  }

  private struct Course {
    let begun: CivilDate
    let name: String
    let isAtProvider: Bool
  }

  /// The training of the history that led to qualified teacher status: at the provider whom the application names
  /// the one begun last, otherwise everything that it may have been.
  private var courses: [Course] {
    let award = gained ?? checkedAward
    let all = history.compactMap(course).filter { course in award.map { course.begun <= $0 } ?? true }
    if let last = all.filter(\.isAtProvider).max(by: { $0.begun < $1.begun }) { return [last] }
    return all
  }

  private func course(_ entry: [String: JSONValue]) -> Course? {
    guard entry["kind"]?.string == "training", let begun = entry["from"]?.string.flatMap(Self.day) else {
      return nil
    }
    let place = entry["organisation"]?.string?.trimmed ?? ""
    let name = [entry["role"]?.string?.trimmed ?? "", place].filter { !$0.isEmpty }.joined(separator: ", ")
    let provider = teaching["training_provider"]?.string?.trimmed.lowercased() ?? ""
    return Course(
      begun: begun, name: name, isAtProvider: !provider.isEmpty && provider == place.lowercased())
  }

  /// A day, or the first day of a month.
  private static func day(_ text: String) -> CivilDate? { CivilDate(text) ?? CivilDate("\(text)-01") }
}

extension AppointmentSources: RowDecodable {
  /// Reads a row of the columns above.
  init(row: Row) throws {
    teaching = try JSONColumn.decode([String: JSONValue].self, from: try row.decode("teaching"))
    history = try JSONColumn.decode([[String: JSONValue]].self, from: try row.decode("history"))
    checkedNumber = try row.decodeIfPresent("checked_number") ?? ""
    evidence = try row.decodeIfPresent("checked_evidence") ?? ""
    checkedAward = try row.decodeIfPresent("checked_award")
  }

  /// What is known of somebody from an application; nothing once it is erased.
  static func facts(of application: ApplicationID?, in db: some Queryable) async throws -> [AppointmentFact] {
    guard let application else { return [] }
    let found = try await db.first(
      """
      SELECT \(fragment: columns) FROM application a \(fragment: check) WHERE a.id = \(application)
      """, as: AppointmentSources.self)
    return found?.facts ?? []
  }
}

extension [AppointmentFact] {
  /// What is said of a field, each answer once.
  public func of(_ field: RegistrationContent.CodingKeys) -> [AppointmentFact] {
    reduce(into: []) { found, fact in
      if fact.field == field, !found.contains(where: { $0.value == fact.value }) { found.append(fact) }
    }
  }

  /// The one answer to a field; nil where there is none, or more than one.
  public func agreed(_ field: RegistrationContent.CodingKeys) -> String? {
    let answers = of(field)
    return answers.count == 1 ? answers[0].value : nil
  }

  /// Those of fields to which there is more than one answer: somebody has to choose.
  public var differing: [AppointmentFact] {
    RegistrationContent.CodingKeys.allCases.map(of).filter { $0.count > 1 }.flatMap(\.self)
  }
}
