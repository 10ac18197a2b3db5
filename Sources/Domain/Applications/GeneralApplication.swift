public import Foundation
import Postgres

/// How far a section is filled in.
public enum SectionProgress: String, Sendable, Codable {
  case notStarted = "not_started"
  case inProgress = "in_progress"
  case complete
  /// Nothing has been entered, and nothing need be.
  case optional

  /// The words for it on the task list.
  public var title: String {
    switch self {
    case .notStarted: "Not started"
    case .inProgress: "In progress"
    case .complete: "Complete"
    case .optional: "Optional"
    }
  }
}

/// A section of somebody's general application, as it stands.
public struct FilledSection: Sendable {
  /// The section of the form.
  public let section: FormSection
  /// The answers by question, or under "entries" the list of entries, each with an "id".
  public let answers: [String: JSONValue]
  /// Rises with every save; 0 before the first.
  public let version: Int
  /// When it was last saved.
  public let updatedAt: Date?
  /// What keeps it from being complete.
  public let problems: [FieldProblem]
  /// Stretches of the history that must still be explained.
  public let gaps: [HistoryGaps.Gap]

  /// How far it is filled in.
  public var progress: SectionProgress {
    if problems.isEmpty { return isOptional && entries.isEmpty ? .optional : .complete }
    return isEmpty ? .notStarted : .inProgress
  }

  /// Whether nothing has been entered, however often that was saved.
  private var isEmpty: Bool {
    section.entries == nil ? answers.values.allSatisfy(FormRules.isBlank) : entries.isEmpty
  }

  /// Whether it may be sent as it is.
  public var isReady: Bool { problems.isEmpty }

  /// Whether it is a list that may stay empty.
  public let isOptional: Bool

  /// The identifier of the entry that was added just now, wherever in the list it stands; nil where none was.
  public var added: String?

  /// Whether just what was to be added stood in the list already: then nothing was, and ``added`` is that entry.
  public var stoodAlready = false

  /// The entries of a list section.
  public var entries: [[String: JSONValue]] {
    (answers["entries"]?.array ?? []).compactMap(\.object)
  }
}

/// A person's one application for every school: what they have filled in so far.
public struct GeneralApplication: Sendable {
  /// The version of the form in force.
  public let form: ApplicationForm
  /// Every section in order, started or not.
  public let sections: [FilledSection]

  /// Whether it may be sent.
  public var isComplete: Bool { sections.allSatisfy(\.isReady) }

  /// A section by its key; throws ``DomainError/notFound(_:)``.
  public func section(_ key: String) throws -> FilledSection {
    guard let found = sections.first(where: { $0.section.key == key }) else {
      throw DomainError.notFound("section of the application")
    }
    return found
  }

  static func load(_ account: AccountID, today: CivilDate, in db: some Queryable) async throws
    -> GeneralApplication
  {
    let form = try await ApplicationForm.current(on: today, in: db)
    let rows = try await db.query(
      """
      SELECT a.email, s.section, s.answers, s.version, s.updated_at
      FROM account a LEFT JOIN general_application_section s ON s.account_id = a.id WHERE a.id = \(account)
      """)
    let ownEmail = try rows.first?.decode("email", as: String.self)
    let stored = try Dictionary(
      uniqueKeysWithValues: rows.compactMap { row in
        try row.decodeIfPresent("section", as: String.self).map { ($0, row) }
      })
    let given = try stored.mapValues {
      try JSONColumn.decode([String: JSONValue].self, from: try $0.decode("answers"))
    }
    let sections = try form.sections.map { section in
      let row = stored[section.key]
      let answers = section.ordered(given[section.key] ?? [:])
      return FilledSection(
        section: section, answers: answers, version: try row?.decode("version") ?? 0,
        updatedAt: try row?.decode("updated_at"),
        problems: FormRules.problems(
          answers, section, today: today, ownEmail: ownEmail, others: given),
        gaps: section.rule == .noUnexplainedGaps
          ? HistoryGaps.find(answers, since: HistoryGaps.leftEducation(given), today: today) : [],
        isOptional: section.entries != nil && !section.isNeeded(given: given))
    }
    return GeneralApplication(form: form, sections: sections)
  }
}

/// Reads the acting person's own general application.
public struct ReadGeneralApplication: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// All sections as they stand. Throws ``DomainError``.
  public func callAsFunction(by actor: Actor) async throws -> GeneralApplication {
    let account = try actor.requireOwn(.keepGeneralApplication)
    return try await GeneralApplication.load(account.id, today: services.today, in: services.pool)
  }
}
